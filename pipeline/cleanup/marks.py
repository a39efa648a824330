"""The marks on a page told apart: ink, red seals, ruled lines, dotted leaders."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import Image
from pipeline.geometry import Box

_LONG_RULE = 60
"""Shortest ruled line across, frame pixels (7.6 mm); no letter has so long a straight stroke."""
_TALL_RULE = 42
_DOT = 7
"""Largest side of a leader's dot, frame pixels (0.9 mm)."""
_DOT_GAP = 15
_FEWEST_DOTS = 6


def ink_mask(even: Image) -> Image:
    """255 where an evenly lit page is dark enough to be ink, without what hangs on the picture's edge."""
    level, _ = cv2.threshold(even[even < 235] if (even < 235).any() else even, 0, 255, cv2.THRESH_OTSU)
    ink = np.where(even < min(max(level + 25, 150), 200), 255, 0).astype(np.uint8)
    return cv2.subtract(ink, _edge_blobs(ink))


def _edge_blobs(ink: Image) -> Image:
    """Scanner borders, torn edges and punch holes: what touches the edge, and round solid spots."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height, area = stats.T
    edge = (left <= 2) | (top <= 2) | (left + width >= ink.shape[1] - 2) | (top + height >= ink.shape[0] - 2)
    hole = (np.minimum(width, height) > 28) & (area > 0.6 * width * height)
    bad = (edge & (np.maximum(width, height) > 12)) | hole
    bad[0] = False
    return np.where(bad[labels], 255, 0).astype(np.uint8)


def seal_mask(pixels: NDArray[np.uint8]) -> Image:
    """255 where a colour page is red as seals and stamps are; empty for a grey page."""
    if pixels.ndim == 2:
        return np.zeros(pixels.shape, np.uint8)
    red, green, blue = (pixels[:, :, i].astype(np.int16) for i in range(3))
    return np.where((red - np.maximum(green, blue)) > 40, 255, 0).astype(np.uint8)


def rules(ink: Image) -> tuple[tuple[Box, ...], Image]:
    """Ruled lines, both ways, and their pixels. Strokes that cross a rule are kept."""
    boxes: list[Box] = []
    mask = np.zeros_like(ink)
    for kernel in ((1, _LONG_RULE), (_TALL_RULE, 1)):
        straight = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(straight, connectivity=8)
        left, top, width, height, _ = stats.T
        thin = np.minimum(width, height) <= 8
        thin[0] = False
        boxes += [Box(*map(float, (a, b, a + w, b + h))) for a, b, w, h in zip(*(v[thin] for v in (left, top, width, height)), strict=True)]
        lines = np.where(thin[labels], 255, 0).astype(np.uint8)
        mask = cv2.bitwise_or(mask, _without_crossings(ink, lines, across=kernel[0] == 1))
    return tuple(boxes), mask


def _without_crossings(ink: Image, lines: Image, *, across: bool) -> Image:
    """The pixels of ruled lines and their fringe, but not where a stroke goes through."""
    kernel = np.ones((5, 1) if across else (1, 5), np.uint8)
    wide = cv2.bitwise_and(cv2.dilate(lines, kernel), ink)
    others = cv2.subtract(ink, wide)
    shift = 4
    axis = 0 if across else 1
    before, behind = np.roll(others, shift, axis), np.roll(others, -shift, axis)
    crossing = cv2.bitwise_and(before, behind)
    return cv2.subtract(wide, crossing)


def leaders(ink: Image) -> tuple[tuple[Box, ...], Image]:
    """Dotted leaders and their dots.

    A dot counts only among its like: in a row of at least six, on the row's line and of the row's size. So a
    tone dot (nặng) that a pen set on the leader stays.
    """
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = np.flatnonzero((np.maximum(stats[:, 2], stats[:, 3]) <= _DOT) & (stats[:, 2] <= 2.5 * stats[:, 3] + 2))
    small = small[small > 0]
    dots = _chosen(labels, small)
    kernel = np.ones((1, _DOT_GAP), np.uint8)
    joined = cv2.morphologyEx(cv2.dilate(dots, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, kernel)
    _, runs, run_stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    places = np.round(centres[small]).astype(int)
    run_of = runs[places[:, 1], places[:, 0]]
    boxes: list[Box] = []
    kept: list[int] = []
    for run in np.flatnonzero(run_stats[:, 2] >= 5 * np.minimum(run_stats[:, 3], 3 * _DOT)):
        members = small[run_of == run]
        like = members[_alike(centres[members], stats[members, 4])] if run and len(members) >= _FEWEST_DOTS else []
        if len(like) >= _FEWEST_DOTS:
            x, y, width, height, _ = (float(v) for v in run_stats[run])
            boxes.append(Box(x, y, x + width, y + height))
            kept.extend(like)
    return tuple(boxes), _chosen(labels, np.asarray(kept, dtype=int))


def _chosen(labels: NDArray[np.int32], members: NDArray[np.int64]) -> Image:
    table = np.zeros(int(labels.max()) + 1, np.uint8)
    table[members] = 255
    return table[labels]


def _alike(centres: NDArray[np.float64], areas: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Dots on the run's own line (it may climb a little) and no bigger than most of them."""
    slope, level = np.polyfit(centres[:, 0], centres[:, 1], 1)
    off = np.abs(centres[:, 1] - slope * centres[:, 0] - level)
    return (off <= 2.5) & (areas <= 2.0 * np.median(areas) + 3)


def without(picture: Image, mask: Image, zoom: float) -> Image:
    """The picture with the masked marks painted in the ground's white."""
    wide = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    if zoom != 1:
        wide = cv2.resize(wide, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.where(wide > 0, 255, picture).astype(np.uint8)
