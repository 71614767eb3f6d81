"""Naming: which designations of a catalogue a text names, wholly, in part, or nearly; and which it names besides.

Compared folded (`designations.fold`) and bounded by words, so that `uv k5`, `UV-K5` and `UVK5` are one and
`UV-K5(8)` is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assist.case.names.designations import Token, fold, is_error_code, is_plain, is_reference, shapes, tokens, weight

# Longest designation in words: `SKR MINI E3 V3.0` is five with its version's two parts.
LONGEST = 7
# Letters that a typed name may have wrong, per length; digits never.
TYPO_LENGTH = 6
SHORTEST_TAIL = 5
# A word that looks like a designation by itself may be shorter: `KM-7` of `TORNWALD KM-7`.
SHORTEST_WORD = 3
TELLING_WORD = 0.75
_GOES_ON = re.compile(
    r"[-_/ (]?(?:[A-Za-z]{0,4}\d|(?:PLUS|Plus|PRO|Pro|LITE|Lite|MINI|Mini|MAX|Max|ULTRA|Ultra|II|III|IV|MK|Mk)\b)"
)
_SUFFIX = re.compile(r"(?:/\d{1,3}|[-/](?:EU|UK|US|AU|JP|CN|GB|DE|FR|IT|ES|RU|BR|KR|TW)\b)", re.IGNORECASE)
_ERROR_WORDS = re.compile(
    r"(?:errors?|codes?|fehler\w*|erreur|errore|erro|ошибк\w*|код|shows?|showing|says|displays?|zeigt|affiche|muestra|"
    r"mostra|blinkt?|flash\w*|показывает|显示|显示屏|报|报错|错误|代码|故障码|表示|エラー)\s*[:：\"'“(]*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A designation of the catalogue found in a text.

    `how`: `whole`, `suffix` (a sales variant such as `/08`), `prefix` (cut short), `part`, `mention` or `typo`;
    `written` is what stands in the text at `start` to `end`, `designation` what the catalogue prints.
    """

    designation: str
    written: str
    how: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Foreign:
    """A designation in a text that no manual has, and how much it looks like one."""

    written: str
    start: int
    end: int
    score: float


def find_named(text: str, designations: Iterable[str], *, ocr: bool = False) -> list[Named]:
    """The catalogue's designations that stand in a text as a whole, longest first where they overlap."""
    table = _table(tuple(dict.fromkeys(designations)), ocr)
    found: list[Named] = []
    words = tokens(text)
    at = 0
    while at < len(words):
        match = _longest_at(words, at, text, table, ocr)
        if match is None:
            at += 1
            continue
        designation, last = match
        start, end = words[at].start, words[last].end
        end = end + 1 if text[end : end + 1] == ")" and "(" in text[start:end] else end
        suffix = _SUFFIX.match(text, end)
        how = "suffix" if suffix else "whole"
        found.append(Named(designation, text[start:end], how, start, end, 0.97 if suffix else 1.0))
        at = last + 1
    return found


def find_part(text: str, designations: Iterable[str], *, least: int = 4) -> list[Named]:
    """Designations of which the text holds a telling part: a cut-short head, or one segment with letters and digits."""
    found: list[Named] = []
    runs = [run for run in _runs(text) if len(run[0]) >= min(least, SHORTEST_WORD) and not is_plain(run[1].text)]
    for designation in dict.fromkeys(designations):
        whole, best = fold(designation), None
        for run, written in runs:
            if run not in whole:
                continue
            how, score = _part(run, whole, [fold(t.text) for t in tokens(designation)], least)
            if not how and len(run) < least and containing(written.text, text, (designation,)):
                how, score = "part", 0.75
            if how and (best is None or score > best.score):
                best = Named(designation, written.text, how, written.start, written.end, score)
        if best is not None:
            found.append(best)
    return found


def _runs(text: str) -> list[tuple[str, Token]]:
    """Every run of words that one designation could join, folded, with what is written and where."""
    words, runs = tokens(text), []
    for at, first in enumerate(words):
        for last in range(at, min(at + LONGEST, len(words))):
            if last > at and not _joinable(text, words[last - 1], words[last]):
                break
            written = text[first.start : words[last].end]
            runs.append((fold(written), Token(written, first.start, words[last].end)))
    return runs


