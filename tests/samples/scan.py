"""A manual as an old office scanner gives it: pages a little crooked, grey paper, dirt, no text layer."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from fpdf import FPDF
from PIL import Image

from tests.samples.paper import PRINTED

DPI = 168


def scanned(printed: Path, file: Path, title: str, seed: int) -> Path:
    """Scan every page of the printed PDF into a new one made of pictures."""
    random = np.random.default_rng(seed)
    source = pypdfium2.PdfDocument(printed)
    out = FPDF(unit="pt")
    out.set_creation_date(PRINTED)
    out.set_title(title)
    out.set_producer("Sample scanner")
    for number in range(len(source)):
        width, height = source[number].get_size()
        grey = np.asarray(source[number].render(scale=DPI / 72, grayscale=True).to_pil(), np.float32)
        page = _page(grey, random, left=number % 2 == 1)
        jpeg = BytesIO()
        Image.fromarray(page).save(jpeg, "JPEG", quality=52, optimize=True)
        out.add_page(format=(width, height))
        out.image(jpeg, 0, 0, width, height)
    source.close()
    file.parent.mkdir(parents=True, exist_ok=True)
    out.output(str(file))
    return file


def _page(grey: np.ndarray, random: np.random.Generator, *, left: bool) -> np.ndarray:
    rows, columns = grey.shape
    ink = 1 - grey / 255
    ink = cv2.GaussianBlur(ink, (0, 0), 0.8)
    uneven = cv2.resize(random.random((24, 18), np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
    ink = np.clip(ink * (0.80 + 0.22 * uneven), 0, 1)
    turn = float(random.uniform(-1.3, 1.3))
    matrix = cv2.getRotationMatrix2D((columns / 2, rows / 2), turn, 1.0)
    matrix[:, 2] += random.uniform(-6, 6, 2)
    ink = cv2.warpAffine(ink, matrix, (columns, rows), flags=cv2.INTER_CUBIC)
    paper = np.full((rows, columns), 0.93, np.float32)
    paper += 0.012 * (
        cv2.resize(random.random((9, 7), np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC) - 0.5
    )
    gutter = np.linspace(0, 1, columns, dtype=np.float32)
    gutter = gutter if left else 1 - gutter
    paper -= 0.30 * np.clip((gutter - 0.93) / 0.07, 0, 1) ** 2
    bare = cv2.warpAffine(np.ones_like(paper), matrix, (columns, rows), borderValue=0)
    paper = np.where(bare > 0.5, paper, 0.55)
    for _ in range(int(random.integers(12, 30))):
        at = (int(random.integers(0, columns)), int(random.integers(0, rows)))
        cv2.circle(paper, at, int(random.integers(1, 3)), float(random.uniform(0.35, 0.8)), -1, cv2.LINE_AA)
    if random.random() < 0.5:
        streak = int(random.integers(columns // 8, columns * 7 // 8))
        paper[:, streak : streak + 1] -= 0.10
    page = paper * (1 - 0.88 * ink) + 0.012 * random.standard_normal((rows, columns)).astype(np.float32)
    return (np.clip(page, 0, 1) * 255).astype(np.uint8)
