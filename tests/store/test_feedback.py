"""What happens to a ticket is kept once, in order; feedback is given with a click, changed and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.case.text.changes import plain, word_changes
from assist.desk.past.feedback import About, Feedback, Reason
from assist.desk.past.history import Happened, History
from assist.desk.staff.people import Person
from assist.engines.store import Store, TicketRow
from assist.errors import InputError
from tests.stores import sqlite_url

ANA, BO = Person("ana"), Person("bo")


class Clock:
    """Seconds that pass when they are told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store(sqlite_url(tmp_path / "a.sqlite3"), folder=tmp_path)
    opened.save_ticket(TicketRow("t", "Does it work?"))
    opened.save_reply("t", {"outcome": "answered", "text": "Yes, it works at 230 V [1]."})
    return opened


def test_a_reply_is_displayed_once_however_often_it_is_told(store: Store) -> None:
    history = History(store)
    assert history.displayed("t", ANA)
    assert not history.displayed("t", BO)
    assert [event.kind for event in store.events_of("t")] == [Happened.DISPLAYED]


def test_a_copied_text_is_kept_with_its_difference_from_the_draft_and_the_time_it_took(store: Store) -> None:
    clock = Clock()
    history = History(store, clock)
    history.displayed("t", ANA)
    clock.now += 12.5
    assert history.copied("t", "Yes, it works at 230 V.", ANA)
    clock.now += 5
    assert not history.copied("t", "Yes, it works at 230 V.", ANA), "the same text again is the same copy"
    assert history.copied("t", "Yes, it works at 240 V.", ANA)
    same, edited = store.copies_of("t")
    assert (same.distance, same.share, same.seconds, same.person) == (0, 0.0, 12.5, "ana")
    assert (edited.distance, edited.draft) == (1, "Yes, it works at 230 V.")
    assert [event.kind for event in store.events_of("t")] == ["displayed", "copied", "copied"]


def test_words_the_program_exchanged_on_a_wish_are_no_edit_of_the_agents(store: Store) -> None:
    history = History(store)
    history.reworded("t", "Ja, es läuft mit 230 V [1].")
    history.copied("t", "Ja, es läuft mit 230 V.")
    assert store.copies_of("t")[0].distance == 0


def test_a_ticket_is_reopened_only_after_something_was_copied(store: Store) -> None:
    history = History(store)
    assert not history.reopened("t")
    history.copied("t", "Yes.")
    assert history.reopened("t")
    assert not history.reopened("t")


def test_nothing_is_kept_of_a_ticket_that_is_gone(store: Store) -> None:
    history = History(store)
    assert not history.copied("gone", "x") and not history.displayed("gone")
    with pytest.raises(InputError, match="no such ticket"):
        Feedback(store).give(ANA, "gone", rating=1)


def test_feedback_is_changed_and_taken_back_and_each_click_stays_an_event(store: Store) -> None:
    feedback = Feedback(store)
    feedback.give(ANA, "t", rating=1, sequence=1)
    given = feedback.give(ANA, "t", rating=-1, reasons=["wording", "wording"], words=" too long ", sequence=2)
    assert [(one.about, one.rating, one.reasons, one.words) for one in given] == [
        (About.REPLY, -1, (Reason.WORDING,), "too long")
    ]
    assert feedback.give(ANA, "t", rating=1, sequence=1) == given, "a click that arrives late changes nothing"
    assert feedback.give(ANA, "t", rating=0, sequence=3) == ()
    assert [event.detail["rating"] for event in store.events_of("t")] == [1, -1, 0]


def test_each_person_judges_each_source_by_itself(store: Store) -> None:
    feedback = Feedback(store)
    feedback.give(ANA, "t", "source", number=2, rating=-1)
    feedback.give(ANA, "t", "box", number=2, rating=-1)
    mine = feedback.give(BO, "t", "verdict", rating=-1)
    assert [(one.about, one.number) for one in mine] == [(About.VERDICT, 0)]
    assert len(feedback.of("t")) == 3


def test_feedback_on_an_older_draft_stays_with_that_draft(store: Store) -> None:
    feedback = Feedback(store)
    feedback.give(ANA, "t", rating=-1, sequence=1)
    store.save_reply("t", {"outcome": "answered", "text": "No."})
    assert [one.current for one in feedback.of("t")] == [False]
    assert [one.rating for one in feedback.give(ANA, "t", rating=1, sequence=2)] == [1]
    assert [one.rating for one in feedback.of("t")] == [-1, 1]


@pytest.mark.parametrize(
    "wrong",
    [{"rating": 2}, {"rating": 1, "about": "source", "number": 1}, {"rating": -1, "about": "source"},
     {"rating": -1, "about": "weather"}, {"rating": -1, "reasons": ["because"]}],
)  # fmt: skip
def test_what_is_no_feedback_is_refused(store: Store, wrong: dict[str, object]) -> None:
    with pytest.raises(InputError) as caught:
        Feedback(store).give(ANA, "t", **wrong)  # type: ignore[arg-type]
    assert caught.value.code == "feedback_unknown"
    assert store.events_of("t") == ()


@pytest.mark.parametrize(
    ("draft", "sent"),
    [("It works.", "It works."), ("It works at 230 V.", "Yes, it works at 240 V today."), ("", "New"), ("Old", ""),
     ("可以在德国使用。", "可以在法国正常使用。"), ("a\nb\n\nc", "a\nb2\n\nc d")],
)  # fmt: skip
def test_the_difference_word_by_word_holds_both_texts(draft: str, sent: str) -> None:
    pieces = word_changes(draft, sent)
    assert "".join(text for kind, text in pieces if kind != "out") == sent
    assert "".join(text for kind, text in pieces if kind != "in") == draft


def test_a_changed_phrase_reads_as_one_change() -> None:
    assert word_changes("It works in Germany.", "It runs in Germany.") == (
        ("same", "It "), ("out", "works"), ("in", "runs"), ("same", " in Germany."),
    )  # fmt: skip
    assert ("in", "法") in word_changes("在德国用", "在法国用")


def test_marks_are_stripped_as_the_page_strips_them() -> None:
    assert plain("It works [1]. See [2] there [12]!\n 使用[3]。  ") == "It works. See there!\n 使用。"
