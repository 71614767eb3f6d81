"""Attempts: how often a name or an address may try to sign in; counted in the store, so a restart forgives nothing."""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable

from assist.engines.store import Store
from assist.errors import InputError

WINDOW = 900.0  # seconds
OF_A_NAME, OF_AN_ADDRESS = 10, 40  # attempts that failed within the window; a whole office may share an address


class Attempts:
    """Lets an attempt begin, or refuses it; what begins counts as failed until it has succeeded.

    Counting first means that a hundred attempts at once are a hundred.  A name that is locked out by another's guesses
    is opened from the machine itself: `python -m assist accounts link NAME`.
    """

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock

    def begin(self, folded: str, address: str) -> float:
        """The attempt's moment; raises `InputError` (`rate_sign_in`) where there were too many."""
        now = self._clock()
        limits = {_key("name", folded): OF_A_NAME, _key("address", network(address)): OF_AN_ADDRESS}
        full = self._store.begin_attempt(limits, now - WINDOW, now)
        if full is not None:
            key, tried = full
            seconds = max(1, round(tried[len(tried) - limits[key]] + WINDOW - now))
            raise InputError(
                "There were too many attempts to sign in.", code="rate_sign_in",
                help=f"Try again in {-(-seconds // 60)} minutes.", seconds=seconds, minutes=-(-seconds // 60),
            )  # fmt: skip
        return now

    def succeeded(self, folded: str, address: str, at: float) -> None:
        """The name's count begins anew; of the address only this attempt is taken back, or one account would free it
        to guess the others."""
        self._store.forget_attempts(_key("name", folded))
        self._store.forget_attempts(_key("address", network(address)), at)


def network(address: str) -> str:
    """What is counted as one address: an IPv4 address, or an IPv6 network of 64 bits, which is what a home has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _key(kind: str, value: str) -> str:
    return f"{kind}:{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()[:40]}"
