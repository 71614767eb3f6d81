"""Objects: what a page is drawn of, told from its pdfium objects: pictures, paths and ruling lines."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

from assist.case.page.segments import Rules
from assist.case.page.sheet import Facts
from assist.engines.pdf.frame import Frame

MAX_OBJECTS = 6000  # drawings hold 100,000 paths; what a page is made of shows in the first few thousand
THIN = 2.5  # points: what is thinner is a line
SHORTEST_RULE = 18.0  # points
GRID_SIDE = 120.0  # points: a path wider than this may be a table's whole grid
MAX_GRID = 600  # pieces of such a path


def objects_of(page: Any, frame: Frame) -> tuple[Facts, Rules]:
    """What the page is drawn of: pictures, paths and ruling lines."""
    import pypdfium2.raw as raw

    edges = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = edges
    places = [ctypes.byref(edge) for edge in edges]
    boxes: list[tuple[float, float, float, float]] = []
    images = paths = 0
    covered = 0.0
    for k in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, k)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(thing, *places):
            continue
        a, b, c, d = frame.edges(left.value, bottom.value, right.value, top.value)
        a, b, c, d = max(a, 0.0), max(b, 0.0), min(c, frame.width), min(d, frame.height)
        if c <= a and d <= b:
            continue
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            images += 1
            covered += max(0.0, c - a) * max(0.0, d - b)
        else:
            paths += 1
            if kind == raw.FPDF_PAGEOBJ_PATH:
                boxes += _parts(thing, (a, b, c, d), frame)
    share = min(1.0, covered / (frame.width * frame.height))
    return Facts(images=images, image_share=round(share, 4), paths=paths), _rules(boxes)


def _parts(
    thing: Any, whole: tuple[float, float, float, float], frame: Frame
) -> list[tuple[float, float, float, float]]:
    """A path's own box, or the boxes of its lines where it draws a whole grid at once."""
    import pypdfium2.raw as raw

    count = raw.FPDFPath_CountSegments(thing)
    large = whole[2] - whole[0] > GRID_SIDE and whole[3] - whole[1] > GRID_SIDE / 4
    if not large or not 6 <= count <= MAX_GRID:
        return [whole]
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    parts: list[tuple[float, float, float, float]] = []
    last: tuple[float, float] | None = None
    for k in range(count):
        piece = raw.FPDFPath_GetPathSegment(thing, k)
        raw.FPDFPathSegment_GetPoint(piece, ctypes.byref(x), ctypes.byref(y))
        at = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if last is not None and raw.FPDFPathSegment_GetType(piece) == raw.FPDF_SEGMENT_LINETO:
            parts.append(
                frame.edges(min(last[0], at[0]), min(last[1], at[1]), max(last[0], at[0]), max(last[1], at[1]))
            )
        last = at
    return parts


def _rules(boxes: Sequence[tuple[float, float, float, float]]) -> Rules:
    """Ruling lines among drawn boxes: thin ones, and the edges of framed or filled cells."""
    across: list[tuple[float, float, float]] = []
    down: list[tuple[float, float, float]] = []
    for a, b, c, d in boxes:
        wide, high = c - a, d - b
        if high < THIN and wide > SHORTEST_RULE:
            across.append((a, c, (b + d) / 2))
        elif wide < THIN and high > SHORTEST_RULE / 2:
            down.append((b, d, (a + c) / 2))
        elif wide > SHORTEST_RULE and high > SHORTEST_RULE / 2:
            across += [(a, c, b), (a, c, d)]
            down += [(b, d, a), (b, d, c)]
    return Rules(tuple(across), tuple(down))
