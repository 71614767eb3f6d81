"""Answers: a ticket's reply as the line grows it, kept when it is whole, ended when nobody wants it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial

from assist.assistant import Assistant
from assist.case.asking.refining import Refiner
from assist.case.photo import Case, Photo
from assist.case.reading import Reading
from assist.case.reply import Reply, from_dict, to_dict
from assist.case.verdict import Sentence
from assist.desk.cabinet import without_pixels
from assist.desk.conversation import closed, compacted, joined
from assist.desk.crops import Reread
from assist.desk.drawer import Pages, no_book
from assist.desk.intake import Privacy
from assist.desk.model import Pace
from assist.desk.past.feedback import Feedback
from assist.desk.photos import Photos
from assist.desk.records import TICKET_ID, UNTOUCHED, Ticket
from assist.desk.refining import Rewriting
from assist.desk.runs import Runs
from assist.desk.staff.people import LOCAL, Person
from assist.engines.store import Store
from assist.errors import AssistError, CaseError


class Answers(Photos):
    """The replies of a desk's tickets; `assistant` is the line, whose photos are read once by `readings`."""

    def __init__(
        self,
        assistant: Assistant,
        store: Store,
        shelf: Pages,
        *,
        open_photo: Callable[[bytes], Photo],
        max_message_chars: int,
        privacy: Privacy,
        reread: Reread | None,
        refiner: Refiner | None,
    ) -> None:
        super().__init__(store, shelf, assistant.read, open_photo, privacy, reread)
        self.assistant = replace(assistant, read=self.readings.read)
        self._longest = max_message_chars
        self._errors: dict[str, AssistError] = {}
        self.runs: Runs[Reply] = Runs()
        self.rewriting = Rewriting(self, refiner)
        self.pace = Pace()
        self.feedback = Feedback(store)

    def say(self, sentence: Sentence, language: str) -> str:
        """A sentence in the agent's or the buyer's language."""
        return self.assistant.phrases.say(sentence, language)

    def add_message(self, ticket_id: str, text: str) -> Ticket:
        """The buyer wrote again: one turn with what is still unanswered, a new turn after a reply that was copied.

        A draft under way is discarded, since it answers less than was asked.
        """
        no_book(text)
        self.cancel(ticket_id)
        if self.ticket(ticket_id).sent.strip():
            self.follow_up(ticket_id)
        with self._lock:
            return self.change(ticket_id, message=joined(self.ticket(ticket_id).message, text))

    def sent(self, ticket_id: str, text: str, person: Person = LOCAL) -> None:
        """The person copied this text: its difference from the draft is the best feedback there is."""
        super().sent(ticket_id, text)
        self.history.copied(ticket_id, text, person)

    def follow_up(self, ticket_id: str) -> Ticket:
        """Move message and reply into the conversation, and make room for the buyer's next message."""
        self.cancel(ticket_id)
        self.rewriting.forget(ticket_id)
        if self.ticket(ticket_id).sent.strip():
            self.history.reopened(ticket_id)
        turns = closed(self.ticket(ticket_id), self.reply(ticket_id))
        with self._lock:
            self._replies.pop(ticket_id, None)
            self._errors.pop(ticket_id, None)
        self._cabinet.save_reply(ticket_id, {})
        return self.change(ticket_id, conversation=turns, message="", **UNTOUCHED)

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
                        left = tuple(dict.fromkeys((*left, *self._untold(ticket.id))))
                        reply = replace(reply, left_machine=left)
                    yield without_pixels(reply)
        except GeneratorExit:  # what a discarded run sent away was sent nevertheless
            self._keep_untold(ticket.id, left)
            self.note_left(ticket.id, left)
            raise

    def _keep(self, ticket_id: str, reply: Reply) -> None:
        """A finished reply takes the place of the one before, and of what was changed in that."""
        if reply.outcome is None:
            return
        self._replies[ticket_id] = reply
        self.rewriting.forget(ticket_id)
        self.change(ticket_id, **UNTOUCHED, untold=())
        self._cabinet.save_reply(ticket_id, to_dict(reply))

    def _untold(self, ticket_id: str) -> tuple[str, ...]:
        """What discarded runs of the ticket sent to other machines, as long as no reply tells it."""
        ticket = self.find(ticket_id)
        return ticket.untold if ticket else ()

    def _keep_untold(self, ticket_id: str, sent: tuple[str, ...]) -> None:
        """Kept with the ticket, so that its next reply tells it, also after a restart."""
        with self._lock:
            ticket = self.find(ticket_id)  # it may have been deleted meanwhile
            if ticket is not None and not set(sent) <= set(ticket.untold):
                self.change(ticket_id, untold=tuple(dict.fromkeys((*ticket.untold, *sent))))

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
                self._drop_strays()
        return known

    def _let_go(self, ticket_id: str) -> None:
        super()._let_go(ticket_id)
        self._errors.pop(ticket_id, None)
        self.rewriting.let_go(ticket_id)

    def _drop_strays(self) -> None:
        """Replies of tickets that were only looked at, in a list or in the history, stay in memory up to a number."""
        with self._lock:
            if len(self._replies) > 2 * self.remembered:
                for ticket_id in set(self._replies) - set(self._tickets):
                    self._replies.pop(ticket_id, None)

    def note_left(self, ticket_id: str, sent: tuple[str, ...]) -> None:
        """Keep with the ticket's reply that more of it was sent to another machine."""
        reply = self._replies.get(ticket_id)
        if reply is None:
            self._keep_untold(ticket_id, sent)
        elif not set(sent) <= set(reply.left_machine):
            left = tuple(dict.fromkeys((*reply.left_machine, *sent)))
            reply = self._replies[ticket_id] = replace(reply, left_machine=left)
            self._cabinet.save_reply(ticket_id, to_dict(reply))

    def forget(self, ticket_id: str) -> None:
        """Take a ticket out of memory, which is removed from the store: nothing under way keeps anything of it."""
        self.cancel(ticket_id)
        self.rewriting.forget(ticket_id)
        with self._lock:
            for known in (self._tickets, self._replies, self._errors):
                known.pop(ticket_id, None)

    def error(self, ticket_id: str) -> AssistError | None:
        """What the ticket's last run failed with."""
        return self._errors.get(ticket_id)
