"""Feedback: what people say of a reply, a source, a box or a verdict, by one click; changed and taken back at will."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from assist.desk.staff.people import Person
from assist.desk.staff.whose import missing
from assist.engines.store import Store
from assist.engines.store.history import FeedbackRow
from assist.errors import InputError

MOST_WORDS = 2000  # characters
MOST_MARKS = 999


class About(StrEnum):
    """What is judged; sources and boxes have the number of their citation mark."""

    REPLY = "reply"
    VERDICT = "verdict"
    SOURCE = "source"
    BOX = "box"


class Reason(StrEnum):
    """Why a reply was no help; the page has words for each."""

    WRONG_PRODUCT = "wrong_product"
    WRONG_VERDICT = "wrong_verdict"
    WRONG_SOURCE = "wrong_source"
    MISSING = "missing"
    WORDING = "wording"
    LANGUAGE = "language"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person says of one thing of one reply: `rating` 1 (good), -1 (wrong) or 0 (taken back).

    `reply` is the number of that reply, `current` whether it is the ticket's present one.
    """

    about: About
    number: int
    rating: int
    reasons: tuple[Reason, ...] = ()
    words: str = ""
    person: str = ""
    at: float = 0.0
    reply: int = 0
    current: bool = True


class Feedback:
    """Takes and tells feedback; `clock` gives seconds since the epoch."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def give(
        self,
        person: Person,
        ticket_id: str,
        about: str = About.REPLY,
        *,
        rating: int,
        number: int = 0,
        reasons: tuple[str, ...] | list[str] = (),
        words: str = "",
        sequence: int | None = None,
    ) -> tuple[Opinion, ...]:
        """Keep what the person says, in place of what they said of the same thing; all that they now say of the reply.

        `number` is the citation mark of a source or box, `sequence` grows with each click (milliseconds of the page's
        clock): a click that arrives late changes nothing.  The same twice is once.  Raises `InputError`
        (`feedback_unknown`) for what is no feedback, (`ticket_unknown`) where the ticket is not kept.
        """
        row = FeedbackRow(
            ticket_id, person.id, _about(about, number), self._reply(ticket_id), _rating(rating, about),
            tuple(dict.fromkeys(_reason(reason) for reason in reasons)), words.strip()[:MOST_WORDS],
            int(self._clock() * 1000) if sequence is None else sequence, self._clock(),
        )  # fmt: skip
        self._store.save_feedback(row)
        return tuple(opinion for opinion in self.of(ticket_id, person) if opinion.current)

    def of(self, ticket_id: str, person: Person | None = None) -> tuple[Opinion, ...]:
        """What stands about a ticket, without what was taken back: everybody's, or one person's."""
        version = self._store.newest_version(ticket_id)
        present = version.id if version else 0
        rows = (row for row in self._store.feedback_of(ticket_id) if person is None or row.person == person.id)
        return tuple(_opinion(row, present) for row in rows if row.rating)

    def _reply(self, ticket_id: str) -> int:
        if self._store.ticket(ticket_id) is None:
            raise missing(self._store, ticket_id)
        version = self._store.newest_version(ticket_id)
        return version.id if version else 0


def _about(about: str, number: int) -> str:
    try:
        kind = About(about)
    except ValueError as error:
        raise _unknown(f"{about!r} cannot be judged.") from error
    if kind in (About.REPLY, About.VERDICT):
        return kind.value
    if not 1 <= number <= MOST_MARKS:
        raise _unknown("A source or a box has the number of its citation mark.")
    return f"{kind.value}:{number}"


def _rating(rating: int, about: str) -> int:
    if rating not in (-1, 0, 1) or (rating == 1 and about != About.REPLY):
        raise _unknown("A rating is 1, -1 or 0; only a whole reply is rated 1.")
    return rating


def _reason(reason: str) -> str:
    try:
        return Reason(reason).value
    except ValueError as error:
        raise _unknown(f"{reason!r} is no reason.") from error


def _unknown(message: str) -> InputError:
    return InputError(message, code="feedback_unknown", help="Reload the page and click again.")


def _opinion(row: FeedbackRow, present: int) -> Opinion:
    kind, _, number = row.about.partition(":")
    reasons = tuple(Reason(reason) for reason in row.reasons)
    return Opinion(
        About(kind), int(number or 0), row.rating, reasons, row.words, row.person, row.at, row.reply,
        row.reply == present,
    )  # fmt: skip
