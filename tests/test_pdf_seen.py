"""What a reader sees is what is read: turned, upside-down, vertical and right-to-left text; nothing that is hidden."""

from __future__ import annotations

import pytest

from assist.case.passages import Page
from assist.engines.pdf import Pdf
from tests.pdf_files import SCAN, Sheet, lines, pdf, say, turned

SAID = ["Pull the plug before you clean it", "and wait for half an hour at least", "until the lamp is off again"]


def sheet(data: bytes | Sheet | str) -> Page:
    with Pdf(data if isinstance(data, bytes) else pdf(data)) as opened:
        return opened.text_page(1)


def text(data: bytes | Sheet | str) -> str:
    return " ".join(word.text for word in sheet(data).words)


def is_printed_at(page: Page, data: bytes, word: str) -> bool:
    """Most of the page's dark pixels in the neighbourhood of the word lie in its box."""
    with Pdf(data) as opened:
        pixels = opened.render(1, long_side=1000)
    box = next(w.box for w in page.words if w.text == word)
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    return bool((pixels[top:bottom, left:right].min(axis=2) < 128).sum() > 20)


@pytest.mark.parametrize("rotate", [90, 270])
def test_a_landscape_page_that_is_stored_turned_reads_forwards(rotate: int) -> None:
    if rotate == 90:
        content = "".join(turned(100 + 14 * k, 100, line, 1) for k, line in enumerate(SAID))
    else:
        content = "".join(turned(500 - 14 * k, 700, line, 3) for k, line in enumerate(SAID))
    data = pdf(Sheet(content, rotate=rotate))
    page = sheet(data)
    assert text(data) == " ".join(SAID)
    assert page.width > page.height and page.words[0].box.width > page.words[0].box.height
    assert is_printed_at(page, data, "plug")


def test_text_that_runs_up_or_down_an_upright_page_reads_forwards() -> None:
    upwards = "".join(turned(100 + 14 * k, 100, line, 1) for k, line in enumerate(SAID))
    downwards = "".join(turned(500 - 14 * k, 700, line, 3) for k, line in enumerate(SAID))
    assert text(upwards) == text(downwards) == " ".join(SAID)


def test_a_panel_printed_upside_down_reads_forwards_beside_an_upright_one() -> None:
    said = "appendage gone onboard gap deepened badge eggplant due"
    said = "".join(ch for ch in said if ch in "abdeghnopqu ")  # letters that Helvetica gives one width
    flipped, at = "", 500.0
    for word in said.split():  # drawn in pieces, as layout programs kern them
        for k in range(0, len(word), 2):
            flipped += turned(at, 600, word[k : k + 2], 2)
            at -= 0.556 * 11 * len(word[k : k + 2])
        at -= 0.278 * 11
    data = pdf(flipped + lines(60, 300, ["This panel stands upright, and is longer than the other one."] * 3))
    assert text(data).endswith(said)
    assert is_printed_at(sheet(data), data, "gone")


def test_a_ruled_table_on_a_turned_page_keeps_its_rows() -> None:
    rows = [("Code", "Cause", "Remedy"), ("E1", "Lid open", "Close it"), ("E2", "Too hot", "Let it cool")]
    said = "".join(
        turned(104 + 20 * k, x + 4, cell, 1, 10)
        for k, row in enumerate(rows)
        for x, cell in zip((100, 160, 300), row, strict=True)
    )
    drawn = "".join(f"{x} 100 m {x} 440 l S\n" for x in (90, 110, 130, 150))
    drawn += "".join(f"90 {y} m 150 {y} l S\n" for y in (100, 160, 300, 440))
    page = sheet(Sheet(drawn + said, rotate=90))
    assert [len(line.cells) for line in page.lines] == [3, 3, 3]
    assert " ".join(word.text for word in page.words).startswith("Code Cause Remedy E1 Lid open Close it E2")


def test_chinese_from_top_to_bottom_is_read_column_by_column_from_the_right() -> None:
    columns = ["清洁之前请先拔下电源插头", "切勿用湿手触摸插头和电源线", "以免发生触电或者引起火灾"]
    data = pdf("".join(say(500 - 30 * k, 780, column, 14, "F5") for k, column in enumerate(columns)))
    assert text(data).replace(" ", "") == "".join(columns)


