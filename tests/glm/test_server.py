"""A model behind a server: answers, ways to fail, waits and the breaker, each asked for from a real process."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assist.case.generation import Model
from assist.engines.glm.resilience import Backoff, Breaker
from assist.errors import EngineError, EngineUnavailable
from tests.glm.faults import HELLO, Faults, Open, closed_port


def test_an_answer_grows_and_ends_with_its_counts(server: Faults, open_model: Open) -> None:
    model: Model = open_model()
    grown = list(model.generate(HELLO))
    texts = [generated.text for generated in grown]
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(texts))
    last = grown[-1]
    assert (last.text.strip(), last.finish) == ("I heard: hello there", "stop")
    assert (last.prompt_tokens, last.tokens) == (20, 7)
    assert 0 < last.first_token <= last.seconds
    body = server.seen()["requests"][0]
    assert (body["model"], body["stream"], body["max_tokens"]) == ("some/model", True, 1200)


@pytest.mark.parametrize(
    ("fault", "kind", "code", "tries"),
    [
        ("429", EngineUnavailable, "glm_busy", 3),
        ("503", EngineUnavailable, "glm_down", 3),
        ("cut-at-once", EngineUnavailable, "glm_down", 3),
        ("500", EngineError, "glm_failed", 3),
        ("error-event", EngineError, "glm_failed", 3),
        ("bad-json", EngineError, "glm_bad_answer", 3),
        ("bad-utf8", EngineError, "glm_bad_answer", 3),
        ("other-json", EngineError, "glm_bad_answer", 3),
        ("html", EngineError, "glm_bad_answer", 3),
        ("json", EngineError, "glm_bad_answer", 3),
        ("empty", EngineError, "glm_bad_answer", 3),
        ("cut", EngineUnavailable, "glm_cut", 1),
        ("without-end", EngineUnavailable, "glm_cut", 1),
        ("sensitive", EngineError, "glm_refused", 1),
        ("redirect", EngineError, "glm_refused", 1),
        ("context", EngineError, "glm_refused", 1),
        ("404", EngineError, "glm_model_missing", 1),
        ("401", EngineError, "glm_key", 1),
    ],
)
def test_each_way_to_fail_has_its_code_and_is_tried_again_only_where_that_helps(
    server: Faults, open_model: Open, fault: str, kind: type[EngineError], code: str, tries: int
) -> None:
    server.play(*[fault] * 5)
    with pytest.raises(EngineError) as caught:
        open_model().ask(HELLO)
    assert (type(caught.value), caught.value.code) == (kind, code)
    assert caught.value.help.endswith(".")
    assert len(server.seen()["requests"]) == tries


def test_nobody_at_the_address_is_said_at_once(open_model: Open) -> None:
    began = time.monotonic()
    with pytest.raises(EngineUnavailable, match="Nobody answers") as caught:
        open_model(f"http://127.0.0.1:{closed_port()}").ask(HELLO)
    assert caught.value.code == "glm_down"
    assert time.monotonic() - began < 30, "far above what a busy machine needs, far below a hang"


@pytest.mark.parametrize("fault", ["429", "503", "500", "bad-json", "empty", "cut-at-once"])
def test_a_passing_fault_is_not_seen_by_the_agent(server: Faults, open_model: Open, fault: str) -> None:
    server.play(fault, fault)
    assert open_model().ask(HELLO).text.strip() == "I heard: hello there"
    assert len(server.seen()["requests"]) == 3


def recorder(slept: list[float]) -> Callable[[float], Awaitable[None]]:
    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    return sleep


def test_what_a_busy_server_asks_to_wait_is_waited(server: Faults, open_model: Open) -> None:
    slept: list[float] = []
    server.play("429", retry_after="1.5")
    assert open_model(sleep=recorder(slept)).ask(HELLO).finish == "stop"
    assert slept == [1.5]


def test_a_wait_beyond_the_time_limit_is_not_begun(server: Faults, open_model: Open) -> None:
    slept: list[float] = []
    server.play("429", retry_after="90")
    with pytest.raises(EngineUnavailable) as caught:
        open_model(sleep=recorder(slept)).ask(HELLO)
    assert caught.value.code == "glm_busy"
    assert slept == []


def test_waits_between_tries_grow_with_full_jitter(server: Faults, open_model: Open) -> None:
    slept: list[float] = []
    server.play("503", "503")
    open_model(sleep=recorder(slept), chance=lambda: 0.5, backoff=Backoff(0.2, 4.0)).ask(HELLO)
    assert slept == pytest.approx([0.2, 0.4])


def test_thinking_that_is_sent_apart_is_left_out_unless_it_is_all(server: Faults, open_model: Open) -> None:
    server.play("thinking", "only-thinking", "length")
    model = open_model()
    assert model.ask(HELLO).text == "Done"
    assert model.ask(HELLO).text == "<think>It is 230 V.</think>"
    assert model.ask(HELLO).finish == "length"


def test_several_agents_are_answered_at_once_each_with_their_own(server: Faults, open_model: Open) -> None:
    before = {thread for thread in threading.enumerate() if thread.name == "glm-server"}
    model = open_model()
    with ThreadPoolExecutor(8) as agents:
        asked = [replace(HELLO, user=f"ticket {n}") for n in range(16)]
        said = list(agents.map(lambda request: model.ask(request).text.strip(), asked))
    assert said == [f"I heard: ticket {n}" for n in range(16)]
    assert len({thread for thread in threading.enumerate() if thread.name == "glm-server"} - before) == 1


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_breaker_spares_a_server_that_is_down_and_tries_it_again(server: Faults, open_model: Open) -> None:
    clock = Clock()
    model = open_model(breaker=Breaker(2, 20.0, clock), backoff=Backoff(tries=1))
    server.play("503", "503", "503")
    for _ in range(2):
        with pytest.raises(EngineUnavailable):
            model.ask(HELLO)
    assert model.breaker().state == "open"
    with pytest.raises(EngineUnavailable, match="left alone for 20 s") as caught:
        model.ask(HELLO)
    assert caught.value.code == "glm_breaker_open"
    assert len(server.seen()["requests"]) == 2, "nobody was asked"
    clock.now = 21.0
    assert model.breaker().state == "half-open"
    with pytest.raises(EngineUnavailable):
        model.ask(HELLO)
    assert model.breaker().state == "open"
    clock.now = 42.0
    assert model.ask(HELLO).finish == "stop"
    assert (model.breaker().state, model.breaker().failures) == ("closed", 0)


def test_a_refused_request_does_not_open_the_breaker(server: Faults, open_model: Open) -> None:
    model = open_model(breaker=Breaker(1))
    server.play("context", "404", "401")
    for _ in range(3):
        with pytest.raises(EngineError):
            model.ask(HELLO)
    assert model.breaker().state == "closed"
