"""Files made to take the reader down: a page costs bounded time and memory, its reason is named, the next is read."""

from __future__ import annotations

import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assist.engines.pdf import PdfProcess
from assist.errors import ManualError
from assist.library.probe import probe
from tests.pdf_files import HELVETICA, _file, say

SECONDS = 4.0
MOST_MB = 1000
NAMED = {"page_timeout", "page_crashed", "manual_page"}
FONT = b"/Font << /F1 3 0 R >>"


def stream(head: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)


def book(content: bytes, resources: bytes = b"", extra: Sequence[bytes] = (), box: bytes = b"0 0 595 842") -> bytes:
    """Two pages: one of this content stream (an object's body), and a good one."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents %d 0 R /Resources << %s >> >>"
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 2 /Kids [4 0 R 5 0 R] >>", HELVETICA,
            page % (box, 6, FONT + resources), page % (b"0 0 595 842", 7, FONT), content,
            stream(b"", say(60, 700, "The good page.").encode()), *extra,
        ]
    )  # fmt: skip


def flate(data: bytes, times: int = 1) -> bytes:
    """A stream that unfolds to so many copies of the data."""
    press = zlib.compressobj(6)
    body = b"".join(press.compress(data) for _ in range(times)) + press.flush()
    return stream(b"/Filter /FlateDecode", body)


def forms(count: int) -> list[bytes]:
    """Each form draws the next one ten times."""
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F %d 0 R >> >>"
    return [stream(head % (9 + k), b"/F Do " * 10) for k in range(count)] + [stream(b"", b"0 0 9 9 re f")]


def image(side: int) -> bytes:
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return stream(head % (side, side) + b" /Filter /FlateDecode", zlib.compress(bytes(1_000_000), 9))


DRAW, PICTURE, FORM = b"q 595 0 0 842 0 0 cm /Im Do Q\n", b"/XObject << /Im 8 0 R >>", b"/XObject << /F 8 0 R >>"
WORDS = b"1 0 0 1 60 700 Tm (abcd ijkl) Tj\n" * 1000
LINES = b"".join(b"%d %d m %d 9 l S\n" % (k % 595, k % 842, k % 99) for k in range(1000))
ITSELF = stream(
    b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 8 0 R >> >>", b"/F Do /F Do"
)  # fmt: skip
BOMBS: dict[str, Callable[[], bytes]] = {
    "a stream that unfolds to a gigabyte": lambda: book(flate(bytes(1_000_000), 1000)),
    "a million words on a page": lambda: book(flate(b"BT /F1 1 Tf " + WORDS, 500)),
    "forms within forms": lambda: book(flate(b"/F Do"), FORM, forms(12)),
    "a form within itself": lambda: book(flate(b"/F Do"), FORM, [ITSELF]),
    "a picture of ten gigabytes": lambda: book(flate(DRAW), PICTURE, [image(60_000)]),
    "thousands of pictures": lambda: book(flate(DRAW, 5000), PICTURE, [image(300)]),
    "a million lines": lambda: book(flate(LINES, 1000)),
    "brackets without end": lambda: book(stream(b"", b"[" * 2_000_000)),
    "a page of a thousand kilometres": lambda: book(flate(b""), box=b"0 0 1000000000 1000000000"),
    "a page as thin as a hair": lambda: book(flate(b""), box=b"0 0 1 1000000"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_page_and_no_more(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(BOMBS[name]())
    with PdfProcess(timeout=SECONDS) as child:
        assert child.open(file)[0] == 2
        for ask in (lambda: child.sheet(1), lambda: child.render(1, long_side=1800), lambda: child.second(1)):
            try:
                ask()
            except ManualError as error:
                assert error.code in NAMED, error
            assert child.pid is None or peak_mb(child.pid) < MOST_MB
        assert " ".join(word.text for word in child.sheet(2).page.words) == "The good page."


def peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():  # not Linux
        return 0.0
    peak = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(peak.split()[1]) / 1024


ORPHAN = """
import sys
from pathlib import Path
from assist.engines.pdf import PdfProcess
child = PdfProcess(timeout=1.0)
child.open(Path(sys.argv[1]))
print(child.pid, flush=True)
child.sheet(1)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the process in /proc")
def test_a_page_that_never_ends_ends_where_the_program_was_killed_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(BOMBS["forms within forms"]())
    with subprocess.Popen([sys.executable, "-c", ORPHAN, str(file)], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        child = Path(f"/proc/{int(program.stdout.readline())}/stat")
        time.sleep(0.2)
        program.kill()
    assert is_busy(child), "nobody is left to give the page up"
    until = time.monotonic() + 8  # it gets 1 s, and 3 s over; left alone it took 17 s to fill its memory (2026-11-21)
    while is_busy(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_busy(child)


def is_busy(stat: Path) -> bool:
    """Whether the process is there, and no zombie that waits to be buried."""
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def endless_tree() -> bytes:
    tree = b"<< /Type /Pages /Count 1000000000 /Kids [2 0 R 2 0 R] >>"
    return _file([b"<< /Type /Catalog /Pages 2 0 R >>", tree])


def deep_tree() -> bytes:
    nodes = [b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (k + 3) for k in range(50_000)]
    return _file([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< /Type /Page /MediaBox [0 0 9 9] >>"])


def lying_count() -> bytes:
    pages = b"<< /Type /Pages /Count 40 /Kids [3 0 R] >>"
    return _file(
        [b"<< /Type /Catalog /Pages 2 0 R >>", pages, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"]
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (endless_tree(), "manual_damaged"), (deep_tree(), "manual_unreadable"), (lying_count(), "manual_unreadable"),
        (book(flate(b"q Q " * 30_000, 1000)), ""),
    ],
)  # fmt: skip
def test_a_file_of_bombs_alone_is_refused_with_its_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(data)
    found = probe(file, page_timeout=SECONDS, max_pages=100)
    assert (found.reason, found.silent) == (reason, ())
