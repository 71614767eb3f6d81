"""Accounts: people with passwords, their sessions, and the one-time links that make them."""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assist.desk.staff.attempts import WINDOW, Attempts
from assist.desk.staff.audit import Audit, Deed
from assist.desk.staff.passwords import Passwords, check_password
from assist.desk.staff.people import Person, Role
from assist.desk.staff.secret import kept_secret
from assist.engines.store import AccountRow, LinkRow, SessionRow, Store, open_store
from assist.errors import Forbidden, InputError, NotSignedIn
from assist.settings import Settings

LONGEST_NAME = 80
ADMIN_LINK, INVITE = 86_400.0, 7 * 86_400.0  # seconds that a link opens
TOUCH_AFTER = 60.0  # seconds: a session's last use is kept that exactly, so that a request seldom writes


class LinkKind(StrEnum):
    """What a link is for: the first admin, a colleague, or a new password of an account."""

    ADMIN = "admin"
    INVITE = "invite"
    PASSWORD = "password"


@dataclass(frozen=True, slots=True)
class Durations:
    """Seconds: how long a session may be idle, how long it lasts at all, and how long the audit log is kept."""

    idle: float = 12 * 3600
    longest: float = 7 * 86_400
    audit: float = 730 * 86_400


class Accounts:
    """Who may come in; safe to call from several threads and from several processes on one database.

    `open_to_all` is what a provider of sign-ins takes away: with one, everybody signs in even before any account is.
    """

    def __init__(
        self, store: Store, audit: Audit, secret: bytes, *, durations: Durations = Durations(),
        passwords: Passwords | None = None, clock: Callable[[], float] = time.time, provider: bool = False,
    ) -> None:  # fmt: skip
        from itsdangerous import Signer

        self.audit = audit
        self.secret = secret
        self.durations = durations
        self.clock = clock
        self._store = store
        self._passwords = passwords or Passwords()
        self._attempts = Attempts(store, clock)
        self._signer = Signer(secret, salt="assist.session", digest_method=hashlib.sha256)
        self._closed = provider

    @property
    def closed(self) -> bool:
        """Whether everybody must sign in: since the first account, for good."""
        if not self._closed:
            self._closed = self._store.has_accounts()
        return self._closed

    def tidy(self) -> None:
        """Forget what counts no more: ended sessions, used links, old attempts and the oldest of the audit log."""
        now = self.clock()
        self._store.forget_ended(
            attempts_before=now - WINDOW, sessions_before=now - self.durations.longest,
            idle_before=now - self.durations.idle, now=now,
        )  # fmt: skip
        self._store.forget_deeds(now - max(self.durations.audit, 91 * 86_400))

    # Signing in

    def sign_in(self, name: str, password: str, address: str = "") -> str:
        """A new session's cookie; `NotSignedIn` (`sign_in_wrong`), `Forbidden` (`account_disabled`), `rate_sign_in`."""
        folded = fold(name)
        began = self._attempts.begin(folded, address)
        found = self._store.account_named(folded)
        if not self._passwords.holds(found.password if found else "", password) or found is None:
            who = Person(found.id, found.name, address=address) if found else Person("", address=address)
            self.audit.note(who, Deed.SIGN_IN_FAILED, "account", who.id)  # never the typed name: some type passwords
            raise NotSignedIn(
                "The name or the password is wrong.", code="sign_in_wrong",
                help="Try again; an admin can make you a link for a new password.",
            )  # fmt: skip
        self._attempts.succeeded(folded, address, began)
        if self._passwords.aged(found.password):
            self._store.change_account(found.id, password=self._passwords.hash(password))
        return self._begin(found, address)

    def sign_in_subject(self, subject: str, name: str, role: Role, address: str = "") -> str:
        """The cookie of whom a provider vouches for; their account is made or changed as the provider says.

        A name that another account has is not taken over: it gets a number.  Before any admin is, only one comes in.
        """
        found = self._store.account_of_subject(subject)
        if found is None:
            self._first_is_admin(role)
            found = self._add(name, role, subject=subject, by=Person("provider", address=address))
        elif found.role != role.value:
            self._store.change_account(found.id, role=role.value)
        return self._begin(found, address)

    def _begin(self, account: AccountRow, address: str) -> str:
        who = Person(account.id, account.name, Role(account.role), address)
        if account.disabled:
            self.audit.note(who, Deed.SIGN_IN_FAILED, "account", account.id)
            raise Forbidden("This account is disabled.", code="account_disabled", help="Ask an admin.")
        token, now = secrets.token_urlsafe(32), self.clock()
        self._store.add_session(SessionRow(_digest(token), account.id, now, now))
        self._store.change_account(account.id, seen=now)
        self.audit.note(who, Deed.SIGNED_IN, "account", account.id)
        return self._signer.sign(token).decode("ascii")

    def person(self, cookie: str, address: str = "", *, used: bool = True) -> Person | None:
        """Whose session a cookie opens; None where it is not ours, ended, or its account is disabled.

        `used` is false for what a page asks by itself: that keeps no session alive.
        """
        session = self._session(cookie)
        found = self._store.session(session) if session else None
        if found is None:
            return None
        row, account = found
        now = self.clock()
        ended = now - row.seen > self.durations.idle or now - row.created > self.durations.longest
        if ended or account.disabled:
            self._store.end_session(row.id)
            return None
        if used and now - row.seen > TOUCH_AFTER:
            self._store.touch_session(row.id, now)
        return Person(account.id, account.name, Role(account.role), address)

    def sign_out(self, cookie: str, address: str = "") -> None:
        """End the cookie's session, on the server: a copy of the cookie opens nothing either."""
        person, session = self.person(cookie, address), self._session(cookie)
        if session and person:
            self._store.end_session(session)
            self.audit.note(person, Deed.SIGNED_OUT, "account", person.id)

    def sign_out_everybody(self, by: Person, account_id: str | None = None) -> int:
        """End all sessions of an account, or of everybody; how many they were."""
        ended = self._store.end_sessions(account_id)
        self.audit.note(by, Deed.SIGNED_OUT, "account", account_id or "")
        return ended

    def _session(self, cookie: str) -> str:
        """The id of the session that a cookie names; "" where we did not sign it."""
        from itsdangerous import BadSignature

        try:
            return _digest(self._signer.unsign(cookie).decode("ascii"))
        except (BadSignature, ValueError):
            return ""

    # Links

    def link(
        self, by: Person, role: Role = Role.AGENT, account_id: str | None = None, *, admin: bool = False
    ) -> str:  # fmt: skip
        """The key of a new link: for a new account of `role`, or for a new password of an account."""
        if account_id is not None:
            role = Role(self.account(account_id).role)
        elif not self._store.has_accounts() and role is not Role.ADMIN:
            self._first_is_admin(role)
        kind = LinkKind.ADMIN if admin else LinkKind.PASSWORD if account_id else LinkKind.INVITE
        key, lasts = secrets.token_urlsafe(32), INVITE if kind is LinkKind.INVITE else ADMIN_LINK
        row = LinkRow(_digest(key), kind.value, role.value, self.clock() + lasts, account_id, by.id)
        self._store.add_link(row)
        self.audit.note(by, Deed.INVITED, "account", account_id or "")
        return key

    def linked(self, key: str) -> LinkRow:
        """What a key opens; raises `Forbidden` (`link_ended`) where it was used, expired or never made."""
        found = self._store.link(_digest(key))
        if found is None or found.expires < self.clock():
            raise Forbidden(
                "This link was used already, or its time is over.", code="link_ended",
                help="Ask an admin for a new one.",
            )  # fmt: skip
        return found

    def accept(self, key: str, name: str, password: str, address: str = "") -> str:
        """Use a link: the account is made, or has its new password, and a session begins; its cookie.

        What is refused (a name that is taken, a short password) leaves the link as it was.
        """
        link = self.linked(key)
        account = self.account(link.account) if link.account else None
        check_password(password, account.name if account else name)
        if account is None and self._store.account_named(fold(checked_name(name))):
            raise _taken()
        kept = self._passwords.hash(password)
        if not self._store.use_link(link.id):
            return self.accept(key, name, password, address)  # another was faster: `linked` says so
        if account is None:
            account = self._add(name, Role(link.role), password=kept, by=Person(link.made_by, address=address))
        else:
            self._store.change_account(account.id, password=kept)
            self._store.end_sessions(account.id)
            self.audit.note(Person(account.id, account.name, address=address), Deed.CHANGED, "password", account.id)
        return self._begin(account, address)

    # Keeping accounts

    def add(self, by: Person, name: str, password: str, role: Role) -> AccountRow:
        """A new account; raises `InputError` for its name or password, and `account_conflict` for a name in use."""
        check_password(password, checked_name(name))
        self._first_is_admin(role)
        if self._store.account_named(fold(name)):
            raise _taken()
        return self._add(name, role, password=self._passwords.hash(password), by=by)

    def account(self, account_id: str) -> AccountRow:
        """An account by id; raises `InputError` (`account_unknown`)."""
        found = self._store.account(account_id)
        if found is None:
            raise InputError("There is no such account.", code="account_unknown")
        return found

    def named(self, name: str) -> AccountRow:
        """An account by name; raises `InputError` (`account_unknown`)."""
        found = self._store.account_named(fold(name))
        if found is None:
            raise InputError(f"There is no account {name!r}.", code="account_unknown", help="List them: accounts list.")
        return found

    def all(self) -> tuple[AccountRow, ...]:
        return self._store.accounts()

    def change_password(self, person: Person, old: str, new: str, cookie: str = "") -> None:
        """Set a person's own password, who knows the old one; all their other sessions end."""
        account = self.account(person.id)
        began = self._attempts.begin(account.folded, person.address)
        if not self._passwords.holds(account.password, old):
            raise InputError("The old password is wrong.", code="password_wrong", help="Try again.")
        check_password(new, account.name)
        self._attempts.succeeded(account.folded, person.address, began)
        self._store.change_account(account.id, password=self._passwords.hash(new))
        self._store.end_sessions(account.id, but=self._session(cookie))
        self.audit.note(person, Deed.CHANGED, "password", account.id)

    def set_role(self, by: Person, account_id: str, role: Role) -> None:
        """Change what an account may do, from its next request on; raises `Forbidden` for the last admin."""
        if role is not Role.ADMIN:
            self._not_the_last(account_id)
        self._store.change_account(self.account(account_id).id, role=role.value)
        self.audit.note(by, Deed.CHANGED, "role", account_id)

    def disable(self, by: Person, account_id: str, disabled: bool = True) -> None:
        """Shut an account out at once, or let it in again; raises `Forbidden` for the last admin."""
        if disabled:
            self._not_the_last(account_id)
        self._store.change_account(self.account(account_id).id, disabled=disabled)
        if disabled:
            self._store.end_sessions(account_id)
        self.audit.note(by, Deed.DISABLED if disabled else Deed.ENABLED, "account", account_id)

    def _add(
        self, name: str, role: Role, *, by: Person, password: str = "", subject: str | None = None
    ) -> AccountRow:  # fmt: skip
        name = checked_name(name)
        for number in range(1, 100 if subject else 2):
            called = name if number == 1 else f"{name[: LONGEST_NAME - 4]} {number}"
            row = AccountRow(
                secrets.token_hex(12), called, fold(called), role.value, password, subject, created=self.clock()
            )
            if self._store.add_account(row):
                self.audit.note(by, Deed.ADDED, "account", row.id)
                return row
        raise _taken()

    def _first_is_admin(self, role: Role) -> None:
        if role is not Role.ADMIN and not any(row.role == Role.ADMIN for row in self.all()):
            raise Forbidden(
                "The first account must be an admin's.", code="account_first_admin",
                help="Make it on the machine itself: python -m assist accounts link.",
            )  # fmt: skip

    def _not_the_last(self, account_id: str) -> None:
        admins = {row.id for row in self.all() if row.role == Role.ADMIN and not row.disabled}
        if admins == {account_id}:
            raise Forbidden(
                "This is the last admin.", code="account_last_admin", help="Make another account an admin first."
            )


