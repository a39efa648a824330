"""Ink told from what only looks like it: lid and holes, photographs, specks, ruled lines.

Sizes are frame pixels (200 an inch) throughout.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import Image
from pipeline.geometry import Box

_WEAK, _STRONG = 205, 185
"""Ink is darker than the first of 255 and somewhere darker than the second. Writing that shows through from
the back stays above 220 after the paper's brightness is divided out; faded typing and pencil reach 180."""
_SPECK = 5
"""Components of fewer pixels are dust; a full stop of 9 point print has ten."""
_SOLID = 15
"""No pen or letter of reading size is that thick both ways; holes, lids and photographs are."""
_RUN = 44
"""A straight run this long (5.6 mm) belongs to a rule; bars of the largest titles are shorter."""
_RULE = 70
_WALL = 22
"""Shortest upright between two rules that is a wall: comb boxes are 5 mm high and more."""
_THICKEST = 9


def ink_of(even: Image) -> Image:
    """255 where an evenly lit page is dark enough to be ink; specks are left out."""
    weak = np.asarray(cv2.threshold(even, _WEAK, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(weak, connectivity=8)
    strong = np.zeros(count, np.bool_)
    strong[labels[even < _STRONG]] = True
    strong &= stats[:, cv2.CC_STAT_AREA] >= _SPECK
    strong[0] = False
    return picked(labels, strong)


def picked(labels: NDArray[np.int32], chosen: NDArray[np.bool_]) -> Image:
    """255 on the components that are chosen by number."""
    return (chosen.astype(np.uint8) * np.uint8(255))[labels]


def solid_of(ink: Image) -> Image:
    """255 on large dark areas and their rims: the scanner's lid, punch holes, photographs."""
    core = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((_SOLID, _SOLID), np.uint8))
    if not core.any():
        return np.zeros_like(ink)
    # A photograph is solid in places only: areas near each other are one, and what lies between belongs.
    joined = cv2.morphologyEx(core, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    return np.asarray(cv2.dilate(joined, np.ones((7, 7), np.uint8)), dtype=np.uint8)


def edge_marks(ink: Image) -> Image:
    """255 on what hangs on the picture's edge and is longer than a letter: shadows, torn borders."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height = (stats[:, i] for i in range(4))
    edge = (left <= 3) | (top <= 3) | (left + width >= ink.shape[1] - 3) | (top + height >= ink.shape[0] - 3)
    edge &= np.maximum(width, height) > 12
    edge[0] = False
    return picked(labels, edge)


# --- ruled lines -------------------------------------------------------------------------------------


def rules_of(ink: Image) -> tuple[tuple[Box, ...], Image]:
    """Ruled lines, level and upright, and the mask of their pixels; strokes that cross a rule are kept."""
    level, level_mask = _straight(ink, _RUN, _RULE)
    upright_ink = np.ascontiguousarray(ink.T)
    upright, upright_mask = _straight(upright_ink, _RUN, _RULE)
    walls, wall_mask = _walls(upright_ink, np.ascontiguousarray(level_mask.T))
    across = _own_pixels(ink, level_mask)
    down = _own_pixels(upright_ink, cv2.bitwise_or(upright_mask, wall_mask)).T
    boxes = level + tuple(Box(b.top, b.left, b.bottom, b.right) for b in (*upright, *walls))
    return boxes, np.asarray(cv2.bitwise_or(across, np.ascontiguousarray(down)), dtype=np.uint8)


def _straight(ink: Image, run: int, least: int) -> tuple[tuple[Box, ...], Image]:
    """Level thin runs of `run` pixels that together, over small breaks and steps, reach `least`."""
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    linked = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((3, 25), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(linked, connectivity=8)
    width, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_AREA]
    good = (width >= least) & (area <= _THICKEST * width)
    good[0] = False
    return _boxes(stats[good]), np.asarray(cv2.bitwise_and(runs, picked(labels, good)), dtype=np.uint8)


def _walls(ink: Image, rules: Image) -> tuple[tuple[Box, ...], Image]:
    """Short runs that end at a rule on both sides: the walls of comb boxes and low table cells.

    Both pictures are transposed, so that a wall lies level and the rules stand upright.
    """
    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, _WALL), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    reach = cv2.dilate(rules, np.ones((3, 9), np.uint8))
    left, top, width, height = (stats[:, i] for i in range(4))
    middle = np.minimum(top + height // 2, ink.shape[0] - 1)
    right = np.minimum(left + width, ink.shape[1]) - 1
    good = (reach[middle, left] > 0) & (reach[middle, right] > 0) & (height <= _THICKEST)
    good &= width < 2 * _RULE
    good[0] = False
    return _boxes(stats[good]), picked(labels, good)


def _own_pixels(ink: Image, runs: Image) -> Image:
    """Level rules with their fringe, less the places where a stroke goes through."""
    wide = cv2.bitwise_and(cv2.dilate(runs, np.ones((5, 3), np.uint8)), ink)
    rest = cv2.subtract(ink, wide)
    above, below = np.zeros_like(rest), np.zeros_like(rest)
    above[6:], below[:-6] = rest[:-6], rest[6:]
    return np.asarray(cv2.subtract(wide, cv2.bitwise_and(above, below)), dtype=np.uint8)


def _boxes(stats: NDArray[np.int32]) -> tuple[Box, ...]:
    return tuple(Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in stats.tolist())
