"""Line drawings of the products, as manuals show them; x and y are the top left, all in mm."""

from __future__ import annotations

from tests.samples.paper import Booklet


def _round(book: Booklet, x: float, y: float, w: float, h: float, r: float, fill: bool = False) -> None:
    book.rect(x, y, w, h, style="DF" if fill else "D", round_corners=True, corner_radius=r)


def charger(book: Booklet, x: float, y: float, h: float) -> None:
    """A cube charger with folding pins, two USB-C ports, one USB-A port and a light; parts are numbered."""
    w = h * 0.62
    x += (book.measure - w) / 2
    book.set_line_width(0.4)
    _round(book, x, y, w, h, h * 0.06)
    book.line(x + w, y + h * 0.1, x + w * 1.35, y + h * 0.2)
    book.line(x + w, y + h * 0.95, x + w * 1.35, y + h * 0.88)
    book.line(x + w * 1.35, y + h * 0.2, x + w * 1.35, y + h * 0.88)
    for i in (0, 1):
        _round(book, x + w * 0.28, y + h * (0.16 + 0.2 * i), w * 0.44, h * 0.1, h * 0.045)
        _round(book, x + w * 0.34, y + h * (0.19 + 0.2 * i), w * 0.32, h * 0.04, h * 0.018)
    book.rect(x + w * 0.24, y + h * 0.58, w * 0.52, h * 0.16)
    book.rect(x + w * 0.29, y + h * 0.65, w * 0.42, h * 0.05)
    book.circle(x + w * 0.5, y + h * 0.86, h * 0.018)
    for dy in (0.42, 0.62):
        _round(book, x + w * 1.35, y + h * dy, w * 0.34, h * 0.06, h * 0.025)
    for n, (dx, dy, tx) in enumerate(
        ((-0.5, 0.21, 0.28), (-0.5, 0.41, 0.28), (-0.5, 0.66, 0.24), (-0.5, 0.86, 0.47)), 1
    ):
        book.callout(str(n), x + w * dx, y + h * dy, x + w * tx, y + h * dy)
    book.callout("5", x + w * 2.0, y + h * 0.65, x + w * 1.69, y + h * 0.65)


def brick(book: Booklet, x: float, y: float, h: float) -> None:
    """A wall adapter with a two-pin plug and a cable with a barrel plug."""
    w = h * 0.9
    x += (book.measure - w * 1.8) / 2
    book.set_line_width(0.4)
    _round(book, x, y, w, h * 0.7, h * 0.06)
    _round(book, x + w * 0.12, y + h * 0.12, w * 0.76, h * 0.46, 1)
    for dx in (0.32, 0.58):
        book.rect(x + w * dx, y + h * 0.7, w * 0.07, h * 0.18)
    book.bezier(
        [(x + w, y + h * 0.35), (x + w * 1.4, y + h * 0.2), (x + w * 1.2, y + h * 0.8), (x + w * 1.62, y + h * 0.7)]
    )
    book.rect(x + w * 1.62, y + h * 0.65, w * 0.16, h * 0.1)
    book.rect(x + w * 1.78, y + h * 0.67, w * 0.12, h * 0.06)
    book.callout("1", x - 8, y + h * 0.2, x, y + h * 0.2)
    book.callout("2", x - 8, y + h * 0.8, x + w * 0.32, y + h * 0.8)
    book.callout("3", x + w * 1.5, y + h * 0.2, x + w * 1.32, y + h * 0.42)
    book.callout("4", x + w * 1.95, y + h * 0.5, x + w * 1.84, y + h * 0.67)


def fryer(book: Booklet, x: float, y: float, h: float) -> None:
    """An air fryer with its basket, handle and touch panel."""
    w = h * 0.78
    x += (book.measure - w) / 2
    book.set_line_width(0.4)
    _round(book, x, y, w, h, h * 0.14)
    _round(book, x + w * 0.12, y + h * 0.1, w * 0.76, h * 0.26, 2)
    book.put("E01", x + w * 0.42, y + h * 0.17, size=h * 0.18)
    for i in range(5):
        book.circle(x + w * (0.22 + 0.14 * i), y + h * 0.31, h * 0.014)
    book.line(x, y + h * 0.46, x + w, y + h * 0.46)
    _round(book, x + w * 0.38, y + h * 0.52, w * 0.24, h * 0.3, 2)
    for n, (dy, tx) in enumerate(((0.15, 0.12), (0.31, 0.2), (0.6, 0.38), (0.9, 0.02)), 1):
        book.callout(str(n), x - 12, y + h * dy, x + w * tx, y + h * dy)


