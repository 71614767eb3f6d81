"""Runs of the desk: a growing draft, an end at once, a burst that is one turn, and nothing stale that is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assist.case.draft import Draft
from assist.case.generation import ModelInfo
from assist.case.photo import Case, Turn
from assist.case.reply import Outcome, Reply
from assist.desk.conversation import LONGEST_OLD, LONGEST_SIDE, WHOLE_TURNS, compacted, joined
from assist.desk.drawer import MOST_CHARS
from assist.desk.model import Pace, model_state
from assist.desk.runs import Runs
from assist.desk.tickets import Desk
from assist.errors import AssistError, CaseError, InputError
from tests.web.small import label_photo, small_house
from tests.web.tickets.scripted import LEFT, Slow

ASKED = "How do I reset the VX-20 charger?"


@contextmanager
def slow_desk(folder: Path, slow: Slow) -> Iterator[tuple[Desk, str]]:
    with small_house(folder, slow) as (desk, _):
        ticket = desk.open().id
        desk.write(ticket, {"message": ASKED})
        yield desk, ticket
        slow.free.set()


def begun(desk: Desk, ticket: str) -> tuple[threading.Thread, list[Reply]]:
    """A page that watches the ticket's answer."""
    seen: list[Reply] = []
    watcher = threading.Thread(target=lambda: seen.extend(desk.answer(ticket)))
    watcher.start()
    return watcher, seen


def test_a_growing_text_is_seen_and_the_last_reply_is_kept(tmp_path: Path) -> None:
    with slow_desk(tmp_path, Slow(0.02, ahead=2)) as (desk, ticket):
        seen = list(desk.answer(ticket))
        growing = [reply for reply in seen if reply.draft and not reply.draft.complete]
        assert [reply.draft.waiting for reply in growing[:2] if reply.draft] == [2, 1]
        assert any(reply.draft and reply.draft.text == "Please unplug" for reply in growing)
        assert all(reply.outcome is None and reply.text == "" for reply in growing), "unchecked words are no reply"
        assert seen[-1].outcome is Outcome.ANSWERED and desk.reply(ticket) == seen[-1]
        assert desk.reply(ticket).left_machine == LEFT  # type: ignore[union-attr]


def test_cancel_ends_an_engine_that_says_nothing_without_waiting_for_it(tmp_path: Path) -> None:
    slow = Slow(stuck=True)
    with slow_desk(tmp_path, slow) as (desk, ticket):
        watcher, seen = begun(desk, ticket)
        assert slow.writing.wait(30)
        desk.cancel(ticket)
        watcher.join(30)
        assert not watcher.is_alive(), "the engine still says nothing"
        assert desk.reply(ticket) is None and desk.ticket(ticket).message == ASKED
        slow.free.set()
        assert slow.closed.wait(5), "the work behind it was stopped as well"
        assert desk.reply(ticket) is None and all(reply.outcome is None for reply in seen)


def test_cancel_brings_back_the_draft_and_what_was_changed_in_it(tmp_path: Path) -> None:
    slow = Slow()
    with slow_desk(tmp_path, slow) as (desk, ticket):
        first = list(desk.answer(ticket))[-1]
        desk.write(ticket, {"edited": "My own words.", "message": f"{ASKED} And how long?"})
        slow.stuck = True
        slow.writing.clear()
        watcher, _ = begun(desk, ticket)
        assert slow.writing.wait(10)
        desk.cancel(ticket)
        watcher.join(5)
        assert desk.reply(ticket) == first and desk.rewriting.text(ticket) == "My own words."


def test_a_page_that_comes_later_looks_on_and_leaving_ends_nothing(tmp_path: Path) -> None:
    slow = Slow(0.05)
    with slow_desk(tmp_path, slow) as (desk, ticket):
        first = desk.answer(ticket)
        next(first)
        first.close()  # type: ignore[attr-defined]
        later = list(desk.watch(ticket))
        assert later[-1].outcome is Outcome.ANSWERED and len(slow.asked) == 1
        assert list(desk.watch(ticket)) == []


def test_a_newer_message_discards_the_draft_of_the_older_one(tmp_path: Path) -> None:
    slow = Slow(stuck=True)
    with slow_desk(tmp_path, slow) as (desk, ticket):
        watcher, older = begun(desk, ticket)
        assert slow.writing.wait(10)
        added = desk.add_message(ticket, "It blinks red.")
        watcher.join(5)
        slow.stuck = False
        newest = list(desk.answer(ticket))[-1]
        slow.free.set()
        assert slow.closed.wait(5)
        assert all(reply.outcome is None for reply in older)
        assert added.message == f"{ASKED}\n\nIt blinks red." and newest.case.message == added.message
        kept = desk.reply(ticket)
        assert kept is not None and kept.case.message == added.message
        assert added.conversation == (), "a burst is one turn"


