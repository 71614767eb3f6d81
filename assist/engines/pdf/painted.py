"""Painted: which words a reader sees, and which the file only holds: white on white, transparent, under a picture.

Such words are there for search engines, for programs that read manuals, or left over from an earlier version; an
answer must not rest on them.  Only words that something speaks against are looked at, on a picture of the page.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np

from assist.case.page.segments import Token
from assist.engines.pdf.frame import Frame
from assist.engines.pdf.objects import MAX_OBJECTS, Cover, is_filled

LIGHT = 240  # of 255, in all three colours
FAINT = 30  # of 255, opacity
# Grey levels between the darkest and the lightest pixel of a word that can be read.  Of 1,463 doubtful words on 709
# pages of the development manuals (2026-11-21) 5 have fewer than 20, 7 have 20 to 39, 1,330 have 100 and more.
RANGE = 20
SIDE = 1000  # pixels of the picture of a page: 4-point type is 5 pixels tall
MARGIN = 2.0  # points about the words that are looked at
APART = 24.0  # points between two strips of a page that are drawn one by one
MOST_STRIPS = 4  # each is drawn in turn; of more the whole is


class Doubt(IntEnum):
    """Why a character may not be seen: it is nearly white; or nearly transparent, or not painted at all."""

    NONE = 0
    LIGHT = 1
    FAINT = 2


def doubt_of(handle: Any, index: int, *, hidden: bool) -> Doubt:
    """Whether a character may not be seen; that it is not painted counts only where `hidden` says so."""
    import pypdfium2.raw as raw

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(handle, index, red, green, blue, alpha):
        return Doubt.NONE
    if alpha.value < FAINT or (hidden and is_unpainted(handle, index)):
        return Doubt.FAINT
    return Doubt.LIGHT if min(red.value, green.value, blue.value) >= LIGHT else Doubt.NONE


def is_unpainted(handle: Any, index: int) -> bool:
    """Whether a character is told to leave no mark, as the text that scanners put under their pictures."""
    import pypdfium2.raw as raw

    thing = raw_object(handle, index)
    return bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def on_dark(page: Any, frame: Frame, tokens: Sequence[Token], light: Sequence[int]) -> set[int]:
    """Those light tokens that lie on a picture or on a filled shape that is not light: the usual white on colour."""
    import pypdfium2.raw as raw

    edges = [ctypes.c_float() for _ in range(4)]
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    left = set(light)
    for k in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, k)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(thing, *edges):
            continue
        a, b, c, d = frame.edges(*(edge.value for edge in edges))
        inside = [
            n for n in left
            if a < (tokens[n].left + tokens[n].right) / 2 < c and b < (tokens[n].top + tokens[n].bottom) / 2 < d
        ]  # fmt: skip
        if not inside:
            continue
        if kind == raw.FPDF_PAGEOBJ_PATH and is_filled(thing):
            painted = raw.FPDFPageObj_GetFillColor(thing, red, green, blue, alpha)
            if not painted or (alpha.value >= FAINT and min(red.value, green.value, blue.value) < LIGHT):
                left -= set(inside)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            left -= set(inside)
        if not left:
            break
    return set(light) - left


def covered(page: Any, text: Any, tokens: Sequence[Token], starts: Sequence[int], covers: Sequence[Cover]) -> set[int]:
    """The places in `tokens` of those whose middle lies under something that was painted after them.

    `starts` are the characters that the tokens begin with.
    """
    if not starts or not covers:
        return set()
    x = np.array([(t.left + t.right) / 2 for t in tokens])[:, None]
    y = np.array([(t.top + t.bottom) / 2 for t in tokens])[:, None]
    a, b, c, d = np.array([cover.edges for cover in covers]).T
    under = (a < x) & (x < c) & (b < y) & (y < d)
    if not under.any():
        return set()
    orders = _orders(page)
    painted = np.array([cover.order for cover in covers])
    lost: set[int] = set()
    for k in np.flatnonzero(under.any(axis=1)).tolist():
        order = orders.get(_address(raw_object(text.raw, starts[k])))
        if order is not None and (painted[under[k]] > order).any():
            lost.add(k)
    return lost


def _orders(page: Any) -> dict[int | None, int]:
    """Which of the page's objects each text object is, in the order of painting."""
    import pypdfium2.raw as raw

    orders: dict[int | None, int] = {}
    for k in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS)):
        thing = raw.FPDFPage_GetObject(page.raw, k)
        if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_TEXT:
            orders[_address(thing)] = k
    return orders


def _address(thing: Any) -> int | None:
    return ctypes.cast(thing, ctypes.c_void_p).value


def raw_object(handle: Any, index: int) -> Any:
    """The object that paints a character."""
    import pypdfium2.raw as raw

    return raw.FPDFText_GetTextObject(handle, index)


def unseen(page: Any, frame: Frame, tokens: Sequence[Token], doubtful: Sequence[int]) -> set[int]:
    """Those of the doubtful tokens in whose box the drawn page is of one colour."""
    lost: set[int] = set()
    for places in _strips(tokens, doubtful):
        lost |= _unseen_in(page, frame, tokens, places)
    return lost


def _strips(tokens: Sequence[Token], doubtful: Sequence[int]) -> list[list[int]]:
    """The doubtful tokens by strips of the page, each drawn alone: of a page of drawings that takes 200 ms, the strip
    with a heading takes 10."""
    strips: list[list[int]] = []
    end = 0.0
    for k in sorted(doubtful, key=lambda k: tokens[k].top):
        if strips and tokens[k].top < end + APART:
            strips[-1].append(k)
        else:
            strips.append([k])
        end = max(end, tokens[k].bottom) if len(strips[-1]) > 1 else tokens[k].bottom
    return strips if len(strips) <= MOST_STRIPS else [list(doubtful)]


def _unseen_in(page: Any, frame: Frame, tokens: Sequence[Token], places: Sequence[int]) -> set[int]:
    scale = SIDE / max(frame.width, frame.height)
    left = max(0.0, min(tokens[k].left for k in places) - MARGIN)
    top = max(0.0, min(tokens[k].top for k in places) - MARGIN)
    right = min(frame.width, max(tokens[k].right for k in places) + MARGIN)
    bottom = min(frame.height, max(tokens[k].bottom for k in places) + MARGIN)
    crop = (left, max(0.0, frame.height - bottom), max(0.0, frame.width - right), top)
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False, crop=crop)
    grey = np.array(bitmap.to_numpy())
    bitmap.close()
    grey = grey if grey.ndim == 2 else grey[:, :, 0]
    x, y = math.ceil(left * scale), math.ceil(top * scale)  # as pdfium's wrapper rounds what it cuts off
    lost: set[int] = set()
    for k in places:
        token = tokens[k]
        part = grey[
            max(0, int(token.top * scale) - y) : max(1, int(token.bottom * scale) + 1 - y),
            max(0, int(token.left * scale) - x) : max(1, int(token.right * scale) + 1 - x),
        ]
        if part.size and int(part.max()) - int(part.min()) < RANGE:
            lost.add(k)
    return lost
