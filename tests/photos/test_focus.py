"""Two products on one photo are two labels to choose from; one product with much print is one."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from assist.assistant import Assistant
from assist.case.draft import Draft
from assist.case.focus import Label, closer, labels_of, named, scoped
from assist.case.geometry import Box, Quad
from assist.case.photo import Case, Focus, Photo, Quality
from assist.case.reading import Code, Line, Reading
from assist.case.reply import Outcome, Reply, from_dict, to_dict
from assist.case.verdict import Judgement
from assist.engines.ocr import Reader
from assist.wiring import open_phrases, open_tables
from tests.danger.test_danger import Empty

EUROPE = ("FAN HEATER", "Model: HL-2201", "220-240V~ 50Hz 2000W")
AMERICA = ("SPACE HEATER", "Model: KQ-990", "120V~ 60Hz 1500W")


def block(left: float, top: float, *texts: str, high: float = 0.03, wide: float = 0.3) -> Iterator[Line]:
    """A label's lines under each other."""
    for k, text in enumerate(texts):
        at = top + 1.5 * high * k
        yield Line(text, Quad.of(Box(left, at, min(1.0, left + wide), at + high)), 0.99)


def side_by_side(*more: Line) -> Reading:
    return Reading("p", (*block(0.05, 0.3, *EUROPE), *block(0.6, 0.3, *AMERICA), *more))


def test_two_products_side_by_side_or_one_above_the_other_are_two_labels() -> None:
    above = Reading("p", (*block(0.1, 0.05, *EUROPE), *block(0.1, 0.6, *AMERICA)))
    for reading in (side_by_side(), above):
        labels = labels_of(reading)
        assert [label.name for label in labels] == ["HL-2201", "KQ-990"]
        assert labels[0].box.iou(labels[1].box) == 0


@pytest.mark.parametrize(
    "lines",
    [
        (*block(0.1, 0.3, *EUROPE), *block(0.1, 0.7, "Read the manual", "before use")),
        (*block(0.1, 0.3, *EUROPE), *block(0.1, 0.7, "Works with KQ-990", "and HL-2300 filters")),
        (*block(0.1, 0.3, *EUROPE), *block(0.6, 0.3, *EUROPE)),
        (*block(0.1, 0.3, "Model: HL-2201", "220-240V~ 2000W"), *block(0.6, 0.3, "Model: HL-2201B", "220-240V~ 2000W")),
        (*block(0.05, 0.3, "Model", "Input", "Output", wide=0.15),
         *block(0.22, 0.3, "AD-12", "100-240V~ 0.5A", "12V 1A", wide=0.2)),
        (*block(0.1, 0.3, "SK JQC-12FT", "005-H", "16A 250VAC", "TV-5"),
         *block(0.6, 0.3, "CZ2-Z-2", "16A 250VAC", "SK JQC-12FT", "005-H")),
        (*block(0.1, 0.3, "E302 relay", "AC 100~250V", "K1", "C5"), *block(0.6, 0.3, "B1911", "TIA 250V", "D5", "C6")),
        tuple(block(0.1, 0.3, *EUROPE)),
        (),
    ],
    ids=["a warning", "others", "twice", "two versions", "a table", "equal relays", "a board", "one label", "nothing"],
)  # fmt: skip
def test_one_product_is_not_taken_for_two(lines: tuple[Line, ...]) -> None:
    assert labels_of(Reading("p", lines)) == ()


def test_a_wide_photo_does_not_tear_a_label_apart() -> None:
    lines = (*block(0.10, 0.30, "Model: HL-2201", "220-240V~", high=0.06, wide=0.1),
             *block(0.24, 0.30, "Model: KQ-990", "2000W", high=0.06, wide=0.1))  # fmt: skip
    assert len(labels_of(Reading("p", lines), aspect=4.0)) == 2
    assert labels_of(Reading("p", lines), aspect=1.0) == ()


