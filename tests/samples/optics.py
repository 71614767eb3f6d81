"""A small ray marcher: solids on a table under an area light, which is what a buyer's photo is made of.

Lengths are in cm, z is up, the table is z = 0.  Everything is float32 numpy over a flat list of rays; the same scene
and size give the same picture.  Method: sphere tracing of signed distances with soft shadows and ambient occlusion
(Hart 1996; Quilez, "Soft shadows in raymarched SDFs", 2010).  It knows no refraction and no light between surfaces.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
FAR = 400.0
CHUNK = 400_000


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
    extras: dict[str, Any] = field(default_factory=dict)


def _turned(solid: Solid) -> Floats:
    z, y, x = np.radians(solid.turn)
    rz = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    ry = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    rx = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    return (rz @ ry @ rx).astype(np.float32)


def _local(solid: Solid, points: Floats) -> Floats:
    return (points - np.float32(solid.at)) @ _turned(solid)


def distance(solid: Solid, points: Floats) -> Floats:
    """The signed distance from each point to the solid's surface."""
    p = _local(solid, points)
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


def _march(solids: tuple[Solid, ...], origin: Floats, rays: Floats) -> tuple[Floats, NDArray[np.int16]]:
    """How far each ray travels to a solid, and which one (-1 for none)."""
    travelled = np.full(len(rays), FAR, np.float32)
    which = np.full(len(rays), -1, np.int16)
    for number, solid in enumerate(solids):
        centre = np.float32(solid.at) - origin
        reach = _reach(solid)
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


def _normals(solid: Solid, points: Floats) -> Floats:
    step = 0.004
    out = np.empty_like(points)
    for axis in range(3):
        shift = np.zeros(3, np.float32)
        shift[axis] = step
        out[:, axis] = distance(solid, points + shift) - distance(solid, points - shift)
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-6)


def _reach(solid: Solid) -> float:
    return float(np.linalg.norm(solid.half)) + solid.half[1] * (solid.kind == "capsule")


def _light_seen(solids: tuple[Solid, ...], points: Floats, normals: Floats, lamp: Floats, size: float) -> Floats:
    """The share of the lamp each point sees, soft at the edges; each solid is asked only where it can matter."""
    to_lamp = lamp - points
    length = np.linalg.norm(to_lamp, axis=1)
    rays = to_lamp / length[:, None]
    seen = np.ones(len(points), np.float32)
    for solid in solids:
        towards = np.float32(solid.at) - points
        along = (towards * rays).sum(axis=1)
        reach = _reach(solid)
        missed = np.sqrt(np.maximum((towards**2).sum(axis=1) - along**2, 0))
        live = np.flatnonzero((along > -reach) & (missed < reach + size * np.maximum(along, 0) / length))
        start, ray, far = points[live] + normals[live] * 0.03, rays[live], length[live]
        last = along[live] + reach
        t = np.maximum(along[live] - reach - 1, 0.05).astype(np.float32)
        part = np.ones(len(live), np.float32)
        going = np.arange(len(live))
        for _ in range(24):
            if not len(going):
                break
            d = distance(solid, start[going] + ray[going] * t[going][:, None])
            part[going] = np.minimum(part[going], 0.5 + 0.5 * d / np.maximum(size * t[going] / far[going], 0.01))
            t[going] += np.clip(d, 0.06, 2.5)
            going = going[(t[going] < last[going]) & (part[going] > 0)]
        seen[live] = np.minimum(seen[live], part)
    seen = np.clip(seen, 0, 1)
    return seen * seen * (3 - 2 * seen)


def _openness(solids: tuple[Solid, ...], points: Floats, normals: Floats) -> Floats:
    """Ambient occlusion: 1 in the open, towards 0 in corners."""
    levels = ((0.08, 1.0), (0.25, 0.75), (0.6, 0.56), (1.3, 0.42), (2.6, 0.32))
    free = [np.minimum(points[:, 2] + normals[:, 2] * reach + 1e-3, reach) for reach, _ in levels]
    for solid in solids:
        near = np.flatnonzero(((points - np.float32(solid.at)) ** 2).sum(axis=1) < (_reach(solid) + 5.2) ** 2)
        for level, (reach, _) in enumerate(levels):
            d = distance(solid, points[near] + normals[near] * reach)
            free[level][near] = np.minimum(free[level][near], d)
    blocked = sum(weight * np.clip(reach - f, 0, None) / reach for (reach, weight), f in zip(levels, free, strict=True))
    return np.clip(1 - 0.33 * np.asarray(blocked, np.float32), 0.05, 1)


