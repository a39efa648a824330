"""Sheets to pixels: the ink of every mark, and where the ink of each slot fell.

Print is set in one run; a pen writes word by word, a typewriter letter by letter, each a little off.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from pipeline.geometry import Box, union
from pipeline.synthesis.measuring import bold_face, font, text_width
from pipeline.synthesis.sheets import (
    RED,
    Area,
    Colour,
    Dots,
    Glyphs,
    Hand,
    Photo,
    Seal,
    Sheet,
    Stroke,
)

_PAD = 4
_SEAL_TEXT = "MẪU THỬ · DỮ LIỆU HƯ CẤU · "


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn page and, for each slot that left ink, the box around it in pixels."""

    image: Image.Image
    boxes: tuple[tuple[int, Box], ...]


class _Paper:
    """The image under the pen and the ink boxes gathered while drawing."""

    def __init__(self, sheet: Sheet, dpi: int, chance: random.Random) -> None:
        self.scale = dpi / 25.4
        self.dpi = dpi
        self.chance = chance
        self.image = Image.new(
            "RGB", (round(sheet.width * self.scale), round(sheet.height * self.scale)), "white"
        )
        self.boxes: dict[int, list[Box]] = {}

    def stain(self, mask: Image.Image, left: int, top: int, ink: Colour, slot: int | None) -> None:
        """Lay ink through a mask and remember where it fell."""
        self.image.paste(ink, (left, top), mask)
        bounds = mask.point(lambda value: 255 if value > 60 else 0).getbbox() if slot is not None else None
        if slot is not None and bounds:
            box = Box(left + bounds[0], top + bounds[1], left + bounds[2], top + bounds[3])
            self.boxes.setdefault(slot, []).append(box)


def render(sheet: Sheet, dpi: int, chance: random.Random) -> Drawing:
    """Draw a sheet at this resolution; the same chance gives the same pixels."""
    paper = _Paper(sheet, dpi, chance)
    for mark in sheet.marks:
        _draw(paper, mark)
    size = paper.image.size
    boxes = tuple((slot, union(found).clipped(*size)) for slot, found in sorted(paper.boxes.items()))
    return Drawing(paper.image, boxes)


def _draw(paper: _Paper, mark: Glyphs | Stroke | Dots | Photo | Seal | Area) -> None:
    match mark:
        case Glyphs():
            _draw_glyphs(paper, mark)
        case Stroke():
            _draw_stroke(paper, mark)
        case Dots():
            _draw_dots(paper, mark)
        case Photo():
            _draw_photo(paper, mark)
        case Seal():
            _draw_seal(paper, mark)
        case Area():
            corners = (mark.left, mark.top, mark.right, mark.bottom)
            paper.boxes.setdefault(mark.slot, []).append(Box(*(side * paper.scale for side in corners)))


@lru_cache(maxsize=4096)
def _mask(face: str, pixels: float, text: str, bold: bool, thick: float = 0.0) -> tuple[Image.Image, int]:
    """The ink of a text as a mask, and the row of its baseline in it."""
    real_bold = bold_face(face) if bold else None
    letters = font(real_bold or face, pixels)
    stroke = pixels * (thick + (0.018 if bold and not real_bold else 0.0))
    left, top, right, bottom = letters.getbbox(text, anchor="ls", stroke_width=stroke)
    width, height = math.ceil(right) + 2 * _PAD, math.ceil(bottom - top) + 2 * _PAD
    image = Image.new("L", (max(1, width - min(0, math.floor(left))), max(1, height)), 0)
    baseline = _PAD - math.floor(top)
    draw = ImageDraw.Draw(image)
    draw.text(
        (_PAD - min(0, math.floor(left)), baseline),
        text,
        fill=255,
        font=letters,
        anchor="ls",
        stroke_width=stroke,
    )
    return image, baseline


def _draw_glyphs(paper: _Paper, mark: Glyphs) -> None:
    hand = mark.hand
    squeeze = 1.0
    if mark.width and hand.unsteady:
        squeeze = max(0.8, min(1.0, mark.width / max(0.1, text_width(hand, mark.text))))
    for offset, piece in _pieces(hand, mark.text):
        _draw_piece(paper, mark, mark.x + offset * squeeze, piece, squeeze)


