"""Desk: tickets kept on the server, answered by the line, with the pictures that prove the answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from assist.assistant import Assistant
from assist.case.passages import Library, Passage
from assist.case.photo import Case, Photo, Pixels, Turn
from assist.case.reply import Reply, from_dict, to_dict
from assist.case.verdict import Sentence
from assist.desk.cabinet import Cabinet
from assist.desk.gallery import Gallery
from assist.desk.places import passage_place, places
from assist.desk.readings import Readings
from assist.desk.records import TICKET_ID, Place, Ticket, Upload, new_id
from assist.engines.pictures import open_photo
from assist.engines.store import JobRow, JobState, Store
from assist.errors import AssistError, CaseError, InputError
from assist.library.ingest import file_of
from assist.library.jobs import Jobs

log = logging.getLogger(__name__)

MOST_PHOTOS = 12  # of one ticket; more than a buyer ever sends, few enough to read while the agent waits
TICKETS_KEPT = 500


class Pages(Library, Protocol):
    """What the desk needs of `Shelf`."""

    def picture(self, manual_id: str, page_number: int, long_side: int = 1600) -> Pixels: ...

    def passage(self, passage_id: str) -> Passage | None: ...

    def warnings(self, manual_id: str) -> tuple[tuple[int, tuple[str, ...]], ...]: ...

    def remove(self, manual_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Dropped:
    """A photo that was taken in: its name, its size and what makes it hard to read."""

    id: str
    name: str
    width: int
    height: int
    flaws: tuple[str, ...]
    hopeless: bool


class Desk:
    """Tickets, their photos and replies; one object behind the page, safe to call from several threads.

    A photo is read once, from the moment it is dropped: the desk's `assistant` reads through `Readings`.
    """

    def __init__(
        self,
        assistant: Assistant,
        store: Store,
        shelf: Pages,
        *,
        jobs: Jobs | None = None,
        open_photo: Callable[[bytes], Photo] = open_photo,
        max_message_chars: int = 20_000,
    ) -> None:
        self.readings = Readings(assistant.read)
        self.assistant = replace(assistant, read=self.readings.read)
        self.shelf = shelf
        self.store = store
        self.jobs = jobs
        self._cabinet = Cabinet(store)
        self.gallery = Gallery(store.photo_bytes, open_photo, shelf.picture)
        self._open_photo = open_photo
        self._longest = max_message_chars
        self._tickets: dict[str, Ticket] = {}
        self._replies: dict[str, Reply] = {}
        self._errors: dict[str, AssistError] = {}
        self._runs: dict[str, int] = {}
        self._lock = threading.RLock()
        self._reading = "ready"

    def say(self, sentence: Sentence, language: str) -> str:
        """A sentence in the agent's or the buyer's language."""
        return self.assistant.phrases.say(sentence, language)

    def warm_up(self, warm: Callable[[], object]) -> threading.Thread:
        """Make the reader ready in the background; the page shows how far it is."""

        def work() -> None:
            state = "failed"
            try:
                warm()
                state = "ready"
            except AssistError:
                log.exception("the reader did not start")
            finally:
                self._reading = state

        self._reading = "warming"
        thread = threading.Thread(target=work, name="warm-up", daemon=True)
        thread.start()
        return thread

    def state(self) -> dict[str, Any]:
        """How far the library and the reader are: `ready` of `total` manuals, `failed`; warming, ready or failed."""
        ready = len(self.shelf.catalogue())
        states = [job.state for job in self.jobs.jobs(500)] if self.jobs else []
        total = ready + sum(1 for state in states if not state.ended)
        library = {"ready": ready, "total": total, "failed": states.count(JobState.FAILED)}
        return {"library": library, "reading": self._reading}

    # Tickets

    def open(self, ticket_id: str | None = None) -> Ticket:
        """The ticket of that id, or a new one where there is none (an id that was never given out is not taken)."""
        known = self.find(ticket_id) if ticket_id else None
        if known:
            return known
        return self._put(Ticket(new_id()))

    def find(self, ticket_id: str) -> Ticket | None:
        """A ticket by id, from memory or from the store."""
        if not TICKET_ID.fullmatch(ticket_id):
            return None
        with self._lock:
            known = self._tickets.get(ticket_id)
        if known is None:
            known = self._cabinet.ticket(ticket_id)
            if known is not None:
                with self._lock:
                    known = self._tickets.setdefault(ticket_id, known)
        return known

    def ticket(self, ticket_id: str) -> Ticket:
        """A ticket by id; raises `InputError` (`ticket_unknown`)."""
        known = self.find(ticket_id)
        if known is None:
            raise InputError("There is no such ticket.", code="ticket_unknown", help="Start a new ticket.")
        return known

    def change(self, ticket_id: str, **changes: Any) -> Ticket:
        """Change fields of a ticket and keep them; two changes at once are both kept."""
        with self._lock:
            return self._put(replace(self.ticket(ticket_id), **changes))

    def write(self, ticket_id: str, words: dict[str, str]) -> Ticket:
        """Keep what is being typed: `message`, `context` and `edited`, cut at the longest message.

        `manual` is the agent's choice among several products; an unknown one is not taken.
        """
        kept: dict[str, Any] = {
            key: words[key][: self._longest] for key in ("message", "context", "edited") if key in words
        }
        if any(manual.id == words.get("manual") for manual in self.shelf.catalogue()):
            kept["manual"] = words["manual"]
        return self.change(ticket_id, **kept)

    def sent(self, ticket_id: str, text: str) -> None:
        """The agent copied this text: the difference from the draft is the best feedback there is."""
        self.change(ticket_id, sent=text[: self._longest])

    def follow_up(self, ticket_id: str) -> Ticket:
        """Move message and reply into the conversation, and make room for the buyer's next message."""
        ticket, reply = self.ticket(ticket_id), self.reply(ticket_id)
        turns = list(ticket.conversation)
        manuals = reply.match.manuals if reply else ()
        if ticket.message.strip():
            turns.append(Turn(ticket.message, "buyer", manuals))
        answer = ticket.sent or ticket.edited or (reply.text if reply else "")
        if answer.strip():
            turns.append(Turn(answer, "agent", manuals))
        with self._lock:
            self._replies.pop(ticket_id, None)
            self._errors.pop(ticket_id, None)
        self._cabinet.save_reply(ticket_id, {})
        return self.change(ticket_id, conversation=tuple(turns), message="", edited="", sent="")

    def _put(self, ticket: Ticket) -> Ticket:
        with self._lock:
            self._tickets[ticket.id] = ticket
            while len(self._tickets) > TICKETS_KEPT:
                oldest = next(iter(self._tickets))
                del self._tickets[oldest]
                self._replies.pop(oldest, None)
        if not ticket.empty:
            self._cabinet.save_ticket(ticket)
        return ticket

    # Photos

    def add_photo(self, ticket_id: str, data: bytes, name: str = "", *, read: bool = True) -> Dropped:
        """Take in a photo and begin to read it; raises `PhotoError` for what is no photo."""
        self.ticket(ticket_id)
        photo = self.take(data, read=read)
        with self._lock:
            photos = self.ticket(ticket_id).photos
            if len(photos) >= MOST_PHOTOS:
                raise CaseError("A ticket holds at most 12 photos.", code="case_photos", limit=MOST_PHOTOS)
            if photo.id not in {upload.id for upload in photos}:
                self.change(ticket_id, photos=(*photos, Upload(photo.id, name[:200])))
        return self._dropped(photo, name)

    def take(self, data: bytes, *, read: bool = True) -> Photo:
        """Check a photo, keep its bytes under their sha256 and begin to read it, unless that is left for later."""
        photo = self._open_photo(data)
        self.store.save_photo(data, width=photo.width, height=photo.height, format=photo.format)
        self.gallery.remember(photo)
        if read:
            self.readings.start(photo)
        return photo

    def drop_photo(self, ticket_id: str, photo_id: str) -> Ticket:
        """Take a photo off a ticket."""
        with self._lock:
            photos = self.ticket(ticket_id).photos
            return self.change(ticket_id, photos=tuple(photo for photo in photos if photo.id != photo_id))

    def dropped(self, upload: Upload) -> Dropped:
        """What is known of a ticket's photo."""
        return self._dropped(self.gallery.photo(upload.id), upload.name)

    @staticmethod
    def _dropped(photo: Photo, name: str) -> Dropped:
        flaws = tuple(flaw.value for flaw in photo.quality.flaws)
        return Dropped(photo.id, name[:200], photo.width, photo.height, flaws, photo.quality.hopeless)

    # Answers

    def case(self, ticket: Ticket) -> Case:
        """The case a ticket stands for."""
        return Case(
            message=ticket.message,
            photos=tuple(self.gallery.photo(upload.id) for upload in ticket.photos),
            context=ticket.context,
            conversation=ticket.conversation,
            manual=ticket.manual,
            language=ticket.language,
            ticket=ticket.id,
        )

    def answer(self, ticket_id: str) -> Iterator[Reply]:
        """The growing reply of a ticket after each step; the last one is kept.

        A newer run of the same ticket ends this one without keeping anything.  An `AssistError` is remembered, so
        that a reload shows it, and raised.
        """
        with self._lock:
            run = self._runs[ticket_id] = self._runs.get(ticket_id, 0) + 1
            self._errors.pop(ticket_id, None)
        ticket = self.change(ticket_id, edited="", sent="")
        try:
            for reply in self.assistant.steps(self.case(ticket)):
                if self._runs.get(ticket_id) != run:
                    return
                self._replies[ticket_id] = reply = without_pixels(reply)
                yield reply
        except AssistError as error:
            self._errors[ticket_id] = error
            raise
        finished = self._replies.get(ticket_id)
        if finished is not None and finished.outcome is not None:
            self._cabinet.save_reply(ticket_id, to_dict(finished))

    def cancel(self, ticket_id: str) -> None:
        """End the ticket's run after its present step."""
        with self._lock:
            self._runs[ticket_id] = self._runs.get(ticket_id, 0) + 1

    def reply(self, ticket_id: str) -> Reply | None:
        """The ticket's reply as far as it has grown."""
        known = self._replies.get(ticket_id)
        if known is None and TICKET_ID.fullmatch(ticket_id):
            stored = self._cabinet.reply(ticket_id)
            if stored:
                known = self._replies[ticket_id] = from_dict(stored)
        return known

    def error(self, ticket_id: str) -> AssistError | None:
        """What the ticket's last run failed with."""
        return self._errors.get(ticket_id)

    # Evidence

    def places(self, ticket_id: str) -> tuple[Place, ...]:
        """The pictures that prove the ticket's reply."""
        reply = self.reply(ticket_id)
        if reply is None:
            return tuple(Place("photo", upload.id) for upload in self.ticket(ticket_id).photos)
        return places(reply, self.shelf.page)

    def place(self, ticket_id: str, index: int) -> Place:
        """One of them; raises `InputError` (`place_unknown`)."""
        every = self.places(ticket_id)
        if not 0 <= index < len(every):
            raise InputError("There is no such picture.", code="place_unknown")
        return every[index]

    def passage_place(self, passage: Passage) -> Place:
        """A passage on its page."""
        return passage_place(passage, self.shelf.page)

    # Manuals

    def read_again(self, manual_id: str) -> JobRow:
        """Read a manual anew from its kept file."""
        if self.jobs is None:
            raise AssistError("Manuals cannot be added here.", code="manuals_fixed")
        manual = next(manual for manual in self.shelf.catalogue() if manual.id == manual_id)
        data = file_of(self.store.folder, manual_id).read_bytes()
        self.shelf.remove(manual_id)
        return self.jobs.submit(data, manual.file)

    def close(self) -> None:
        self.readings.close()


def without_pixels(reply: Reply) -> Reply:
    """The reply with its photos' pixels left out: 36 MB for each photo of 12 MP, which the store has anyway."""
    photos = tuple(Photo(p.id, p.width, p.height, p.format, p.quality) for p in reply.case.photos)
    return replace(reply, case=replace(reply.case, photos=photos))
