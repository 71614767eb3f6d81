"""PDF files: words where they stand, refusals with a reason, and a child that may die."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from assist.engines.pdf import Pdf, PdfProcess
from assist.engines.pdf.unlocking import unlocked
from assist.engines.pdf.words import cleaned
from assist.errors import ManualError
from tests.pdf_files import SCAN, Sheet, lines, locked, pdf, say


def texts(data: bytes, number: int = 1) -> list[str]:
    with Pdf(data) as opened:
        return [word.text for word in opened.text_page(number).words]


def test_a_word_is_boxed_where_it_is_drawn() -> None:
    with Pdf(pdf(say(59.5, 757.8, "Voltage", 20))) as opened:
        page = opened.text_page(1)
        pixels = opened.render(1, long_side=842)
    (word,) = page.words
    assert word.box.left == pytest.approx(0.1, abs=0.01)
    assert 0.06 < word.box.top < word.box.bottom < 0.12
    left, top, right, bottom = word.box.pixels(pixels.shape[1], pixels.shape[0])
    dark = pixels.min(axis=2) < 128
    assert dark[top:bottom, left:right].sum() > 0.98 * dark.sum()


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_on_a_rotated_page_the_box_lies_on_the_rendered_word(rotate: int) -> None:
    sheet = Sheet(say(100, 700, "Rotated", 24), rotate=rotate)
    with Pdf(pdf(sheet)) as opened:
        page, pixels = opened.text_page(1), opened.render(1, long_side=900)
    assert (page.width > page.height) == (rotate in (90, 270))
    assert (pixels.shape[1] > pixels.shape[0]) == (rotate in (90, 270))
    left, top, right, bottom = page.words[0].box.pixels(pixels.shape[1], pixels.shape[0])
    dark = pixels.min(axis=2) < 128
    assert dark[top:bottom, left:right].sum() > 0.98 * dark.sum() > 0


def test_a_cropped_page_knows_only_what_is_visible() -> None:
    sheet = Sheet(say(100, 700, "Inside") + say(100, 100, "Outside"), crop=(50, 400, 400, 800))
    with Pdf(pdf(sheet)) as opened:
        page, pixels = opened.text_page(1), opened.render(1, long_side=800)
    assert [word.text for word in page.words] == ["Inside"]
    assert (page.width, page.height) == (350, 400)
    left, top, right, bottom = page.words[0].box.pixels(pixels.shape[1], pixels.shape[0])
    assert (pixels[top:bottom, left:right] < 128).any()


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left column line {k} runs on and on" for k in range(8)]
    right = [f"right column line {k} runs on too" for k in range(8)]
    mixed = "".join(
        lines(60, 700 - 14 * k, [a]) + lines(320, 700 - 14 * k, [b])
        for k, (a, b) in enumerate(zip(left, right, strict=True))
    )
    said = " ".join(texts(pdf(say(60, 760, "A title across the whole page", 18) + mixed)))
    assert said == " ".join(["A title across the whole page", *left, *right])


def test_chinese_comes_out_as_written() -> None:
    said = "".join(texts(pdf(say(60, 700, "额定电压：220伏", 14, "F3"))))
    assert said == "额定电压：220伏"


def test_tabs_nul_and_soft_hyphens_do_not_reach_the_words() -> None:
    assert texts(pdf(say(60, 700, "rated\tvoltage\x00") + say(60, 660, "230 V"))) == ["rated", "voltage", "230", "V"]
    assert cleaned("volt\u00adage", "volt\u00adage", 8) == ("voltage", False)
    assert cleaned("\uf0b7", "\uf0b7", 1) == ("•", False)


def test_a_designation_keeps_the_hyphen_at_the_end_of_its_line() -> None:
    assert cleaned("JK\u0002", "JK\u0002\r\nB1A24S", 3) == ("JK-", True)
    assert cleaned("mainte\u0002", "mainte\u0002\r\nnance", 7) == ("mainte", True)


def test_a_word_broken_at_the_end_of_a_line_is_known_to_go_on() -> None:
    content = lines(60, 700, ["Disconnect the appliance before any mainte-", "nance or cleaning work is done."])
    with Pdf(pdf(content)) as opened:
        page = opened.text_page(1)
    assert [line.hyphen for line in page.lines] == [True, False]
    assert page.words[page.lines[0].words[1] - 1].text == "mainte"


def test_the_title_comes_from_the_file() -> None:
    with Pdf(pdf(say(60, 700, "x"), title="User manual")) as opened:
        assert opened.title == "User manual"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "manual_empty"),
        (b"GIF89a" + bytes(400), "manual_not_pdf"),
        (b"%PDF-1.7\nnothing that could be a document", "manual_damaged"),
    ],
)
def test_a_file_that_is_no_readable_pdf_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(ManualError) as caught:
        Pdf(data)
    assert caught.value.code == code
    assert caught.value.help


def test_a_truncated_file_is_read_or_refused_at_every_length() -> None:
    whole = pdf(say(60, 700, "Whole"), say(60, 700, "Second"))
    for length in range(20, len(whole), len(whole) // 12):
        try:
            with Pdf(whole[:length]) as opened:
                opened.text_page(1)
        except ManualError as error:
            assert error.code.startswith("manual_")


def test_a_locked_file_asks_for_its_password_and_opens_with_it() -> None:
    data = locked(pdf(say(60, 700, "Secret")), "tulip")
    for password, code in ((None, "manual_password"), ("rose", "manual_wrong_password")):
        with pytest.raises(ManualError) as caught:
            Pdf(data, password)
        assert caught.value.code == code
    with Pdf(data, "tulip") as opened:
        assert [word.text for word in opened.text_page(1).words] == ["Secret"]


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(ManualError) as caught:
        Pdf(pdf(*["" for _ in range(5)]), max_pages=4)
    assert caught.value.code == "manual_too_many_pages"


def test_a_scan_is_known_as_a_picture() -> None:
    with Pdf(pdf(SCAN)) as opened:
        sheet = opened.sheet(1)
    assert sheet.page.words == ()
    assert sheet.facts.image_share == pytest.approx(1.0, abs=0.01)


def test_text_that_is_never_painted_is_known_as_hidden() -> None:
    hidden = Sheet(SCAN.content + "\n" + say(60, 700, "A scanner read this", mode=3), picture=SCAN.picture)
    with Pdf(pdf(hidden)) as opened:
        assert opened.sheet(1).facts.hidden == 1.0


def test_the_child_answers_as_the_engine_does(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(lines(60, 700, ["Rated voltage 230 V", "Rated current 10 A"]), title="T"))
    with PdfProcess() as child, Pdf(file) as here:
        assert child.open(file) == (1, "T")
        assert child.sheet(1).facts == here.sheet(1).facts
        assert [w.text for w in child.sheet(1).page.words] == [w.text for w in here.text_page(1).words]
        assert (child.render(1, long_side=300) == here.render(1, long_side=300)).all()


def test_a_child_that_hangs_or_dies_costs_one_page(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(say(60, 700, "One"), say(60, 700, "Two")))
    with PdfProcess(timeout=1.0) as child:
        child.open(file)
        assert child.pid is not None
        os.kill(child.pid, signal.SIGSTOP)
        with pytest.raises(ManualError) as caught:
            child.sheet(1)
        assert caught.value.code == "page_timeout"
        assert child.sheet(2).page.words[0].text == "Two"
        os.kill(child.pid, signal.SIGKILL)
        with suppress(ManualError):  # the page at hand is lost, where the question was already asked
            child.sheet(2)
        assert child.sheet(1).page.words[0].text == "One"


def test_the_child_refuses_as_the_engine_does(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"no pdf at all")
    with PdfProcess() as child, pytest.raises(ManualError) as caught:
        child.open(file)
    assert caught.value.code == "manual_not_pdf"


def test_a_page_is_read_by_a_second_extractor_and_damage_gives_it_nothing_to_say(tmp_path: Path) -> None:
    from assist.engines.pdf.second import SecondReader

    file = tmp_path / "two.pdf"
    file.write_bytes(pdf(say(60, 700, "Descale every 3 months.")))
    with PdfProcess() as opened:
        opened.open(file)
        assert "Descale every 3 months." in opened.second(1)
        assert opened.second(9) == ""
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(file.read_bytes()[:200])
    assert SecondReader(broken).text(1) == ""


def test_a_file_is_decrypted_by_its_password_and_by_no_other() -> None:
    data = locked(pdf(say(60, 700, "Secret rating 12 V")), "right")
    opened = unlocked(data, "right")
    assert opened is not None and texts(opened) == ["Secret", "rating", "12", "V"]
    assert unlocked(data, "wrong") is None and unlocked(b"%PDF-1.7 nothing", "right") is None
    assert unlocked(pdf(say(60, 700, "open")), "") is None, "it is not protected"
