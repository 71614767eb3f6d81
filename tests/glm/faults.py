"""The fault server as tests hold it (`tests/glm/fault_server.py`), and what most of them say to it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from assist.case.generation import Request
from assist.engines.glm.server import ServerModel

ROOT = Path(__file__).resolve().parents[2]
HELLO = Request("test", "1", "You are a shop's assistant.", "hello there")
KEY = "sk-very-secret-0123456789"
SCHEMA = {
    "type": "object",
    "properties": {"fits": {"type": "boolean"}, "why": {"type": "string"}},
    "required": ["fits", "why"],
}
Open = Callable[..., ServerModel]
"""Opens a model on the fault server; its words are those of `ServerModel`."""


class Faults:
    """The fault server's process, told what to play and asked what it saw."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.glm.fault_server"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def play(self, *faults: str, **state: Any) -> None:
        data = json.dumps({"faults": faults, **state}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/control", data, method="POST")).read()

    def seen(self) -> Any:
        with urllib.request.urlopen(f"{self.url}/seen") as answer:
            return json.load(answer)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()

    def wait_until_left(self, within: float = 30.0) -> float:
        """Seconds until a client had closed its connection in the middle of an answer."""
        began = time.monotonic()
        while not self.seen()["gone"]:
            assert time.monotonic() - began < within, "the server never saw the client leave"
            time.sleep(0.01)
        return time.monotonic() - began


def closed_port() -> int:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
