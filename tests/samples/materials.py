"""What a point of a scene looks like before light falls on it: colour, relief, gloss and glow."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.samples.solids import Decal, Floats, Solid, Texture, local, turned


def noise_tile(seed: int) -> Floats:
    """Four channels of repeating noise: three fine ones for relief, one cloudy."""
    random = np.random.default_rng(seed)
    tile = random.random((512, 512, 4), np.float32)
    tile[..., :3] = cv2.GaussianBlur(tile[..., :3], (0, 0), 1.2) * 1.0
    tile[..., :3] = (tile[..., :3] - 0.5) * 3.2 + 0.5
    cloudy = sum(
        cv2.resize(random.random((n, n), np.float32), (512, 512), interpolation=cv2.INTER_CUBIC) * w
        for n, w in ((6, 0.5), (14, 0.3), (40, 0.2))
    )
    tile[..., 3] = np.asarray(cloudy, np.float32)
    return tile


def _sample(picture: Floats, u: Floats, v: Floats, wrap: bool) -> Floats:
    if not len(u):
        return np.zeros((0, 1 if picture.ndim == 2 else picture.shape[2]), np.float32)
    height, width = picture.shape[:2]
    x, y = u * width - 0.5, v * height - 0.5
    if wrap:
        x, y = np.mod(x, width - 1), np.mod(y, height - 1)
    side = 4096
    rows = -(-len(x) // side)
    grid = np.zeros((2, rows * side), np.float32)
    grid[0, : len(x)], grid[1, : len(x)] = x, y
    out = cv2.remap(
        picture,
        grid[0].reshape(rows, side),
        grid[1].reshape(rows, side),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return out.reshape(rows * side, -1)[: len(x)]


def table_at(table: Texture, points: Floats) -> tuple[Floats, Floats]:
    """Colour and normal of the table at each point."""
    angle = np.radians(table.turn)
    x = points[:, 0] * np.cos(angle) + points[:, 1] * np.sin(angle)
    y = -points[:, 0] * np.sin(angle) + points[:, 1] * np.cos(angle)
    u, v = x / table.size, y / table.size
    colour = _sample(table.tile, u, v, True)
    normals = np.zeros((len(points), 3), np.float32)
    normals[:, 2] = 1
    if table.height is not None:
        step = table.size / table.height.shape[1]
        slope_x = np.gradient(table.height, axis=1).astype(np.float32) / step
        slope_y = np.gradient(table.height, axis=0).astype(np.float32) / step
        sx, sy = _sample(slope_x, u, v, True)[:, 0], _sample(slope_y, u, v, True)[:, 0]
        normals[:, 0] = -(sx * np.cos(angle) - sy * np.sin(angle))
        normals[:, 1] = -(sx * np.sin(angle) + sy * np.cos(angle))
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return colour, normals


def _face_coordinates(decal: Decal, solid: Solid, p: Floats, n: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    faces = {"top": (0, 1, 2, 1), "front": (0, 2, 1, -1), "right": (1, 2, 0, 1), "left": (1, 2, 0, -1)}
    across, up, out, sign = faces[decal.face]
    u = (p[:, across] * (-1 if decal.face == "left" else 1) - decal.centre[0]) / decal.size[0] + 0.5
    v = 0.5 - (p[:, up] - decal.centre[1]) / decal.size[1]
    inside = (u > 0) & (u < 1) & (v > 0) & (v < 1) & (n[:, out] * sign > 0.55)
    return u, v, inside


def surface_of(solid: Solid, points: Floats, normals: Floats, noise: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Colour, gloss and glow of each point, and its normal with the grain of the material."""
    axes = turned(solid)
    p, n = local(solid, points), normals @ axes
    colour = np.tile(np.float32(solid.colour), (len(p), 1))
    gloss = np.full(len(p), solid.gloss, np.float32)
    glow = np.zeros((len(p), 3), np.float32)
    grains = _sample(noise, (p[:, 0] + p[:, 2] * 0.7) / 9, (p[:, 1] + p[:, 2] * 0.7) / 9, True)
    if solid.grain:
        normals = normals + (grains[:, :3] - 0.5) * solid.grain
        colour *= 1 + (grains[:, 3:4] - 0.5) * 0.06
    if solid.bulge:
        lean = p * np.float32([solid.bulge, solid.bulge, 0]) * np.clip(n[:, 2:3] * 4 - 3, 0, 1)
        lean[:, :2] += (grains[:, 3:4] - 0.5) * solid.bulge * 1.2
        normals = normals + lean @ axes.T
    if solid.seam is not None:
        colour *= (1 - 0.55 * np.exp(-(((p[:, 2] - solid.seam) / 0.018) ** 2)))[:, None]
    if solid.skin:
        colour, gloss, normals = _skin(solid, p, n, normals, colour, noise)
    for decal in solid.decals:
        u, v, inside = _face_coordinates(decal, solid, p, n)
        if inside.any():
            print_ = _sample(decal.picture, u[inside], v[inside], False)
            alpha = print_[:, 3:4]
            colour[inside] = colour[inside] * (1 - alpha) + print_[:, :3] * alpha
            glow[inside] += print_[:, :3] * alpha * decal.glow
            if decal.gloss is not None:
                gloss[inside] = gloss[inside] * (1 - alpha[:, 0]) + decal.gloss * alpha[:, 0]
    return colour, gloss, glow, normals / np.linalg.norm(normals, axis=1, keepdims=True)


