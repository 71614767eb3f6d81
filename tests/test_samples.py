"""The demo's manuals and photos are what their generator makes, and hold what the examples promise."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from tests.samples.camera import MOST_BYTES, photograph
from tests.samples.manuals import ALL, adapter_zh, air_fryer, charger, heater, lights, smart_plug
from tests.samples.photos.air_fryer import code_on_the_display
from tests.samples.stories import STORIES

ROOT = Path(__file__).resolve().parents[1]
MANUALS = ROOT / "manuals"
EXAMPLES = ROOT / "assist" / "web" / "examples"
PICTURED = [story for story in STORIES if story.photo]
# What a buyer may ask of each manual, and the page on which it stands (none for the scan: it has no text).
ANSWERS = [
    (charger.FILE, "100-240 V~, 50/60 Hz, 1.7 A max."),
    (adapter_zh.FILE, "220V～　50Hz　0.8A"),
    (air_fryer.FILE, "Gebläse blockiert oder dreht nicht"),
    (air_fryer.FILE, "风扇被卡住或不转"),
    (smart_plug.FILE, "2.4 GHz only"),
    (lights.FILE, "darf das ganze Jahr im Freien bleiben"),
]


def pages_of(file: Path) -> list[str]:
    document = pypdfium2.PdfDocument(file)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def boxes_of(file: Path) -> list[list[tuple[int, ...]]]:
    """The boxes of every twentieth character of each page, in tenths of a point."""
    document = pypdfium2.PdfDocument(file)
    try:
        texts = [page.get_textpage() for page in document]
        return [[tuple(round(v * 10) for v in t.get_charbox(n)) for n in range(0, t.count_chars(), 20)] for t in texts]
    finally:
        document.close()


@pytest.mark.parametrize("manual", [charger, air_fryer], ids=lambda m: m.FILE)
def test_a_manual_typeset_twice_has_the_same_bytes(manual: Any, tmp_path: Path) -> None:
    first, second = manual.make(tmp_path / "one"), manual.make(tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("manual", [m for m in ALL if m is not heater], ids=lambda m: m.FILE)
def test_the_kept_manual_is_the_one_its_code_typesets(manual: Any, tmp_path: Path) -> None:
    fresh = manual.make(tmp_path)
    assert pages_of(fresh) == pages_of(MANUALS / manual.FILE)
    assert boxes_of(fresh) == boxes_of(MANUALS / manual.FILE)


def test_the_kept_scan_is_the_one_its_code_scans(tmp_path: Path) -> None:
    fresh, kept = (pypdfium2.PdfDocument(file) for file in (heater.make(tmp_path), MANUALS / heater.FILE))
    assert len(fresh) == len(kept)
    for number in range(len(kept)):
        new, old = (np.asarray(d[number].render(scale=0.5, grayscale=True).to_pil(), int) for d in (fresh, kept))
        assert np.abs(new - old).mean() < 2
    fresh.close()
    kept.close()


def test_no_manual_has_a_character_without_a_glyph(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for manual in (adapter_zh, air_fryer, charger):
        manual.make(tmp_path)
    assert "missing the following glyphs" not in caplog.text


@pytest.mark.parametrize(("file", "words"), ANSWERS)
def test_a_manual_answers_in_its_text_layer(file: str, words: str) -> None:
    together = "".join("".join(pages_of(MANUALS / file)).split())
    assert "".join(words.split()) in together


def test_the_scan_has_no_text_layer_but_a_picture_on_every_page() -> None:
    assert pages_of(MANUALS / heater.FILE) == [""] * 6


def test_manuals_have_six_to_twelve_pages_and_stay_small() -> None:
    files = [MANUALS / manual.FILE for manual in ALL]
    assert [6 <= len(pages_of(file)) <= 12 for file in files] == [True] * len(files)
    assert sum(file.stat().st_size for file in files) <= 3_000_000


@pytest.mark.parametrize("story", PICTURED, ids=lambda s: s.id)
def test_a_photo_opens_and_has_a_phones_size(story: Any) -> None:
    file = EXAMPLES / str(story.photo)
    with Image.open(file) as picture:
        picture.load()
        assert picture.format == "JPEG"
        assert 2_000_000 <= picture.width * picture.height <= 3_200_000
    assert file.stat().st_size <= MOST_BYTES


def test_a_photo_taken_twice_has_the_same_bytes() -> None:
    assert photograph(*code_on_the_display(), scale=0.06) == photograph(*code_on_the_display(), scale=0.06)


@pytest.mark.parametrize("story", PICTURED, ids=lambda s: s.id)
def test_the_kept_photo_is_the_one_its_code_takes(story: Any) -> None:
    small = Image.open(BytesIO(photograph(*story.picture(), scale=0.1))).convert("RGB")
    with Image.open(EXAMPLES / str(story.photo)) as kept:
        kept_small = kept.convert("RGB").resize(small.size, Image.Resampling.BOX)
    coarse = (small.width // 4, small.height // 4)
    new, old = (np.asarray(p.resize(coarse, Image.Resampling.BOX), int) for p in (small, kept_small))
    assert np.abs(new - old).mean() < 6


def test_the_list_of_examples_is_the_stories() -> None:
    listed = json.loads((EXAMPLES / "examples.json").read_text("utf-8"))
    assert listed == [story.entry() for story in STORIES]
    assert len(PICTURED) >= 8


def test_every_example_names_a_manual_that_is_there() -> None:
    named = {story.manual for story in STORIES if story.manual}
    assert {name for name in named if not (MANUALS / name).is_file()} == set()


def test_the_stories_differ_in_language_and_in_how_they_end() -> None:
    assert {"en", "zh", "de", "fr", "es"} <= {story.language for story in STORIES}
    assert {"yes", "no", "unclear", None} == {story.verdict for story in STORIES}
