"""Passages: a page cut into pieces that are found and cited as a whole.

A passage never leaves its page, begins at a heading where it can, ends at a sentence, and holds about 600 to 900
characters (half as many Chinese or Japanese ones); a table's rows keep their header.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assist.case.names.designations import CODE_ROW
from assist.case.passages import Page, Passage
from assist.library.furniture import Profile, label_of
from assist.library.units import Kind, Unit, joined, units_of, weight

Detect = Callable[[str], str]

# In `weight`s (characters, wide ones double); set on the development manuals, 2026-11-21.
LONGEST = 900
WANTED = 700
SHORT_SECTION = 220  # a section below this is kept with the next one
LONG_ROW = 130  # a row of a table from this on is a passage of its own
OVERLAP = 220  # the last sentence is repeated in the next passage of the same section up to this length
ENOUGH_TO_DETECT = 60
LONGEST_PATH = 110
CONTENTS_LINES = 6
SAME_COLUMN = 0.03  # of the page's width: the columns of a table that goes on stand where they stood
SURE_STRETCH = 200  # a sentence as long as this is enough to say that the language changed
CODES = 0.6  # of a table's rows begin with a code of their own, or with a number and then a code

PAGE_AT_END = re.compile(r"(?:^|\s)(?:[A-Z]{1,3}\s?[-–]\s?)?(\d{1,4})$")

KINDS = {Kind.ROW: "table", Kind.CALLOUT: "figure"}


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings above a place, outermost first, with their sizes; and the table that the page before ended in.

    `table` is that table's header and where its rows' first and last cells begin, in shares of the page's width.
    """

    path: tuple[tuple[str, float], ...] = ()
    table: tuple[str, float, float] = ("", 0.0, 0.0)

    def entered(self, text: str, size: float) -> Headings:
        above = tuple((t, s) for t, s in self.path if s > size * 1.06)
        return Headings((*above, (text, size))[-3:], self.table)

    @property
    def text(self) -> str:
        """The innermost heading, with the ones above it while they fit."""
        said = ""
        for text, _ in reversed(self.path):
            longer = f"{text} › {said}" if said else text
            if said and len(longer) > LONGEST_PATH:
                break
            said = longer
        return said


def cut(page: Page, profile: Profile, above: Headings, detect: Detect) -> tuple[Page, tuple[Passage, ...], Headings]:
    """The page with its label and language, its passages, and the headings that the next page stands under."""
    units = units_of(page, profile)
    everything = joined(page, (0, len(page.words)))
    language = detect(everything[:3000]) if everything else ""
    page = replace(page, label=label_of(page, profile), language=language)
    kind = "contents" if _is_contents(units) else ""
    passages: list[Passage] = []
    before = above
    carried = _carried(units, above)
    last = _last_table(units, carried)
    cuts = _changes(units, detect)
    for section, headings in _sections(units, above):
        for piece, header in _pieces(section, carried, cuts):
            text = _text(piece, header)
            spoken = detect(text) if len(text) >= ENOUGH_TO_DETECT else ""
            place = passage_id(page, len(passages), text)
            passages.append(
                Passage(
                    id=place, manual=page.manual, page=page.number, heading=headings.text, text=text,
                    language=spoken or language, words=(piece[0].words[0], piece[-1].words[1]),
                    kind=kind or KINDS.get(piece[-1].kind, "text"),
                )
            )  # fmt: skip
        above, carried = headings, ""
    above = replace(before if kind else above, table=last)  # nothing stands under a table of contents
    return page, tuple(passages), above


def _geometry(rows: Sequence[Unit]) -> tuple[float, float]:
    """Where most rows of a table begin, and their last cells."""
    whole = [row.edges for row in rows if row.kind is Kind.ROW and not row.hangs]
    return (statistics.median(a for a, _ in whole), statistics.median(b for _, b in whole)) if whole else (0.0, 0.0)


def _last_table(units: Sequence[Unit], carried: str) -> tuple[str, float, float]:
    """The table that the page ends in: its header, and where its rows' first and last cells begin."""
    rows = [unit for unit in units if units and unit.block == units[-1].block and unit.kind is Kind.ROW]
    if not rows or units[-1].kind is not Kind.ROW:
        return ("", 0.0, 0.0)
    said = "\n".join(unit.text for unit in _header(rows)) or (carried if rows[0] is units[0] else "")
    return (said, *_geometry(rows))


