"""The room of the accounts' tests: a store in both databases, a clock that a test sets, cheap passwords."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assist.desk.staff.accounts import Accounts
from assist.desk.staff.audit import Audit
from assist.desk.staff.passwords import Passwords
from assist.engines.store import Store
from assist.errors import AssistError
from tests.stores import KINDS

CHEAP = Passwords(passes=1, memory_kib=8, lanes=1)
SECRET, PASSWORD = b"k" * 32, "correct horse battery"
DAY = 86_400.0


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


BOTH = pytest.mark.parametrize("store", KINDS, indirect=True)


def opened(store: Store, clock: Clock, secret: bytes = SECRET) -> Accounts:
    return Accounts(store, Audit(store, clock), secret, passwords=CHEAP, clock=clock)


def code_of(error: pytest.ExceptionInfo[AssistError]) -> str:
    return error.value.code
