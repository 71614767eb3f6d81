"""Recognition models for other scripts come from files: loaded beside the first, asked where it is unsure."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from assist.engines.ocr import Reader
from assist.engines.ocr.models import DETECTION, RECOGNITION, ROW, Models, Picture, Read, _models_folder
from assist.engines.ocr.passes import Passes
from assist.engines.ocr.tiles import PAGE_PIXELS
from assist.errors import EngineUnavailable, SettingsError


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A recognition model's file under another name: the wheel's own, the only one there is without a network."""
    return Path(shutil.copy(_models_folder() / RECOGNITION, tmp_path / "korean_rec.onnx"))


def row(text: str) -> Picture:
    picture = Image.new("RGB", (320, ROW), (240, 240, 240))
    ImageDraw.Draw(picture).text((8, 4), text, fill=(10, 10, 10), font_size=34)
    return np.asarray(picture)


def test_a_second_model_is_loaded_from_its_file_and_reads(other: Path) -> None:
    models = Models("onnxruntime", 1, [other])
    assert list(models.recognisers) == [0, 1]
    first, second = (models.recognise([row("INPUT 12V")], model)[0] for model in models.recognisers)
    assert first.text.replace(" ", "") == "INPUT12V" and second == first


def test_a_file_that_is_no_recognition_model_is_a_clear_error_and_nothing_is_fetched(tmp_path: Path) -> None:
    mute = Path(shutil.copy(_models_folder() / DETECTION, tmp_path / "thai.onnx"))
    with pytest.raises(EngineUnavailable, match="does not name its characters") as error:
        Models("onnxruntime", 1, [mute])
    assert "thai.txt" in error.value.help
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(EngineUnavailable, match=r"broken\.onnx cannot be loaded"):
        Models("onnxruntime", 1, [broken])


def test_a_setting_that_names_no_file_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        Reader(models=[tmp_path / "gone.onnx"])
    assert error.value.code == "ocr_model_missing"


class TwoScripts:
    """Two recognisers that say what they are told; each call is kept."""

    def __init__(self, first: Read, second: Read) -> None:
        self.says, self.asked = (first, second), [0, 0]
        self.recognisers = range(2)

    def detect(self, picture: Picture, most_pixels: int) -> object:
        height, width = picture.shape[:2]
        return np.array([[(0, 0), (width, 0), (width, height), (0, height)]], np.float32) * 0.5, []

    def recognise(self, rows: list[Picture], model: int = 0) -> list[Read]:
        self.asked[model] += len(rows)
        return [self.says[model]] * len(rows)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (("INPUT", 0.97), ("인풋", 0.99), "INPUT"),
        (("lㅇ|H", 0.6), ("전압", 0.98), "전압"),
        (("Volt", 0.9), ("볼", 0.93), "Volt"),
    ],
)
def test_another_script_is_tried_where_the_first_is_unsure_and_must_be_surer(
    first: tuple[str, float], second: tuple[str, float], kept: str
) -> None:
    models = TwoScripts(Read(*first), Read(*second))
    found = Passes(models)(np.full((200, 400, 3), 200, np.uint8))  # type: ignore[arg-type]
    assert [line.text for line in found] == [kept]
    assert (models.asked[1] > 0) == (first[1] < 0.92)


def test_a_larger_copy_is_looked_at_only_where_print_is_small_or_unsure() -> None:
    class Print:
        """Three lines of a height in pixels of the copy that is looked at, read with one confidence."""

        recognisers = range(1)

        def __init__(self, high: float, sure: float) -> None:
            self.high, self.sure = high, sure

        def detect(self, picture: Picture, most_pixels: int) -> tuple[object, list[object]]:
            tops = [100, 300, 500]
            corners = [[(50, t), (450, t), (450, t + self.high), (50, t + self.high)] for t in tops]
            return np.array(corners, np.float32), []

        def recognise(self, rows: list[Picture], model: int = 0) -> list[Read]:
            return [Read("INPUT 12V", self.sure)] * len(rows)

    def looks(high: float, sure: float) -> list[str]:
        passes = Passes(Print(high, sure))  # type: ignore[arg-type]
        passes(np.full((960, 1280, 3), 200, np.uint8))
        return passes.looks

    assert "larger" not in looks(40, 0.99)
    assert "larger" in looks(18, 0.99) and "larger" in looks(40, 0.8)


def test_a_page_is_looked_at_once_on_the_larger_copy_and_in_tiles() -> None:
    class Small:
        """Four lines of small print, surely read; what the detector is shown is kept."""

        recognisers = range(1)

        def __init__(self) -> None:
            self.shown: list[tuple[int, int]] = []

        def detect(self, picture: Picture, most_pixels: int) -> tuple[object, list[object]]:
            self.shown.append((max(picture.shape), most_pixels))
            tops = [100, 300, 500, 700]
            return np.array([[(50, t), (450, t), (450, t + 14), (50, t + 14)] for t in tops], np.float32), []

        def recognise(self, rows: list[Picture], model: int = 0) -> list[Read]:
            return [Read("Clean the filter.", 0.99)] * len(rows)

    def shown(page: bool) -> list[tuple[int, int]]:
        models = Small()
        Passes(models, page=page)(np.full((1800, 1272, 3), 200, np.uint8))  # type: ignore[arg-type]
        return models.shown

    assert shown(page=True) == [(1765, PAGE_PIXELS)]
    assert shown(page=False) == [(1280, sys.maxsize), (1765, sys.maxsize)]


@pytest.mark.parametrize(
    ("stretched", "kept"),
    [
        (("Do not ingest. Keep dry.", 0.93), "Do not ingest. Keep dry."),
        (("D", 0.99), "Dont inget Kep"),
        (("D0 n0t ing", 0.4), "Dont inget Kep"),
    ],
)
def test_condensed_print_is_tried_stretched_and_never_loses_letters_by_it(
    stretched: tuple[str, float], kept: str
) -> None:
    class Condensed:
        """One line; what is made of it depends on how wide the row is cut."""

        recognisers = range(1)

        def detect(self, picture: Picture, most_pixels: int) -> tuple[object, list[object]]:
            place = np.array([[(100, 100), (500, 100), (500, 130), (100, 130)]], np.float32)
            return place * picture.shape[1] / 1280, []

        def recognise(self, rows: list[Picture], model: int = 0) -> list[Read]:
            usual = 400 * ROW / 30 * 1.2
            return [Read(*stretched) if row.shape[1] > usual else Read("Dont inget Kep", 0.6) for row in rows]

    found = Passes(Condensed())(np.full((960, 1280, 3), 200, np.uint8))  # type: ignore[arg-type]
    assert [line.text for line in found] == [kept]
