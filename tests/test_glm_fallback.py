"""Whatever a real model server does, the agent has a whole draft within the limit, and is told how it came about."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from assist.case.draft import Draft
from assist.engines.glm.answering import GlmAnswer
from assist.engines.glm.resilience import Backoff
from assist.engines.glm.server import ServerModel
from assist.wiring import open_prompts
from tests.test_glm_answering import OWN, reply
from tests.test_glm_server import Faults

LIMIT = 1.5  # seconds for the server, and for the answer with its repair


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    server = Faults()
    yield server
    server.process.kill()
    server.process.wait()


def answered(url: str) -> tuple[Draft, float]:
    model = ServerModel(url, "glm", timeout=LIMIT, silence=0.6, backoff=Backoff(base=0.01, most=0.05))
    try:
        model.info()
    except Exception as error:  # noqa: BLE001 - the probe fails where nobody answers, which is a case of its own here
        assert "Nobody answers" in str(error)
    answer = GlmAnswer(model, lambda _: OWN, open_prompts()["answer"], limit=LIMIT, mask=lambda pixels, _: pixels)
    began = time.monotonic()
    *_, last = answer(reply())
    spent = time.monotonic() - began
    model.close()
    return last, spent


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
def test_a_fault_of_the_server_costs_no_draft(fault: str, notes: set[str], faults: Faults) -> None:
    model = ServerModel(faults.url, "glm", timeout=LIMIT, silence=0.6, backoff=Backoff(base=0.01, most=0.05))
    faults.play()
    model.info()
    faults.play(*[fault] * 12)
    answer = GlmAnswer(model, lambda _: OWN, open_prompts()["answer"], limit=LIMIT)
    began = time.monotonic()
    *_, last = answer(reply())
    assert time.monotonic() - began < 3 * LIMIT
    model.close()
    assert last.complete and last.engine == "extractive" and last.claims == OWN.claims
    assert {note.key for note in last.notes} <= notes and last.notes


def test_nobody_at_the_address_costs_no_draft() -> None:
    last, spent = answered("http://127.0.0.1:9")
    assert last.claims == OWN.claims and [note.key for note in last.notes] == ["model.failed_down"]
    assert spent < 2 * LIMIT


def test_a_server_that_holds_the_schema_is_asked_with_it_and_understood(faults: Faults) -> None:
    faults.play(holds=["response_format"], kind="vllm")
    last, _ = answered(faults.url)
    assert last.complete and last.engine == "glm" and last.judgement is not None
    sent = [request for request in faults.seen()["requests"] if "order" in str(request) or "boundary" in str(request)]
    assert "response_format" in sent[-1] and "Kettle" not in str(sent[-1]["messages"][0])


def test_an_answer_without_the_form_is_sent_back_once_to_the_server(faults: Faults) -> None:
    faults.play()
    last, _ = answered(faults.url)
    assert [note.key for note in last.notes] == ["model.failed_form"]
    turns = [[message["role"] for message in request["messages"]] for request in faults.seen()["requests"]]
    assert turns[-1] == ["system", "user", "assistant", "user"] and turns[-2] == ["system", "user"]
