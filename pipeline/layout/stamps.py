"""Boxed stamps, red or black: small frames with a word in them, such as a mark of secrecy."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import FlatPage, Image

_HEIGHT, _WIDTH = (26, 120), (55, 480)
"""Sizes of a stamp's frame, frame pixels: 3.3 to 15 mm high, 7 to 61 mm wide."""
_ASPECT = 1.25
_RECTANGULAR = 0.72
"""A frame's outline fills this share of the smallest rectangle around it, however it is turned."""
_RED_REACH, _DARK_REACH = 31, 7
"""Gaps of a worn frame that are closed, frame pixels. Red stands alone; dark print is all around."""
_STEEPEST = 20.0
_WALL = 0.14
"""The frame's own line, as a share of its height, is left out of the picture."""
_DARK = 140
_MOST = 8
"""A page with more small dark frames than this has a table or a decorated border; the widest are read."""


def red_stamps(flat: FlatPage) -> tuple[Image, ...]:
    """The inside of every red boxed stamp, turned straight: dark on white, in no certain order."""
    return tuple(_inside(flat.seal, frame) for frame in _frames(flat.seal, _RED_REACH))


def dark_stamps(flat: FlatPage) -> tuple[Image, ...]:
    """The same for black frames, as a photocopy shows stamps; cells of tables may be among them."""
    dark = np.asarray(cv2.threshold(flat.grey, _DARK - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    found = sorted(_frames(dark, _DARK_REACH), key=lambda frame: -frame[1][0])
    return tuple(_inside(dark, frame) for frame in found[:_MOST])


def _frames(mask: Image, reach: int) -> Iterator[tuple[tuple[float, float], tuple[float, float], float]]:
    """Turned rectangles (centre, size, angle) of frames; a frame inside another is another frame."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        centre, (long, short), angle = cv2.minAreaRect(outline)
        size = float(long), float(short)
        if size[0] < size[1]:
            size, angle = (size[1], size[0]), angle - 90
        angle = (angle + 90) % 180 - 90
        if _is_frame(size, angle, cv2.contourArea(outline)):
            yield (float(centre[0]), float(centre[1])), (float(size[0]), float(size[1])), float(angle)


def _is_frame(size: tuple[float, float], angle: float, area: float) -> bool:
    width, height = size
    fits = _WIDTH[0] <= width <= _WIDTH[1] and _HEIGHT[0] <= height <= _HEIGHT[1]
    return (
        fits
        and width >= _ASPECT * height
        and area > _RECTANGULAR * width * height
        and abs(angle) <= _STEEPEST
    )


def _inside(mask: Image, frame: tuple[tuple[float, float], tuple[float, float], float]) -> Image:
    centre, (width, height), angle = frame
    wall = _WALL * height
    turn: NDArray[np.float64] = np.asarray(cv2.getRotationMatrix2D(centre, angle, 1.0), dtype=np.float64)
    turn[:, 2] += (width / 2 - wall - centre[0], height / 2 - wall - centre[1])
    size = max(1, round(width - 2 * wall)), max(1, round(height - 2 * wall))
    return np.asarray(cv2.warpAffine(255 - mask, turn, size, borderValue=(255.0,)), dtype=np.uint8)
