"""The query of a case: what is looked up in the manuals, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assist.case.passages import Query
from assist.case.reading import Reading
from assist.case.reply import Reply
from assist.case.text.language import detect

# Another product than any in the library was named: its question has no answer here, whatever looks like one.
_FOREIGN = frozenset({"product_other_model", "product_no_manual", "product_other_kind"})
# A fault code as displays show it, alone on its line: E04, F:18, Er-3, H2O is none.
_FAULT = re.compile(r"^(?:E(?:rr?)?|F|P|H|U|LE|AL)[\s:.-]?\d{1,3}$", re.IGNORECASE)


def query_of(reply: Reply) -> Query | None:
    """The query, or None where searching could only mislead.

    A product that no manual covers is not looked for in other products' manuals: the nearest passage of a foreign
    manual reads like an answer and is none.  A photo shows what the product is, so a guess does not do there.
    """
    case = reply.case
    scope = (case.manual,) if case.manual else reply.match.manuals
    scope = scope or tuple(runner.manual for runner in reply.match.runners_up)
    if case.photos and not reply.product_sure:
        return None
    if not scope and is_foreign(reply):
        return None
    codes = " ".join(_fault_codes(reply.readings))
    text = f"{case.message} {codes}".strip()
    if not text:
        return None
    return Query(text, detect(case.message) or reply.language, scope, _earlier(reply), reply.match.designation)


def is_foreign(reply: Reply) -> bool:
    """Whether another product was named than any in the library; what its siblings' manuals say proves nothing."""
    return not reply.case.manual and reply.match.because.key in _FOREIGN


def _earlier(reply: Reply) -> str:
    asked = [turn.text for turn in reply.case.conversation if turn.who == "buyer"]
    return asked[-1] if asked else ""


def _fault_codes(readings: Iterable[Reading]) -> list[str]:
    return [line.text for reading in readings for line in reading.lines if _FAULT.match(line.text.strip())]
