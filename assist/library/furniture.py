"""What stands on many pages and belongs to none: running heads, page numbers, the size of body text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from assist.case.geometry import union
from assist.case.passages import Page, TextLine

# All set on the 916 pages of the development manuals, 2026-11-21.
EDGE = 0.11  # running heads and page numbers stand in this share of the page's height, at its top or bottom
OFTEN_PAGES = 3  # a running head stands on at least so many pages ...
OFTEN_SHARE = 0.12  # ... and on this share of all (chapters change it)
LONGEST_HEAD = 120  # characters

NUMBER = re.compile(
    r"^[\W_]*(?:p(?:age|\.)?|seite|página|pagina|стр\.?|第)?[\s.]*(\d{1,4}|[ivxlc]{1,6})[\s.]*(?:页|頁|ページ)?"
    r"(?:\s*(?:/|of|von|de|di|из|共)\s*\d{1,4}\s*(?:页)?)?[\W_]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What holds for a whole manual.

    `body` is the line height of its running text in points, `running` the normalised texts of its running heads,
    `offsets` the usual differences between printed and PDF page numbers.
    """

    body: float = 10.0
    bold_body: bool = False
    running: frozenset[str] = frozenset()
    offsets: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Counts:
    sizes: Counter[float] = field(default_factory=Counter)
    bold: int = 0
    letters: int = 0
    heads: Counter[str] = field(default_factory=Counter)
    offsets: Counter[int] = field(default_factory=Counter)
    pages: int = 0


def profile_of(pages: Iterable[Page]) -> Profile:
    """The profile of a manual's pages; they are looked at one by one."""
    counts = _Counts()
    for page in pages:
        counts.pages += 1
        seen: set[str] = set()
        for line in page.lines:
            text = line_text(page, line)
            if not line.cells:
                counts.sizes[round(line.size * 2) / 2] += len(text)
                counts.letters += len(text)
                counts.bold += len(text) if line.bold else 0
            if at_edge(page, line) and len(text) <= LONGEST_HEAD:
                seen.add(_key(text))
                number = NUMBER.match(text)
                if number and number[1].isdecimal():
                    counts.offsets[int(number[1]) - page.number] += 1
        counts.heads.update(seen)
    often = max(OFTEN_PAGES, OFTEN_SHARE * counts.pages)
    return Profile(
        body=counts.sizes.most_common(1)[0][0] if counts.sizes else 10.0,
        bold_body=counts.bold > 0.5 * counts.letters,
        running=frozenset(key for key, n in counts.heads.items() if n >= often and key.strip("#")),
        offsets=frozenset(offset for offset, n in counts.offsets.items() if n >= max(2, 0.1 * counts.pages)),
    )


def is_furniture(page: Page, line: TextLine, profile: Profile) -> bool:
    """A running head or a page number, which no passage repeats."""
    if not at_edge(page, line):
        return False
    text = line_text(page, line)
    return _key(text) in profile.running or bool(NUMBER.match(text))


def label_of(page: Page, profile: Profile) -> str:
    """The printed page number, where one stands at the edge and fits its neighbours'."""
    for line in page.lines:
        if at_edge(page, line):
            number = NUMBER.match(line_text(page, line))
            if number and (not number[1].isdecimal() or int(number[1]) - page.number in profile.offsets):
                return number[1]
    return ""


def at_edge(page: Page, line: TextLine) -> bool:
    box = union(word.box for word in page.words[slice(*line.words)])
    return box.bottom < EDGE or box.top > 1 - EDGE


def line_text(page: Page, line: TextLine) -> str:
    return " ".join(word.text for word in page.words[slice(*line.words)])


def _key(text: str) -> str:
    """Numbers differ from page to page, the rest of a running head does not."""
    return re.sub(r"\d+", "#", "".join(text.casefold().split()))