def test_right_to_left_words_and_lines_are_read_from_the_right_and_numbers_from_the_left() -> None:
    # Drawn from left to right: the third word's letters backwards, the number, the first word's letters backwards.
    content = say(100, 700, "cba", 12, "F6") + say(180, 700, "230 V", 12) + say(260, 700, "fed", 12, "F6")
    content += say(100, 660, "ihg", 12, "F6") + say(260, 660, "lkj", 12, "F6")

    def hebrew(word: str) -> str:
        return "".join(chr(ord(ch) - ord("a") + 0x5D0) for ch in word)

    assert text(content).split() == [hebrew("def"), "230", "V", hebrew("abc"), hebrew("jkl"), hebrew("ghi")]


def test_text_that_nobody_can_see_is_left_out_and_counted() -> None:
    white = "1 g " + say(60, 700, "best cheap toaster waterproof") + "0 g "
    under = say(60, 660, "rated power 5000 W") + "0.8 g 50 650 200 30 re f 0 g "
    unpainted = say(60, 620, "never printed at all", mode=3)
    with Pdf(pdf(white + under + unpainted + say(60, 580, "Rated power 900 W"))) as opened:
        found = opened.sheet(1)
    assert [word.text for word in found.page.words] == ["Rated", "power", "900", "W"]
    assert found.facts.unseen > 50


@pytest.mark.parametrize("rotate", [0, 90, 180])
def test_hidden_words_are_told_from_seen_ones_in_each_strip_of_a_page(rotate: int) -> None:
    """Only the strips with doubtful words are drawn, so that each word is looked at where its strip lies."""
    content = ""
    for y in (700, 500, 300):  # words over a shape that is painted before them are in doubt only where it covers them
        content += say(60, y, "hidden words") + f"0.8 g 50 {y - 8} 120 30 re f 0 g "
        content += say(200, y, "Rated power") + f"0.8 g 195 {y - 8} 120 30 re f 0 g " + say(200, y, "Printed again")
    with Pdf(pdf(Sheet(content, rotate=rotate, crop=(20, 40, 560, 800)))) as opened:
        found = opened.sheet(1)
    said = " ".join(word.text for word in found.page.words)
    assert said.count("Printed again") == 3
    assert "hidden" not in said and found.facts.unseen >= 3 * len("hiddenwords")


def test_light_text_on_dark_ground_and_text_over_a_picture_are_seen() -> None:
    dark = "0 g 50 690 300 30 re f 1 g " + say(60, 700, "Danger of fire") + "0 g "
    over = Sheet(
        SCAN.content + "\n" + dark + "0.9 g 50 590 300 30 re f 0 g " + say(60, 600, "Note"), picture=SCAN.picture
    )
    assert text(dark) == "Danger of fire"
    assert text(over) == "Danger of fire Note"


def test_a_regular_font_with_thick_stems_is_not_bold() -> None:
    page = sheet(say(60, 700, "Regular words", 11, "F7") + say(60, 600, "Bold words", 11, "F2"))
    assert [line.bold for line in page.lines] == [False, True]


def test_ligatures_and_typographic_hyphens_are_plain_letters_in_the_words() -> None:
    from assist.engines.pdf.words import cleaned

    assert cleaned("\ufb01lter", "\ufb01lter", 5) == ("filter", False)
    assert cleaned("mainte\u2010", "mainte\u2010\r\nnance", 7) == ("mainte", True)
    assert cleaned("JK\u2010", "JK\u2010\r\nB1A24S", 3)[0].startswith("JK")


def test_dots_set_with_spaces_lead_to_a_page_number_and_are_not_said() -> None:
    assert text(say(60, 700, "Cleaning . . . . . . . . . . . . . . 12")) == "Cleaning 12"


def test_a_list_of_labels_and_values_across_the_page_is_read_row_by_row() -> None:
    pairs = [("Rated voltage of the appliance", "220-240 V alternating current"), ("Power", "420 W"), ("Tank", "6.5 l"),
             ("Noise", "46 dB"), ("Weight", "14 kg"), ("Gas", "65 g"), ("Cable", "1.8 m")]  # fmt: skip
    rows = "".join(say(60, 700 - 16 * k, a) + say(350, 700 - 16 * k, b) for k, (a, b) in enumerate(pairs))
    assert text(rows) == " ".join(f"{a} {b}" for a, b in pairs)
