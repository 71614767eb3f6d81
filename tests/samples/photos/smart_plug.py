"""Photos of the PLENKO smart plug and of its carton."""

from __future__ import annotations

from tests.samples import surfaces
from tests.samples.camera import Shot
from tests.samples.labels import Label
from tests.samples.solids import Decal, Scene, Solid, Window
from tests.samples.things import thumb


def ring_print() -> Label:
    """The moulded-grey print on the plug's flat side, 40 by 32 mm."""
    label = Label(40, 34, ink=(84, 86, 88))
    label.text(1, 0.6, "plenko", 5.4, bold=True)
    label.text(1, 8.0, "Wi-Fi Smart Plug", 3.0)
    label.text(1, 12.0, "Model: SP-16E", 3.0, bold=True)
    label.text(1, 16.0, "220-240V~ 50Hz", 3.0)
    label.text(1, 20.0, "Max. 16A 3680W", 3.0)
    label.text(1, 24.0, "2.4GHz  IP20", 3.0)
    label.house(1.2, 29.0, 4.2)
    label.bin(7.0, 28.8, 4.4)
    label.mark(13.0, 29.0, "PK", 4.2)
    label.text(38.5, 31.2, "2608 0913", 1.8, right=True)
    return label


def held_over_the_worktop() -> tuple[Scene, Shot]:
    """The plug's side on a kitchen worktop, a lamp's reflection across it, a thumb at the edge."""
    side = Decal(ring_print().worn(31, 0.7), (-0.35, 0.0), (4.0, 3.4), gloss=0.3)
    body = Solid(
        "box",
        (0, 0, 2.0),
        (2.9, 2.35, 2.0),
        0.85,
        (0.83, 0.83, 0.82),
        gloss=0.55,
        rough=0.16,
        turn=(7, 0, 0),
        grain=0.03,
        bulge=0.07,
        decals=(side,),
    )
    rim = Solid(
        "box",
        (3.02, 0.37, 2.0),
        (0.32, 2.22, 1.9),
        0.3,
        (0.80, 0.80, 0.79),
        gloss=0.5,
        rough=0.15,
        turn=(7, 0, 0),
        grain=0.02,
    )
    button = Solid("box", (-1.9, -2.62, 2.0), (0.45, 0.12, 0.3), 0.1, (0.6, 0.61, 0.61), gloss=0.4, turn=(7, 0, 0))
    scene = Scene(
        solids=(body, rim, button, thumb((2.2, -1.55, 3.9), 158, lift=14, tan=0.8)),
        table=surfaces.stone(14, (0.23, 0.225, 0.22), (0.34, 0.27, 0.2)),
        eye=(-2.2, -7.6, 15.6),
        target=(0.35, 0.25, 2.3),
        lamp=(-16, 18, 34),
        lamp_size=7,
        sky=(0.32, 0.33, 0.34),
        lamp_colour=(1.0, 0.93, 0.82),
        windows=(Window((0.02, 0.52, 0.86), (0.30, 0.035), 4.2),),
        view=35,
        roll=4,
        focus=15.2,
        aperture=0.006,
    )
    return scene, Shot(exposure=0.0, cast=(1.02, 1.0, 0.93), noise=0.012, seed=15, quality=82)


def _carton() -> Label:
    """The side of the carton, 80 by 110 mm."""
    label = Label(80, 110, paper=(246, 246, 244), ink=(34, 36, 38), corner=0)
    label.box(0, 0, 80, 19, fill=(0, 132, 116))
    label.text(5, 5, "plenko", 8.5, bold=True, ink=(255, 255, 255))
    label.text(5, 22, "Wi-Fi Smart Plug", 5.2, bold=True)
    label.text(5, 29, "SP-16E", 5.2, bold=True, ink=(0, 120, 105))
    for n, row in enumerate(
        (
            "Wi-Fi: 2.4 GHz, 802.11 b/g/n",
            "Max. load: 16 A / 3680 W",
            "220-240 V~ 50 Hz",
            "Indoor use only, IP20",
            "Energy meter, schedules, timer",
            "Works without a hub",
        )
    ):
        label.box(5.4, 40.4 + n * 7.2, 2.0, 2.0, fill=(0, 132, 116))
        label.text(9.4, 38.6 + n * 7.2, row, 4.1)
    label.bin(6, 88, 7)
    label.house(15.5, 88.4, 6)
    label.mark(24, 88, "PK", 6.6)
    label.ean(44, 86, "590988716016", 0.30, 11)
    return label


def carton() -> tuple[Scene, Shot]:
    """The carton on a wooden floor in the evening, dented print, the buyer's own shadow over the lower half."""
    face = Decal(_carton().worn(121, 0.45, 0.15), (0, 0), (8.0, 11.0), gloss=0.22)
    body = Solid(
        "box",
        (0, 0, 2.9),
        (4.05, 5.55, 2.9),
        0.09,
        (0.70, 0.70, 0.68),
        gloss=0.12,
        rough=0.3,
        turn=(-5, 0, 0),
        bulge=0.012,
        grain=0.02,
        decals=(face,),
    )
    shade = Solid("disc", (7.5, -20, 30), (8, 8, 0.6), 0.5, (0.1, 0.1, 0.1))
    scene = Scene(
        solids=(body, shade),
        table=surfaces.wood(19, (0.14, 0.07, 0.035), (0.40, 0.23, 0.12), turn=70),
        eye=(-3.4, -8.4, 20.5),
        target=(0.2, -0.2, 4.0),
        lamp=(14, -26, 52),
        lamp_size=6,
        sky=(0.24, 0.23, 0.22),
        lamp_colour=(1.0, 0.88, 0.70),
        windows=(Window((0.3, 0.46, 0.8), (0.06, 0.3), 1.8),),
        view=42,
        roll=-3,
        focus=17.6,
        aperture=0.008,
    )
    return scene, Shot(exposure=0.25, cast=(1.05, 1.0, 0.92), noise=0.016, seed=122, quality=80)
