"""Photos of the KELVARO charger."""

from __future__ import annotations

from tests.samples import surfaces
from tests.samples.camera import Shot
from tests.samples.labels import Label
from tests.samples.solids import Decal, Scene, Solid, Window
from tests.samples.things import round_pins, thumb

GREY = (92, 94, 99)


def print_of_charger() -> Label:
    """The grey print on the charger's side, 47 by 45 mm."""
    label = Label(47, 45, ink=GREY)
    label.text(1.5, 1.2, "KELVARO", 5.2, bold=True)
    label.text(1.5, 8.2, "65 W GaN USB Charger", 2.7)
    label.text(1.5, 11.8, "Model: KV-C65G", 2.7, bold=True)
    label.text(1.5, 15.4, "INPUT: 100-240V~ 50/60Hz 1.7A", 2.5)
    label.text(1.5, 18.7, "OUTPUT:", 2.5)
    label.text(1.5, 21.9, "USB-C1: 5V⎓3A 9V⎓3A 15V⎓3A", 2.3)
    label.text(1.5, 24.9, "20V⎓3.25A 65W Max.", 2.3)
    label.text(1.5, 27.9, "USB-C2: 5V⎓3A 9V⎓3A 12V⎓2.5A", 2.3)
    label.text(1.5, 30.9, "USB-A: 5V⎓3A 9V⎓2A 18W Max.", 2.3)
    label.text(1.5, 33.9, "Total output: 65W Max.", 2.3)
    label.class_two(1.8, 38.8)
    label.house(7.4, 38.6)
    label.bin(13.0, 38.6, 4.6)
    label.mark(19.0, 38.8, "Q", 4.2)
    label.mark(24.6, 38.8, "VI", 4.2)
    label.text(45.5, 40.6, "S/N 2609C65K0417", 1.8, right=True)
    return label


def on_the_desk() -> tuple[Scene, Shot]:
    """The charger on an oak desk by the window, tilted, held at its edge by a thumb."""
    side = Decal(print_of_charger().worn(11, 0.5), (0, 0), (4.7, 4.5), gloss=0.2)
    body = Solid(
        "box",
        (0, 0, 1.6),
        (2.6, 2.6, 1.6),
        0.32,
        (0.80, 0.80, 0.785),
        gloss=0.34,
        rough=0.22,
        turn=(-14, 0, 0),
        grain=0.055,
        seam=0.75,
        decals=(side,),
    )
    pins = round_pins((2.5, -0.62, 1.6), -14)
    scene = Scene(
        solids=(body, *pins, thumb((-2.05, -2.2, 3.3), 52, lift=14)),
        table=surfaces.wood(5, (0.16, 0.085, 0.04), (0.47, 0.30, 0.165)),
        eye=(1.2, -9.2, 15.2),
        target=(0.15, -0.25, 1.9),
        lamp=(-26, 22, 30),
        lamp_size=12,
        sky=(0.28, 0.31, 0.36),
        lamp_colour=(1.0, 0.97, 0.92),
        windows=(Window((-0.5, 0.75, 0.62), (0.34, 0.42), 2.3),),
        view=36,
        roll=2.5,
        focus=16.4,
        aperture=0.006,
    )
    return scene, Shot(exposure=0.05, cast=(1.03, 1.0, 0.95), noise=0.010, seed=3, quality=84)
