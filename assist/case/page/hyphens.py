"""Hyphens: words that the end of a line has broken, in the cells of tables and on pages read from pictures.

The text layer of running text knows by itself (`engines.pdf.words`): there the next line is what follows in the file.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from assist.case.page.segments import Token
from assist.case.passages import TextLine, Word

# A word's beginning, and none of a designation's ("JK-") or of a pair's ("on-off-").
BROKEN = re.compile(r"(?<![^\W_])[^\W\d_]*[^\W\d_][a-zà-öø-ÿа-яё]-$")


def goes_on(word: str, after: str) -> bool:
    """Whether a word at a line's end is the beginning of the one that follows."""
    return after[:1].islower() and bool(BROKEN.search(word)) and "-" not in word[:-1]


def in_cells(tokens: Sequence[Token], starts: Sequence[int]) -> tuple[list[Token], tuple[int, ...]]:
    """A table row's tokens, broken words without their hyphens, and which of them go on in the next token.

    `starts` are the first tokens of its cells.
    """
    whole = list(tokens)
    broken: list[int] = []
    ends = {start - 1 for start in (*starts, len(whole))}
    for k, (token, after) in enumerate(itertools.pairwise(tokens)):
        if k in ends or after.top < (token.top + token.bottom) / 2:  # the next cell, or the same line
            continue
        if goes_on(token.text, after.text):
            whole[k] = token._replace(text=token.text[:-1])
            broken.append(k)
        elif token.hyphen and (token.text[-1] == "-" or after.text[0].islower()):
            broken.append(k)
    return whole, tuple(broken)


def in_lines(
    words: Sequence[Word], lines: Sequence[TextLine]
) -> tuple[tuple[Word, ...], tuple[TextLine, ...]]:  # fmt: skip
    """Words and lines that were read from a picture, broken words without their hyphens and their lines marked."""
    whole, marked = list(words), list(lines)
    for k, (line, below) in enumerate(itertools.pairwise(lines)):
        last, first = line.words[1] - 1, below.words[0]
        running = line.block == below.block and not line.cells and not below.cells and first == last + 1
        if running and goes_on(words[last].text, words[first].text):
            whole[last] = Word(words[last].text[:-1], words[last].box)
            marked[k] = TextLine(line.words, line.size, line.bold, line.block, True)
    return tuple(whole), tuple(marked)
