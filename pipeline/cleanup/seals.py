"""Red marks told apart: seals and frames, which hide writing, from red print and stamps, which are read."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.components import Choice, components
from pipeline.flat import Image

_RED = 40
"""How much more red than green and blue, of 255; blue-black ink and brown paper stay far below."""
_LETTER_INCH = (0.05, 0.45)
"""Height of red letters: 9 point print to a stamp's capitals."""
_SEAL_INCH = 0.8
"""Least width of a round seal: the smallest in use is 22 mm."""
_ROW_LETTERS = 3


def red_mask(pixels: NDArray[np.uint8]) -> Image:
    """255 where a colour page is red as seals are; empty for a grey page."""
    if pixels.ndim == 2:
        return np.zeros(pixels.shape, np.uint8)
    red, green, blue = cv2.split(pixels)
    return np.asarray(
        cv2.threshold(cv2.subtract(red, cv2.max(green, blue)), _RED, 255, cv2.THRESH_BINARY)[1],
        dtype=np.uint8,
    )


def red_print(red: Image, dpi: float) -> Image | None:
    """255 on red letters that stand in rows outside any seal: stamps of a word or two, red titles.

    None where the page has none, which nearly every page has not.
    """
    if not red.any():
        return None
    found = components(red)
    if len(found) < 1 + _ROW_LETTERS:
        return None
    left, top, width, height, area = (found.stats[:, i] for i in range(5))
    letter = (height >= _LETTER_INCH[0] * dpi) & (height <= _LETTER_INCH[1] * dpi)
    letter &= (width <= 1.6 * height) & (area >= 0.12 * width * height)
    letter[0] = False
    for x, y, radius in _seals(red, dpi):
        letter &= np.hypot(left + width / 2 - x, top + height / 2 - y) > 1.05 * radius
    letter &= _in_rows(left + width / 2, top + height, height, letter)
    if not letter.any():
        return None
    # Tones are small; they come with the letter they touch once it is grown.
    reach = np.ones((max(3, round(dpi * 0.08)),) * 2, np.uint8)
    near = cv2.dilate(found.picked(letter), reach)
    return np.asarray(cv2.bitwise_and(near, cv2.dilate(red, np.ones((3, 3), np.uint8))), dtype=np.uint8)


def _seals(red: Image, dpi: float) -> list[tuple[float, float, float]]:
    """Centre and radius of each large round mark, half ones at the edge of the page among them."""
    gap = max(3, round(dpi * 0.04))
    whole = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    found = components(np.asarray(whole, np.uint8))
    every = np.arange(len(found))
    return [
        _circle(red.shape, row)
        for number, row in enumerate(found.stats)
        if number and _is_round(row, red.shape, dpi) and not _has_corners(found.picked(every == number), row)
    ]


def _is_round(row: NDArray[np.int32], shape: tuple[int, ...], dpi: float) -> bool:
    """As wide as high, or cut by the edge of the page: seals are set across the edges of sheets."""
    left, top, width, height = (int(v) for v in row[:4])
    across, down = left <= 3 or left + width >= shape[1] - 3, top <= 3 or top + height >= shape[0] - 3
    least = 0.25 if across or down else 0.75
    return max(width, height) >= _SEAL_INCH * dpi and min(width, height) >= least * max(width, height)


def _circle(shape: tuple[int, ...], row: NDArray[np.int32]) -> tuple[float, float, float]:
    left, top, width, height = (int(v) for v in row[:4])
    radius = max(width, height) / 2
    x, y = left + width / 2, top + height / 2
    if width < 0.8 * height:
        x = left + radius if left + width >= shape[1] - 2 else left + width - radius
    if height < 0.8 * width:
        y = top + radius if top + height >= shape[0] - 2 else top + height - radius
    return x, y, radius


def _has_corners(mark: Image, row: NDArray[np.int32]) -> bool:
    """Whether a mark fills the corners of its box, as frames do: a circle leaves 0.146 of its width free."""
    left, top, width, height = (int(v) for v in row[:4])
    box = mark[top : top + height, left : left + width]
    across, down = max(1, round(0.14 * width)), max(1, round(0.14 * height))
    corners = (box[:down, :across], box[:down, -across:], box[-down:, :across], box[-down:, -across:])
    return sum(bool(corner.any()) for corner in corners) >= 3


def _in_rows(
    middle: NDArray[np.float64], foot: NDArray[np.int32], height: NDArray[np.int32], letter: Choice
) -> Choice:
    """Letters with at least two of their like beside them on the same foot line."""
    good = np.zeros_like(letter)
    index = np.flatnonzero(letter)
    for at in index:
        level = np.abs(foot[index] - foot[at]) < 0.3 * height[at]
        close = np.abs(middle[index] - middle[at]) < 5 * height[at]
        alike = np.abs(height[index] - height[at]) < 0.45 * height[at]
        good[at] = (level & close & alike).sum() >= _ROW_LETTERS
    return good
