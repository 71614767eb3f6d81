"""Large photos: `python -m tests.evaluation.large_photos OUT [COUNT]` draws 12-megapixel ones with small labels.

A phone's photo holds far more pixels than its label: each is a drawn rating label on a large blurred ground, an eighth
to a third of the photo's width, tilted and in perspective, under noise.  OUT is a bench folder (`photos/`,
`photo_cases.jsonl`) for `python -m assist compare-ocr OUT`; the same COUNT gives the same files.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from tests.samples.labels import Label

WIDTH, HEIGHT = 4032, 3024
BRANDS = ("NORDLUMA", "Volterra", "Kestrel Home", "AQUILO", "Brightpeak")
KINDS = ("AC Adapter", "LED Driver", "Desk Heater", "Smart Plug", "Battery Charger", "电源适配器", "智能开关")
VOLTS = ("INPUT: 100-240V~ 50/60Hz", "INPUT: 220-240V~ 50Hz", "输入: 220V~ 50Hz", "AC 120V 60Hz", "EINGANG: 230V~ 50Hz")
AMPS = ("0.5A", "1.2A", "1500W", "2.4A MAX", "65W")
OUTS = ("OUTPUT: 5V=2A", "OUTPUT: 12V=1.5A", "OUTPUT: 19V=3.42A", "输出: 9V 2A", "AUSGANG: 24V 1A")
NOTES = ("For indoor use only", "Do not open", "Nur für Innenräume", "仅限室内使用", "Made in Portugal", "Class II")


def label_of(random: np.random.Generator) -> tuple[Any, list[str]]:
    """A drawn label as RGBA pixels, and its lines."""
    pick = lambda things: str(things[int(random.integers(len(things)))])  # noqa: E731
    letters = "".join(chr(65 + int(v)) for v in random.integers(0, 26, 2))
    lines = [pick(BRANDS), pick(KINDS), f"MODEL: {letters}-{random.integers(100, 9999)}", pick(VOLTS), pick(AMPS)]
    lines += [pick(OUTS), pick(NOTES), f"S/N {random.integers(10**7, 10**8)}"]
    dark = bool(random.random() < 0.3)
    paper, ink = ((40, 42, 46), (225, 225, 220)) if dark else ((236, 234, 228), (28, 28, 32))
    label = Label(62, 44, paper=paper, ink=ink)
    for row, line in enumerate(lines):
        label.text(4, 3.5 + row * 4.9, line, 4.0 if row == 0 else 2.7, bold=row == 0)
    return np.asarray(label.picture), lines


def large_photo(seed: int) -> tuple[bytes, list[str]]:
    """A JPEG of 12 megapixels and the lines printed on it."""
    random = np.random.default_rng(seed)
    drawn, lines = label_of(random)
    coarse = random.uniform(60, 200, (6, 8, 3)).astype(np.float32)
    ground = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    grain = cv2.resize(random.normal(0, 9, (HEIGHT // 6, WIDTH // 6)).astype(np.float32), (WIDTH, HEIGHT))
    down, across = drawn.shape[:2]
    wide = WIDTH * float(random.uniform(0.12, 0.34))
    size = np.array([wide, wide * down / across])
    corners = (np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) - 0.5) * size
    corners *= 1 + random.uniform(-0.05, 0.05, (4, 2))
    lean = np.radians(random.uniform(-14, 14))
    corners = corners @ np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
    corners += np.array([random.uniform(0.3, 0.7) * WIDTH, random.uniform(0.3, 0.7) * HEIGHT])
    whole = np.array([(0, 0), (across, 0), (across, down), (0, down)], np.float32)
    matrix = cv2.getPerspectiveTransform(whole, corners.astype(np.float32))
    soft = cv2.GaussianBlur(drawn, (0, 0), max(0.5, 0.4 * across / wide))
    placed = cv2.warpPerspective(soft, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA).astype(np.float32)
    share = placed[:, :, 3:] / 255
    photo = (ground + grain[:, :, None]) * (1 - share) + placed[:, :, :3] * share
    light = np.linspace(random.uniform(0.75, 1.0), random.uniform(0.75, 1.1), WIDTH, dtype=np.float32)
    photo = photo * light[None, :, None] + random.normal(0, 4, (HEIGHT, WIDTH, 1)).astype(np.float32)
    file = BytesIO()
    Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=88)
    return file.getvalue(), lines


def make(out: Path, count: int = 20) -> None:
    """Write the bench folder."""
    (out / "photos").mkdir(parents=True, exist_ok=True)
    rows = []
    for seed in range(count):
        data, lines = large_photo(seed)
        name = f"large-{seed:02d}.jpg"
        (out / "photos" / name).write_bytes(data)
        rows.append({"id": name, "photo": name, "question": "?", "lines": lines, "difficulty": "large: 12 MP"})
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / "photo_cases.jsonl").write_text(text, "utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
