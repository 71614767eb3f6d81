"""A box is drawn where its crop reads as quoted, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from assist.case.draft import Claim
from assist.case.evidence import Evidence
from assist.case.geometry import Box, Quad
from assist.case.passages import Found, Page, Passage, Word
from assist.case.photo import Case, Photo, Pixels, Quality
from assist.case.reading import Line
from assist.case.reply import Reply
from assist.case.specs import Source
from assist.desk.crops import Crops, same_words
from assist.desk.places import places
from assist.errors import EngineError, ManualError

LEFT, RIGHT = Quad.of(Box(0.0, 0.4, 0.5, 0.6)), Quad.of(Box(0.5, 0.4, 1.0, 0.6))


def photo(photo_id: str = "p") -> Photo:
    """Dark at the left, light at the right."""
    pixels = np.zeros((200, 400, 3), np.uint8)
    pixels[:, 200:] = 255
    return Photo(photo_id, 400, 200, "PNG", Quality(100, 120, 100, 0), pixels)


class ByShade:
    """Reads dark crops as `5V 3A` and light ones as `Made in China`, and counts."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, crop: Pixels) -> tuple[Line, ...]:
        self.calls += 1
        return (Line("5V 3A" if crop.mean() < 128 else "Made in China", LEFT, 0.9),)


def test_the_crop_is_what_is_read_again_and_only_once() -> None:
    read = ByShade()
    agrees = Crops(photo, read)
    assert agrees("p", LEFT, "5V 3A") and not agrees("p", RIGHT, "5V 3A")
    assert agrees("p", LEFT, "5V 3A") and read.calls == 2


def test_a_reader_that_fails_is_no_reason_against_a_box() -> None:
    def broken(crop: Pixels) -> tuple[Line, ...]:
        raise EngineError("no reader", code="ocr_failed")

    assert Crops(photo, broken)("p", LEFT, "5V 3A")


@pytest.mark.parametrize(
    ("quote", "read", "same"),
    [
        ("100-240V~ 50/60Hz", "INPUT:100-240V~50/60Hz 0.5A", True),
        ("Rated voltage 220V", "Ratcd voltage 220V", True),
        ("220V", "110V", False),
        ("5V 3A", "5V 2A", False),
        ("输入 220V", "输入：220V", True),
        ("Made in China", "OUTPUT 5V", False),
        ("IP44", "", False),
    ],
)
def test_letters_may_differ_a_little_and_digits_not_at_all(quote: str, read: str, same: bool) -> None:
    assert same_words(quote, read) is same


def test_the_photo_still_proves_a_reply_when_a_manual_it_looked_at_is_gone() -> None:
    gone, there = (Passage(name, name, 1, "", "Do not open the housing.", "en") for name in ("gone", "there"))
    reply = Reply(Case("?", (photo(),)), found=Found((gone, there)))

    def page(manual: str, number: int) -> Page:
        if manual == "gone":
            raise ManualError("This page is not in the library.", code="page_missing")
        return Page(manual, number, 595, 842)

    assert [place.id for place in places(reply, page)] == ["p", "there"]


def test_a_page_that_was_read_anew_is_not_marked_where_other_words_stand_now() -> None:
    said, box = "Do not open the housing.", Box(0.1, 0.1, 0.3, 0.2)
    passage = Passage("p", "m", 1, "", said, "en", (2, 7))
    before, after = "Safety first Do not open the housing. Ever.", "Page one Keep clear of children under eight years"

    def marked(page: str) -> bool:
        words = tuple(Word(word, box) for word in page.split())
        (_, place) = places(Reply(Case("?", (photo(),)), found=Found((passage,))), lambda *_: Page("m", 1, 9, 9, words))
        return bool(place.quads)

    assert marked(before) and not marked(after)


def test_a_box_whose_crop_reads_otherwise_is_left_out_and_the_others_stay() -> None:
    told = (("5V 3A", LEFT, 0), ("5V 3A", RIGHT, 1), ("4006381333931", RIGHT, -1))
    evidence = tuple(
        Evidence(Claim("says so", quote, Source("photo", "p", line)), True, (quad,), number=number)
        for number, (quote, quad, line) in enumerate(told, 1)
    )
    reply = Reply(Case("?", (photo(),)), evidence=evidence)

    def no_page(manual: str, number: int) -> None:
        raise AssertionError("no page is cited")

    (place,) = places(reply, no_page, Crops(photo, ByShade()))  # type: ignore[arg-type]
    assert [(mark.quads, mark.why) for mark in place.marks] == [((LEFT,), ""), ((), "box_differs"), ((RIGHT,), "")]
