"""Cells: a table's row that is printed over several lines is quoted cell by cell.

A row on one printed line reads the same for everyone.  Where its cells run over several lines, the row as a whole
stands nowhere in one piece: a reader who looks it up finds each cell for itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from assist.case.evidence import find_words, line_boxes
from assist.case.passages import Page, Passage, Word

CELLS = 3  # quoted of one row
TALL = 3  # printed lines; a taller cell is a column of values, of which one line is the answer


def in_cells(quote: str, passage: Passage, page: Page, worth: Callable[[str], float]) -> tuple[str, ...]:
    """The quote, or the cells of its row that answer, in their order; `worth` says how much a text answers."""
    found = find_words(quote, page.words[slice(*passage.words)]) or find_words(quote, page.words)
    if not found or len(line_boxes(found)) == 1:
        return (quote,)
    first = page.words.index(found[0])
    last = first + len(found)
    row = next((line for line in page.lines if line.cells and line.words[0] < last and first < line.words[1]), None)
    if row is None or len(row.cells) < 2:
        return (quote,)
    edges = (*row.cells, row.words[1])
    cells = [page.words[max(a, first) : min(b, last)] for a, b in itertools.pairwise(edges)]
    texts = [text for text in (_answering(cell, worth) for cell in cells if cell) if any(map(str.isalnum, text))]
    if len(texts) <= CELLS:
        return tuple(texts) or (quote,)
    best = max(range(len(texts)), key=lambda k: worth(texts[k]))
    return tuple(texts[max(0, best - 1) : best + 2])


def _answering(cell: Sequence[Word], worth: Callable[[str], float]) -> str:
    """The cell, or the line of a tall one that answers."""
    lines: list[list[Word]] = []
    for word in cell:
        if lines and len(line_boxes([*lines[-1], word])) == 1:
            lines[-1].append(word)
        else:
            lines.append([word])
    whole = [" ".join(word.text for word in line) for line in lines]
    return max(whole, key=worth) if len(whole) > TALL else " ".join(whole)