def _carried(units: Sequence[Unit], above: Headings) -> str:
    """The header of the table that the page before ended in, where this page begins with more of it."""
    said, left, last = above.table
    if not said or not units or units[0].kind is not Kind.ROW:
        return ""
    rows = [unit for unit in units if unit.block == units[0].block]
    begins, ends = _geometry(rows)
    return said if abs(begins - left) < SAME_COLUMN and abs(ends - last) < SAME_COLUMN else ""


def _changes(units: Sequence[Unit], detect: Detect) -> frozenset[int]:
    """The first words of those sentences with which a page goes on in another language.

    A sentence alone is easily taken for one of a neighbouring language, so a stretch needs two, or a long one.
    """
    told = [unit for unit in units if unit.kind in (Kind.TEXT, Kind.ITEM) and unit.weight >= ENOUGH_TO_DETECT]
    if len({detect(unit.text) for unit in told[:: max(1, len(told) // 6)]}) < 2:
        return frozenset()
    stretches: list[tuple[str, list[Unit]]] = []
    for unit in told:
        language = detect(unit.text)
        if stretches and stretches[-1][0] == language:
            stretches[-1][1].append(unit)
        else:
            stretches.append((language, [unit]))
    cuts: set[int] = set()
    spoken = ""
    for language, said in stretches:
        if not language or (len(said) < 2 and said[0].weight < SURE_STRETCH):
            continue
        if spoken and language != spoken:
            at = units.index(said[0])
            while at and units[at - 1].kind is Kind.HEADING:
                at -= 1
            cuts.add(units[at].words[0])
        spoken = language
    return frozenset(cuts)


def _sections(units: Sequence[Unit], above: Headings) -> Iterator[tuple[list[Unit], Headings]]:
    """Stretches under one heading; short ones together with the next, under the first one's heading."""
    current: list[Unit] = []
    headings = under = above
    for unit in units:
        if unit.kind is Kind.HEADING:
            holds_text = any(u.kind is not Kind.HEADING for u in current)
            if current and (holds_text and sum(u.weight for u in current) >= SHORT_SECTION):
                yield current, headings
                current = []
            under = under.entered(unit.text, unit.size)
            if not any(u.kind is not Kind.HEADING for u in current):
                headings = under
        current.append(unit)
    if current:
        yield current, headings


def _pieces(section: Sequence[Unit], carried: str, cuts: frozenset[int]) -> Iterator[tuple[list[Unit], str]]:
    """The section cut to size: units of one passage, and the table header to repeat above them.

    `carried` is the header of a table that goes on from the page before, for the rows that the page begins with.
    """
    for run in _runs(section, cuts):
        rows = [unit for unit in run if unit.kind is Kind.ROW]
        head = _header(rows)
        said = "\n".join(unit.text for unit in head)
        if rows and carried and (not head or said == carried) and run[0].kind is Kind.ROW:
            said = carried
        carried = ""
        if not said and sum(u.weight for u in run) <= LONGEST and not _by_row(rows):
            yield run, ""
            continue
        for piece in _packed(run, rows, head, weight(said)):
            yield piece, "" if any(unit in piece for unit in head) else said


def _runs(section: Sequence[Unit], cuts: frozenset[int]) -> Iterator[list[Unit]]:
    """Tables and drawings' callouts apart from text, but a table with the few words that introduce it; and what is
    said in another language apart."""
    run: list[Unit] = []
    for unit in section:
        drawn = unit.kind is Kind.CALLOUT and run and run[-1].kind is not Kind.CALLOUT
        if run and (unit.words[0] in cuts or (drawn and sum(u.weight for u in run) > SHORT_SECTION)):
            yield run
            run = []
        is_row = unit.kind is Kind.ROW
        was_row = bool(run) and run[-1].kind is Kind.ROW
        leads = sum(u.weight for u in run) <= SHORT_SECTION
        changes = run and is_row != was_row and not (is_row and leads)
        if changes or (is_row and was_row and unit.block != run[-1].block):
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _header(rows: Sequence[Unit]) -> list[Unit]:
    """A table's first rows, where they name columns: no digits in them, and digits or longer text below.

    A second one belongs to it where it names parts of the columns above.
    """
    if len(rows) < 3:
        return []
    first, rest = rows[0], rows[1:]
    if any(ch.isdigit() for ch in first.text) or first.weight > 160:
        return []
    longer = sum(row.weight > first.weight for row in rest)
    digits = sum(any(ch.isdigit() for ch in row.text) for row in rest)
    if max(longer, digits) < 0.5 * len(rest):
        return []
    second = rest[0]
    parts = second.hangs and len(rest) > 2 and digits >= 0.5 * len(rest) and not any(map(str.isdigit, second.text))
    return [first, second] if parts else [first]


def _by_row(rows: Sequence[Unit]) -> bool:
    return len(rows) > 1 and (sum(row.weight for row in rows) / len(rows) >= LONG_ROW or _are_codes(rows))


def _are_codes(rows: Sequence[Unit]) -> bool:
    """Fault codes, one a row: asked for one by one, each with what it means."""
    said = [match[1] for row in rows if not row.hangs for match in [CODE_ROW.match(row.text)] if match]
    whole = sum(not row.hangs for row in rows)
    return len(set(said)) >= max(2, CODES * (whole - 1))


def _packed(run: Sequence[Unit], rows: Sequence[Unit], head: Sequence[Unit], repeated: int) -> Iterator[list[Unit]]:
    """Units packed up to the wanted size, in even pieces, with the last sentence repeated where it is short.

    `repeated` is the weight of the header that each piece has, the first one as its own.
    """
    total = sum(u.weight for u in run if u not in head)
    count = max(1, round(total / max(WANTED - repeated, LONG_ROW)))
    wanted = min(LONGEST - repeated, total / count * 1.05)
    limit = (0 if _are_codes(rows) else LONG_ROW) if _by_row(rows) else wanted
    piece: list[Unit] = []
    size = 0
    for unit in run:
        alone = all(u.kind is Kind.HEADING or u in head for u in piece)
        begun = any(u.kind is Kind.ROW and u not in head for u in piece)
        led = unit.kind is Kind.ROW and not begun and size <= SHORT_SECTION
        hangs = unit.hangs and size + unit.weight <= LONGEST
        if piece and not alone and not hangs and not led and unit not in head and size + unit.weight > limit:
            yield piece
            last = piece[-1]
            keep = last.kind is not Kind.ROW and unit.kind is not Kind.ROW and last.weight <= OVERLAP
            piece = [last] if keep and len(piece) > 1 else []
            size = sum(u.weight for u in piece)
        piece.append(unit)
        size += 0 if unit in head else unit.weight
    if piece:
        yield piece


def _text(piece: Sequence[Unit], header: str) -> str:
    """The passage's text: one line a paragraph, item or row."""
    lines = [header] if header else []
    for k, unit in enumerate(piece):
        if unit.breaks or not k:
            lines.append(unit.text)
        else:
            space = "" if unit.text[0] > "\u2e80" or lines[-1][-1] > "\u2e80" else " "
            lines[-1] += space + unit.text
    return "\n".join(lines)


def _is_contents(units: Sequence[Unit]) -> bool:
    """A table of contents: most lines end with a number, and the numbers rise."""
    ends = [PAGE_AT_END.search(unit.text) for unit in units if unit.text.strip()]
    numbers = [int(end[1]) for end in ends if end]
    if len(numbers) < CONTENTS_LINES or len(numbers) < 0.5 * len(units):
        return False
    rising = sum(a <= b for a, b in itertools.pairwise(numbers))
    return rising >= 0.8 * (len(numbers) - 1) and len(set(numbers)) > len(numbers) / 3


def passage_id(page: Page, position: int, text: str) -> str:
    """The same file gives the same passages the same ids, so that indexing twice doubles nothing."""
    digest = hashlib.sha256(f"{page.manual}\n{page.number}\n{position}\n{text}".encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


__all__ = ["Headings", "cut", "passage_id", "weight"]
