"""Late: stands for a value that is made when it is first used, so that a page is served before everything is open."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any


class Late:
    """Passes every attribute on to the value of `make`, called once, by whichever thread needs it first.

    What `make` raises is raised at each use, and making is tried again: a failure is not kept for good.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[Any] = []

    def value(self) -> Any:
        """The value itself, made now if it was not before."""
        with self._lock:
            if not self._made:
                self._made.append(self._make())
        return self._made[0]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.value(), name)
