"""A page's words and lines as bytes, and back: what the database keeps and what the parsing process sends."""

from __future__ import annotations

import json
import zlib

from assist.case.geometry import Box
from assist.case.passages import Page, TextLine, Word

# Boxes are kept in whole hundred-thousandths of the page: 0.01 mm on A3, far below a pixel of any picture we make.
GRID = 100_000


def pack_page(page: Page, *, level: int = 6) -> bytes:
    """The page as compressed JSON (about 4 kB a text page at level 6; level 0 where it only goes through a pipe)."""
    boxes = [round(v * GRID) for word in page.words for v in word.box.as_tuple()]
    lines = [
        [
            *line.words,
            line.size,
            line.bold,
            line.block,
            line.hyphen,
            line.cells,
            *([line.broken] if line.broken else []),
        ]
        for line in page.lines
    ]
    body = {
        "manual": page.manual, "number": page.number, "width": page.width, "height": page.height,
        "label": page.label, "source": page.source, "language": page.language, "warnings": page.warnings,
        "words": [word.text for word in page.words], "boxes": boxes, "lines": lines, "drawn": page.drawn,
    }  # fmt: skip
    return zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), level)


def unpack_page(data: bytes) -> Page:
    """The page that `pack_page` wrote."""
    body = json.loads(zlib.decompress(data))
    edges = [v / GRID for v in body["boxes"]]
    words = tuple(
        Word(text, Box(edges[4 * i], edges[4 * i + 1], edges[4 * i + 2], edges[4 * i + 3]))
        for i, text in enumerate(body["words"])
    )
    lines = tuple(
        TextLine((first, last), size, bool(bold), block, bool(hyphen), tuple(cells), tuple(broken[0]) if broken else ())
        for first, last, size, bold, block, hyphen, cells, *broken in body["lines"]
    )
    return Page(
        manual=body["manual"], number=body["number"], width=body["width"], height=body["height"], words=words,
        label=body["label"], source=body["source"], language=body["language"], warnings=tuple(body["warnings"]),
        lines=lines, drawn=body["drawn"],
    )  # fmt: skip
