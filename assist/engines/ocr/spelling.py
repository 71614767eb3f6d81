"""Spelling: a name that was read letter for letter but for look-alikes is the name (`BIiTZWOIF`, `B0SCH`).

Logos are drawn, not set: their L has no foot, their O is a ring.  Where a run of letters equals one known name in
everything but letters that look alike, the name is what stands there.  A letter that looks like nothing in the name, a
letter more or one less leaves the run as it was read, so every character keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

SHORTEST = 5
"""Letters a name needs: of shorter ones too many are words or designations once look-alikes are one."""

SURE = 0.97
"""A line read at this confidence or above is left alone.

Bench photos (2026-11-21): 8 readings of logos fit a name in this way, between 0.935 and 0.963; none above 0.97 does.
"""

_ALIKE = str.maketrans("L1|!0Q58", "IIIIOOSB")
_RUN = re.compile(r"[^\W_]+(?:[|!][^\W_]+)*")


def spelling(names: Iterable[str]) -> Callable[[str], str]:
    """A function that puts the known names of a text right; everything else stays, and so does the length."""
    known: dict[str, set[str]] = {}
    for name in names:
        if name.isascii() and name.isalpha() and len(name) >= SHORTEST:
            known.setdefault(name.upper().translate(_ALIKE), set()).add(name)

    def put_right(match: re.Match[str]) -> str:
        run = match.group()
        meant = known.get(run.upper().translate(_ALIKE), set()) if run.isascii() else set()
        if len(meant) != 1:
            return run
        (name,) = meant
        if run.casefold() == name.casefold():
            return run
        return name.upper() if sum(ch.isupper() for ch in run) > len(run) / 2 else name

    return lambda text: _RUN.sub(put_right, text)
