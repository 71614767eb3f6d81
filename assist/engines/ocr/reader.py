"""Reader: photos and scanned pages in, lines out; the networks live in a child process that can be renewed.

The child is started with `python -m`, never by fork or by importing the caller's main module, so it holds the
networks and nothing else.  It is renewed when its memory passes a ceiling (OpenVINO keeps memory for every shape it
has seen), when it dies and when it does not answer in time.  A ceiling near what a fresh child holds would renew it
after every picture, so the ceiling in force lies a share above that at least, and a child reads some pictures first.

What this module does not know: scripts outside the models' come back as garbage or not at all.  The wheel's model reads
Latin, Chinese and Japanese; for Korean, Cyrillic, Greek, Thai and others a model's file is given as a setting.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assist.case.geometry import Quad
from assist.case.photo import Photo, Pixels
from assist.case.reading import Code, Line, Reading
from assist.engines.ocr import wire
from assist.engines.ocr.digits import with_codes
from assist.engines.ocr.spelling import SURE, spelling
from assist.errors import EngineError, EngineUnavailable, SettingsError

START_TIMEOUT = 90.0
"""Seconds the child may take to load its models; 2 to 4 are usual on two idle cores."""

FRESH_SHARE = 1.3
"""The ceiling is at least this times what the child held when it was ready: OpenVINO with AVX2 holds 1,238 MB then and
1,460 MB after two photos (2026-11-21), and a new one would hold the same again."""

FORM = "PP-OCRv6 small, 5"
"""The networks and the form of what is made of them: to be raised whenever lines come out otherwise, because what was
read before is taken over only from the same form."""

PAGES_MEMORY_MB = 850
"""The ceiling while a manual's pages are read: a library that serves holds 450 to 565 MB and its parsing process 60, so
that a scan of any length stays within 1.5 GB in all.  Pages are alike: 500 of one scan took 700 MB with OpenVINO."""

LEAST_READ, LEAST_PAGES = 40, 8
"""A child reads at least so many pictures (whole photos, and crops that are read again) or pages before memory renews
it, unless it holds twice the ceiling: photos of many shapes bring it to 1,140 to 1,300 MB with the first three and to
1,145 after 400 (2026-11-21), so that renewing it sooner only costs the seconds."""

QUIET = 1.0
"""Seconds without a picture after which a child that is due is renewed: a new one loads for 3 to 4 s, which the next
photo would wait.  At once, it made two of the first three answers of eight agents take 5.4 and 5.9 s (2026-11-21)."""

BEYOND = 1.1
"""Above the ceiling by this factor nobody's quiet is waited for."""

ROOT = Path(__file__).resolve().parents[3]
log = logging.getLogger(__name__)


