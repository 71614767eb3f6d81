"""Upright: do EXIF samples of one picture, stored in eight orientations, come out equal?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from assist.case.photo import Photo
from assist.errors import AssistError
from assist.evaluation.figures import Figures, share

# Mean absolute difference of 8-bit samples on a 64-pixel copy: the same picture encoded twice as JPEG stays below 1,
# the same picture turned or mirrored is above 36 (18 samples of the development bench, 2026-11-21).
SAME = 6.0
_SIDE = 64


def upright_figures(files: Sequence[Path], open_photo: Callable[[bytes], Photo]) -> tuple[Figures, list[str]]:
    """`image.upright` over the files, the first of each series (`Landscape_0` ... `Landscape_8`) being the measure."""
    series: dict[str, list[Path]] = {}
    for file in sorted(files):
        series.setdefault(re.sub(r"[_-]?\d+$", "", file.stem), []).append(file)
    wrong: list[str] = []
    for members in series.values():
        first, *_ = shots = [_opened(file, open_photo) for file in members]
        wrong += [file.name for file, shot in zip(members, shots, strict=True) if not same_picture(first, shot)]
    return {"image.upright": share(file.name not in wrong for file in files)}, wrong


def same_picture(one: Photo | None, other: Photo | None) -> bool:
    """Of one shape and, on a small copy, of the same colours."""
    import cv2
    import numpy as np

    if one is None or other is None or (one.width > one.height) != (other.width > other.height):
        return False
    small = [cv2.resize(photo.pixels, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) for photo in (one, other)]
    return float(np.abs(small[0].astype(float) - small[1].astype(float)).mean()) < SAME


def _opened(file: Path, open_photo: Callable[[bytes], Photo]) -> Photo | None:
    try:
        return open_photo(file.read_bytes())
    except AssistError:
        return None
