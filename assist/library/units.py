"""Units: a page's lines as headings, sentences, list items and table rows, each with the words it covers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assist.case.geometry import union
from assist.case.page.segments import runs_leftwards
from assist.case.passages import Page, TextLine, Word
from assist.library.furniture import Profile, is_furniture

# All set on the 916 pages of the development manuals, 2026-11-21.
LARGER = 1.12  # a heading's line is taller than body text by this factor, unless it is bold or numbered
LONGEST_HEADING = 90  # characters, wide ones counted double
ALIKE = 0.06  # of a line's height: lines of one heading, or of one paragraph that is set as one, differ by less
HANGS = 0.02  # of the page's width: a row that begins so much further in leaves its first column to the row above
PARAGRAPH_GAP = 0.75  # of a line's height between two lines of one paragraph

ITEM = re.compile(r"^(?:[•●○■□◆◇▪▶►·–—*✓✔➢➤→※-]|\(?\d{1,2}[.)）、]|[a-zA-Zа-яА-Я][.)]|[①-⑳])$")
BULLET = re.compile(r"^[•●○■□◆◇▪▶►·–—*✓✔➢➤→※-]$")  # said by the line break alone: nobody quotes it
GLUED_ITEM = re.compile(r"^(?:[•●■◆▪►➢※①-⑳]|\d{1,2}[)）、]|\(\d{1,2}\))\S")
NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?\s?\D|\d{1,2}[.、．]?\s?[\u3040-\u9fff]{2,14}$|第[一二三四五六七八九十\d]+[章节節]|[一二三四五六七八九十]+、|"
    r"(?:chapter|section|kapitel|capítulo|chapitre|capitolo|глава|appendix)\s+\w)",
    re.IGNORECASE,
)
ENDS = re.compile(r"[.!?。！？…][\"'”’»)\]]*$")
ABBREVIATIONS = re.compile(
    r"^(?:e\.?g|i\.?e|etc|fig|no|nr|vs|approx|max|min|ca|bzw|z\.?b|d\.?h|ggf|usw|art|p|pp|vol|рис|т|др|стр|ej|núm|"
    r"incl|inkl|abb|pag|pág|tel|mr|dr|st|u\.?s)\.$",
    re.IGNORECASE,
)  # fmt: skip
WIDE = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


class Kind(StrEnum):
    """What a unit is."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    ROW = "row"
    CALLOUT = "callout"


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece that is never cut: `words` is its range of the page's words, `block` where it stands, `size` its height.

    `breaks` is true where the unit begins a line of its own in the passage's text (a paragraph, an item, a row);
    `hangs` where a row of a table leaves its first columns to the row above, whose cell spans both; `edges` are where
    a row's first and last word begin, in shares of the page's width.
    """

    kind: Kind
    text: str
    words: tuple[int, int]
    block: int
    size: float
    breaks: bool
    hangs: bool = False
    edges: tuple[float, float] = (0.0, 0.0)

    @property
    def weight(self) -> int:
        return weight(self.text)


def weight(text: str) -> int:
    """Characters, wide ones counted double: a Chinese character says about as much as two Latin letters."""
    return len(text) + len(WIDE.findall(text))


def units_of(page: Page, profile: Profile) -> list[Unit]:
    """The page's units in reading order, running heads and page numbers left out."""
    lines = [line for line in page.lines if not is_furniture(page, line, profile)]
    headings = _headings(page, lines, profile)
    first_cells = _first_cells(page, lines)
    units: list[Unit] = []
    paragraph: list[TextLine] = []
    for line in lines:
        if line.words[0] >= len(page.words) - page.drawn:
            units += _sentences(page, paragraph)
            paragraph = []
            units.append(Unit(Kind.CALLOUT, joined(page, line.words), line.words, line.block, line.size, True))
        elif line.cells or line in headings:
            units += _sentences(page, paragraph)
            paragraph = []
            units.append(_row(page, line, first_cells) if line.cells else _heading(page, line))
        elif paragraph and _goes_on(page, paragraph[-1], line):
            paragraph.append(line)
        else:
            units += _sentences(page, paragraph)
            paragraph = [line]
    units += _sentences(page, paragraph)
    return list(_merged_headings(units))


def _row(page: Page, line: TextLine, first_cells: dict[int, float]) -> Unit:
    """A table's row; between the cells of Chinese and Japanese stands a space, as between others."""
    left, right = page.words[line.words[0]].box, page.words[line.cells[-1]].box
    hangs = abs(left.left - first_cells[line.block]) > HANGS and abs(left.right - first_cells[line.block]) > HANGS
    text = joined(page, line.words, frozenset(line.broken), frozenset(line.cells))
    return Unit(Kind.ROW, text, line.words, line.block, line.size, True, hangs, (left.left, right.left))


def _heading(page: Page, line: TextLine) -> Unit:
    words = _without_mark(page, line.words)
    return Unit(Kind.HEADING, joined(page, words, frozenset(line.broken)), words, line.block, line.size, True)


def _first_cells(page: Page, lines: Sequence[TextLine]) -> dict[int, float]:
    """For each table where most of its rows begin: the left edge of their first word, or the right one in Arabic."""
    starts: dict[int, list[Word]] = {}
    for line in lines:
        if line.cells:
            starts.setdefault(line.block, []).append(page.words[line.words[0]])
    found = {}
    for block, words in starts.items():
        leftwards = runs_leftwards("".join(word.text for word in words))
        edges = (
            sorted((word.box.right for word in words), reverse=True)
            if leftwards
            else sorted(word.box.left for word in words)
        )
        found[block] = edges[0]
    return found


