"""A small ray marcher: solids on a table under an area light, which is what a buyer's photo is made of.

Everything is float32 numpy over a flat list of rays; the same scene and size give the same picture.  Method: sphere
tracing of signed distances with soft shadows and ambient occlusion (Hart 1996; Quilez, "Soft shadows in raymarched
SDFs", 2010).  It knows no refraction and no light that one surface throws on another.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from tests.samples.materials import noise_tile, surface_of, table_at
from tests.samples.solids import FAR, Floats, Scene, Solid, distance, march, normals_of, reach_of

CHUNK = 400_000


def _light_seen(solids: tuple[Solid, ...], points: Floats, normals: Floats, lamp: Floats, size: float) -> Floats:
    """The share of the lamp each point sees, soft at the edges; each solid is asked only where it can matter."""
    to_lamp = lamp - points
    length = np.linalg.norm(to_lamp, axis=1)
    rays = to_lamp / length[:, None]
    seen = np.ones(len(points), np.float32)
    for solid in solids:
        towards = np.float32(solid.at) - points
        along = (towards * rays).sum(axis=1)
        reach = reach_of(solid)
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
        near = np.flatnonzero(((points - np.float32(solid.at)) ** 2).sum(axis=1) < (reach_of(solid) + 5.2) ** 2)
        for level, (reach, _) in enumerate(levels):
            d = distance(solid, points[near] + normals[near] * reach)
            free[level][near] = np.minimum(free[level][near], d)
    blocked = sum(weight * np.clip(reach - f, 0, None) / reach for (reach, weight), f in zip(levels, free, strict=True))
    return np.clip(1 - 0.33 * np.asarray(blocked, np.float32), 0.05, 1)


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
    travelled, which = march(scene.solids, origin, rays)
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
    colour[here], normals[here] = table_at(scene.table, points[here])
    flat[here, 2], gloss[here], rough[here] = 1, scene.table.gloss, 0.3
    for number, solid in enumerate(scene.solids):
        here = which == number
        if here.any():
            flat[here] = normals_of(solid, points[here])
            colour[here], gloss[here], glow[here], normals[here] = surface_of(solid, points[here], flat[here], noise)
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
    noise = noise_tile(seed)
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


def _defocused(picture: Floats, depth: Floats, scene: Scene, height: int) -> Floats:
    """Blur by distance from the plane in focus, in five levels blended into each other."""
    focus = scene.focus or float(np.linalg.norm(np.float32(scene.target) - np.float32(scene.eye)))
    blur = np.abs(depth - focus) / np.maximum(depth, 1) * scene.aperture * height
    blur = cv2.GaussianBlur(blur, (0, 0), height / 220)
    levels = [0.0, 1.2, 2.6, 5.5, 11.0]
    stack = [picture] + [cv2.GaussianBlur(picture, (0, 0), s * height / 1500) for s in levels[1:]]
    out = picture.copy()
    scaled = [s * height / 1500 for s in levels]
    for (low, a), (high, b) in pairwise(zip(scaled, stack, strict=True)):
        share = np.clip((blur - low) / (high - low), 0, 1)[..., None]
        out = np.where((blur >= low)[..., None], a * (1 - share) + b * share, out)
    return out
