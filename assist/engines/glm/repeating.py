"""Repeating: whether a text has begun to say the same thing over and over, as a model that lost its way does."""

from __future__ import annotations

WINDOW = 1200
"""Characters looked back: a unit of 400 may repeat three times before it is noticed."""

LEAST = 200
"""Characters that a repetition must fill: rows of dashes and `0, 0, 0` in a table are shorter."""

TIMES = 3
"""How often a unit must stand in a row."""


def repeats(text: str) -> bool:
    """Whether the end of the text is one unit at least three times in a row, over at least 200 characters.

    Source: the Z-algorithm (D. Gusfield, "Algorithms on Strings, Trees and Sequences", 1997, 1.4) on the reversed
    end: `z[p] + p` is the length of the longest end that has the period `p`.
    """
    end = text[: -WINDOW - 1 : -1]
    if len(end) < LEAST:
        return False
    z, left, right = [0] * len(end), 0, 0
    for place in range(1, len(end)):
        if place < right:
            z[place] = min(right - place, z[place - left])
        while place + z[place] < len(end) and end[z[place]] == end[place + z[place]]:
            z[place] += 1
        if place + z[place] > right:
            left, right = place, place + z[place]
        if z[place] + place >= max(LEAST, TIMES * place):
            return True
    return False