class Reader:
    """Reads pictures one at a time; safe to share between threads.

    `engine` is `auto`, `openvino` or `onnxruntime`, `threads` the child's, `memory_mb` the ceiling above which it is
    renewed (see `overdue` and `QUIET`), `timeout` the seconds one picture may take.  `codes` finds barcodes on the
    photo while the child reads it; without it a reading has none.  `models` are files of more recognition models, tried
    where the first is unsure; `names` are names that logos may spell (`spelling`).
    """

    def __init__(
        self,
        *,
        engine: str = "auto",
        threads: int = 2,
        memory_mb: int = 1200,
        timeout: float = 30.0,
        codes: Callable[[Pixels], tuple[Code, ...]] | None = None,
        models: Sequence[Path] = (),
        names: Iterable[str] = (),
    ) -> None:
        missing = next((model for model in models if not model.is_file()), None)
        if missing:
            raise SettingsError(
                f"There is no recognition model {missing}.", code="ocr_model_missing", help="Check ASSIST_OCR_MODELS."
            )
        more = [str(model.resolve()) for model in models]
        self._models = more
        self._command = [sys.executable, "-m", "assist.engines.ocr.worker", engine, str(threads), *more]
        self._memory_mb = memory_mb
        self._timeout = timeout
        self._codes = codes
        self._spelled = spelling(names)
        self._lock = threading.Lock()
        self._child: _Child | None = None
        self._asked = 0
        self._closed = False

    def read(self, photo: Photo) -> Reading:
        """Lines and codes of a photo, in reading order; EngineError where the reader fails on it."""
        started = time.perf_counter()
        codes: list[tuple[Code, ...]] = []
        beside = threading.Thread(target=lambda: codes.append(self._codes(photo.pixels) if self._codes else ()))
        beside.start()
        try:
            lines = self.read_picture(photo.pixels)
        finally:
            beside.join()
        found = codes[0] if codes else ()
        return Reading(photo.id, with_codes(lines, found), found, time.perf_counter() - started)

    def read_picture(self, pixels: Pixels) -> tuple[Line, ...]:
        """Lines of an RGB picture of any origin, quads in fractions of it, in reading order."""
        return self._lines(pixels, "photo")

    def read_page(self, pixels: Pixels) -> tuple[Line, ...]:
        """As `read_picture`, for a manual's pages, which nobody waits for: in less memory (`PAGES_MEMORY_MB`)."""
        return self._lines(pixels, "page", ceiling=min(self._memory_mb, PAGES_MEMORY_MB))

    def read_row(self, pixels: Pixels) -> tuple[Line, ...]:
        """What each recogniser makes of an RGB picture that is one row of print: a crop, read again."""
        return self._lines(pixels, "row")

    def _lines(self, pixels: Pixels, kind: str, *, ceiling: int = 0) -> tuple[Line, ...]:
        height, width = pixels.shape[:2]
        with self._lock:
            least = LEAST_PAGES if ceiling else LEAST_READ
            answer, due = self._ask(pixels, kind, ceiling or self._memory_mb, least)
            if due > (1.0 if ceiling else BEYOND):  # for a page, which has a ceiling of its own, nobody waits
                self._renew()
            elif due:
                self._renew_when_quiet()
        if "error" in answer:
            raise EngineError(f"the reader failed on this picture: {answer['error']}", code="ocr_failed")
        lines = (_line(entry, width, height) for entry in answer["lines"])
        return tuple(n if n.confidence >= SURE else replace(n, text=self._spelled(n.text)) for n in lines)

    def warm(self) -> None:
        """Start the child and wait until it can read."""
        with self._lock:
            self._ready()

    def close(self) -> None:
        """Stop the child; a later call is an error."""
        with self._lock:
            self._closed = True
            self._drop()

    @property
    def form(self) -> str:
        """Names the networks and what is made of them; readings of another form differ."""
        return ", ".join([FORM, *(Path(name).stem for name in self._models)])[:120]

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.process.pid if self._child else None

    @property
    def engine(self) -> str:
        """The engine that reads; empty until the child is ready."""
        return self._child.engine if self._child else ""

    def _ask(self, pixels: Pixels, kind: str, ceiling: int, least: int) -> tuple[dict[str, Any], float]:
        """One question, asked again of a fresh child where the first was found dead; its answer, and `overdue`."""
        self._asked += 1
        for attempt in (1, 2):
            child = self._ready()
            try:
                answer = child.ask(
                    {"shape": list(pixels.shape), "kind": kind}, memoryview(pixels.tobytes()), self._timeout
                )
            except TimeoutError as error:
                self._drop()
                raise EngineUnavailable(
                    f"reading took longer than {self._timeout:g} s and was given up",
                    code="ocr_timeout", help="Crop the photo to the label and try again.",
                ) from error  # fmt: skip
            except (EOFError, OSError) as error:
                self._drop()
                if attempt == 2:
                    raise EngineError("the reading process died twice on this picture", code="ocr_died") from error
                log.warning("the reading process died; starting another")
                continue
            due = overdue(answer["rss"], fresh=child.fresh, read=child.read, ceiling=ceiling, least=least)
            return answer, due
        raise AssertionError("unreachable")

    def _ready(self) -> _Child:
        if self._closed:
            raise EngineUnavailable("the reader is closed", code="ocr_closed")
        for attempt in (1, 2):  # one that was killed while it loaded says nothing about the next
            child = self._child = self._child or _Child(self._command)
            try:
                child.wait_until_ready()
                return child
            except (EOFError, OSError, TimeoutError) as error:
                self._drop()
                if attempt == 2:
                    raise EngineUnavailable(
                        "the reading process cannot start", code="ocr_unavailable",
                        help="Run `python -m assist doctor`.",
                    ) from error  # fmt: skip
        raise AssertionError("unreachable")

    def _renew_when_quiet(self) -> None:
        """Replace the child as soon as nothing was asked of it for `QUIET` seconds."""
        asked = self._asked

        def look() -> None:
            with self._lock:
                if self._asked == asked and self._child and not self._closed:
                    self._renew()

        timer = threading.Timer(QUIET, look)
        timer.daemon = True
        timer.start()

    def _renew(self) -> None:
        """Replace the child; the new one loads while the answer of the old one is used."""
        log.info("the reading process is renewed: it held more than it may")
        self._drop()
        self._child = _Child(self._command)

    def _drop(self) -> None:
        if self._child:
            self._child.stop()
            self._child = None


class _Child:
    """One running reading process."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        self.engine = ""
        self.fresh = 0
        self.read = 0

    def wait_until_ready(self) -> None:
        if not self.engine:
            said = self._within(START_TIMEOUT, None)
            self.engine, self.fresh = str(said["ready"]), int(said["rss"])

    def ask(self, head: dict[str, Any], body: memoryview, timeout: float) -> dict[str, Any]:
        self.read += 1
        return self._within(timeout, (head, body))

    def _within(self, timeout: float, question: tuple[dict[str, Any], memoryview] | None) -> dict[str, Any]:
        """Ask and await the answer; a child that takes too long is killed, which ends the wait."""
        assert self.process.stdin and self.process.stdout
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self.process.kill()

        watchdog = threading.Timer(timeout, give_up)
        watchdog.daemon = True
        watchdog.start()
        try:
            if question:
                wire.send(self.process.stdin, *question)
            return wire.receive(self.process.stdout)[0]
        except (EOFError, OSError) as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            watchdog.cancel()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:  # unsent bytes for a dead child
                    continue


def overdue(held: int, *, fresh: int, read: int, ceiling: int, least: int = LEAST_READ) -> float:
    """How far a child is above what it may hold, as a share of that; 0 where it need not be renewed.

    `held` are its MB after `read` pictures, `fresh` those when it was ready; `least` pictures are waited for.
    """
    limit = max(ceiling, round(FRESH_SHARE * fresh))
    return held / limit if held > limit and (read >= least or held > 2 * limit) else 0.0


def _line(entry: dict[str, Any], width: int, height: int) -> Line:
    quad = Quad.from_pixels(entry["corners"], width, height)
    return Line(entry["text"], quad, float(entry["confidence"]), tuple(entry["centres"]))
