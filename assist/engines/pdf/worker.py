"""The parsing process: opens one PDF at a time and answers requests on its standard input.

A request is one line of JSON, an answer a line of JSON (`ok`, `error`, `bytes`) and then that many bytes.  Nothing but
numbers and text goes over the pipe, so a file that takes the parser over gains a process that can only answer.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from assist.case.page.packing import pack_page
from assist.engines.pdf.document import Pdf
from assist.engines.pdf.second import SecondReader
from assist.errors import ManualError

Answer = tuple[dict[str, Any], bytes]
OVERTIME = 3.0  # seconds after its limit at which a request ends this process, if nobody did


class Worker:
    """Answers one request after the other about the PDF that was opened last."""

    def __init__(self) -> None:
        self._pdf: Pdf | None = None
        self._second: SecondReader | None = None

    def answer(self, request: dict[str, Any]) -> Answer:
        """The answer to `open`, `sheet`, `second`, `render` or `unlock`; raises `ManualError`."""
        if request["do"] == "open":
            if self._pdf:
                self._pdf.close()
                self._pdf = None
            self._pdf = Pdf(Path(request["path"]), request["password"], max_pages=request["max_pages"])
            self._second = SecondReader(Path(request["path"]), request["password"])
            return {"pages": self._pdf.pages, "title": self._pdf.title}, b""
        if self._pdf is None or self._second is None:
            raise ManualError("No PDF is open.", code="manual_damaged")
        if request["do"] == "sheet":
            sheet = self._pdf.sheet(request["number"])
            facts = {name: getattr(sheet.facts, name) for name in type(sheet.facts).__slots__}
            return {"facts": facts}, pack_page(sheet.page, level=0)
        if request["do"] == "second":
            return {}, self._second.text(request["number"]).encode()
        if request["do"] == "render":
            pixels = self._pdf.render(request["number"], long_side=request["long_side"], dpi=request["dpi"])
            return {"shape": list(pixels.shape)}, pixels.tobytes()
        self._pdf.save_unlocked(Path(request["path"]))
        return {}, b""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """End this process, by the system's own clock, if what is done takes longer.

    Who asked does that, unless they were killed: then a page that never ends would keep a core busy for ever.
    """
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the other side closes the pipe."""
    worker = Worker()
    for line in requests:
        body = b""
        try:
            request = json.loads(line)
            with limited(request["seconds"] + OVERTIME):
                head, body = worker.answer(request)
            head = {"ok": head, "bytes": len(body)}
        except ManualError as error:
            head = {"error": [error.code, str(error), error.help], "bytes": 0}
        except (MemoryError, OSError, RecursionError) as error:
            head = {"error": ["manual_page", f"{type(error).__name__} while reading the PDF.", ""], "bytes": 0}
        answers.write(json.dumps(head).encode() + b"\n")
        answers.write(body)
        answers.flush()


def main(memory_mb: int) -> None:
    """Run in the child: keep the pipe for answers alone and cap the memory where the system can."""
    import os

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the answers
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process also where a library never returns to Python
    try:
        import resource

        limit = memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # no such limits on Windows; the time limit still holds
    serve(sys.stdin.buffer, answers)