def open_accounts(store: Store, settings: Settings, audit: Audit | None = None) -> Accounts:
    """The accounts of a store, with the secret of the index folder; raises `SettingsError`."""
    durations = Durations(
        settings.session_idle_hours * 3600, settings.session_days * 86_400, settings.audit_days * 86_400
    )
    return Accounts(
        store, audit or Audit(store), kept_secret(Path(settings.index)), durations=durations,
        provider=bool(settings.oidc_issuer),
    )  # fmt: skip


def must_sign_in(settings: Settings) -> bool:
    """Whether everybody must sign in, told before the program is open."""
    if settings.oidc_issuer:
        return True
    with open_store(settings) as store:
        return store.has_accounts()


def fold(name: str) -> str:
    """A name as it is told apart: width, case and spaces make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name[:400]).casefold().split())[:200]


def checked_name(name: str) -> str:
    """A name as it is shown; raises `InputError` (`account_name`) for an empty, long or unprintable one."""
    shown = " ".join(unicodedata.normalize("NFC", name[:400]).split())
    if not fold(shown) or len(shown) > LONGEST_NAME or any(unicodedata.category(c)[0] == "C" for c in shown):
        raise InputError(
            f"A name has 1 to {LONGEST_NAME} printable characters.", code="account_name", most=LONGEST_NAME,
            help="Choose another name.",
        )  # fmt: skip
    return shown


def _taken() -> InputError:
    return InputError("This name is taken.", code="account_conflict", help="Choose another name.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