def _headings(page: Page, lines: Sequence[TextLine], profile: Profile) -> frozenset[TextLine]:
    """The lines that are headings; many large or bold lines in a row are a paragraph set so, and none."""
    found: set[TextLine] = set()
    run: list[TextLine] = []
    for line in lines:
        if line.cells or not is_heading(page, line, profile):
            same = run and not line.cells and line.bold == run[-1].bold and _alike(run[-1], line)
            if same and _goes_on(page, run[-1], line):
                run.append(line)  # the last line of such a paragraph ends with its full stop
            found.update(_short_run(page, run))
            run = []
        elif run and _alike(run[-1], line) and _goes_on(page, run[-1], line):
            run.append(line)
        else:
            found.update(_short_run(page, run))
            run = [line]
    found.update(_short_run(page, run))
    return frozenset(found)


def _alike(a: TextLine, b: TextLine) -> bool:
    return abs(a.size - b.size) <= ALIKE * max(a.size, b.size)


def _short_run(page: Page, run: Sequence[TextLine]) -> Sequence[TextLine]:
    return run if sum(weight(joined(page, line.words)) for line in run) <= LONGEST_HEADING else ()


def _without_mark(page: Page, words: tuple[int, int]) -> tuple[int, int]:
    """The range without a bullet at its beginning."""
    first, last = words
    return (first + 1, last) if last - first > 1 and BULLET.match(page.words[first].text) else words


def is_heading(page: Page, line: TextLine, profile: Profile) -> bool:
    """Short, with letters, and larger than body text, bold, or numbered as headings are."""
    text = joined(page, line.words)
    if weight(text) > LONGEST_HEADING or sum(ch.isalpha() for ch in text) < 2 or text[-1] in ".,;。，；、:：":
        return False
    if ITEM.match(page.words[line.words[0]].text) and not NUMBERED.match(text):
        return line.size >= 1.3 * profile.body
    if line.size >= LARGER * profile.body:
        return True
    return (line.bold and not profile.bold_body and line.size >= 0.95 * profile.body) or bool(NUMBERED.match(text))


def joined(
    page: Page, words: tuple[int, int], hyphens: frozenset[int] = frozenset(), cells: frozenset[int] = frozenset()
) -> str:
    """The words as running text: no space beside Chinese or Japanese, unless a cell begins there, and none after a
    hyphen that was taken away."""
    parts: list[str] = []
    before = ""
    for k in range(*words):
        text = page.words[k].text
        wide = before and (WIDE.match(before[-1]) or WIDE.match(text[0]))
        if before and k - 1 not in hyphens and (k in cells or not wide):
            parts.append(" ")
        parts.append(text)
        before = text
    return "".join(parts)


def _goes_on(page: Page, before: TextLine, line: TextLine) -> bool:
    """Whether `line` continues the paragraph of `before`."""
    first = page.words[line.words[0]].text
    if line.block != before.block or ITEM.match(first) or GLUED_ITEM.match(first):
        return False
    if before.hyphen:
        return True
    above = union(word.box for word in page.words[slice(*before.words)])
    below = union(word.box for word in page.words[slice(*line.words)])
    gap = (below.top - above.bottom) * page.height
    return gap < PARAGRAPH_GAP * max(before.size, 1.0) and abs(line.size - before.size) < 0.35 * before.size


def _sentences(page: Page, lines: Sequence[TextLine]) -> Iterator[Unit]:
    """A paragraph's sentences."""
    if not lines:
        return
    first, last = lines[0].words[0], lines[-1].words[1]
    hyphens = frozenset(line.words[1] - 1 for line in lines if line.hyphen)
    item = bool(ITEM.match(page.words[first].text) or GLUED_ITEM.match(page.words[first].text))
    kind = Kind.ITEM if item else Kind.TEXT
    start = first
    for k in range(first, last):
        if k + 1 == last or (k > start and _ends(page.words[k].text, page.words[k + 1].text)):
            words = (start, k + 1)
            said = _without_mark(page, words) if start == first else words
            yield Unit(kind, joined(page, said, hyphens), words, lines[0].block, lines[0].size, start == first)
            start = k + 1


def _ends(word: str, following: str) -> bool:
    if not ENDS.search(word) or ABBREVIATIONS.match(word) or re.fullmatch(r"\(?\d{1,2}\.", word):
        return False
    return word[-1] in "。！？" or not following[0].islower()


def _merged_headings(units: Sequence[Unit]) -> Iterator[Unit]:
    """Headings that run over two lines as one."""
    held: Unit | None = None
    for unit in units:
        goes_on = (
            held is not None and unit.kind is Kind.HEADING and unit.block == held.block
            and abs(unit.size - held.size) < 0.6 and held.weight + unit.weight <= LONGEST_HEADING
            and unit.words[0] == held.words[1] and not NUMBERED.match(unit.text)
        )  # fmt: skip
        if held is not None and goes_on:
            space = "" if WIDE.match(held.text[-1]) and WIDE.match(unit.text[0]) else " "
            held = Unit(
                Kind.HEADING, held.text + space + unit.text, (held.words[0], unit.words[1]), held.block, held.size, True
            )
            continue
        if held is not None:
            yield held
            held = None
        if unit.kind is Kind.HEADING:
            held = unit
        else:
            yield unit
    if held is not None:
        yield held
