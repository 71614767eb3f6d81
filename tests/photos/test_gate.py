"""A photo that cannot be read is said to be so as soon as it is opened, with what to write to the buyer."""

from __future__ import annotations

import time
from collections.abc import Generator

import cv2
import numpy as np
import pytest

from assist.assistant import Assistant
from assist.case.draft import Draft
from assist.case.photo import Case, Flaw, Pixels
from assist.case.reading import Reading
from assist.case.reply import Outcome, Reply
from assist.engines.pictures import open_photo
from assist.wiring import open_phrases, open_tables
from tests.danger.test_danger import Empty
from tests.photos.test_likeness import PHOTOS, jpeg

LANGUAGES = ("zh", "en", "de", "es", "fr", "it", "ja", "ru", "pt")
SHARP = PHOTOS["plug-oven"]


def noisy(value: int) -> Pixels:
    """A frame of one shade with a sensor's noise."""
    grain = np.random.default_rng(3).normal(0, 0.7, (1200, 1600, 3))
    return np.asarray(np.clip(value + grain, 0, 255), np.uint8)


STATES = {
    Flaw.BLANK: noisy(245),
    Flaw.DARK: np.asarray(noisy(4), np.uint8),
    Flaw.TINY: np.asarray(cv2.resize(SHARP, (100, 75), interpolation=cv2.INTER_AREA), np.uint8),
    Flaw.BLURRED: np.asarray(cv2.GaussianBlur(SHARP, (0, 0), 60), np.uint8),
}


def test_a_good_photo_is_not_called_unreadable() -> None:
    for name, pixels in PHOTOS.items():
        assert not open_photo(jpeg(pixels, 90)).quality.hopeless or name == "dark-photo"


@pytest.mark.parametrize("flaw", STATES, ids=lambda flaw: flaw.value)
def test_an_unreadable_photo_names_its_flaw_and_the_sentence_for_the_buyer(flaw: Flaw) -> None:
    photo = open_photo(jpeg(STATES[flaw], 90))
    assert flaw in photo.quality.flaws and photo.quality.hopeless

    def answer(reply: Reply) -> Generator[Draft, None, None]:
        yield Draft(found=False)

    phrases = open_phrases()
    line = Assistant(lambda photo: Reading(photo.id), Empty(), answer, open_tables(), phrases)
    reply = line(Case("Does it work in Germany?", (photo,)))
    assert reply.outcome is Outcome.UNREADABLE_PHOTO
    assert reply.ask[0].key.startswith("ask.photo_")
    for language in LANGUAGES:
        assert len(phrases.say(reply.ask[0], language)) > 8


def test_judging_a_photo_of_12_megapixels_costs_less_than_decoding_it() -> None:
    large = np.asarray(cv2.resize(SHARP, (4032, 3024), interpolation=cv2.INTER_LINEAR), np.uint8)
    data = jpeg(large, 90)

    def seconds(work: object) -> float:
        began = time.process_time()
        work()  # type: ignore[operator]
        return time.process_time() - began

    def decode() -> None:
        from io import BytesIO

        from PIL import Image

        np.asarray(Image.open(BytesIO(data)).convert("RGB"))

    decode(), open_photo(data)
    plain, whole = min(seconds(decode) for _ in range(3)), min(seconds(lambda: open_photo(data)) for _ in range(3))
    assert whole < 3 * plain  # 1.8 times when this was written: 273 ms of one slow core against 154