def _skin(
    solid: Solid, p: Floats, n: Floats, normals: Floats, colour: Floats, noise: Floats
) -> tuple[Floats, Floats, Floats]:
    """A thumb that points to +x with its nail up: mottled, redder at the tip, creased at the joint."""
    hx, hy, _ = solid.half
    tip = p[:, 0] - hx
    mottle = _sample(noise, p[:, 0] / 3.1, p[:, 1] / 2.3, True)[:, 3:4] - 0.5
    fine = _sample(noise, p[:, 0] / 0.9, p[:, 1] / 1.3, True)[:, :3] - 0.5
    colour = colour * (1 + mottle * 0.22)
    red = np.exp(-((tip / 1.2) ** 2))[:, None]
    colour = colour * (1 - red * np.float32([0.0, 0.12, 0.10]))
    bend = 0.5 * (_sample(noise, p[:, 0] / 9, p[:, 1] / 4, True)[:, 3] - 0.5)
    for at, deep in ((-2.45, 0.10), (-2.62, 0.2), (-2.74, 0.13), (-3.05, 0.22), (-3.2, 0.1)):
        crease = np.exp(-(((tip - at - bend - 0.05 * p[:, 1] ** 2) / 0.03) ** 2)) * np.clip(n[:, 2] * 2, 0, 1)
        colour = colour * (1 - deep * crease[:, None])
    normals = normals + fine * 0.16
    gloss = np.full(len(p), solid.gloss, np.float32)
    # The nail: an ellipse on top near the tip, glossy, with a pale edge.
    e = ((tip + 0.18) / 0.70) ** 4 + (p[:, 1] / (hy * 0.66)) ** 2
    nail = (np.clip((1 - e) * 6, 0, 1) * np.clip(n[:, 2] * 6 - 1.2, 0, 1))[:, None]
    rim = (np.exp(-(((e - 1) / 0.12) ** 2)) * (n[:, 2] > 0.25))[:, None]
    edge = np.clip((tip - 0.36 + 0.25 * (p[:, 1] / hy) ** 2) * 12, 0, 1)[:, None]
    moon = np.exp(-(((tip + 0.92) / 0.22) ** 2 + (p[:, 1] / 0.3) ** 2))[:, None]
    pink = np.float32(solid.colour) * np.float32([1.12, 1.18, 1.2]) * (1 + 0.12 * moon)
    pink = pink * (1 - edge) + np.float32([0.74, 0.66, 0.56]) * edge
    colour = colour * (1 - nail) + pink * nail
    colour = colour * (1 - 0.22 * rim)
    gloss = gloss * (1 - nail[:, 0]) + 0.22 * nail[:, 0]
    return colour, gloss, normals
