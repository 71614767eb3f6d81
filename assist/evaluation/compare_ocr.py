"""Comparing readers: ours, RapidOCR as it comes and Tesseract on the same photos in one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assist.case.photo import Photo
from assist.case.reading import Reading
from assist.errors import AssistError, InputError
from assist.evaluation.bench import PhotoCase, load_bench
from assist.evaluation.calibration import Marked, chance, line_calibration, marked, reliability
from assist.evaluation.figures import Figures, grouped, prefixed
from assist.evaluation.latency import latency_figures
from assist.evaluation.lines import line_figures
from assist.evaluation.observed import Observed, ReadLine
from assist.evaluation.parameters import parameter_figures
from assist.evaluation.photo_part import groups_of
from assist.evaluation.report import JUDGED_FROM, Report, spoken
from assist.evaluation.sample import quick
from assist.evaluation.tracking import Track, silent

if TYPE_CHECKING:
    from rich.console import Console

OURS, RAPID, TESSERACT = "ours", "rapidocr", "tesseract"
ReadPhoto = Callable[[Photo], Reading]
Pair = tuple[PhotoCase, Observed]


def compare_ocr(
    folder: Path,
    readers: Mapping[str, ReadPhoto],
    open_photo: Callable[[bytes], Photo],
    *,
    photos: int = 0,
    conditions: Mapping[str, object] | None = None,
    track: Track = silent,
) -> Report:
    """Every reader over the distinct photos of a bench (a fixed sample of `photos` of them where that is not 0).

    The readers take turns on each photo, so that a slow minute of the machine meets them alike.  Raises `InputError`
    for a folder without photo cases.
    """
    cases = list({case.photo.name: case for case in reversed(load_bench(folder).cases)}.values())[::-1]
    if not cases:
        raise InputError(f"{folder} has no photo cases.", code="bench_photos", help="See the bench's README.")
    if photos:
        cases = quick(((case.photo.name, case) for case in cases), photos)
    pairs: dict[str, list[Pair]] = {name: [] for name in readers}
    sure: dict[str, list[Marked]] = {name: [] for name in readers}
    rows: list[Mapping[str, object]] = []
    with track("photos", len(cases) * len(readers)) as step:
        for case in cases:
            photo = open_photo(case.photo.read_bytes())
            for name, read in readers.items():
                seen, lines = _read(read, photo)
                pairs[name].append((case, seen))
                sure[name] += marked(case.lines, lines) if case.lines else []
                rows.append(_row(name, case, seen))
                step()
    figures: Figures = {}
    for name, its in pairs.items():
        judged = ((case.lines, [(line.text, line.confidence) for line in seen.lines]) for case, seen in its)
        figures |= prefixed(name, grouped(its, _measure, groups_of) | line_calibration(judged))
    tables = {
        name: [
            {"from": b.low, "n": b.n, "confidence": round(b.confidence, 3), "right": round(b.right, 3)} for b in bins
        ]
        for name, bins in ((name, reliability(lines)) for name, lines in sure.items())
    }
    said = {**(conditions or {}), "photos": len(cases), "reliability": tables}
    return Report(said, {name: figure for name, figure in figures.items() if figure.n}, tuple(rows))


def print_comparison(report: Report, readers: Sequence[str], console: Console) -> None:
    """One table, a column for each reader, and the reliability of our confidence."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("measure", *readers, "n", title="readers on the same photos", title_justify="left")
    names = dict.fromkeys(name.partition(".")[2] for name in report.figures)
    for name in sorted(names, key=lambda name: (name.partition("[")[2], name)):
        found = [report.figures.get(f"{reader}.{name}") for reader in readers]
        count = max(figure.n for figure in found if figure)
        small = " *" if "[" in name and count < JUDGED_FROM else ""
        table.add_row(escape(name) + small, *(spoken(name, figure) if figure else "" for figure in found), str(count))
    console.print(table)
    bins = report.conditions["reliability"]
    if isinstance(bins, dict) and bins.get(OURS):
        table = Table("chance of our lines, from", "lines", "mean", "right", title_justify="left")
        for row in bins[OURS]:
            table.add_row(f"{row['from']:.2f}", str(row["n"]), f"{row['confidence']:.3f}", f"{row['right']:.3f}")
        console.print(table)
    for name, value in report.conditions.items():
        if name != "reliability":
            console.print(f"[dim]{name}: {value}[/dim]", highlight=False)


def _read(read: ReadPhoto, photo: Photo) -> tuple[Observed, list[tuple[str, float]]]:
    try:
        reading = read(photo)
    except AssistError as error:
        return Observed(error=f"{error.code}: {error}"), []
    lines = tuple(ReadLine(line.text, line.box, line.confidence) for line in reading.lines)
    sure = [(line.text, chance(line.text, line.confidence)) for line in lines]
    return Observed(lines=lines, reading_seconds=reading.seconds), sure


def _measure(group: Sequence[Pair]) -> Figures:
    figures = {**line_figures(group), "parameters.text": parameter_figures(group)["parameters.text"]}
    timed = (seen.reading_seconds for _, seen in group if not seen.error)
    return {**figures, **latency_figures(timed, "seconds")}


def _row(reader: str, case: PhotoCase, seen: Observed) -> Mapping[str, object]:
    lines = [line.text for line in seen.lines]
    return {
        "part": reader, "id": case.photo.name, "difficulty": case.difficulty, "gold": list(case.lines), "read": lines,
        "seconds": round(seen.reading_seconds, 3), "error": seen.error,
    }  # fmt: skip
