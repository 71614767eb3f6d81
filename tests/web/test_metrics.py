"""What a monitor reads of the program."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from assist.web.metrics import exposed

LIBRARY = {"library": {"ready": 3, "total": 4, "failed": 1}, "reading": "ready"}
MODEL = {"name": "glm", "engine": "vllm", "state": "paused", "retry_in": 12.5, "remote": True}


def gauges(text: str) -> dict[str, float]:
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_a_paused_model_and_its_breaker_are_seen() -> None:
    seen = gauges(exposed({**LIBRARY, "model": MODEL}).decode())
    assert seen['assist_model_state{engine="vllm",model="glm",state="paused"}'] == 1
    assert seen['assist_model_state{engine="vllm",model="glm",state="ready"}'] == 0
    assert seen['assist_model_retry_seconds{engine="vllm",model="glm"}'] == 12.5


def test_without_a_model_nothing_is_said_of_one() -> None:
    seen = gauges(exposed({**LIBRARY, "model": None}).decode())
    assert seen['assist_manuals{state="failed"}'] == 1 and not any("model" in name for name in seen)


def test_the_page_serves_them(client: TestClient) -> None:
    answer: Any = client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    assert sum(v for k, v in gauges(answer.text).items() if k.startswith("assist_reader_state")) == 1
