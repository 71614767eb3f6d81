"""Ahead: what takes long and needs no test is done beside the first tests, on the core that they leave idle.

The type check takes 55 CPU seconds, the model made for tests and the exported embedder about 35 (2026-11-21).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Ahead:
    """Named work, one after the other in one thread; `result` waits for it, and does it at once where nobody began."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._begun: dict[str, Future[Any]] = {}
        self._child: subprocess.Popen[str] | None = None
        self._closed = False

    def begin(self, wanted: Iterable[str], works: dict[str, Callable[[], Any]]) -> None:
        """Begin those of `works`, in their order, that are `wanted`."""
        names = set(wanted)
        for name, work in works.items():
            if name in names and name not in self._begun:
                self._begun[name] = self._pool.submit(work)

    def result(self, name: str, work: Callable[[], Any]) -> Any:
        """What the work gave; raises what it raised."""
        self.begin([name], {name: work})
        return self._begun[name].result()

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """A command of this Python in the repository's folder, ended where the run of the tests ends before it."""
        child = self._child = subprocess.Popen(
            [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
        )
        if self._closed:
            child.kill()
        said, _ = child.communicate()
        return subprocess.CompletedProcess(command, child.returncode, said)

    def close(self) -> None:
        """Drop what was not begun and end what runs."""
        self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._child is not None:
            with suppress(OSError):
                self._child.kill()
