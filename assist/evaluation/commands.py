"""Commands that measure: evaluate, bench-model, compare-ocr, bench-photos, bench-ingest, bench-retrieval, compare-peer.

What is heavy they import themselves.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assist.desk.printing import console, print_json, progress_bar
from assist.errors import InputError

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]
measures = typer.Typer()


@measures.command()
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
    from assist.settings import read_settings

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


@measures.command("bench-model")
def bench_model(
    tickets: Annotated[str, typer.Option(help="Tickets at once, by commas.")] = "1,4,8",
    rounds: Annotated[int, typer.Option(min=1, help="Answers for each ticket; a p99 needs 100 answers.")] = 4,
    tokens: Annotated[int, typer.Option(min=1, help="The longest answer, in tokens.")] = 400,
    as_json: Json = False,
) -> None:
    """Measure how fast the model of ASSIST_GLM answers, alone and for several tickets at once."""
    from assist.evaluation.bench_model import bench_model as measure
    from assist.evaluation.bench_model import print_bench
    from assist.settings import read_settings

    counts = [int(part) if part.strip().isdecimal() else 0 for part in tickets.split(",")]
    if not all(0 < count <= 64 for count in counts):
        raise InputError(f"{tickets!r} is no list of 1 to 64 tickets.", code="tickets", help="Write it as 1,4,8.")
    report = measure(read_settings(), counts, rounds=rounds, max_tokens=tokens)
    if as_json:
        print_json(report.to_dict())
    else:
        print_bench(report, console())
    if not any(level.n for level in report.levels):
        raise typer.Exit(1)


@measures.command("compare-ocr")
def compare_readers(
    bench: Annotated[Path, typer.Argument(help="A bench folder with photos and their gold lines.")],
    photos: Annotated[int, typer.Option(help="A fixed sample of so many photos; 0 for all.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the report as JSON.")] = None,
) -> None:
    """Measure our reading beside plain RapidOCR and Tesseract on the same photos."""
    from assist.evaluation.readers import compared
    from assist.settings import read_settings

    report, readers = compared(bench, read_settings(), photos=photos, track=progress_bar)
    from assist.evaluation.compare_ocr import print_comparison

    print_comparison(report, readers, console())
    if json_file:
        report.write(json_file)


@measures.command("bench-photos")
def bench_photos(
    folder: Annotated[Path, typer.Argument(help="A folder of photos; they are cut and scaled anew each time.")],
    count: Annotated[int, typer.Option(min=1, help="Photos to read.")] = 500,
    reader_only: Annotated[bool, typer.Option("--reader-only", help="Without the library of the program.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the report as JSON.")] = None,
) -> None:
    """How long photos of mixed shapes take to be read here, and how much memory all processes hold after them."""
    from assist.evaluation.readers import many_photos
    from assist.evaluation.report import print_report
    from assist.settings import read_settings

    report = many_photos(folder, read_settings(), count=count, reader_only=reader_only, track=progress_bar)
    print_report(report, console())
    if json_file:
        report.write(json_file)


@measures.command("bench-ingest")
def bench_ingest(
    pdfs: Annotated[list[Path] | None, typer.Argument(help="Real PDFs to measure beside the made ones.")] = None,
    pages: Annotated[int, typer.Option(help="Pages of the text manual.")] = 100,
    scans: Annotated[int, typer.Option(help="Pages of the scan; 0 for none.")] = 10,
    long_pages: Annotated[int, typer.Option(help="Pages of the long text manual; 0 for none.")] = 1000,
) -> None:
    """How fast PDFs become searchable here, and how much memory that takes."""
    from assist.evaluation.ingestion_bench import bench
    from assist.settings import read_settings

    for name, value in bench(read_settings(), pages=pages, scans=scans, long_pages=long_pages, files=pdfs or ()):
        typer.echo(f"{name}: {value}")


@measures.command("bench-retrieval")
def bench_retrieval(
    passages: Annotated[str, typer.Option(help="Passages of each library to build, by commas.")] = "10000,100000",
    work: Annotated[Path | None, typer.Option(help="Keep the libraries in this folder.")] = None,
    as_json: Json = False,
) -> None:
    """How long retrieval takes in synthetic libraries, what memory it needs, and what it finds again."""
    from assist.evaluation.scale import measured, sizes
    from assist.settings import read_settings

    counts = sizes(passages)
    rows = []
    with progress_bar("libraries", len(counts)) as step:
        for row in measured(counts, work, read_settings().index / "embedder"):
            rows.append(row)
            step()
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            typer.echo("\n".join(f"{name}: {value:,.3f}".rstrip("0").rstrip(".") for name, value in row.items()) + "\n")


@measures.command("compare-peer")
def compare_peer(
    bench: Annotated[Path, typer.Argument(help="A bench folder with manuals and questions.")],
) -> None:
    """Measure Haystack's retrieval on the same manuals and questions, to set beside `evaluate --only manual`."""
    from assist.engines.embedding import open_embedder
    from assist.evaluation.bench import load_bench
    from assist.evaluation.peer import peer_figures
    from assist.evaluation.report import Report, print_report
    from assist.settings import read_settings

    settings, loaded = read_settings(), load_bench(bench)
    embedder = open_embedder(settings.embedder, settings.index / "embedder", threads=settings.embed_threads)
    with progress_bar("manuals", len(loaded.manuals)) as step:
        figures = peer_figures(loaded, loaded.questions, embedder, step)
    print_report(Report({"peer": "haystack-ai"}, figures, ()), console())
