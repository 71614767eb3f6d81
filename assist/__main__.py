"""The command line: serve, index, ask, triage, evaluate, doctor. Everything heavy is imported by the command itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from assist.desk.past.commands import bring_back, history, keeping
from assist.desk.printing import (
    print_findings,
    print_json,
    print_manuals,
    print_reply,
    print_rows,
    print_steps,
    progress_bar,
)  # fmt: skip
from assist.desk.programs.commands import tokens, webhooks
from assist.desk.staff.commands import accounts, greeting
from assist.engines.allocator import share_arenas
from assist.errors import AssistError, InputError
from assist.evaluation.commands import measures
from assist.evaluation.load_commands import loads

if TYPE_CHECKING:
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
library = typer.Typer(no_args_is_help=True, help="List, correct, replace, remove, export and import manuals.")
app.add_typer(library, name="library")
app.add_typer(accounts, name="accounts")
app.add_typer(tokens, name="tokens")
app.add_typer(webhooks, name="webhooks")


app.add_typer(history, name="history")
app.add_typer(keeping)
app.add_typer(measures)
app.add_typer(loads)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to serve on; only loopback until accounts exist.")] = "",
    port: Annotated[int, typer.Option(help="Port to serve on; 0 takes the setting's.")] = 0,
) -> None:
    """Serve the page."""
    from assist.web.page import listen
    from assist.web.page import serve as serve_page

    share_arenas()
    settings = read_settings(**({"host": host} if host else {}), **({"port": port} if port else {}))
    with listen(settings) as taken, opened(settings, late=True) as house:
        port = taken.getsockname()[1]
        for line in (f"http://{settings.host}:{port}", *greeting(house.store, settings, port)):
            typer.echo(line, err=True)
        house.warm()
        serve_page(house.desk, house.settings, house.start, taken)


@app.command()
def mcp() -> None:
    """Serve the tools for language models (MCP) on standard input and output.

    Beside a running server, use its address /mcp instead (ASSIST_MCP=true): the index has one owner.
    """
    from assist.desk.programs.programs import open_programs
    from assist.web.api.mcp_server import serve_pipes
    from assist.web.api.tools import Tools

    settings = read_settings()
    with opened(settings, late=True) as house:
        house.start()
        serve_pipes(Tools(house.desk, house.settings, open_programs(house.desk, house.settings)))


@app.command()
def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Index everything anew, for another embedder.")] = False,
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Bring an older index to this version.")] = False,
    retry_pages: Annotated[bool, typer.Option("--retry-pages", help="Try pages again that could not be read.")] = False,
    as_json: Json = False,
) -> None:
    """Ingest the manuals that are new in the manuals folder.

    What --rebuild and --upgrade make lies beside the index in use until it is complete: interrupted, nothing is lost.
    """
    from assist.desk.shelves import indexing

    settings = read_settings()
    rows: list[dict[str, object]] = []
    anew = rebuild or upgrade
    with opened(settings, rebuild=anew) as house:
        if anew:
            rows += indexing.rebuild(house.ingest, house.search, house.shelf, house.store, progress_bar)
        if anew and not house.shelf.outdated:
            house.take_over()
        if not anew or not house.shelf.outdated:
            rows += indexing.ingest_folder(house.ingest, house.store, settings.manuals, progress_bar)
        if retry_pages:
            rows += indexing.retry_pages(house.ingest, house.store, progress_bar)
    print_steps(rows, as_json)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that backup wrote.")], as_json: Json = False) -> None:
    """Bring a backup into an empty index folder and database, all of it or nothing, and make the search anew."""
    bring_back(read_settings(), file)
    index(rebuild=True, as_json=as_json)


@library.command("list")
def library_list(as_json: Json = False) -> None:
    """Every manual with what is known of it."""
    from assist.desk.shelves.librarian import listed

    with opened(read_settings()) as house:
        rows = listed(house.shelf, house.store)
    if as_json:
        print_json(rows)
    else:
        print_manuals(rows)


@library.command("pages")
def library_pages(
    manual: Annotated[str, typer.Argument(help="Id, the beginning of one, or file name.")], as_json: Json = False
) -> None:
    """How each page was read: its text layer, OCR or both, and why."""
    from assist.desk.shelves.librarian import chosen, paged

    with opened(read_settings()) as house:
        rows = paged(house.store, chosen(house.shelf, manual).id)
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo("\t".join(str(row[name]) for name in ("page", "label", "source", "language", "why")))


@library.command("correct")
def library_correct(
    manual: Annotated[str, typer.Argument(help="Id, the beginning of one, or file name.")],
    title: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    brand: Annotated[str | None, typer.Option(help="Whose product it is for.")] = None,
    edition: Annotated[str | None, typer.Option(help="Version, date, or both.")] = None,
    model: Annotated[list[str], typer.Option(help="Designation; all of them, each with its own --model.")] = [],  # noqa: B006
    name: Annotated[list[str], typer.Option(help="What people call the product; all of them.")] = [],  # noqa: B006
    language: Annotated[list[str], typer.Option(help="Language it is written in; all of them.")] = [],  # noqa: B006
    sku: Annotated[list[str], typer.Option(help="Article number of the shop that means this manual.")] = [],  # noqa: B006
    ean: Annotated[list[str], typer.Option(help="Barcode that means this manual.")] = [],  # noqa: B006
) -> None:
    """Say what is right; it outlives reading the file again."""
    from assist.desk.shelves.librarian import chosen, corrected

    said = {"title": title, "brand": brand, "edition": edition, "models": model, "names": name, "languages": language}
    with opened(read_settings()) as house:
        right = corrected(house.shelf, chosen(house.shelf, manual).id, said, sku, ean)
        typer.echo(f"{right.file}: {right.title}, {right.brand}, {', '.join(right.models)}")


@library.command("add")
def library_add(files: Annotated[list[Path], typer.Argument(help="PDFs, from anywhere.")]) -> None:
    """Ingest single files; one that was removed before is taken again."""
    from assist.desk.shelves.indexing import ingest_files

    with opened_anyhow(read_settings()) as house:
        print_steps(list(ingest_files(house.ingest, house.store, files, progress_bar)))


@library.command("remove")
def library_remove(manual: Annotated[str, typer.Argument(help="Id, the beginning of one, or file name.")]) -> None:
    """Remove a manual with its file, pages, passages and vectors."""
    from assist.desk.shelves.librarian import chosen

    with opened_anyhow(read_settings()) as house:
        known = chosen(house.shelf, manual)
        house.shelf.remove(known.id)
        typer.echo(f"{known.file}: removed")


@library.command("replace")
def library_replace(
    old: Annotated[str, typer.Argument(help="The edition that goes.")],
    new: Annotated[str, typer.Argument(help="The edition that takes its place, and its corrections.")],
) -> None:
    """Let a new edition take an old one's place."""
    from assist.desk.shelves.librarian import chosen

    with opened(read_settings()) as house:
        before, after = chosen(house.shelf, old), chosen(house.shelf, new)
        house.shelf.replace(before.id, after.id)
        typer.echo(f"{before.file}: replaced by {after.file}")


