"""Triage: a folder of buyers' photos becomes rows, one for each photo; a bad photo is a row that says why."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Protocol, TextIO

from assist.case.photo import Case, Photo
from assist.case.reply import Outcome, Reply
from assist.desk.cells import cell
from assist.errors import AssistError, InputError

PHOTOS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".gif"})


class Line(Protocol):
    """What triage needs of `Assistant`."""

    def pipe(self, cases: Iterable[Case]) -> Iterator[Reply | AssistError]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """One photo's result, made of plain text so that thousands of them stay small.

    `band` is how far to rely on it (`ready`, `check`, `stop`, or `error`), `manual` the best edition's id, `asks` the
    keys of what to ask the buyer, `reply` the text to send; `error` and `help` are empty where nothing failed.
    """

    photo: str
    id: str = ""
    outcome: str = ""
    band: str = "error"
    product: str = ""
    manual: str = ""
    verdict: str = ""
    asks: str = ""
    reply: str = ""
    seconds: float = 0.0
    error: str = ""
    help: str = ""


def photos_in(folder: Path) -> list[Path]:
    """The photos of a folder in name order, by their endings; an `InputError` where there is none."""
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", code="triage_no_folder", help="Name a folder of photos.")
    found = sorted(f for f in folder.iterdir() if f.is_file() and f.suffix.lower() in PHOTOS)
    if not found:
        raise InputError(
            f"No photo in {folder}.", code="triage_empty", help=f"Photos end in {', '.join(sorted(PHOTOS))}."
        )
    return found


def triage(
    line: Line, files: Iterable[Path], open_photo: Callable[[bytes], Photo], *, message: str = "", context: str = ""
) -> Iterator[Row]:
    """A row for each file as soon as it is known; one photo's pixels are in memory at a time."""
    for file in files:
        yield _row(line, file, open_photo, Case(message=message, context=context))


def _row(line: Line, file: Path, open_photo: Callable[[bytes], Photo], case: Case) -> Row:
    try:
        photo = open_photo(file.read_bytes())
    except AssistError as error:
        return Row(file.name, error=str(error), help=error.help)
    except OSError as error:
        return Row(file.name, error=f"The file cannot be read: {error.strerror}", help="Check the file's permissions.")
    reply = next(iter(line.pipe([case.with_(photos=(photo,))])))
    if isinstance(reply, AssistError):
        return Row(file.name, id=photo.id, error=str(reply), help=reply.help)
    return row_of(file.name, reply)


def row_of(name: str, reply: Reply) -> Row:
    """The row of a finished reply on one photo."""
    outcome = reply.outcome or Outcome.NEEDS_PERSON
    return Row(
        photo=name,
        id=reply.case.photos[0].id if reply.case.photos else "",
        outcome=outcome.value,
        band=outcome.band.value,
        product=reply.match.title or reply.match.designation,
        manual=reply.match.manuals[0] if reply.match.manuals else "",
        verdict=reply.verdict.judgement.value if reply.verdict else "",
        asks=" ".join(sentence.key for sentence in reply.ask),
        reply=reply.text,
        seconds=round(sum(spent for _, spent in reply.seconds), 3),
    )


def write_csv(rows: Iterable[Row], out: TextIO) -> None:
    """The rows as CSV with a header line; cells that a spreadsheet would run as formulas are disarmed."""
    names = [field.name for field in fields(Row)]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in asdict(row).items()})


def totals(rows: Sequence[Row]) -> dict[str, int]:
    """How many rows each band has."""
    return {band: sum(row.band == band for row in rows) for band in ("ready", "check", "stop", "error")}
