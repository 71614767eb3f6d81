"""Accounts: sessions that end, links that open once, attempts that are counted, a log that nobody changes."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from assist.desk.staff.accounts import Accounts, Durations, checked_name, fold, open_accounts
from assist.desk.staff.attempts import OF_A_NAME, OF_AN_ADDRESS, WINDOW, network
from assist.desk.staff.audit import Audit, Deed
from assist.desk.staff.passwords import Passwords, check_password
from assist.desk.staff.people import LOCAL, Person, Role
from assist.desk.staff.presence import GONE_AFTER, Presence
from assist.desk.staff.secret import FILE, kept_secret
from assist.engines.store import AuditRow, Sought, Store
from assist.errors import AssistError, Forbidden, InputError, NotSignedIn, SettingsError
from assist.settings import Settings
from tests.stores import postgres_url

CHEAP = Passwords(passes=1, memory_kib=8, lanes=1)
SECRET, PASSWORD = b"k" * 32, "correct horse battery"
DAY = 86_400.0


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


BOTH = pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, made once."""
    file = tmp_path_factory.mktemp("empty") / "a.sqlite3"
    Store(f"sqlite:///{file}", folder=file.parent).close()
    return file


@pytest.fixture
def store(request: pytest.FixtureRequest, empty: Path, tmp_path: Path) -> Iterator[Store]:
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy(empty, tmp_path / "a.sqlite3")
        with Store(f"sqlite:///{tmp_path / 'a.sqlite3'}", folder=tmp_path) as opened:
            yield opened
        return
    with postgres_url(f"assist_accounts_{os.getpid()}") as url, Store(url, folder=tmp_path) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(store: Store, clock: Clock) -> Accounts:
    return opened(store, clock)


def opened(store: Store, clock: Clock, secret: bytes = SECRET) -> Accounts:
    return Accounts(store, Audit(store, clock), secret, passwords=CHEAP, clock=clock)


def code_of(error: pytest.ExceptionInfo[AssistError]) -> str:
    return error.value.code


@BOTH
def test_a_session_opens_for_its_person_until_it_is_ended_on_the_server(accounts: Accounts) -> None:
    made = accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    cookie = accounts.sign_in(" ADA ", PASSWORD, "192.0.2.1")
    assert accounts.person(cookie) == Person(made.id, "Ada", Role.ADMIN)
    for forged in ("", cookie[:-1], cookie.split(".")[0], cookie + "x", "x." + cookie, "\ud800", "ü"):
        assert accounts.person(forged) is None
    accounts.sign_out(cookie)
    assert accounts.person(cookie) is None, "a copy of the cookie opens nothing either"


def test_a_session_ends_when_idle_and_after_its_longest_time_whatever_happens(accounts: Accounts, clock: Clock) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    idle, used = accounts.sign_in("ada", PASSWORD), accounts.sign_in("ada", PASSWORD)
    durations = Durations()
    clock.now += durations.idle - 1
    assert accounts.person(used)
    clock.now += 2
    assert accounts.person(idle) is None and accounts.person(used)
    began = clock.now - durations.idle - 1
    while clock.now + durations.idle / 2 < began + durations.longest:
        clock.now += durations.idle / 2
        assert accounts.person(used)
    clock.now = began + durations.longest + 1
    assert accounts.person(used) is None


def test_a_restart_keeps_sessions_and_another_secret_ends_them(store: Store, clock: Clock, accounts: Accounts) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    cookie = accounts.sign_in("ada", PASSWORD)
    assert opened(store, clock).person(cookie)
    assert opened(store, clock, b"o" * 32).person(cookie) is None
    with store.reading() as connection:
        kept = " ".join(str(row) for row in connection.execute(sa.text("SELECT id FROM sessions")))
    assert cookie.split(".")[0] not in kept, "who reads the table gets no session from it"


def test_a_disabled_account_is_out_at_once_and_its_role_counts_at_once(accounts: Accounts) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    bob = accounts.add(LOCAL, "Bob", PASSWORD, Role.AGENT)
    cookie = accounts.sign_in("bob", PASSWORD)
    accounts.set_role(LOCAL, bob.id, Role.LEAD)
    person = accounts.person(cookie)
    assert person is not None and person.role is Role.LEAD
    accounts.disable(LOCAL, bob.id)
    assert accounts.person(cookie) is None
    with pytest.raises(Forbidden) as refused:
        accounts.sign_in("bob", PASSWORD)
    assert code_of(refused) == "account_disabled"
    accounts.disable(LOCAL, bob.id, False)
    assert accounts.person(cookie) is None, "an old session does not come back"
    assert accounts.person(accounts.sign_in("bob", PASSWORD))


