"""A text layer is believed only where the print bears it out; what is read from a picture keeps its order."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assist.case.geometry import Box, Quad
from assist.case.page.sheet import Facts, Sheet
from assist.case.passages import Page, Word
from assist.case.photo import Pixels
from assist.case.reading import Line
from assist.library.pages import read_page
from assist.library.wording import agree, is_doubtful, is_readable

ENGLISH = (
    "Pull the plug before you open the rear panel or move the appliance to another room. After a power cut it starts "
    "again with the last settings after three minutes. The hose has a diameter of 14 mm. Rated voltage 230 V, rated "
    "power 1850 W, content of the tank 12 litres, weight 14.2 kg."
)
GERMAN = (
    "Ziehen Sie den Netzstecker, bevor Sie die Rückwand öffnen oder das Gerät in ein anderes Zimmer stellen. Nach "
    "einem Stromausfall läuft es nach drei Minuten mit den letzten Einstellungen weiter."
)
PICTURE = np.full((400, 300, 3), 255, np.uint8)
PICTURE[100:200] = 0


def shifted(text: str, steps: int) -> str:
    """Every letter and digit as another: what a wrong table of characters makes of sound print."""

    def other(ch: str) -> str:
        for first, count in (("a", 26), ("A", 26), ("0", 10)):
            if ord(first) <= ord(ch) < ord(first) + count:
                return chr(ord(first) + (ord(ch) - ord(first) + steps) % count)
        return ch

    return "".join(map(other, text))


def sheet(text: str, **facts: float) -> Sheet:
    words = tuple(
        Word(word, Box(0.1, 0.1 + 0.01 * k, 0.2, 0.109 + 0.01 * k)) for k, word in enumerate(text.split()[:85])
    )
    counts = Facts(chars=len(text), **facts)  # type: ignore[arg-type]
    return Sheet(Page("m", 1, 595, 842, words=words), counts)


def eyes(*texts: str, sure: float = 0.98) -> Callable[[Pixels], Sequence[Line]]:
    def read(pixels: Pixels) -> Sequence[Line]:
        return [Line(text, Quad.of(Box(0.1, 0.1 + 0.03 * k, 0.9, 0.12 + 0.03 * k)), sure)
                for k, text in enumerate(texts)]  # fmt: skip

    return read


def read(given: Sheet, reader: Callable[[Pixels], Sequence[Line]]) -> Page:
    return read_page(given, lambda side: PICTURE, reader)


def said(page: Page) -> str:
    return " ".join(word.text for word in page.words)


@pytest.mark.parametrize("steps", [1, 3, 13])
def test_smooth_text_whose_characters_are_mapped_to_others_is_read_from_the_picture(steps: int) -> None:
    page = read(sheet(shifted(ENGLISH, steps)), eyes(ENGLISH))
    assert (page.source, page.warnings) == ("ocr", ("garbled_text",))
    assert "230 V" in said(page)


def test_smooth_text_of_no_language_is_not_believed_where_its_picture_cannot_be_read() -> None:
    page = read_page(sheet(shifted(ENGLISH, 3)), lambda side: PICTURE, None)
    assert (page.source, page.words, page.warnings) == ("none", (), ("garbled_text", "ocr_unavailable"))
    assert read_page(sheet(ENGLISH), lambda side: PICTURE, None).source == "text"


def test_a_page_of_codes_alone_is_compared_and_kept() -> None:
    codes = " ".join(f"MQX-{k}FH wk{k} rdg gph xlv qty" for k in range(12))
    page = read(sheet(codes), eyes(codes))
    assert (page.source, page.warnings) == ("text", ())


def test_a_sound_list_of_parts_is_in_no_doubt_for_its_codes() -> None:
    """Two pages of numbers of spare parts went to OCR, their codes' letters counted as words of no language."""
    parts = " ".join(f"{k} Heat exchanger door" + f" B405{k}-K7 R0{k}K0 M{k}-V1" * 4 for k in range(10, 27))
    assert not is_doubtful(parts) and is_doubtful(shifted(parts, 3))


def test_a_drawing_with_codes_that_agree_keeps_its_callouts() -> None:
    codes = " ".join(f"MQX-{k}FH wk{k} rdg gph" for k in range(9))
    page = read(sheet(codes, image_share=0.8), eyes("x", codes, "Reset button on the rear"))
    assert page.source == "both" and said(page).endswith("Reset button on the rear") and page.warnings == ()


def placed(*callouts: tuple[str, float, float, float]) -> Callable[[Pixels], Sequence[Line]]:
    """A reader that finds each text at its left and top edge, so many points tall, on a page of 595 by 842."""

    def read(pixels: Pixels) -> Sequence[Line]:
        return [Line(text, Quad.of(Box(x / 595, y / 842, (x + 0.6 * tall * len(text)) / 595, (y + tall) / 842)), 0.98)
                for text, x, y, tall in callouts]  # fmt: skip

    return read


def lines_of(page: Page) -> list[str]:
    return [" ".join(word.text for word in page.words[slice(*line.words)]) for line in page.lines]


