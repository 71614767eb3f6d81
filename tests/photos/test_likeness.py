"""A photo that was sent before is known again; another photo of another thing is not."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from assist.case.likeness import ALIKE, BITS, apart
from assist.case.photo import Pixels
from assist.engines.likeness import likeness
from assist.engines.pictures import open_photo
from assist.engines.store import TicketRow
from tests.photos.test_intake import Kept

EXAMPLES = Path(__file__).resolve().parents[2] / "assist" / "web" / "examples"
PHOTOS = {file.stem: open_photo(file.read_bytes()).pixels for file in sorted(EXAMPLES.glob("*.jpg"))}


def jpeg(pixels: Pixels, quality: int) -> bytes:
    return bytes(cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def cut(pixels: Pixels, left: float, top: float, share: float) -> Pixels:
    """The picture with `share` of its sides cut off, `left` and `top` of that on the first side."""
    height, width = pixels.shape[:2]
    x, y = int(width * share * left), int(height * share * top)
    return pixels[y : y + int(height * (1 - share)), x : x + int(width * (1 - share))]


@pytest.mark.parametrize("name", PHOTOS)
def test_a_copy_is_known_again(name: str) -> None:
    pixels = PHOTOS[name]
    own = likeness(pixels)
    copies = {
        "saved again": open_photo(jpeg(pixels, 40)).pixels,
        "a quarter": np.asarray(cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8),
        "larger": np.asarray(cv2.resize(pixels, None, fx=1.3, fy=1.3), np.uint8),
        "cut at the left": cut(pixels, 1.0, 0.0, 0.03),
        "cut all round": cut(pixels, 0.5, 0.5, 0.08),
    }
    assert {
        kind: apart(own, likeness(copy)) for kind, copy in copies.items() if apart(own, likeness(copy)) > ALIKE
    } == {}


def test_different_photos_are_far_apart() -> None:
    hashes = {name: likeness(pixels) for name, pixels in PHOTOS.items()}
    for (one, first), (two, second) in itertools.combinations(hashes.items(), 2):
        assert apart(first, second) > ALIKE, (one, two)


def test_what_is_no_likeness_is_far_from_everything() -> None:
    own = likeness(next(iter(PHOTOS.values())))
    assert apart(own, own) == 0 and apart(own, "") == apart("", "") == apart(own, "abc") == BITS


def test_the_tickets_that_show_a_photo_or_its_copy_are_named(tmp_path: Path) -> None:
    house = Kept(tmp_path)
    pixels = PHOTOS["adapter-japan"]
    first = house.intake.take(jpeg(pixels, 95))
    copy = house.intake.take(jpeg(cut(pixels, 0.5, 0.5, 0.02), 60))
    other = house.intake.take(jpeg(PHOTOS["plug-oven"], 95))
    for ticket, photo in (("a", first), ("b", first), ("c", copy), ("d", other)):
        house.store.save_ticket(TicketRow(ticket, photos=((photo.id, "photo.jpg"),), created=float(ord(ticket))))
    assert [(seen.ticket, seen.same_file) for seen in house.intake.seen_before(first.id, "a")] == [
        ("c", False), ("b", True),
    ]  # fmt: skip
    assert [seen.ticket for seen in house.intake.seen_before(copy.id, "c")] == ["b", "a"]
    assert house.intake.seen_before(other.id, "d") == ()
    house.store.remove_ticket("c")
    assert [seen.ticket for seen in house.intake.seen_before(first.id, "a")] == ["b"]
    house.close()


def test_many_photos_are_looked_through_at_once(tmp_path: Path) -> None:
    house = Kept(tmp_path)
    photo = house.intake.take(jpeg(PHOTOS["adapter-japan"], 95))
    own = int(likeness(PHOTOS["adapter-japan"]), 16)
    started = time.perf_counter()
    for number in range(1, 5_001):
        apart(f"{own:0192x}", f"{own ^ (number << 400):0192x}")
    assert time.perf_counter() - started < 60, "far above what a busy machine needs, far below a hang"
    assert house.intake.seen_before(photo.id, "") == ()
    house.close()
