"""Watched: a model whose state the page can show without asking it, since it remembers how the last question went."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator

from assist.case.generation import Generated, Model, ModelInfo, Request
from assist.desk.model import ModelState, model_state
from assist.engines.glm.resilience import BreakerState
from assist.errors import AssistError

log = logging.getLogger(__name__)


class Watched:
    """A `Model` that passes everything on; safe to share between threads.

    `name` and `engine` stand for it until its probe has told more, `breaker` is its breaker's state where it has one.
    """

    def __init__(self, model: Model, name: str, engine: str, breaker: Callable[[], BreakerState] | None = None) -> None:
        self._model = model
        self._name = name
        self._engine = engine
        self._breaker = breaker
        self._info: ModelInfo | None = None
        self._failed = False

    def info(self) -> ModelInfo:
        """The model's; see `case.generation.Model`."""
        try:
            self._info = self._model.info()
        except AssistError:
            self._failed = True
            raise
        self._failed = False
        return self._info

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        """The model's; see `case.generation.Model`."""
        return self._model.generate(request)

    def warm(self) -> threading.Thread:
        """Load or probe it in the background, so that the first ticket does not wait for that."""

        def work() -> None:
            try:
                self.info()
            except AssistError as error:
                log.error("%s %s (%s)", error, error.help, error.code)

        thread = threading.Thread(target=work, name="warm-model", daemon=True)
        thread.start()
        return thread

    def state(self) -> ModelState:
        """How it is now: `starting` until it was probed once, `failed` where that did not work."""
        breaker = self._breaker() if self._breaker else BreakerState("closed", 0.0, 0)
        if self._info is not None:
            failures = breaker.failures or int(self._failed)
            return model_state(self._info, breaker.state, failures, breaker.retry_in)
        if breaker.state == "open":
            return ModelState(self._name, self._engine, "paused", breaker.retry_in)
        return ModelState(self._name, self._engine, "failed" if self._failed else "starting")
