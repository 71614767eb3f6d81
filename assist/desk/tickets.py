"""Desk: tickets kept on the server, answered by the line, with the pictures that prove the answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Protocol

from assist.assistant import Assistant
from assist.case.asking.refining import Refiner
from assist.case.passages import Library, Passage
from assist.case.photo import Case, Photo, Pixels
from assist.case.reading import Reading
from assist.case.reply import Reply, from_dict, to_dict
from assist.case.verdict import Sentence
from assist.desk.cabinet import Cabinet, without_pixels
from assist.desk.conversation import closed, compacted, joined
from assist.desk.crops import Crops, Reread
from assist.desk.gallery import Gallery
from assist.desk.intake import Intake, Privacy
from assist.desk.model import ModelState, Pace
from assist.desk.places import passage_place, places
from assist.desk.readings import Readings
from assist.desk.records import TICKET_ID, UNTOUCHED, Dropped, Place, Ticket, Upload, new_id
from assist.desk.refining import Rewriting
from assist.desk.runs import Runs
from assist.engines.pictures import open_photo
from assist.engines.store import JobRow, JobState, Store
from assist.errors import AssistError, CaseError, InputError
from assist.library.jobs import Jobs

log = logging.getLogger(__name__)

MOST_PHOTOS = 12  # of one ticket; more than a buyer ever sends, few enough to read while the agent waits
TICKETS_KEPT = 500
# Ten times the longest message that is answered: what is longer is no message, and is not kept.
MOST_CHARS = 200_000


class Pages(Library, Protocol):
    """What the desk needs of `Shelf`."""

    def picture(self, manual_id: str, page_number: int, long_side: int = 1600) -> Pixels: ...

    def passage(self, passage_id: str) -> Passage | None: ...

    def warnings(self, manual_id: str) -> tuple[tuple[int, tuple[str, ...]], ...]: ...

    def remove(self, manual_id: str) -> None: ...


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
        privacy: Privacy = Privacy(),
        reread: Reread | None = None,
        refiner: Refiner | None = None,
        model: Callable[[], ModelState] | None = None,
    ) -> None:
        self.readings = Readings(assistant.read)
        self.assistant = replace(assistant, read=self.readings.read)
        self.shelf = shelf
        self.store = store
        self.jobs = jobs
        self._cabinet = Cabinet(store)
        self.gallery = Gallery(store.photo_bytes, open_photo, shelf.picture)
        self.intake = Intake(store, self.gallery, self.readings, open_photo, privacy)
        self.gallery.exported = self.intake.exported
        self.crops = Crops(self.gallery.photo, reread) if reread else None
        self._longest = max_message_chars
        self._tickets: dict[str, Ticket] = {}
        self._replies: dict[str, Reply] = {}
        self._errors: dict[str, AssistError] = {}
        self._untold: dict[str, tuple[str, ...]] = {}
        self.runs: Runs[Reply] = Runs()
        self.rewriting = Rewriting(self, refiner)
        self.pace = Pace()
        self._model = model
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
        """How far the library and the reader are: `ready` of `total` manuals, `failed`; warming, ready or failed.

        `model` is the language model's `ModelState`, None where none is set.
        """
        ready = len(self.shelf.catalogue())
        states = [job.state for job in self.jobs.jobs(500)] if self.jobs else []
        total = ready + sum(1 for state in states if not state.ended)
        library = {"ready": ready, "total": total, "failed": states.count(JobState.FAILED)}
        model = asdict(self._model()) if self._model else None
        return {"library": library, "reading": self._reading, "model": model}

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
        """Keep what is being typed, whole: `message`, `context` and `edited`; `InputError` (`words_too_large`).

        `manual` is the agent's choice among several products; an unknown one is not taken.
        """
        kept: dict[str, Any] = {key: words[key] for key in ("message", "context", "edited") if key in words}
        self._no_book(*kept.values())
        if any(manual.id == words.get("manual") for manual in self.shelf.catalogue()):
            kept["manual"] = words["manual"]
        return self.change(ticket_id, **kept)

    def sent(self, ticket_id: str, text: str) -> None:
        """The agent copied this text: the difference from the draft is the best feedback there is."""
        self._no_book(text)
        self.change(ticket_id, sent=text)

    def add_message(self, ticket_id: str, text: str) -> Ticket:
        """The buyer wrote again: one turn with what is still unanswered, a new turn after a reply that was copied.

        A draft under way is discarded, since it answers less than was asked.
        """
        self._no_book(text)
        self.cancel(ticket_id)
        if self.ticket(ticket_id).sent.strip():
            self.follow_up(ticket_id)
        with self._lock:
            return self.change(ticket_id, message=joined(self.ticket(ticket_id).message, text))

    def follow_up(self, ticket_id: str) -> Ticket:
        """Move message and reply into the conversation, and make room for the buyer's next message."""
        self.cancel(ticket_id)
        self.rewriting.forget(ticket_id)
        turns = closed(self.ticket(ticket_id), self.reply(ticket_id))
        with self._lock:
            self._replies.pop(ticket_id, None)
            self._errors.pop(ticket_id, None)
        self._cabinet.save_reply(ticket_id, {})
        return self.change(ticket_id, conversation=turns, message="", **UNTOUCHED)

    @staticmethod
    def _no_book(*texts: str) -> None:
        if any(len(text) > MOST_CHARS for text in texts):
            raise InputError(
                f"The text is longer than {MOST_CHARS} characters and was not kept.",
                code="words_too_large", help="Keep what matters of it and leave the rest out.", limit=MOST_CHARS,
            )  # fmt: skip

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
        """Check a photo, keep it without its metadata and begin to read it, unless that is left for later."""
        return self.intake.take(data, read=read)

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
        """The case a ticket stands for, without the photos that the agent goes on without."""
        return Case(
            message=ticket.message,
            photos=tuple(self.gallery.photo(one.id) for one in ticket.photos if one.id not in ticket.left_out),
            context=ticket.context,
            conversation=compacted(ticket.conversation),
            manual=ticket.manual,
            language=ticket.language,
            ticket=ticket.id,
            focus=ticket.focus,
        )

    def leave_out(self, ticket_id: str) -> Ticket:
        """Go on without the photos that are not read (failed, or still at it)."""
        with self._lock:
            photos = self.ticket(ticket_id).photos
            unread = tuple(one.id for one in photos if not isinstance(self.readings.state(one.id), Reading))
            return self.change(ticket_id, left_out=unread)

    def without_photos_helps(self, ticket_id: str) -> bool:
        """Whether a photo could not be read, and there is a message that can be answered without it."""
        ticket = self.ticket(ticket_id)
        failed = any(self.readings.state(one.id) == "failed" for one in ticket.photos)
        return failed and not ticket.left_out and bool(ticket.message.strip())

    def answer(self, ticket_id: str, every: float = 0.0) -> Iterator[Reply]:
        """The growing reply of a ticket, its newest state at most once in `every` seconds; the last one is kept.

        The work goes on where nobody watches it any more; a newer run of the same ticket and `cancel` end it at once
        and keep nothing of it.  An `AssistError` is remembered, so that a reload shows it, and raised.
        """
        self._errors.pop(ticket_id, None)
        self.rewriting.runs.end(ticket_id)
        ticket = self.ticket(ticket_id)
        work, keep = partial(self._work, ticket), partial(self._keep, ticket_id)
        yield from self.runs.begin(ticket_id, work, keep, partial(self._fail, ticket_id)).watch(every)

    def watch(self, ticket_id: str, every: float = 0.0) -> Iterator[Reply]:
        """The ticket's run that is under way, as `answer` yields it; nothing where there is none."""
        run = self.runs.running(ticket_id)
        if run is not None:
            yield from run.watch(every)

    def _work(self, ticket: Ticket) -> Generator[Reply, None, None]:
        for text, name in ((ticket.message, "message"), (ticket.context, "context")):
            if len(text) > self._longest:
                raise CaseError(
                    f"The {name} has {len(text)} characters; {self._longest} are answered at most.",
                    code=f"{name}_too_long", help="Leave out what does not matter; nothing of it was lost.",
                    length=len(text), limit=self._longest,
                )  # fmt: skip
        waited = False
        left: tuple[str, ...] = ()
        try:
            with closing(self.assistant.steps(self.case(ticket))) as growing:
                for reply in growing:
                    if reply.draft:
                        waited, left = waited or bool(reply.draft.waiting), reply.draft.left_machine
                    if reply.outcome:
                        if not waited:
                            self.pace.note(reply)
                        left = tuple(dict.fromkeys((*left, *self._untold.pop(ticket.id, ()))))
                        reply = replace(reply, left_machine=left)
                    yield without_pixels(reply)
        except GeneratorExit:  # what a discarded run sent away was sent nevertheless
            self._untold[ticket.id] = self._untold.get(ticket.id, ()) + left
            self.note_left(ticket.id, left)
            raise

    def _keep(self, ticket_id: str, reply: Reply) -> None:
        """A finished reply takes the place of the one before, and of what was changed in that."""
        if reply.outcome is None:
            return
        self._replies[ticket_id] = reply
        self.rewriting.forget(ticket_id)
        self.change(ticket_id, **UNTOUCHED)
        self._cabinet.save_reply(ticket_id, to_dict(reply))

    def _fail(self, ticket_id: str, error: AssistError) -> None:
        self._errors[ticket_id] = error

    def cancel(self, ticket_id: str) -> None:
        """End what is under way for the ticket, at once; its reply is again the one before."""
        self.runs.end(ticket_id)
        self.rewriting.runs.end(ticket_id)

    def reply(self, ticket_id: str) -> Reply | None:
        """The ticket's reply: as far as it has grown while a run is under way, else the one that is kept."""
        run = self.runs.running(ticket_id)
        known = (run.newest if run else None) or self._replies.get(ticket_id)
        if known is None and TICKET_ID.fullmatch(ticket_id):
            stored = self._cabinet.reply(ticket_id)
            if stored:
                known = self._replies[ticket_id] = from_dict(stored)
        return known

    def note_left(self, ticket_id: str, sent: tuple[str, ...]) -> None:
        """Keep with the ticket's reply that more of it was sent to another machine."""
        reply = self._replies.get(ticket_id)
        if reply is not None and not set(sent) <= set(reply.left_machine):
            left = tuple(dict.fromkeys((*reply.left_machine, *sent)))
            reply = self._replies[ticket_id] = replace(reply, left_machine=left)
            self._cabinet.save_reply(ticket_id, to_dict(reply))

    def error(self, ticket_id: str) -> AssistError | None:
        """What the ticket's last run failed with."""
        return self._errors.get(ticket_id)

    # Evidence

    def places(self, ticket_id: str) -> tuple[Place, ...]:
        """The pictures that prove the ticket's reply."""
        reply = self.reply(ticket_id)
        if reply is None:
            return tuple(Place("photo", upload.id) for upload in self.ticket(ticket_id).photos)
        return places(reply, self.shelf.page, self.crops)

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
        """Queue a manual to be read anew from its kept file; it is found as it is until that is done."""
        if self.jobs is None:
            raise AssistError("Manuals cannot be added here.", code="manuals_fixed")
        return self.jobs.read_again(manual_id)

    def close(self) -> None:
        self.runs.close()
        self.rewriting.runs.close()
        self.readings.close()
