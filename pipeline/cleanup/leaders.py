"""Dotted leaders: rows of small marks of one size that stand on one line.

A dot counts only in a row of its like, so that a tone dot below a letter, which stands alone, is kept.
Sizes are frame pixels (200 an inch).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.flat import Image
from pipeline.geometry import Box

_DOT = 7
"""Largest height of a dot (0.9 mm); dots that ran together may be longer."""
_DASH = 44
_GAP = 15
"""Half the widest gap in a row: a typewriter types ten dots an inch, 20 pixels apart, and copies lose some."""
_FEWEST = 6
_STRAY = 1.3
"""Standard deviation of the dots' feet about their own line; marks over letters stray by twice that."""
_STEEPEST = 0.12
_FAR = 260
"""So far along its line a leader claims single dots between words written on it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Straight lines through the dots of each run: how many dots, where, and how far they stray."""

    dots: NDArray[np.int64]
    slope: NDArray[np.float64]
    level: NDArray[np.float64]
    stray: NDArray[np.float64]


def leaders_of(
    stats: NDArray[np.int32], centres: NDArray[np.float64], excluded: NDArray[np.bool_], shape: tuple[int, ...]
) -> tuple[tuple[Box, ...], NDArray[np.bool_]]:
    """Runs of leaders, and which components of the page are their dots.

    `stats` and `centres` describe the page's components as OpenCV counts them, the ground first.
    """
    small = (stats[:, 3] <= _DOT) & (stats[:, 2] <= _DASH) & ~excluded
    number = np.flatnonzero(small)
    chosen = np.zeros(len(stats), np.bool_)
    if len(number) < _FEWEST:
        return (), chosen
    run_of, runs = _runs(stats[number], shape)
    lines = _fitted(run_of, centres[number], len(runs))
    good = (lines.dots >= _FEWEST) & (lines.stray <= _STRAY) & (np.abs(lines.slope) < _STEEPEST)
    good[0] = False
    claimed = _claimed(centres[number], stats[number], run_of, runs, lines, good)
    chosen[number[good[run_of] | claimed]] = True
    boxes = tuple(Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in runs[good].tolist())
    return boxes, chosen


def _runs(dots: NDArray[np.int32], shape: tuple[int, ...]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number of the run each dot lies in, and the runs' boxes. Looked for at half the width."""
    canvas = np.zeros((shape[0], shape[1] // 2 + 1), np.uint8)
    for left, top, width, height, _ in dots.tolist():
        middle = top + height // 2
        canvas[max(0, middle - 1) : middle + 2, left // 2 : (left + width + 1) // 2 + 1] = 255
    joined = cv2.morphologyEx(canvas, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    stats[:, [0, 2]] *= 2
    return labels[dots[:, 1] + dots[:, 3] // 2, dots[:, 0] // 2], stats


def _fitted(run_of: NDArray[np.int32], centres: NDArray[np.float64], runs: int) -> _Lines:
    """Least squares through the dots of every run at once."""
    x, y = centres[:, 0], centres[:, 1]

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(run_of, weights=values, minlength=runs), dtype=np.float64)

    dots = np.bincount(run_of, minlength=runs)
    many = np.maximum(dots, 1)
    mean_x, mean_y = total(x) / many, total(y) / many
    dx, dy = x - mean_x[run_of], y - mean_y[run_of]
    slope = total(dx * dy) / np.maximum(total(dx * dx), 1e-6)
    stray = np.sqrt(total((dy - slope[run_of] * dx) ** 2) / many)
    return _Lines(dots, slope, mean_y - slope * mean_x, stray)


def _claimed(
    centres: NDArray[np.float64], dots: NDArray[np.int32], run_of: NDArray[np.int32], runs: NDArray[np.int32],
    lines: _Lines, good: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Single dots on the line of a leader, of its dots' size, near its ends: those between written words."""
    claimed = np.zeros(len(centres), np.bool_)
    x, y = centres[:, 0], centres[:, 1]
    for run in np.flatnonzero(good):
        size = np.median(dots[run_of == run, 4])
        left, right = runs[run, 0], runs[run, 0] + runs[run, 2]
        level = lines.level[run] + lines.slope[run] * np.clip(x, left - 60, right + 60)
        near = (x > left - _FAR) & (x < right + _FAR) & (np.abs(y - level) < 1.5)
        claimed |= near & (np.abs(dots[:, 4] - size) <= 0.5 * size)
    return claimed
