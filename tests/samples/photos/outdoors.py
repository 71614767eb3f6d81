"""Photos of the string lights' control box and of the fan heater's rating plate."""

from __future__ import annotations

from tests.samples import surfaces
from tests.samples.camera import Shot
from tests.samples.labels import Label
from tests.samples.solids import Decal, Scene, Solid, Window
from tests.samples.things import air_slots, cable


def _box_label() -> Label:
    label = Label(54, 30, paper=(238, 238, 234), ink=(24, 24, 26), corner=0.6)
    label.text(2.4, 1.5, "LANTERNIX", 4.6, bold=True)
    label.text(51.6, 2.6, "SL-20S", 3.4, bold=True, right=True)
    label.line((2.4, 7.6), (51.6, 7.6), width=0.25)
    label.text(2.4, 8.6, "LED-Lichterkette 10 m", 3.0)
    label.text(2.4, 12.5, "24V⎓ 0.6A 14.4W", 3.0)
    label.text(2.4, 16.4, "20 LED 2700K", 3.0)
    label.text(38, 11.4, "IP65", 5.4, bold=True)
    label.bin(2.6, 21.8, 5.4)
    label.mark(10, 22.2, "LX", 5.0)
    label.text(51.6, 24.6, "Lot 2607-33", 2.2, right=True)
    return label


def on_the_terrace() -> tuple[Scene, Shot]:
    """The control box on concrete in low sun, its label with dirt and water marks, cables to both sides."""
    sticker = Decal(_box_label().worn(101, 0.9, 0.5), (0, 0), (5.4, 3.0), gloss=0.2)
    body = Solid(
        "box",
        (0, 0, 1.25),
        (3.6, 2.1, 1.25),
        0.5,
        (0.022, 0.025, 0.022),
        gloss=0.2,
        rough=0.35,
        turn=(19, 0, 0),
        grain=0.12,
        seam=0.2,
        decals=(sticker,),
    )
    right = cable([(3.3, 1.1), (5.5, 1.9), (8.4, 0.6), (9.5, -4), (14, -6)], 0.26, (0.016, 0.018, 0.016))
    left = cable([(-3.3, -1.1), (-5.4, -1.8), (-7.6, 0.4), (-7.8, 4.4), (-12, 8)], 0.26, (0.016, 0.018, 0.016))
    scene = Scene(
        solids=(body, *right, *left),
        table=surfaces.paving(55),
        eye=(1.8, -8.8, 13.2),
        target=(0.1, 0.1, 1.3),
        lamp=(-40, 6, 26),
        lamp_size=1.6,
        sky=(0.31, 0.335, 0.375),
        lamp_colour=(1.25, 1.08, 0.86),
        windows=(),
        view=40,
        roll=5,
        focus=14.8,
        aperture=0.008,
    )
    return scene, Shot(exposure=-0.1, cast=(1.0, 1.0, 1.0), noise=0.008, seed=102, quality=80)


def _plate() -> Label:
    label = Label(66, 40, paper=(226, 228, 230), ink=(26, 26, 28), corner=0.4)
    label.box(1.2, 1.2, 63.6, 37.6, line=0.25)
    label.text(3.2, 2.6, "WARMSBY", 6.0, bold=True)
    label.text(62.6, 4.6, "FAN HEATER", 3.3, right=True)
    label.text(3.2, 11.2, "MODEL FH-2012", 3.8, bold=True)
    label.text(3.2, 16.6, "220-240V~ 50Hz 2000W", 3.8)
    label.text(3.2, 23.2, "DO NOT COVER", 4.6, bold=True)
    label.text(3.2, 30.0, "Serial No. 0418 77312", 2.9)
    label.class_two(45, 29.2, 5.6)
    label.bin(53, 29.0, 5.6)
    return label


def old_heater() -> tuple[Scene, Shot]:
    """A yellowed plate on cream plastic under a bare bulb, half of it in glare."""
    plate = Decal(_plate().worn(111, 1.2, 0.4), (-0.4, 0.6), (6.6, 4.0), gloss=0.65)
    grille = Decal(air_slots(90, 30, 6, (214, 198, 160)).worn(112, 0.0), (0.5, -5.0), (9.0, 3.0), gloss=0.0)
    body = Solid(
        "box",
        (0, 0, 5),
        (11, 11, 5),
        1.6,
        (0.50, 0.43, 0.30),
        gloss=0.35,
        rough=0.2,
        turn=(-9, 0, 0),
        grain=0.09,
        bulge=0.02,
        decals=(plate, grille),
    )
    scene = Scene(
        solids=(body,),
        table=surfaces.wood(67, (0.09, 0.045, 0.02), (0.26, 0.15, 0.08)),
        eye=(1.4, -6.0, 22.6),
        target=(-0.2, 0.0, 10),
        lamp=(10, 14, 34),
        lamp_size=3,
        sky=(0.17, 0.15, 0.13),
        lamp_colour=(1.0, 0.82, 0.58),
        windows=(Window((0.02, 0.66, 0.84), (0.11, 0.09), 4.4),),
        view=37,
        roll=-5,
        focus=14.0,
        aperture=0.009,
    )
    return scene, Shot(exposure=-0.1, cast=(1.03, 1.0, 0.95), noise=0.02, seed=113, quality=80)
