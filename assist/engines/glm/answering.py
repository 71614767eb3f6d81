"""Answering: a ticket put to a GLM model, its draft watched while it grows, and the extractive draft where it fails.

The model proposes; `case.asking` checks.  Whatever happens to the model, a complete draft comes within the limit.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field, replace

from assist.case.asking.drafting import draft_of
from assist.case.asking.fence import boundary_for
from assist.case.asking.forms import AnswerForm, schema_of
from assist.case.asking.leaving import told, without_strangers
from assist.case.asking.material import NAMES, Material, material_of
from assist.case.asking.parsing import growing
from assist.case.asking.prompts import Prompt
from assist.case.draft import Draft
from assist.case.generation import Model, ModelInfo, Picture, Request
from assist.case.judgement import Judgement, Sentence
from assist.case.photo import Pixels
from assist.case.reading import Reading
from assist.case.reply import Reply
from assist.engines.glm.exchange import Exchange, failure_note, introduced
from assist.engines.glm.pictures import pictures_of, total_tokens
from assist.errors import EngineError, SettingsError

Mask = Callable[[Pixels, Reading], Pixels]

MOST_KEPT = 256
"""Drafts remembered; one is some 10 KB."""

MOST_TOKENS = 2000
"""Longest answer: the form takes some 600 in Japanese, and a model that cannot be kept from thinking needs the rest."""


class Remembered:
    """The drafts of the latest tickets by everything that they were made of, in memory; safe between threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[str, Draft] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Draft | None:
        with self._lock:
            draft = self._kept.get(key)
            if draft is not None:
                self._kept.move_to_end(key)
            return draft

    def keep(self, key: str, draft: Draft) -> None:
        with self._lock:
            self._kept[key] = draft
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def boundary() -> str:
    """64 random bits: nobody who writes a label guesses them."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class GlmAnswer:
    """The `Answer` of an assistant with a model.

    `own` makes the extractive draft, whose proofs come first and which stands in where the model fails; `prompt` is
    the task `answer`; `image_tokens` the most that all pictures may take; `limit` the seconds of an answer with its
    repair; `agent_language` that of its reasons.  `mask` paints over what is private before a picture goes to another
    machine (None: pictures stay here), and `covers` covers it in texts.  `clock` and `make_boundary` are handed in by
    tests.
    """

    model: Model
    own: Callable[[Reply], Draft]
    prompt: Prompt
    image_tokens: int = 1600
    limit: float = 60.0
    agent_language: str = "en"
    mask: Mask | None = None
    covers: bool = True
    remembered: Remembered = field(default_factory=Remembered)
    clock: Callable[[], float] = time.monotonic
    make_boundary: Callable[[], str] = boundary

    def __call__(self, reply: Reply) -> Generator[Draft, None, None]:
        """The growing draft; the last one is complete.  Closing it stops the model."""
        own = self.own(reply)
        if not worth_asking(reply):
            yield own
            return
        left: tuple[str, ...] = ()
        try:
            exchange = Exchange(self.model, self.limit, self.clock)
            for info in introduced(exchange):
                if info is None:
                    yield Draft(complete=False, engine="glm")
            assert info is not None
            key = self._key(reply, info)
            known = self.remembered.get(key)
            if known is not None:
                yield replace(known, notes=(*known.notes, Sentence("model.cached")), left_machine=())
                return
            told_reply = without_strangers(reply) if info.remote and self.covers else reply
            pictures = self._pictures(reply, info)
            left = told(info, told_reply, pictures, masked=self.covers)
            material = material_of(told_reply, pictures)
            with closing(self._ask(exchange, reply, own, material, info)) as drafts:
                for draft in drafts:
                    yield replace(draft, left_machine=left)
            self.remembered.keep(key, draft)
        except (EngineError, SettingsError) as error:
            yield replace(own, notes=(*own.notes, failure_note(error)), left_machine=left)

    def _ask(
        self, exchange: Exchange, reply: Reply, own: Draft, material: Material, info: ModelInfo
    ) -> Generator[Draft, None, None]:
        request, form = self.request(reply, material), None
        with closing(exchange.ask(request, self.prompt, AnswerForm)) as steps:
            for step in steps:
                form = step.form
                if form is None:
                    sofar = growing(step.generated.text)
                    text, because = str(sofar.get("reply") or ""), str(sofar.get("because") or "")
                    yield Draft(
                        text=text, because=because, engine=info.name, complete=False, waiting=step.generated.waiting
                    )
        assert form is not None  # an exchange ends with a form or an error
        if not info.grounds:  # boxes of a model that cannot place a number on a test picture say nothing
            form = form.model_copy(
                update={"claims": [claim.model_copy(update={"region": None}) for claim in form.claims]}
            )
        yield replace(draft_of(form, material, reply, own), engine=info.name, raw=step.generated.text)

    def request(self, reply: Reply, material: Material) -> Request:
        """The request of a ticket: the same beginning for all, the ticket last."""
        mark = boundary_for(material.texts, self.make_boundary)
        user = self.prompt.asked(
            boundary=mark, material=material.text(mark), language=NAMES[reply.language],
            agent_language=NAMES.get(self.agent_language, NAMES["en"]),
        )  # fmt: skip
        pictures = tuple(material.pictures.values())
        return Request(
            self.prompt.task, self.prompt.version, self.prompt.system, user, pictures, schema_of(AnswerForm),
            max_tokens=MOST_TOKENS, image_tokens=max(self.image_tokens, total_tokens(pictures)),
        )  # fmt: skip

    def _pictures(self, reply: Reply, info: ModelInfo) -> tuple[Picture, ...]:
        """Every photo's pictures, the budget shared; none for a model that sees none or where they may not leave."""
        photos = [photo for photo in reply.case.photos if photo.pixels.size and not photo.quality.hopeless]
        if not info.sees or not photos or (info.remote and self.mask is None):
            return ()
        readings = {reading.photo: reading for reading in reply.readings}
        out: list[Picture] = []
        for photo in photos:
            reading = readings.get(photo.id, Reading(photo.id))
            pixels = self.mask(photo.pixels, reading) if info.remote and self.mask else photo.pixels
            out += pictures_of(photo.id, pixels, reading, self.image_tokens // len(photos))
        return tuple(out)

    def _key(self, reply: Reply, info: ModelInfo) -> str:
        """Everything an answer is made of; passages have ids by their content, so a changed library changes it."""
        case = reply.case
        parts = (
            [photo.id for photo in case.photos], case.message, case.context,
            [(turn.who, turn.text) for turn in case.conversation], reply.language, case.manual, reply.match.manuals,
            [passage.id for passage in reply.found.passages], [reading.text for reading in reply.readings],
            reply.verdict, info.name, info.where, self.prompt.version, self.image_tokens, self.agent_language,
        )  # fmt: skip
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def worth_asking(reply: Reply) -> bool:
    """Whether a model could add anything.

    Not where a person decides (danger), where the buyer has to say first what is meant (no message, several products
    that nothing was proved for), and where there is nothing to look at: no manual's passage and no photo that shows
    anything.  Asking there could only cost, or tempt.
    """
    decided = reply.verdict is not None and reply.verdict.judgement is not Judgement.UNCLEAR
    if reply.question.danger or not reply.case.message.strip():
        return False
    if len(reply.match.runners_up) > 1 and not reply.product_known and not decided:
        return False
    return bool(reply.found.passages) or any(not photo.quality.hopeless for photo in reply.case.photos)
