"""Accounts: sessions that end, links that open once, names, and whom a provider vouches for."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from assist.desk.staff.accounts import Accounts, Durations, checked_name, fold
from assist.desk.staff.people import LOCAL, Person, Role
from assist.engines.store import Store
from assist.errors import Forbidden, InputError, NotSignedIn
from tests.accounts.room import BOTH, DAY, PASSWORD, Clock, code_of, opened


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
