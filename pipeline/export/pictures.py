"""Pages with frames and captions over what was found on them: the only module that draws on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.geometry import IDENTITY, Affine, Box

Colour = tuple[int, int, int]
_LONGEST_SIDE = 2400
"""Pixels: enough to read the page at 200 dpi."""
_MARGIN = 4
_CAPTION_SHARE = 110
"""A caption is this part of the page's height."""
_LEAST_CAPTION = 12


@dataclass(frozen=True, slots=True)
class Frame:
    """A place in the scan's pixels, what to write at it (ASCII: keys) and in which colour."""

    box: Box
    caption: str
    colour: Colour


def framed(pixels: NDArray[np.uint8], rotation: int, frames: Iterable[Frame]) -> Image.Image:
    """The page turned upright (`rotation` clockwise degrees), each frame drawn with its caption above it."""
    scan = Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB")
    turned = _upright(rotation, *scan.size)
    page = scan.rotate(-rotation, expand=True)
    scale = min(1.0, _LONGEST_SIDE / max(page.size))
    page = page.resize((round(page.width * scale), round(page.height * scale)))
    small = Affine(scale, 0.0, 0.0, 0.0, scale, 0.0).after(turned)
    brush = ImageDraw.Draw(page)
    font = ImageFont.load_default(max(_LEAST_CAPTION, page.height // _CAPTION_SHARE))
    for frame in frames:
        _draw(brush, font, small.box(frame.box).grown(_MARGIN, _MARGIN).clipped(*page.size), frame)
    return page


def _upright(rotation: int, width: int, height: int) -> Affine:
    """From a scan of this size to itself turned clockwise."""
    return {
        0: IDENTITY,
        90: Affine(0.0, -1.0, height, 1.0, 0.0, 0.0),
        180: Affine(-1.0, 0.0, width, 0.0, -1.0, height),
        270: Affine(0.0, 1.0, 0.0, -1.0, 0.0, width),
    }[rotation]


def _draw(
    brush: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, box: Box, frame: Frame
) -> None:
    left, top, right, bottom = box.rounded()
    brush.rectangle((left, top, right, bottom), outline=frame.colour, width=2)
    text = brush.textbbox((left, top), frame.caption, font=font, anchor="lb")
    if frame.caption:
        brush.rectangle(text, fill=frame.colour)
    brush.text((left, top), frame.caption, fill=(255, 255, 255), font=font, anchor="lb")
