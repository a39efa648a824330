"""Draws one run of text as ink: how dark each pixel is, and where the baseline runs.

Only this module turns letters into strokes. A `Hand` says how someone or something writes: face, size,
slant, stroke, pressure, how unsteady. Ink is a uint8 array, 0 where the paper shows, 255 full ink.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Ink = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Hand:
    """How a run is written. Lengths in pixels.

    `x_height` sets the size; `slant` is the shift to the right per pixel of height; `stroke` the gain of
    stroke width, 0 as drawn; `unsteady` the amplitude of waves in place and size; `pressure` the least
    darkness, of 1; `pitch` the fixed letter width of a typewriter as a share of the x-height, 0 for none;
    `stretch` the width of letters, 1 as drawn; `stray` how far tone marks stray from their letters, as a
    share of the x-height: people set them last, late and to the right. `loose` is how much each letter
    differs from the one before in size, place and turn (1: a child's hand), `spread` the room added after
    each, as a share of the x-height; `other` a second face from which some letters are taken, so that no
    face is learnt by heart; `pen` the width of a pen that writes every stroke alike, 0 for the face's own.
    """

    path: str
    x_height: float
    slant: float = 0.0
    stroke: float = 0.0
    unsteady: float = 0.0
    pressure: float = 1.0
    pitch: float = 0.0
    word_gap: float = 1.0
    stretch: float = 1.0
    stray: float = 0.0
    loose: float = 0.0
    spread: float = 0.0
    other: str = ""
    pen: float = 0.0

    @property
    def by_letter(self) -> bool:
        """Whether letters are set one by one, not words."""
        return bool(self.loose or self.spread or self.other)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn run: its ink, and the row its letters stand on."""

    ink: Ink
    baseline: int


def draw(text: str, hand: Hand, chance: random.Random) -> Drawn:
    """Write text in this hand."""
    font = _font(hand.path, _size(hand.path, hand.x_height))
    if hand.pitch:
        drawn = _typed(text, font, hand, chance)
    else:
        drawn = (_by_letter if hand.by_letter else _flowing)(text, font, hand, chance)
    ink = _penned(_stretched(drawn.ink, hand.stretch), hand.pen)
    ink = _pressed(_thickened(ink, hand.stroke), hand.pressure, chance)
    if hand.slant or hand.unsteady:
        ink = _moved(ink, drawn.baseline, hand, chance)
    return Drawn(ink, drawn.baseline)


@lru_cache(maxsize=512)
def _font(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _size(path: str, x_height: float) -> int:
    """The em size at which this face's `x` is so high: faces fill their em very differently."""
    _, top, _, bottom = _font(path, 100).getbbox("x", anchor="ls")
    return max(8, min(160, round(100 * x_height / max(12.0, bottom - top))))


def _canvas(width: float, hand: Hand) -> tuple[Image.Image, ImageDraw.ImageDraw, int, int]:
    """A blank strip with room around the text for accents, tails and slant."""
    above, below, side = round(2.6 * hand.x_height), round(1.5 * hand.x_height), round(1.2 * hand.x_height)
    image = Image.new("L", (round(width) + 2 * side, above + below), 0)
    return image, ImageDraw.Draw(image), side, above


def _flowing(text: str, font: ImageFont.FreeTypeFont, hand: Hand, chance: random.Random) -> Drawn:
    """Letters run on; words stand a little higher or lower where the hand is unsteady."""
    words = text.split(" ")
    gap = font.getlength(" ") * hand.word_gap
    widths = [font.getlength(word) for word in words]
    image, pen, x, baseline = _canvas(sum(widths) + gap * (len(words) - 1), hand)
    left = float(x)
    for word, width in zip(words, widths, strict=True):
        spot = (left, baseline + chance.gauss(0, 0.5 * hand.unsteady))
        if hand.stray:
            _with_stray_tones(image, spot, word, font, hand, chance)
        else:
            pen.text(spot, word, fill=255, font=font, anchor="ls")
        left += width + gap * max(0.6, chance.gauss(1, 0.15 if hand.unsteady else 0.02))
    return Drawn(np.asarray(image), baseline)


def _with_stray_tones(
    image: Image.Image,
    spot: tuple[float, float],
    word: str,
    font: ImageFont.FreeTypeFont,
    hand: Hand,
    chance: random.Random,
) -> None:
    """Write a word without its tones, then set each tone somewhere near its letter."""
    plain = "".join(map(_toneless, word))
    ImageDraw.Draw(image).text(spot, plain, fill=255, font=font, anchor="ls")
    for place, (letter, bare) in enumerate(zip(word, plain, strict=True)):
        if letter != bare:
            mark, reach = _tone_mark(letter, bare, font), hand.stray * hand.x_height
            left = spot[0] + font.getlength(plain[:place]) + chance.gauss(0.3 * reach, reach)
            top = spot[1] + chance.gauss(0, 0.35 * reach)
            corner = (round(left) - _MARK_ROOM, round(top - 2 * font.size))
            image.paste(255, corner, Image.fromarray(mark))


def _by_letter(text: str, font: ImageFont.FreeTypeFont, hand: Hand, chance: random.Random) -> Drawn:
    """Every letter by itself: a little larger or smaller, higher or lower, leaning, nearer or farther."""
    fonts = [font, font, _font(hand.other, _size(hand.other, hand.x_height))] if hand.other else [font]
    chosen = [chance.choice(fonts) for _ in text]
    gap = font.getlength(" ") * hand.word_gap
    advances = [
        gap * max(0.6, chance.gauss(1, 0.2))
        if letter == " "
        else face.getlength(letter) + hand.spread * hand.x_height * max(0.0, chance.gauss(1, 0.4))
        for letter, face in zip(text, chosen, strict=True)
    ]
    image, _pen, side, baseline = _canvas(sum(advances) + hand.x_height, hand)
    canvas, x = np.array(image), float(side)
    for letter, face, advance in zip(text, chosen, advances, strict=True):
        if letter != " ":
            for layer in _layers(letter, face, bool(hand.stray)):
                reach = (hand.stray if layer.mark else 0.1 * hand.loose) * hand.x_height
                spot = x + chance.gauss(0.3 * reach if layer.mark else 0, reach), baseline
                _set_letter(canvas, layer.ink, _place(face, spot, reach, hand, chance))
        x += advance
    return Drawn(canvas, baseline)


@dataclass(frozen=True, slots=True)
class _Layer:
    """A letter, or its tone mark alone, on a strip with room around: the pen starts at a fixed spot."""

    ink: Ink
    mark: bool


@lru_cache(maxsize=16384)
def _layers(letter: str, font: ImageFont.FreeTypeFont, apart: bool) -> tuple[_Layer, ...]:
    bare = _toneless(letter) if apart else letter
    size = (round(font.getlength(bare)) + 2 * _MARK_ROOM, round(3 * font.size))
    image = Image.new("L", size, 0)
    ImageDraw.Draw(image).text((_MARK_ROOM, 2 * font.size), bare, fill=255, font=font, anchor="ls")
    body = _Layer(np.asarray(image), mark=False)
    return (body,) if bare == letter else (body, _Layer(_tone_mark(letter, bare, font), mark=True))


def _place(
    font: ImageFont.FreeTypeFont,
    spot: tuple[float, float],
    reach: float,
    hand: Hand,
    chance: random.Random,
) -> NDArray[np.float64]:
    """The way of a layer onto the line: turned and scaled around where the pen starts."""
    start = (_MARK_ROOM, 2 * font.size)
    size = max(0.7, chance.gauss(1, 0.08 * hand.loose))
    matrix = cv2.getRotationMatrix2D(start, chance.gauss(0, 5 * hand.loose), size)
    matrix[:, 2] += np.array(spot) - np.array(start) + (0, chance.gauss(0, 0.35 * reach))
    return np.asarray(matrix, np.float64)


def _set_letter(canvas: Ink, layer: Ink, matrix: NDArray[np.float64]) -> None:
    """Draw a layer onto the part of the canvas where it falls."""
    rows, columns = canvas.shape
    left = max(0, int(matrix[0, 2]) - layer.shape[0] // 4)
    right = min(columns, left + round(1.3 * layer.shape[1]) + layer.shape[0] // 2)
    if right <= left:
        return
    shifted = matrix.copy()
    shifted[0, 2] -= left
    drawn = cv2.warpAffine(layer, shifted, (right - left, rows), flags=cv2.INTER_LINEAR)
    np.maximum(canvas[:, left:right], drawn, out=canvas[:, left:right])


def _penned(ink: Ink, width: float) -> Ink:
    """Every stroke drawn anew along its middle, as wide as a pen; 0 leaves them as they are."""
    if not width:
        return ink
    depth = cv2.distanceTransform((ink > 110).astype(np.uint8), cv2.DIST_L2, 3)
    middle = (depth > 0) & (depth + 0.7 >= cv2.dilate(depth, np.ones((3, 3), np.uint8)))
    away = cv2.distanceTransform((~middle).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(np.clip((width / 2 + 0.5 - away) * 255, 0, 255), np.uint8)


_MARK_ROOM = 24
"""Columns beside a tone mark's letter: marks overhang."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@lru_cache(maxsize=4096)
def _toneless(letter: str) -> str:
    """A letter without its tone, its shape kept; `i` keeps its tone, which takes the place of the dot."""
    if letter in "ìíỉĩị":
        return letter
    return unicodedata.normalize(
        "NFC", "".join(part for part in unicodedata.normalize("NFD", letter) if part not in _TONES)
    )


def _tone_mark(letter: str, bare: str, font: ImageFont.FreeTypeFont) -> Ink:
    """What a letter has more than its bare form: the mark alone, on a strip around the letter's place."""
    height, width = round(3 * font.size), round(font.getlength(letter)) + 2 * _MARK_ROOM
    whole, without = Image.new("L", (width, height), 0), Image.new("L", (width, height), 0)
    for image, sign in ((whole, letter), (without, bare)):
        ImageDraw.Draw(image).text((_MARK_ROOM, 2 * font.size), sign, fill=255, font=font, anchor="ls")
    body = cv2.dilate(np.asarray(without), np.ones((3, 3), np.uint8))  # Or its soft edge would stay behind.
    return np.asarray(cv2.subtract(np.asarray(whole), body), np.uint8)


def _stretched(ink: Ink, share: float) -> Ink:
    if abs(share - 1) < 0.02:
        return ink
    size = (round(ink.shape[1] * share), ink.shape[0])
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _typed(text: str, font: ImageFont.FreeTypeFont, hand: Hand, chance: random.Random) -> Drawn:
    """Each letter in its own cell, struck a little off and not equally hard."""
    pitch = hand.pitch * hand.x_height
    image, pen, x, baseline = _canvas(pitch * len(text), hand)
    for place, letter in enumerate(text):
        spot = (x + pitch * (place + 0.5), baseline + chance.gauss(0, 0.3 * hand.unsteady))
        pen.text(spot, letter, fill=round(255 * chance.uniform(hand.pressure, 1)), font=font, anchor="ms")
    return Drawn(np.asarray(image), baseline)


def _thickened(ink: Ink, stroke: float) -> Ink:
    """Widen or thin strokes by a fraction of a pixel: blur, then a harder edge at another level."""
    if abs(stroke) < 0.05:
        return ink
    if stroke < 0:
        return np.asarray(cv2.subtract(ink, _edge(ink, -stroke)), np.uint8)
    soft = cv2.GaussianBlur(ink, (0, 0), 0.5 + stroke)
    return np.asarray(cv2.convertScaleAbs(soft, alpha=1.0 + 1.6 * stroke), np.uint8)


def _edge(ink: Ink, depth: float) -> Ink:
    eroded = cv2.erode(ink, np.ones((2, 2), np.uint8))
    return np.asarray(cv2.convertScaleAbs(cv2.subtract(ink, eroded), alpha=min(1.0, depth)), np.uint8)


def _pressed(ink: Ink, pressure: float, chance: random.Random) -> Ink:
    """Let the ink come and go along the line, down to `pressure`."""
    if pressure >= 1:
        return ink
    waves = [chance.uniform(pressure, 1) for _ in range(max(2, ink.shape[1] // 40))]
    level = np.interp(np.linspace(0, len(waves) - 1, ink.shape[1]), np.arange(len(waves)), waves)
    return (ink * level.astype(np.float32)[None, :]).astype(np.uint8)


def _moved(ink: Ink, baseline: int, hand: Hand, chance: random.Random) -> Ink:
    """Slant, and waves of place and size: one remap for all of it."""
    height, width = ink.shape
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    from_base = rows - baseline
    along = _wave(width, hand, chance, 3.0)[None, :]
    up = _wave(width, hand, chance, 4.0)[None, :]
    growth = 1 + _wave(width, hand, chance, 5.0)[None, :] / (4 * hand.x_height)
    map_x = columns + hand.slant * from_base + along
    map_y = baseline + from_base * growth + up
    if hand.unsteady:
        map_x += _field(height, width, hand, chance)
        map_y += _field(height, width, hand, chance)
    return np.asarray(cv2.remap(ink, map_x, map_y, cv2.INTER_LINEAR), np.uint8)


def _wave(width: int, hand: Hand, chance: random.Random, letters: float) -> NDArray[np.float32]:
    """A smooth random curve along the line, with a knot every so many x-heights."""
    knots = max(2, round(width / (letters * hand.x_height)) + 1)
    heights = np.array([[chance.gauss(0, hand.unsteady) for _ in range(knots)]], np.float32)
    return np.asarray(cv2.resize(heights, (width, 1), interpolation=cv2.INTER_CUBIC)[0], np.float32)


def _field(height: int, width: int, hand: Hand, chance: random.Random) -> NDArray[np.float32]:
    """A smooth random field of displacement, about a letter coarse."""
    cells = (max(2, round(width / (0.9 * hand.x_height))), 5)
    noise = np.random.default_rng(chance.getrandbits(32)).normal(0, 0.45 * hand.unsteady, cells[::-1])
    smooth = cv2.resize(noise.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth, np.float32)
