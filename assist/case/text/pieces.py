"""Pieces: a passage cut into the words that can be quoted alone, each with what it stands under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assist.case.passages import Passage

# A sentence ends at its mark, unless a digit or letter follows at once (1.5 m, a.m.); a line's end ends it too.
_SENTENCE = re.compile(r"[^.!?。！？]*(?:[.!?。！？]+(?=\s|$|[^\d\w])|\.(?=\d|\w)[^.!?。！？]*)*[.!?。！？]?")
_UNFINISHED = re.compile(
    r"(?:^|\s|\()(?:\d{1,2}|[a-zA-Z]|e\.g|i\.e|approx|max|min|ca|fig|no|nr|vs|z\.\s?b|d\.\s?h|bzw|ggf|art|p|pp|núm|рис|"
    r"стр|т\.\s?е|т\.\s?д|см)\.$",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?。！？;；:：][\"'”’»)\]]*$")
_NUMBERED = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+\D|第[一二三四五六七八九十\d]+[章节節]|[一二三四五六七八九十]+、)"
)
_LEADS = re.compile(r"[:：]$")
_LEADERS = re.compile(r"(?:\.\s?|…|·\s?|_){4,}|\s\.{2,}\s?\d")
_SECTION = re.compile(r"(?<!\S)\d{1,2}\.\d{1,2}\.?\s?[^\W\d][^\d]{3,}")  # three of them are a table of contents
_SPACE = re.compile(r"[\s\W_]+")
LONGEST = 320  # characters; a reader checks a quote at a glance
# In letters, a Chinese character being three; a shorter piece ("Cleaning.", "Note:") stays with what follows it.
SHORTEST = 24
REMEMBERED = 500  # passages whose pieces are kept, about 10 kB each
HEADING_WORDS = 7
MARK = 3  # characters of a page's language mark (`EN`), which is no table's header
HEADING_WIDE = 16  # characters of a Chinese or Japanese heading


@dataclass(frozen=True, slots=True)
class Piece:
    """Verbatim words of one line of a passage: a sentence, an item, a whole row.

    `under` is what says what they are about (the headings above, the line that leads in, a table's header), `before`
    the sentence before them.  `titles` is true where they may be a heading themselves, which answers nothing, `row`
    where they are a table's row; `line` counts the passage's lines.
    """

    text: str
    under: str
    before: str = ""
    titles: bool = False
    row: bool = False
    line: int = 0


def pieces(passage: Passage) -> tuple[Piece, ...]:
    """What can be quoted of a passage, in order; nothing of a table of contents, and no heading."""
    return () if passage.kind == "contents" else _pieces(passage.heading, passage.text, passage.kind == "table")


@lru_cache(REMEMBERED)
def _pieces(heading: str, text: str, table: bool) -> tuple[Piece, ...]:
    headings = {_bare(part) for part in heading.split("›")} - {""}
    whole = _bare(heading)
    out: list[Piece] = []
    above, section, lead, header = heading, "", "", ""
    begun = False
    for k, line in enumerate(text.split("\n")):
        bare = _bare(line)
        if not bare or _LEADERS.search(line) or len(_SECTION.findall(line)) >= 3:
            continue
        if bare in headings or (len(bare) > 8 and bare in whole) or (not table and _numbers_title(line)):
            above, section, lead = _above(heading, line), line, ""
            continue
        mark = table and not begun and line.strip().isalpha() and len(bare) <= MARK
        if table and not begun and not mark and not any(ch.isdigit() for ch in line):
            header = line
        begun = begun or not mark
        under = "\n".join(part for part in (above, section, lead, header) if part and part != line)
        before = ""
        for sentence in sentences(line):
            titles = sentence == line and looks_like_title(line) and not table
            out.append(Piece(sentence, under, before, titles or mark or sentence == header, table, k))
            before = sentence
            if titles:
                section = line
        lead = line if _LEADS.search(line) else lead if _is_item(line) else ""
    return tuple(out)


def sentences(text: str) -> tuple[str, ...]:
    """The text in pieces that can be quoted alone, in order, stripped and without empties.

    Pieces are joined only within a line: a table's header stands above its row in the passage, not on the page.
    """
    out: list[str] = []
    for line in text.split("\n"):
        joined: list[str] = []
        found = [part for sentence in _SENTENCE.findall(line) for part in _shorter(sentence)]
        for piece in (part.strip() for part in found):
            short = joined and (_weight(joined[-1]) < SHORTEST or _UNFINISHED.search(joined[-1]))
            if piece and short and len(joined[-1]) + len(piece) < LONGEST:
                at = line.index(piece, line.index(joined[-1]) + len(joined[-1]))
                joined[-1] = line[line.index(joined[-1]) : at + len(piece)]
            elif piece:
                joined.append(piece)
        out += joined
    return tuple(out)


def _shorter(sentence: str) -> list[str]:
    """A sentence too long to quote in its clauses (`a；b；c`), any other whole."""
    return [sentence] if len(sentence) <= LONGEST else re.split(r"(?<=[；;])", sentence)


def looks_like_title(line: str) -> bool:
    """A few words without a sentence's end and without a number: it names what follows."""
    if _ENDS.search(line) or any(ch.isdigit() for ch in line) or re.search(r"[:：=]\s?\S", line):
        return bool(re.search(r"[:：]$", line))
    wide = sum(ch >= "\u2e80" for ch in line)
    return wide <= HEADING_WIDE if wide > len(line) / 3 else len(line.split()) <= HEADING_WORDS


def _numbers_title(line: str) -> bool:
    """`9 Limited warranty`, `第三章 清洁`: a numbered line too short for a step."""
    rest = re.sub(r"^[\d.\s]+", "", line)
    return bool(_NUMBERED.match(line)) and not re.match(r"^\d+[.)]\s", line) and looks_like_title(rest)


def _above(heading: str, title: str) -> str:
    """A passage's heading as far as it still holds below `title`, a numbered one: `8 Cleaning` ends `7.1 Reset`."""
    level = _level(title)
    parts = heading.split(" › ")
    return " › ".join(part for part in parts if not level or _bare(part) == _bare(title) or _level(part) < level)


def _level(title: str) -> int:
    """How deep a numbered title stands (`7.1 Reset` at 2), 0 where it has no number."""
    number = re.match(r"\d{1,2}(?:\.\d{1,2})*(?=\.?\s)", title)
    return number.group().count(".") + 1 if number else 0


def _is_item(line: str) -> bool:
    return bool(re.match(r"^\(?(?:\d{1,2}|[a-zA-Z])[.)）、]\s?|^[①-⑳]|^[•–-]\s", line)) or len(line) < 90


def _weight(text: str) -> int:
    return len(text) + 2 * sum(ch >= "\u2e80" for ch in text)


def _bare(text: str) -> str:
    return _SPACE.sub("", text).casefold()
