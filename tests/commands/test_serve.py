"""What `serve` does with its process before anything else."""

from __future__ import annotations

import platform
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assist.engines.allocator import ARENAS

ROOT = Path(__file__).resolve().parents[2]

# After a `serve` that finds its port taken, sixteen threads hold memory at once and glibc tells its arenas.
COUNTED = """
import ctypes, sys, threading
from typer.testing import CliRunner
from assist.__main__ import app
done = CliRunner().invoke(app, ["serve", "--port", sys.argv[1]])
assert done.exit_code == 2 and "already serves" in done.stderr, done.output
libc, everybody = ctypes.CDLL(None), threading.Barrier(16)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
def hold():
    libc.malloc(1000)
    everybody.wait(60)
threads = [threading.Thread(target=hold) for _ in range(16)]
for each in threads:
    each.start()
for each in threads:
    each.join()
file = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc only")
def test_a_served_program_shares_its_arenas_before_it_has_threads(tmp_path: Path) -> None:
    told = tmp_path / "arenas.xml"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-c", COUNTED, str(taken.getsockname()[1]), str(told)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=200)
    assert done.returncode == 0, done.stderr
    assert told.read_text(encoding="utf-8").count("<heap nr=") <= ARENAS
