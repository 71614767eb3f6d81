"""Faces and private print are painted over; product print stays as it is."""

from __future__ import annotations

import cv2
import numpy as np

from assist.case.geometry import Box, Quad
from assist.case.photo import Pixels
from assist.case.privacy import Kind
from assist.case.reading import Line, Reading
from assist.engines.faces import PAINT, Faces, mask, paint

Point = tuple[float, float]


def face(side: int, skin: tuple[int, int, int] = (224, 180, 152)) -> Pixels:
    """A person seen from the front, drawn with ellipses in soft light: enough of a face for the networks."""
    size = side * 4
    canvas = np.full((size, size, 3), (120, 135, 150), np.uint8)
    dark = tuple(int(v * 0.75) for v in skin)

    def ellipse(at: Point, axes: Point, colour: tuple[int, ...]) -> None:
        middle, radii = (int(at[0] * size), int(at[1] * size)), (int(axes[0] * size), int(axes[1] * size))
        cv2.ellipse(canvas, middle, radii, 0, 0, 360, colour, -1, cv2.LINE_AA)

    ellipse((0.5, 0.40), (0.30, 0.34), (52, 38, 30))
    ellipse((0.5, 0.80), (0.13, 0.20), dark)
    ellipse((0.5, 0.50), (0.245, 0.32), skin)
    for x in (0.395, 0.605):
        ellipse((x, 0.385), (0.07, 0.013), (55, 40, 32))
        ellipse((x, 0.455), (0.058, 0.030), (238, 236, 232))
        ellipse((x, 0.455), (0.026, 0.028), (70, 50, 40))
        ellipse((x, 0.455), (0.012, 0.012), (10, 10, 10))
    ellipse((0.5, 0.56), (0.042, 0.022), dark)
    ellipse((0.5, 0.52), (0.02, 0.06), tuple(int(v * 0.93) for v in skin))
    ellipse((0.5, 0.665), (0.085, 0.030), (176, 88, 84))
    ellipse((0.5, 0.655), (0.085, 0.008), (110, 50, 50))
    soft = cv2.GaussianBlur(canvas, (0, 0), size * 0.006).astype(np.float32)
    light = 1.08 - 0.35 * np.clip(np.arange(size) / size - 0.35, 0, 1)
    shaded = np.clip(soft * light[None, :, None], 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(shaded, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def table(width: int = 1200, height: int = 900) -> Pixels:
    """A table with a label, as the networks for faces should not care for."""
    canvas = np.full((height, width, 3), (196, 188, 176), np.uint8)
    cv2.rectangle(canvas, (60, 560), (620, 860), (250, 250, 245), -1)
    for k, text in enumerate(("MODEL AB-100", "INPUT 100-240V~", "OUTPUT 5V 3A")):
        cv2.putText(canvas, text, (80, 640 + 80 * k), cv2.FONT_HERSHEY_DUPLEX, 1.6, (20, 20, 20), 3, cv2.LINE_AA)
    return canvas


def is_painted(pixels: Pixels, x: int, y: int) -> bool:
    return tuple(int(v) for v in pixels[y, x]) == PAINT


def test_a_face_is_found_where_it_is_and_a_label_is_none() -> None:
    faces, photo = Faces(threads=1), table()
    assert faces(photo) == ()
    for at, side in (((700, 100), 300), ((760, 300), 420)):
        shown = photo.copy()
        shown[at[1] : at[1] + side, at[0] : at[0] + side] = face(side)
        (found,) = faces(shown)
        eyes, chin = (at[0] + 0.5 * side, at[1] + 0.45 * side), (at[0] + 0.5 * side, at[1] + 0.72 * side)
        assert all(found.box.holds(x / 1200, y / 900) for x, y in (eyes, chin))
        assert found.box.area < 1.3 * side * side / (1200 * 900)


def test_faces_and_private_print_are_gone_and_product_print_is_untouched() -> None:
    photo = table()
    photo[100:400, 700:1000] = face(300)
    lines = (
        Line("Tel. +44 20 7946 0958", Quad.of(Box(0.1, 0.1, 0.4, 0.14)), 0.99),
        Line("OUTPUT 5V 3A", Quad.of(Box(0.06, 0.86, 0.4, 0.93)), 0.99),
    )
    masked = mask(photo, Reading("photo", lines), find_faces=Faces(threads=1))
    assert (masked.faces, masked.texts) == (1, 1)
    assert {part.kind for part in masked.parts} == {Kind.FACE, Kind.PHONE}
    assert is_painted(masked.pixels, 850, 235) and is_painted(masked.pixels, 350, 108)
    assert np.array_equal(masked.pixels[500:], photo[500:])
    assert not is_painted(photo, 850, 235)


def test_without_a_detector_only_print_is_masked() -> None:
    photo = table()
    photo[100:400, 700:1000] = face(300)
    masked = mask(photo, Reading("photo", (Line("jane@example.org", Quad.of(Box(0.1, 0.1, 0.4, 0.14)), 0.99),)))
    assert (masked.faces, masked.texts) == (0, 1)
    assert not is_painted(masked.pixels, 850, 235)


def test_paint_covers_a_turned_quad_and_its_edges() -> None:
    white = np.full((400, 400, 3), 255, np.uint8)
    quad = Quad.from_pixels([(100, 150), (280, 100), (300, 160), (120, 210)], 400, 400)
    painted = paint(white, [quad])
    assert all(is_painted(painted, x, y) for x, y in ((101, 151), (279, 101), (299, 159), (121, 209), (200, 155)))
    assert np.array_equal(painted[250:], white[250:])
