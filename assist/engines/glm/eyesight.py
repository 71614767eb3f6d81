"""Eyesight: a test picture that a model can only answer by looking, and the judgement of its answers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from assist.case.generation import Generated, Picture, Request
from assist.case.geometry import Box
from assist.errors import EngineError, EngineUnavailable

SIDE = 448
"""Pixels of the picture's side: 256 tokens, and digits 60 px high, which any model that sees can read."""

INK = 84
"""Size of the font."""

OVERLAP = 0.3
"""Least intersection over union of a box with the number's; the whole picture as a box has 0.06, a wrong corner 0."""

ANSWER_TOKENS = 700
"""Tokens for an answer of one word: some models think before they say it."""

SYSTEM = "You are tested. Answer in English, as briefly as you can."
READ = "Which number is printed in the picture? Reply with its digits only."
FIND = (
    "Where is the number in the picture? Reply with its box only, as [[x1, y1, x2, y2]], "
    "each from 0 to 1000 across the picture's width and height."
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with a number in one corner: the number, and where it stands."""

    picture: Picture
    number: str
    box: Box

    def read(self) -> Request:
        return _ask("test-read", READ, (self.picture,))

    def find(self) -> Request:
        return _ask("test-find", FIND, (self.picture,))


def hello() -> Request:
    """A question without a picture, for the time that an answer takes."""
    return _ask("test-hello", "Reply with the word ready.", ())


def draw(chance: Callable[[], float]) -> Chart:
    """A chart with four digits drawn by `chance` (from [0, 1)) in one of four corners, black on white."""
    from PIL import Image, ImageDraw, ImageFont

    number = "".join(str(int(chance() * 10)) for _ in range(4))
    canvas = Image.new("RGB", (SIDE, SIDE), "white")
    pen, font = ImageDraw.Draw(canvas), ImageFont.load_default(INK)
    left, top, right, bottom = pen.textbbox((0, 0), number, font=font)
    margin = SIDE / 14
    x = margin if chance() < 0.5 else SIDE - margin - (right - left)
    y = margin if chance() < 0.5 else SIDE - margin - (bottom - top)
    pen.text((x - left, y - top), number, fill="black", font=font)
    held = io.BytesIO()
    canvas.save(held, "PNG")
    box = Box.from_pixels(x, y, x + right - left, y + bottom - top, SIDE, SIDE)
    return Chart(Picture(held.getvalue(), "image/png", SIDE, SIDE), number, box)


def looks(
    ask: Callable[[Request], Generated], chance: Callable[[], float]
) -> tuple[Chart, str, Generated, tuple[str, ...]]:
    """The chart last shown, what was said of it, the answer, and notes; a misread number gets a second chance.

    `ask` gives a whole answer and raises `EngineUnavailable` or `EngineError`; the latter means that it does not see.
    """
    for attempt in (1, 2):
        chart = draw(chance)
        try:
            answer = ask(chart.read())
        except EngineUnavailable:
            raise
        except EngineError as error:
            return chart, "", Generated(), (f"It fails on pictures, so it gets no photos. {error}",)
        if has_read(answer.text, chart) or attempt == 2:
            return chart, re.sub(r"<\|\w+\|>", "", answer.text).strip()[:120], answer, ()
    raise AssertionError("unreachable")


def points(ask: Callable[[Request], Generated], chart: Chart) -> float:
    """How well the box that is asked for meets the number's: intersection over union, 0 where it gives none."""
    try:
        return overlap(ask(chart.find()).text, chart)
    except EngineUnavailable:
        raise
    except EngineError:
        return 0.0


def has_read(answer: str, chart: Chart) -> bool:
    """Whether the answer says the number, and does not merely say many."""
    numbers = re.findall(r"\d+", without_thoughts(answer))
    return chart.number in numbers and len(numbers) <= 2


def overlap(answer: str, chart: Chart) -> float:
    """Intersection over union of the answer's box with the number's; 0 where it gives none."""
    corners = re.findall(r"\d+(?:\.\d+)?", without_thoughts(answer))[-4:]
    if len(corners) < 4:
        return 0.0
    return Box.from_glm(*(float(corner) for corner in corners)).iou(chart.box)


def without_thoughts(answer: str) -> str:
    """What stands after the thinking; all of it where the thinking never ended in an answer."""
    rest = re.sub(r"(?s)^.*</think>", "", answer)
    return rest if rest.strip() else answer


def _ask(task: str, text: str, pictures: tuple[Picture, ...]) -> Request:
    return Request(task, "1", SYSTEM, text, pictures, max_tokens=ANSWER_TOKENS)
