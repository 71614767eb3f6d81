"""Resilience: how long to wait before another try, and a breaker that stops asking who does not answer.

`pybreaker` and `tenacity` were looked at: the first reads the system's clock itself and wraps calls, while an answer
here is a stream that the agent may leave in the middle; the second takes no random source of the caller's.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential waits with full jitter: anything between nothing and `base * 2^tries`, at most `most` seconds.

    Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.  `tries` is how often a
    request is sent at all; three, since the agent waits and the extractive answer stands ready.
    """

    base: float = 0.4
    most: float = 4.0
    tries: int = 3

    def delay(self, failed: int, chance: float) -> float:
        """Seconds before the next try after `failed` failures (1 and more); `chance` is drawn from [0, 1)."""
        return chance * float(min(self.most, self.base * 2.0**failed))


def retry_after(value: str, now: datetime) -> float:
    """The seconds of a `Retry-After` header, given in seconds or as a date; 0 where it says neither."""
    try:
        seconds = float(value)
        return max(0.0, seconds) if math.isfinite(seconds) else 0.0
    except ValueError:
        pass
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return 0.0
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


@dataclass(frozen=True, slots=True)
class BreakerState:
    """What a page or a metric shows of a breaker.

    `state` is `closed` (asked as usual), `open` (not asked) or `half-open` (one request tries it); `since` is the
    clock's second at which it became so, `failures` the failures in a row, `retry_in` the seconds until a try.
    """

    state: str
    since: float
    failures: int
    retry_in: float = 0.0


class Breaker:
    """Opens after `failures` failures in a row, lets one request try again after `rest` seconds; safe between threads.

    A request that was admitted ends in exactly one of `succeeded`, `failed` and `released` (it was given up by the
    caller, which says nothing about the other side).
    """

    def __init__(self, failures: int = 3, rest: float = 20.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._state = "closed"
        self._since = clock()
        self._failures = 0
        self._trying = False

    def admit(self) -> bool:
        """Whether a request may go now; the one after the rest is the try on which everything hangs."""
        with self._lock:
            if self._state == "open" and self._clock() >= self._since + self._rest:
                self._become("half-open")
            if self._state == "closed":
                return True
            if self._state == "half-open" and not self._trying:
                self._trying = True
                return True
            return False

    def succeeded(self) -> None:
        """It answered: asked as usual again."""
        with self._lock:
            self._failures = 0
            self._trying = False
            if self._state == "half-open":
                self._become("closed")

    def failed(self) -> None:
        """It did not answer, all tries of the request included."""
        with self._lock:
            self._failures += 1
            if self._state == "half-open" or (self._state == "closed" and self._failures >= self._most):
                self._become("open")
            self._trying = False

    def released(self) -> None:
        """The caller gave the request up: where it was the try, the next one is."""
        with self._lock:
            self._trying = False

    def state(self) -> BreakerState:
        """Now; a breaker that has rested says `half-open`, though nobody has tried yet."""
        with self._lock:
            left = self._since + self._rest - self._clock() if self._state == "open" else 0.0
            name = "half-open" if self._state == "open" and left <= 0 else self._state
            return BreakerState(name, self._since, self._failures, max(0.0, left))

    def _become(self, state: str) -> None:
        self._state = state
        self._since = self._clock()
