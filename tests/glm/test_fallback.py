"""Whatever a real model server does, the agent has a whole draft within the limit, and is told how it came about."""

from __future__ import annotations

import time

import pytest

from assist.case.draft import Draft
from assist.engines.glm.answering import GlmAnswer
from assist.engines.glm.resilience import Backoff
from assist.engines.glm.server import ServerModel
from assist.errors import EngineError
from assist.wiring import open_prompts
from tests.glm.faults import Faults
from tests.glm.test_answering import OWN, reply

LIMIT = 1.5  # seconds for a server that is to be given up, and for the answer with its repair
PATIENCE = 30.0  # seconds: far above what a busy machine needs, far below a hang
LATE = ("stalled", "quiet", "loop")  # faults that are known by the time they take


def answered(url: str) -> tuple[Draft, float]:
    model = ServerModel(url, "glm", timeout=PATIENCE, silence=PATIENCE, backoff=Backoff(base=0.01, most=0.05))
    try:
        model.info()
    except Exception as error:  # noqa: BLE001 - the probe fails where nobody answers, which is a case of its own here
        assert "Nobody answers" in str(error)
    answer = GlmAnswer(model, lambda _: OWN, open_prompts()["answer"], limit=PATIENCE, mask=lambda pixels, _: pixels)
    began = time.monotonic()
    *_, last = answer(reply())
    spent = time.monotonic() - began
    model.close()
    return last, spent


def known(model: ServerModel) -> None:
    """Ask what the server can do until it has said so: a busy machine may be silent for the while that is allowed."""
    for attempts_left in range(40, 0, -1):
        try:
            model.info()
            return
        except EngineError:
            if attempts_left == 1:
                raise
            time.sleep(1.0)  # after three failures it is left alone for a while


@pytest.mark.parametrize(
    ("fault", "notes"),
    [
        ("500", {"model.failed_error"}), ("503", {"model.failed_down"}), ("429", {"model.failed_down"}),
        ("401", {"model.failed_error"}), ("stalled", {"model.failed_late"}), ("quiet", {"model.failed_late"}),
        ("bad-json", {"model.failed_form"}), ("empty", {"model.failed_form"}), ("cut", {"model.failed_down"}),
        ("html", {"model.failed_form"}), ("error-event", {"model.failed_error"}),
        ("loop", {"model.failed_form", "model.failed_late"}),
    ],
)  # fmt: skip
def test_a_fault_of_the_server_costs_no_draft(fault: str, notes: set[str], server: Faults) -> None:
    limit, silence = (LIMIT, 0.6) if fault in LATE else (PATIENCE, PATIENCE)
    model = ServerModel(server.url, "glm", timeout=limit, silence=silence, backoff=Backoff(base=0.01, most=0.05))
    known(model)
    server.play(*[fault] * 12)
    answer = GlmAnswer(model, lambda _: OWN, open_prompts()["answer"], limit=limit)
    began = time.monotonic()
    *_, last = answer(reply())
    assert time.monotonic() - began < PATIENCE
    model.close()
    assert last.complete and last.engine == "extractive" and last.claims == OWN.claims
    assert {note.key for note in last.notes} <= notes and last.notes


def test_nobody_at_the_address_costs_no_draft() -> None:
    last, spent = answered("http://127.0.0.1:9")
    assert last.claims == OWN.claims and [note.key for note in last.notes] == ["model.failed_down"]
    assert spent < PATIENCE


def test_a_server_that_holds_the_schema_is_asked_with_it_and_understood(server: Faults) -> None:
    server.play(holds=["response_format"], kind="vllm")
    last, _ = answered(server.url)
    assert last.complete and last.engine == "glm" and last.judgement is not None
    sent = [request for request in server.seen()["requests"] if "order" in str(request) or "boundary" in str(request)]
    assert "response_format" in sent[-1] and "Kettle" not in str(sent[-1]["messages"][0])


def test_an_answer_without_the_form_is_sent_back_once_to_the_server(server: Faults) -> None:
    server.play()
    last, _ = answered(server.url)
    assert [note.key for note in last.notes] == ["model.failed_form"]
    turns = [[message["role"] for message in request["messages"]] for request in server.seen()["requests"]]
    assert turns[-1] == ["system", "user", "assistant", "user"] and turns[-2] == ["system", "user"]
