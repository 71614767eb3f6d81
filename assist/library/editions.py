"""Which edition a manual is: the version and date that its cover, running heads, file name or last page print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assist.case.names.designations import fold
from assist.case.names.shelving import age
from assist.case.passages import Manual
from assist.library.sheets import Sheet

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"\b((?:19|20)\d{2})[-./年 ](0?[1-9]|1[0-2])(?:[-./月 ](0?[1-9]|[12]\d|3[01])日?)?(?!\d)")
_NAMED = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\.?,? ((?:19|20)\d{{2}})\b", re.IGNORECASE)
_SHORT = re.compile(r"(?:(?<=[\WvV_])|^)((?:1|2)\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b")
_VERSION = re.compile(
    r"\b(?:v|ver|version|rev|revision|版本|версия|édition|edition)[ .:：]{0,3}(\d{1,2}(?:\.\d{1,3})+)"
    r"|\brev(?:ision)?[ .:]{1,2}([A-Z])\b",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*(?:(?:19|20)\d{2}\s*[-–]\s*)?((?:19|20)\d{2})", re.IGNORECASE)


def edition_of(stem: str, title: str, sheets: Sequence[Sheet], heads: Counter[str]) -> str:
    """Such as `2022-01` or `4.1 2019-03-04`: the version where one is printed, then the date; "" for neither."""
    cover = sheets[0].text if sheets else ""
    back = sheets[-1].text if len(sheets) > 1 else ""
    places = (cover[:2000], "\n".join(heads), stem.replace("_", " "), title.replace("_", " "), back)
    date = next((found for text in places for found in [_date(text)] if found), "")
    version = next((m.group(1) or m.group(2) for text in places[:3] for m in [_VERSION.search(text)] if m), "")
    if not date:
        date = next((m.group(1) for text in places for m in [_COPYRIGHT.search(text)] if m), "")
    return " ".join(part for part in (version, date) if part)


def _date(text: str) -> str:
    """The first full date, year and month at least, as ISO; six digits (`v220127`) count after the written ones."""
    iso = _ISO.search(text)
    if iso:
        return "-".join([iso.group(1), *(f"{int(part):02d}" for part in iso.groups()[1:] if part)])
    named = _NAMED.search(text)
    if named:
        month = next(n for n, name in enumerate(_MONTHS, 1) if name == named.group(1).casefold())
        return f"{named.group(2)}-{month:02d}"
    short = _SHORT.search(text)
    return f"20{short.group(1)}-{short.group(2)}-{short.group(3)}" if short else ""


def editions_among(manual: Manual, catalogue: Iterable[Manual]) -> tuple[Manual, ...]:
    """Other manuals of the same product (a designation and the brand in common), newest edition first.

    Siblings, whose designations are only alike, are no editions.
    """
    mine = {fold(model) for model in manual.models}
    found = [
        other
        for other in catalogue
        if other.id != manual.id
        and mine & {fold(model) for model in other.models}
        and (not manual.brand or not other.brand or fold(manual.brand) == fold(other.brand))
    ]
    return tuple(sorted(found, key=age, reverse=True))
