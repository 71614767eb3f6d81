"""Solids, what they are made of, and how far a point is from them: the things of a scene.

Lengths are in cm, z is up, the table is z = 0; the unit of colour is linear reflectance, 0-1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
FAR = 400.0


@dataclass(frozen=True)
class Texture:
    """Reflectance on the table: `tile` repeats every `size` cm; `height` (same shape, cm) gives it relief."""

    tile: Floats
    size: float
    height: Floats | None = None
    gloss: float = 0.05
    turn: float = 0.0


@dataclass(frozen=True)
class Decal:
    """A print on one face of a solid: an RGBA picture (0-1), its centre and size on that face in cm."""

    picture: Floats
    centre: tuple[float, float]
    size: tuple[float, float]
    face: str = "top"
    gloss: float | None = None
    glow: float = 0.0


@dataclass(frozen=True)
class Solid:
    """A rounded box, a rounded disc (axis z) or a capsule, turned by `turn` degrees about z, y and x.

    A face of real plastic is never flat: `bulge` tilts its normal by so much for each cm from the middle.
    `gloss` is the strength of what it mirrors (1.6 means a metal that mirrors 0.6), `rough` how blurred that is.
    """

    kind: str
    at: tuple[float, float, float]
    half: tuple[float, float, float]
    radius: float = 0.2
    colour: tuple[float, float, float] = (0.8, 0.8, 0.8)
    gloss: float = 0.2
    rough: float = 0.25
    turn: tuple[float, float, float] = (0.0, 0.0, 0.0)
    grain: float = 0.0
    seam: float | None = None
    bulge: float = 0.0
    skin: bool = False
    decals: tuple[Decal, ...] = ()


@dataclass(frozen=True)
class Window:
    """A bright rectangle in the surroundings, seen in glossy surfaces: direction, half size in radians, strength."""

    direction: tuple[float, float, float]
    half: tuple[float, float]
    strength: float


@dataclass(frozen=True)
class Scene:
    solids: tuple[Solid, ...]
    table: Texture
    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    lamp: tuple[float, float, float] = (-30.0, 25.0, 45.0)
    lamp_colour: tuple[float, float, float] = (1.0, 0.96, 0.9)
    lamp_size: float = 9.0
    sky: tuple[float, float, float] = (0.34, 0.36, 0.4)
    windows: tuple[Window, ...] = ()
    view: float = 38.0
    roll: float = 0.0
    focus: float | None = None
    aperture: float = 0.0


def turned(solid: Solid) -> Floats:
    """The rotation from the solid's own axes to the scene's."""
    z, y, x = np.radians(solid.turn)
    rz = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rx = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    return (rz @ ry @ rx).astype(np.float32)


def local(solid: Solid, points: Floats) -> Floats:
    """Points of the scene on the solid's own axes."""
    return (points - np.float32(solid.at)) @ turned(solid)


def distance(solid: Solid, points: Floats) -> Floats:
    """The signed distance from each point to the solid's surface."""
    p = local(solid, points)
    hx, hy, hz = solid.half
    if solid.kind == "capsule":
        along = np.clip(p[:, 0], -hx, hx)
        radius = hz + (hy - hz) * (along + hx) / (2 * hx)
        return np.sqrt((p[:, 0] - along) ** 2 + p[:, 1] ** 2 + p[:, 2] ** 2) - radius
    if solid.kind == "disc":
        q0 = np.sqrt(p[:, 0] ** 2 + p[:, 1] ** 2) - (hx - solid.radius)
        q1 = np.abs(p[:, 2]) - (hz - solid.radius)
        outer = np.sqrt(np.maximum(q0, 0) ** 2 + np.maximum(q1, 0) ** 2)
        return outer + np.minimum(np.maximum(q0, q1), 0) - solid.radius
    q = np.abs(p) - (np.float32(solid.half) - solid.radius)
    outer = np.sqrt((np.maximum(q, 0) ** 2).sum(axis=1))
    return outer + np.minimum(q.max(axis=1), 0) - solid.radius


def reach_of(solid: Solid) -> float:
    """The radius of a ball around the solid."""
    return float(np.linalg.norm(solid.half)) + solid.half[1] * (solid.kind == "capsule")


def march(solids: tuple[Solid, ...], origin: Floats, rays: Floats) -> tuple[Floats, NDArray[np.int16]]:
    """How far each ray travels to a solid, and which one (-1 for none)."""
    travelled = np.full(len(rays), FAR, np.float32)
    which = np.full(len(rays), -1, np.int16)
    for number, solid in enumerate(solids):
        centre = np.float32(solid.at) - origin
        reach = reach_of(solid)
        along = rays @ centre
        missed = (centre @ centre) - along**2
        live = np.flatnonzero((missed < reach**2) & (along > 0))
        t = np.maximum(along[live] - reach, 0)
        for _ in range(90):
            if not len(live):
                break
            d = distance(solid, origin + rays[live] * t[:, None])
            t = t + d
            done = d < 0.0015
            closer = done & (t < travelled[live])
            travelled[live[closer]] = t[closer]
            which[live[closer]] = number
            keep = ~done & (t < along[live] + reach)
            live, t = live[keep], t[keep]
    return travelled, which


def normals_of(solid: Solid, points: Floats) -> Floats:
    """Which way the surface faces at each point."""
    step = 0.004
    out = np.empty_like(points)
    for axis in range(3):
        shift = np.zeros(3, np.float32)
        shift[axis] = step
        out[:, axis] = distance(solid, points + shift) - distance(solid, points - shift)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)