def _sample(picture: Floats, u: Floats, v: Floats, wrap: bool) -> Floats:
    height, width = picture.shape[:2]
    x, y = u * width - 0.5, v * height - 0.5
    if wrap:
        x, y = np.mod(x, width - 1), np.mod(y, height - 1)
    side = 4096
    rows = -(-len(x) // side)
    grid = np.zeros((2, rows * side), np.float32)
    grid[0, : len(x)], grid[1, : len(x)] = x, y
    out = cv2.remap(picture, grid[0].reshape(rows, side), grid[1].reshape(rows, side), cv2.INTER_LINEAR,
                    borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    return out.reshape(rows * side, -1)[: len(x)]


def _table_at(table: Texture, points: Floats) -> tuple[Floats, Floats]:
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


def _surface(solid: Solid, points: Floats, normals: Floats, noise: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Colour, gloss and glow of each point, and its normal with the grain of the material."""
    turned = _turned(solid)
    p, n = _local(solid, points), normals @ turned
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
        normals = normals + lean @ turned.T
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


def _skin(solid: Solid, p: Floats, n: Floats, normals: Floats, colour: Floats, noise: Floats) -> tuple[Floats, Floats, Floats]:
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


def _glints(scene: Scene, rays: Floats, rough: float) -> Floats:
    """What a glossy surface mirrors: a dim room with bright windows."""
    up = np.clip(rays[:, 2], -1, 1)
    above = np.float32(scene.sky) * 1.5
    below = scene.table.tile[::64, ::64].mean(axis=(0, 1)) * 0.55
    share = _edge(up - 0.02, 0.12 + rough)[:, None]
    room = below * (1 - share) + above * share * (0.25 + 0.75 * np.clip(up, 0, 1))[:, None]
    for window in scene.windows:
        d = np.float32(window.direction) / np.linalg.norm(window.direction)
        right = np.cross(d, [0, 0, 1]).astype(np.float32)
        right /= np.linalg.norm(right)
        over = np.cross(right, d)
        x, y, facing = rays @ right, rays @ over, rays @ d
        soft = rough + 0.02
        inside = _edge(window.half[0] - np.abs(x), soft) * _edge(window.half[1] - np.abs(y), soft) * (facing > 0)
        room += window.strength * inside[:, None] * np.float32(scene.lamp_colour)
    return room


def _edge(x: Floats, soft: float) -> Floats:
    t = np.clip(x / (2 * soft) + 0.5, 0, 1)
    return t * t * (3 - 2 * t)


def _shade(scene: Scene, origin: Floats, rays: Floats, noise: Floats) -> tuple[Floats, Floats]:
    travelled, which = _march(scene.solids, origin, rays)
    ground = -origin[2] / np.where(rays[:, 2] < -1e-4, rays[:, 2], -1e-4)
    which = np.where(ground < travelled, -2, which)
    depth = np.minimum(np.minimum(travelled, ground), FAR).astype(np.float32)
    points = origin + rays * depth[:, None]
    colour = np.zeros((len(rays), 3), np.float32)
    normals = np.zeros((len(rays), 3), np.float32)
    flat = np.zeros((len(rays), 3), np.float32)
    gloss, rough = np.zeros(len(rays), np.float32), np.zeros(len(rays), np.float32)
    glow = np.zeros((len(rays), 3), np.float32)
    skin = np.zeros(len(rays), np.float32)
    here = which == -2
    colour[here], normals[here] = _table_at(scene.table, points[here])
    flat[here, 2], gloss[here], rough[here] = 1, scene.table.gloss, 0.3
    for number, solid in enumerate(scene.solids):
        here = which == number
        if here.any():
            flat[here] = _normals(solid, points[here])
            colour[here], gloss[here], glow[here], normals[here] = _surface(solid, points[here], flat[here], noise)
            rough[here], skin[here] = solid.rough, solid.skin
    lamp = np.float32(scene.lamp)
    seen = _light_seen(scene.solids, points, flat, lamp, scene.lamp_size)
    openness = _openness(scene.solids, points, flat)
    to_lamp = lamp - points
    square = (to_lamp**2).sum(axis=1)
    to_lamp /= np.sqrt(square)[:, None]
    facing = (normals * to_lamp).sum(axis=1)
    facing = np.clip(np.where(skin > 0, (facing + 0.3) / 1.3, facing), 0, 1)
    strength = float(lamp @ lamp) / square
    direct = (facing * seen * strength)[:, None] * np.float32(scene.lamp_colour)
    bounced = np.float32([1.0, 0.9, 0.8]) * 0.12 * np.clip(1 - normals[:, 2:3], 0, 1)
    light = direct + (np.float32(scene.sky) * (0.55 + 0.45 * normals[:, 2:3]) + bounced) * openness[:, None]
    picture = colour * light + glow
    mirror = rays - 2 * (rays * normals).sum(axis=1, keepdims=True) * normals
    fresnel = 0.25 + 0.75 * (1 - np.clip(-(rays * normals).sum(axis=1), 0, 1)) ** 4
    for value in np.unique(rough):
        here = rough == value
        shine = _glints(scene, mirror[here], float(value))
        half = to_lamp[here] - rays[here]
        half /= np.linalg.norm(half, axis=1, keepdims=True)
        spot = np.clip((half * normals[here]).sum(axis=1), 0, 1) ** (8 / max(value, 0.05) ** 2)
        shine += (spot * seen[here] * 1.6)[:, None] * np.float32(scene.lamp_colour)
        mirrored = np.where(gloss[here] > 1, gloss[here] - 1, gloss[here] * fresnel[here])  # above 1: a metal
        picture[here] += (mirrored * openness[here])[:, None] * shine
    return picture, depth


def render(scene: Scene, width: int, height: int, seed: int = 1) -> tuple[Floats, Floats]:
    """The light that reaches each pixel (height, width, 3; 1 is a lit white sheet) and its distance in cm."""
    noise = _noise_tile(seed)
    eye, target = np.float32(scene.eye), np.float32(scene.target)
    forward = target - eye
    forward /= np.linalg.norm(forward)
    right = np.cross(forward, [0, 0, 1]).astype(np.float32)
    right /= np.linalg.norm(right)
    up = np.cross(right, forward)
    roll = np.radians(scene.roll)
    right, up = right * np.cos(roll) + up * np.sin(roll), up * np.cos(roll) - right * np.sin(roll)
    scale = np.tan(np.radians(scene.view / 2)) * 2 / height
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    xs, ys = (xs - width / 2 + 0.5) * scale, -(ys - height / 2 + 0.5) * scale
    rays = (forward + xs[..., None] * right + ys[..., None] * up).reshape(-1, 3).astype(np.float32)
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    picture, depth = np.empty((width * height, 3), np.float32), np.empty(width * height, np.float32)
    for start in range(0, len(rays), CHUNK):
        part = slice(start, start + CHUNK)
        picture[part], depth[part] = _shade(scene, eye, rays[part], noise)
    picture, depth = picture.reshape(height, width, 3), depth.reshape(height, width)
    if scene.aperture:
        picture = _defocused(picture, depth, scene, height)
    return picture, depth


def _noise_tile(seed: int) -> Floats:
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


def _defocused(picture: Floats, depth: Floats, scene: Scene, height: int) -> Floats:
    """Blur by distance from the plane in focus, in five levels blended into each other."""
    focus = scene.focus or float(np.linalg.norm(np.float32(scene.target) - np.float32(scene.eye)))
    blur = np.abs(depth - focus) / np.maximum(depth, 1) * scene.aperture * height
    blur = cv2.GaussianBlur(blur, (0, 0), height / 220)
    levels = [0.0, 1.2, 2.6, 5.5, 11.0]
    stack = [picture] + [cv2.GaussianBlur(picture, (0, 0), s * height / 1500) for s in levels[1:]]
    out = picture.copy()
    scaled = [s * height / 1500 for s in levels]
    for (low, a), (high, b) in zip(zip(scaled, stack, strict=True), list(zip(scaled, stack, strict=True))[1:], strict=False):
        share = np.clip((blur - low) / (high - low), 0, 1)[..., None]
        out = np.where((blur >= low)[..., None], a * (1 - share) + b * share, out)
    return out