def find_scattered(text: str, designations: Iterable[str]) -> list[Named]:
    """Designations of several words all of which the text holds, in any order: `V3.0 of the SKR MINI E3`."""
    found = []
    present = {fold(word) for word in re.findall(r"[A-Za-z0-9.]+", text)} | {fold(t.text) for t in tokens(text)}
    for designation in dict.fromkeys(designations):
        segments = [fold(part) for part in designation.split()]
        if len(segments) >= 2 and all(segment in present for segment in segments):
            found.append(Named(designation, designation, "part", 0, len(text), 0.9))
    return found


def find_typo(text: str, names: Iterable[str]) -> list[Named]:
    """Names with one letter wrong, missing, doubled or swapped, in a run of at least five letters; digits agree."""
    from rapidfuzz.distance import OSA

    found: list[Named] = []
    words = re.finditer(r"[^\W_]+(?:-[^\W_]+)*", text)
    pieces = [(m.group(), m.start(), m.end()) for m in words]
    for name in dict.fromkeys(names):
        plain = re.sub(r"[\W_]", "", name).casefold()
        if len(plain) < TYPO_LENGTH or not re.search(r"[^\W\d_]{5,}", plain):
            continue
        for written, start, end in pieces:
            bare = re.sub(r"[\W_]", "", written).casefold()
            if re.sub(r"\D", "", bare) != re.sub(r"\D", "", plain) or bare[:1] != plain[:1]:
                continue
            allowed = 2 if len(plain) >= 9 else 1
            if 0 < OSA.distance(bare, plain, score_cutoff=allowed) <= allowed:
                found.append(Named(name, written, "typo", start, end, 0.8))
    return found


def find_foreign(text: str, known: Sequence[Named]) -> list[Foreign]:
    """Runs that look like designations and are none of the catalogue's; error codes in their place are left out."""
    found = []
    for run, start in shapes(text):
        end = start + len(run)
        if any(start < named.end and named.start < end for named in known):
            continue
        if is_reference(run) or ((is_error_code(run) or len(run) <= 4) and _ERROR_WORDS.search(text[:start])):
            continue
        score = weight(run)
        if score >= 0.5:
            found.append(Foreign(run, start, end, score))
    return sorted(found, key=lambda foreign: -foreign.score)


def nearest(foreign: str, designations: Iterable[str]) -> tuple[str, float]:
    """The catalogue's designation most like a foreign one, and how like, 0 to 1 (below 0.6 it is no relation)."""
    from rapidfuzz import fuzz

    folded = fold(foreign)
    scored = [
        (fuzz.ratio(folded, fold(other)) / 100, other)
        for other in designations
        if fold(other)[:2] == folded[:2] and fold(other) != folded
    ]
    best = max(scored, default=(0.0, ""))
    return best[1], best[0]


@lru_cache(maxsize=8)
def _table(designations: tuple[str, ...], ocr: bool) -> dict[str, str]:
    """Folded -> designation; one of several words also without its first ones, where that is still only one's name and
    a single word left of it looks like a designation by itself (`AF-5201` of `TORVELLA AF-5201`, not `Q7`)."""
    whole = {fold(designation, ocr=ocr): designation for designation in reversed(designations)}
    tails: dict[str, set[str]] = {}
    for designation in designations:
        words = designation.split()
        for start in range(1, len(words)):
            tail = fold(" ".join(words[start:]), ocr=ocr)
            long = len(tail) >= SHORTEST_TAIL and (start < len(words) - 1 or weight(words[start]) >= TELLING_WORD)
            telling = long or (start == len(words) - 1 and is_telling(words[start]))
            if any(ch.isdigit() for ch in tail) and telling:
                tails.setdefault(tail, set()).add(whole[fold(designation, ocr=ocr)])
    return {tail: next(iter(names)) for tail, names in tails.items() if len(names) == 1} | whole


def is_telling(word: str) -> bool:
    """Does a single word look enough like a designation to stand for the whole one that it is part of?"""
    return weight(word) >= TELLING_WORD and sum(ch.isalpha() for ch in word) >= 2 and len(fold(word)) >= SHORTEST_WORD


