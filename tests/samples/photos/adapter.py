"""Photos of the 沐野 adapter, and of a no-name one whose input line is covered."""

from __future__ import annotations

from tests.samples import surfaces
from tests.samples.camera import Shot
from tests.samples.labels import Label
from tests.samples.solids import Decal, Scene, Solid, Window
from tests.samples.things import cable


def chinese_label() -> Label:
    """The white-on-black sticker of MY-1203C, 56 by 36 mm."""
    label = Label(56, 36, paper=(30, 30, 32), ink=(232, 232, 228), corner=1.6)
    label.box(1, 1, 54, 34, line=0.18, corner=1.0)
    label.text(2.6, 2.0, "沐野", 4.6, bold=True)
    label.text(13.0, 3.2, "MUYEA", 3.4, bold=True)
    label.text(53.5, 3.4, "电源适配器", 3.2, bold=True, right=True)
    label.line((2.6, 8.4), (53.4, 8.4), width=0.15)
    label.text(2.6, 9.3, "型号：MY-1203C", 3.0)
    label.text(2.6, 13.4, "输入：220V～ 50Hz 0.8A", 3.0)
    label.text(2.6, 17.5, "输出：12V⎓3A 36W", 3.0)
    label.text(2.6, 21.8, "警告：仅限室内使用，请勿拆开外壳", 2.4)
    label.text(2.6, 25.0, "沐野电器有限公司　中国制造", 2.4)
    label.class_two(2.8, 29.2, 4.2)
    label.house(8.8, 29.2, 4.2)
    label.bin(14.6, 29.0, 4.4)
    label.mark(20.6, 29.2, "M", 4.2)
    label.polarity(34.5, 31.4, 3.4)
    label.text(53.4, 30.4, "2611A30582", 1.9, right=True)
    return label


def in_the_dormitory() -> tuple[Scene, Shot]:
    """The adapter on grey linen under a warm desk lamp, in the hand's shadow, with dust on it."""
    sticker = Decal(chinese_label().worn(21, 1.25), (-0.2, 0.05), (5.6, 3.6), gloss=0.3)
    body = Solid(
        "box",
        (0, 0, 1.65),
        (3.9, 2.3, 1.65),
        0.38,
        (0.021, 0.021, 0.022),
        gloss=0.30,
        rough=0.32,
        turn=(11, 0, 0),
        grain=0.10,
        seam=-0.1,
        decals=(sticker,),
    )
    lead = cable(
        [(3.6, 0.7), (6.0, 1.4), (8.0, 3.4), (6.5, 6.2), (2.5, 6.6), (-3, 7.6), (-9, 6.2), (-14, 8)],
        0.19,
        (0.02, 0.02, 0.021),
    )
    strain = Solid(
        "capsule", (4.35, 0.86, 0.9), (0.7, 0.34, 0.24), colour=(0.02, 0.02, 0.021), turn=(14, 22, 0), rough=0.4
    )
    scene = Scene(
        solids=(body, strain, *lead),
        table=surfaces.linen(9, (0.40, 0.40, 0.39), turn=-9),
        eye=(-1.6, -8.6, 14.2),
        target=(0.25, 0.35, 1.6),
        lamp=(17, 16, 22),
        lamp_size=5,
        sky=(0.20, 0.19, 0.18),
        lamp_colour=(1.0, 0.84, 0.62),
        windows=(Window((0.55, 0.42, 0.66), (0.13, 0.13), 3.2),),
        view=38,
        roll=-3.5,
        focus=15.0,
        aperture=0.009,
    )
    return scene, Shot(exposure=0.75, cast=(1.04, 1.0, 0.96), noise=0.018, seed=8, quality=80)
