"""Desk: tickets kept on the server, answered by the line, with the pictures that prove the answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assist.assistant import Assistant
from assist.case.asking.refining import Refiner
from assist.case.passages import Passage
from assist.case.photo import Photo
from assist.case.text.glossary import Glossary
from assist.desk.answers import Answers
from assist.desk.crops import Reread
from assist.desk.drawer import Pages
from assist.desk.intake import Privacy
from assist.desk.model import ModelState
from assist.desk.places import passage_place, places
from assist.desk.records import Place, Ticket
from assist.desk.shelves.removing import Bin
from assist.desk.staff.people import Person
from assist.engines.pictures import open_photo
from assist.engines.store import JobRow, JobState, Store
from assist.errors import AssistError, InputError
from assist.library.jobs import Jobs

if TYPE_CHECKING:
    from assist.desk.batch import Batch
    from assist.desk.doctor import Finding
    from assist.desk.programs.programs import Programs
    from assist.desk.shop import Shop
    from assist.library.unbundle import Unbundle

__all__ = ["Desk", "Pages"]

log = logging.getLogger(__name__)


class Desk(Answers):
    """Tickets, their photos and replies; one object behind the page, safe to call from several threads.

    A photo is read once, from the moment it is dropped: the desk's `assistant` reads through `Readings`.  Its parts,
    each a file: `Drawer` (tickets), `Photos`, `Answers`, and here the evidence and the house's state.
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
        glossary: Glossary | None = None,
    ) -> None:
        super().__init__(
            assistant, store, shelf, open_photo=open_photo, max_message_chars=max_message_chars, privacy=privacy,
            reread=reread, refiner=refiner,
        )  # fmt: skip
        self.jobs = jobs
        self.batch: Batch | None = None  # the queue, where a door opened it
        self.bin = Bin(store, shelf)
        self.unbundle: Callable[[], Unbundle] | None = None  # brings exported libraries in, where that can be done
        self.try_model: Callable[[], list[Finding]] = list  # asks the model now, in a served house
        self.shop: Shop | None = None  # settings of the page, in a served house
        self.programs: Programs | None = None  # what other programs use, where a door opened it
        self.opening = False  # whether the library is still being opened, in a served house
        self._model = model
        self.glossary = glossary
        self._reading = "ready"

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

        `model` is the language model's `ModelState`, None where none is set; `opening` says that the library is not
        open yet, so that it may hold more than is counted.
        """
        ready = len(self.shelf.catalogue())
        states = [job.state for job in self.jobs.jobs(500)] if self.jobs else []
        total = ready + sum(1 for state in states if not state.ended)
        library = {"ready": ready, "total": total, "failed": states.count(JobState.FAILED)}
        model = asdict(self._model()) if self._model else None
        return {"library": library, "opening": self.opening, "reading": self._reading, "model": model}

    def hand_over(self, person: Person, ticket_id: str, to: str) -> Ticket:
        """As before, and the ticket's rows in the queue, which show its reply, go with it."""
        self.ticket_for(person, ticket_id)
        rows = self.store.hand_rows(ticket_id, to)
        if self.batch is not None:
            self.batch.note(rows)
        return super().hand_over(person, ticket_id, to)

    def rows_gone(self, rows: Sequence[str] | None) -> None:
        """Rows of the queue were removed with their ticket: open pages are told; None: whichever they were."""
        if self.batch is None:
            return
        if rows is None:
            self.batch.note_all()
        else:
            self.batch.note(rows, drops=True)

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
        if self.batch is not None:
            self.batch.close()
        self.bin.close()
        if self.programs is not None:
            self.programs.close()
        self.runs.close()
        self.rewriting.runs.close()
        self.readings.close()
