"""What years in a cabinet and a pass through the scanner do to a page; boxes travel by the same transform.

Damage that single lines suffer too comes from `damage`; here stands what only a whole page shows. Effects
that move ink (skew, shift, upside down) are one affine; the others change only shades.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.geometry import IDENTITY, Affine
from pipeline.synthesis import damage

Severity = Literal["clean", "mild", "medium", "hard"]
Mode = Literal["color", "gray", "copy", "bilevel"]
Pixels = NDArray[np.float32]
Effect = Callable[[Pixels, np.random.Generator], Pixels]

_SKEW_DEGREES = {"clean": 0.3, "mild": 0.8, "medium": 1.6, "hard": 2.6}
_EFFECT_COUNT = {"clean": 0, "mild": 2, "medium": 3, "hard": 5}
_GRAIN = {"clean": 0.3, "mild": 1.2, "medium": 2.4, "hard": 4.0}
_JPEG_QUALITY = {"clean": (74, 86), "mild": (64, 80), "medium": (52, 70), "hard": (40, 60)}


@dataclass(frozen=True, slots=True)
class Handling:
    """How one page is to be scanned: severity, colour mode and the turn that it came with (clockwise)."""

    severity: Severity
    mode: Mode
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Scanned:
    """A scanned page: its image, the way from drawing pixels into it, and what was done."""

    image: Image.Image
    to_scan: Affine
    skew_degrees: float
    effects: tuple[str, ...]
    quality: int


def scan(image: Image.Image, handling: Handling, back: Image.Image | None, chance: random.Random) -> Scanned:
    """Age and scan a drawn page; `back` is what shines through from the other side."""
    rng = np.random.default_rng(chance.getrandbits(64))
    skew = round(chance.gauss(0, 0.6) * _SKEW_DEGREES[handling.severity], 2)
    affine = _tilt(image.size, skew, chance)
    names = chance.sample(sorted(_EFFECTS), _EFFECT_COUNT[handling.severity])
    pixels = _moved(_tinted(image, handling, chance), affine)
    for name in names:
        pixels = _EFFECTS[name](pixels, rng)
    if back is not None and handling.severity != "clean":
        pixels, names = _show_through(pixels, back, chance), [*names, "show"]
    grain = chance.uniform(0, _GRAIN[handling.severity])
    pixels = pixels + rng.normal(0, 1, pixels.shape[:2]).astype(np.float32)[..., None] * grain
    turn = _turn(image.size, handling.turned)
    scanned = _as_mode(np.rot90(pixels, -handling.turned // 90), handling.mode, chance)
    return Scanned(
        scanned, turn.after(affine), skew, tuple(names), chance.randint(*_JPEG_QUALITY[handling.severity])
    )


def _tilt(size: tuple[int, int], degrees: float, chance: random.Random) -> Affine:
    """Turn around the middle and shift by up to half a percent of the page."""
    width, height = size
    radians = np.deg2rad(degrees)
    cos, sin = float(np.cos(radians)), float(np.sin(radians))
    x, y = width / 2, height / 2
    dx, dy = chance.uniform(-0.005, 0.005) * width, chance.uniform(-0.005, 0.005) * height
    return Affine(cos, -sin, x - cos * x + sin * y + dx, sin, cos, y - sin * x - cos * y + dy)


def _turn(size: tuple[int, int], degrees: int) -> Affine:
    width, height = size
    turns = {
        0: IDENTITY,
        90: Affine(0, -1, height, 1, 0, 0),
        180: Affine(-1, 0, width, 0, -1, height),
        270: Affine(0, 1, 0, -1, 0, width),
    }
    return turns[degrees]


def _tinted(image: Image.Image, handling: Handling, chance: random.Random) -> Pixels:
    """The drawing on paper of some colour: white, cream or brown with age."""
    pixels = np.asarray(image, np.float32)
    if handling.severity == "clean":
        return pixels
    age = chance.uniform(0, 0.6 if handling.severity == "mild" else 1.0)
    paper = np.array([255 - 12 * age, 253 - 22 * age, 250 - 52 * age], np.float32)
    return np.asarray(pixels * (paper / 255), np.float32)


def _moved(pixels: Pixels, affine: Affine) -> Pixels:
    matrix = np.array([[affine.a, affine.b, affine.c], [affine.d, affine.e, affine.f]])
    height, width = pixels.shape[:2]
    moved = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.float32)


def _smooth(shape: tuple[int, ...], cells: int, rng: np.random.Generator) -> Pixels:
    """A soft random field, mean 0, spread about 1."""
    coarse = rng.normal(0, 1, (cells, cells)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def _light(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    slope = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * rng.uniform(-0.07, 0.07)
    fall = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * rng.uniform(-0.06, 0.06)
    return np.asarray(pixels * (0.95 + slope + fall)[..., None], np.float32)


def _fold(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    height = pixels.shape[0]
    at = int(height * rng.choice((1 / 3, 1 / 2, 2 / 3)) + rng.integers(-30, 30))
    ridge = np.exp(-(((np.arange(height) - at) / 2.2) ** 2)).astype(np.float32)
    shade = np.clip((np.arange(height) - at) / 60, -1, 1).astype(np.float32) * np.exp(
        -np.abs(np.arange(height) - at) / 90
    )
    return np.asarray(pixels * (1 - 0.22 * ridge - 0.04 * shade)[:, None, None], np.float32)


def _stain(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    ys, xs = np.mgrid[0:height:8, 0:width:8].astype(np.float32)
    reach = np.hypot(xs - rng.uniform(0, width), ys - rng.uniform(0, height)) / rng.uniform(120, 420)
    inside = 0.10 / (1 + np.exp(np.clip((reach - 1) * 14, -30, 30))) + 0.10 * np.exp(
        -(((reach - 1) / 0.04) ** 2)
    )
    mask = cv2.resize(inside.astype(np.float32), (width, height))
    tint = np.array([0.5, 0.8, 1.3], np.float32)
    return np.asarray(pixels * (1 - mask[..., None] * tint), np.float32)


def _holes(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Two punch holes of 6 mm, 80 mm apart, in the left margin (ISO 838)."""
    height, width = pixels.shape[:2]
    scale = max(height, width) / 297
    for offset in (-40, 40):
        middle = (int(12 * scale), int(height / 2 + offset * scale + rng.integers(-4, 5)))
        cv2.circle(pixels, middle, int(3 * scale), (52, 50, 50), -1, cv2.LINE_AA)
    return pixels


