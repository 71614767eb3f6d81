"""Commands that measure the served program as its users meet it: bench-load and bench-page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assist.desk.printing import console

loads = typer.Typer()
File = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the report as JSON.")]
Work = Annotated[Path | None, typer.Option(help="Where the measured program's index is kept between runs.")]


@contextmanager
def _index(work: Path | None) -> Iterator[Path]:
    """A folder for the measured program's index, gone afterwards unless it is to be kept."""
    if work is not None:
        yield work
        return
    with tempfile.TemporaryDirectory(prefix="assist-bench-") as folder:
        yield Path(folder)


@loads.command("bench-load")
def bench_load(
    agents: Annotated[int, typer.Option(min=1, max=64, help="Agents at work at the same time.")] = 8,
    minutes: Annotated[float, typer.Option(min=0.1, help="How long they work.")] = 10.0,
    think: Annotated[float, typer.Option(min=0.0, help="Seconds an agent thinks between two tickets.")] = 30.0,
    work: Work = None,
    json_file: File = None,
) -> None:
    """Serve the program on loopback and let agents work on it: seconds for each answer, errors, memory over time."""
    from assist.evaluation.load import bench_load as measure
    from assist.evaluation.load import missed
    from assist.evaluation.report import print_report
    from assist.settings import read_settings

    def tell(said: str) -> None:
        typer.echo(said, err=True)

    with _index(work) as index:
        report = measure(read_settings(), index, agents=agents, minutes=minutes, think=think, tell=tell)
    print_report(report, console())
    if json_file:
        report.write(json_file)
    for name, value in missed(report.figures).items():
        typer.echo(f"goal missed: {name} is {value:.3f}", err=True)
    if missed(report.figures):
        raise typer.Exit(1)


@loads.command("bench-page")
def bench_page(
    rounds: Annotated[int, typer.Option(min=1, max=50, help="How often each time is measured.")] = 5,
    work: Work = None,
    json_file: File = None,
) -> None:
    """Serve the program and measure the page in Chromium: the numbers that it must hold, as one table."""
    from assist.evaluation.page_bench import bench_page as measure
    from assist.evaluation.page_bench import missed, print_numbers
    from assist.settings import read_settings

    with _index(work) as index:
        report = measure(read_settings(), index, rounds=rounds, tell=lambda said: typer.echo(said, err=True))
    print_numbers(report, console())
    if json_file:
        report.write(json_file)
    if missed(report):
        raise typer.Exit(1)
