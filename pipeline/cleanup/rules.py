"""Ruled lines: table grids, underlines, comb boxes, fold lines. They go; the strokes that cross them stay.

Sizes are frame pixels (200 an inch).
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.components import Choice, Components, components
from pipeline.flat import Image
from pipeline.geometry import Box

_RUN = 44
"""A straight run this long (5.6 mm) belongs to a rule; bars of the largest titles are shorter."""
_RULE = 70
_WALL = 22
"""Shortest upright between two rules that is a wall: comb boxes are 5 mm high and more."""
_THICKEST = 9
_COARSE = 4
"""Runs are so long that looking at every fourth pixel along them loses none."""


def rules_of(ink: Image) -> tuple[tuple[Box, ...], Image]:
    """Ruled lines, level and upright, and the mask of their pixels."""
    level, level_mask = _straight(ink)
    standing = _transposed(ink)
    upright, upright_mask = _straight(standing)
    if not level and not upright:
        return (), np.zeros_like(ink)
    walls, wall_mask = _walls(standing, _transposed(level_mask))
    across = _fringed(ink, level_mask)
    down = _fringed(standing, np.asarray(cv2.bitwise_or(upright_mask, wall_mask), dtype=np.uint8))
    # Rules that cross each other are no strokes: what goes through is looked for in what is neither.
    others = np.asarray(cv2.subtract(ink, cv2.bitwise_or(across, _transposed(down))), np.uint8)
    across = np.asarray(cv2.subtract(across, _through(others)), np.uint8)
    down = np.asarray(cv2.subtract(down, _through(_transposed(others))), np.uint8)
    boxes = level + tuple(Box(b.top, b.left, b.bottom, b.right) for b in (*upright, *walls))
    return boxes, np.asarray(cv2.bitwise_or(across, _transposed(down)), dtype=np.uint8)


def _straight(ink: Image) -> tuple[tuple[Box, ...], Image]:
    """Level thin runs that together, over small breaks and steps, are long enough for a rule."""
    run = np.ones((1, _RUN), np.uint8)
    starts = cv2.erode(ink, run)
    if not cv2.countNonZero(starts):
        return (), np.zeros_like(ink)
    runs = np.asarray(cv2.dilate(starts, run), np.uint8)
    coarse = np.ascontiguousarray(runs[:, ::_COARSE])
    linked = cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((3, 7), np.uint8))
    found = components(np.asarray(linked, np.uint8))
    width, area = found.stats[:, 2], found.stats[:, 4]
    good = (width * _COARSE >= _RULE) & (area <= _THICKEST * width)
    return _kept(runs, found, good)


def _walls(ink: Image, rules: Image) -> tuple[tuple[Box, ...], Image]:
    """Short runs that end at a rule on both sides: the walls of comb boxes and low table cells.

    Both pictures are transposed, so that a wall lies level and the rules stand upright.
    """
    runs = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _WALL), np.uint8)), np.uint8)
    coarse = np.ascontiguousarray(runs[:, ::_COARSE])
    found = components(coarse)
    reach = cv2.dilate(rules, np.ones((3, 13), np.uint8))
    left, top, width, height = (found.stats[:, i] for i in range(4))
    middle = np.minimum(top + height // 2, ink.shape[0] - 1)
    right = np.minimum((left + width) * _COARSE, ink.shape[1]) - 1
    good = (reach[middle, left * _COARSE] > 0) & (reach[middle, right] > 0) & (height <= _THICKEST)
    good &= width * _COARSE < 2 * _RULE
    return _kept(runs, found, good)


def _kept(runs: Image, found: Components, good: Choice) -> tuple[tuple[Box, ...], Image]:
    """Boxes and pixels of the chosen components, which were found at every `_COARSE`th pixel across."""
    good[0] = False
    if not good.any():
        return (), np.zeros_like(runs)
    boxes = tuple(
        Box(float(x * _COARSE), float(y), float(min((x + w) * _COARSE, runs.shape[1])), float(y + h))
        for x, y, w, h, _ in found.stats[good].tolist()
    )
    # A run reaches beyond its last looked-at pixel on either side by less than one step.
    full = np.repeat(found.picked(good), _COARSE, axis=1)[:, : runs.shape[1]]
    wide = cv2.dilate(full, np.ones((1, 2 * _COARSE + 1), np.uint8))
    return boxes, np.asarray(cv2.bitwise_and(runs, wide), dtype=np.uint8)


def _fringed(ink: Image, runs: Image) -> Image:
    """The pixels of level rules with the ink just above and below them."""
    return np.asarray(cv2.bitwise_and(cv2.dilate(runs, np.ones((5, 3), np.uint8)), ink), dtype=np.uint8)


def _through(others: Image) -> Image:
    """Places with a stroke both above and below, near enough to be one that crosses a level rule."""
    wide = cv2.dilate(others, np.ones((1, 3), np.uint8))
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, np.ones((_THICKEST + 6, 1), np.uint8))
    return np.asarray(closed, dtype=np.uint8)


def _transposed(image: Image) -> Image:
    return np.asarray(cv2.transpose(image), dtype=np.uint8)
