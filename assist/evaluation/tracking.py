"""Tracking: how long work says how far it is, without knowing who shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Step = Callable[[], None]
# `with track("manual questions", 142) as step:` and then `step()` after each.
Track = Callable[[str, int], AbstractContextManager[Step]]


@contextmanager
def silent(_name: str, _total: int) -> Iterator[Step]:
    """Shows nothing."""
    yield lambda: None
