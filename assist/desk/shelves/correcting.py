"""Correcting: what an agent says of a manual, checked before it is kept; article numbers that mean one manual only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from assist.case.names.designations import fold
from assist.case.passages import Manual
from assist.engines.store import Store
from assist.errors import InputError, ManualError
from assist.library.editions import editions_among

TEXTS = {"title": 200, "brand": 80, "edition": 60}  # fields of one line, and their longest
LISTS = {"models": 60, "names": 80, "languages": 3, "skus": 60, "eans": 14}  # fields of several, and their longest
MOST = 60  # entries of a list
FIELDS = (*TEXTS, *LISTS)
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_SEPARATOR = re.compile(r"[,，;；、\n]")
_EAN_DIGITS = {8, 12, 13, 14}


class Correctable(Protocol):
    """What correcting needs of `Shelf`."""

    def catalogue(self) -> tuple[Manual, ...]: ...

    def correct(self, manual_id: str, **changes: object) -> Manual: ...

    def remember(self, manual_id: str, *, sku: str = "", ean: str = "") -> Manual: ...


def correct(shelf: Correctable, manual: Manual, said: Mapping[str, str]) -> tuple[Manual, tuple[Manual, ...]]:
    """Fields set as said (lists by commas or lines); the manual, and others that lost an article number to it.

    Raises `InputError`: `field_unknown`, `field_too_long`, `field_empty` (the title), `language_unknown`, `ean_wrong`,
    each with the fact `field`.
    """
    wanted = {name: checked(name, text) for name, text in said.items()}
    changes = {name: value for name, value in wanted.items() if value != getattr(manual, name)}
    if not changes:
        return manual, ()
    before = {other.id: other for other in shelf.catalogue()}
    new = {
        name: [one for one in changes.get(name, ()) if one not in getattr(manual, name)] for name in ("skus", "eans")
    }
    manual = shelf.correct(manual.id, **changes)
    for sku in new["skus"]:
        shelf.remember(manual.id, sku=sku)  # takes it from whoever has it
    for ean in new["eans"]:
        shelf.remember(manual.id, ean=ean)
    losers = [other for other in shelf.catalogue() if other.id != manual.id and before.get(other.id, other) != other]
    return next(one for one in shelf.catalogue() if one.id == manual.id), tuple(losers)


def checked(name: str, text: str) -> str | tuple[str, ...]:
    """A field's value from what was typed."""
    text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", text).strip()
    if name in TEXTS:
        _length(name, text, TEXTS[name])
        if name == "title" and not text:
            raise _wrong("The title cannot be empty.", "field_empty", name)
        return " ".join(text.split())
    if name not in LISTS:
        raise _wrong("A manual has no such field.", "field_unknown", name)
    parts = [" ".join(part.split()) for part in _SEPARATOR.split(text)]
    every = tuple(dict.fromkeys(_entry(name, part) for part in parts if part))
    if len(every) > MOST:
        raise _wrong(f"At most {MOST} entries are kept.", "field_too_long", name)
    return every


def _entry(name: str, part: str) -> str:
    if name == "languages":
        part = part.lower()
        if not _LANGUAGE.fullmatch(part):
            raise _wrong(f"{part!r} is no language code such as en or zh.", "language_unknown", name, value=part[:20])
    if name == "eans":
        part = re.sub(r"[\s-]", "", part)
        if not is_ean(part):
            raise _wrong(f"{part!r} is no EAN or UPC: its check digit is wrong.", "ean_wrong", name, value=part[:20])
    _length(name, part, LISTS[name])
    return part


def is_ean(text: str) -> bool:
    """Whether it is an EAN-8, UPC-A, EAN-13 or GTIN-14 with the right check digit (GS1 General Specifications 7.9)."""
    if not (text.isascii() and text.isdecimal() and len(text) in _EAN_DIGITS):
        return False
    digits = [int(digit) for digit in reversed(text)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def reset(shelf: Correctable, store: Store, found: Manual, names: tuple[str, ...]) -> Manual:
    """Fields back to what was found in the manual's pages; reading it again may change them from now on."""
    unknown = [name for name in names if name not in FIELDS]
    if unknown or not names:
        raise _wrong("A manual has no such field.", "field_unknown", ", ".join(unknown))
    shelf.correct(found.id, **{name: getattr(found, name) for name in names})
    store.uncorrect(found.id, names)
    manual = store.manual(found.id)
    if manual is None:
        raise ManualError("This manual is not in the library.", code="manual_missing")
    return manual


def editions(catalogue: tuple[Manual, ...]) -> dict[str, tuple[str, ...]]:
    """The other editions of every manual that has some, newest first: ids by id.

    Manuals are met by their designations first: each against each would be slow with many manuals.
    """
    by_model: dict[str, list[Manual]] = {}
    for manual in catalogue:
        for model in {fold(model) for model in manual.models}:
            by_model.setdefault(model, []).append(manual)
    found = {}
    for manual in catalogue:
        near = {other.id: other for model in manual.models for other in by_model[fold(model)]}
        others = tuple(other.id for other in editions_among(manual, near.values())) if len(near) > 1 else ()
        if others:
            found[manual.id] = others
    return found


def _length(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise _wrong(f"At most {most} characters are kept.", "field_too_long", name, limit=most)


def _wrong(said: str, code: str, field: str, **facts: object) -> InputError:
    return InputError(said, code=code, help="Correct the field and save again.", field=field, **facts)
