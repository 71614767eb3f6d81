"""Changes: how far the text that was sent is from the draft, in characters and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel, Levenshtein

Piece = tuple[str, str]
"""A kind (`same`, `out`, `in`) and the text."""

# Words of alphabets as wholes, every other sign (Han, kana, punctuation) by itself, white space as it stands.
_PIECES = re.compile(
    r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.S
)
_MARK_BEFORE_STOP = re.compile(r"\s*\[\d+\](?=[\s.,;:!?)。，；：！？）]|$)", re.M)
_MARK = re.compile(r"\s*\[\d+\]")
_TRAILING = re.compile(r"[ \t]+$", re.M)


def plain(text: str) -> str:
    """A reply as it is copied: without citation marks (the page's script does the same)."""
    return _TRAILING.sub("", _MARK.sub("", _MARK_BEFORE_STOP.sub("", text))).strip()


def distance(draft: str, sent: str) -> int:
    """Characters to insert, delete or exchange to make one text of the other (Levenshtein)."""
    return Levenshtein.distance(draft, sent)


def share(draft: str, sent: str) -> float:
    """The same as a part of the longer text: 0 where nothing was changed, 1 where nothing is left."""
    return Levenshtein.normalized_distance(draft, sent)


def nearest(drafts: Iterable[str], sent: str) -> str:
    """The draft that the sent text is closest to; empty where there is none."""
    return min(drafts, key=lambda draft: distance(draft, sent), default="")


def word_changes(draft: str, sent: str) -> tuple[Piece, ...]:
    """What was taken out of the draft and put into it, word by word, in reading order.

    Joined, the pieces that are not `out` are the sent text, those that are not `in` the draft.
    """
    before, after = _PIECES.findall(draft), _PIECES.findall(sent)
    pieces: list[Piece] = []
    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            pieces.append(("same", "".join(before[step.src_start : step.src_end])))
            continue
        if step.src_end > step.src_start:
            pieces.append(("out", "".join(before[step.src_start : step.src_end])))
        if step.dest_end > step.dest_start:
            pieces.append(("in", "".join(after[step.dest_start : step.dest_end])))
    return _whole(pieces)


def _whole(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """One change for a run of changes with nothing but white space between them, which reads better."""
    out: list[Piece] = []
    gone = come = ""

    def close() -> None:
        nonlocal gone, come
        out.extend(piece for piece in (("out", gone), ("in", come)) if piece[1])
        gone = come = ""

    for k, (kind, text) in enumerate(pieces):
        if kind == "out":
            gone += text
        elif kind == "in":
            come += text
        elif (gone or come) and not text.strip() and "\n" not in text and k + 1 < len(pieces):
            gone, come = gone + text, come + text
        else:
            close()
            out.append((kind, text))
    close()
    return tuple(out)
