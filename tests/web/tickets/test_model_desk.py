"""Desk, answering engine and refiner together over a scripted model: what an agent sees of a real chain."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assist.assistant import Answer
from assist.case.asking.refining import Wish
from assist.case.generation import Generated, Model, Request
from assist.case.reply import Outcome, Reply
from assist.desk.tickets import Desk
from assist.desk.watched import Watched
from assist.engines.glm.answering import GlmAnswer
from assist.engines.glm.refining import GlmRefiner
from assist.errors import EngineUnavailable
from assist.wiring import open_lists, open_prompts
from tests.scripted_model import THERE, ScriptedModel
from tests.scripted_model import answer as form
from tests.web.small import answer, small_house

ASKED = "How do I reset the VX-20 charger?"
WRITTEN = form("Unplug it and wait thirty seconds [2].", ("M1", "wait thirty seconds"))


def answering(model: Model) -> Answer:
    return GlmAnswer(model, lambda reply: list(answer(reply))[-1], open_prompts()["answer"])


@contextmanager
def desk_with(folder: Path, model: Model) -> Iterator[tuple[Desk, str]]:
    refiner = GlmRefiner(model, open_prompts(), open_lists())
    watched = Watched(model, "glm", "vllm")
    with small_house(folder, answering(watched), refiner=refiner, model=watched.state) as (desk, _):
        ticket = desk.open().id
        desk.write(ticket, {"message": ASKED})
        yield desk, ticket


@dataclass
class Hanging:
    """A server that takes the request, says one thing and then nothing; `closed` when the client hung up."""

    asked: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)

    def info(self):  # type: ignore[no-untyped-def]
        return THERE

    def generate(self, request: Request) -> Generator[Generated, None, None]:
        try:
            while True:
                yield Generated('{"verdict": "none", "because": "", "claims": [], "reply": "Please')
                self.asked.set()
                threading.Event().wait(0.1)
        finally:
            self.closed.set()


def test_a_models_reply_grows_is_checked_and_says_what_left_the_machine(tmp_path: Path) -> None:
    model = ScriptedModel(WRITTEN, info=THERE)
    with desk_with(tmp_path, model) as (desk, ticket):
        seen = list(desk.answer(ticket))
        last = seen[-1]
        assert last.outcome in (Outcome.ANSWERED, Outcome.UNVERIFIED)
        assert "thirty seconds" in last.text and any("glm.example" in entry for entry in last.left_machine)
        assert desk.state()["model"]["state"] == "ready" and desk.state()["model"]["remote"] is True


def test_a_model_that_fails_leaves_the_programs_answer_and_a_note(tmp_path: Path) -> None:
    model = ScriptedModel(EngineUnavailable("Nobody answers.", code="glm_refused"))
    with desk_with(tmp_path, model) as (desk, ticket):
        last = list(desk.answer(ticket))[-1]
        assert last.outcome is Outcome.ANSWERED and "wait thirty seconds" in last.text and last.notes


def test_cancel_hangs_up_and_what_was_sent_in_vain_is_told_with_the_next_answer(tmp_path: Path) -> None:
    hanging = Hanging()
    with desk_with(tmp_path, hanging) as (desk, ticket):
        seen: list[Reply] = []
        watcher = threading.Thread(target=lambda: seen.extend(desk.answer(ticket)))
        watcher.start()
        assert hanging.asked.wait(10)
        until = time.monotonic() + 10  # the page is another thread: what the model said reaches it a moment later
        while not (seen and seen[-1].draft) and time.monotonic() < until:
            time.sleep(0.01)
        desk.cancel(ticket)
        watcher.join(2)
        assert not watcher.is_alive() and hanging.closed.wait(2)
        assert seen[-1].draft is not None and seen[-1].draft.text == "Please"
        desk.assistant = replace_answer(desk, answer)
        last = list(desk.answer(ticket))[-1]
        assert any("glm.example" in entry for entry in last.left_machine)
        assert list(desk.answer(ticket))[-1].left_machine == (), "told once"


def test_a_wish_is_held_against_the_evidence_of_the_reply(tmp_path: Path) -> None:
    rewritten = {"text": "Please wait thirty seconds [1]. After 500 hours it is new. We refund you."}
    model = ScriptedModel(WRITTEN, rewritten, info=THERE)
    with desk_with(tmp_path, model) as (desk, ticket):
        desk.assistant = replace_answer(desk, answer)
        list(desk.answer(ticket))
        model.asked.append(Request("", "", "", ""))  # the first script is the answer's
        before = desk.rewriting.text(ticket)
        *_, done = desk.rewriting.refine(ticket, before, Wish.SHORTER)
        assert "thirty seconds" in done.text and "500" not in done.text and "refund" not in done.text
        assert len(done.struck) == 2 and not done.failed
        assert desk.rewriting.undo(ticket) == before
        reply = desk.reply(ticket)
        assert reply is not None and any(entry.startswith("reply") for entry in reply.left_machine)


def replace_answer(desk: Desk, answer: Answer):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(desk.assistant, answer=answer)
