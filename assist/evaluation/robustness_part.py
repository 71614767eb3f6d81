"""Robustness: PDFs nobody should have to read, in a process that reads one after the other, two minutes each at most.

The process is the program's own ingestion with the reader that stays open between files, so that what a file leaves
behind meets the next one, and the networks are loaded once; where it dies or hangs,
another is begun with the next file.

`crashes`: the process died; `hangs`: it did not end; `refused`: with a named reason; `readable`: gave passages;
`silent_pages`: pages with visible content that gave neither passage nor warning.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
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


class Prober:
    """A child that tells what becomes of PDFs; begun anew after a file that ended it or took longer than `limit` s."""

    def __init__(self, limit: float = LIMIT, command: Sequence[str] = ()) -> None:
        self._limit = limit
        self._command = list(command or (sys.executable, "-m", "assist.evaluation.one_pdf"))
        self._child: subprocess.Popen[bytes] | None = None
        self._scratch = tempfile.TemporaryDirectory()
        self._errors = Path(self._scratch.name) / "errors"

    def __enter__(self) -> Prober:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._scratch.cleanup()

    def fate_of(self, file: Path, password: str = "") -> Fate:
        """What became of one file."""
        child = self._started()
        assert child.stdin and child.stdout
        late = threading.Event()

        def give_up() -> None:
            late.set()
            end_family(child)

        timer = threading.Timer(self._limit, give_up)
        timer.daemon = True
        timer.start()
        try:
            child.stdin.write(json.dumps([str(file), password]).encode() + b"\n")
            child.stdin.flush()
            line = child.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            return self._lost(file, child, late.is_set())
        found = json.loads(line)
        end = "refused" if found["reason"] else "readable"
        counts = found["pages"], found["passages"], tuple(found["silent"])
        return Fate(file.name, end, found["reason"], *counts, found["seconds"])

    def _lost(self, file: Path, child: subprocess.Popen[bytes], late: bool) -> Fate:
        self._end()
        if late:
            return Fate(file.name, "hang", f"not done after {self._limit:g} s", seconds=self._limit)
        last = self._errors.read_text("utf-8", "replace").strip().splitlines()[-1:] or [""]
        return Fate(file.name, "crash", f"exit {child.returncode}: {last[0][:200]}")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            with self._errors.open("wb") as errors:
                self._child = subprocess.Popen(
                    self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                    start_new_session=True,
                )  # fmt: skip
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            end_family(child)
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()


def end_family(child: subprocess.Popen[bytes]) -> None:
    """End a child that leads its own session and everything it started."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


def _run(files: Sequence[Path], passwords: Mapping[str, str], step: Callable[[], None]) -> Iterator[Fate]:
    """The files' fates in their order, each prober with every `_WORKERS`th of them."""
    shares = [files[k::_WORKERS] for k in range(_WORKERS)]
    told: list[list[Fate]] = [[] for _ in shares]

    def work(share: Sequence[Path], fates: list[Fate]) -> None:
        with Prober() as prober:
            for file in share:
                fates.append(prober.fate_of(file, passwords.get(file.name, "")))
                step()

    with ThreadPoolExecutor(_WORKERS) as pool:
        for done in [pool.submit(work, share, fates) for share, fates in zip(shares, told, strict=True)]:
            done.result()
    return (told[k % _WORKERS][k // _WORKERS] for k in range(len(files)))


def _row(fate: Fate) -> dict[str, object]:
    faults = {"crash": ["crashes"], "hang": ["hangs"]}.get(fate.end, []) + (["silent_pages"] if fate.silent else [])
    return {
        "part": "robustness", "id": fate.file, "got": {"end": fate.end, "why": fate.why, "pages": fate.pages,
        "passages": fate.passages, "silent": list(fate.silent)}, "faults": faults,
    }  # fmt: skip