@library.command("export")
def library_export(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """The whole library as one file."""
    from assist.desk.shelves.librarian import exported

    with opened(read_settings()) as house:
        print_steps(list(exported(house.store, file)))


@library.command("import")
def library_import(file: Annotated[Path, typer.Argument(help="A file that export wrote.")]) -> None:
    """Bring the manuals of an exported library in; those that are here already are not doubled."""
    from assist.desk.shelves.librarian import imported

    with opened(read_settings()) as house:
        print_steps(list(imported(house.unbundle(), file)))


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
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend what the library's parts do not agree on.")] = False,
    model: Annotated[bool, typer.Option("--model", help="Also load the model of this machine and try it.")] = False,
    as_json: Json = False,
) -> None:
    """What is configured, what is missing and how to get it."""
    from dataclasses import asdict

    from assist.desk.doctor import examine

    settings = read_settings()
    for row in repaired(settings) if repair else ():
        typer.echo(f"{row['file']}: {row['state']} ({row['why']})", err=True)
    findings = examine(settings, try_model=model)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_findings(findings)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(1)


def repaired(settings: Settings) -> Iterator[dict[str, object]]:
    """The library mended; an index that cannot be read is made anew first, beside the broken one."""
    from assist.desk.shelves.indexing import rebuild
    from assist.desk.shelves.mending import mend
    from assist.errors import IndexDamaged

    try:
        with opened(settings) as house:
            house.search.check()
            yield from mend(house.store, house.search, house.ingest, settings.manuals)
            return
    except IndexDamaged as error:
        typer.echo(f"assist: {error}", err=True)
    with opened(settings, rebuild=True) as house:
        yield from rebuild(house.ingest, house.search, house.shelf, house.store, progress_bar)
        house.take_over()
        yield from mend(house.store, house.search, house.ingest, settings.manuals)


def read_settings(**changes: Any) -> Settings:
    """The settings of environment and `.env`; raises `SettingsError`.  Help needs none and waits for no pydantic."""
    from assist import settings

    return settings.read_settings(**changes)


@contextmanager
def opened(settings: Settings, rebuild: bool = False, late: bool = False) -> Iterator[House]:
    """The house, closed at the end whatever happens."""
    from assist.wiring import open_house

    with open_house(settings, rebuild=rebuild, late=late) as house:
        yield house


@contextmanager
def opened_anyhow(settings: Settings) -> Iterator[House]:
    """The house, also where its index waits for an upgrade, which a manual without its file holds up: such a manual
    is then removed, or its file added again.  What is indexed meanwhile lies beside, and the upgrade makes it anew.
    """
    from assist.errors import IndexOutdated
    from assist.wiring import open_house

    try:
        house = open_house(settings)
    except IndexOutdated:
        house = open_house(settings, rebuild=True)
    with house:
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


if __name__ == "__main__":
    sys.exit(app())
