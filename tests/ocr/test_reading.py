"""Reading: real pictures with known print go through the real networks in their own process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from assist.case.geometry import Box
from assist.case.photo import Photo, Pixels, Quality
from assist.desk.rehearsal import PRINT as REHEARSED
from assist.desk.rehearsal import made_photo
from assist.engines.ocr import Reader
from assist.engines.ocr import reader as reader_module
from assist.engines.ocr.models import processor_features, suited
from assist.engines.ocr.reader import LEAST_READ, overdue
from assist.engines.pictures import open_photo
from assist.errors import EngineError, EngineUnavailable

PRINT = ("MODEL AB-1200", "INPUT 100-240V 50/60Hz", "OUTPUT 12V 1.5A", "Power adapter")


def label(width: int = 1000, height: int = 700, size: int = 44) -> Pixels:
    picture = Image.new("RGB", (width, height), (233, 231, 226))
    draw = ImageDraw.Draw(picture)
    for row, text in enumerate(PRINT):
        draw.text((width * 0.12, height * (0.16 + 0.18 * row)), text, fill=(25, 25, 30), font_size=size)
    return np.asarray(picture)


def photo(pixels: Pixels) -> Photo:
    return Photo("0" * 64, pixels.shape[1], pixels.shape[0], "PNG", Quality(0, 0, 0, 0), pixels)


def plain(text: str) -> str:
    return "".join(text.split()).casefold()


def found(reader: Reader, pixels: Pixels) -> list[str]:
    return [plain(line.text) for line in reader.read(photo(pixels)).lines]


def test_print_is_read_in_order_with_its_places(reader: Reader) -> None:
    lines = reader.read(photo(label())).lines
    assert [plain(line.text) for line in lines] == [plain(text) for text in PRINT]
    for row, line in enumerate(lines):
        assert line.confidence > 0.9
        assert line.box.holds(0.2, 0.19 + 0.18 * row)
        assert 0.03 < line.box.height < 0.1


def test_a_word_inside_a_line_has_its_own_box(reader: Reader) -> None:
    line = reader.read(photo(label())).lines[2]
    at = line.text.index("12V")
    ink = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    left = 0.12 + ink.textlength("OUTPUT ", font_size=44) / 1000
    right = 0.12 + ink.textlength("OUTPUT 12V", font_size=44) / 1000
    assert line.quad_of(at, at + 3).box.iou(Box(left, 0.53, right, 0.585)) > 0.5


@pytest.mark.parametrize("angle", [90, 180, 270, 30, 57])
def test_turned_print_is_read_and_its_quads_turn_with_it(reader: Reader, angle: int) -> None:
    canvas = cv2.copyMakeBorder(label(), 300, 300, 150, 150, cv2.BORDER_CONSTANT, value=(120, 125, 130))
    height, width = canvas.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 0.85)
    turned = cv2.warpAffine(canvas, turn, (width, height), borderValue=(120, 125, 130))
    lines = reader.read(photo(np.asarray(turned, np.uint8))).lines
    assert {plain(text) for text in PRINT} <= {plain(line.text) for line in lines}
    model = next(line for line in lines if plain(line.text) == plain(PRINT[0]))
    start = turn @ (150 + 120, 300 + 112 + 26, 1)
    (ax, ay), _, _, (dx, dy) = model.quad.points
    middle = np.array([(ax + dx) / 2 * width, (ay + dy) / 2 * height])
    assert np.linalg.norm(middle - start) < 60, "the quad starts where the print starts"


def test_small_print_on_a_large_photo_is_read(reader: Reader) -> None:
    canvas = np.full((3000, 4000, 3), 150, np.uint8)
    canvas[1200:1550, 2000:2500] = label(500, 350, 24)
    assert {plain(text) for text in PRINT} <= set(found(reader, canvas))


def test_a_small_web_picture_is_enlarged(reader: Reader) -> None:
    small = np.asarray(cv2.resize(label(), (250, 175), interpolation=cv2.INTER_AREA), np.uint8)
    assert plain(PRINT[0]) in found(reader, small)


def test_faint_print_is_read_with_more_contrast(reader: Reader) -> None:
    faint = (label().astype(np.float32) * 0.05 + 100).astype(np.uint8)
    assert {plain(PRINT[0]), plain(PRINT[2])} <= set(found(reader, faint))


def test_accents_are_read(reader: Reader) -> None:
    import pypdfium2
    from fpdf import FPDF

    page = FPDF(format=(120, 60))
    page.add_page()
    page.set_font("helvetica", size=22)
    page.text(10, 25, "Größe: 5 m² à côté")
    pixels = pypdfium2.PdfDocument(bytes(page.output()))[0].render(scale=2.5).to_pil().convert("RGB")
    assert found(reader, np.asarray(pixels)) == [plain("Größe: 5 m² à côté")]


def test_an_empty_picture_has_no_lines(reader: Reader) -> None:
    assert found(reader, np.full((600, 800, 3), 200, np.uint8)) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (31, 33)])
def test_pictures_of_odd_shapes_do_no_harm(reader: Reader, shape: tuple[int, int]) -> None:
    assert found(reader, np.full((*shape, 3), 90, np.uint8)) == []


def test_the_photo_of_the_rehearsal_is_read_like_any_other(reader: Reader) -> None:
    lines = reader.read(open_photo(made_photo())).lines
    assert [plain(line.text) for line in lines] == [plain(text) for text in REHEARSED]


def test_barcodes_are_read_beside_the_print(reader: Reader) -> None:
    import zxingcpp

    barcode = zxingcpp.create_barcode("4006381333931", zxingcpp.BarcodeFormat.EAN13)
    code = np.asarray(zxingcpp.write_barcode_to_image(barcode, scale=4))
    canvas = np.full((700, 1000, 3), 255, np.uint8)
    canvas[300 : 300 + code.shape[0], 200 : 200 + code.shape[1]] = code[:, :, None]
    codes = reader.read(photo(canvas)).codes
    assert [(c.kind, c.text) for c in codes] == [("EAN13", "4006381333931")]
    assert Box(0.15, 0.35, 0.8, 0.95).holds(*codes[0].quad.box.centre)


def test_two_threads_get_their_own_lines(reader: Reader) -> None:
    other = np.asarray(Image.fromarray(np.full((400, 900, 3), 240, np.uint8)))
    picture = Image.fromarray(other)
    ImageDraw.Draw(picture).text((60, 150), "SERIAL 778899", fill=(0, 0, 0), font_size=60)
    pictures = [label(), np.asarray(picture)] * 2
    results: list[list[str]] = [[]] * 4

    def read(at: int) -> None:
        results[at] = found(reader, pictures[at])

    threads = [threading.Thread(target=read, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results[0] == results[2] == [plain(text) for text in PRINT]
    assert results[1] == results[3] == ["serial778899"]


def test_a_killed_reading_process_is_replaced(reader: Reader) -> None:
    first = reader.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert found(reader, label()) == [plain(text) for text in PRINT]
    assert reader.pid != first


def test_one_killed_in_the_middle_is_replaced_and_the_photo_still_read(reader: Reader) -> None:
    reader.warm()
    first = reader.pid
    assert first is not None
    killer = threading.Timer(0.05, os.kill, (first, signal.SIGKILL))
    killer.start()
    large = np.asarray(cv2.resize(label(), (4000, 2800), interpolation=cv2.INTER_CUBIC), np.uint8)
    assert found(reader, large) == [plain(text) for text in PRINT]
    killer.join()
    assert reader.pid != first


def test_a_photo_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    hasty = Reader(timeout=0.02)
    try:
        with pytest.raises(EngineUnavailable) as error:
            hasty.read_picture(np.random.default_rng(1).integers(0, 255, (2000, 2000, 3), dtype=np.uint8))
        assert error.value.code == "ocr_timeout" and error.value.retryable
        hasty._timeout = 30.0
        assert hasty.read_picture(label())
    finally:
        hasty.close()


def test_a_process_far_above_its_memory_is_renewed_and_one_near_its_start_is_not() -> None:
    assert overdue(1300, fresh=400, read=LEAST_READ, ceiling=1200)
    assert not overdue(1300, fresh=400, read=1, ceiling=1200), "the first pictures may be the dearest"
    assert overdue(2500, fresh=400, read=1, ceiling=1200), "twice the ceiling is not waited out"
    assert not overdue(1460, fresh=1238, read=50, ceiling=1200), "a fresh one would hold the same again"


def test_a_process_that_is_due_is_renewed_when_nobody_waits_and_for_pages_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = Reader()
    try:
        shown.warm()
        first = shown.pid
        monkeypatch.setattr(reader_module, "overdue", lambda *_, **__: 1.05)
        monkeypatch.setattr(reader_module, "QUIET", 2.0)
        for _ in range(2):
            assert found(shown, label()) == [plain(text) for text in PRINT]
            assert shown.pid == first, "the next photo is not kept waiting"
        until = time.monotonic() + 20
        while shown.pid == first and time.monotonic() < until:
            time.sleep(0.05)
        second = shown.pid
        assert second != first
        assert shown.read_page(label()) and shown.pid != second
    finally:
        shown.close()


def test_a_ceiling_below_what_a_fresh_process_holds_does_not_renew_it_each_time() -> None:
    small = Reader(memory_mb=1)
    try:
        small.warm()
        first = small.pid
        assert [len(small.read_picture(label())) for _ in range(2)] == [len(PRINT)] * 2
        assert small.pid == first
    finally:
        small.close()


def test_the_engine_is_chosen_by_the_processor(reader: Reader) -> None:
    assert suited({"AVX2", "FMA3"}) == "onnxruntime" and suited({"AVX2", "AVX512_SKX"}) == "openvino"
    assert suited(()) == "onnxruntime"
    reader.warm()
    assert reader.engine == suited(processor_features())


def test_a_closed_reader_says_so() -> None:
    closed = Reader()
    closed.close()
    with pytest.raises(EngineUnavailable):
        closed.read_picture(label())


def test_a_reader_that_cannot_start_is_a_clear_error() -> None:
    broken = Reader(engine="no-such-engine")
    try:
        with pytest.raises(EngineError) as error:
            broken.warm()
        assert error.value.code == "ocr_unavailable"
    finally:
        broken.close()


def test_neither_process_loads_torch_and_no_model_is_fetched(reader: Reader) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise OSError('no network here')\n"
        "socket.socket.connect = refuse; socket.create_connection = refuse; socket.getaddrinfo = refuse\n"
        "from assist.engines.ocr.models import Models\n"
        "models = Models('openvino', 1)\n"
        "print(models.name, [name for name in ('torch', 'transformers', 'gradio') if name in sys.modules])\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert said.stdout.strip().endswith("openvino []")
    reader.warm()
    parent = (
        "import sys, assist.engines.ocr; print([m for m in ('torch','openvino','rapidocr','cv2') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, timeout=60, check=True)
    assert said.stdout.strip() == "[]"


def test_both_engines_read_the_same(reader: Reader) -> None:
    reader.warm()
    other = Reader(engine="openvino" if reader.engine == "onnxruntime" else "onnxruntime")
    try:
        assert [plain(line.text) for line in other.read_picture(label(700, 490, 32))] == [plain(t) for t in PRINT]
    finally:
        other.close()


def test_warming_twice_starts_one_process(reader: Reader) -> None:
    reader.warm()
    first = reader.pid
    reader.warm()
    assert reader.pid == first
