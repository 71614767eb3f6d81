"""Attempts to sign in that are counted, and passwords that are not guessed."""

from __future__ import annotations

import threading

import pytest

from assist.desk.staff.accounts import Accounts
from assist.desk.staff.attempts import OF_A_NAME, OF_AN_ADDRESS, WINDOW, network
from assist.desk.staff.audit import Audit
from assist.desk.staff.passwords import Passwords, check_password
from assist.desk.staff.people import LOCAL, Role
from assist.engines.store import Store
from assist.errors import AssistError, InputError, NotSignedIn
from tests.accounts.room import BOTH, CHEAP, PASSWORD, SECRET, Clock, code_of, opened


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
