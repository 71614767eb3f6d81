"""Commands that keep and give away what the desk knows: history, retention, backup and restore.

All but `restore` work beside a running server.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assist.desk.printing import print_json

if TYPE_CHECKING:
    from assist.settings import Settings

history = typer.Typer(no_args_is_help=True, help="Export the history, delete a buyer's data.")
keeping = typer.Typer()
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


@history.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The CSV file to write.")],
    days: Annotated[float, typer.Option(help="Only tickets of the last so many days; 0 takes all.")] = 0,
    words: Annotated[str, typer.Option(help="Only tickets that hold these words.")] = "",
) -> None:
    """Every ticket as CSV: case, draft, sent text, what became of it."""
    import time

    from assist.desk.cells import csv_lines
    from assist.desk.past.export import COLUMNS, exported
    from assist.desk.past.view import HistoryView
    from assist.desk.staff.people import LOCAL
    from assist.engines.store import open_store
    from assist.engines.store.ledger import Chosen
    from assist.settings import read_settings

    with open_store(read_settings()) as store, file.open("w", encoding="utf-8", newline="") as out:
        view = HistoryView(store)
        chosen = Chosen(since=time.time() - days * 86_400 if days else None)
        for line in csv_lines(COLUMNS, exported(store, view, view.every(LOCAL, chosen, words))):
            out.write(line)


@history.command("wipe")
def wipe(
    words: Annotated[str, typer.Argument(help="Order, e-mail address, phone number or name, as the tickets have it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Delete; without it, only what would go is shown.")] = False,
    as_json: Json = False,
) -> None:
    """Delete every ticket that holds these words, with its replies and photos; first shown, with --yes deleted."""
    from assist.desk.past.retention import Retention
    from assist.engines.store import open_store
    from assist.settings import read_settings

    with open_store(read_settings()) as store:
        retention = Retention(store)
        preview = retention.search(words)
        gone = preview.goes
        while yes and preview.found:
            retention.wipe([one.ticket for one in preview.found])
            if not preview.more:
                break
            preview = retention.search(words)
    if as_json:
        print_json({**asdict(preview), "deleted": yes})
        return
    for one in preview.found:
        typer.echo(f"{one.ticket}\t{one.message[:80]!r}")
    state = "deleted" if yes else "would go; run it again with --yes to delete them"
    typer.echo(f"{gone.tickets} tickets, {gone.replies} replies, {gone.photos} photos: {state}", err=True)


@keeping.command()
def retention(
    days: Annotated[float | None, typer.Option(help="Instead of the setting.")] = None, as_json: Json = False
) -> None:
    """Delete now what is older than ASSIST_RETENTION_DAYS; a running server does so every hour."""
    from assist.desk.past.retention import Retention
    from assist.engines.store import open_store
    from assist.settings import read_settings

    settings = read_settings()
    kept = settings.retention_days if days is None else days
    with open_store(settings) as store:
        keeper = Retention(store, kept)
        done = {"days": kept, "tickets": keeper.due(), "photos": keeper.sweep()}
    if as_json:
        print_json(done)
    else:
        typer.echo(f"{done['tickets']} tickets and {done['photos']} lone photos deleted (kept for {kept:g} days)")


@keeping.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")], as_json: Json = False) -> None:
    """Everything that cannot be made again, in one file; the server may run meanwhile."""
    from assist.desk.past.backup import back_up
    from assist.engines.store import open_store
    from assist.settings import read_settings

    with open_store(read_settings()) as store:
        contents = back_up(store, file)
    if as_json:
        print_json({"tables": contents.tables, "parts": len(contents.parts), "bytes": contents.bytes})
    else:
        rows = ", ".join(f"{count} {name}" for name, count in contents.tables.items() if count)
        typer.echo(f"{file}: {len(contents.parts)} parts, {contents.bytes / 1e6:.1f} MB ({rows})")


def bring_back(settings: Settings, file: Path) -> None:
    """A backup into the empty place that the settings name; the search is still to be made anew."""
    from assist.desk.past.backup import restore
    from assist.engines.store import open_store

    with open_store(settings) as store:
        contents = restore(store, file)
    rows = sum(contents.tables.values())
    typer.echo(f"{rows} rows and {len(contents.parts)} parts are restored; the search is made anew.", err=True)
