"""Assistant: the line in order. The only place where control flow lives; every door calls this object."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assist.case.asking.proposed import firm
from assist.case.asking.support import Lists, Promise
from assist.case.compose import compose
from assist.case.draft import EXTRACTIVE, Draft
from assist.case.evidence import check
from assist.case.focus import choice, closer, scoped
from assist.case.geometry import Box
from assist.case.names.lexicon import Lexicon
from assist.case.passages import Library
from assist.case.photo import Case, Photo
from assist.case.product import NO_WORDS, match_product
from assist.case.question import understand
from assist.case.reading import Line, Reading
from assist.case.reply import Reply, Step
from assist.case.search import query_of
from assist.case.specs import specs_of_reading
from assist.case.tables import Tables
from assist.case.text.courtesy import Tone
from assist.case.text.language import reply_language
from assist.case.text.phrases import Phrasebook
from assist.case.verdict import decide
from assist.errors import AssistError, CaseError

Read = Callable[[Photo], Reading]
Answer = Callable[[Reply], Generator[Draft, None, None]]
ReadAgain = Callable[[Photo, Box], str]
Look = Callable[[Photo, Box], Sequence[Line]]
Work = Generator[Reply, None, None]


@dataclass(frozen=True, slots=True)
class Assistant:
    """A case in, a proved reply out.

    `read` reads one photo, `library` finds and holds passages, `answer` drafts claims from everything found so far
    (a growing draft, of which the last is the one that counts; a closed iterator stops the work behind it),
    `tables` and `phrases` are the shipped facts and sentences, `lexicon` the brands and kinds of products,
    `shop` the signature under replies, `tone` how they greet and close, `forbidden` what the shop lets no reply say.
    Where a model answers, `lists` are the shipped lists that its words are held
    against, and `read_again` reads the part of a photo that it points at.  `look` reads the part that the agent chose
    once more, close up.
    """

    read: Read
    library: Library
    answer: Answer
    tables: Tables
    phrases: Phrasebook
    lexicon: Lexicon = NO_WORDS
    shop: str = ""
    tone: Tone = Tone.PLAIN
    forbidden: tuple[Promise, ...] = ()
    lists: Lists | None = None
    read_again: ReadAgain | None = None
    look: Look | None = None

    def __call__(self, case: Case) -> Reply:
        """The finished reply; raises `CaseError` for a ticket with nothing in it."""
        *_, last = self.steps(case)
        return last

    def pipe(self, cases: Iterable[Case]) -> Iterator[Reply | AssistError]:
        """A reply or the error of each case, in order: one bad photo never stops a batch."""
        for case in cases:
            try:
                yield self(case)
            except AssistError as error:
                yield error

    def steps(self, case: Case) -> Work:
        """The growing reply after each of the five steps, and while a model writes; the last one is finished."""
        if not case.message.strip() and not case.photos:
            raise CaseError("The ticket has neither a message nor a photo.", code="case_empty")
        reply = Reply(case=case, language=reply_language(case))
        for step, work in (
            (Step.PHOTO, self._read), (Step.PRODUCT, self._match), (Step.MANUAL, self._find),
            (Step.DRAFT, self._draft), (Step.CHECKS, self._check),
        ):  # fmt: skip
            began = time.perf_counter()
            with closing(work(reply)) as growing:
                for reply in growing:
                    if reply.draft and not reply.draft.complete:
                        yield reply
            spent = (step.value, round(time.perf_counter() - began, 4))
            reply = replace(reply, done=(*reply.done, step), seconds=(*reply.seconds, spent))
            yield reply

    def _read(self, reply: Reply) -> Work:
        readings = tuple(self.read(photo) for photo in reply.case.photos)
        labels, focus = choice(reply.case, readings)
        readings = tuple(scoped(reading, focus) for reading in readings)
        if self.look and reply.case.focus:
            chosen, look = reply.case.focus, self.look
            readings = tuple(
                closer(reading, look(photo, chosen.box)) if photo.id == chosen.photo else reading
                for photo, reading in zip(reply.case.photos, readings, strict=True)
            )
        reply = replace(reply, labels=labels, case=replace(reply.case, focus=focus))
        specs = tuple(spec for reading in readings for spec in specs_of_reading(reading))
        question = understand(reply.case, reply.language, self.tables)
        yield replace(reply, readings=readings, specs=specs, question=question)

    def _match(self, reply: Reply) -> Work:
        catalogue = self.library.catalogue()
        match = match_product(reply.case, reply.readings, catalogue, reply.language, lexicon=self.lexicon)
        if reply.case.focus and not match.known and not reply.labels:
            # A part of a photo need not name its product: the whole photo does.
            whole = tuple(self.read(photo) for photo in reply.case.photos)
            match = match_product(reply.case, whole, catalogue, reply.language, lexicon=self.lexicon)
        yield replace(reply, match=match)

    def _find(self, reply: Reply) -> Work:
        query = query_of(reply)
        yield replace(reply, found=self.library.find(query)) if query else reply

    def _draft(self, reply: Reply) -> Work:
        passages = reply.found.passages if reply.product_known else ()
        verdict = decide(reply.question, reply.readings, reply.specs, passages, self.tables)
        reply = replace(reply, verdict=verdict)
        with closing(self.answer(reply)) as growing:
            for draft in growing:
                yield replace(reply, draft=draft)

    def _check(self, reply: Reply) -> Work:
        draft = reply.draft or Draft(found=False)
        library, photos = self.library, {photo.id: photo for photo in reply.case.photos}

        def again(photo: str, box: Box) -> str:
            return self.read_again(photos[photo], box) if self.read_again and photo in photos else ""

        evidence = tuple(
            check(claim, reply.readings, reply.found.passages, library.page, library.second_text, again)
            for claim in draft.claims
        )
        if draft.engine != EXTRACTIVE:
            own, said = evidence[: draft.given], evidence[draft.given :]
            evidence = (*own, *(firm(each, reply.readings, reply.found.passages) for each in said))
        reply = replace(reply, evidence=evidence, notes=draft.notes, left_machine=draft.left_machine)
        yield compose(reply, self.phrases, self.shop, self.lists, self.tone, self.forbidden)