def containing(designation: str, text: str, designations: Iterable[str]) -> list[str]:
    """The catalogue's designations that contain a whole one as some of their words: `KM-7` in `Barista KM-7 Plus`.

    None where `text` goes on after it with another number, as another version does.
    """
    after = text[text.find(designation) + len(designation) :] if designation in text else ""
    if not any(is_telling(word) for word in designation.split()) or _GOES_ON.match(after):
        return []
    own, found = fold(designation), []
    for other in dict.fromkeys(designations):
        words = [fold(word) for word in other.split()]
        spans = (words[a:b] for a in range(len(words)) for b in range(a + 1, len(words) + 1))
        if len(words) > 1 and any("".join(span) == own for span in spans):
            found.append(other)
    return found


def _longest_at(words: Sequence[Token], at: int, text: str, table: dict[str, str], ocr: bool) -> tuple[str, int] | None:
    """The longest designation beginning at a word; a lone number after a space joins only where it must."""
    best: tuple[str, int] | None = None
    for last in range(at, min(at + LONGEST, len(words))):
        if last > at and not _joinable(text, words[last - 1], words[last]):
            break
        designation = table.get(fold(text[words[at].start : words[last].end], ocr=ocr))
        if designation is None:
            continue
        lone = last > at and text[words[last].start - 1] == " " and words[last].text.isdigit()
        if best is not None and lone and not re.search(r"\s\d+$", designation):
            continue
        best = designation, last
    return best


def _joinable(text: str, left: Token, right: Token) -> bool:
    between = text[left.end : right.start]
    return bool(re.fullmatch(r"\s?[-‐‑–－ー_./()（+]?\s?", between))


def _part(run: str, whole: str, segments: Sequence[str], least: int) -> tuple[str, float]:
    if len(run) < least or not any(c.isdigit() for c in run) or not any(c.isalpha() for c in run) or run == whole:
        return "", 0.0
    if whole.startswith(run) and len(whole) - len(run) <= 3 and not (run[-1].isdigit() and whole[len(run)].isdigit()):
        return "prefix", 0.85
    for start in range(len(segments)):
        for end in range(start + 1, len(segments) + 1):
            if "".join(segments[start:end]) == run:
                return "part", 0.75 if end == len(segments) else 0.65
    return "", 0.0


_RUN = re.compile(r"[A-Za-zА-Яа-я]+|\d+")


def find_sibling(text: str, designations: Iterable[str]) -> Named | None:
    """A model that begins like one of ours and then goes on otherwise: `EW 1400` beside `EW 1200 i`.

    Told by runs of letters and of digits: at least two letters agree, then a run of the same sort differs.  After a
    space only digits count, or a version: `EW is` is no model.
    """
    runs = [(m.group().upper(), m.start(), m.end()) for m in _RUN.finditer(text)]
    ours = {designation: [m.group().upper() for m in _RUN.finditer(designation)] for designation in designations}
    best: tuple[int, Named] | None = None
    for at, (_, start, _) in enumerate(runs):
        if start and text[start - 1].isalnum():
            continue
        for designation, wanted in ours.items():
            same = 0
            while (
                same < min(len(wanted), len(runs) - at)
                and runs[at + same][0] == wanted[same]
                and _close(text, runs, at, same)
            ):
                same += 1
            if (
                same == len(wanted)
                or sum(len(run) for run in wanted[:same] if run.isalpha()) < 2
                or at + same >= len(runs)
            ):
                continue
            if not _goes_on(text, runs, at + same, wanted[same]):
                continue
            end = runs[at + same][2]
            while end < len(text) and (
                text[end].isalnum() or (text[end] in "-." and text[end + 1 : end + 2].isalnum())
            ):
                end += 1
            found = Named(designation, text[start:end], "sibling", start, end, 0.0)
            best = max(best or (0, found), (same, found), key=lambda item: item[0])
    return best[1] if best else None


def _close(text: str, runs: Sequence[tuple[str, int, int]], at: int, step: int) -> bool:
    return step == 0 or len(text[runs[at + step - 1][2] : runs[at + step][1]].strip("-/._()")) <= 1


def _goes_on(text: str, runs: Sequence[tuple[str, int, int]], at: int, wanted: str) -> bool:
    run, start, _ = runs[at]
    between = text[runs[at - 1][2] : start]
    if run == wanted or run.isdigit() != wanted.isdigit() or len(between) > 1:
        return False
    return run.isdigit() if between == " " else between in ("", "-", "/", "(")
