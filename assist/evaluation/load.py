"""Load: agents at work on one served program, each with a new photo for every ticket and time to think between two.

Photos are the shipped examples, cut, turned, brightened and compressed anew each time, so that neither a file's hash
nor a kept reading saves any work.  An answer's time is what a program that asks sees: from the first byte of the photo
sent to the last byte of the finished reply, by the API, photo and question in one request.  On the page the photo is
sent when it is dropped, so its reading begins earlier than here.
"""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from assist.errors import InputError
from assist.evaluation.figures import Figure, Figures, percentile, share
from assist.evaluation.report import Report
from assist.evaluation.served import Served, served
from assist.settings import Settings

GOALS = {"answers.seconds.p50": 3.0, "answers.seconds.p99": 5.2, "answers.errors": 0.0, "memory.mb_a_minute": 1.0}
"""Issue 5's figures: seconds at the percentiles, no error, memory flat (MB a minute over the second half)."""
SAMPLED_EVERY = 5.0  # seconds between two looks at the memory
PATIENCE = 120.0  # seconds until an answer counts as an error
SPREAD = 0.5  # thinking takes the asked time, give or take this share


@dataclass(frozen=True, slots=True)
class Ticket:
    """One answer: when it was asked (seconds of the run), how long it took, what it was, and why it failed."""

    agent: int
    example: str
    asked: float
    seconds: float
    outcome: str = ""
    as_expected: bool | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Megabytes of all processes at a second of the run."""

    at: float
    megabytes: int


def bench_load(
    settings: Settings, index: Path, *, agents: int = 8, minutes: float = 10.0, think: float = 30.0,
    seed: int | None = None, tell: Callable[[str], None] = lambda _: None,
) -> Report:  # fmt: skip
    """Serve the program from `index` and put agents to work on it; raises `EngineUnavailable` where it does not open.

    `seed` makes the photos and pauses of an earlier run again; None takes new ones, so that an index that is used again
    knows none of them.  `tell` hears once a minute how it goes.
    """
    if not (1 <= agents <= 64 and minutes > 0 and think >= 0):
        raise InputError("1 to 64 agents, some minutes, no negative thinking.", code="bench_load", help="See --help.")
    seed = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
    with served(settings, index) as program:
        tell(f"serving at {program.address}, {program.memory()} MB")
        for number in range(2):  # what is opened by the first answer is opened before the run
            _ask(program.address, number, -1 - number, np.random.default_rng((seed, 10_000 + number)), 0.0)
        tickets, held = _run(program, agents, minutes * 60, think, seed, tell)
    conditions = {"agents": agents, "minutes": minutes, "think": think, "seed": seed, "cores": _cores()}
    return Report(conditions, figures_of(tickets, held), tuple(_row(ticket) for ticket in tickets))


def _run(
    program: Served, agents: int, seconds: float, think: float, seed: int, tell: Callable[[str], None]
) -> tuple[list[Ticket], list[Held]]:
    began = time.monotonic()
    tickets: list[Ticket] = []
    held: list[Held] = []
    lock, over = threading.Lock(), threading.Event()

    def work(agent: int) -> None:
        random = np.random.default_rng((seed, agent))
        over.wait(think * (agent + random.random()) / agents)  # they do not all come at nine o'clock sharp
        number = 0
        while not over.is_set():
            ticket = _ask(program.address, agent + number, agent, random, began)
            with lock:
                tickets.append(ticket)
            number += 1
            over.wait(think * random.uniform(1 - SPREAD, 1 + SPREAD))

    threads = [threading.Thread(target=work, args=(agent,), daemon=True) for agent in range(agents)]
    for thread in threads:
        thread.start()
    minute = 1
    while (now := time.monotonic() - began) < seconds:
        held.append(Held(now, program.memory()))
        if now >= 60 * minute:
            with lock:
                spent = [ticket.seconds for ticket in tickets if not ticket.error]
                failed = len(tickets) - len(spent)
            middle = percentile(spent, 0.5).value
            tell(f"minute {minute}: {len(spent)} answers, p50 {middle:.2f} s, {failed} errors, {held[-1].megabytes} MB")
            minute += 1
        time.sleep(min(SAMPLED_EVERY, max(0.1, seconds - now)))
    over.set()
    for thread in threads:
        thread.join(PATIENCE)
    held.append(Held(time.monotonic() - began, program.memory()))
    return tickets, held


def _ask(address: str, number: int, agent: int, random: np.random.Generator, began: float) -> Ticket:
    """One ticket with a photo that nobody has seen."""
    every = examples()
    example = every[number % len(every)]
    photo = varied(_photo(example["photo"]), random)
    asked = time.monotonic()
    error, said = "", {}
    try:
        with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as client:
            answer = client.post(
                "/api/v1/answers", data={"message": example["message"], "context": example["context"]},
                files={"photos": ("label.jpg", photo, "image/jpeg")},
            )  # fmt: skip
        said = answer.json()
        error = "" if answer.status_code == 200 else f"{answer.status_code} {said.get('code', '')}"
    except (httpx.HTTPError, ValueError) as failed:
        error = type(failed).__name__
    spent = time.monotonic() - asked
    outcome = str(said.get("outcome", ""))
    expected = outcome in example["expected"]["outcomes"] if outcome else None
    return Ticket(agent, example["id"], asked - began, spent, outcome, expected, error)


def examples() -> list[dict[str, Any]]:
    """The shipped examples that have a photo."""
    folder = resources.files("assist.web").joinpath("examples")
    every = json.loads(folder.joinpath("examples.json").read_text(encoding="utf-8"))
    return [one for one in every if one.get("photo") and folder.joinpath(one["photo"]).is_file()]


def _photo(name: str) -> bytes:
    return resources.files("assist.web").joinpath("examples", name).read_bytes()


def varied(photo: bytes, random: np.random.Generator) -> bytes:
    """The photo as another hand would have taken it: margins, angle, light and compression differ a little."""
    from PIL import Image, ImageEnhance

    with Image.open(io.BytesIO(photo)) as opened:
        picture = opened.convert("RGB")
    width, height = picture.size
    left, top, right, bottom = (random.uniform(0.0, 0.04, 4) * (width, height, width, height)).tolist()
    picture = picture.rotate(random.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor=(127, 127, 127))
    picture = picture.crop((int(left), int(top), width - int(right), height - int(bottom)))
    scale = random.uniform(0.9, 1.1)
    picture = picture.resize((int(picture.width * scale), int(picture.height * scale)), Image.Resampling.LANCZOS)
    picture = ImageEnhance.Brightness(picture).enhance(random.uniform(0.9, 1.1))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=int(random.integers(80, 95)))
    return out.getvalue()


def figures_of(tickets: Sequence[Ticket], held: Sequence[Held]) -> Figures:
    """Seconds at the percentiles, errors, outcomes as the examples expect them, and the memory over time."""
    spent = [ticket.seconds for ticket in tickets if not ticket.error]
    expected = [ticket.as_expected for ticket in tickets if ticket.as_expected is not None]
    figures: Figures = {f"answers.seconds.p{at}": percentile(spent, at / 100) for at in (50, 95, 99, 100)}
    figures["answers.errors"] = Figure(float(sum(bool(ticket.error) for ticket in tickets)), len(tickets))
    figures["answers.as_expected"] = share(expected)
    if held:
        figures["memory.mb.first"] = Figure(float(held[0].megabytes), 1)
        figures["memory.mb.most"] = Figure(float(max(one.megabytes for one in held)), len(held))
        figures["memory.mb.last"] = Figure(float(held[-1].megabytes), 1)
        figures["memory.mb_a_minute"] = slope(held[len(held) // 2 :])
    return {name: figure for name, figure in figures.items() if figure.n}


def slope(held: Sequence[Held]) -> Figure:
    """Megabytes a minute by which memory grows: the least-squares line through what was held."""
    if len(held) < 3 or held[0].at == held[-1].at:
        return Figure(0.0, 0)
    fit = np.polyfit([one.at / 60 for one in held], [one.megabytes for one in held], 1)
    return Figure(float(fit[0]), len(held))


def missed(figures: Figures) -> dict[str, float]:
    """The goals that were not reached, with what was."""
    return {name: figures[name].value for name, goal in GOALS.items() if name in figures and figures[name].value > goal}


def _row(ticket: Ticket) -> dict[str, object]:
    return {
        "agent": ticket.agent, "example": ticket.example, "asked": round(ticket.asked, 1),
        "seconds": round(ticket.seconds, 3), "outcome": ticket.outcome, "error": ticket.error,
    }  # fmt: skip


def _cores() -> int:
    import psutil

    return int(psutil.cpu_count() or 1)
