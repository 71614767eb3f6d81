"""Danger: words of injury, fire and legal trouble that make a person decide, in the nine reply languages.

A word counts where it tells what happened ("it burnt my hand"), not where it asks what might ("can it burn?") and not
where it is part of a product's name or virtue ("Fire TV", "smoke detector", "flame retardant").  Only a buyer's words
are looked at: a label's "risk of fire" is a print like any other.
What this does not know: irony, and languages beyond the nine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Danger:
    """One kind of danger: its id, the words that tell of it, and the names that only sound so."""

    id: str
    words: re.Pattern[str]
    harmless: re.Pattern[str]


def parse_dangers(read: Callable[[str], str], pattern: Callable[[list[str]], re.Pattern[str]]) -> tuple[Danger, ...]:
    """The dangers of `danger.json`; `pattern` turns words into one pattern."""
    table = json.loads(read("danger.json"))
    harmless = pattern(table["harmless"])
    return tuple(Danger(row["id"], pattern(row["words"]), harmless) for row in table["dangers"])


def dangers_in(text: str, dangers: tuple[Danger, ...]) -> tuple[str, ...]:
    """The ids of all dangers that `text` tells of, in the table's order."""
    if not dangers:
        return ()
    told = dangers[0].harmless.sub(" ", text)
    return tuple(danger.id for danger in dangers if danger.words.search(told))
