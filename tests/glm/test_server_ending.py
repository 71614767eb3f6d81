"""A server that falls silent, never ends or is no longer waited for is left, and sees that it is."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from assist.errors import EngineError, EngineUnavailable
from tests.glm.faults import HELLO, Faults, Open

GROWING = (0.8, 4.0, 16.0)
"""Seconds that a server is given: more where a busy machine had not even sent the request."""


@pytest.mark.parametrize("fault", ["silent", "quiet", "stalled"])
def test_a_server_that_falls_silent_is_given_up_and_left(server: Faults, open_model: Open, fault: str) -> None:
    open_model().ask(HELLO)
    for silence in GROWING:
        server.play(fault)
        began, times = time.monotonic(), []
        with pytest.raises(EngineUnavailable) as caught:
            for _ in open_model(silence=silence).generate(HELLO):
                times.append(time.monotonic())
        if server.seen()["requests"]:
            break
    assert caught.value.code == "glm_timeout"
    assert silence - 0.1 < time.monotonic() - began < 30, "far above what a busy machine needs, far below a hang"
    assert times, "who waits is told so before it is given up"
    server.wait_until_left()
    assert len(server.seen()["requests"]) == 1


def test_an_answer_that_never_ends_is_given_up_at_the_limit(server: Faults, open_model: Open) -> None:
    for limit in GROWING:
        server.play("slow")
        with pytest.raises(EngineUnavailable) as caught:
            open_model(timeout=limit, silence=limit - 0.2).ask(replace(HELLO, max_tokens=5000))
        if server.seen()["requests"]:
            break
    assert caught.value.code == "glm_timeout" and "did not finish within" in str(caught.value)
    server.wait_until_left()


def test_cancelling_closes_the_connection_in_the_middle_of_an_answer(server: Faults, open_model: Open) -> None:
    server.play("slow")
    model = open_model()
    growing = model.generate(HELLO)
    assert next(generated for generated in growing if generated.text)
    assert not server.seen()["gone"]
    growing.close()
    server.wait_until_left()
    assert model.breaker().failures == 0, "the agent's cancelling says nothing about the server"


def test_cancelling_closes_the_connection_before_the_first_byte(server: Faults, open_model: Open) -> None:
    server.play("silent")
    growing = open_model().generate(HELLO)
    next(growing)
    while not server.seen()["requests"]:
        next(growing)
    growing.close()
    server.wait_until_left()


def test_closing_the_model_ends_what_runs(server: Faults, open_model: Open) -> None:
    server.play("slow")
    model = open_model()
    growing = model.generate(HELLO)
    next(generated for generated in growing if generated.text)
    model.close()
    with pytest.raises(EngineError):
        list(growing)
    server.wait_until_left()
    with pytest.raises(EngineUnavailable, match="closed"):
        model.ask(HELLO)


def test_an_endless_repetition_is_ended_here_and_there(server: Faults, open_model: Open) -> None:
    server.play("loop")
    last = open_model().ask(HELLO)
    assert last.finish == "loop"
    assert last.text.startswith("The lamp is fine. ")
    server.wait_until_left()


def test_a_server_that_ignores_max_tokens_is_stopped(server: Faults, open_model: Open) -> None:
    server.play("endless")
    last = open_model().ask(replace(HELLO, max_tokens=30))
    assert last.finish == "length"
    assert last.tokens == 31
    server.wait_until_left()


def test_a_stream_that_is_not_closed_after_its_end_is_an_answer(server: Faults, open_model: Open) -> None:
    server.play("never-closed")
    assert open_model().ask(HELLO).text == "Whole"
