"""Model state: what the page's header shows of the language model, where one is set."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

from assist.case.draft import EXTRACTIVE
from assist.case.generation import ModelInfo
from assist.case.reply import Reply, Step

# Answers whose time the estimate is made of.
PACED_BY = 9


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model as an agent sees it.

    `state` is `starting` (its probe still runs), `ready`, `failing` (it did not answer the last time and is asked
    again), `paused` (its breaker is open) or `failed` (it did not start).  `retry_in` are the seconds until a paused
    one is asked again, `remote` whether tickets leave this machine for it.
    """

    name: str
    engine: str
    state: str = "ready"
    retry_in: float = 0.0
    remote: bool = False


def model_state(info: ModelInfo, breaker: str = "closed", failures: int = 0, retry_in: float = 0.0) -> ModelState:
    """The state of a probed model from its breaker's (`closed`, `open`, `half-open`)."""
    state = "paused" if breaker == "open" else "failing" if breaker == "half-open" or failures else "ready"
    return ModelState(info.name, info.engine, state, retry_in, info.remote)


class Pace:
    """How long a model takes for an answer, by its last ones; those that waited in its queue say nothing of that."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=PACED_BY)

    def note(self, reply: Reply) -> None:
        """Count a finished reply that did not wait; one that no model wrote is not counted."""
        draft, known = reply.draft, any(note.key == "model.cached" for note in reply.notes)
        if draft and draft.engine != EXTRACTIVE and not known:
            self._seconds.append(dict(reply.seconds).get(Step.DRAFT.value, 0.0))

    def wait(self, ahead: int) -> float:
        """Seconds until it is the turn of a request with so many ahead; 0 where nothing is known yet."""
        return ahead * median(self._seconds) if self._seconds else 0.0
