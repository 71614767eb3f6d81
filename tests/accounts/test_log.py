"""What is kept of it all: a log that nobody changes, the secret of the sessions, who has a ticket open."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from assist.desk.staff.accounts import Accounts, open_accounts
from assist.desk.staff.audit import Deed
from assist.desk.staff.people import LOCAL, Person, Role
from assist.desk.staff.presence import GONE_AFTER, Presence
from assist.desk.staff.secret import FILE, kept_secret
from assist.engines.store import AuditRow, Sought, Store
from assist.errors import NotSignedIn, SettingsError
from assist.settings import Settings
from tests.accounts.room import BOTH, DAY, PASSWORD, Clock, code_of
from tests.stores import sqlite_url


@BOTH
def test_the_log_tells_who_did_what_and_holds_no_words(store: Store, accounts: Accounts, clock: Clock) -> None:
    ada = accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    with pytest.raises(NotSignedIn):
        accounts.sign_in("hunter2 typed as a name", "wrong", "192.0.2.1")
    person = accounts.person(accounts.sign_in("ada", PASSWORD, "192.0.2.1"), "192.0.2.1")
    assert person is not None
    for _ in range(3):
        accounts.audit.note(person, Deed.SAW, "ticket", "a" * 24)
    clock.now += 901
    accounts.audit.note(person, Deed.SAW, "ticket", "a" * 24)
    rows = list(store.every_deed(step=2))
    assert [row.deed for row in rows] == ["saw", "saw", "signed_in", "sign_in_failed", "added"]
    assert rows[3].name == "" and all("hunter2" not in str(row) and PASSWORD not in str(row) for row in rows)
    assert {row.address for row in rows[:4]} == {"192.0.2.1"}
    assert len(store.deeds(Sought(person=ada.id, deed="saw"))) == 2
    assert store.deeds(Sought(since=clock.now))[0].subject == "a" * 24
    assert len(store.deeds(Sought(until=clock.now))) == 4


@BOTH
def test_the_database_itself_keeps_the_log_as_it_was_written(store: Store) -> None:
    import time

    now = time.time()
    for age in (0.0, 80 * DAY, 100 * DAY, 900 * DAY):
        store.note_deed(AuditRow(now - age, "p", "Ada", "saw", "ticket", "x"))
    for statement in ("UPDATE audit SET name = 'Eve'", "DELETE FROM audit"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.writing() as connection:
            connection.execute(sa.text(statement))
    assert store.forget_deeds(now - 91 * DAY) == 2
    assert [row.name for row in store.deeds()] == ["Ada", "Ada"]


@BOTH
def test_what_counts_no_more_is_forgotten_at_the_start(accounts: Accounts, store: Store, clock: Clock) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    accounts.sign_in("ada", PASSWORD)
    accounts.link(LOCAL, Role.AGENT)
    with pytest.raises(NotSignedIn):
        accounts.sign_in("ada", "wrong")
    clock.now += 30 * DAY
    accounts.tidy()
    with store.reading() as connection:
        for table in ("sessions", "links", "attempts"):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar() == 0, table


def test_the_secret_is_made_once_for_its_owners_eyes(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(kept_secret(tmp_path / "index"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1 and len(found[0]) == 32
    file = tmp_path / "index" / FILE
    assert [one.name for one in file.parent.iterdir()] == [FILE] and file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    assert kept_secret(file.parent) == found[0] and file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"short")
    with pytest.raises(SettingsError) as damaged:
        kept_secret(file.parent)
    assert code_of(damaged) == "secret_damaged"


def test_settings_say_how_long_sessions_last(tmp_path: Path) -> None:
    settings = Settings(index=tmp_path, session_idle_hours=1, session_days=2, _env_file=None)  # type: ignore[call-arg]
    with Store(sqlite_url(tmp_path / "a.sqlite3"), folder=tmp_path) as store:
        durations = open_accounts(store, settings).durations
    assert (durations.idle, durations.longest) == (3600, 2 * DAY)


def test_the_second_on_a_ticket_is_told_until_the_first_is_gone() -> None:
    clock = Clock()
    presence, ada, bob = Presence(clock), Person("a", "Ada"), Person("b", "Bob")
    assert presence.here("t", ada) == ()
    clock.now += 10
    assert [one.name for one in presence.here("t", bob)] == ["Ada"]
    assert [one.name for one in presence.here("t", ada)] == ["Bob"] and presence.here("u", bob) == ()
    clock.now += GONE_AFTER - 1
    presence.here("t", bob)
    clock.now += 2
    assert presence.here("t", bob) == (), "ada gave no sign for too long"
    presence.here("t", ada)
    presence.left("t", bob)
    assert presence.here("t", ada) == ()
