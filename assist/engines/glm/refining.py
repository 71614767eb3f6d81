"""Refining by a GLM model: the agent's wishes on a reply, checked as any text is, and translation for the agent."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from assist.case.asking.fence import boundary_for, harmless
from assist.case.asking.forms import TextForm, schema_of
from assist.case.asking.material import NAMES, Material
from assist.case.asking.parsing import growing
from assist.case.asking.prompts import Prompt
from assist.case.asking.refining import Refined, Wish
from assist.case.asking.rewriting import differing, looked_through, lost, states, turned_round
from assist.case.asking.support import Lists
from assist.case.generation import Model, Request
from assist.case.judgement import Sentence
from assist.case.reply import Reply
from assist.engines.glm.answering import boundary
from assist.engines.glm.exchange import Exchange, introduced
from assist.errors import AssistError, EngineError, SettingsError

WISHES = {
    Wish.SHORTER: "Make it clearly shorter. Leave out courtesies and repetitions; keep every fact the buyer needs.",
    Wish.WARMER: "Make it warmer and friendlier, as from a person who wants to help, without promising anything.",
    Wish.FORMAL: "Make it formal and polite, with the formal form of address where the language has one.",
    Wish.TRANSLATE: "Translate it; keep what stands in quotation marks in its own language.",
    Wish.ASK: "Ask the buyer also for the following, in one polite sentence at the end, before any signature: ",
    Wish.FREE: "",
}


@dataclass(frozen=True, slots=True)
class GlmRefiner:
    """The `Refiner` of a house with a model; `prompts` has the tasks `refine` and `translate`, `lists` the checks'.

    `cover` takes private words out of a wish for a model on another machine.  The reply's own text goes as it is: it
    comes back changed, and a covered name could not be put in again.
    """

    model: Model
    prompts: Mapping[str, Prompt]
    lists: Lists
    limit: float = 60.0
    clock: Callable[[], float] = time.monotonic
    make_boundary: Callable[[], str] = boundary
    cover: Callable[[str], str] = str

    def refine(
        self, reply: Reply, text: str, wish: Wish, *, detail: str = "", language: str = ""
    ) -> Generator[Refined, None, None]:
        """See `case.asking.refining.Refiner`."""
        goal = language if wish is Wish.TRANSLATE and language in NAMES else reply.language
        steps = self._asked("refine", text, goal, WISHES[wish], detail.strip())
        with closing(steps):
            for refined in steps:
                if refined.complete and not refined.failed:
                    shown = looked_through(refined.text, reply, text, detail, self.lists, goal)
                    if turned := turned_round(text, shown.text):
                        why = Sentence.of("refine.failed", why=turned)
                        yield replace(refined, text=text, notes=(why,), failed=True)
                        return
                    missing = lost(text, shown.text, self.lists, reply.language, goal)
                    notes = tuple(each.note() for each in shown.struck)
                    notes += tuple(
                        Sentence.of("model.bare", sentence=each)
                        for each in shown.bare
                        if states(each) and each not in text
                    )
                    if missing:
                        notes += (Sentence.of("refine.lost", what=", ".join(missing)),)
                    notes += (Sentence("model.wording"),) if shown.text else (Sentence.of("refine.failed", why="-"),)
                    refined = replace(
                        refined, text=shown.text or text, struck=tuple(each.text for each in shown.struck), notes=notes,
                        failed=not shown.text,
                    )  # fmt: skip
                yield refined

    def translate(self, text: str, to: str) -> Generator[Refined, None, None]:
        """See `case.asking.refining.Refiner`."""
        steps = self._asked("translate", text, to if to in NAMES else "en")
        with closing(steps):
            for refined in steps:
                if refined.failed:
                    refined = replace(refined, text="")
                elif refined.complete and (unlike := differing(text, refined.text, self.lists, to)):
                    refined = replace(refined, notes=(Sentence.of("refine.numbers", what=", ".join(unlike)),))
                yield refined

    def _asked(
        self, task: str, text: str, language: str, wish: str = "", detail: str = ""
    ) -> Generator[Refined, None, None]:
        """The growing text as the model writes it; the last one is complete, or `failed` with the text as it was."""
        left: tuple[str, ...] = ()
        exchange = Exchange(self.model, self.limit, self.clock)
        try:
            for info in introduced(exchange):
                if info is None:
                    yield Refined()
            assert info is not None
            if info.remote:
                detail = self.cover(detail)
                what = ["reply text", *(["wish"] if detail else [])]
                left = tuple(f"{each} → {info.where}" for each in what)
            request = self._request(task, text, language, f"{wish}{harmless(detail)}")
            with closing(exchange.ask(request, self.prompts[task], TextForm)) as steps:
                for step in steps:
                    if step.form is None:
                        sofar = str(growing(step.generated.text).get("text") or "")
                        yield Refined(sofar, waiting=step.generated.waiting, left_machine=left)
                    else:
                        yield Refined(step.form.text, True, left_machine=left)
        except (EngineError, SettingsError) as error:
            yield Refined(text, True, notes=(_failed(error),), failed=True, left_machine=left)

    def _request(self, task: str, text: str, language: str, wish: str) -> Request:
        prompt = self.prompts[task]
        material = Material((("reply", text),))
        mark = boundary_for((*material.texts, wish), self.make_boundary)
        facts = {"boundary": mark, "material": material.text(mark), "language": NAMES[language]}
        if task == "refine":
            facts["wish"] = wish
        return Request(task, prompt.version, prompt.system, prompt.asked(**facts), schema=schema_of(TextForm))


def _failed(error: AssistError) -> Sentence:
    return Sentence.of("refine.failed", why=str(error).rstrip("."))
