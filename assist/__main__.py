"""The command line: serve, index, ask, triage, evaluate, doctor. Everything heavy is imported by the command itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from assist.errors import AssistError, InputError, SettingsError

if TYPE_CHECKING:
    from rich.console import Console

    from assist.case.reply import Reply
    from assist.settings import Settings
    from assist.wiring import House

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
_PHOTOS = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif"}


class Door(TyperGroup):
    """The group of commands; what fails for a known reason ends with a sentence, the next step and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except AssistError as error:
            typer.echo(f"assist: {error}", err=True)
            typer.echo(f"  {error.help}", err=True)
            raise SystemExit(2) from error


app = typer.Typer(
    cls=Door,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Evidence-first agent assist: a buyer's photo and message in, a proved reply out.",
)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to serve on; only loopback until accounts exist.")] = "",
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes the setting's.")] = 0,
) -> None:
    """Serve the page."""
    from assist.web.page import serve as serve_page

    settings = read_settings(**({"host": host} if host else {}), **({"port": port} if port else {}))
    with opened(settings, late=True) as house:
        typer.echo(f"http://{settings.host}:{settings.port}", err=True)
        house.warm()
        serve_page(house.desk, settings, house.start)


@app.command()
def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Index everything anew, for another embedder.")] = False,
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Bring an older index to this version.")] = False,
    as_json: Json = False,
) -> None:
    """Ingest the manuals that are new in the manuals folder."""
    from assist.desk.indexing import forget_index, index_again, ingest_folder, read_again

    settings = read_settings()
    rows: list[dict[str, object]] = []
    anew = rebuild or upgrade
    if anew:
        forget_index(settings)
    with opened(settings, rebuild=anew) as house:
        if anew and house.shelf.outdated:
            rows += read_again(house.ingest, house.shelf, house.store, progress_bar)
        elif anew:
            rows += index_again(house.search, house.store, progress_bar)
        rows += ingest_folder(house.ingest, house.store, settings.manuals, progress_bar)
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo(f"{row['file']}: {row['state']}" + (f" ({row['why']})" if row["why"] else ""))
    if any(row["state"] == "refused" for row in rows):
        raise typer.Exit(1)


@app.command()
def ask(
    words: Annotated[list[str], typer.Argument(metavar="[PHOTO]... [MESSAGE]", help="Photos, then the message.")],
    context: Annotated[str, typer.Option(help="What else is known: order, country, the buyer's device.")] = "",
    as_json: Json = False,
) -> None:
    """Answer one ticket: photos, a message, or both."""
    from assist.case.photo import Case

    photos, message = photos_and_message(words)
    settings = read_settings()
    with opened(settings) as house:
        opener = photo_opener(settings)
        case = Case(message=message, photos=tuple(opener(photo.read_bytes()) for photo in photos), context=context)
        reply = house.assistant(case)
        if as_json:
            from assist.case.reply import to_dict

            print_json(to_dict(reply))
        else:
            print_reply(reply, {manual.id: manual.file for manual in house.shelf.catalogue()})


@app.command()
def triage(
    folder: Annotated[Path, typer.Argument(help="A folder of photos.")],
    message: Annotated[str, typer.Option(help="The question asked of every photo.")] = "",
    context: Annotated[str, typer.Option(help="What is known of the buyer.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write the rows to this CSV file.")] = None,
    as_json: Json = False,
) -> None:
    """A row for each photo of a folder: product, verdict, how far to rely on it."""
    from dataclasses import asdict

    from assist.desk.triage import Row, photos_in, totals, write_csv
    from assist.desk.triage import triage as rows_of

    files = photos_in(folder)
    settings = read_settings()
    rows: list[Row] = []
    with opened(settings) as house, progress_bar("photos", len(files)) as step:
        for row in rows_of(house.assistant, files, photo_opener(settings), message=message, context=context):
            rows.append(row)
            step()
    if csv:
        with csv.open("w", encoding="utf-8-sig", newline="") as out:
            write_csv(rows, out)
    if as_json:
        print_json([asdict(row) for row in rows])
    elif not csv:
        print_rows(rows)
    typer.echo(", ".join(f"{count} {band}" for band, count in totals(rows).items()), err=True)


@app.command()
def evaluate(
    bench: Annotated[Path, typer.Argument(help="A bench folder: manuals, questions, photos, gold answers.")],
    only: Annotated[str, typer.Option(help="Parts, by commas: manual,photo,retrieval,robustness.")] = "",
    quick: Annotated[bool, typer.Option("--quick", help="A fixed sample of each part.")] = False,
    baseline: Annotated[bool, typer.Option("--baseline", help="Measure the usual pipeline beside it.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the report as JSON.")] = None,
    work: Annotated[Path | None, typer.Option(help="Where the bench's own index is kept between runs.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ingest the bench's manuals anew.")] = False,
) -> None:
    """Measure the program on a bench, as tables and JSON."""
    from assist.evaluation.evaluate import evaluate as measure
    from assist.evaluation.report import print_report

    report = measure(
        bench,
        read_settings(),
        only=[part.strip() for part in only.split(",") if part.strip()],
        quick=quick,
        baseline=baseline,
        work=work,
        fresh=fresh,
        track=progress_bar,
    )
    print_report(report, console())
    if json_file:
        report.write(json_file)


@app.command()
def doctor(as_json: Json = False) -> None:
    """What is configured, what is missing and how to get it."""
    from dataclasses import asdict

    from assist.desk.doctor import examine

    findings = examine(read_settings())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_findings(findings)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)


def read_settings(**changes: Any) -> Settings:
    """The settings of environment and `.env`; raises `SettingsError` naming the one that cannot be honoured."""
    from pydantic import ValidationError

    from assist.settings import Settings

    try:
        return Settings(**changes)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"ASSIST_{name}: {first['msg']}") from error


@contextmanager
def opened(settings: Settings, rebuild: bool = False, late: bool = False) -> Iterator[House]:
    """The house, closed at the end whatever happens."""
    from assist.wiring import open_house

    with open_house(settings, rebuild=rebuild, late=late) as house:
        yield house


def photos_and_message(words: list[str]) -> tuple[list[Path], str]:
    """Which arguments are photos (they exist, or end like one) and which one is the message."""
    photos = [Path(word) for word in words if Path(word).suffix.lower() in _PHOTOS or is_file(word)]
    rest = [word for word in words if Path(word) not in photos]
    missing = next((photo for photo in photos if not photo.is_file()), None)
    if missing:
        raise InputError(f"There is no photo {missing}.", code="photo_missing", help="Check the path.")
    if len(rest) > 1:
        raise InputError("There is more than one message.", code="message_twice", help="Put the message in quotes.")
    return photos, rest[0] if rest else ""


def is_file(word: str) -> bool:
    """Whether a word names a file; a long message is no name the system would take."""
    try:
        return Path(word).is_file()
    except OSError:
        return False


def photo_opener(settings: Settings) -> Any:
    from functools import partial

    from assist.engines.pictures import open_photo

    return partial(open_photo, max_mb=settings.max_upload_mb, max_megapixels=settings.max_photo_mp)


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


if __name__ == "__main__":
    sys.exit(app())
