"""Sample: the fixed part of a bench that `--quick` takes, chosen by a hash of each id so that it never moves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

Thing = TypeVar("Thing")


def rank(name: str) -> int:
    """A stable number for an id, the same on every machine and in every run."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def quick(things: Iterable[tuple[str, Thing]], count: int) -> list[Thing]:
    """At most `count` of the (id, thing) pairs, those of the lowest rank, in their given order."""
    every = list(things)
    chosen = set(sorted({name for name, _ in every}, key=rank)[:count])
    return [thing for name, thing in every if name in chosen]
