"""Evaluate: the chosen parts of a bench, one after the other, into one report."""

from __future__ import annotations

import datetime
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assist import __version__
from assist.case.draft import EXTRACTIVE
from assist.case.generation import Model
from assist.case.photo import Photo
from assist.errors import EngineError, InputError
from assist.evaluation import baseline, manual_part, photo_part, retrieval_part
from assist.evaluation.asking import System, once
from assist.evaluation.bench import Bench, ManualQuestion, PhotoCase, load_bench
from assist.evaluation.false_quotes import PageReader
from assist.evaluation.figures import Figures, prefixed
from assist.evaluation.observed import Observed
from assist.evaluation.plain_ocr import PlainOcr
from assist.evaluation.remembering import RememberingEmbedder
from assist.evaluation.report import Report
from assist.evaluation.robustness_part import robustness_figures
from assist.evaluation.sample import quick
from assist.evaluation.shelving import manuals_house
from assist.evaluation.tracking import Track, silent
from assist.evaluation.upright import upright_figures
from assist.settings import Settings

if TYPE_CHECKING:
    from assist.engines.embedding import Embedder

PARTS = ("manual", "photo", "retrieval", "robustness")
# What `--quick` takes of each part, by far most of the time for the manuals: all 35 of the development bench took 4
# minutes on two fast cores and 20 on two slow and busy ones (2026-11-21).
QUICK_MANUALS = 14
QUICK_QUESTIONS, QUICK_PHOTOS, QUICK_QUERIES, QUICK_PASSAGES, QUICK_PDFS = 36, 16, 60, 600, 30


@dataclass
class Run:
    """One run under way: what was found so far."""

    bench: Bench
    settings: Settings
    work: Path
    parts: Sequence[str] = PARTS
    quick: bool = False
    baseline: bool = False
    fresh: bool = False
    track: Track = silent
    figures: Figures = field(default_factory=dict)
    rows: list[dict[str, object]] = field(default_factory=list)
    conditions: dict[str, object] = field(default_factory=dict)


def evaluate(
    folder: Path,
    settings: Settings,
    *,
    only: Sequence[str] = (),
    quick: bool = False,
    baseline: bool = False,
    work: Path | None = None,
    fresh: bool = False,
    track: Track = silent,
) -> Report:
    """Measure the program on the bench in `folder`.

    `work` keeps the bench's ingested manuals and vectors between runs (default: `evaluation` inside the index folder);
    the user's own library is never touched.  Raises `InputError` for a folder without a bench or an unknown part.
    """
    unknown = set(only) - set(PARTS)
    if unknown:
        raise InputError(
            f"No part is called {', '.join(sorted(unknown))}.", code="bench_part", help=f"Parts: {', '.join(PARTS)}."
        )
    own = work or settings.index / "evaluation"
    bench = on_fewer_manuals(load_bench(folder), QUICK_MANUALS) if quick else load_bench(folder)
    run = Run(bench, settings, own, tuple(only) or PARTS, quick, baseline, fresh, track)
    began = time.perf_counter()
    run.conditions |= _machine(settings)
    run.conditions |= {"bench": folder.name, "parts": list(run.parts), "quick": quick}
    if {"manual", "photo"} & set(run.parts) and (run.bench.questions or run.bench.cases):
        _with_house(run)
    if "retrieval" in run.parts and run.bench.retrieval:
        _retrieval(run)
    if "robustness" in run.parts:
        _robustness(run)
    run.conditions["seconds"] = round(time.perf_counter() - began)
    return Report(run.conditions, {n: f for n, f in run.figures.items() if f.n}, tuple(run.rows))


def on_fewer_manuals(bench: Bench, count: int) -> Bench:
    """A fixed sample of the manuals, with the questions and cases that are asked of them or of none."""
    manuals = quick(((file.name, file) for file in bench.manuals), count)
    names = {"", *(file.name for file in manuals)}
    return replace(
        bench, manuals=tuple(manuals), questions=tuple(row for row in bench.questions if row.manual in names),
        cases=tuple(case for case in bench.cases if case.manual in names),
    )  # fmt: skip


def _with_house(run: Run) -> None:
    with manuals_house(run.bench.manuals, run.settings, run.work, fresh=run.fresh, track=run.track) as (house, facts):
        run.conditions |= facts | {"engine": engine_name(house.model)}
        system = System(
            replace(house.assistant, read=once(house.reader.read)),
            _opener(run.settings),
            {manual.id: manual.file for manual in house.shelf.catalogue()},
        )
        plain = PlainOcr()
        if "manual" in run.parts and run.bench.questions:
            _manual(run, system, plain)
        if "photo" in run.parts and run.bench.cases:
            house.reader.warm()
            run.conditions["ocr"] = house.reader.engine
            _photo(run, system, plain)


def _manual(run: Run, system: System, plain: PlainOcr) -> None:
    asked = _sampled_questions(run)
    with run.track("manual questions", len(asked)) as step:
        pairs = manual_part.ask_questions(system, run.bench.questions, asked, step)
    reader = PageReader({file.name: file for file in run.bench.manuals}, lambda pixels: plain(pixels))
    with run.track("quotes looked up again", len(pairs)) as step:
        false = manual_part.check_quotes(pairs, reader, step)
    run.figures |= manual_part.manual_figures(pairs, false)
    run.rows += [manual_part.manual_row(pair, false[pair[0].id]) for pair in pairs]
    run.conditions |= {"manual.asked": len(pairs), "manual.errors": sum(bool(seen.error) for _, seen in pairs)}
    run.conditions |= drafted_by("manual", [seen for _, seen in pairs])
    if run.baseline:
        with run.track("baseline: manuals", len(run.bench.manuals)) as step:
            usual = _usual_embedder(run)
            run.figures |= baseline.manual_baseline(run.bench, asked, usual, step)
            usual.save()


