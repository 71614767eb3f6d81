"""Tools: what programs may ask of the house by name, for Gradio's clients and for language models (MCP)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assist.case.text.language import detect
from assist.desk.past.feedback import Feedback
from assist.desk.programs import public
from assist.desk.programs.inquiry import Asked, decoded
from assist.desk.programs.programs import Programs
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import Person
from assist.desk.tickets import Desk
from assist.errors import InputError
from assist.settings import Settings
from assist.web.api.tickets import next_of, readiness

MOST_PHOTOS = 12
MOST_PASSAGES = 20
LONGEST_QUESTION = 1000

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tools:
    """Each method is one tool: plain values in, a JSON object out; raises `AssistError`.

    Photos are base64, with or without `data:image/jpeg;base64,` before it; `words` is `en` or `zh`, the language of
    the sentences for the agent.
    """

    desk: Desk
    settings: Settings
    programs: Programs

    def answer(
        self, person: Person, message: str, photos: list[str], context: str, language: str, manual: str, ticket: str,
        words: str,
    ) -> Json:  # fmt: skip
        """A proved reply to a buyer's message and photos."""
        if len(photos) > MOST_PHOTOS:
            raise InputError(f"A ticket holds at most {MOST_PHOTOS} photos.", code="case_photos", limit=MOST_PHOTOS)
        handed = [(f"photo-{k + 1}", self._bytes(photo)) for k, photo in enumerate(photos)]
        asked = Asked(message, context, language or None, manual or None, handed, ticket or None)
        kept, reply = self.programs.inquiries.ask(person, asked)
        return public.answer(self.desk, kept, reply, self._words(words), next_of)

    def read_photo(self, _: Person, photo: str) -> Json:
        """What is printed on a photo, line by line with its place; its codes and typed quantities."""
        return self.programs.inquiries.read(self._bytes(photo))

    def search(self, _: Person, question: str, manuals: list[str], limit: int) -> Json:
        """The manuals' passages that answer a question, best first, each with its page and boxes."""
        if not 0 < len(question.strip()) <= LONGEST_QUESTION:
            raise InputError(f"A question has 1 to {LONGEST_QUESTION} characters.", code="question")
        within = tuple(str(one) for one in manuals)
        most = min(max(int(limit), 1), MOST_PASSAGES)
        return public.passages(self.desk, question, detect(question) or "en", within, most)

    def manuals(self, _: Person) -> Json:
        """The library, by title."""
        rows = sorted(self.desk.shelf.catalogue(), key=lambda one: one.title or one.file)
        names = ("id", "file", "title", "brand", "models", "languages", "edition", "pages")
        return {"manuals": [{name: _plain(getattr(row, name)) for name in names} for row in rows]}

    def ticket(self, person: Person, ticket: str, words: str) -> Json:
        """A ticket with its newest answer."""
        known = self.desk.ticket_for(person, ticket)
        self.desk.audit.note(person, Deed.SAW, "ticket", known.id)
        reply, said = self.desk.reply(known.id), self._words(words)
        done = public.answer(self.desk, known, reply, said, next_of) if reply and reply.outcome else None
        return {**public.ticket_row(known, said), "answer": done}

    def feedback(
        self, person: Person, ticket: str, rating: int, about: str, number: int, reasons: list[str], words: str
    ) -> Json:
        """Say of a reply, its verdict, a source or a box whether it was right."""
        known = self.desk.ticket_for(person, ticket)
        Feedback(self.desk.store).give(
            person, known.id, about, rating=int(rating), number=int(number), reasons=reasons, words=words
        )
        return {"kept": True}

    def state(self, _: Person) -> Json:
        """Whether answers can be asked for, and how many manuals there are."""
        waiting = readiness(self.desk)
        return {"ready": not waiting, "waiting_for": waiting, "library": self.desk.state()["library"]}

    def _bytes(self, photo: str) -> bytes:
        return decoded(photo, self.settings.max_upload_mb)

    @staticmethod
    def _words(words: str) -> str:
        return words if words in public.LOCALES else "en"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
