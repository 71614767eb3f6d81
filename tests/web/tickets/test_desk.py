"""The desk: tickets outlive the program, two changes at once are both kept, and a photo is read once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from assist.case.reading import Reading
from assist.case.reply import Outcome
from assist.desk.photos import MOST_PHOTOS
from assist.desk.readings import Readings
from assist.desk.tickets import Desk
from assist.errors import AssistError, CaseError, InputError, PhotoError
from tests.web.small import label_photo, read, small_house

ASKED = "How do I reset the VX-20 charger?"


def answered(desk: Desk) -> str:
    ticket = desk.open().id
    desk.write(ticket, {"message": ASKED})
    desk.add_photo(ticket, label_photo(), "label.jpg")
    assert list(desk.answer(ticket))[-1].outcome is Outcome.ANSWERED
    return ticket


def test_a_ticket_is_found_again_by_another_run_of_the_program(tmp_path: Path) -> None:
    with small_house(tmp_path) as (desk, _):
        ticket = answered(desk)
        said = desk.reply(ticket)
    with small_house(tmp_path) as (desk, _):
        again = desk.reply(ticket)
        assert desk.ticket(ticket).message == ASKED and desk.ticket(ticket).photos[0].name == "label.jpg"
        assert again is not None and said is not None and again.text == said.text
        assert [place.kind for place in desk.places(ticket)][:2] == ["photo", "page"]


def test_an_id_that_was_never_given_out_opens_another_ticket(desk: Desk) -> None:
    assert desk.open("f" * 24).id != "f" * 24
    for wrong in ("", "../../etc", "F" * 24, "f" * 23):
        with pytest.raises(InputError):
            desk.ticket(wrong)


def test_an_untouched_ticket_leaves_nothing_in_the_store(desk: Desk) -> None:
    assert desk.store.ticket(desk.open().id) is None


def test_two_changes_at_once_are_both_kept(desk: Desk) -> None:
    ticket = desk.open().id
    photos = [label_photo(64, shade) for shade in range(100, 108)]
    threads = [threading.Thread(target=desk.add_photo, args=(ticket, data)) for data in photos]
    threads += [threading.Thread(target=desk.write, args=(ticket, {"message": ASKED})) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.ticket(ticket).photos) == 8 and desk.ticket(ticket).message == ASKED


def test_a_ticket_holds_a_photo_once_and_a_dozen_at_most(desk: Desk) -> None:
    ticket = desk.open().id
    for shade in range(50, 50 + MOST_PHOTOS):
        desk.add_photo(ticket, label_photo(64, shade), read=False)
        if shade == 50:
            desk.add_photo(ticket, label_photo(64, shade), read=False)
    with pytest.raises(CaseError):
        desk.add_photo(ticket, label_photo(64, 200), read=False)
    with pytest.raises(PhotoError):
        desk.add_photo(ticket, b"nothing")
    assert len(desk.ticket(ticket).photos) == MOST_PHOTOS


def test_a_newer_run_ends_the_older_one(desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": ASKED})
    older = desk.answer(ticket)
    next(older)
    assert list(desk.answer(ticket))[-1].outcome is Outcome.ANSWERED
    assert list(older) == []


def test_a_failed_run_is_remembered_with_what_was_handed_in(desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": ASKED})
    desk.add_photo(ticket, label_photo(333), read=False)
    with pytest.raises(AssistError):
        list(desk.answer(ticket))
    error = desk.error(ticket)
    assert error is not None and error.code == "engine_unavailable"
    assert desk.ticket(ticket).message == ASKED


def test_a_follow_up_keeps_the_conversation_and_what_it_was_about(desk: Desk) -> None:
    ticket = answered(desk)
    desk.sent(ticket, "Unplug it for thirty seconds.")
    after = desk.follow_up(ticket)
    assert [(turn.who, turn.text) for turn in after.conversation] == [
        ("buyer", ASKED), ("agent", "Unplug it for thirty seconds."),
    ]  # fmt: skip
    assert after.conversation[0].manuals and desk.reply(ticket) is None and after.message == ""


def test_kept_replies_hold_no_pixels(desk: Desk) -> None:
    reply = desk.reply(answered(desk))
    assert reply is not None and reply.case.photos[0].pixels.size == 0


def test_a_photo_is_read_once_and_a_failure_is_tried_again(desk: Desk) -> None:
    calls: list[str] = []

    def counting(photo: object) -> Reading:
        calls.append("read")
        return read(photo)  # type: ignore[arg-type]

    readings = Readings(counting)
    good, bad = desk.take(label_photo(), read=False), desk.take(label_photo(333), read=False)
    assert readings.start(good).result() is readings.read(good) and calls == ["read"]
    for _ in range(2):
        with pytest.raises(AssistError):
            readings.read(bad)
    assert len(calls) == 3 and readings.state(bad.id) == "failed" and readings.state("x") == "none"
    readings.close()


def test_an_unproved_quote_leaves_its_page_unmarked(desk: Desk) -> None:
    ticket = desk.open().id
    desk.write(ticket, {"message": "Please reset the VX-20 charger and prove the moon."})
    list(desk.answer(ticket))
    marks = [mark for place in desk.places(ticket) for mark in place.marks if mark.quote == "made of cheese"]
    assert [(mark.number, mark.quads, mark.why) for mark in marks] == [(0, (), "not_on_page")]


def test_what_left_the_machine_in_vain_is_told_by_the_next_reply_of_each_of_many_tickets(
    tmp_path: Path,
) -> None:
    with small_house(tmp_path) as (desk, _):
        desk.remembered = 5
        tickets = []
        for k in range(60):
            tickets.append(desk.open().id)
            desk.write(tickets[-1], {"message": f"How do I reset the VX-20 charger? {k}"})
            desk.note_left(tickets[-1], ("message → a.example", "message → a.example", "reply → b.example"))
            desk.note_left(tickets[-1], ("message → a.example",))
        assert len(desk._tickets) <= 5
        held = [value for value in vars(desk).values() if isinstance(value, dict) and len(value) > 10]
        assert held == [], "nothing of a ticket stays in memory beside the tickets themselves"
        *_, reply = desk.answer(tickets[0])
        assert reply.left_machine == ("message → a.example", "reply → b.example")
        assert desk.ticket(tickets[0]).untold == ()
        *_, again = desk.answer(tickets[0])
        assert again.left_machine == (), "told once"
        desk.forget(tickets[1])
        desk.store.remove_ticket(tickets[1])
        desk.note_left(tickets[1], ("message → a.example",))  # deleted meanwhile: kept nowhere
        assert desk.find(tickets[1]) is None
