"""Metrics: what the header shows, as gauges in Prometheus' text form (exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from assist.desk.staff.people import Role
from assist.web.who import demand

READING = ("warming", "ready", "failed")
MODEL = ("starting", "ready", "failing", "paused", "failed")

State = dict[str, Any]


def metric_routes(state: Callable[[], State]) -> APIRouter:
    """`GET /metrics`, for leads and for a monitor with its token; `state` is the desk's."""
    routes = APIRouter()

    @routes.get("/metrics")
    def metrics(request: Request) -> Response:
        demand(request, Role.LEAD)
        from prometheus_client import CONTENT_TYPE_LATEST

        return Response(exposed(state()), media_type=CONTENT_TYPE_LATEST)

    return routes


def exposed(state: State) -> bytes:
    """The gauges of one state: manuals by state, and one-hot states of reader and model (none where none is set)."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    manuals = Gauge("assist_manuals", "Manuals in the library and on their way", ["state"], registry=registry)
    for name, count in state["library"].items():
        manuals.labels(name).set(count)
    reader = Gauge("assist_reader_state", "State of the reading process", ["state"], registry=registry)
    for name in READING:
        reader.labels(name).set(state["reading"] == name)
    model = state["model"]
    if model:
        kept = ["model", "engine"]
        which = Gauge("assist_model_state", "State of the model; paused: its breaker is open", [*kept, "state"],
                      registry=registry)  # fmt: skip
        wait = Gauge("assist_model_retry_seconds", "Seconds until a paused model is asked again", kept,
                     registry=registry)  # fmt: skip
        for name in MODEL:
            which.labels(model["name"], model["engine"], name).set(model["state"] == name)
        wait.labels(model["name"], model["engine"]).set(model["retry_in"])
    return bytes(generate_latest(registry))
