"""The history: found by filter and words in both databases, counted, exported, and gone when it is asked to go."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from assist.case.passages import Manual
from assist.case.text.terms import terms, wanted
from assist.desk.cells import cell, csv_lines
from assist.desk.past.export import COLUMNS, exported
from assist.desk.past.feedback import Feedback
from assist.desk.past.figures import figures
from assist.desk.past.history import History
from assist.desk.past.retention import DAY, Retention
from assist.desk.past.view import HistoryView
from assist.desk.staff.people import LOCAL, Person, Role
from assist.engines.store import ManualState, Store, TicketRow
from assist.engines.store.ledger import Chosen
from assist.engines.store.queue import DropRow, RowState, rows
from assist.engines.store.schema import tickets
from assist.errors import Forbidden, InputError

ANA, BO, LEA = Person("ana"), Person("bo"), Person("lea", role=Role.LEAD)
EVERY = Chosen()


def ticket_id(k: int) -> str:
    return f"{k:024x}"


def keep(store: Store, k: int, message: str, *, owner: str = "", manual: str = "", **reply: Any) -> str:
    """A ticket with a reply in the form the line gives it, created at second k."""
    store.save_ticket(TicketRow(ticket_id(k), message, owner=owner, created=1000.0 + k))
    match = {"manuals": [manual] if manual else [], "title": "", "designation": reply.pop("designation", "")}
    plain = {"outcome": "answered", "language": "en", "text": "Yes [1].", "match": match, **reply}
    store.save_reply(ticket_id(k), plain)
    return ticket_id(k)


def found(store: Store, words: str = "", chosen: Chosen = EVERY, person: Person = LOCAL) -> list[int]:
    """Numbers of the tickets that are listed, newest first."""
    return [int(row.ticket, 16) for row in HistoryView(store).page(person, chosen, words).rows]


def test_tickets_are_found_by_words_of_any_script_and_by_their_beginnings(store: Store) -> None:
    keep(store, 1, "Funktioniert das Ladegerät in Zürich? Bestellung DE-4471/882")
    keep(store, 2, "这个充电器可以在德国使用吗？")
    keep(store, 3, "Вилка подходит? ЁЛКА", text="Да, подходит.")
    keep(store, 4, "ที่ชาร์จนี้ใช้ได้ไหม", readings=[{"lines": [{"text": "INPUT: 100-240V~"}], "codes": []}])
    keep(store, 5, "यह चार्जर चलेगा?")
    assert found(store, "ladegeraet") == []
    assert found(store, "LADEGERAT zur") == [1]
    assert found(store, "4471") == [1]
    assert found(store, "充电器 德国") == [2]
    assert found(store, "器") == [2]
    assert found(store, "电充") == []
    assert found(store, "елка") == [3]
    assert found(store, "да") == [3]
    assert found(store, "ชาร์จ") == [4]
    assert found(store, "240v") == [4]
    assert found(store, "चार्जर") == [5]
    assert found(store, ticket_id(4)) == [4]
    assert found(store, "…?!") == []
    assert found(store) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "strange", ["'", '"', "' OR 1=1 --", "a:* & !b", 'x" OR "y', "NEAR(a b)", "\x00", "%_", "(((", "²ⅷ", "\ud800"]
)
def test_no_search_text_is_an_operator(store: Store, strange: str) -> None:
    keep(store, 1, "plain words")
    assert found(store, strange) in ([], [1])


def test_a_row_follows_its_ticket_through_every_change(store: Store) -> None:
    view, history, feedback = HistoryView(store), History(store), Feedback(store)
    one = keep(store, 1, "first words")
    assert found(store, "first") == [1]
    store.save_ticket(TicketRow(one, "second words", created=1001.0))
    assert (found(store, "first"), found(store, "second")) == ([], [1])
    history.displayed(one, ANA)
    history.copied(one, "Yes, really.", ANA)
    feedback.give(ANA, one, "box", number=1, rating=-1)
    row = view.page(LOCAL, EVERY).rows[0]
    assert (row.displayed, row.copied, row.edited, row.reopened, row.rating) == (True, True, True, False, -1)
    assert found(store, "really") == [1]
    history.reopened(one)
    assert found(store, chosen=Chosen(state="reopened")) == [1]
    store.remove_ticket(one)
    assert found(store) == [] and found(store, "second") == []


def test_a_look_at_an_older_databases_history_does_not_wait_for_all_of_it(store: Store) -> None:
    for k in range(450):
        store.save_ticket(TicketRow(ticket_id(k), "old", created=1000.0 + k))
    view = HistoryView(store)
    first = view.page(LOCAL, EVERY)
    assert first.behind and first.total is not None and 300 <= first.total < 450
    second = view.page(LOCAL, EVERY)
    assert not second.behind and second.total == 450


def test_the_list_is_filtered_by_every_column(store: Store) -> None:
    keep(store, 1, "a", manual="m1", verdict={"judgement": "yes"}, language="de")
    keep(store, 2, "b", manual="m2", verdict={"judgement": "no"}, outcome="ask_buyer")
    keep(store, 3, "c", designation="QX-9", outcome="not_in_manual")
    for chosen, expected in (
        (Chosen(product="m1"), [1]), (Chosen(product="QX-9"), [3]), (Chosen(verdict="no"), [2]),
        (Chosen(language="de"), [1]), (Chosen(band="check"), [2]), (Chosen(outcome="not_in_manual"), [3]),
        (Chosen(gap="manual"), [3]), (Chosen(unanswered=True), [3]), (Chosen(since=1002.0), [3, 2]),
        (Chosen(until=1002.0), [1]), (Chosen(verdict="yes", language="en"), []), (Chosen(state="copied"), []),
    ):  # fmt: skip
        assert found(store, chosen=chosen) == expected, chosen


def test_pages_follow_one_another_without_gap_or_repetition_also_among_equal_times(store: Store) -> None:
    for k in range(23):
        store.save_ticket(TicketRow(ticket_id(k), "x", created=1000.0 + k // 5))
    view, seen, cursor = HistoryView(store), [], ""
    while True:
        page = view.page(LOCAL, EVERY, cursor=cursor, limit=4)
        assert page.total == (None if cursor else 23)
        seen += [row.ticket for row in page.rows]
        cursor = page.following
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 23
    assert (
        seen
        == [row.ticket for row in sorted(view.every(LOCAL, EVERY), key=lambda row: (row.created, row.ticket))][::-1]
    )
    with pytest.raises(InputError) as caught:
        view.page(LOCAL, EVERY, cursor="nonsense")
    assert caught.value.code == "cursor_unknown"


def test_agents_see_what_is_theirs_and_nobodys_leads_see_everything(store: Store) -> None:
    keep(store, 1, "mine", owner="ana")
    keep(store, 2, "another's", owner="bo")
    keep(store, 3, "nobody's")
    view = HistoryView(store)
    assert found(store, person=ANA) == [3, 1]
    assert found(store, chosen=Chosen(owners=("bo",)), person=ANA) == []
    assert found(store, "another", person=ANA) == []
    assert found(store, person=LEA) == [3, 2, 1]
    assert found(store, chosen=Chosen(owners=("bo",)), person=LEA) == [2]
    assert [one["value"] for one in view.choices(ANA, EVERY)["owner"]] == []
    with pytest.raises(Forbidden):
        view.past(ANA, ticket_id(2))
    assert view.past(LEA, ticket_id(2)).ticket.message == "another's"
    with pytest.raises(InputError):
        view.past(LEA, ticket_id(9))


def test_the_past_holds_every_draft_and_what_was_sent_word_by_word(store: Store) -> None:
    one = keep(store, 1, "q", text="It works in Germany [1].")
    store.save_reply(one, {"outcome": "answered", "text": "It works in France [1].", "left_machine": []})
    store.save_reply(one, {"outcome": "answered", "text": "It works in France [1].", "left_machine": ["message"]})
    History(store).copied(one, "It runs in France.", ANA)
    past = HistoryView(store).past(LOCAL, one)
    assert [version.reply["text"] for version in past.versions] == [
        "It works in Germany [1].",
        "It works in France [1].",
    ]
    assert past.versions[-1].reply["left_machine"] == ["message"]
    assert past.sent[0].changes == (("same", "It "), ("out", "works"), ("in", "runs"), ("same", " in France."))


def test_figures_count_the_funnel_the_reasons_and_what_no_manual_answers(store: Store) -> None:
    history, feedback, view = History(store), Feedback(store), HistoryView(store)
    store.save_manual(Manual("m1", "m1.pdf", "Kettle K-1"), ManualState.READY)
    asked = {"question": {"kind": "how_to", "topics": ["descale"]}}
    keep(store, 1, "How do I descale it?", manual="m1", outcome="not_in_manual", **asked)
    keep(store, 2, "Wie entkalke ich ihn?", manual="m1", outcome="not_in_manual", **asked)
    keep(store, 3, "Which fuse is in the plug?", designation="QX-9", outcome="not_in_manual")
    keep(store, 4, "Does it work?")
    keep(store, 5, "Does it work there?")
    for k in (4, 5):
        history.displayed(ticket_id(k))
    history.copied(ticket_id(4), "Yes.")
    history.copied(ticket_id(5), "Yes!!")
    history.reopened(ticket_id(5))
    feedback.give(ANA, ticket_id(5), rating=-1, reasons=["wording"])
    feedback.give(BO, ticket_id(5), "source", number=1, rating=-1)
    feedback.give(ANA, ticket_id(4), rating=1)
    all_of_it = figures(store, view, LEA, EVERY)
    assert (all_of_it.tickets, all_of_it.displayed, all_of_it.copied) == (5, 2, 2)
    assert (all_of_it.edited, all_of_it.reopened, all_of_it.refused) == (1, 1, 3)
    assert (all_of_it.up, all_of_it.down, all_of_it.edit_share) == (1, 1, 0.4)
    assert dict(all_of_it.reasons) == {"wording": 1, "wrong_source": 1}
    gaps = [(gap.title, gap.kind, gap.count, [one.count for one in gap.questions]) for gap in all_of_it.gaps]
    assert gaps == [("Kettle K-1", "page", 2, [2]), ("QX-9", "manual", 1, [1])]
    assert all_of_it.gaps[0].questions[0].examples[0] == (ticket_id(2), "Wie entkalke ich ihn?")
    assert sum(day.tickets for day in all_of_it.days) == 5
    assert figures(store, view, ANA, Chosen(since=9e9)).tickets == 0


def test_days_are_those_of_the_readers_clock_and_none_is_left_out(store: Store) -> None:
    view = HistoryView(store)
    for k, hour in enumerate((1, 23, 71)):
        store.save_ticket(TicketRow(ticket_id(k), "x", created=hour * 3600.0))
        store.save_reply(ticket_id(k), {"outcome": "answered"})
    assert [day.tickets for day in figures(store, view, LEA, EVERY).days] == [2, 0, 1]
    assert [day.tickets for day in figures(store, view, LEA, EVERY, zone=120).days] == [1, 1, 0, 1]


def test_the_export_has_a_row_a_ticket_and_runs_nothing_in_a_spreadsheet(store: Store) -> None:
    keep(store, 1, '=HYPERLINK("http://x")', manual="m1")
    History(store).copied(ticket_id(1), "+1 (555) is not a formula")
    view = HistoryView(store)
    text = "".join(csv_lines(COLUMNS, exported(store, view, view.every(LOCAL, EVERY))))
    row = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert row["message"].startswith("'=") and row["sent"].startswith("'+")
    assert (row["created"], row["ticket"], row["copied"]) == ("1970-01-01 00:16:41Z", ticket_id(1), "1")


@pytest.mark.parametrize("bad", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "\n=1"])
def test_a_cell_that_would_run_is_disarmed(bad: str) -> None:
    assert cell(bad) == f"'{bad}"
    assert cell(-1) == -1 and cell(None) == "" and cell("5 - 3") == "5 - 3"


def test_numbers_in_groups_are_found_however_they_are_grouped() -> None:
    kept = terms("Call +49 (0)170-123 45 67 or order 302-4471882-1")
    assert "1234567" in kept and wanted("1234567") == [("1234567", True)]
    assert "4490170" not in kept and "302" in kept and "30244718821" in kept


def shown_photo(store: Store, k: int, *data: bytes) -> None:
    photos = tuple((store.save_photo(one).id, "p.jpg") for one in data)
    known = store.ticket(ticket_id(k))
    assert known is not None
    store.save_ticket(replace(known, photos=photos))


def test_a_buyers_data_goes_by_words_once_it_was_shown_what_goes(store: Store) -> None:
    keep(store, 1, "Reach me at anna.kern@example.com")
    keep(store, 2, "Still anna.kern@example.com, or +49 170 1234567")
    keep(store, 3, "Another buyer")
    shown_photo(store, 1, b"hers", b"shared")
    shown_photo(store, 3, b"shared")
    forgotten: list[str] = []
    retention = Retention(store, forget=forgotten.append)
    assert [int(one.ticket, 16) for one in retention.search("0170/123-4567").found] == [2]
    preview = retention.search("Anna.Kern@example.com")
    assert [int(one.ticket, 16) for one in preview.found] == [2, 1]
    assert (preview.goes.tickets, preview.goes.replies, preview.goes.photos, preview.goes.shared) == (2, 2, 1, 1)
    assert "anna.kern@example.com" in preview.found[0].where
    gone = retention.wipe([one.ticket for one in preview.found], LEA)
    assert (gone.tickets, gone.replies, gone.photos) == (2, 2, 1)
    assert found(store) == [3] and set(forgotten) == {ticket_id(1), ticket_id(2)}
    files = [file.read_bytes() for file in (store.folder / "photos").rglob("*") if file.is_file()]
    assert files == [b"shared"]
    deeds = {(row.person, row.deed, row.subject) for row in store.deeds()}
    assert deeds == {("lea", "deleted", ticket_id(k)) for k in (1, 2)}
    with pytest.raises(InputError) as caught:
        retention.search(" a ")
    assert caught.value.code == "wipe_empty"


def test_a_ticket_that_was_removed_is_not_brought_back_by_who_still_has_it(store: Store) -> None:
    one = keep(store, 1, "private")
    kept = store.ticket(one)
    assert kept is not None
    store.remove_ticket(one)
    store.save_ticket(kept)
    assert store.ticket(one) is None
    assert store.save_reply(one, {"outcome": "answered"}) == 0
    assert not History(store).copied(one, "x") and store.versions_of(one) == ()
    assert store.forgotten_since(0) == (one,)


def test_the_queues_row_of_a_ticket_goes_with_it(store: Store) -> None:
    one = keep(store, 1, "q")
    store.add_drop(DropRow("d", "ana"))
    values = {column.name: "" for column in rows.columns if not column.nullable}
    values |= {"id": "r", "drop": "d", "state": RowState.DONE, "ticket": one, "same": False, "created": 1.0}
    values |= {"position": 0, "sequence": 0, "attempts": 0}
    with store.writing() as connection:
        connection.execute(rows.insert().values(**values))
    store.remove_ticket(one)
    with store.reading() as connection:
        assert connection.execute(rows.select()).all() == []


def test_what_nothing_happened_to_for_longer_than_the_setting_goes(store: Store) -> None:
    for k in range(120):
        keep(store, k, f"ticket {k}")
    now = [store_time(store) + 10 * DAY]
    keep_one = ticket_id(7)
    assert Retention(store, 0, clock=lambda: now[0]).due() == 0
    with store.writing() as connection:
        connection.execute(tickets.update().where(tickets.c.id == keep_one).values(updated=now[0] - DAY))
    assert Retention(store, 5, clock=lambda: now[0]).due() == 119
    assert found(store) == [7]


def store_time(store: Store) -> float:
    newest = store.tickets(1)
    return newest[0].updated


def test_retention_goes_on_where_it_was_ended(store: Store) -> None:
    for k in range(6):
        keep(store, k, "old")
    now = store_time(store) + 10 * DAY
    seen: list[str] = []

    def forget(ticket: str) -> None:
        seen.append(ticket)
        if len(seen) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Retention(store, 5, forget, clock=lambda: now).due()
    assert len(found(store)) == 4
    assert Retention(store, 5, clock=lambda: now).due() == 4


def test_photos_without_ticket_and_files_without_photo_are_swept_and_no_others(store: Store) -> None:
    keep(store, 1, "q")
    shown_photo(store, 1, b"shown")
    lone = store.save_photo(b"lone")
    stray = store.photo_file("ab" * 32)
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"stray")
    half = stray.with_name(stray.name + ".77.88")
    half.write_bytes(b"half")
    assert Retention(store).sweep() == 0, "what was written a moment ago may still be in somebody's hands"
    later = lone.created + 2 * DAY
    assert Retention(store, clock=lambda: later).sweep() == 3
    assert not stray.exists() and not half.exists() and store.photo(lone.id) is None
    assert [file.read_bytes() for file in (store.folder / "photos").rglob("*") if file.is_file()] == [b"shown"]


def test_what_another_process_removed_is_forgotten_here(store: Store) -> None:
    one = keep(store, 1, "q")
    forgotten: list[str] = []
    retention = Retention(store, forget=forgotten.append)
    store.remove_ticket(one)
    assert retention.follow() == 1 and forgotten == [one]
