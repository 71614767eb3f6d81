"""Refining: the reply changed on the agent's wish, taken back, and told in the agent's language.

With a language model its `Refiner` rewrites and checks; without one, templates do what they can: another greeting and
closing, none at all, a question more, the same sentences in another language.  What only a model can do is not
offered.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from assist.case.asking.refining import Refined, Refiner, Wish
from assist.case.compose import forbidden_said, write
from assist.case.judgement import Sentence
from assist.case.reply import Outcome, Reply
from assist.case.text.courtesy import Told, Tone, ask_keys, asking, in_language, paired, retoned
from assist.case.text.language import SUPPORTED
from assist.case.text.phrases import Phrasebook
from assist.desk.records import Version
from assist.desk.runs import Runs
from assist.errors import InputError

if TYPE_CHECKING:
    from assist.desk.answers import Answers

# Wishes that can be taken back, one after the other.
VERSIONS_KEPT = 20
LONGEST_WISH = 500
_TONES = {Wish.SHORTER: Tone.SHORT, Wish.WARMER: Tone.WARM, Wish.FORMAL: Tone.FORMAL}


@dataclass(frozen=True, slots=True)
class Wording:
    """A reply's text on its way to what was wished.

    `text` grows unchecked until `complete`; then `struck` are the sentences that nothing supports and `notes` what
    the agent should know.  `own` are lines that templates could not translate, `failed` says that nothing changed,
    `modelled` that the words are a model's.
    """

    text: str
    language: str
    complete: bool = True
    struck: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()
    own: tuple[str, ...] = ()
    failed: bool = False
    waiting: int = 0
    modelled: bool = False


class Rewriting:
    """The wishes of a desk's tickets; one at a time for each ticket."""

    def __init__(self, desk: Answers, refiner: Refiner | None = None) -> None:
        self._desk = desk
        self._refiner = refiner
        self.runs: Runs[Wording] = Runs()
        self._last: dict[str, Wording] = {}

    def use(self, refiner: Refiner | None) -> None:
        """Another model, or the same held against other lists."""
        self._refiner = refiner

    @property
    def free(self) -> bool:
        """Whether a model can take a wish in the agent's own words."""
        return self._refiner is not None

    def refine(
        self, ticket_id: str, text: str, wish: Wish, *, detail: str = "", language: str = "", every: float = 0.0
    ) -> Iterator[Wording]:
        """The growing text; the last one is checked and becomes the ticket's, unless it failed.

        `text` is what stands in the reply box, `detail` what to ask for (a shipped question's key, or words for a
        model) or the free wish.  Raises `InputError` where there is no reply (`reply_missing`), nothing that could do
        this (`wish_unknown`) or the wish is too long.
        """
        reply = self._reply(ticket_id)
        if len(detail) > LONGEST_WISH:
            raise InputError("The wish is too long.", code="wish_too_large", limit=LONGEST_WISH)
        text = text.strip()
        if not text:
            raise InputError("There is no reply to change yet.", code="reply_missing")
        if wish is Wish.TRANSLATE and language not in SUPPORTED:
            raise InputError("Replies are not written in this language.", code="wish_unknown")
        before = Version(text, reply.language, self._desk.ticket(ticket_id).reworded)
        work = partial(self._work, ticket_id, reply, text, wish, detail, language)
        run = self.runs.begin(ticket_id, work, partial(self._keep, ticket_id, before))
        yield from run.watch(every)

    def undo(self, ticket_id: str) -> str:
        """The text before the last wish, which is the ticket's again; as it is where there was none."""
        self.runs.end(ticket_id)
        ticket = self._desk.ticket(ticket_id)
        self._last.pop(ticket_id, None)
        if not ticket.versions:
            return self.text(ticket_id)
        *older, last = ticket.versions
        before = {"edited": last.text, "said": last.language, "reworded": last.reworded}
        self._desk.change(ticket_id, **before, versions=tuple(older))
        return last.text

    def text(self, ticket_id: str) -> str:
        """What stands in the reply box."""
        reply = self._desk.reply(ticket_id)
        return self._desk.ticket(ticket_id).edited or (reply.text if reply else "")

    def forbidden(self, text: str, language: str) -> tuple[Sentence, ...]:
        """What the agent is told of a text that says what the shop forbids; its signature is the shop's own."""
        signature = self._signature(language)
        return forbidden_said(text.replace(signature, "") if signature else text, self._desk.assistant.forbidden)

    def last(self, ticket_id: str) -> Wording | None:
        """How the ticket's last wish ended."""
        return self._last.get(ticket_id)

    def forget(self, ticket_id: str) -> None:
        """End what is under way and forget what was said of the last wish: there is a new draft."""
        self.runs.end(ticket_id)
        self._last.pop(ticket_id, None)

    def let_go(self, ticket_id: str) -> None:
        """The ticket leaves the memory; what is under way goes on."""
        self._last.pop(ticket_id, None)

    def gloss(self, ticket_id: str, text: str, to: str) -> Told | None:
        """The text in the agent's language, by the same sentences; None where a model wrote it, or it needs none."""
        reply = self._desk.reply(ticket_id)
        if reply is None or reply.outcome is None or not text.strip():
            return None
        if self._told(reply, reply.text, to).own:  # a model's words, of which templates know nothing
            return None
        reply = self._spoken(ticket_id, reply)
        told = self._told(reply, text, to)
        lines = [line for line in text.splitlines() if line.strip()]
        return told if reply.language != to and len(told.own) < len(lines) else None

    def translate(self, ticket_id: str, text: str, to: str, every: float = 0.0) -> Iterator[Wording]:
        """The text in the agent's language by the model, growing; to be read, not sent, and never kept."""
        refiner = self._refiner
        if refiner is None:
            raise InputError("Only a language model can do this.", code="wish_unknown")
        self._desk.ticket(ticket_id)

        def work() -> Generator[Wording, None, None]:
            yield from self._watched(ticket_id, refiner.translate(text, to), to, to)

        yield from self.runs.begin(ticket_id, work).watch(every)

    # How

    def _work(
        self, ticket_id: str, reply: Reply, text: str, wish: Wish, detail: str, language: str
    ) -> Generator[Wording, None, None]:
        if wish is Wish.ASK and detail in ask_keys(self._phrases, reply.language):
            question = self._desk.say(Sentence(detail), reply.language)
            asked = asking(text, question, self._phrases, reply.language, self._signature(reply.language))
            yield self._held(Wording(asked, reply.language))
        elif self._refiner is not None:
            goal = language if wish is Wish.TRANSLATE else reply.language
            growing = self._refiner.refine(reply, text, wish, detail=detail, language=language)
            yield from self._watched(ticket_id, growing, goal, reply.language)
        else:
            yield self._held(self._by_template(reply, text, wish, language))

    def _held(self, wording: Wording) -> Wording:
        """A template's words held against what the shop forbids, as those of a reply are."""
        said = () if wording.failed else self.forbidden(wording.text, wording.language)
        return replace(wording, notes=(*wording.notes, *said))

    def _by_template(self, reply: Reply, text: str, wish: Wish, language: str) -> Wording:
        if wish is Wish.TRANSLATE:
            told = self._told(reply, text, language)
            lines = [line for line in text.splitlines() if line.strip()]
            if language == reply.language or len(told.own) == len(lines):
                return Wording(text, reply.language, failed=True, own=told.own)
            return Wording(told.text, language, own=told.own)
        tone = _TONES.get(wish)
        if tone is None:
            raise InputError("Only a language model can do this.", code="wish_unknown")
        signature = self._signature(reply.language)
        changed = retoned(
            text, self._phrases, reply.language, tone, photos=len(reply.case.photos),
            closes=reply.outcome is Outcome.ANSWERED, signature=signature,
        )  # fmt: skip
        return Wording(changed, reply.language, failed=changed == text)

    def _told(self, reply: Reply, text: str, to: str) -> Told:
        lines = paired(write(reply, self._phrases), write(replace(reply, language=to), self._phrases))
        signatures = self._signature(reply.language), self._signature(to)
        return in_language(text, lines, self._phrases, reply.language, to, signatures)

    def _keep(self, ticket_id: str, before: Version, wording: Wording) -> None:
        if not wording.complete:
            return
        self._last[ticket_id] = wording
        if wording.failed:
            return
        versions = (*self._desk.ticket(ticket_id).versions, before)[-VERSIONS_KEPT:]
        reworded = before.reworded or wording.modelled  # a template leaves a model's words as they are
        self._desk.change(ticket_id, edited=wording.text, said=wording.language, versions=versions, reworded=reworded)
        self._desk.history.reworded(ticket_id, wording.text)

    def _watched(
        self, ticket_id: str, growing: Generator[Refined, None, None], goal: str, before: str
    ) -> Generator[Wording, None, None]:
        """A model's text as it grows; what was sent to another machine for it, also in vain, is kept with the reply."""
        left: tuple[str, ...] = ()
        try:
            with closing(growing):
                for refined in growing:
                    left = refined.left_machine
                    yield _wording(refined, before if refined.failed else goal)
        finally:
            self._desk.note_left(ticket_id, left)

    def _reply(self, ticket_id: str) -> Reply:
        reply = self._desk.reply(ticket_id)
        if reply is None or reply.outcome is None:
            raise InputError("There is no reply to change yet.", code="reply_missing")
        return self._spoken(ticket_id, reply)

    def _spoken(self, ticket_id: str, reply: Reply) -> Reply:
        """The reply in the language that its text is in now."""
        return replace(reply, language=self._desk.ticket(ticket_id).said or reply.language)

    def _signature(self, language: str) -> str:
        shop = self._desk.assistant.shop
        return self._desk.say(Sentence.of("signature", shop=shop), language) if shop else ""

    @property
    def _phrases(self) -> Phrasebook:
        return self._desk.assistant.phrases


def _wording(refined: Refined, language: str) -> Wording:
    return Wording(
        refined.text, language, refined.complete, refined.struck, refined.notes, (), refined.failed, refined.waiting,
        modelled=True,
    )  # fmt: skip
