"""The demo's manuals and photos are what their generator makes, and hold what the examples promise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from assist.engines.embedding import Embedder
from assist.engines.ocr import Reader
from tests.samples.camera import MOST_BYTES, photograph
from tests.samples.fonts import covers, used_characters
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


@pytest.fixture(scope="module")
def fresh_manuals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All manuals, made anew."""
    folder = tmp_path_factory.mktemp("manuals")
    for manual in ALL:
        manual.make(folder)
    return folder


def test_a_manual_typeset_twice_has_the_same_bytes(fresh_manuals: Path, tmp_path: Path) -> None:
    again = lights.make(tmp_path)
    assert again.read_bytes() == (fresh_manuals / lights.FILE).read_bytes()


@pytest.mark.parametrize("manual", [m for m in ALL if m is not heater], ids=lambda m: m.FILE)
def test_the_kept_manual_is_the_one_its_code_typesets(manual: Any, fresh_manuals: Path) -> None:
    fresh = fresh_manuals / manual.FILE
    assert pages_of(fresh) == pages_of(MANUALS / manual.FILE)
    assert boxes_of(fresh) == boxes_of(MANUALS / manual.FILE)


def test_the_kept_scan_is_the_one_its_code_scans(fresh_manuals: Path) -> None:
    fresh, kept = (pypdfium2.PdfDocument(folder / heater.FILE) for folder in (fresh_manuals, MANUALS))
    assert len(fresh) == len(kept)
    for number in range(len(kept)):
        new, old = (np.asarray(d[number].render(scale=0.5, grayscale=True).to_pil(), int) for d in (fresh, kept))
        assert np.abs(new - old).mean() < 2
    fresh.close()
    kept.close()


def test_every_character_of_the_samples_has_a_glyph() -> None:
    faces = ("sans", "han", "symbols", "symbols2")
    printed = {chr(c) for c in used_characters() if c > 0x7E}
    assert {c for c in printed if not any(covers(name, c) for name in faces)} == set()


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
    small = Image.open(BytesIO(photograph(*story.picture(), scale=0.06))).convert("RGB")
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


@pytest.mark.slow
def test_a_photo_is_read_to_its_rating_line(reader: Reader) -> None:
    from assist.engines.pictures import open_photo

    reading = reader.read(open_photo((EXAMPLES / "charger-germany.jpg").read_bytes()))
    assert "INPUT:100-240V~50/60Hz1.7A" in "".join(reading.text.split())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, embedder_cache: Path, embedder: Embedder) -> Iterator[Any]:
    """The whole program over the sample manuals."""
    from assist.settings import Settings
    from assist.wiring import open_house

    index = tmp_path_factory.mktemp("index")
    settings = Settings(manuals=MANUALS, index=index, ocr_timeout=120, page_timeout=300)
    with open_house(settings, embedder_cache=embedder_cache) as opened:
        for manual in ALL:
            opened.ingest.add(MANUALS / manual.FILE, manual.FILE)
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.id)
def test_every_example_ends_as_it_promises(story: Any, house: Any) -> None:
    from assist.case.photo import Case
    from assist.engines.pictures import open_photo

    photos = (open_photo((EXAMPLES / story.photo).read_bytes()),) if story.photo else ()
    reply = house.assistant(Case(message=story.message, photos=photos, context=story.context))
    files = {manual.id: manual.file for manual in house.store.manuals()}
    matched = files[reply.match.manuals[0]] if reply.match.manuals else None
    verdict = reply.verdict.judgement.value if reply.verdict else None
    assert (matched, verdict, reply.language) == (story.manual, story.verdict, story.language)
    assert reply.outcome.value in story.outcomes
    shown = ["".join(proved.claim.quote.split()) for proved in reply.evidence]
    assert not story.quote or any("".join(story.quote.split()) in quote for quote in shown)
