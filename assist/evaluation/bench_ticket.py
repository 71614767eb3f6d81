"""Bench ticket: an invented question about a charger with its photo, passages and prompt, as a real one would be put.

Each number gives another serial on the label and another order, so that no two prompts or pictures are the same while
the beginning of the prompt is, as in a shop's day.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np

from assist.case.asking.material import material_of
from assist.case.generation import Model, Request
from assist.case.geometry import Quad
from assist.case.judgement import Sentence
from assist.case.passages import Found, Passage
from assist.case.photo import Case, Photo, Quality
from assist.case.product import ProductMatch
from assist.case.reading import Line, Reading
from assist.case.reply import Reply
from assist.case.specs import specs_of_reading
from assist.engines.glm.answering import GlmAnswer
from assist.engines.glm.pictures import pictures_of
from assist.settings import Settings
from assist.wiring import open_prompts

WIDTH, HEIGHT = 2000, 1500  # 3 megapixels: what chat apps leave of a phone's photo
INK, PAPER, DESK = (30, 30, 34), (236, 236, 230), (146, 128, 108)
PRINT = (
    "AC/DC ADAPTER", "MODEL: NT-2450B", "INPUT: 100-240V~ 50/60Hz 1.2A", "OUTPUT: 24.0V = 2.5A 60.0W",
    "INDOOR USE ONLY   CLASS II", "S/N {serial:08d}", "MADE IN CHINA",
)  # fmt: skip
MESSAGE = "Hello, I move to Germany next month. Can I use this power supply there, or do I need a transformer?"
PASSAGES = (
    ("Technical data", "Power supply NT-2450B. Input 100-240 V AC, 50/60 Hz, 1.2 A max. Output 24.0 V DC, 2.5 A, 60 W. "
     "Efficiency level VI. No-load consumption 0.1 W. Operating temperature 0 to 40 °C. Cable length 1.8 m."),
    ("Use abroad", "The power supply adapts itself to mains voltages between 100 and 240 V. A voltage converter is not "
     "needed. Where the wall socket has another shape, use the exchangeable plug heads (types A, C, G and I are in the "
     "box) and push the head until it clicks. Never use a travel adapter without a protective cover."),
    ("Safety", "Use the power supply indoors only. Keep it dry. Do not open the housing. Pull the plug before "
     "cleaning. Do not use the power supply when the cable or the housing is damaged. Do not cover it while it works."),
    ("Connecting", "Connect the round plug to the socket on the back of the device, then the power supply to the "
     "mains. The lamp on the front turns green. If it blinks red, the output is overloaded: unplug other devices."),
)  # fmt: skip


def bench_request(model: Model, settings: Settings, number: int, max_tokens: int) -> Request:
    """The request that ticket `number` makes of `model`, by the prompt and the pictures of the answering engine."""
    answer = GlmAnswer(model, _no_draft, open_prompts()["answer"], settings.glm_image_tokens, settings.glm_timeout)
    reply = bench_reply(number)
    photo = reply.case.photos[0]
    shown = pictures_of(photo.id, photo.pixels, reply.readings[0], settings.glm_image_tokens)
    request = answer.request(reply, material_of(reply, shown if model.info().sees else ()))
    return replace(request, max_tokens=max_tokens)


def bench_reply(number: int) -> Reply:
    """The ticket as it is when a model is asked: photo, its reading, typed values, product and passages."""
    photo, reading = label(number)
    passages = tuple(
        Passage(f"bench-{place}", "bench", 3 + 4 * place, heading, text, "en")
        for place, (heading, text) in enumerate(PASSAGES)
    )
    case = Case(MESSAGE, (photo,), context=f"Order {70_000 + number}, ships to Germany")
    match = ProductMatch(("bench",), "Power supply", "NT-2450B", because=Sentence("product_model"))
    return Reply(case, readings=(reading,), specs=specs_of_reading(reading), match=match, found=Found(passages, 0.9))


def label(number: int) -> tuple[Photo, Reading]:
    """A label on a desk, drawn, and its print with where it stands."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (WIDTH, HEIGHT), DESK)
    drawing = ImageDraw.Draw(image)
    drawing.rounded_rectangle((420, 330, 1580, 1130), 30, PAPER)
    font = ImageFont.load_default(56)
    lines = []
    for row, text in enumerate(PRINT):
        text, place = text.format(serial=number), (480, 390 + 100 * row)
        drawing.text(place, text, INK, font)
        left, top, right, bottom = drawing.textbbox(place, text, font)
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        lines.append(Line(text, Quad.from_pixels(corners, WIDTH, HEIGHT), 0.97))
    grain = np.random.default_rng(number).integers(-9, 10, (HEIGHT, WIDTH, 1), np.int16)
    pixels = np.clip(np.asarray(image, np.int16) + grain, 0, 255).astype(np.uint8)
    name = hashlib.sha256(pixels.tobytes()).hexdigest()
    photo = Photo(name, WIDTH, HEIGHT, "JPEG", Quality(400.0, 150.0, 120.0, 0.0), pixels)
    return photo, Reading(name, tuple(lines))


def _no_draft(reply: Reply) -> Any:
    raise AssertionError("a request needs no draft")
