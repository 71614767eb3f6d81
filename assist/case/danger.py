"""Danger: words of injury, fire and legal trouble that make a person decide, in the nine reply languages.

A word counts where it tells what happened ("it burnt my hand"), not where it asks what might ("can it burn?").
What this does not know: irony, and languages beyond the nine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Danger:
    """One kind of danger: its id and the words that tell of it."""

    id: str
    words: re.Pattern[str]


def parse_dangers(read: Callable[[str], str], pattern: Callable[[list[str]], re.Pattern[str]]) -> tuple[Danger, ...]:
    """The dangers of `danger.json`; `pattern` turns words into one pattern."""
    return tuple(Danger(row["id"], pattern(row["words"])) for row in json.loads(read("danger.json"))["dangers"])


def dangers_in(text: str, dangers: tuple[Danger, ...]) -> tuple[str, ...]:
    """The ids of all dangers that `text` tells of, in the table's order."""
    return tuple(danger.id for danger in dangers if danger.words.search(text))