def _pieces(hand: Hand, text: str) -> Iterator[tuple[float, str]]:
    """What is set down at once: all of it by print, a word by a pen, a letter by a typewriter."""
    if not hand.unsteady:
        yield 0.0, text
        return
    start = 0
    for number in range(len(text)):
        last = number + 1 == len(text)
        if hand.style == "typewriter" or last or text[number + 1] == " ":
            piece = text[start : number + 1]
            if piece.strip():
                blank = len(piece) - len(piece.lstrip())
                yield text_width(hand, text[: start + blank]), piece.strip()
            start = number + 1


def _draw_piece(paper: _Paper, mark: Glyphs, x: float, piece: str, squeeze: float) -> None:
    hand, chance, scale = mark.hand, paper.chance, paper.scale
    pixels = hand.size * paper.dpi / 72
    mask, baseline = _mask(hand.face, pixels, piece, hand.bold, hand.thick)
    left, y = x * scale - _PAD, mark.baseline * scale - baseline
    if hand.unsteady:
        mask, left, y = _unsteady(mask, left, y, hand, chance, squeeze, scale)
    paper.stain(mask, round(left), round(y), hand.ink, mark.slot)


def _unsteady(
    mask: Image.Image,
    left: float,
    top: float,
    hand: Hand,
    chance: random.Random,
    squeeze: float,
    scale: float,
) -> tuple[Image.Image, float, float]:
    """Shift, turn and weaken a piece as a human hand or a worn machine does."""
    shake = hand.unsteady
    if hand.style == "typewriter":
        strength = 1 - shake * chance.uniform(0, 0.35)
        left, top = left + chance.gauss(0, 0.05) * shake * scale, top + chance.gauss(0, 0.09) * shake * scale
    else:
        grow = 1 + chance.gauss(0, 0.025) * shake
        mask = mask.resize((max(1, round(mask.width * squeeze * grow)), max(1, round(mask.height * grow))))
        mask = mask.rotate(chance.gauss(0, 0.7) * shake, Image.Resampling.BILINEAR)
        strength = 1 - shake * chance.uniform(0, 0.2)
        top += chance.gauss(0, 0.18) * shake * scale
    return mask.point(lambda value: round(value * strength)), left, top


def _draw_stroke(paper: _Paper, mark: Stroke) -> None:
    """Draw a polyline; four times too large and scaled down, so that thin lines keep their weight."""
    scale, fine = paper.scale, 4
    xs, ys = [x * scale for x, _ in mark.points], [y * scale for _, y in mark.points]
    left, top = math.floor(min(xs)) - _PAD, math.floor(min(ys)) - _PAD
    if max(xs) - min(xs) < 0.5 or max(ys) - min(ys) < 0.5:
        _draw_straight(paper, mark, xs, ys)
        return
    size = (math.ceil(max(xs)) - left + _PAD, math.ceil(max(ys)) - top + _PAD)
    mask = Image.new("L", (size[0] * fine, size[1] * fine), 0)
    points = [((x - left) * fine, (y - top) * fine) for x, y in zip(xs, ys, strict=True)]
    ImageDraw.Draw(mask).line(points, fill=255, width=max(1, round(mark.width * scale * fine)), joint="curve")
    paper.stain(mask.resize(size, Image.Resampling.BOX), left, top, mark.ink, mark.slot)


def _draw_straight(paper: _Paper, mark: Stroke, xs: list[float], ys: list[float]) -> None:
    width = max(1, round(mark.width * paper.scale))
    box = (round(min(xs)), round(min(ys)), max(1, round(max(xs) - min(xs))), max(1, round(max(ys) - min(ys))))
    size = (max(box[2], width), max(box[3], width))
    strength = min(255, round(255 * max(0.55, mark.width * paper.scale / width)))
    paper.stain(Image.new("L", size, strength), box[0], box[1], mark.ink, mark.slot)


@lru_cache(maxsize=64)
def _dot(radius_pixels: float) -> Image.Image:
    side, fine = math.ceil(2 * radius_pixels) + 2, 8
    dot = Image.new("L", (side * fine, side * fine), 0)
    middle, reach = side * fine / 2, radius_pixels * fine
    ImageDraw.Draw(dot).ellipse((middle - reach, middle - reach, middle + reach, middle + reach), fill=255)
    return dot.resize((side, side), Image.Resampling.BOX)