def test_the_last_admin_stays_one(accounts: Accounts) -> None:
    ada = accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    for act in (lambda: accounts.disable(LOCAL, ada.id), lambda: accounts.set_role(LOCAL, ada.id, Role.LEAD)):
        with pytest.raises(Forbidden) as refused:
            act()
        assert code_of(refused) == "account_last_admin"
    accounts.add(LOCAL, "Eve", PASSWORD, Role.ADMIN)
    accounts.disable(LOCAL, ada.id)
    assert accounts.closed


def test_a_wrong_name_and_a_wrong_password_are_told_alike_and_cost_the_same_hash(accounts: Accounts) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    told = []
    for name, password in (("ada", "wrong"), ("nobody", "wrong"), ("", ""), ("ada", PASSWORD * 100)):
        with pytest.raises(NotSignedIn) as refused:
            accounts.sign_in(name, password)
        told.append(str(refused.value))
    assert len(set(told)) == 1
    counted = Counted()
    for kept in ("", CHEAP.hash(PASSWORD)):
        counted.holds(kept, "wrong")
    assert counted.verified == 2, "an unknown name is verified against a hash too"


class Counted(Passwords):
    """Counts how often the slow part is run."""

    def __init__(self) -> None:
        super().__init__(passes=1, memory_kib=8, lanes=1)
        self.verified = 0
        inner = self._argon

        def verify(kept: str, password: str) -> bool:
            self.verified += 1
            return bool(inner.verify(kept, password))

        self._argon = type("Argon", (), {"verify": staticmethod(verify), "hash": inner.hash})()


def test_attempts_are_counted_for_a_name_across_addresses_and_restarts(
    store: Store, accounts: Accounts, clock: Clock
) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    for k in range(OF_A_NAME):
        with pytest.raises(NotSignedIn):
            accounts.sign_in("ada", "wrong", f"192.0.2.{k}")
    again = opened(store, clock)
    with pytest.raises(InputError) as refused:
        again.sign_in("ADA", PASSWORD, "198.51.100.1")
    assert code_of(refused) == "rate_sign_in" and refused.value.facts["seconds"] == WINDOW
    clock.now += WINDOW + 1
    assert again.person(again.sign_in("ada", PASSWORD))


def test_an_address_is_counted_over_names_and_its_own_account_does_not_free_it(
    accounts: Accounts, clock: Clock
) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    for k in range(OF_AN_ADDRESS - 1):
        clock.now += 0.1
        with pytest.raises(NotSignedIn):
            accounts.sign_in(f"name {k}", "wrong", "2001:db8::1")
    assert accounts.sign_in("ada", PASSWORD, "2001:db8::2"), "the same network"
    clock.now += 0.1
    with pytest.raises(NotSignedIn):
        accounts.sign_in("other", "wrong", "2001:db8::3")
    with pytest.raises(InputError) as refused:
        accounts.sign_in("ada", PASSWORD, "2001:db8::4")
    assert code_of(refused) == "rate_sign_in"
    assert accounts.sign_in("ada", PASSWORD, "2001:db9::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") != network("192.0.2.2")


