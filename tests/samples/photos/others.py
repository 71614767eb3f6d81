"""Photos of things that no manual is about, or that cannot be read."""

from __future__ import annotations

from dataclasses import replace

from tests.samples import surfaces
from tests.samples.camera import Shot
from tests.samples.labels import Label
from tests.samples.photos.charger import on_the_desk
from tests.samples.solids import Decal, Scene, Solid, Window
from tests.samples.things import cable, thumb


def _nameless_label() -> Label:
    label = Label(50, 37, paper=(214, 215, 214), ink=(30, 30, 34), corner=0.8)
    label.text(2.4, 1.4, "AC/DC ADAPTER", 3.6, bold=True)
    label.text(2.4, 7.2, "INPUT: 100-240V~ 50/60Hz 0.6A", 2.7)
    label.text(2.4, 11.4, "CAUTION: FOR INDOOR USE ONLY", 2.4)
    label.text(2.4, 14.9, "DRY LOCATION", 2.4)
    label.text(2.4, 21.6, "OUTPUT: 9V⎓2A", 3.7, bold=True)
    label.class_two(2.6, 29.6, 4.8)
    label.house(9.2, 29.6, 4.8)
    label.bin(15.8, 29.4, 5.0)
    label.polarity(31, 32.2, 3.8)
    label.text(47.6, 31.2, "2544", 2.2, right=True)
    return label


def thumb_over_the_input() -> tuple[Scene, Shot]:
    """A no-name adapter held so that the thumb lies on the input line; only the output can be read."""
    sticker = Decal(_nameless_label().worn(71, 1.2, 0.35), (0, 0.0), (5.0, 3.7), gloss=0.28)
    body = Solid(
        "box",
        (0, 0, 1.5),
        (3.3, 2.2, 1.5),
        0.35,
        (0.03, 0.03, 0.031),
        gloss=0.28,
        rough=0.3,
        turn=(-8, 0, 0),
        grain=0.09,
        decals=(sticker,),
    )
    lead = cable(
        [(-3.2, 0.5), (-5.6, 0.9), (-8.5, -0.6), (-9.5, 3.5), (-5, 7), (2, 7.4), (9, 10)], 0.17, (0.025, 0.025, 0.026)
    )
    scene = Scene(
        solids=(body, *lead, thumb((-0.75, 0.86, 3.55), 178, lift=13, tan=0.92)),
        table=surfaces.laminate(33, (0.66, 0.65, 0.62)),
        eye=(0.9, -7.6, 13.6),
        target=(0.1, 0.3, 1.7),
        lamp=(-14, 20, 28),
        lamp_size=10,
        sky=(0.36, 0.37, 0.39),
        lamp_colour=(0.98, 0.98, 1.0),
        windows=(Window((-0.3, 0.7, 0.64), (0.3, 0.2), 1.6),),
        view=37,
        roll=-4,
        focus=14.0,
        aperture=0.010,
    )
    return scene, Shot(exposure=-0.1, cast=(0.97, 1.0, 1.05), noise=0.013, seed=72, quality=82)


def _power_bank_print() -> Label:
    label = Label(120, 62, ink=(205, 206, 208))
    label.text(4, 3, "ZORVIK", 8.6, bold=True, track=0.5)
    label.text(4, 15.5, "Power Bank  PB-20K", 4.6, bold=True)
    label.text(4, 22.4, "Capacity: 20000mAh 74Wh 3.7V", 3.7)
    label.text(4, 27.6, "Rated energy: 12000mAh (5V⎓2A)", 3.7)
    label.text(4, 32.8, "Input USB-C: 5V⎓3A 9V⎓2A", 3.7)
    label.text(4, 38.0, "Output USB-C: 5V⎓3A 9V⎓2.22A 12V⎓1.5A", 3.7)
    label.text(4, 43.2, "Output USB-A: 5V⎓2.4A", 3.7)
    label.bin(4.4, 51.4, 6.2)
    label.mark(13.4, 51.8, "Z", 6.0)
    label.text(116, 54.4, "SN ZK20K8804127", 2.8, right=True)
    return label


def power_bank() -> tuple[Scene, Shot]:
    """A power bank of a brand without a manual, on a bed sheet in the sun."""
    side = Decal(_power_bank_print().worn(81, 1.0), (0.4, 0), (12.0, 6.2), gloss=0.3)
    body = Solid(
        "box",
        (0, 0, 1.15),
        (7.2, 3.5, 1.15),
        0.55,
        (0.035, 0.042, 0.06),
        gloss=0.36,
        rough=0.28,
        turn=(17, 0, 0),
        grain=0.07,
        seam=0.55,
        bulge=0.01,
        decals=(side,),
    )
    scene = Scene(
        solids=(body,),
        table=surfaces.linen(44, (0.60, 0.63, 0.66), size=22, turn=35),
        eye=(-3.0, -12.5, 20.0),
        target=(0.2, -0.1, 1.0),
        lamp=(32, 22, 40),
        lamp_size=2.2,
        sky=(0.30, 0.33, 0.40),
        lamp_colour=(1.1, 1.02, 0.9),
        windows=(Window((-0.5, 0.6, 0.6), (0.3, 0.2), 1.2),),
        view=37,
        roll=-6,
        focus=22.6,
        aperture=0.008,
    )
    return scene, Shot(exposure=-0.25, cast=(1.0, 1.0, 1.0), noise=0.009, seed=82, quality=82)


def too_dark() -> tuple[Scene, Shot]:
    """The charger's label at night without a lamp, moved while the shutter was open: nothing can be read."""
    scene, _ = on_the_desk()
    night = replace(
        scene,
        lamp=(8, -30, 26),
        lamp_colour=(0.12, 0.10, 0.08),
        sky=(0.05, 0.05, 0.06),
        windows=(),
        eye=(-1.5, -8.0, 17.0),
        target=(-0.3, 0.1, 1.8),
        roll=-9,
        aperture=0.02,
        focus=11.0,
    )
    return night, Shot(exposure=0.35, cast=(1.10, 1.0, 0.84), noise=0.042, seed=91, quality=64, shake=(34, 24), blur=5)