def test_a_focus_keeps_what_stands_inside_and_leaves_other_photos_alone() -> None:
    codes = (Code("EAN13", "4006381333931", Quad.of(Box(0.7, 0.4, 0.8, 0.42))),)
    reading = Reading("p", side_by_side().lines, codes)
    first, second = labels_of(reading)
    assert [line.text for line in scoped(reading, second.focus).lines] == list(AMERICA)
    assert scoped(reading, second.focus).codes == codes and scoped(reading, first.focus).codes == ()
    assert scoped(reading, None) is reading and scoped(reading, Focus("other", first.box)) is reading


def test_the_buyer_s_own_words_choose_where_they_name_one() -> None:
    labels = labels_of(side_by_side())
    assert named(labels, "does the kq 990 work in Germany?") == labels[1].focus
    assert named(labels, "does it work in Germany?") is None
    assert named(labels, "HL-2201 or KQ-990?") is None


def answered(message: str, focus: Focus | None = None) -> Reply:
    def answer(reply: Reply) -> Generator[Draft, None, None]:
        yield Draft(found=False)

    line = Assistant(lambda photo: side_by_side(), Empty(), answer, open_tables(), open_phrases())
    photo = Photo("p", 1000, 1000, "JPEG", Quality(100, 120, 100, 0))
    return line(Case(message, (photo,), focus=focus))


def test_the_agent_is_asked_which_product_and_the_choice_decides() -> None:
    open_ = answered("Does it work in Germany?")
    assert open_.outcome is Outcome.WHICH_PRODUCT and len(open_.labels) == 2
    assert "HL-2201 / KQ-990" in open_.text
    for label, judgement in zip(open_.labels, (Judgement.YES, Judgement.NO), strict=True):
        reply = answered("Does it work in Germany?", label.focus)
        assert reply.outcome is not Outcome.WHICH_PRODUCT
        assert reply.verdict is not None and reply.verdict.has is not None
        (proof,) = reply.verdict.proofs
        assert proof.quote in (EUROPE if judgement is Judgement.YES else AMERICA)[2]


def test_labels_and_focus_survive_being_kept() -> None:
    reply = answered("Does the HL-2201 work in Germany?")
    assert reply.case.focus == reply.labels[0].focus
    again = from_dict(to_dict(reply))
    assert again.labels == reply.labels and again.case.focus == reply.case.focus
    assert isinstance(again.labels[0], Label)


@pytest.mark.slow
def test_two_photographed_products_are_told_apart_by_the_real_reader(reader: Reader) -> None:
    import cv2
    import numpy as np

    from assist.engines.pictures import open_photo
    from tests.photos.test_likeness import PHOTOS, jpeg

    halves = []
    for name in ("adapter-japan", "plug-oven"):
        pixels = PHOTOS[name]
        halves.append(cv2.resize(pixels, (int(pixels.shape[1] * 1100 / pixels.shape[0]), 1100)))
    photo = open_photo(jpeg(np.asarray(np.hstack(halves), np.uint8), 92))
    labels = labels_of(reader.read(photo), photo.width / photo.height)
    assert [label.name for label in labels] == ["MY-1203C", "SP-16E"]
    assert labels[0].box.right < 0.5 < labels[1].box.left


def test_a_closer_look_adds_what_was_missed_and_keeps_lines_that_its_edge_cuts() -> None:
    def line(text: str, top: float, confidence: float = 0.9) -> Line:
        return Line(text, Quad.of(Box(0.1, top, 0.9, top + 0.05)), confidence)

    whole = Reading("p", (line("INPUT: 100-240V~ 50/60Hz", 0.1), line("0UTPUT: 5V 3A", 0.2)))
    near = (line("PUT: 100-240V~ 50/60Hz", 0.1), line("OUTPUT: 5V 3A", 0.2), line("S/N 12345", 0.4))
    read = closer(whole, near)
    assert [one.text for one in read.lines] == ["INPUT: 100-240V~ 50/60Hz", "OUTPUT: 5V 3A", "S/N 12345"]
    assert closer(whole, ()) == whole
