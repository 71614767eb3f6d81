"""Pages set from plain lines, for tests of what a manual's print tells."""

from __future__ import annotations

from collections.abc import Sequence

from assist.case.geometry import Box
from assist.case.passages import Page, Word

WIDTH, HEIGHT = 595.0, 842.0
BODY = 10.0
Line = str | tuple[str, float]


def page(number: int, lines: Sequence[Line], manual: str = "m") -> Page:
    """A page of lines from the top; a line is its text, or its text and the height of its print in points."""
    words: list[Word] = []
    top = 40.0
    for line in lines:
        text, size = (line, BODY) if isinstance(line, str) else line
        left = 50.0
        for word in text.split(" "):
            right = min(left + 0.5 * size * max(1, len(word)), WIDTH - 1)
            box = Box.clamped(left / WIDTH, top / HEIGHT, right / WIDTH, (top + size) / HEIGHT)
            words.append(Word(word, box))
            left = min(right + 0.3 * size, WIDTH - 2)
        top = min(top + 1.5 * size, HEIGHT - 60)
    return Page(manual, number, WIDTH, HEIGHT, tuple(words))


def booklet(cover: Sequence[Line], *bodies: Sequence[Line], head: str = "", pages: int = 6) -> list[Page]:
    """A cover and as many pages as asked, which take turns with the bodies; each has the running head."""
    sheets = [page(1, cover)]
    for number in range(2, pages + 1):
        body = list(bodies[(number - 2) % len(bodies)]) if bodies else []
        sheets.append(page(number, [*([head] if head else []), *body, str(number)]))
    return sheets
