"""Commands for the programs that use the API: tokens and webhooks.  They work beside a running server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from assist.desk.printing import print_json

if TYPE_CHECKING:
    from assist.engines.store import Store
    from assist.settings import Settings

tokens = typer.Typer(no_args_is_help=True, help="Tokens of programs that use the API: add, list, revoke.")
webhooks = typer.Typer(no_args_is_help=True, help="Addresses that are told when a triage job ended: add, list, remove.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


@contextmanager
def _store() -> Iterator[tuple[Settings, Store]]:
    """The database alone, which a running server does not lock."""
    from assist.engines.store import Store
    from assist.settings import read_settings

    settings = read_settings()
    url = settings.database or f"sqlite:///{settings.index / 'assist.sqlite3'}"
    with Store(url, folder=settings.index) as store:
        yield settings, store


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="What uses it.")],
    role: Annotated[str, typer.Option(help="What it may do: agent, lead or admin.")] = "agent",
    days: Annotated[float | None, typer.Option(help="When it ends; without, never.")] = None,
) -> None:
    """Make a token; it is printed this once."""
    from assist.desk.programs.integrations import Tokens
    from assist.desk.staff.people import Role
    from assist.errors import InputError

    try:
        wanted = Role(role)
    except ValueError as error:
        raise InputError(f"There is no role {role!r}.", code="role", help="agent, lead or admin.") from error
    with _store() as (_, store):
        token, row = Tokens(store).add(name, wanted, days=days)
    typer.echo(token)
    typer.echo(f"{row.id}: {row.name}, {row.role}. Keep it now: only its hash is stored.", err=True)


@tokens.command("list")
def list_tokens(as_json: Json = False) -> None:
    """Every token with its role, its end and when it was last used."""
    from assist.desk.programs.integrations import Tokens

    with _store() as (_, store):
        rows = [{name: value for name, value in asdict(row).items() if name != "hash"} for row in Tokens(store).rows()]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state = "revoked" if row["revoked"] else f"until {_day(row['expires'])}" if row["expires"] else "no end"
        used = f"used {_day(row['used'])}" if row["used"] else "never used"
        typer.echo("\t".join((str(row["id"]), str(row["role"]), state, used, str(row["name"]))))


@tokens.command("revoke")
def revoke_token(token: Annotated[str, typer.Argument(help="The token's id, as `list` shows it.")]) -> None:
    """End a token at once."""
    from assist.desk.programs.integrations import Tokens

    with _store() as (_, store):
        Tokens(store).revoke(token)
    typer.echo(f"{token}: revoked")


@webhooks.command("add")
def add_webhook(url: Annotated[str, typer.Argument(help="An https address.")]) -> None:
    """Tell an address when a triage job ended; the secret that signs is printed this once."""
    from assist.desk.programs.webhooks import Webhooks

    with _store() as (settings, store):
        secret, row = Webhooks(store, private=settings.webhook_private).add(url)
    typer.echo(secret)
    typer.echo(f"{row.id}: {row.url}. Keep the secret: messages are signed with it.", err=True)


@webhooks.command("list")
def list_webhooks(as_json: Json = False) -> None:
    """The addresses, and how the last messages to them went."""
    with _store() as (_, store):
        rows = [{"id": row.id, "url": row.url} for row in store.webhooks()]
        sent = [{name: value for name, value in asdict(row).items() if name != "body"} for row in store.deliveries(20)]
    if as_json:
        print_json({"webhooks": rows, "deliveries": sent})
        return
    for row in rows:
        typer.echo(f"{row['id']}\t{row['url']}")
    for one in sent:
        typer.echo(f"  {one['webhook']}\t{one['state']}\t{one['attempts']} tries\t{one['answer']}")


@webhooks.command("remove")
def remove_webhook(webhook: Annotated[str, typer.Argument(help="Its id, as `list` shows it.")]) -> None:
    """Tell an address nothing more."""
    from assist.desk.programs.webhooks import Webhooks

    with _store() as (_, store):
        Webhooks(store).remove(webhook)
    typer.echo(f"{webhook}: removed")


def _day(seconds: object) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(float(str(seconds))))
