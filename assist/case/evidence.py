"""Evidence: is each quote where its claim says it is, and in which boxes.

Both sides are normalised the same way (NFKC, case, white space, hyphens between letters); apart from that a quote
stands or does not.  Numbers must match exactly and whole: `10A` does not stand in `110A`.  Nothing is repaired.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assist.case.draft import Claim
from assist.case.geometry import Box, Quad, union
from assist.case.passages import Page, Passage, Word
from assist.case.reading import Reading

PageOf = Callable[[str, int], Page]
SecondOf = Callable[[str, int], str]
Again = Callable[[str, Box], str]

# A space is about a quarter of a line's height; justified and widely set lines stay below two heights.
WIDEST_GAP = 2.5

# A second reader that has less than this share of the page's letters was not able to read it, and has no say.
SECOND_SHARE = 0.5

# A line below this confidence proves nothing by itself. Of 1,355 lines read on 81 bench photos (2026-11-21), 0.81 of
# those at or above it stood exactly so in the gold reading, 0.13 of those below.
SURE_READING = 0.90

_BETWEEN = re.compile(r"(?!(?<=\d)[.,](?=\d))[\W_]")
_OPENS = " \t\n\u00a0\u3000(:=~±<≤/"  # what stands before a number that begins with its point
_HYPHENS = frozenset("-\u00ad\u2010\u2011")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One checked claim.

    `holds` is true where the quote was found at its source; `quads` are its places on the photo or on the page,
    `page` the manual's page, `why` a stable code where it does not hold: `not_on_page`, `not_on_photo`, `no_source`,
    `empty_quote`, `unsure_reading` (it stands there as far as the reader can tell), `readers_differ`, `not_in_region`
    (the part of the photo was read again and does not say it), `region_unread` (it claims no text, or nothing could
    read it) or `cut_quote` (a model's, cut from a letter, a sign or a negation beside it).  `number` is the citation
    mark that is seen beside it, 0 where it does not hold.
    """

    claim: Claim
    holds: bool
    quads: tuple[Quad, ...] = ()
    manual: str = ""
    page: int = 0
    number: int = 0
    why: str = ""


def check(
    claim: Claim,
    readings: Sequence[Reading],
    passages: Sequence[Passage],
    page_of: PageOf,
    second_of: SecondOf | None = None,
    again: Again | None = None,
) -> Evidence:
    """Look the claim's quote up at its source.

    `again` reads a part of a photo anew (photo id, box): a model's region proves what is read there, and nothing else.

    A manual's quote must stand in the page's words, which have the boxes, and in the text that another extractor
    (`second_of`) makes of the page, where that could read it: words put together across columns stand in one alone.
    """
    if claim.region is not None:
        return _in_region(claim, claim.region, again)
    if not any(ch.isalnum() for ch in claim.quote):
        return Evidence(claim, False, why="empty_quote")
    if claim.source.kind == "photo":
        return _on_photo(claim, readings)
    if claim.source.kind == "passage":
        return _on_page(claim, passages, page_of, second_of)
    return Evidence(claim, False, why="no_source")


