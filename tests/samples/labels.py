"""Rating labels as they come off the printer, and what wear does to them."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.samples.fonts import covers, face
from tests.samples.solids import Floats

DOTS = 30  # pixels for each mm of label
EAN_LEFT = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
EAN_SIDES = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"]


class Label:
    """A label of `width` by `height` mm being drawn; positions and sizes are in mm, colours 0-255."""

    def __init__(
        self,
        width: float,
        height: float,
        paper: tuple[int, int, int] | None = None,
        ink: tuple[int, int, int] = (25, 25, 28),
        corner: float = 1.2,
    ) -> None:
        self.size, self.ink = (round(width * DOTS), round(height * DOTS)), (*ink, 255)
        self.picture = Image.new("RGBA", self.size, (*ink, 0))
        self.draw = ImageDraw.Draw(self.picture)
        if paper:
            self.draw.rounded_rectangle((0, 0, self.size[0] - 1, self.size[1] - 1), corner * DOTS, fill=(*paper, 255))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 2.4,
        *,
        bold: bool = False,
        track: float = 0.0,
        ink: tuple[int, int, int] | None = None,
        right: bool = False,
    ) -> float:
        """One line with its top left at x, y; `size` is the height of the face.  Returns where it ends."""
        pixels, first = round(size * DOTS), "sans-bold" if bold else "sans"
        runs = []
        for character in text:
            names = (first, "han-bold" if bold else "han", "symbols", "symbols2")
            name = next((n for n in names if covers(n, character)), first)
            runs.append((character, face(name, pixels), name))
        width = sum(f.getlength(c) + track * DOTS for c, f, _ in runs)
        at = x * DOTS - (width if right else 0)
        for character, font, name in runs:
            baseline = (y + size * (0.86 if name.startswith("han") else 0.9)) * DOTS
            self.draw.text((at, baseline), character, font=font, fill=(*ink, 255) if ink else self.ink, anchor="ls")
            at += font.getlength(character) + track * DOTS
        return at / DOTS

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        line: float = 0.2,
        fill: tuple[int, int, int] | None = None,
        corner: float = 0.0,
        ink: tuple[int, int, int] | None = None,
    ) -> None:
        """A frame (`line` mm thick) or a filled area."""
        where = tuple(round(v * DOTS) for v in (x, y, x + w, y + h))
        colour = (*ink, 255) if ink else self.ink
        self.draw.rounded_rectangle(
            where,
            corner * DOTS,
            outline=None if fill else colour,
            width=round(line * DOTS),
            fill=(*fill, 255) if fill else None,
        )

    def line(self, *points: tuple[float, float], width: float = 0.25) -> None:
        self.draw.line(
            [(x * DOTS, y * DOTS) for x, y in points], fill=self.ink, width=round(width * DOTS), joint="curve"
        )

    def circle(self, x: float, y: float, r: float, *, line: float = 0.25, fill: bool = False) -> None:
        where = [(x - r) * DOTS, (y - r) * DOTS, (x + r) * DOTS, (y + r) * DOTS]
        self.draw.ellipse(where, outline=self.ink, width=round(line * DOTS), fill=self.ink if fill else None)

    def class_two(self, x: float, y: float, s: float = 4.0) -> None:
        self.box(x, y, s, s, line=s * 0.06)
        self.box(x + s * 0.24, y + s * 0.24, s * 0.52, s * 0.52, line=s * 0.06)

    def bin(self, x: float, y: float, s: float = 4.4) -> None:
        """The crossed-out wheeled bin."""
        w = s * 0.05
        self.line(
            (x + s * 0.22, y + s * 0.25),
            (x + s * 0.3, y + s * 0.8),
            (x + s * 0.66, y + s * 0.8),
            (x + s * 0.74, y + s * 0.25),
            width=w,
        )
        self.line((x + s * 0.15, y + s * 0.22), (x + s * 0.81, y + s * 0.22), width=w * 1.6)
        self.circle(x + s * 0.34, y + s * 0.84, s * 0.06, line=w)
        self.line((x + s * 0.08, y + s * 0.06), (x + s * 0.9, y + s * 0.86), width=w)
        self.line((x + s * 0.9, y + s * 0.06), (x + s * 0.08, y + s * 0.86), width=w)
        self.box(x + s * 0.12, y + s * 0.95, s * 0.74, s * 0.09, fill=self.ink[:3])

    def house(self, x: float, y: float, s: float = 4.2) -> None:
        """For indoor use only."""
        w = s * 0.07
        self.line((x, y + s * 0.5), (x + s / 2, y + s * 0.05), (x + s, y + s * 0.5), width=w)
        self.line(
            (x + s * 0.18, y + s * 0.42),
            (x + s * 0.18, y + s * 0.95),
            (x + s * 0.82, y + s * 0.95),
            (x + s * 0.82, y + s * 0.42),
            width=w,
        )

    def mark(self, x: float, y: float, letters: str, s: float = 4.4) -> None:
        """An invented approval mark: letters in a ring."""
        self.circle(x + s / 2, y + s / 2, s / 2, line=s * 0.07)
        size = s * (0.62 if len(letters) == 1 else 0.46)
        pixels = face("sans-bold", round(size * DOTS))
        self.draw.text(((x + s / 2) * DOTS, (y + s / 2) * DOTS), letters, font=pixels, fill=self.ink, anchor="mm")

    def polarity(self, x: float, y: float, s: float = 3.4) -> None:
        """The barrel plug: minus outside, plus inside."""
        w = s * 0.07
        self.circle(x, y, s * 0.32, line=w)
        self.text(x - s * 1.25, y - s * 0.42, "–", s * 0.8, bold=True)
        self.line((x - s * 0.8, y), (x - s * 0.32, y), width=w)
        self.circle(x, y, s * 0.12, fill=True)
        self.line((x, y), (x + s * 0.8, y), width=w)
        self.text(x + s * 0.9, y - s * 0.42, "+", s * 0.8, bold=True)

    def ean(self, x: float, y: float, digits: str, module: float = 0.26, height: float = 8.0) -> None:
        """An EAN-13 of twelve given digits; the check digit is added."""
        check = (10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10) % 10
        code = digits + str(check)
        bars = "101"
        for digit, side in zip(code[1:7], EAN_SIDES[int(code[0])], strict=True):
            left = EAN_LEFT[int(digit)]
            bars += left if side == "L" else "".join("10"[int(b)] for b in left)[::-1]
        bars += "01010" + "".join("".join("10"[int(b)] for b in EAN_LEFT[int(d)]) for d in code[7:]) + "101"
        self.box(x - 11 * module, y - 0.6, (95 + 18) * module, height + 3.2, fill=(250, 250, 248))
        for n, bar in enumerate(bars):
            if bar == "1":
                self.box(x + n * module, y, module, height, fill=(15, 15, 15))
        self.text(x - 1, y + height - 0.1, code, 2.2, track=module * 2.6, ink=(15, 15, 15))

    def worn(self, seed: int, wear: float = 1.0, yellow: float = 0.0) -> Floats:
        """The label as linear reflectance with its alpha: ink rubbed thin, scratches, smudges, age."""
        random = np.random.default_rng(seed)
        coded = np.asarray(self.picture, np.float32) / 255
        colour, alpha = coded[..., :3] ** 2.2, coded[..., 3]
        colour = colour * 0.9 + 0.012
        height, width = alpha.shape
        cloudy = _spots(random, height, width, 7) * 0.6 + _spots(random, height, width, 40) * 0.4
        fine = _spots(random, height, width, 220)
        rubbed = np.clip((cloudy - 0.60) * 5, 0, 1) * np.clip((fine - 0.42) * 4, 0, 1) * 0.55 * wear
        ground = np.median(colour[alpha > 0.99], axis=0) if (alpha > 0.99).mean() > 0.5 else None
        if ground is not None:
            colour = colour * (1 - rubbed[..., None]) + ground * rubbed[..., None]
            colour = colour * (1 - 0.16 * wear * np.clip(cloudy - 0.5, 0, 1))[..., None]
        else:
            alpha = alpha * (1 - rubbed) * (0.9 + 0.1 * cloudy)
        colour = colour * (1 - yellow * np.float32([0.02, 0.10, 0.30]) * (0.6 + 0.8 * cloudy[..., None]))
        marks = np.zeros((height, width), np.float32)
        for _ in range(round(16 * wear)):
            x, y = random.integers(0, width), random.integers(0, height)
            angle, length = random.uniform(0, np.pi), random.uniform(0.03, 0.35) * width
            end = (int(x + np.cos(angle) * length), int(y + np.sin(angle) * length * 0.6))
            cv2.line(
                marks, (int(x), int(y)), end, float(random.uniform(0.1, 0.6)), int(random.integers(1, 4)), cv2.LINE_AA
            )
        marks = cv2.GaussianBlur(marks, (0, 0), 1.0)[..., None]
        tone = 0.75 if ground is not None and ground.mean() < 0.2 else 0.45
        colour = colour * (1 - 0.5 * marks) + tone * 0.5 * marks
        return np.dstack([colour, alpha]).astype(np.float32)


def _spots(random: np.random.Generator, height: int, width: int, cells: int) -> Floats:
    grid = random.random((cells, max(2, cells * width // height)), np.float32)
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
