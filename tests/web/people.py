"""A small house with accounts: an admin, a lead and two agents, of whom one owns a ticket with a photo."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from assist.desk.staff.accounts import Accounts
from assist.desk.staff.passwords import Passwords
from assist.desk.staff.people import Person, Role
from assist.desk.tickets import Desk
from assist.settings import Settings
from assist.web.door.gate import COOKIE
from assist.web.page import build
from tests.web.small import small_house

PASSWORD = "correct horse battery"
CHEAP = Passwords(passes=1, memory_kib=8, lanes=1)
SHELL = Person("shell", "command line", Role.ADMIN)
ROLES = {"ada": Role.ADMIN, "lea": Role.LEAD, "olga": Role.AGENT, "axel": Role.AGENT, "spare": Role.AGENT}


@dataclass
class Clock:
    """The time, as a test sets it; it goes on by itself not at all."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def photo_of(seed: int) -> bytes:
    """A photo of a shape that no other seed has."""
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").resize((60 + seed % 50, 40)).rotate(seed).convert("RGB").save(out, "PNG")
    return out.getvalue()


@dataclass
class World:
    """The house, its people by name, and a client; `olga` owns what `own_ticket` makes."""

    desk: Desk
    settings: Settings
    accounts: Accounts
    client: TestClient
    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)
    photos: int = 0

    def cookie(self, name: str) -> str:
        """A new session of a person."""
        return self.accounts.sign_in(name, PASSWORD, "192.0.2.7")

    def ask(self, who: str, method: str, path: str, **more: Any) -> Any:
        """A request as that person ("" for nobody), in a session of its own."""
        self.client.cookies.clear()
        headers = {"accept": "application/json", **more.pop("headers", {})}
        if who:
            headers["cookie"] = f"{COOKIE}={self.cookie(who)}"
        return self.client.request(method, path, headers=headers, **more)

    def own_ticket(self, photo: bool = True) -> str:
        """A new ticket of olga's with a message and a photo that no other ticket shows."""
        ticket = self.desk.open_for(self.people["olga"])
        self.desk.write(ticket.id, {"message": "Does the VX-20 charger work in Germany?"})
        if photo:
            self.photos += 1
            self.desk.add_photo(ticket.id, photo_of(self.photos), "label.png", read=False)
        return ticket.id


@contextmanager
def peopled(folder: Path, **changes: Any) -> Iterator[World]:
    """A world in `folder`; `changes` are settings."""
    clock = Clock()
    with small_house(folder) as (desk, settings):
        settings = settings.model_copy(update=changes)
        accounts = Accounts(desk.store, desk.audit, b"s" * 32, passwords=CHEAP, clock=clock)
        for name, role in ROLES.items():
            accounts.add(SHELL, name, PASSWORD, role)
        app = build(desk, settings, accounts)
        with TestClient(app, base_url="http://127.0.0.1", follow_redirects=False) as client:
            people = {row.name: Person(row.id, row.name, Role(row.role)) for row in accounts.all()}
            yield World(desk, settings, accounts, client, clock, people)
