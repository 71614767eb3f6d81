"""Photos of the TORVELLA air fryer: the rating label on its back, a fault code on its display."""

from __future__ import annotations

from tests.samples import surfaces
from tests.samples.camera import Shot
from tests.samples.labels import Label
from tests.samples.solids import Decal, Scene, Solid, Window
from tests.samples.things import air_slots, cable


def rating_label() -> Label:
    """The silver sticker on the back, 62 by 44 mm."""
    label = Label(62, 44, paper=(196, 198, 199), ink=(28, 28, 30), corner=1.5)
    label.text(3, 2.6, "TORVELLA", 5.4, bold=True, track=0.15)
    label.text(59, 3.8, "Air fryer", 3.4, right=True)
    label.line((3, 9.8), (59, 9.8), width=0.3)
    label.text(3, 11.0, "Model: AF-5201", 3.5, bold=True)
    label.text(3, 15.8, "220-240V~ 50/60Hz 1500W", 3.5)
    label.text(3, 20.6, "Capacity: 5.2L", 3.1)
    label.text(3, 24.8, "For household use only", 3.1)
    label.text(3, 29.0, "S/N AF52-2604-118273", 2.6)
    label.bin(3.2, 35.2, 5.2)
    label.mark(10.4, 35.4, "TV", 5.2)
    label.mark(17.6, 35.4, "S", 5.2)
    label.ean(33.2, 32.6, "590212605201", 0.25, 6.4)
    return label


def behind_the_fryer() -> tuple[Scene, Shot]:
    """The label on the glossy black back, a ceiling lamp and a window mirrored, dust, the cord at the edge."""
    sticker = Decal(rating_label().worn(51, 1.0, 0.2), (-1.0, 2.2), (6.2, 4.4), gloss=0.5)
    vent = Decal(air_slots(90, 40, 7, (58, 58, 60)).worn(52, 0.0), (2.0, 8.6), (9.0, 4.0), gloss=0.05)
    body = Solid(
        "box",
        (0, 0, 4),
        (13.5, 15.5, 4),
        2.6,
        (0.016, 0.016, 0.017),
        gloss=0.45,
        rough=0.16,
        turn=(-6, 0, 0),
        grain=0.012,
        bulge=0.018,
        decals=(sticker, vent),
    )
    cord = tuple(
        Solid(s.kind, (s.at[0], s.at[1], s.at[2] + 8.0), s.half, s.radius, s.colour, s.gloss, s.rough, s.turn)
        for s in cable([(6.5, -2.4), (8.5, -3.5), (7.6, -7.0), (10, -10), (16, -14)], 0.33, (0.02, 0.02, 0.02))
    )
    bush = Solid("disc", (5.9, -2.1, 8.1), (0.9, 0.9, 0.35), 0.12, (0.02, 0.02, 0.02), gloss=0.2)
    scene = Scene(
        solids=(body, bush, *cord),
        table=surfaces.stone(16, (0.46, 0.44, 0.40), (0.3, 0.25, 0.2)),
        eye=(-3.4, -5.6, 20.3),
        target=(-0.1, 2.7, 8),
        lamp=(-20, 26, 40),
        lamp_size=8,
        sky=(0.40, 0.41, 0.42),
        lamp_colour=(1.0, 0.95, 0.87),
        windows=(Window((0.75, 0.62, 0.50), (0.16, 0.3), 0.9), Window((-0.36, 0.80, 0.66), (0.035, 0.035), 3.0)),
        view=40,
        roll=-2,
        focus=14.4,
        aperture=0.010,
    )
    return scene, Shot(exposure=0.2, cast=(0.98, 1.0, 1.04), noise=0.014, seed=52, quality=82)


def _panel() -> Label:
    """The black glass of the front: keys, name; 120 by 70 mm."""
    label = Label(120, 72, paper=(9, 9, 10), ink=(190, 192, 195), corner=5)
    label.text(38, 57.5, "TORVELLA", 6.6, bold=True, track=1.1)
    label.text(60.5, 66.2, "AF-5201", 2.6, ink=(120, 120, 122))
    for n, word in enumerate(("–", "MENU", "START", "+")):
        x = 22 + n * 25.3
        label.circle(x, 45, 5.4, line=0.3)
        if len(word) == 1:
            label.text(x - 1.5, 42.0, word, 5.2, bold=True)
        else:
            label.text(x - len(word) * 0.66, 43.9, word, 2.0, bold=True)
    return label


SEGMENTS = {"E": "adefg", "0": "abcdef", "4": "bcfg"}


def _digits(text: str) -> Label:
    """Seven-segment digits that shine; 60 by 26 mm."""
    label = Label(60, 26, ink=(255, 120, 40))
    for n, character in enumerate(text):
        x, y, w, h, t = 5 + n * 17.5, 2.5, 10.5, 20.0, 2.3
        places = {
            "a": (x, y, w, t),
            "d": (x, y + h - t, w, t),
            "g": (x, y + (h - t) / 2, w, t),
            "f": (x, y, t, h / 2),
            "e": (x, y + h / 2, t, h / 2),
            "b": (x + w - t, y, t, h / 2),
            "c": (x + w - t, y + h / 2, t, h / 2),
        }
        for segment in SEGMENTS[character]:
            px, py, pw, ph = places[segment]
            label.box(px + 0.25, py + 0.25, pw - 0.5, ph - 0.5, fill=(255, 120, 40), corner=0.8)
    return label


def code_on_the_display() -> tuple[Scene, Shot]:
    """E04 in a dim kitchen in the evening: the display glares, the panel mirrors the lamp, smudges of fingers."""
    glass = Decal(_panel().worn(61, 0.8), (0, 3.2), (12.0, 7.2), gloss=0.8)
    digits = Decal(_digits("E04").worn(62, 0.0), (0, 5.2), (6.0, 2.6), glow=2.6)
    split = Label(200, 3, ink=(1, 1, 1))
    split.box(0, 0.8, 200, 1.4, fill=(1, 1, 1))
    gap = Decal(split.worn(1, 0), (0, -2.6), (26, 0.34))
    body = Solid(
        "box",
        (0, 0, 6),
        (13.2, 15, 6),
        3.2,
        (0.05, 0.05, 0.052),
        gloss=0.26,
        rough=0.24,
        turn=(4, 0, 0),
        grain=0.02,
        bulge=0.012,
        decals=(glass, digits, gap),
    )
    grip = Solid(
        "box",
        (0.6, -8.6, 12.6),
        (2.6, 4.2, 1.0),
        0.9,
        (0.035, 0.035, 0.036),
        gloss=0.4,
        rough=0.15,
        turn=(4, 0, 0),
        grain=0.04,
    )
    scene = Scene(
        solids=(body, grip),
        table=surfaces.wood(27, (0.10, 0.06, 0.03), (0.30, 0.2, 0.11)),
        eye=(3.4, -8.8, 33.0),
        target=(-0.1, 1.6, 12),
        lamp=(30, 20, 46),
        lamp_size=6,
        sky=(0.085, 0.08, 0.075),
        lamp_colour=(0.42, 0.33, 0.22),
        windows=(Window((-0.30, 0.62, 0.72), (0.10, 0.05), 4.5), Window((0.34, 0.75, 0.6), (0.05, 0.05), 6.0)),
        view=38,
        roll=3,
        focus=23.8,
        aperture=0.008,
    )
    return scene, Shot(exposure=0.75, cast=(1.03, 1.0, 0.97), noise=0.024, seed=63, quality=74, shake=(2.2, 30))
