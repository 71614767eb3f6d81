"""What is read of a page: its text, its picture where the text is none, drawings; what could not be read is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assist.case.geometry import Box, Quad
from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.errors import EngineError
from assist.library.probe import probe
from tests.ingest.room import TEXT, Eyes, Room
from tests.pdf_files import SCAN, Sheet, pdf, say


def test_a_blank_page_is_said_to_be_blank_and_a_scan_without_ocr_unread(room: Room) -> None:
    manual = room.ingest.add(pdf(TEXT, "", SCAN), "a.pdf")
    assert room.shelf.warnings(manual.id) == ((2, ("blank",)), (3, ("no_text", "ocr_unavailable")))


def test_a_page_without_text_is_read_from_its_picture(make: Callable[..., Room]) -> None:
    eyes = Eyes()
    room = make(eyes)
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    page = room.shelf.page(manual.id, 2)
    assert (page.source, page.warnings, eyes.asked) == ("ocr", ("no_text",), 1)
    assert " ".join(word.text for word in page.words) == eyes.text
    assert page.words[0].box.left == pytest.approx(0.1, abs=0.01)
    assert room.shelf.passages(manual.id, 2)[0].text == eyes.text


def test_a_word_that_a_scanned_line_ends_in_is_whole_in_the_passage(make: Callable[..., Room]) -> None:
    printed = ("Unplug the appliance before any mainte-", "nance, and use the on-", "off switch of the JK-", "B1A24S.")

    def eyes(pixels: Pixels) -> Sequence[Line]:
        return [Line(text, Quad.of(Box(0.1, 0.1 + 0.02 * k, 0.5, 0.115 + 0.02 * k)), 0.99)
                for k, text in enumerate(printed)]  # fmt: skip

    room = make(eyes)
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    (passage,) = room.shelf.passages(manual.id, 2)
    assert passage.text.startswith("Unplug the appliance before any maintenance, and use the on")


def test_glyphs_that_map_to_nothing_are_read_from_the_picture(make: Callable[..., Room]) -> None:
    room = make(Eyes())
    manual = room.ingest.add(pdf(TEXT, say(60, 700, "\ue001\ue002\ue003\ue004\ue005\ue006", 14, "F4")), "a.pdf")
    page = room.shelf.page(manual.id, 2)
    assert (page.source, page.warnings) == ("ocr", ("garbled_text",))


def test_text_hidden_under_a_scan_is_kept_only_where_ocr_agrees(make: Callable[..., Room]) -> None:
    def under_scan(text: str) -> Sheet:
        return Sheet(SCAN.content + "\n" + say(60, 750, text, mode=3), picture=SCAN.picture)

    room = make(Eyes("Rated voltage 230 V"))
    manual = room.ingest.add(pdf(under_scan("Rated voltage 230 V"), under_scan("qq zz xx ww kk jj")), "a.pdf")
    assert (room.shelf.page(manual.id, 1).source, room.shelf.page(manual.id, 1).warnings) == ("text", ())
    assert (room.shelf.page(manual.id, 2).source, room.shelf.page(manual.id, 2).warnings) == ("ocr", ("hidden_text",))


def test_the_callouts_of_a_drawing_are_read_beside_its_caption(make: Callable[..., Room]) -> None:
    drawing = Sheet(SCAN.content + "\n" + say(60, 60, "Figure 3"), picture=SCAN.picture)
    room = make(Eyes("Reset button"))
    manual = room.ingest.add(pdf(drawing), "a.pdf")
    page = room.shelf.page(manual.id, 1)
    assert page.source == "both"
    assert [word.text for word in page.words] == ["Figure", "3", "Reset", "button"]
    assert [(p.kind, p.text) for p in room.shelf.passages(manual.id)] == [("figure", "Figure 3\nReset button")]


def test_an_ocr_that_fails_costs_the_page_a_warning_and_nothing_else(make: Callable[..., Room]) -> None:
    def broken(pixels: Pixels) -> Sequence[Line]:
        raise EngineError("the reader ended")

    room = make(broken)
    manual = room.ingest.add(pdf(TEXT, SCAN), "a.pdf")
    assert room.shelf.warnings(manual.id) == ((2, ("no_text", "ocr_failed")),)


def test_a_probe_says_what_became_of_every_page(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(TEXT, "", SCAN))
    found = probe(file)
    assert (found.reason, found.pages, found.passages, found.silent) == ("", 3, 1, ())
    assert dict(found.warnings) == {"blank": 1, "no_text": 1, "ocr_unavailable": 1}
    file.write_bytes(b"nothing")
    assert probe(file).reason == "manual_not_pdf"
