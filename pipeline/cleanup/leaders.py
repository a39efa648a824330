"""Dotted leaders: rows of small marks of one size that stand on one line.

A dot counts only in a row of its like, so that a tone dot below a letter, which stands alone, is kept.
Sizes are frame pixels (200 an inch).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup.marks import picked
from pipeline.flat import Image
from pipeline.geometry import Box

_DOT = 7
"""Largest height of a dot (0.9 mm); dots that ran together may be longer."""
_DASH = 44
_GAP = 25
"""Widest gap in a row: a typewriter types ten dots an inch, 20 pixels apart."""
_FEWEST = 6
_STRAY = 1.3
"""Standard deviation of the dots' feet about their own line; marks over letters stray by twice that."""
_FAR = 260
"""So far along its line a leader claims single dots between words written on it."""


def leaders_of(ink: Image) -> tuple[tuple[Box, ...], Image]:
    """Runs of leaders and the mask of their dots."""
    _, labels, stats, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (stats[:, 3] <= _DOT) & (stats[:, 2] <= _DASH)
    small[0] = False
    number = np.flatnonzero(small)
    if not len(number):
        return (), np.zeros_like(ink)
    run_of, run_stats = _runs(picked(labels, small), centres[number])
    fit = _fit(run_of, centres[number], len(run_stats))
    good = (fit.dots >= _FEWEST) & (fit.stray <= _STRAY) & (np.abs(fit.slope) < 0.12)
    good &= run_stats[:, 2] >= 30
    good[0] = False
    member = good[run_of]
    chosen = np.zeros(len(stats), np.bool_)
    chosen[number[member | _between(centres[number], stats[number], run_of, run_stats, fit, good)]] = True
    boxes = tuple(
        Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in run_stats[good].tolist()
    )
    return boxes, picked(labels, chosen)


def _runs(dots: Image, centres: NDArray[np.float64]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Number of the run each dot lies in, and the runs' boxes."""
    joined = cv2.morphologyEx(
        cv2.dilate(dots, np.ones((3, 1), np.uint8)), cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8)
    )
    _, runs, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    at = np.round(centres).astype(np.int64)
    return runs[at[:, 1], at[:, 0]], stats


class _Fit:
    """Straight lines through the dots of each run, by least squares."""

    def __init__(self, dots: NDArray[np.int64], slope: NDArray[np.float64], level: NDArray[np.float64],
                 stray: NDArray[np.float64]) -> None:
        self.dots, self.slope, self.level, self.stray = dots, slope, level, stray


def _fit(run_of: NDArray[np.int32], centres: NDArray[np.float64], runs: int) -> _Fit:
    x, y = centres[:, 0], centres[:, 1]

    def total(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(run_of, weights=values, minlength=runs)

    dots = np.bincount(run_of, minlength=runs)
    many = np.maximum(dots, 1)
    mean_x, mean_y = total(x) / many, total(y) / many
    dx, dy = x - mean_x[run_of], y - mean_y[run_of]
    slope = total(dx * dy) / np.maximum(total(dx * dx), 1e-6)
    stray = np.sqrt(total((dy - slope[run_of] * dx) ** 2) / many)
    return _Fit(dots, slope, mean_y - slope * mean_x, stray)


def _between(
    centres: NDArray[np.float64], stats: NDArray[np.int32], run_of: NDArray[np.int32],
    run_stats: NDArray[np.int32], fit: _Fit, good: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Single dots on the line of a leader, of its dots' size, near its ends: those between written words."""
    claimed = np.zeros(len(centres), np.bool_)
    x, y = centres[:, 0], centres[:, 1]
    for run in np.flatnonzero(good):
        size = np.median(stats[run_of == run, 4])
        left, right = run_stats[run, 0], run_stats[run, 0] + run_stats[run, 2]
        near = (x > left - _FAR) & (x < right + _FAR)
        level = np.abs(y - (fit.level[run] + fit.slope[run] * np.clip(x, left - 60, right + 60))) < 1.5
        claimed |= near & level & (np.abs(stats[:, 4] - size) <= 0.5 * size)
    return claimed
