"""Printing: results on standard output, as tables or JSON; progress on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from assist.case.reply import Reply


@contextmanager
def progress_bar(name: str, total: int) -> Iterator[Any]:
    """A bar on standard error; standard output stays for results."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=False) as progress:
        task = progress.add_task(name, total=total)
        yield lambda: progress.advance(task)


def console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


def print_json(thing: object) -> None:
    typer.echo(json.dumps(thing, ensure_ascii=False, indent=1))


def print_reply(reply: Reply, files: dict[str, str]) -> None:
    """The reply, and under it what proves it."""
    outcome = reply.outcome.value if reply.outcome else ""
    typer.echo(f"[{outcome}] {reply.match.title or reply.match.designation}".rstrip())
    typer.echo(reply.text)
    for each in reply.evidence:
        if each.holds:
            place = f"{files.get(each.manual, each.manual)}, page {each.page}" if each.manual else "photo"
            typer.echo(f"[{each.number}] {place}: {each.claim.quote}")


def print_steps(rows: list[dict[str, object]], as_json: bool = False) -> None:
    """What became of each file; ends with exit code 1 where one was refused."""
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo(f"{row['file']}: {row['state']}" + (f" ({row['why']})" if row["why"] else ""))
    if any(row["state"] == "refused" for row in rows):
        raise typer.Exit(1)


def print_manuals(rows: Any) -> None:
    from rich.table import Table

    table = Table("id", "file", "title", "models", "languages", "edition", "pages", "corrected")
    for row in rows:
        lists = (", ".join(row[name]) for name in ("models", "languages"))
        table.add_row(
            row["id"][:8], row["file"], row["title"], *lists, row["edition"], str(row["pages"]),
            ", ".join(row["corrected"]),
        )  # fmt: skip
    console().print(table)


def print_rows(rows: Any) -> None:
    from rich.table import Table

    table = Table("photo", "band", "product", "verdict", "outcome or error")
    for row in rows:
        table.add_row(row.photo, row.band, row.product, row.verdict, row.error or row.outcome)
    console().print(table)


def print_findings(findings: Any) -> None:
    from rich.table import Table

    table = Table("what", "state", "found", "what to do")
    colours = {"ok": "green", "missing": "red", "optional": "yellow"}
    for finding in findings:
        state = f"[{colours[finding.state]}]{finding.state}[/]"
        table.add_row(finding.name, state, finding.found, finding.help)
    console().print(table)