def _rust(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    scale = max(height, width) / 297
    x, y = int(rng.uniform(4, 12) * scale), int(rng.uniform(6, 16) * scale)
    patch = np.zeros((height, width), np.float32)
    cv2.line(patch, (x, y), (x + int(9 * scale), y - int(2 * scale)), 1.0, max(2, int(0.7 * scale)))
    patch = np.asarray(cv2.GaussianBlur(patch, (0, 0), 2.5), np.float32)
    return np.asarray(pixels * (1 - patch[..., None] * np.array([0.3, 0.55, 0.75], np.float32)), np.float32)


def _border(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """The dark strip of a scanner lid behind the paper's edge."""
    depth = int(rng.integers(6, 26))
    shade = float(rng.uniform(25, 90))
    if rng.random() < 0.5:
        pixels[:, :depth] = shade
    else:
        pixels[-depth:, :] = shade
    return pixels


def _contrast(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    low = float(rng.uniform(18, 70))
    return np.asarray(low + pixels * (250 - low) / 255, np.float32)


def _uneven(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    field = _smooth(pixels.shape, 6, rng)
    return np.asarray(pixels * (1 + 0.018 * field)[..., None], np.float32)


def _by(effect: Callable[[damage.Image, random.Random], damage.Image]) -> Effect:
    """An effect that lines suffer too, applied to a page."""

    def apply(pixels: Pixels, rng: np.random.Generator) -> Pixels:
        page = np.clip(pixels, 0, 255).astype(np.uint8)
        return np.asarray(effect(page, random.Random(int(rng.integers(2**32)))), np.float32)

    return apply


_EFFECTS: dict[str, Effect] = {
    "light": _light,
    "speckle": _by(
        lambda page, chance: damage.speckle(
            page, chance, chance.uniform(2e-5, 2e-4), chance.choice((1, 2, 3))
        )
    ),
    "blur": _by(lambda page, chance: damage.blur(page, chance.uniform(0.5, 0.95))),
    "coarse": _by(lambda page, chance: damage.resample(page, chance.uniform(0.62, 0.85))),
    "broken": _by(lambda page, chance: damage.broken(page, chance, chance.uniform(0.04, 0.16))),
    "fold": _fold,
    "stain": _stain,
    "holes": _holes,
    "rust": _rust,
    "border": _border,
    "contrast": _contrast,
    "uneven": _uneven,
}


def _show_through(pixels: Pixels, back: Image.Image, chance: random.Random) -> Pixels:
    height, width = pixels.shape[:2]
    mirrored = back.convert("L").transpose(Image.Transpose.FLIP_LEFT_RIGHT).resize((width, height))
    shade = cv2.GaussianBlur(np.asarray(mirrored, np.float32), (0, 0), 2.5)
    strength = chance.uniform(0.04, 0.14)
    return np.asarray(pixels * (1 - strength * (1 - shade / 255))[..., None], np.float32)


def _as_mode(pixels: Pixels, mode: Mode, chance: random.Random) -> Image.Image:
    """Leave colours, take them away, or let a copier or fax harden them."""
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if mode == "color":
        return image
    gray = image.convert("L")
    if mode == "gray":
        return gray
    if mode == "copy" and chance.random() < 0.4:
        return Image.fromarray(damage.photocopy(np.asarray(gray), chance, chance.uniform(3, 6)))
    if mode == "copy":
        low, high = chance.uniform(60, 110), chance.uniform(190, 225)
        return gray.point(lambda value: round(min(255.0, max(0.0, (value - low) / (high - low) * 255))))
    local = cv2.adaptiveThreshold(
        np.asarray(gray), 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 101, chance.uniform(14, 24)
    )
    return Image.fromarray(np.asarray(local, np.uint8)).convert("1", dither=Image.Dither.NONE)
