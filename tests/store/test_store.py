"""The database, on SQLite and on PostgreSQL: what is kept comes back, and an older one is upgraded or refused."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from assist.case.geometry import Box
from assist.case.passages import Manual, Page, Passage, TextLine, Word
from assist.engines.store import JobKind, JobState, ManualState, Store, TicketRow
from assist.engines.store.database import HEAD
from assist.engines.store.schema import metadata
from assist.errors import EngineUnavailable, IndexDamaged, IndexOutdated, SettingsError
from tests.stores import KINDS, postgres_url


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'library.sqlite'}"
        return
    with postgres_url(f"assist_store_{os.getpid()}") as address:
        yield address


def test_the_migrations_make_exactly_the_schema(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def ours(thing: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return not (name or "").startswith("ledger_words")  # the database's own index of words

    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, metadata) == []


def test_a_second_start_finds_everything_in_place(url: str, tmp_path: Path) -> None:
    with Store(url, folder=tmp_path) as store:
        store.set_note("embedder", "one")
        store.set_note("embedder", "two")
    with Store(url, folder=tmp_path) as store:
        assert store.note("embedder") == "two"
        assert store.note("unknown") == ""


def test_a_database_of_a_newer_version_is_refused(url: str, tmp_path: Path) -> None:
    with Store(url, folder=tmp_path) as store, store.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(IndexOutdated) as caught:
        Store(url, folder=tmp_path)
    assert "9999" in str(caught.value) and caught.value.help


def test_an_older_database_is_refused_where_upgrading_is_not_allowed(url: str, tmp_path: Path) -> None:
    with Store(url, folder=tmp_path) as store, store.writing() as connection:
        metadata.drop_all(connection)
        connection.execute(sa.text("DELETE FROM alembic_version"))
    with Store(url, folder=tmp_path) as store:  # empty: made anew
        assert store.manuals() == ()
        with store.reading() as connection:
            assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() == HEAD


@pytest.mark.parametrize("data", [b"no database at all " * 500, b"SQLite format 3\x00" + b"\xff" * 9000])
def test_a_file_that_is_no_database_any_more_is_damaged_and_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.sqlite3").write_bytes(data)
    with pytest.raises(IndexDamaged) as caught:
        Store(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    assert "backup" in caught.value.help and (tmp_path / "a.sqlite3").read_bytes() == data


@pytest.mark.parametrize("bad", ["nonsense", "mysql://u@127.0.0.1/x", "oracle://x"])
def test_a_database_that_is_not_supported_is_a_settings_error(bad: str) -> None:
    with pytest.raises(SettingsError):
        Store(bad)


def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="psycopg (the PostgreSQL driver) is not installed")
    with pytest.raises(EngineUnavailable) as caught:
        Store("postgresql://u@127.0.0.1:1/none", folder=tmp_path)
    assert caught.value.retryable


def test_a_ticket_comes_back_with_its_photos_in_order(store: Store) -> None:
    photos = [store.save_photo(data, width=3, height=4, format="PNG") for data in (b"one", b"two", b"one")]
    assert photos[0].id == photos[2].id
    shown = tuple((photo.id, f"{k}.png") for k, photo in enumerate(photos))
    store.save_ticket(TicketRow("t", "Does it\x00 work? 能用吗", photos=shown, conversation=[{"text": "earlier"}]))
    ticket = store.ticket("t")
    assert ticket is not None
    assert ticket.photos == shown
    assert ticket.message == "Does it work? 能用吗"
    assert ticket.conversation == [{"text": "earlier"}]
    assert store.photo_bytes(photos[1].id) == b"two"
    assert store.photo_bytes("0" * 64) is None


def test_the_newest_reply_is_the_tickets_reply(store: Store) -> None:
    store.save_ticket(TicketRow("t", "hello"))
    store.save_reply("t", {"outcome": "ask_buyer", "band": "check"})
    store.save_reply("t", {"outcome": "answered", "band": "ready", "text": "Yes \ud800"})
    reply = store.reply("t")
    assert reply is not None and reply["outcome"] == "answered"
    ticket = store.ticket("t")
    assert ticket is not None and (ticket.outcome, ticket.band) == ("answered", "ready")
    assert store.reply("nobody") is None


def test_tickets_are_listed_newest_first_and_batches_in_their_order(store: Store) -> None:
    for k in range(5):
        store.save_ticket(TicketRow(f"t{k}", "x", batch="b" if k % 2 else "", created=100.0 + k))
    assert [t.id for t in store.tickets(limit=2)] == ["t4", "t3"]
    assert [t.id for t in store.tickets(before=102.0)] == ["t1", "t0"]
    assert [t.id for t in store.tickets(batch="b")] == ["t1", "t3"]


def test_removing_a_ticket_forgets_only_its_own_photos(store: Store) -> None:
    mine, shared = store.save_photo(b"mine"), store.save_photo(b"shared")
    store.save_ticket(TicketRow("a", photos=((mine.id, ""), (shared.id, ""))))
    store.save_ticket(TicketRow("b", photos=((shared.id, ""),)))
    store.save_reply("a", {"outcome": "answered"})
    store.remove_ticket("a")
    assert store.ticket("a") is None and store.reply("a") is None
    assert store.photo_bytes(mine.id) is None
    assert store.photo_bytes(shared.id) == b"shared"


def page(number: int, text: str = "word") -> Page:
    words = (Word(text, Box(0.1, 0.1, 0.2, 0.2)),)
    return Page("m", number, 595, 842, words=words, warnings=("blank",), lines=(TextLine((0, 1), 9.5),))


def test_pages_and_passages_come_back_as_they_were(store: Store) -> None:
    store.save_manual(Manual("m", "m.pdf", "M", models=("A-1",), pages=30), ManualState.READING)
    for number in range(30, 0, -1):
        store.save_page(page(number))
    store.save_page(page(7, "again\x00"))
    assert [p.number for p in store.pages("m")] == list(range(1, 31))
    seventh = store.page("m", 7)
    assert seventh is not None and seventh.words[0].text.startswith("again")
    assert store.page("m", 31) is None
    assert len(store.pages_done("m")) == len(store.page_warnings("m")) == 30
    every = [Passage(f"p{k}", "m", k, "Heading", f"text {k}", "en", (k, k + 1), "table") for k in range(1200)]
    store.save_passages("m", every)
    store.save_passages("m", every[:1100])
    assert store.count_passages() == 1100
    assert store.passages_of("m", 5) == (every[5],)
    assert len(store.passages([p.id for p in every])) == 1100
    assert store.passages(["p3", "none"]) == {"p3": every[3]}
    store.remove_manual("m")
    assert store.manuals(None) == () and store.count_passages() == 0


def test_a_manual_is_listed_when_it_can_be_searched(store: Store) -> None:
    manual = Manual("m", "m.pdf", "M")
    store.save_manual(manual, ManualState.READING)
    assert store.manuals() == ()
    store.save_manual(manual, ManualState.READY)
    assert store.manuals() == (manual,)
    assert store.manual_state("m") is ManualState.READY


def test_what_an_agent_corrected_outlives_reading_the_file_again(store: Store) -> None:
    store.save_manual(Manual("m", "m.pdf", "M", brand="Wrong", models=("X",)), ManualState.READY)
    corrected = store.correct_manual("m", {"brand": "Right", "skus": ("S-1",)})
    assert corrected is not None and (corrected.brand, corrected.skus) == ("Right", ("S-1",))
    store.save_manual(Manual("m", "m.pdf", "M", brand="Wrong", models=("Y",)), ManualState.READY)
    again = store.manual("m")
    assert again is not None and (again.brand, again.models, again.skus) == ("Right", ("Y",), ("S-1",))
    assert store.correct_manual("nobody", {"brand": "x"}) is None


def test_jobs_are_taken_once_and_in_their_order(store: Store) -> None:
    first, second = store.add_job("a.pdf"), store.add_job("b.pdf")
    taken = store.take_job()
    assert taken is not None and (taken.id, taken.state, taken.attempts) == (first.id, JobState.RUNNING, 1)
    after = store.take_job()
    assert after is not None and after.id == second.id
    assert store.take_job() is None
    assert store.requeue_jobs() == 2
    store.update_job(second.id, state=JobState.DONE, warnings=[{"code": "blank", "pages": [1]}])
    done = store.job(second.id)
    assert done is not None and done.state.ended and done.warnings[0]["pages"] == [1]


def test_many_threads_write_without_losing_anything(store: Store) -> None:
    def write(start: int) -> None:
        for k in range(start, start + 10):
            store.save_ticket(TicketRow(f"t{k}", "x"))
            store.save_reply(f"t{k}", {"outcome": "answered"})

    threads = [threading.Thread(target=write, args=(k * 10,)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.tickets()) == 60
    assert all(t.outcome == "answered" for t in store.tickets())


def test_a_database_of_the_first_schema_is_upgraded_with_what_is_in_it(url: str, tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    import assist.engines.store as package

    with Store(url, folder=tmp_path) as store:
        job = store.add_job("a.pdf")
        config = Config()
        config.set_main_option("script_location", str(Path(package.__file__).parent / "migrations"))
        with store.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, "0001")
    with pytest.raises(IndexOutdated):
        Store(url, folder=tmp_path, upgrade=False)
    with Store(url, folder=tmp_path) as store:
        kept = store.job(job.id)
        assert kept is not None and (kept.file, kept.kind) == ("a.pdf", JobKind.ADD)


def test_a_manual_is_renewed_in_one_step_or_not_at_all(store: Store) -> None:
    store.save_manual(Manual("m", "m.pdf", "Old", brand="Old"), ManualState.READY)
    store.save_page(page(1, "old"))
    store.save_passages("m", [Passage("p1", "m", 1, "", "old", "en")])
    store.correct_manual("m", {"brand": "Agent's"})
    new = [Passage("p2", "m", 1, "", "new", "en")]
    assert not store.renew_manual(Manual("m", "m.pdf", "New", brand="New"), "m~", new), "nothing is staged"
    store.save_manual(Manual("m~", "m.pdf", "New"), ManualState.RENEWING, size=7)
    store.save_page(page(1, "new"), under="m~")
    store.copy_pages("m", "m~", [])
    assert store.passages_of("m")[0].text == "old" and len(store.manuals(None)) == 1
    assert store.renew_manual(Manual("m", "m.pdf", "New", brand="New"), "m~", new)
    manual, kept = store.manual("m"), store.page("m", 1)
    assert manual is not None and (manual.title, manual.brand) == ("New", "Agent's")
    assert kept is not None and kept.words[0].text == "new" and kept.manual == "m"
    assert store.passage_ids("m") == ("p2",) and store.size_of("m") == 7
    assert store.manuals(ManualState.RENEWING) == () and store.manual_state("m~") is None
