"""Turns: who is next at a model that answers one at a time, and how long the wait may be."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

REMEMBERED = 16
"""Answers whose times are kept: enough for a median, few enough to follow a change of load."""


@dataclass(eq=False, slots=True)
class Turn:
    """One place in the queue; `began` is when its answer began (None: it waits)."""

    began: float | None = None


class Turns:
    """First come, first served; safe between threads.  `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._queue: deque[Turn] = deque()
        self._moved = threading.Condition()
        self._took: deque[float] = deque(maxlen=REMEMBERED)

    def join(self) -> Turn:
        """A place at the end."""
        turn = Turn()
        with self._moved:
            self._queue.append(turn)
        return turn

    def ahead(self, turn: Turn, seconds: float) -> int:
        """How many are before it, 0 once it has the turn; comes back after `seconds` at the latest."""
        with self._moved:
            self._moved.wait_for(lambda: self._queue[0] is turn, seconds)
            place = self._queue.index(turn)
            if place == 0 and turn.began is None:
                turn.began = self._clock()
            return place

    def leave(self, turn: Turn, *, finished: bool) -> None:
        """Give the place up; the time of an answer that was finished is remembered."""
        with self._moved:
            self._queue.remove(turn)
            if finished and turn.began is not None:
                self._took.append(self._clock() - turn.began)
            self._moved.notify_all()

    def expected(self, turn: Turn) -> float:
        """Seconds until its turn, by the median of past answers; 0 where nothing is known or nobody is before it."""
        with self._moved:
            if not self._took or turn not in self._queue or self._queue[0] is turn:
                return 0.0
            usual, first = median(self._took), self._queue[0]
            spent = 0.0 if first.began is None else self._clock() - first.began
            return max(usual - spent, 0.0) + usual * (self._queue.index(turn) - 1)
