"""A quote stands where its claim says, or it is not shown as proved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assist.case.draft import Claim
from assist.case.evidence import SURE_READING, check, find_words, line_boxes, readers_agree, runs_on, stands_in
from assist.case.geometry import Box, Quad
from assist.case.passages import Page, Passage, Word
from assist.case.reading import Code, Line, Reading
from assist.case.specs import Source

PRINT = Line("INPUT: 100-240V~ 50/60Hz 0.5A", Quad.of(Box(0.1, 0.4, 0.9, 0.5)), 0.98)
READING = Reading("p1", (PRINT,), (Code("EAN13", "4006381333931", Quad.of(Box(0.1, 0.7, 0.3, 0.9))),))


def words(*lines: str) -> tuple[Word, ...]:
    out = []
    for row, line in enumerate(lines):
        for column, text in enumerate(line.split()):
            left, top = 0.05 + 0.09 * column, 0.1 + 0.05 * row
            out.append(Word(text, Box(left, top, left + 0.08, top + 0.03)))
    return tuple(out)


PAGE = Page(
    "m1", 3, 595, 842, words("Do not use the charger in", "bath- rooms or near water. Max. load", "110 A at 230 V.")
)
PASSAGE = Passage("x1", "m1", 3, "Safety", "...", "en", (0, len(PAGE.words)))


def page_of(manual: str, number: int) -> Page:
    assert (manual, number) == ("m1", 3)
    return PAGE


def test_a_quote_on_the_photo_holds_and_its_box_is_only_its_part_of_the_line() -> None:
    found = check(Claim("", "100-240 V", Source("photo", "p1", 0)), (READING,), (), page_of)
    assert found.holds
    box = found.quads[0].box
    assert 0.25 < box.left < box.right < 0.62 and (box.top, box.bottom) == (0.4, 0.5)


def test_a_quote_that_the_photo_does_not_have_does_not_hold() -> None:
    found = check(Claim("", "110-240V", Source("photo", "p1", 0)), (READING,), (), page_of)
    assert (found.holds, found.why, found.quads) == (False, "not_on_photo", ())


def test_a_print_that_the_reader_is_unsure_of_shows_its_place_and_proves_nothing() -> None:
    faint = Reading("p1", (Line("max 16A", PRINT.quad, 0.71),))
    found = check(Claim("", "16A", Source("photo", "p1", 0)), (faint,), (), page_of)
    assert (found.holds, found.why, len(found.quads)) == (False, "unsure_reading", 1)


def test_a_reading_as_sure_as_the_limit_proves() -> None:
    at_the_limit = Reading("p1", (Line("max 16A", PRINT.quad, SURE_READING),))
    assert check(Claim("", "16A", Source("photo", "p1", 0)), (at_the_limit,), (), page_of).holds


def test_a_part_of_a_photo_proves_what_is_read_there_again_and_nothing_else() -> None:
    part, asked = Box(0.2, 0.4, 0.5, 0.5), []

    def again(photo: str, box: Box) -> str:
        asked.append((photo, box))
        return "OUTPUT: 12V 1.5A"

    said = Claim("", "12 V", Source("photo", "p1", 0), region=part)
    found = check(said, (), (), page_of, again=again)
    assert (found.holds, found.why, found.quads) == (True, "", (Quad.of(part),)) and asked == [("p1", part)]
    other = check(replace(said, quote="24 V"), (), (), page_of, again=again)
    assert (other.holds, other.why) == (False, "not_in_region")
    for unread in (check(said, (), (), page_of), check(replace(said, quote=" - "), (), (), page_of, again=again)):
        assert (unread.holds, unread.why) == (False, "region_unread")


def test_a_barcode_is_a_source() -> None:
    assert check(Claim("", "4006381333931", Source("photo", "p1", -1)), (READING,), (), page_of).holds


@pytest.mark.parametrize(
    ("quote", "text", "stands"),
    [
        ("10A", "110A", False),
        ("10A", "max. 10A", True),
        ("10", "10.5 kg", False),
        ("0.5", "10.5", False),
        ("230V", "230 V", True),
        ("MAX 2300W", "max 2300w", True),
        ("①", "1", True),
        ("充电器", "本 充电 器 仅供", True),
        ("recover", "re-cover", True),
        ("5-10", "510", False),
        ("240V", "100-240V~", True),
        ("2 400 W", "2400W", True),
        ("12", "1 2", True),
        ("", "anything", False),
        ("240V", "230 240V", True),
        ("230", "230 240 V", True),
        ("5", "0.5", False),
        ("5A", ".5A", False),
        ("5A", "Input .5A", False),
        ("5A", "INPUT:.5A", False),
        ("5A", "max.5A", True),
        ("5W", "Power........5W", True),
        ("5W", "Power . . . .5W", True),
        ("10", "max 10.", True),
        ("10", "10. Plug it in", True),
        ("AB1", "AB-1", False),
        ("1AB", "1-AB", False),
    ],
)
def test_normalising_forgives_spaces_and_case_but_no_number(quote: str, text: str, stands: bool) -> None:
    assert stands_in(quote, text) is stands


def test_a_quote_over_two_lines_of_a_page_gets_a_box_a_line() -> None:
    found = check(Claim("", "the charger in bathrooms", Source("passage", "x1")), (), (PASSAGE,), page_of)
    assert found.holds and (found.manual, found.page) == ("m1", 3)
    assert len(found.quads) == 2
    assert found.quads[0].box.bottom < found.quads[1].box.top


def test_a_number_of_the_page_is_not_cut() -> None:
    assert not check(Claim("", "10 A at 230 V", Source("passage", "x1")), (), (PASSAGE,), page_of).holds
    assert check(Claim("", "110 A at 230 V", Source("passage", "x1")), (), (PASSAGE,), page_of).holds


def test_a_source_that_is_not_there_proves_nothing() -> None:
    beyond = Source("photo", "p1", len(READING.lines))
    for source in (Source("passage", "other"), Source("photo", "other", 0), beyond, Source("web")):
        found = check(Claim("", "water", source), (READING,), (PASSAGE,), page_of)
        assert (found.holds, found.why) == (False, "no_source")


def test_a_text_that_stands_twice_on_a_page_is_shown_where_its_passage_is() -> None:
    page = Page("m1", 3, 595, 842, words("Press the button.", "To reset:", "Press the button."))
    for first, row in ((0, 0), (5, 2)):
        passage = Passage("x1", "m1", 3, "", "...", "en", (first, first + 3))
        found = check(Claim("", "the button", Source("passage", "x1")), (), (passage,), lambda *_: page)
        assert [quad.box.top for quad in found.quads] == [page.words[0].box.top + 0.05 * row]
    beside = check(Claim("", "To reset", Source("passage", "x1")), (), (passage,), lambda *_: page)
    assert beside.holds, "what stands beside its passage stands on the page"


def test_an_empty_quote_proves_nothing() -> None:
    assert check(Claim("", " - ", Source("photo", "p1", 0)), (READING,), (), page_of).holds is False
    assert check(Claim("", "  ", Source("passage", "x1")), (), (PASSAGE,), page_of).why == "empty_quote"


def test_words_side_by_side_share_a_box_and_columns_do_not() -> None:
    left, right = Word("a", Box(0.1, 0.1, 0.2, 0.12)), Word("b", Box(0.22, 0.1, 0.3, 0.12))
    below = Word("c", Box(0.1, 0.2, 0.2, 0.22))
    assert line_boxes((left, right, below)) == (Box(0.1, 0.1, 0.3, 0.12), Box(0.1, 0.2, 0.2, 0.22))
    assert find_words("a b", (left, right, below)) == (left, right)
    further = Word("d", Box(0.5, 0.2, 0.6, 0.22))
    assert line_boxes((left, further)) == (left.box, further.box), "the next line may begin further right"


def test_a_quote_that_only_one_of_two_readers_has_does_not_hold() -> None:
    claim = Claim("", "rooms or near water. Max. load 110 A", Source("passage", "x1"))
    agreeing = "Do not use the charger in bath-\nrooms or near water.\nMax. load 110 A at 230 V."
    across = "Do not use the charger in bath-\nMax. load\nrooms or near water.\n110 A at 230 V."
    assert check(claim, (), (PASSAGE,), page_of, lambda *_: agreeing).holds
    found = check(claim, (), (PASSAGE,), page_of, lambda *_: across)
    assert (found.holds, found.why) == (False, "readers_differ")


def test_a_second_reader_that_could_not_read_the_page_has_no_say() -> None:
    assert readers_agree("near water", PAGE, "") and readers_agree("near water", PAGE, "\x01\x02 garbled")
    scanned = Page("m1", 3, 595, 842, PAGE.words, source="ocr")
    assert readers_agree(
        "near water", scanned, "another text that is quite as long as the page and says other things" * 2
    )


def test_print_that_was_read_from_a_drawing_needs_no_second_reader() -> None:
    page = replace(PAGE, words=PAGE.words + words("Reset button"), source="both", drawn=2)
    second = " ".join(word.text for word in PAGE.words)
    assert readers_agree("Reset button", page, second)
    assert not readers_agree("Reset button", replace(page, drawn=0), second)
    assert not readers_agree("230 V. Reset", page, second), "half of it stands in the text layer"


def test_numbers_differ_for_a_second_reader_too() -> None:
    second = " ".join(word.text for word in PAGE.words).replace("110 A", "11.0 A")
    assert not readers_agree("110 A at 230 V", PAGE, second)


def test_words_of_a_picture_that_stand_far_apart_are_two_cells() -> None:
    cells = (
        Word("LEEDS", Box(0.10, 0.10, 0.16, 0.11)), Word("64", Box(0.30, 0.10, 0.32, 0.11)),
        Word("Gate", Box(0.326, 0.10, 0.36, 0.11)), Word("Road", Box(0.10, 0.12, 0.14, 0.13)),
    )  # fmt: skip
    scan = Page("m1", 3, 595, 842, cells, source="ocr")
    assert not runs_on(cells[:2], scan)
    assert runs_on(cells[1:], scan), "the next line may begin anywhere"
    far = Word("Lane", Box(0.60, 0.12, 0.66, 0.13))
    assert runs_on((cells[0], far), scan), "also far to the right"
    assert runs_on(cells[:2], Page("m1", 3, 595, 842, cells)), "a text layer has a second reader"
    assert runs_on(cells[:2], Page("m1", 3, 1.0, 1.0, cells, source="ocr")), "of no known size, no gap is known"
