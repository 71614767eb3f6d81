"""Served: the program as a process of its own, on loopback, with an index of its own; its memory while it runs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from assist.errors import EngineUnavailable
from assist.settings import Settings

OPENED_WITHIN = 240.0  # seconds until the library is read and searchable, on two slow cores with everything to do
READY, STATE = "/api/v1/ready", "/health"


@dataclass(frozen=True, slots=True)
class Served:
    """A running program: its address and its process."""

    address: str
    process: subprocess.Popen[bytes]

    def memory(self) -> int:
        """Megabytes resident in the program's processes together."""
        total = 0
        try:
            root = psutil.Process(self.process.pid)
            every = (root, *root.children(recursive=True))
        except psutil.NoSuchProcess:
            return 0
        for process in every:
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return int(total >> 20)


@contextmanager
def served(
    settings: Settings, index: Path, *, ready: bool = True, extra: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """The program on a free port of loopback, its index in `index`; raises `EngineUnavailable` where it does not open.

    With `ready`, not before every manual of the settings' folder is searchable and the reader is warm.
    """
    port = free_port()
    changed = {
        "ASSIST_INDEX": str(index.resolve()), "ASSIST_MANUALS": str(settings.manuals.resolve()),
        "ASSIST_HOST": "127.0.0.1", "ASSIST_DATABASE": "", **(extra or {}),
    }  # fmt: skip
    command = [sys.executable, "-m", "assist", "serve", "--port", str(port)]
    index.mkdir(parents=True, exist_ok=True)
    with (index / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, env={**os.environ, **changed}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        if ready:
            _wait(process, address, index / "server.log")
        yield Served(address, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


def free_port() -> int:
    """A port of loopback that nobody serves on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + OPENED_WITHIN
    seen = 0
    with httpx.Client(base_url=address, timeout=10, trust_env=False) as client:
        while time.monotonic() < until and process.poll() is None:
            try:
                library = client.get(STATE).json()["library"]
                ready = client.get(READY).status_code == 200
            except (httpx.HTTPError, ValueError):
                ready, library = False, {"ready": 0, "total": 1}
            # Manuals are queued one by one, so twice the same full count is the end of it.
            full = ready and library["ready"] == library["total"] > 0
            if full and seen == library["total"]:
                return
            seen = library["total"] if full else 0
            time.sleep(1.0)
    tail = log.read_text(errors="replace")[-600:]
    raise EngineUnavailable(f"The program did not open: {tail}", help="Start `python -m assist serve` and look.")
