"""What the page's header says of a model, from what the model did when it was asked."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from assist.case.generation import Generated, Model, ModelInfo, Request
from assist.desk.watched import Watched
from assist.engines.glm.resilience import Breaker
from assist.errors import EngineUnavailable

INFO = ModelInfo("glm", "vllm", "models.example.com", remote=True, sees=True)


class Answers:
    """A model that is down as often as it is told."""

    def __init__(self, down: int) -> None:
        self.down = down

    def info(self) -> ModelInfo:
        self.down -= 1
        if self.down >= 0:
            raise EngineUnavailable("nobody answers", code="glm_down")
        return INFO

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        yield Generated(request.user, "stop")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_model_starts_fails_and_is_ready_and_nobody_asks_it_for_that() -> None:
    model = Watched(Answers(1), "glm", "server")
    assert (model.state().name, model.state().state) == ("glm", "starting")
    with pytest.raises(EngineUnavailable):
        model.info()
    assert model.state().state == "failed"
    assert model.info() == INFO
    assert (model.state().state, model.state().engine, model.state().remote) == ("ready", "vllm", True)


def test_warming_a_model_that_is_down_is_logged_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    model = Watched(Answers(1), "glm", "server")
    model.warm().join(5)
    assert model.state().state == "failed"
    assert "nobody answers" in caplog.text
    model.warm().join(5)
    assert model.state().state == "ready"


def test_an_open_breaker_is_a_pause_with_its_seconds() -> None:
    clock = Clock()
    breaker = Breaker(1, 20.0, clock)
    model = Watched(Answers(0), "glm", "server", breaker.state)
    model.info()
    breaker.admit()
    breaker.failed()
    clock.now = 5.0
    assert (model.state().state, model.state().retry_in) == ("paused", 15.0)
    clock.now = 25.0
    assert model.state().state == "failing"
    breaker.admit()
    breaker.succeeded()
    assert model.state().state == "ready"


def test_a_watched_model_answers_like_the_model_itself() -> None:
    model: Model = Watched(Answers(0), "glm", "server")
    asked: Any = Request("t", "1", "", "hello")
    assert [generated.text for generated in model.generate(asked)] == ["hello"]