def test_what_stands_apart_on_a_drawing_is_no_line() -> None:
    """Pin numbers below and beside a label were joined to it: `≤40W 激光头 1 2`."""
    callouts = placed(
        ("EN", 480, 547, 14), ("MO", 483, 637, 10), ("ON", 503, 658, 18), ("≤40W激光头", 162, 708, 16),
        ("1 2", 497, 728, 20), ("Reset", 162, 600, 12), ("12", 300, 602, 12),
    )  # fmt: skip
    page = read(sheet("Figure 3", image_share=0.8), callouts)
    assert page.source == "both"
    assert {"≤40W 激光头", "1 2", "MO", "ON", "Reset", "12"} <= set(lines_of(page))


def test_a_table_in_a_picture_keeps_its_rows() -> None:
    rows = [("Voltage", "230 V"), ("Power", "1850 W"), ("Tank", "12 l"), ("Weight", "14 kg")]
    found = [(text, 60 + 200 * k, 300 + 20 * n, 12) for n, row in enumerate(rows) for k, text in enumerate(row)]
    page = read(sheet("Figure 3", image_share=0.8), placed(*found))
    assert lines_of(page)[-4:] == ["Voltage 230 V", "Power 1850 W", "Tank 12 l", "Weight 14 kg"]


def test_names_of_keys_in_a_chinese_page_put_nothing_in_doubt() -> None:
    page = read(sheet("请勿拆卸或改装本产品以免发生触电或火灾 " * 6 + "GPH RDG WKL MXQ " * 8), eyes("blah"))
    assert (page.source, page.warnings) == ("text", ())


def test_another_languages_text_under_a_scan_gives_way_to_the_print() -> None:
    page = read(sheet(GERMAN, hidden=1.0), eyes(ENGLISH))
    assert (page.source, page.warnings) == ("ocr", ("hidden_text",))


def test_text_under_a_scan_with_other_numbers_gives_way_to_the_print() -> None:
    wrong = ENGLISH.replace("230", "110").replace("1850", "3300").replace("14.2", "17.6").replace("12", "21")
    assert read(sheet(wrong, hidden=1.0), eyes(ENGLISH)).source == "ocr"
    assert read(sheet(ENGLISH, hidden=1.0), eyes(ENGLISH.replace(" the", "the"))).source == "text"


def test_a_layer_in_a_script_that_the_reader_does_not_know_is_not_replaced_by_its_guess() -> None:
    russian = "Перед чисткой вынимайте вилку из розетки и никогда не погружайте чайник в воду"
    page = read(sheet(russian, hidden=1.0), eyes("Buveannlcunlynebily aaanrauuaaan", sure=0.55))
    assert said(page) == russian


def test_what_is_read_of_an_unknown_script_is_no_text_and_said_so() -> None:
    guess = "Buveannlcunlynebily aaanrauuaaaing uauuavlu usvuw baba naaunuuaaig uauuavlu usvuw baba uauavu"
    page = read(sheet(""), eyes(guess, sure=0.6))
    assert (page.source, page.words, page.warnings) == ("none", (), ("no_text", "ocr_doubtful"))


def test_text_that_nobody_can_see_is_said_to_be_left_out() -> None:
    assert read(sheet(ENGLISH, unseen=80), eyes()).warnings == ("unseen_text",)


def spun(lines: Sequence[str], degrees: float) -> list[Line]:
    """Lines of a page that lies askew by so many degrees, as a reader finds them."""
    width, height = 595.0, 842.0
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def at(x: float, y: float) -> tuple[float, float]:
        x, y = x - width / 2, y - height / 2
        return (x * cos - y * sin + width / 2) / width, (x * sin + y * cos + height / 2) / height

    found = []
    for k, text in enumerate(lines):
        top = 250 + 14.0 * (k // 2)
        left, right = (100.0, 335.0) if k % 2 == 0 else (338.0, 500.0)
        found.append(
            Line(text, Quad((at(left, top), at(right, top), at(right, top + 11), at(left, top + 11))), 0.98)
        )  # two pieces of each line, as readers cut them
    return found


@pytest.mark.parametrize("degrees", [0, 3, -4, 15, 180, 176])
def test_a_scan_that_lies_askew_or_upside_down_is_read_line_by_line(degrees: float) -> None:
    pieces = [f"the first part of line {k // 2} of it" if k % 2 == 0 else f"and the rest {k // 2}." for k in range(24)]
    lines = spun(pieces, degrees)
    page = read_page(sheet(""), lambda side: PICTURE, lambda pixels: lines[::-1])
    assert said(page) == " ".join(pieces)
    middle = lines[0].quad.box
    first = page.words[0].box
    assert middle.left - 0.01 < first.left and first.right < middle.right + 0.01
    assert middle.top - 0.01 < first.top and first.bottom < middle.bottom + 0.01, "boxes stay where the print is"


def test_wording_is_told_by_its_little_words_and_its_letters() -> None:
    assert not is_doubtful(ENGLISH) and not is_doubtful(GERMAN * 2)
    assert is_doubtful(shifted(ENGLISH, 3)) and not is_doubtful(shifted(ENGLISH, 3)[:60])
    assert is_doubtful("Ïåðåä ÷èñòêîé âûíèìàéòå âèëêó èç ðîçåòêè è íèêîãäà íå ïîãðóæàéòå " * 4)
    assert agree("请勿拆卸或改装本产品", "请勿拆卸或改裝本产品。") and not agree(
        "请勿拆卸或改装本产品", "清洁之前请先拔下插头"
    )
    assert is_readable("Wasser 水") and not is_readable("Вода") and is_readable("230 V")
