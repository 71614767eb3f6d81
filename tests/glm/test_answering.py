"""A model answers a ticket: watched while it writes, stopped when nobody waits, replaced where it fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assist.case.draft import Claim, Draft
from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Passage
from assist.case.photo import Case, Photo, Quality, Turn
from assist.case.product import ProductMatch, RunnerUp
from assist.case.question import Question
from assist.case.reading import Line, Reading
from assist.case.reply import Reply
from assist.case.specs import Source
from assist.case.verdict import Sentence
from assist.engines.glm.answering import GlmAnswer, Mask, Remembered, worth_asking
from assist.errors import EngineError, EngineUnavailable
from assist.wiring import open_prompts
from tests.scripted_model import HERE, THERE, ScriptedModel, answer

PLACE = Quad.of(Box(0.4, 0.4, 0.6, 0.43))
LINES = (Line("INPUT: 100-240V~", PLACE, 0.97), Line("call +49 171 2345678", Quad.of(Box(0.4, 0.5, 0.6, 0.53)), 0.97))
PASSAGE = Passage("x1", "m1", 7, "Descaling", "Descale with 50 ml of vinegar.", "en")
OWN = Draft((Claim("", "Descale with 50 ml of vinegar.", Source("passage", "x1")),), found=True)
GOOD = answer("Use 50 ml of vinegar [1].", ("M1", "50 ml of vinegar"))


def photo(hopeless: bool = False, side: int = 2400) -> Photo:
    pixels = np.full((side, side, 3), 180, np.uint8)
    return Photo("p" * 64, side, side, "JPEG", Quality(100, 90, 80, 0, (), hopeless), pixels)


def reply(message: str = "How do I descale it?", **parts: Any) -> Reply:
    case = Case(message, (photo(),))
    base = Reply(
        case, readings=(Reading("p" * 64, LINES),), match=ProductMatch(("m1",), "Kettle K2", "K2"),
        found=Found((PASSAGE,), 0.9),
    )  # fmt: skip
    return replace(base, **parts)


def engine(model: ScriptedModel, **parts: Any) -> GlmAnswer:
    parts = {"mask": (lambda pixels, _: pixels), "limit": 30.0} | parts
    return GlmAnswer(model, lambda _: OWN, open_prompts()["answer"], **parts)


def drafts(model: ScriptedModel, ticket: Reply | None = None, **parts: Any) -> list[Draft]:
    return list(engine(model, **parts)(ticket or reply()))


def test_the_reply_is_watched_while_it_is_written_and_the_last_draft_is_whole() -> None:
    *growing, last = drafts(ScriptedModel(GOOD))
    texts = [draft.text for draft in growing]
    assert not any(draft.complete for draft in growing) and last.complete
    assert growing[0].waiting == 1 and "Use 50 ml" in texts[-1] and len(set(texts)) > 3
    assert (last.engine, last.given, last.raw) == ("glm-scripted", 1, json.dumps(GOOD, ensure_ascii=False))
    assert last.claims[0] == OWN.claims[0] and last.claims[1].quote == "50 ml of vinegar"
    assert last.text == "Use 50 ml of vinegar [2]."


def test_closing_the_drafts_stops_the_model() -> None:
    model = ScriptedModel(GOOD)
    growing = engine(model)(reply())
    for draft in growing:
        if draft.text:
            break
    growing.close()
    assert model.closed == 1 and 0 < model.given < len(json.dumps(GOOD))


def test_the_beginning_of_a_request_is_the_same_for_every_ticket_and_the_boundary_never() -> None:
    model = ScriptedModel(GOOD)
    drafts(model, reply("one"))
    drafts(model, reply("two"))
    one, two = model.asked
    assert one.system == two.system
    assert one.user.splitlines()[0] != two.user.splitlines()[0]
    assert (one.task, one.version) == ("answer", open_prompts()["answer"].version)
    assert one.schema is not None and one.schema["required"][0] == "verdict"


def test_a_bad_answer_is_sent_back_once_with_what_was_wrong() -> None:
    model = ScriptedModel("Sure, descale it!", GOOD)
    assert drafts(model)[-1].text == "Use 50 ml of vinegar [2]."
    first, second = model.asked
    assert first.earlier == () and [role for role, _ in second.earlier] == ["assistant", "user"]
    assert "Sure, descale it!" in second.earlier[0][1] and "no complete JSON object" in second.earlier[1][1]


def test_pixels_instead_of_thousandths_are_asked_for_again() -> None:
    far = {**GOOD, "claims": [{"text": "", "source": "I1", "quote": "x", "region": [0, 0, 2400, 1200]}]}
    model = ScriptedModel(far, GOOD)
    drafts(model)
    assert "0 to 1000" in model.asked[1].earlier[1][1]


@pytest.mark.parametrize(
    ("scripts", "finish", "note"),
    [
        (("no form", "again none"), "stop", "model.failed_form"),
        (("{" * 50,), "loop", "model.failed_form"),
        (("",), "stop", "model.failed_form"),
        ((EngineUnavailable("Nobody answers.", code="glm_down"),), "stop", "model.failed_down"),
        ((EngineUnavailable("Too slow.", code="glm_timeout"),), "stop", "model.failed_late"),
        ((EngineError("It failed with 500.", code="glm_failed"),), "stop", "model.failed_error"),
        (("half", EngineUnavailable("Cut.", code="glm_cut")), "stop", "model.failed_down"),
    ],
)
def test_where_the_model_fails_the_extractive_draft_stands_with_a_note(
    scripts: tuple[Any, ...], finish: str, note: str
) -> None:
    model = ScriptedModel(*scripts, finish=finish)
    last = drafts(model)[-1]
    assert last.complete and last.engine == "extractive" and last.claims == OWN.claims
    assert [each.key for each in last.notes] == [note]
    assert len(model.asked) <= 2 and model.closed == len(model.asked)


def test_no_answer_takes_longer_than_the_limit() -> None:
    now = iter(range(0, 10_000, 2))
    model = ScriptedModel(json.dumps(GOOD) + " " * 5000)
    last = drafts(model, limit=20.0, clock=lambda: float(next(now)))[-1]
    assert last.engine == "extractive" and last.notes == (Sentence("model.failed_late"),)
    assert model.closed == 1


def test_a_model_that_cannot_be_reached_at_all_costs_no_answer() -> None:
    class Gone(ScriptedModel):
        def info(self) -> Any:
            raise EngineUnavailable("Nobody answers at glm.example.", code="glm_down")

    (last,) = [draft for draft in drafts(Gone()) if draft.complete]
    assert last.notes == (Sentence.of("model.failed_down", why="Nobody answers at glm.example"),)
    assert last.left_machine == ()


def test_an_equal_ticket_is_answered_from_memory_and_says_so() -> None:
    model = ScriptedModel(GOOD)
    ask = engine(model)
    *_, first = ask(reply())
    (again,) = ask(reply())
    assert len(model.asked) == 1 and again.claims == first.claims
    assert [note.key for note in again.notes] == ["model.cached"]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: replace(r, case=replace(r.case, message="And why?")),
        lambda r: replace(r, case=replace(r.case, context="Japan")),
        lambda r: replace(r, case=replace(r.case, conversation=(Turn("earlier"),))),
        lambda r: replace(r, case=replace(r.case, photos=(replace(r.case.photos[0], id="q" * 64),))),
        lambda r: replace(r, found=Found((replace(PASSAGE, id="x2"),), 0.9)),
        lambda r: replace(r, language="de"),
    ],
)
def test_another_ticket_is_asked_anew(change: Callable[[Reply], Reply]) -> None:
    model = ScriptedModel(GOOD)
    ask = engine(model)
    list(ask(reply()))
    list(ask(change(reply())))
    assert len(model.asked) == 2


def test_a_failure_is_not_remembered_and_the_oldest_draft_is_forgotten() -> None:
    model = ScriptedModel(EngineUnavailable("Down.", code="glm_down"), GOOD)
    ask = engine(model)
    list(ask(reply()))
    assert list(ask(reply()))[-1].engine == "glm-scripted"
    kept = Remembered(2)
    for key in ("a", "b", "a", "c"):
        kept.keep(key, OWN) if kept.get(key) is None else None
    assert kept.get("b") is None and kept.get("a") is OWN


@pytest.mark.parametrize(
    ("ticket", "worth"),
    [
        (reply(), True),
        (reply(question=Question(danger=("fire",))), False),
        (reply(message=" "), False),
        (reply(found=Found(), case=Case("Works?", (photo(hopeless=True),))), False),
        (reply(found=Found(), case=Case("Works?")), False),
        (reply(found=Found()), True),
        (reply(match=ProductMatch(runners_up=(RunnerUp("m1", "A", 0.5), RunnerUp("m2", "B", 0.5)))), False),
    ],
)
def test_a_model_is_asked_only_where_it_can_add_something(ticket: Reply, worth: bool) -> None:
    model = ScriptedModel(GOOD)
    assert worth_asking(ticket) is worth
    drafts(model, ticket)
    assert bool(model.asked) is worth


def test_what_leaves_for_another_machine_is_said_and_private_parts_are_covered() -> None:
    painted: list[str] = []

    def mask(pixels: Any, reading: Reading) -> Any:
        painted.append(reading.photo)
        return pixels

    model = ScriptedModel(GOOD, info=THERE)
    ticket = reply("How do I descale it? Write to jane.roe@example.org")
    last = drafts(model, ticket, mask=mask)[-1]
    sent = model.asked[0].user
    assert "jane.roe" not in sent and "2345678" not in sent and "100-240V" in sent and painted == ["p" * 64]
    assert all(each.endswith("→ glm.example:8000") for each in last.left_machine)
    assert any("1 manual passages" in each for each in last.left_machine)
    assert any("pictures of 1 photos (private parts covered)" in each for each in last.left_machine)


def test_nothing_leaves_for_a_model_on_this_machine_and_it_sees_everything() -> None:
    model = ScriptedModel(GOOD, info=HERE)
    last = drafts(model, reply("Write to jane.roe@example.org"))[-1]
    assert last.left_machine == () and "jane.roe" in model.asked[0].user


def test_without_a_mask_no_picture_leaves() -> None:
    nobody: Mask | None = None
    model = ScriptedModel(GOOD, info=THERE)
    drafts(model, mask=nobody)
    assert model.asked[0].pictures == ()


def test_a_failed_request_to_another_machine_is_told_as_sent() -> None:
    model = ScriptedModel(EngineError("It failed.", code="glm_failed"), info=THERE)
    assert drafts(model)[-1].left_machine


def test_a_model_that_sees_nothing_gets_no_pictures() -> None:
    model = ScriptedModel(GOOD, info=replace(HERE, sees=False))
    drafts(model)
    assert model.asked[0].pictures == () and "pictures, in their order" not in model.asked[0].user


def test_a_model_that_loads_is_waited_for_within_the_limit() -> None:
    import threading

    ready = threading.Event()

    class Slow(ScriptedModel):
        def info(self) -> Any:
            ready.wait(5)
            return HERE

    growing = engine(Slow(GOOD))(reply())
    assert not next(growing).complete
    ready.set()
    assert list(growing)[-1].engine == "glm-scripted"
    ready.clear()
    now = iter(range(0, 1000, 15))
    last = list(engine(Slow(GOOD), clock=lambda: float(next(now)))(reply()))[-1]
    ready.set()
    assert last.notes == (Sentence("model.failed_late"),)


def test_boxes_of_a_model_that_cannot_place_a_number_are_not_used() -> None:
    claim = {"text": "A plug", "source": "I1", "quote": "", "region": [10, 10, 200, 200]}
    script = {"verdict": "none", "because": "", "claims": [claim], "reply": "It is a plug [1].", "ask": []}
    for info, boxed in ((HERE, True), (replace(HERE, grounds=False), False)):
        last = drafts(ScriptedModel(script, info=info))[-1]
        assert any(each.region is not None for each in last.claims) is boxed
