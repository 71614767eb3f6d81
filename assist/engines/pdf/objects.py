"""Objects: what a page is drawn of, told from its pdfium objects: pictures, paths and ruling lines."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

from assist.case.page.segments import Rules
from assist.case.page.sheet import Facts
from assist.engines.pdf.frame import Frame

MAX_OBJECTS = 6000  # drawings hold 100,000 paths; what a page is made of shows in the first few thousand
THIN = 2.5  # points: what is thinner is a line
SHORTEST_RULE = 18.0  # points
GRID_SIDE = 120.0  # points: a path wider than this may be a table's whole grid
MAX_GRID = 600  # pieces of such a path
MAX_COVERS = 300  # more than so many things painted after the first text are a drawing


class Cover(NamedTuple):
    """A picture or a filled shape that is painted after some text: its edges, and which of the page's objects it is."""

    edges: tuple[float, float, float, float]
    order: int


def objects_of(page: Any, frame: Frame) -> tuple[Facts, Rules, list[Cover]]:
    """What the page is drawn of: pictures, paths and ruling lines; and what may cover text, being painted later."""
    import pypdfium2.raw as raw

    edges = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = edges
    places = [ctypes.byref(edge) for edge in edges]
    boxes: list[tuple[float, float, float, float]] = []
    covers: list[Cover] = []
    images = paths = 0
    covered = 0.0
    after_text = False
    for k in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, k)
        kind = raw.FPDFPageObj_GetType(thing)
        after_text = after_text or kind == raw.FPDF_PAGEOBJ_TEXT
        if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(thing, *places):
            continue
        a, b, c, d = frame.edges(left.value, bottom.value, right.value, top.value)
        a, b, c, d = max(a, 0.0), max(b, 0.0), min(c, frame.width), min(d, frame.height)
        if c <= a and d <= b:
            continue
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            images += 1
            if after_text and kind == raw.FPDF_PAGEOBJ_IMAGE:
                covers.append(Cover((a, b, c, d), k))
            covered += max(0.0, c - a) * max(0.0, d - b)
        else:
            paths += 1
            if kind == raw.FPDF_PAGEOBJ_PATH:
                if after_text and min(c - a, d - b) > THIN and is_filled(thing):
                    covers.append(Cover((a, b, c, d), k))
                boxes += _parts(thing, (a, b, c, d), frame)
    share = min(1.0, covered / (frame.width * frame.height))
    facts = Facts(images=images, image_share=round(share, 4), paths=paths)
    return facts, _rules(boxes), covers if len(covers) <= MAX_COVERS else []


def is_filled(thing: Any) -> bool:
    """Whether a path is filled, not only drawn along."""
    import pypdfium2.raw as raw

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(raw.FPDFPath_GetDrawMode(thing, mode, stroke)) and mode.value != raw.FPDF_FILLMODE_NONE


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
