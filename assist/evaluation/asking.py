"""Asking: put one case to the assistant and keep what it showed; a failure is a row, not the end of the run."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assist.case.photo import Case, Photo, Turn
from assist.case.reading import Reading
from assist.case.reply import Reply
from assist.errors import AssistError
from assist.evaluation.observed import Observed, observe

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class System:
    """What is evaluated: the assistant, how an upload becomes a photo, and the file behind each manual id."""

    answer: Callable[[Case], Reply]
    open_photo: Callable[[bytes], Photo]
    files: Mapping[str, str]


def once(read: Callable[[Photo], Reading]) -> Callable[[Photo], Reading]:
    """`read` that reads the same photo once, so that a photo with several questions is not read again for each."""
    known: dict[str, Reading] = {}

    def kept(photo: Photo) -> Reading:
        if photo.id not in known:
            known[photo.id] = read(photo)
        return known[photo.id]

    return kept


def ask(system: System, case: Case) -> tuple[Observed, Reply | None]:
    """What was shown for `case`; `Observed.error` names what failed, then there is no reply."""
    began = time.perf_counter()
    try:
        reply = system.answer(case)
    except AssistError as error:
        return Observed(error=f"{error.code}: {error}", seconds=time.perf_counter() - began), None
    except Exception as error:  # noqa: BLE001 - a door: one broken row is counted and shown, the rest is measured
        _LOG.exception("the case %r failed", case.message)
        return Observed(error=f"{type(error).__name__}: {error}", seconds=time.perf_counter() - began), None
    return observe(reply, system.files, time.perf_counter() - began), reply


def turn_of(case: Case, reply: Reply | None) -> Turn:
    """The earlier turn as a follow-up sees it: the buyer's words and the manuals that the answer was taken from."""
    if reply is None:
        return Turn(case.message)
    cited = dict.fromkeys(e.manual for e in reply.evidence if e.holds and e.manual)
    return Turn(case.message, manuals=tuple(cited) or reply.match.manuals)
