"""Passwords: argon2id, the same time for a name that nobody has, and never more than a few at once."""

from __future__ import annotations

import threading
import unicodedata
from functools import cached_property
from typing import Any

from assist.errors import InputError

SHORTEST, LONGEST = 10, 1024  # characters; NIST SP 800-63B asks for length and against rules of composition
AT_ONCE = 2  # verifications: each takes 64 MiB, so that a flood of sign-ins waits instead of filling the memory


class Passwords:
    """Hashes and checks passwords; the defaults are RFC 9106's for little memory (64 MiB, 3 passes, 4 lanes)."""

    def __init__(self, *, passes: int = 3, memory_kib: int = 65_536, lanes: int = 4) -> None:
        self._cost = passes, memory_kib, lanes
        self._gate = threading.BoundedSemaphore(AT_ONCE)

    @cached_property
    def _argon(self) -> Any:
        from argon2 import PasswordHasher

        passes, memory_kib, lanes = self._cost
        return PasswordHasher(passes, memory_kib, lanes)

    @cached_property
    def _nobodys(self) -> str:
        return str(self._argon.hash("a password that opens nothing"))

    def hash(self, password: str) -> str:
        """The password with a salt, as it is kept."""
        with self._gate:
            return str(self._argon.hash(normal(password)))

    def holds(self, kept: str, password: str) -> bool:
        """Whether the password is the kept one; takes as long where nothing is kept (`kept` is empty)."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._gate:
            try:
                self._argon.verify(kept or self._nobodys, normal(password[:LONGEST]))
            except (VerificationError, InvalidHashError):
                return False
        return bool(kept)

    def aged(self, kept: str) -> bool:
        """Whether a kept password was hashed with other parameters than ours."""
        return bool(self._argon.check_needs_rehash(kept))


def normal(password: str) -> str:
    """The same for two keyboards that compose letters differently (RFC 8265: NFC and nothing else)."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, name: str) -> None:
    """Raises `InputError` (`password_short`, `password_long`, `password_simple`) for one that is soon guessed."""
    if len(password) < SHORTEST:
        raise InputError(
            f"The password needs at least {SHORTEST} characters.", code="password_short",
            help="Three or four words that do not belong together are easy to keep.", least=SHORTEST,
        )  # fmt: skip
    if len(password) > LONGEST:
        raise InputError(f"The password has more than {LONGEST} characters.", code="password_long", most=LONGEST)
    plain, letters = password.casefold(), set(password.casefold())
    guessed = len(letters) < 4 or (len(name) > 2 and plain.replace(name.casefold(), "").strip("0123456789!.") == "")
    if guessed or plain.strip("0123456789!.") in {"password", "passwort", "qwertyuiop", "qwerty", "admin", "welcome"}:
        raise InputError(
            "This password is soon guessed.", code="password_simple",
            help="Three or four words that do not belong together are easy to keep.",
        )  # fmt: skip
