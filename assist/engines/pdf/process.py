"""PdfProcess: a PDF opened in a process of its own, so that a file that hangs or crashes takes nothing down."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

import assist
from assist.case.page.packing import unpack_page
from assist.case.page.sheet import Facts, Sheet
from assist.case.photo import Pixels
from assist.errors import EngineUnavailable, ManualError

OPEN_SECONDS = 60.0
# Address space of the child: ordinary manuals drawn at 6000 pixels need 350 MB (2026-11-21), a bomb takes what it gets.
MEMORY_MB = 1000


class PdfProcess:
    """The same questions as `Pdf`, answered by a child process; one question at a time, safe from several threads.

    A page that takes longer than `timeout` seconds or that kills the child raises `ManualError` with the code
    `page_timeout` or `page_crashed`; the child is started anew and the next page can be asked for.
    """

    def __init__(self, *, timeout: float = 60.0, memory_mb: int = MEMORY_MB) -> None:
        self._timeout = timeout
        self._memory_mb = memory_mb
        self._lock = threading.RLock()
        self._child: subprocess.Popen[bytes] | None = None
        self._opened: dict[str, Any] | None = None

    def __enter__(self) -> PdfProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child; a later question starts a new one."""
        with self._lock:
            child, self._child = self._child, None
            if child is not None:
                child.kill()
                child.wait()
                for pipe in (child.stdin, child.stdout):
                    with suppress(OSError):  # what it was still to be told cannot be told any more
                        if pipe is not None:
                            pipe.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        child = self._child
        return child.pid if child is not None else None

    def open(self, path: Path, password: str | None = None, *, max_pages: int = 10_000) -> tuple[int, str]:
        """Pages and metadata title; raises as `Pdf` does, or `manual_damaged` where opening hangs or crashes."""
        request = {"do": "open", "path": str(path), "password": password, "max_pages": max_pages}
        with self._lock:
            self._opened = None
            head, _ = self._ask(request, OPEN_SECONDS)
            self._opened = request
            return int(head["pages"]), str(head["title"])

    def sheet(self, number: int) -> Sheet:
        """As `Pdf.sheet`."""
        head, body = self._ask_open({"do": "sheet", "number": number})
        return Sheet(unpack_page(body), Facts(**head["facts"]))

    def second(self, number: int) -> str:
        """The page's text by another extractor, for checking quotes; empty where it has none."""
        _, body = self._ask_open({"do": "second", "number": number})
        return body.decode()

    def render(self, number: int, *, long_side: int | None = None, dpi: float | None = None) -> Pixels:
        """As `Pdf.render`."""
        head, body = self._ask_open({"do": "render", "number": number, "long_side": long_side, "dpi": dpi})
        return np.frombuffer(body, dtype=np.uint8).reshape(head["shape"]).copy()

    def save_unlocked(self, path: Path) -> None:
        """As `Pdf.save_unlocked`."""
        self._ask_open({"do": "unlock", "path": str(path)})

    def _ask_open(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            if self._opened is None:
                raise ManualError("No PDF is open.", code="manual_damaged")
            if self._child is None or self._child.poll() is not None:
                self._ask(self._opened, OPEN_SECONDS)
            return self._ask(request, self._timeout)

    def _ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        child = self._started()
        assert child.stdin and child.stdout
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            child.stdin.write(json.dumps({**request, "seconds": seconds}).encode() + b"\n")
            child.stdin.flush()
            line = child.stdout.readline()
            head = json.loads(line) if line.endswith(b"\n") else None
            body = child.stdout.read(head["bytes"]) if head else b""
            whole = head is not None and len(body) == head["bytes"]
        except (OSError, ValueError):
            head, body, whole = None, b"", False
        finally:
            timer.cancel()
        if not whole or head is None:
            self.close()
            raise _lost(request, late.is_set(), seconds)
        if "error" in head:
            code, message, help_ = head["error"]
            raise ManualError(message, code=code, help=help_ or None)
        return head["ok"], body

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            home = str(Path(assist.__file__).parent.parent)
            code = (
                f"import sys; sys.path.insert(0, {home!r}); "
                f"from assist.engines.pdf.worker import main; main({self._memory_mb})"
            )
            try:
                self._child = subprocess.Popen(
                    [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )
            except OSError as error:
                raise EngineUnavailable("The parsing process cannot be started.") from error
        return self._child


def _lost(request: dict[str, Any], late: bool, seconds: float) -> ManualError:
    what = f"page {request['number']}" if "number" in request else "the file"
    if request["do"] == "open":
        said = "takes too long to open" if late else "ends the PDF reader as it is opened"
        return ManualError(f"The PDF {said}; it is damaged.", code="manual_damaged")
    if late:
        return ManualError(f"Reading {what} took longer than {seconds:.0f} s.", code="page_timeout")
    return ManualError(f"The PDF reader ended while reading {what}.", code="page_crashed")
