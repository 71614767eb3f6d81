"""Exchange: one question to a model and its answer in a form, with one repair turn and one time limit over both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from pydantic import BaseModel

from assist.case.asking.fence import harmless
from assist.case.asking.parsing import NotTheForm, parse
from assist.case.asking.prompts import Prompt
from assist.case.generation import Generated, Model, ModelInfo, Request
from assist.case.judgement import Sentence
from assist.errors import AssistError, EngineError, EngineUnavailable

Form = TypeVar("Form", bound=BaseModel)

# What of a bad answer is sent back with what was wrong: its beginning shows the shape it had.
LONGEST_BAD = 3000
PULSE = 0.4
"""Seconds after which something is yielded though nothing came."""

_ENDED_BADLY = {
    "length": "it was cut off because it was too long; be shorter",
    "loop": "it repeated itself without end",
}


@dataclass(frozen=True, slots=True)
class Step(Generic[Form]):
    """How far an exchange is: what was generated of the present turn, and the form once it is whole."""

    generated: Generated
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Puts requests to a model.

    `limit` is the seconds that an answer and its repair may take together, waiting in a queue included; `clock` is
    handed in by tests.
    """

    model: Model
    limit: float = 60.0
    clock: Callable[[], float] = time.monotonic

    def ask(self, request: Request, prompt: Prompt, form: type[Form]) -> Generator[Step[Form], None, None]:
        """The growing answer; the last step has the form.

        Raises what the model raises; `EngineUnavailable` (`glm_late`) where the limit is over, `EngineError`
        (`glm_form`) where the answer has no form after the repair either.  Closing the iterator stops the model.
        """
        until = self.clock() + self.limit
        problem = ""
        for again in (False, True):
            generated = Generated()
            with closing(self.model.generate(request)) as growing:
                for generated in growing:
                    if self.clock() > until:
                        raise EngineUnavailable(
                            f"The model did not answer within {self.limit:g} s.", code="glm_late", limit=self.limit
                        )
                    yield Step(generated)
            try:
                yield Step(generated, parse(generated.text, form))
                return
            except NotTheForm as error:
                problem = _ENDED_BADLY.get(generated.finish, str(error))
            if not again:
                bad = harmless(generated.text)[:LONGEST_BAD] or "(nothing)"
                earlier = (*request.earlier, ("assistant", bad), ("user", prompt.again(problem)))
                request = replace(request, earlier=earlier)
        raise EngineError(f"The model's answer cannot be used: {problem}.", code="glm_form", problem=problem)


def introduced(exchange: Exchange) -> Generator[ModelInfo | None, None, None]:
    """What the model is, last; None now and then until then, since loading or probing one may take minutes.

    Raises what `Model.info` raises, and `EngineUnavailable` (`glm_late`) where the limit is over: it goes on getting
    ready, for the tickets after this one.
    """
    found: SimpleQueue[ModelInfo | AssistError] = SimpleQueue()

    def look() -> None:
        answer: ModelInfo | AssistError = EngineError("The model's engine failed.", code="glm_failed")
        try:
            answer = exchange.model.info()
        except AssistError as error:
            answer = error
        finally:  # whatever else happens, nobody waits for a thread that is gone
            found.put(answer)

    threading.Thread(target=look, name="model-info", daemon=True).start()
    until = exchange.clock() + exchange.limit
    while True:
        try:
            info = found.get(timeout=PULSE)
        except Empty:
            if exchange.clock() > until:
                raise EngineUnavailable(
                    f"The model was not ready within {exchange.limit:g} s.", code="glm_late", limit=exchange.limit
                ) from None
            yield None
            continue
        if isinstance(info, AssistError):
            raise info
        yield info
        return


def failure_note(error: AssistError) -> Sentence:
    """What the agent is told of a model that failed; the reply was made without it."""
    if error.code in ("glm_late", "glm_timeout"):
        return Sentence("model.failed_late")
    if error.code in ("glm_form", "glm_bad_answer"):
        return Sentence("model.failed_form")
    kind = "down" if isinstance(error, EngineUnavailable) else "error"
    return Sentence.of(f"model.failed_{kind}", why=str(error).rstrip("."))