def test_a_message_after_a_copied_reply_is_a_new_turn_with_its_proof(tmp_path: Path) -> None:
    with slow_desk(tmp_path, Slow()) as (desk, ticket):
        reply = list(desk.answer(ticket))[-1]
        desk.sent(ticket, reply.text)
        after = desk.add_message(ticket, "And the cable?")
        assert after.message == "And the cable?" and [turn.who for turn in after.conversation] == ["buyer", "agent"]
        assert after.conversation[1].quotes == ("wait thirty seconds",)
        again = list(desk.answer(ticket))[-1]
        assert again.match.manuals == reply.match.manuals, "the product stays known"


def test_a_second_photo_joins_the_same_turn(tmp_path: Path) -> None:
    with slow_desk(tmp_path, Slow()) as (desk, ticket):
        desk.add_photo(ticket, label_photo(), "label.jpg")
        desk.add_photo(ticket, label_photo(640, 120), "back.jpg")
        reply = list(desk.answer(ticket))[-1]
        assert len(reply.readings) == 2 and [place.kind for place in desk.places(ticket)][:2] == ["photo", "photo"]


def test_a_photo_that_cannot_be_read_is_gone_on_without(desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": ASKED})
    desk.add_photo(ticket, label_photo(333), "broken.jpg")
    with pytest.raises(AssistError):
        list(desk.answer(ticket))
    assert desk.without_photos_helps(ticket)
    left = desk.leave_out(ticket).left_out
    reply = list(desk.answer(ticket))[-1]
    assert reply.outcome is Outcome.ANSWERED and reply.case.photos == () and len(left) == 1
    assert len(desk.ticket(ticket).photos) == 1, "the photo itself stays with the ticket"


def test_a_message_over_the_limit_is_refused_in_words_and_kept_whole(desk: Desk) -> None:
    ticket = desk.open().id
    text = "word " * 5000
    desk.write(ticket, {"message": text})
    with pytest.raises(CaseError) as refused:
        list(desk.answer(ticket))
    assert refused.value.code == "message_too_long" and refused.value.facts["limit"] == 20_000
    assert desk.ticket(ticket).message == text
    with pytest.raises(InputError) as book:
        desk.write(ticket, {"message": "x" * (MOST_CHARS + 1)})
    assert book.value.code == "words_too_large" and desk.ticket(ticket).message == text


def test_a_failure_inside_the_program_is_an_error_with_a_code() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    run = Runs[int]().begin("x", broken)  # type: ignore[arg-type]
    with pytest.raises(AssistError) as failed:
        list(run.watch())
    assert failed.value.code == "internal"


def test_states_come_no_faster_than_a_page_takes_them_and_the_last_one_always() -> None:
    def quick() -> Iterator[int]:
        for i in range(200):
            yield i
            time.sleep(0.002)

    seen = list(Runs[int]().begin("x", quick).watch(0.1))  # type: ignore[arg-type]
    assert len(seen) < 12 and seen[-1] == 199 and seen == sorted(seen)


def test_a_long_conversation_is_compacted_without_words_of_ours() -> None:
    turns = []
    for i in range(20):
        turns.append(Turn(f"Question {i}: does it work in Japan with {i} V? " + "Please. " * 60, "buyer", ("m1",)))
        turns.append(Turn(f"Answer {i}. " + "Well. " * 100, "agent", ("m1",), (f"quote {i}",)))
    short = compacted(turns)
    assert short[-WHOLE_TURNS:] == tuple(turns[-WHOLE_TURNS:])
    buyer, agent = short[:-WHOLE_TURNS]
    assert (buyer.who, agent.who, buyer.manuals) == ("buyer", "agent", ("m1",))
    assert "Question 16: does it work in Japan with 16 V?" in buyer.text and len(buyer.text) < LONGEST_SIDE + 20
    assert all(len(line) <= LONGEST_OLD + 2 for line in buyer.text.splitlines())
    assert agent.text.splitlines()[-1] == "quote 16" and "quote 3" in agent.quotes
    assert compacted(turns[:4]) == tuple(turns[:4])


def test_the_same_words_sent_twice_are_one_message() -> None:
    assert joined("Hello?", "Hello?") == "Hello?"
    assert joined("", " Hi ") == "Hi" and joined("Hi", "") == "Hi" and joined("A\n", "B") == "A\n\nB"


def test_the_wait_is_told_by_the_last_answers_of_the_model_alone() -> None:
    pace = Pace()
    assert pace.wait(3) == 0.0, "nothing is promised before anything was measured"
    for engine, seconds in (("vllm", 2.0), ("vllm", 4.0), ("vllm", 30.0), ("extractive", 0.1)):
        pace.note(Reply(Case("Hello"), draft=Draft(engine=engine), seconds=(("draft", seconds),)))
    assert pace.wait(3) == 12.0 and pace.wait(0) == 0.0


def test_a_models_state_comes_from_its_breaker() -> None:
    info = ModelInfo("zai-org/GLM-4.6V-Flash", "vllm", "models.example", remote=True)
    states = [
        model_state(info, "closed").state, model_state(info, "closed", failures=1).state,
        model_state(info, "open", 3, 12.5).state, model_state(info, "half-open", 3).state,
    ]  # fmt: skip
    assert states == ["ready", "failing", "paused", "failing"]
