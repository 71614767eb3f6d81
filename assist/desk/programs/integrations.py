"""Integrations: tokens of programs that use the API, how much each may ask, and requests that come twice."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assist.desk.staff.people import Person, Role
from assist.engines.store import Store
from assist.engines.store.integrations import TokenRow
from assist.errors import AssistError, InputError

PREFIX = "assist_"  # lets scanners of code and logs recognise a token that slipped out
LONGEST_NAME = 120
LONGEST_KEY = 200
KEPT_HOURS = 24  # how long an idempotency key is remembered
BUCKETS = 10_000  # persons whose rates are remembered at once


@dataclass(frozen=True, slots=True)
class Replay:
    """The stored answer of a request that came before: its status and its JSON body."""

    status: int
    body: str


class Tokens:
    """Tokens of integrations: each shown once, kept as a hash, with a role and an optional end.

    A token is `assist_` and 43 letters: 256 random bits, which nobody guesses, so a plain sha256 finds and keeps it.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def add(self, name: str, role: Role, *, days: float | None = None, maker: str = "") -> tuple[str, TokenRow]:
        """A new token and its row; raises `InputError` (`token_name`, `token_days`)."""
        name = name.strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise InputError("A token needs a name.", code="token_name", help="Name the program that will use it.")
        if days is not None and not 0 < days <= 3650:
            raise InputError("A token lasts up to 3650 days.", code="token_days", help="Give a number of days.")
        token = PREFIX + secrets.token_urlsafe(32)
        expires = self._clock() + days * 86_400 if days is not None else None
        return token, self._store.add_token(name, _hash(token), role.value, maker=maker, expires=expires)

    def rows(self) -> tuple[TokenRow, ...]:
        """Newest first; a row tells nothing of the token itself."""
        return self._store.tokens()

    def revoke(self, token_id: str) -> None:
        """End a token at once; raises `InputError` (`token_unknown`)."""
        if not self._store.revoke_token(token_id):
            raise InputError("No working token has this id.", code="token_unknown", help="List the tokens.")

    def bearer(self, token: str) -> Person | None:
        """The integration that a token stands for; None for one that is unknown, revoked or past its end."""
        if not token.startswith(PREFIX) or len(token) > 100:
            return None
        row, now = self._store.token_of(_hash(token)), self._clock()
        if row is None or row.revoked is not None or (row.expires is not None and row.expires <= now):
            return None
        self._store.note_token_use(row, now)
        return Person(f"token-{row.id}", row.name, Role(row.role))


class Rates:
    """A bucket of requests for each person: `burst` at once, refilled at `per_minute`."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._burst = float(burst)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, person: str, cost: float = 1.0) -> None:
        """Take from the person's bucket; raises an `AssistError` (`rate_limited`) that says when to come again."""
        with self._lock:
            now = self._clock()
            left, at = self._buckets.pop(person, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_second)
            short = cost - left
            self._buckets[person] = (left if short > 0 else left - cost, now)
            while len(self._buckets) > BUCKETS:
                self._buckets.popitem(last=False)
        if short > 0:
            raise limited(short / self._per_second)


def limited(seconds: float) -> AssistError:
    """Too many requests; the `seconds` among its facts becomes the header."""
    wait = max(1, round(seconds + 0.5))
    error = AssistError(
        f"Too many requests; come again in {wait} s.", code="rate_limited", help="Wait as Retry-After says.",
        seconds=wait,
    )  # fmt: skip
    error.retryable = True
    return error


class Once:
    """Requests with an idempotency key: the same again gets the answer that the first one got."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    def start(self) -> None:
        """Free the keys of requests that an ended program left unanswered."""
        self._store.release_unfinished_answers()

    def begin(self, person: str, key: str, asked: dict[str, Any]) -> Replay | None:
        """None for the first request with this key; raises `idempotency_conflict` where the key means another one.

        `asked` is what the request says, by value: the same photos sent in another multipart envelope are the same.
        """
        if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
            raise InputError("An Idempotency-Key has 1 to 200 printable characters.", code="idempotency_key")
        print_ = _hash(json.dumps(asked, sort_keys=True, ensure_ascii=True))
        known = self._store.reserve_answer(person, key, print_, self._clock() + KEPT_HOURS * 3600)
        if known is None:
            return None
        if known.fingerprint != print_:
            raise InputError(
                "This Idempotency-Key was used for another request.", code="idempotency_conflict",
                help="Use a new key for each new request.",
            )  # fmt: skip
        if not known.status:
            error = AssistError(
                "The first request with this Idempotency-Key is still at work.", code="idempotency_running_conflict",
                help="Come again in a moment for its answer.", seconds=2,
            )  # fmt: skip
            error.retryable = True
            raise error
        return Replay(known.status, known.body)

    def end(self, person: str, key: str, status: int, body: str, subject: str = "") -> None:
        """Keep the answer, which tells of the ticket or job `subject`."""
        self._store.keep_answer(person, key, status, body, subject)

    def release(self, person: str, key: str) -> None:
        """The request failed; the key may be tried again."""
        self._store.release_answer(person, key)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
