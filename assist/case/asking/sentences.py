"""Sentences: a reply taken apart into what can be struck out one by one, and put together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assist.case.asking.links import links

MARK = re.compile(r"\[(\d{1,3}(?:\s*[,;、，-]\s*\d{1,3})*)\]")

# A mark belongs to the sentence before it, also where it stands behind the full stop.
_END = re.compile(r"(?:[.!?…]+(?=[\s\"'”’»)\]\[]|$)|[。！？｡]+)[\"'”’»」』）)]*(?:\s*\[\d[\d\s,;、，-]*\])*\s*")
_BULLET = re.compile(r"\s*(?:[-*•·–]\s+|(?P<number>\d{1,2})(?:[.)]\s+(?!\d)|[.)、](?=[\u3040-\u9fff])))")
# A point that ends no sentence: one letter or a usual abbreviation before it, or a number and a small letter after it.
_ABBREVIATED = re.compile(
    r"(?:\b[A-Za-zА-я]|\b(?i:max|min|ca|approx|Nr|No|no|nr|Art|art|bzw|evtl|ggf|usw|etc|vgl|incl|inkl|Sr|Sra|Mr|Mrs|Dr|pág|"
    r"pag|fig|Fig|Abb|vol|тел|стр|рис|им|руб))\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reply: `text` without its marks and bullet, `marks` the claims it cites (from 1).

    `lead` is the bullet or list number, `glue` the white space behind it; `printed` is it as it stood.
    """

    text: str
    marks: tuple[int, ...]
    printed: str
    lead: str = ""
    glue: str = " "

    @property
    def asks(self) -> bool:
        return self.text.rstrip("\"'”’»)」』 ").endswith(("?", "？"))


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences in order; line breaks end a sentence, a list's numbers 1, 2, 3 are no part of it."""
    out: list[Sentence] = []
    expected = 1
    for line in re.split(r"(?<=\n)", text.replace("\r", "")):
        body, lead = line, ""
        bullet = _BULLET.match(line)
        if bullet and (bullet["number"] is None or int(bullet["number"]) == expected):
            expected += bullet["number"] is not None
            lead, body = bullet.group(), line[bullet.end() :]
        for piece in _pieces(body):
            out.append(_sentence(piece, lead))
            lead = ""
    return tuple(each for each in out if each.text or each.marks or "\n" in each.glue)


def joined(kept: Sequence[Sentence], numbers: Mapping[int, int] | Callable[[int], int]) -> str:
    """The sentences as text again, each with the new numbers of its marks (0: no mark)."""
    new = numbers.__getitem__ if isinstance(numbers, Mapping) else numbers
    out, counted = [], 0
    for each in kept:
        lead = each.lead
        if any(ch.isdigit() for ch in lead):  # where a point of a list is gone, the others move up
            counted += 1
            lead = re.sub(r"\d+", str(counted), lead)
        shown = list(dict.fromkeys(number for mark in each.marks if (number := new(mark))))
        marks = "".join(f" [{number}]" for number in shown)
        out.append(f"{lead}{each.text}{marks}{each.glue}" if each.text else each.glue)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", "".join(out))).strip()


def marks_of(text: str) -> tuple[int, ...]:
    """Every claim that a text cites: `[1]`, `[1, 3]`, `[2-4]`."""
    found: list[int] = []
    for match in MARK.finditer(text):
        for part in re.split(r"[,;、，]", match[1]):
            first, _, last = part.partition("-")
            found += range(int(first), min(int(last or first), int(first) + 20) + 1)
    return tuple(dict.fromkeys(found))


def _pieces(line: str) -> list[str]:
    pieces, start = [], 0
    addresses = [span for _, span in links(line)]
    for end in _END.finditer(line):
        if any(first < end.start() and end.start() + 1 < last for first, last in addresses):
            continue  # the point of an address (`evil。com`) ends no sentence
        after = line[end.end() : end.end() + 1]
        short = end.group().startswith(".") and _ABBREVIATED.search(line[start : end.start() + 1])
        counted = re.search(r"\d\.$", line[: end.start() + 1]) and after.islower()
        if after and not marks_of(end.group()) and (short or counted):
            continue
        pieces.append(line[start : end.end()])
        start = end.end()
    return [*pieces, line[start:]] if line[start:] else pieces


def _sentence(piece: str, lead: str) -> Sentence:
    bare = piece.rstrip()
    glue = "\n" * piece[len(bare) :].count("\n") or (" " if piece[len(bare) :] else "")
    text = re.sub(r"\s+([.!?。！？,;:])", r"\1", MARK.sub("", bare)).strip() if MARK.search(bare) else bare.strip()
    return Sentence(re.sub(r"[ \t]{2,}", " ", text), marks_of(bare), bare.strip(), lead.lstrip("\n"), glue)