@BOTH
def test_a_hundred_attempts_at_once_are_a_hundred(accounts: Accounts) -> None:
    accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    told: list[str] = []

    def guess() -> None:
        try:
            accounts.sign_in("ada", "wrong", "192.0.2.9")
        except AssistError as error:
            told.append(error.code)

    threads = [threading.Thread(target=guess) for _ in range(3 * OF_A_NAME)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (told.count("sign_in_wrong"), told.count("rate_sign_in")) == (OF_A_NAME, 2 * OF_A_NAME)


@BOTH
def test_a_link_opens_once_for_what_it_was_made_for(accounts: Accounts, clock: Clock) -> None:
    assert not accounts.closed
    key = accounts.link(LOCAL, Role.ADMIN, admin=True)
    with pytest.raises(InputError):
        accounts.accept(key, "Ada", "short")
    cookie = accounts.accept(key, "Ada", PASSWORD)
    person = accounts.person(cookie)
    assert accounts.closed and person is not None and person.role is Role.ADMIN
    for used in (key, "", "nonsense", key + "x"):
        with pytest.raises(Forbidden) as refused:
            accounts.accept(used, "Eve", PASSWORD)
        assert code_of(refused) == "link_ended"
    late = accounts.link(person, Role.LEAD)
    with pytest.raises(InputError) as taken:
        accounts.accept(late, "aDa", PASSWORD)
    assert code_of(taken) == "account_conflict"
    clock.now += 7 * DAY + 1
    with pytest.raises(Forbidden):
        accounts.accept(late, "Lea", PASSWORD)


def test_a_link_for_a_new_password_ends_the_sessions_of_the_old(accounts: Accounts) -> None:
    ada = accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    old = accounts.sign_in("ada", PASSWORD)
    fresh = accounts.accept(accounts.link(LOCAL, account_id=ada.id), "ignored", "four other words here")
    assert accounts.person(old) is None and accounts.person(fresh) == Person(ada.id, "Ada", Role.ADMIN)
    with pytest.raises(NotSignedIn):
        accounts.sign_in("ada", PASSWORD)
    accounts.change_password(Person(ada.id), "four other words here", PASSWORD, fresh)
    assert accounts.person(fresh), "the session that changes it goes on"
    with pytest.raises(InputError) as wrong:
        accounts.change_password(Person(ada.id), "guess", "another good password")
    assert code_of(wrong) == "password_wrong"


def test_the_first_account_is_an_admins(accounts: Accounts) -> None:
    for act in (
        lambda: accounts.add(LOCAL, "Bob", PASSWORD, Role.AGENT), lambda: accounts.link(LOCAL, Role.LEAD),
        lambda: accounts.sign_in_subject("issuer|1", "Bob", Role.AGENT),
    ):  # fmt: skip
        with pytest.raises(Forbidden) as refused:
            act()
        assert code_of(refused) == "account_first_admin"
    assert not accounts.closed


@BOTH
def test_whom_a_provider_vouches_for_takes_no_other_account_over(accounts: Accounts) -> None:
    ada = accounts.add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    cookie = accounts.sign_in_subject("issuer|1", "Ada", Role.AGENT)
    other = accounts.person(cookie)
    assert other is not None and other.id != ada.id and other.name == "Ada 2"
    again = accounts.person(accounts.sign_in_subject("issuer|1", "Renamed", Role.LEAD))
    assert again == Person(other.id, "Ada 2", Role.LEAD)
    with pytest.raises(NotSignedIn):
        accounts.sign_in("ada 2", "")
    accounts.disable(LOCAL, other.id)
    with pytest.raises(Forbidden):
        accounts.sign_in_subject("issuer|1", "Ada", Role.ADMIN)


@pytest.mark.parametrize("name", ["", "  ", "a\r\nb\x00", "x" * 81, "\u202eadmin", "\ud800", "\x1b[31m"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(InputError) as refused:
        checked_name(name)
    assert code_of(refused) == "account_name"


def test_names_are_told_apart_as_people_do() -> None:
    assert fold(" Ａda  Lovelace ") == fold("ada lovelace") != fold("ada lovelac")
    assert checked_name("  李   小龙 ") == "李 小龙"


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaa", "password1234", "Ada Lovelace1", "x" * 1025, "1111111111"]
)
def test_a_password_that_is_soon_guessed_is_refused(password: str) -> None:
    with pytest.raises(InputError) as refused:
        check_password(password, "Ada Lovelace")
    assert code_of(refused).startswith("password_")
    check_password("правильная лошадь", "Ada")


def test_a_password_with_older_parameters_is_hashed_anew_at_the_next_sign_in(store: Store, clock: Clock) -> None:
    opened(store, clock).add(LOCAL, "Ada", PASSWORD, Role.ADMIN)
    stronger = Accounts(
        store, Audit(store), SECRET, passwords=Passwords(passes=2, memory_kib=8, lanes=1), clock=clock
    )  # fmt: skip
    before = stronger.named("ada").password
    assert stronger.person(stronger.sign_in("ada", PASSWORD))
    assert stronger.named("ada").password != before and "t=2" in stronger.named("ada").password
    composed, decomposed = "caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301"
    assert CHEAP.holds(CHEAP.hash(composed), decomposed)


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
    with Store(f"sqlite:///{tmp_path / 'a.sqlite3'}", folder=tmp_path) as store:
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