def numbered(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Citation marks 1, 2, ... for the claims that hold, 0 for the others."""
    out, number = [], 0
    for each in evidence:
        number += each.holds
        out.append(replace(each, number=number if each.holds else 0))
    return tuple(out)


def _on_photo(claim: Claim, readings: Sequence[Reading]) -> Evidence:
    reading = next((r for r in readings if r.photo == claim.source.id), None)
    if reading is None:
        return Evidence(claim, False, why="no_source")
    if claim.source.line < 0:
        code = next((c for c in reading.codes if _find(claim.quote, c.text)), None)
        return Evidence(claim, True, (code.quad,)) if code else Evidence(claim, False, why="not_on_photo")
    if claim.source.line >= len(reading.lines):
        return Evidence(claim, False, why="no_source")
    line = reading.lines[claim.source.line]
    place = _find(claim.quote, line.text)
    if place is None:
        return Evidence(claim, False, why="not_on_photo")
    quads = (line.quad_of(*place),)
    if line.confidence < SURE_READING:
        return Evidence(claim, False, quads, why="unsure_reading")
    return Evidence(claim, True, quads)


def _in_region(claim: Claim, region: Box, again: Again | None) -> Evidence:
    quads = (Quad.of(region),)
    if again is None or not any(ch.isalnum() for ch in claim.quote):
        return Evidence(claim, False, quads, why="region_unread")
    holds = stands_in(claim.quote, again(claim.source.id, region))
    return Evidence(claim, holds, quads, why="" if holds else "not_in_region")


def _on_page(claim: Claim, passages: Sequence[Passage], page_of: PageOf, second_of: SecondOf | None = None) -> Evidence:
    passage = next((p for p in passages if p.id == claim.source.id), None)
    if passage is None:
        return Evidence(claim, False, why="no_source")
    page = page_of(passage.manual, passage.page)
    first, last = passage.words
    words = find_words(claim.quote, page.words[first:last]) or find_words(claim.quote, page.words)
    if not words:
        return Evidence(claim, False, manual=passage.manual, page=passage.page, why="not_on_page")
    quads = tuple(Quad.of(box) for box in line_boxes(words))
    if not runs_on(words, page) or (
        second_of and not readers_agree(claim.quote, page, second_of(passage.manual, passage.page))
    ):
        return Evidence(claim, False, quads, passage.manual, passage.page, why="readers_differ")
    return Evidence(claim, True, quads, passage.manual, passage.page)


def runs_on(words: Sequence[Word], page: Page) -> bool:
    """Whether words that were read from a picture stand close enough to be one piece of print.

    A text layer has a second reader; a picture has only where its words stand: those of one line with a gap wider
    than `WIDEST_GAP` of its height between them are two cells.
    """
    if page.source == "text" or page.width <= 1.0:
        return True
    for before, word in itertools.pairwise(words):
        same_line = word.box.top < before.box.centre[1] < word.box.bottom and word.box.left > before.box.left
        gap = (word.box.left - before.box.right) * page.width
        if same_line and gap > WIDEST_GAP * word.box.height * page.height:
            return False
    return True


def readers_agree(quote: str, page: Page, second: str) -> bool:
    """Whether the second reader has the quote too, or has no say.

    Letters and digits are compared, and the points inside numbers: extractors differ in hyphens, bullets and spaces.
    """
    text, layer = _bare(second), page.words[: len(page.words) - page.drawn]
    if page.source not in ("text", "both") or len(text) < SECOND_SHARE * sum(len(_bare(w.text)) for w in layer):
        return True
    return _bare(quote) in text or bool(find_words(quote, page.words[len(layer) :]))


def _bare(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def stands_in(quote: str, text: str) -> bool:
    """Whether the quote stands in the text, after normalising both."""
    return _find(quote, text) is not None


def find_words(quote: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """The consecutive words that a quote covers, empty where it does not stand there."""
    if not words:
        return ()
    text, starts = [], []
    length = 0
    for word in words:
        starts.append(length)
        text.append(word.text)
        length += len(word.text) + 1
    place = _find(quote, " ".join(text))
    if place is None:
        return ()
    return tuple(
        word
        for word, start in zip(words, starts, strict=True)
        if start < place[1] and start + len(word.text) > place[0]
    )


def line_boxes(words: Sequence[Word]) -> tuple[Box, ...]:
    """One box a printed line: words that follow each other on the same height are joined."""
    lines: list[list[Box]] = []
    for word in words:
        last = lines[-1][-1] if lines else None
        same = (
            last is not None
            and min(last.bottom, word.box.bottom) - max(last.top, word.box.top)
            > 0.4 * min(last.height, word.box.height)
            and word.box.left >= last.left
        )
        if same:
            lines[-1].append(word.box)
        else:
            lines.append([word.box])
    return tuple(union(line) for line in lines)


def _find(quote: str, text: str) -> tuple[int, int] | None:
    """First place of the quote in the text as (start, end) in the original text, or None."""
    return next(places_of(quote, text), None)


def places_of(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Every place of the quote in the text, as (start, end) in the original text."""
    needle, _ = _letters(quote)
    hay, places = _letters(text)
    at = hay.find(needle) if needle else -1
    while at >= 0:
        end = at + len(needle)
        if _whole_numbers(hay, at, end, text, places):
            yield places[at], places[end - 1] + 1
        at = hay.find(needle, at + 1)


def _letters(text: str) -> tuple[str, list[int]]:
    """The comparable characters of a text and where each stood."""
    out: list[str] = []
    places: list[int] = []
    for i, ch in enumerate(text):
        if ch in _HYPHENS and _between_letters(text, i):
            continue
        for piece in unicodedata.normalize("NFKC", ch).casefold():
            if not piece.isspace() and piece != "\u00ad":
                out.append(piece)
                places.append(i)
    return "".join(out), places


def _between_letters(text: str, i: int) -> bool:
    before = text[i - 1] if i else ""
    after = text[i + 1 :].lstrip()[:1]
    return before.isalpha() and after.isalpha()


def _whole_numbers(hay: str, at: int, end: int, text: str, places: list[int]) -> bool:
    """Neither edge cuts a number: a digit may not have another digit (or `,5` / `.5`) right beside it in print.

    A point that begins a word is a number's too (`.5A`), one behind a word or a row of points is not.
    """
    if at and hay[at].isdigit() and _glued(places[at - 1], places[at], text):
        before = hay[at - 1]
        if before.isdigit() or (before in ".," and at > 1 and hay[at - 2].isdigit()):
            return False
        ahead = text[: places[at - 1]]
        if before == "." and not ahead[-1:].strip(_OPENS) and not ahead.rstrip().endswith("."):
            return False
    if end < len(hay) and hay[end - 1].isdigit() and _glued(places[end - 1], places[end], text):
        after = hay[end]
        if after.isdigit() or (after in ".," and end + 1 < len(hay) and hay[end + 1].isdigit()):
            return False
    return True


def _glued(first: int, second: int, text: str) -> bool:
    return second - first <= 1 and not text[first + 1 : second].strip()