def _draw_dots(paper: _Paper, mark: Dots) -> None:
    dot = _dot(round(mark.radius * paper.scale, 2))
    count = int((mark.right - mark.left) / mark.pitch)
    y = round(mark.baseline * paper.scale - dot.height / 2)
    for number in range(count):
        x = round((mark.left + number * mark.pitch) * paper.scale)
        paper.image.paste((30, 30, 32), (x, y), dot)


def _draw_photo(paper: _Paper, mark: Photo) -> None:
    """Draw a portrait that is nobody's: a silhouette on a plain ground."""
    scale = paper.scale
    width, height = round(mark.width * scale), round(mark.height * scale)
    ground = paper.chance.choice(((96, 130, 178), (150, 160, 176), (170, 170, 168)))
    photo = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(photo)
    draw.ellipse((width * 0.1, height * 0.66, width * 0.9, height * 1.4), fill=(60, 62, 74))
    draw.ellipse((width * 0.28, height * 0.16, width * 0.72, height * 0.68), fill=(205, 172, 148))
    draw.pieslice((width * 0.26, height * 0.1, width * 0.74, height * 0.62), 180, 360, fill=(28, 24, 24))
    paper.image.paste(
        photo.filter(ImageFilter.GaussianBlur(scale * 0.25)),
        (round(mark.left * scale), round(mark.top * scale)),
    )


def _draw_seal(paper: _Paper, mark: Seal) -> None:
    scale = paper.scale
    mask = _seal_mask(round(mark.radius * scale), mark.face).rotate(
        mark.turn_degrees, Image.Resampling.BILINEAR
    )
    left, top = round((mark.x - mark.radius) * scale), round((mark.y - mark.radius) * scale)
    wear = np.random.default_rng(paper.chance.getrandbits(32)).uniform(0.55, 1.0, (24, 24))
    worn = Image.fromarray((wear * 255).astype(np.uint8)).resize(mask.size, Image.Resampling.BICUBIC)
    strength = np.asarray(mask, np.float32) * np.asarray(worn, np.float32) / 255 * mark.strength
    ink = Image.fromarray(strength.astype(np.uint8))
    if mark.embossed:
        paper.stain(ink.point(lambda value: value // 3), left + 1, top + 1, (90, 90, 90), None)
        paper.stain(ink.point(lambda value: value // 3), left - 1, top - 1, (255, 255, 255), None)
    else:
        paper.stain(ink, left, top, RED, None)


@lru_cache(maxsize=32)
def _seal_mask(radius: int, face: str) -> Image.Image:
    """Two rings, a star, and the specimen words around them."""
    side = 2 * radius + 1
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    for share, width in ((0.985, 0.05), (0.66, 0.02)):
        reach = radius * share
        draw.ellipse(
            (radius - reach, radius - reach, radius + reach, radius + reach),
            outline=255,
            width=max(1, round(radius * width)),
        )
    tips = [
        (
            radius + radius * (0.32 if n % 2 == 0 else 0.13) * math.sin(n * math.pi / 5),
            radius - radius * (0.32 if n % 2 == 0 else 0.13) * math.cos(n * math.pi / 5),
        )
        for n in range(10)
    ]
    draw.polygon(tips, fill=255)
    for number, letter in enumerate(_SEAL_TEXT):
        glyph, _ = _mask(face, radius * 0.2, letter, True)
        angle = 360 * number / len(_SEAL_TEXT)
        square = Image.new("L", (side, side), 0)
        square.paste(glyph, (radius - glyph.width // 2, round(radius * 0.06)))
        turned = square.rotate(-angle, Image.Resampling.BILINEAR)
        mask.paste(255, (0, 0), turned)
    return mask


def thinned(sheet: Sheet, share: float) -> Sheet:
    """The sheet with a paler pen, as faded ink looks."""

    def pale(ink: Colour) -> Colour:
        red, green, blue = (round(part + (235 - part) * share) for part in ink)
        return red, green, blue

    marks = tuple(
        replace(mark, hand=replace(mark.hand, ink=pale(mark.hand.ink)))
        if isinstance(mark, Glyphs) and mark.hand.unsteady
        else mark
        for mark in sheet.marks
    )
    return replace(sheet, marks=marks)
