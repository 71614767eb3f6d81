"""Inquiry: what a program asks at once, with photos and words, and gets whole; whichever door it comes by."""

from __future__ import annotations

import base64
import binascii
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assist.case.photo import Photo
from assist.case.reply import Reply
from assist.case.specs import specs_of_reading
from assist.case.text.language import SUPPORTED
from assist.desk.programs.integrations import limited
from assist.desk.records import Ticket
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import Person
from assist.desk.tickets import Desk
from assist.errors import AssistError, InputError, PhotoError

AT_ONCE = 8  # answers for programs under way at the same time, as many as the page's queue lets in


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the buyer's words, what else is known, photos by name and bytes, and the agent's corrections.

    `ticket` goes on with that ticket: the message is the buyer's next one.
    """

    message: str = ""
    context: str = ""
    language: str | None = None
    manual: str | None = None
    photos: Sequence[tuple[str, bytes]] = ()
    ticket: str | None = None


class Inquiries:
    """Answers for programs, a few at once: what is more is told to come again, so that the page keeps its threads."""

    def __init__(self, desk: Desk, open_photo: Callable[[bytes], Photo]) -> None:
        self._desk = desk
        self._open = open_photo
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, person: Person, asked: Asked) -> tuple[Ticket, Reply]:
        """The ticket and its finished reply.

        Raises what the desk raises, `InputError` (`manual_unknown`, `language_unknown`), and `rate_limited` where too
        much is under way.
        """
        desk = self._desk
        if asked.manual and not any(one.id == asked.manual for one in desk.shelf.catalogue()):
            raise InputError("There is no such manual.", code="manual_unknown", help="List the manuals.")
        if asked.language and asked.language not in SUPPORTED:
            raise InputError(
                f"Replies are written in {', '.join(SUPPORTED)}.", code="language_unknown", help="Name one of these."
            )
        with self._place():
            ticket = desk.ticket_for(person, asked.ticket) if asked.ticket else desk.open_for(person)
            for name, data in asked.photos:
                desk.add_photo(ticket.id, data, name)
            if asked.ticket and asked.message:
                desk.add_message(ticket.id, asked.message)
            words = {"context": asked.context} | ({} if asked.ticket else {"message": asked.message})
            desk.write(ticket.id, words)
            desk.change(ticket.id, language=asked.language or None, manual=asked.manual or None)
            last = deque(desk.answer(ticket.id), maxlen=1)
        if not last or last[0].outcome is None:
            raise AssistError("This answer was ended by a newer one.", code="answer_ended_conflict")
        desk.audit.note(person, Deed.ANSWERED, "ticket", ticket.id)
        return desk.ticket(ticket.id), last[0]

    def read(self, data: bytes) -> dict[str, Any]:
        """What is printed on a photo: lines with their places, codes, typed quantities; the photo is not kept."""
        with self._place():
            photo = self._open(data)
            reading = self._desk.assistant.read(photo)
        lines = [
            {
                "text": line.text,
                "sure": round(line.confidence, 3),
                "corners": [[round(x, 5), round(y, 5)] for x, y in line.quad.points],
            }
            for line in reading.lines
        ]
        specs = [
            {
                "name": spec.name, "low": spec.low, "high": spec.high, "unit": spec.unit, "value": spec.value,
                "role": spec.role, "printed": spec.printed,
            }
            for spec in specs_of_reading(reading)
        ]  # fmt: skip
        codes = [{"text": code.text, "kind": code.kind} for code in reading.codes]
        flaws = [flaw.value for flaw in photo.quality.flaws]
        return {
            "lines": lines, "codes": codes, "specs": specs, "flaws": flaws, "hopeless": photo.quality.hopeless,
            "width": photo.width, "height": photo.height,
        }  # fmt: skip

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise limited(1)
        try:
            yield
        finally:
            self._places.release()


def decoded(photo: str, most_mb: int) -> bytes:
    """The bytes of a photo in base64, with or without `data:image/...;base64,` before it; raises `PhotoError`."""
    text = photo.partition(",")[2] if photo.startswith("data:") else photo
    if len(text) > most_mb * 1_400_000:
        raise PhotoError(f"The photo is larger than {most_mb} MB.", code="photo_too_large", limit=most_mb)
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise PhotoError("This is not base64.", code="photo_not_base64", help="Send its bytes as base64.") from error
    if not data:
        raise PhotoError("The file is empty.", code="photo_empty")
    return data
