"""Passages: a page cut into pieces that are found and cited as a whole.

A passage never leaves its page, begins at a heading where it can, ends at a sentence, and holds about 600 to 900
characters (half as many Chinese or Japanese ones); a table's rows keep their header.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

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

KINDS = {Kind.ROW: "table", Kind.CALLOUT: "figure"}


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings above a place, outermost first, with their sizes."""

    path: tuple[tuple[str, float], ...] = ()

    def entered(self, text: str, size: float) -> Headings:
        above = tuple((t, s) for t, s in self.path if s > size * 1.06)
        return Headings((*above, (text, size))[-3:])

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
    for section, headings in _sections(units, above):
        for piece, header in _pieces(section):
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
        above = headings
    return page, tuple(passages), before if kind else above  # nothing stands under a table of contents


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


def _pieces(section: Sequence[Unit]) -> Iterator[tuple[list[Unit], Unit | None]]:
    """The section cut to size: units of one passage, and the table header to repeat above them."""
    for run in _runs(section):
        rows = [unit for unit in run if unit.kind is Kind.ROW]
        header = _header(rows)
        if header is None and sum(u.weight for u in run) <= LONGEST and not _by_row(rows):
            yield run, None
            continue
        yield from ((piece, None if header in piece else header) for piece in _packed(run, rows, header))


def _runs(section: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Tables and drawings' callouts apart from text, but a table with the few words that introduce it."""
    run: list[Unit] = []
    for unit in section:
        drawn = unit.kind is Kind.CALLOUT and run and run[-1].kind is not Kind.CALLOUT
        if drawn and sum(u.weight for u in run) > SHORT_SECTION:
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


def _header(rows: Sequence[Unit]) -> Unit | None:
    """A table's first row, where it names columns: no digits in it, and digits or longer text below."""
    if len(rows) < 3:
        return None
    first, rest = rows[0], rows[1:]
    if any(ch.isdigit() for ch in first.text) or first.weight > 160:
        return None
    longer = sum(row.weight > first.weight for row in rest)
    digits = sum(any(ch.isdigit() for ch in row.text) for row in rest)
    return first if max(longer, digits) >= 0.5 * len(rest) else None


def _by_row(rows: Sequence[Unit]) -> bool:
    return len(rows) > 1 and sum(row.weight for row in rows) / len(rows) >= LONG_ROW


def _packed(run: Sequence[Unit], rows: Sequence[Unit], header: Unit | None) -> Iterator[list[Unit]]:
    """Units packed up to the wanted size, in even pieces, with the last sentence repeated where it is short."""
    total = sum(u.weight for u in run)
    count = max(1, round(total / WANTED))
    wanted = min(LONGEST, total / count * 1.05)
    limit = LONG_ROW if _by_row(rows) else wanted - (header.weight if header else 0)
    piece: list[Unit] = []
    size = 0
    for unit in run:
        alone = all(u.kind is Kind.HEADING for u in piece) or (header is not None and piece == [header])
        if piece and not alone and size + unit.weight > limit:
            yield piece
            last = piece[-1]
            keep = last.kind is not Kind.ROW and unit.kind is not Kind.ROW and last.weight <= OVERLAP
            piece = [last] if keep and len(piece) > 1 else []
            size = sum(u.weight for u in piece)
        piece.append(unit)
        size += unit.weight
    if piece:
        yield piece


def _text(piece: Sequence[Unit], header: Unit | None) -> str:
    """The passage's text: one line a paragraph, item or row."""
    lines = [header.text] if header else []
    for k, unit in enumerate(piece):
        if unit.breaks or not k:
            lines.append(unit.text)
        else:
            space = "" if unit.text[0] > "\u2e80" or lines[-1][-1] > "\u2e80" else " "
            lines[-1] += space + unit.text
    return "\n".join(lines)


def _is_contents(units: Sequence[Unit]) -> bool:
    """A table of contents: most lines end with a number, and the numbers rise."""
    ends = [unit.text.split()[-1] for unit in units if unit.text.strip()]
    numbers = [int(end) for end in ends if end.isdecimal() and len(end) <= 4]
    if len(numbers) < CONTENTS_LINES or len(numbers) < 0.5 * len(units):
        return False
    rising = sum(a <= b for a, b in itertools.pairwise(numbers))
    return rising >= 0.8 * (len(numbers) - 1) and len(set(numbers)) > len(numbers) / 3


def passage_id(page: Page, position: int, text: str) -> str:
    """The same file gives the same passages the same ids, so that indexing twice doubles nothing."""
    digest = hashlib.sha256(f"{page.manual}\n{page.number}\n{position}\n{text}".encode("utf-8", "replace"))
    return digest.hexdigest()[:32]


__all__ = ["Headings", "cut", "passage_id", "weight"]
