"""Commands for accounts, beside a running server: list, add, link, role, disable, enable, signout; the first link."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assist.desk.printing import print_json
from assist.desk.staff.people import Person, Role

if TYPE_CHECKING:
    from assist.desk.staff.accounts import Accounts
    from assist.engines.store import Store
    from assist.settings import Settings

accounts = typer.Typer(no_args_is_help=True, help="Who may sign in: list, add, link, role, disable, enable, signout.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
Name = Annotated[str, typer.Argument(help="The account's name.")]

SHELL = Person("shell", "command line", Role.ADMIN)
GREETED = "admin_link"  # the note in the store that the first link was printed


@contextmanager
def _opened() -> Iterator[tuple[Settings, Accounts]]:
    from assist.desk.staff.accounts import open_accounts
    from assist.engines.store import open_store
    from assist.settings import read_settings

    settings = read_settings()
    with open_store(settings) as store:
        yield settings, open_accounts(store, settings)


@accounts.command("list")
def list_accounts(as_json: Json = False) -> None:
    """Every account with its role, its state and when it last signed in."""
    with _opened() as (_, kept):
        rows = kept.all()
    if as_json:
        print_json([
            {"id": row.id, "name": row.name, "role": row.role, "disabled": row.disabled, "seen": row.seen}
            for row in rows
        ])  # fmt: skip
        return
    for row in rows:
        seen = datetime.fromtimestamp(row.seen).isoformat(" ", "minutes") if row.seen else "never"
        typer.echo("\t".join((row.name, row.role, "disabled" if row.disabled else "active", seen)))
    if not rows:
        typer.echo("No accounts: whoever sits at this machine may do everything.", err=True)


@accounts.command("add")
def add_account(
    name: Name,
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.AGENT,
    password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)] = "",
) -> None:
    """Make an account; its password is asked for, not given as an argument that others could read."""
    with _opened() as (_, kept):
        row = kept.add(SHELL, name, password, role)
    typer.echo(f"{row.name}: {row.role}")


@accounts.command("link")
def make_link(
    name: Annotated[str, typer.Argument(help="Whose password it sets; without, it makes a new account.")] = "",
    role: Annotated[Role, typer.Option(help="What the new account may do.")] = Role.ADMIN,
) -> None:
    """Print a link that opens once: a new account (an admin's, unless --role says otherwise), or a new password."""
    with _opened() as (settings, kept):
        if name:
            key = kept.link(SHELL, account_id=kept.named(name).id)
        else:
            key = kept.link(SHELL, role, admin=role is Role.ADMIN and not kept.closed)
    typer.echo(address(settings, settings.port, key, "welcome" if not name and role is Role.ADMIN else "invite"))


@accounts.command("role")
def set_role(name: Name, role: Annotated[Role, typer.Argument(help="What it may do.")]) -> None:
    """Change what an account may do; it counts at once."""
    with _opened() as (_, kept):
        kept.set_role(SHELL, kept.named(name).id, role)


@accounts.command("disable")
def disable(name: Name) -> None:
    """Shut an account out at once; its tickets and history stay."""
    with _opened() as (_, kept):
        kept.disable(SHELL, kept.named(name).id)


@accounts.command("enable")
def enable(name: Name) -> None:
    """Let a disabled account in again."""
    with _opened() as (_, kept):
        kept.disable(SHELL, kept.named(name).id, False)


@accounts.command("signout")
def sign_out(name: Annotated[str, typer.Argument(help="Whose sessions end; without, everybody's.")] = "") -> None:
    """End sessions at once, of one account or of all."""
    with _opened() as (_, kept):
        ended = kept.sign_out_everybody(SHELL, kept.named(name).id if name else None)
    typer.echo(f"{ended} sessions ended")


def greeting(store: Store, settings: Settings, port: int) -> Iterator[str]:
    """What the first start says of accounts, with the admin's link; later starts without accounts say less."""
    from assist.desk.staff.accounts import open_accounts

    kept = open_accounts(store, settings)
    kept.tidy()
    if kept.closed:
        return
    yield "There are no accounts: the page is open to whoever sits at this machine, and to nobody else."
    if store.note(GREETED):
        yield "For accounts, make the admin's link: python -m assist accounts link"
        return
    store.set_note(GREETED, "printed")
    key = kept.link(SHELL, Role.ADMIN, admin=True)
    yield "For accounts, open this link (it opens once, for 24 hours, and is printed only now):"
    yield f"  {address(settings, port, key, 'welcome')}"


def address(settings: Settings, port: int, key: str, path: str) -> str:
    """Where a link leads: under the public name where there is one, else on this machine."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    here = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "[::]") else host
    return f"{settings.public_url.rstrip('/') or f'http://{here}:{port}'}/{path}?key={key}"
