"""Robustness: PDFs nobody should have to read, each in a process of its own, for at most two minutes.

`crashes`: the process died; `hangs`: it did not end; `refused`: with a named reason; `readable`: gave passages;
`silent_pages`: pages with visible content that gave neither passage nor warning.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from assist.evaluation.figures import Figure, Figures
from assist.evaluation.latency import latency_figures

LIMIT = 120.0
# Two at a time: one waits for its disk or its start while the other computes.
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file: `crash`, `hang`, `refused` or `readable`, and why."""

    file: str
    end: str
    why: str = ""
    pages: int = 0
    passages: int = 0
    silent: tuple[int, ...] = ()
    seconds: float = 0.0


def robustness_figures(
    files: Sequence[Path], passwords: Mapping[str, str], step: Callable[[], None]
) -> tuple[Figures, list[dict[str, object]]]:
    """The counts over `files` and a row for each file that was not simply readable."""
    fates = list(_run(files, passwords, step))
    return fate_figures(fates), [_row(fate) for fate in fates if fate.end != "readable" or fate.silent]


def fate_figures(fates: Sequence[Fate]) -> Figures:
    """Counts by end over files, `silent_pages` over pages."""

    def count(end: str) -> Figure:
        return Figure(float(sum(fate.end == end for fate in fates)), len(fates))

    return {
        "pdf.crashes": count("crash"),
        "pdf.hangs": count("hang"),
        "pdf.refused": count("refused"),
        "pdf.readable": count("readable"),
        "pdf.silent_pages": Figure(float(sum(len(f.silent) for f in fates)), sum(f.pages for f in fates)),
        **latency_figures((fate.seconds for fate in fates), "pdf.seconds"),
    }


def fate_of(file: Path, password: str = "", limit: float = LIMIT, command: Sequence[str] = ()) -> Fate:
    """Run the child on one file; it and all it started are ended where it takes longer than `limit` seconds."""
    ask = [*(command or (sys.executable, "-m", "assist.evaluation.one_pdf")), str(file)]
    child = subprocess.Popen(
        ask, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        out, errors = child.communicate(password + "\n", timeout=limit)
    except subprocess.TimeoutExpired:
        end_family(child)
        return Fate(file.name, "hang", f"not done after {limit:g} s", seconds=limit)
    if child.returncode != 0 or not out.strip():
        last = errors.strip().splitlines()[-1:] or [""]
        return Fate(file.name, "crash", f"exit {child.returncode}: {last[0][:200]}")
    found = json.loads(out.strip().splitlines()[-1])
    return Fate(
        file.name,
        "refused" if found["reason"] else "readable",
        found["reason"],
        found["pages"],
        found["passages"],
        tuple(found["silent"]),
        found["seconds"],
    )


def end_family(child: subprocess.Popen[str]) -> None:
    """End a child that leads its own session and everything it started."""
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.communicate()


def _run(files: Sequence[Path], passwords: Mapping[str, str], step: Callable[[], None]) -> Iterator[Fate]:
    with ThreadPoolExecutor(_WORKERS) as pool:
        for fate in pool.map(lambda file: fate_of(file, passwords.get(file.name, "")), files):
            step()
            yield fate


def _row(fate: Fate) -> dict[str, object]:
    faults = {"crash": ["crashes"], "hang": ["hangs"]}.get(fate.end, []) + (["silent_pages"] if fate.silent else [])
    return {
        "part": "robustness", "id": fate.file, "got": {"end": fate.end, "why": fate.why, "pages": fate.pages,
        "passages": fate.passages, "silent": list(fate.silent)}, "faults": faults,
    }  # fmt: skip