def engine_name(model: Model | None) -> str:
    """What answers, as its own probe says: the model, how it is reached and where; never the setting alone."""
    if model is None:
        return EXTRACTIVE
    try:
        info = model.info()
    except EngineError as error:
        return f"{EXTRACTIVE} alone: {error}"
    return f"{info.name} by {info.engine}{f' at {info.where}' if info.where else ''}, checked; else {EXTRACTIVE}"


def drafted_by(part: str, seen: Sequence[Observed]) -> dict[str, object]:
    """How many answers each engine drafted, and on how many a model failed; nothing where no model is set."""
    engines = Counter(each.engine for each in seen if each.engine)
    if set(engines) <= {EXTRACTIVE} and not any("model." in note for each in seen for note in each.notes):
        return {}
    failed = Counter(note for each in seen for note in each.notes if note.startswith("model."))
    return {f"{part}.drafted_by": dict(engines), f"{part}.model_notes": dict(failed)}


def _photo(run: Run, system: System, plain: PlainOcr) -> None:
    asked = _sampled_cases(run)
    with run.track("photo cases", len(asked)) as step:
        pairs = photo_part.ask_cases(system, asked, step)
    run.figures |= photo_part.photo_figures(pairs)
    run.rows += [photo_part.photo_row(pair) for pair in pairs]
    run.conditions |= {"photo.asked": len(pairs), "photo.errors": sum(bool(seen.error) for _, seen in pairs)}
    run.conditions |= drafted_by("photo", [seen for _, seen in pairs])
    if run.baseline:
        firsts = photo_part.first_of_each_photo(pairs)
        with run.track("baseline: plain RapidOCR", len(firsts)) as step:
            run.figures |= baseline.photo_baseline([case for case, _ in firsts], system.open_photo, plain, step)


def _retrieval(run: Run) -> None:
    from assist.wiring import open_glossary

    embedder = RememberingEmbedder(_embedder(run), run.work)
    glossary = open_glossary()
    for name in run.bench.retrieval:
        bench_set = run.bench.retrieval_set(name)
        queries: list[tuple[str, str]] = list(bench_set.queries)
        if run.quick:
            queries = quick(((query, (query, text)) for query, text in queries), QUICK_QUERIES)
            bench_set = bench_set.cut({query for query, _ in queries}, QUICK_PASSAGES)
        total = len(bench_set.passages) // 256 + 1
        with run.track(f"retrieval: {name}", total) as step:
            figures, rows = retrieval_part.retrieval_figures(bench_set, queries, embedder, glossary, step)
        run.figures |= figures
        run.rows += rows
        if run.baseline:
            with run.track(f"baseline: {name}", total) as step:
                usual = _usual_embedder(run)
                run.figures |= baseline.retrieval_baseline(bench_set, queries, usual, step)
                usual.save()
        embedder.save()


def _robustness(run: Run) -> None:
    files = list(run.bench.pdfs)
    if run.quick:
        files = quick(((file.name, file) for file in files), QUICK_PDFS)
    if files:
        with run.track("robustness: PDFs", len(files)) as step:
            figures, rows = robustness_figures(files, run.bench.passwords or {}, step)
        run.figures |= prefixed("robustness", figures)
        run.rows += rows
    if run.bench.pictures:
        figures, wrong = upright_figures(run.bench.pictures, _opener(run.settings))
        run.figures |= prefixed("robustness", figures)
        run.rows += [{"part": "robustness", "id": name, "faults": ["image.upright"]} for name in wrong]


def _sampled_questions(run: Run) -> list[ManualQuestion]:
    every = run.bench.questions
    return quick(((row.id, row) for row in every), QUICK_QUESTIONS) if run.quick else list(every)


def _sampled_cases(run: Run) -> list[PhotoCase]:
    every = run.bench.cases
    return quick(((case.photo.name, case) for case in every), QUICK_PHOTOS) if run.quick else list(every)


def _opener(settings: Settings) -> Callable[[bytes], Photo]:
    from assist.engines.pictures import open_photo

    return partial(open_photo, max_mb=settings.max_upload_mb, max_megapixels=settings.max_photo_mp)


def _embedder(run: Run) -> Embedder:
    from assist.engines.embedding import open_embedder

    cache = run.settings.index / "embedder"
    return open_embedder(run.settings.embedder, cache, threads=run.settings.embed_threads)


def _usual_embedder(run: Run) -> RememberingEmbedder:
    return RememberingEmbedder(baseline.usual_embedder(run.settings.embed_threads), run.work)


def _machine(settings: Settings) -> dict[str, object]:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "version": __version__,
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "cores": os.cpu_count() or 0,
        "load_at_start": round(load, 1),
        "embedder": settings.embedder,
        "ocr": settings.ocr_engine,
        "baseline_embedder": "all-MiniLM-L6-v2, float32, sentence-transformers",
        "exclusions": "photos without text are not in `lines`; questions without a quote are not in `refusal`",
    }