def heater(book: Booklet, x: float, y: float, h: float) -> None:
    """A fan heater with a grille, two knobs and a foot."""
    w = h * 0.86
    x += (book.measure - w) / 2
    book.set_line_width(0.4)
    _round(book, x, y, w, h * 0.9, h * 0.1)
    book.circle(x + w / 2, y + h * 0.56, h * 0.28)
    for i in range(-6, 7):
        dx = i * h * 0.04
        reach = (max(0.0, (h * 0.28) ** 2 - dx**2)) ** 0.5
        book.line(x + w / 2 + dx, y + h * 0.56 - reach, x + w / 2 + dx, y + h * 0.56 + reach)
    for dx in (0.3, 0.7):
        book.circle(x + w * dx, y + h * 0.15, h * 0.07)
        book.line(x + w * dx, y + h * 0.15, x + w * dx, y + h * 0.09)
    book.rect(x + w * 0.08, y + h * 0.9, w * 0.84, h * 0.06)
    book.callout("1", x - 9, y + h * 0.15, x + w * 0.22, y + h * 0.15)
    book.callout("2", x + w + 9, y + h * 0.15, x + w * 0.78, y + h * 0.15)
    book.callout("3", x - 9, y + h * 0.56, x + w * 0.17, y + h * 0.56)
    book.callout("4", x + w + 9, y + h * 0.93, x + w * 0.92, y + h * 0.93)


def plug(book: Booklet, x: float, y: float, h: float) -> None:
    """A smart plug from the front: socket with earth clips, button and light."""
    x += (book.measure - h) / 2
    book.set_line_width(0.4)
    book.circle(x + h / 2, y + h / 2, h / 2)
    book.circle(x + h / 2, y + h / 2, h * 0.38)
    for dx in (0.38, 0.62):
        book.circle(x + h * dx, y + h / 2, h * 0.035)
    for dy in (0.14, 0.82):
        book.rect(x + h * 0.46, y + h * dy, h * 0.08, h * 0.04)
    _round(book, x + h * 0.86, y + h * 0.44, h * 0.09, h * 0.12, 1.5)
    book.circle(x + h * 0.5, y + h * 0.93, h * 0.015)
    book.callout("1", x + h + 12, y + h * 0.5, x + h * 0.95, y + h * 0.5)
    book.callout("2", x + h + 12, y + h * 0.93, x + h * 0.52, y + h * 0.93)
    book.callout("3", x - 10, y + h * 0.5, x + h * 0.34, y + h * 0.5)


def lights(book: Booklet, x: float, y: float, h: float) -> None:
    """A string of lights between two posts, with its transformer."""
    w = book.measure * 0.8
    x += book.measure * 0.1
    book.set_line_width(0.4)
    book.line(x, y, x, y + h)
    book.line(x + w, y, x + w, y + h)
    book.bezier([(x, y + h * 0.1), (x + w * 0.3, y + h * 0.6), (x + w * 0.7, y + h * 0.6), (x + w, y + h * 0.1)])
    for i in range(1, 10):
        t = i / 10
        px = 3 * (1 - t) ** 2 * t * 0.3 + 3 * (1 - t) * t**2 * 0.7 + t**3
        py = (1 - t) ** 3 * 0.1 + 3 * (1 - t) ** 2 * t * 0.6 + 3 * (1 - t) * t**2 * 0.6 + t**3 * 0.1
        book.line(x + w * px, y + h * py, x + w * px, y + h * py + h * 0.06)
        book.ellipse(x + w * px - h * 0.035, y + h * (py + 0.06), h * 0.07, h * 0.11)
    _round(book, x + 3, y + h * 0.62, h * 0.22, h * 0.3, 1)
    book.callout("1", x + w * 0.62, y + h * 0.9, x + w * 0.55, y + h * 0.6)
    book.callout("2", x + h * 0.6, y + h * 0.8, x + 3 + h * 0.22, y + h * 0.78)
