"""Bench of a model: time to the first token, tokens a second and whole answers at several tickets at once.

It asks whatever `ASSIST_GLM` names, with the prompt, the pictures and the schema of real answers, and says nothing of
their quality.  Waiting in a queue counts: it is what an agent waits.
"""

from __future__ import annotations

import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

from assist.case.generation import Generated, Model, Request
from assist.errors import EngineError, SettingsError
from assist.evaluation.figures import percentile
from assist.settings import Settings

GOAL_TICKETS, GOAL_MEAN, GOAL_P99 = 8, 3.0, 5.0
"""Seconds wanted of a quantised 9B on one GPU of 24 GB at eight tickets at once."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer's times in seconds and counts in tokens; `failed` is the error's code, empty where it went well."""

    seconds: float
    first_token: float = 0.0
    tokens: int = 0
    prompt_tokens: int = 0
    finish: str = ""
    failed: str = ""

    @property
    def speed(self) -> float:
        """Tokens a second after the first one."""
        return (self.tokens - 1) / (self.seconds - self.first_token) if self.tokens > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Level:
    """What was measured at so many tickets at once.

    Seconds: `first_token` (mean), `mean`, `p50`, `p99` and `wall` of all; `speed` is the mean of the answers' tokens a
    second, `throughput` all tokens by the wall clock.  With n below 100 the p99 is the slowest answer.
    """

    tickets: int
    n: int
    failed: dict[str, int]
    finishes: dict[str, int]
    prompt_tokens: float
    tokens: float
    first_token: float
    speed: float
    throughput: float
    mean: float
    p50: float
    p99: float
    wall: float


@dataclass(frozen=True, slots=True)
class BenchReport:
    """The levels, and under which conditions they were measured."""

    conditions: dict[str, Any]
    levels: tuple[Level, ...] = field(default=())

    @property
    def goal(self) -> str:
        """Whether the goal was met, in a sentence; empty where eight tickets were not measured."""
        level = next((level for level in self.levels if level.tickets == GOAL_TICKETS), None)
        if level is None:
            return ""
        met = not level.failed and level.mean <= GOAL_MEAN and level.p99 <= GOAL_P99
        return (
            f"goal at {GOAL_TICKETS} tickets (mean {GOAL_MEAN:g} s, p99 {GOAL_P99:g} s): {'met' if met else 'not met'}"
        )

    def to_dict(self) -> dict[str, Any]:
        return {"conditions": self.conditions, "levels": [asdict(level) for level in self.levels], "goal": self.goal}


def bench_model(settings: Settings, tickets: Sequence[int], *, rounds: int = 4, max_tokens: int = 400) -> BenchReport:
    """Measure the model of the settings at each number of tickets, each of which asks `rounds` times.

    Raises `SettingsError` where none is set, `EngineUnavailable` where it does not answer.
    """
    from assist.wiring import open_model

    with ExitStack() as stack:
        model = open_model(settings, stack)
        if model is None:
            raise SettingsError("ASSIST_GLM is off: there is no model to measure.")
        return measured(model, settings, tickets, rounds=rounds, max_tokens=max_tokens)


def measured(
    model: Model, settings: Settings, tickets: Sequence[int], *, rounds: int = 4, max_tokens: int = 400
) -> BenchReport:
    """The report on an open model; loading and one answer before the first level are not counted."""
    from assist.evaluation.bench_ticket import bench_request

    began = time.perf_counter()
    info = model.info()
    ready = time.perf_counter() - began
    number = 0

    def requests(count: int) -> Iterator[Request]:
        nonlocal number
        for _ in range(count):
            number += 1
            yield bench_request(model, settings, number, max_tokens)

    warm = answered(model, next(requests(1)))
    conditions = {
        "model": info.name, "engine": info.engine, "where": info.where or "this machine", "sees": info.sees,
        "schema": info.schema, "device": info.device or "not told", "ready": round(ready, 2),
        "first answer": round(warm.seconds, 2), "longest answer": max_tokens, "image tokens": settings.glm_image_tokens,
        "cores here": os.cpu_count(), "processor here": platform.processor() or platform.machine(),
    }  # fmt: skip
    levels = tuple(at_once(model, list(requests(count * rounds)), count) for count in tickets)
    return BenchReport(conditions, levels)


def at_once(model: Model, requests: Sequence[Request], tickets: int) -> Level:
    """Ask all requests, `tickets` of them at a time."""
    began = time.perf_counter()
    with ThreadPoolExecutor(tickets) as pool:
        answers = list(pool.map(lambda request: answered(model, request), requests))
    return level_of(tickets, answers, time.perf_counter() - began)


def answered(model: Model, request: Request, clock: Callable[[], float] = time.perf_counter) -> Answered:
    """One answer, timed from the call by our own clock."""
    began, first, last = clock(), 0.0, Generated()
    try:
        for last in model.generate(request):
            if last.text and not first:
                first = clock() - began
    except EngineError as error:
        return Answered(clock() - began, failed=error.code)
    return Answered(clock() - began, first, last.tokens, last.prompt_tokens, last.finish)


def level_of(tickets: int, answers: Sequence[Answered], wall: float) -> Level:
    """The figures of answers; failed ones are counted and left out of the times."""
    good = [answer for answer in answers if not answer.failed]
    seconds = [answer.seconds for answer in good]
    return Level(
        tickets=tickets, n=len(good), failed=_counts(a.failed for a in answers if a.failed),
        finishes=_counts(a.finish for a in good), prompt_tokens=_mean([a.prompt_tokens for a in good]),
        tokens=_mean([a.tokens for a in good]), first_token=_mean([a.first_token for a in good]),
        speed=_mean([a.speed for a in good]), throughput=sum(a.tokens for a in good) / wall if wall else 0.0,
        mean=_mean(seconds), p50=percentile(seconds, 0.5).value, p99=percentile(seconds, 0.99).value, wall=wall,
    )  # fmt: skip


COLUMNS = ("tickets", "n", "prompt", "answer", "first s", "each/s", "all/s", "mean s", "p50 s", "p99 s")


def print_bench(report: BenchReport, console: Any) -> None:
    """One row a level; under it what failed, what the columns are and the conditions."""
    from rich.table import Table

    conditions = report.conditions
    title = f"{conditions['model']} ({conditions['engine']})"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 1, 0, 0))
    for column in COLUMNS:
        table.add_column(column, justify="right", no_wrap=True)
    for level in report.levels:
        times = (level.first_token, level.speed, level.throughput, level.mean, level.p50, level.p99)
        counts = (level.tickets, level.n, round(level.prompt_tokens), round(level.tokens))
        table.add_row(*map(str, counts), *(f"{value:.2f}" if value < 100 else f"{value:.0f}" for value in times))
    console.print(table)
    for level in report.levels:
        for code, count in level.failed.items():
            console.print(f"at {level.tickets} tickets {count} failed: {code}", highlight=False)
    console.print("prompt, answer: tokens; each/s: an answer's tokens a second, all/s: those of all", highlight=False)
    console.print(", ".join(f"{name}: {value}" for name, value in conditions.items()), highlight=False)
    if report.goal:
        console.print(report.goal, highlight=False)


def _counts(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
