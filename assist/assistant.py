"""Assistant: the line in order. The only place where control flow lives; every door calls this object."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from assist.case.compose import compose
from assist.case.draft import Draft
from assist.case.evidence import check
from assist.case.language import reply_language
from assist.case.lexicon import Lexicon
from assist.case.passages import Library
from assist.case.photo import Case, Photo
from assist.case.phrases import Phrasebook
from assist.case.product import NO_WORDS, match_product
from assist.case.question import understand
from assist.case.reading import Reading
from assist.case.reply import Reply, Step
from assist.case.search import query_of
from assist.case.specs import specs_of_reading
from assist.case.tables import Tables
from assist.case.verdict import decide
from assist.errors import AssistError, CaseError

Read = Callable[[Photo], Reading]
Answer = Callable[[Reply], Draft]


@dataclass(frozen=True, slots=True)
class Assistant:
    """A case in, a proved reply out.

    `read` reads one photo, `library` finds and holds passages, `answer` drafts claims from everything found so far,
    `tables` and `phrases` are the shipped facts and sentences, `lexicon` the brands and kinds of products,
    `shop` the signature under replies.
    """

    read: Read
    library: Library
    answer: Answer
    tables: Tables
    phrases: Phrasebook
    lexicon: Lexicon = NO_WORDS
    shop: str = ""

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

    def steps(self, case: Case) -> Iterator[Reply]:
        """The growing reply after each of the five steps; the last one is finished."""
        if not case.message.strip() and not case.photos:
            raise CaseError("The ticket has neither a message nor a photo.", code="case_empty")
        reply = Reply(case=case, language=reply_language(case))
        for step, work in (
            (Step.PHOTO, self._read), (Step.PRODUCT, self._match), (Step.MANUAL, self._find),
            (Step.DRAFT, self._draft), (Step.CHECKS, self._check),
        ):  # fmt: skip
            began = time.perf_counter()
            grown = work(reply)
            spent = (step.value, round(time.perf_counter() - began, 4))
            reply = replace(grown, done=(*grown.done, step), seconds=(*grown.seconds, spent))
            yield reply

    def _read(self, reply: Reply) -> Reply:
        readings = tuple(self.read(photo) for photo in reply.case.photos)
        specs = tuple(spec for reading in readings for spec in specs_of_reading(reading))
        question = understand(reply.case, reply.language, self.tables)
        return replace(reply, readings=readings, specs=specs, question=question)

    def _match(self, reply: Reply) -> Reply:
        catalogue = self.library.catalogue()
        match = match_product(reply.case, reply.readings, catalogue, reply.language, lexicon=self.lexicon)
        return replace(reply, match=match)

    def _find(self, reply: Reply) -> Reply:
        query = query_of(reply)
        return replace(reply, found=self.library.find(query)) if query else reply

    def _draft(self, reply: Reply) -> Reply:
        passages = reply.found.passages if reply.product_known else ()
        verdict = decide(reply.question, reply.readings, reply.specs, passages, self.tables)
        reply = replace(reply, verdict=verdict)
        return replace(reply, draft=self.answer(reply))

    def _check(self, reply: Reply) -> Reply:
        draft = reply.draft or Draft(found=False)
        evidence = tuple(
            check(claim, reply.readings, reply.found.passages, self.library.page, self.library.second_text)
            for claim in draft.claims
        )
        return compose(replace(reply, evidence=evidence), self.phrases, self.shop)
