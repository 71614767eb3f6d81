"""PDFs in a process of their own (`python -m assist.evaluation.one_pdf`): what ingestion makes of each.

A line of standard input is a file and its password as a JSON list, a line of the answer a `Probe` as JSON.

Pages that gave neither passage nor warning are drawn by pdfium and called silent where something is visible; that
check is the scorer's own.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

# A page is drawn this small to see whether anything is on it, and this many grey levels apart is something.
_SIDE = 300
_VISIBLE = 12


def main() -> None:
    from assist.engines.ocr import Reader
    from assist.library.probe import probe

    with closing(Reader()) as reader:
        for line in sys.stdin:
            name, password = json.loads(line)
            file = Path(name)
            found = probe(file, password=password or None, read_picture=reader.read_page)
            silent = [number for number in found.silent if is_visible(file, number, password)]
            sys.stdout.write(json.dumps({**asdict(found), "silent": silent}) + "\n")
            sys.stdout.flush()


def is_visible(file: Path, number: int, password: str = "") -> bool:
    """Whether the page, drawn small, is anything but one colour."""
    import numpy as np
    import pypdfium2

    with pypdfium2.PdfDocument(file, password=password or None) as document:
        page = document[number - 1]
        picture = page.render(scale=_SIDE / max(*page.get_size(), 1.0)).to_pil().convert("L")
    grey = np.asarray(picture, dtype=int)
    return bool(grey.max() - grey.min() >= _VISIBLE)


if __name__ == "__main__":
    main()
