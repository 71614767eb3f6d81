"""Context: a found passage together with what stands beside it on its page, for a person or a model to read.

Passages are cut small so that the right one is found and its sentence can be quoted; what is shown may be longer, for
the answer often stands in the next one.  On the development manuals (125 questions with a quote, 2026-11-21) one of
the first three passages held it in 68 % as they are cut and in 78 % in context.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assist.case.passages import Passage

LONGEST = 1200  # characters; about what a reader takes in at a glance, and a quarter of a page
READ = 5  # passages that are read with what is beside them; further ones are only candidates
_SHARED = 240  # characters that two neighbours may share: the last sentence repeated

OfPage = Callable[[str, int], Sequence[Passage]]


def in_context(passages: Sequence[Passage], of_page: OfPage) -> tuple[Passage, ...]:
    """The passages in order, the first `READ` with their neighbours; one that became part of another is left out."""
    out: list[Passage] = []
    taken: set[str] = set()
    for passage in passages:
        if passage.id in taken:
            continue
        if len(out) < READ and passage.kind != "contents":
            passage, ids = _widened(passage, of_page(passage.manual, passage.page), taken)
            taken |= ids
        taken.add(passage.id)
        out.append(passage)
    return tuple(out)


def _widened(passage: Passage, page: Sequence[Passage], taken: set[str]) -> tuple[Passage, set[str]]:
    """The passage grown by the next and the one before in turn, while they fit; and the ids it took in."""
    order = sorted(page, key=lambda each: each.words)
    at = next((k for k, each in enumerate(order) if each.id == passage.id), None)
    if at is None:
        return passage, set()
    first = last = at
    text, ids = passage.text, {passage.id}
    growing = {1, -1}
    while growing:
        for step in (1, -1):
            k = (last if step == 1 else first) + step
            if step not in growing:
                continue
            beside = order[k] if 0 <= k < len(order) else None
            if beside is None or beside.id in taken or not _fits(passage, beside):
                growing.discard(step)
                continue
            longer = joined(text, beside.text) if step == 1 else joined(beside.text, text)
            if len(longer) > LONGEST:
                growing.discard(step)
                continue
            text, ids = longer, ids | {beside.id}
            first, last = min(first, k), max(last, k)
    whole = order[first : last + 1]
    words = (min(each.words[0] for each in whole), max(each.words[1] for each in whole))
    return replace(passage, text=text, words=words), ids


def _fits(passage: Passage, beside: Passage) -> bool:
    return beside.kind != "contents" and beside.language == passage.language


def joined(before: str, after: str) -> str:
    """Two texts of one page, the sentence that both hold and a table's header that both begin with said once."""
    head, _, rest = after.partition("\n")
    if rest and head == before.partition("\n")[0]:
        after = rest
    for length in range(min(_SHARED, len(before), len(after)), 8, -1):
        if before.endswith(after[:length]):
            return before + after[length:]
    return f"{before}\n{after}"
