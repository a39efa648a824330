"""Dotted leaders: rows of small marks of one size that stand on one line.

A dot counts only in a row of its like, so that a tone dot below a letter, which stands alone, is kept. Copies
of copies swell dots to the size of small letters: such a row must be longer, and its marks round and filled.
Sizes are frame pixels (200 an inch).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from pipeline.components import Choice, Components, Stats
from pipeline.flat import Image
from pipeline.geometry import Box

_DOT = 7
"""Largest height of a dot (0.9 mm); dots that ran together may be longer."""
_DASH = 44
_GAP = 15
"""Half the widest gap in a row: a typewriter types ten dots an inch, 20 pixels apart; copies lose some."""
_FEWEST = 6
_STRAY = 0.8
"""Median distance of a dot from the middle of its neighbours; marks over letters stray by twice that. Only
neighbours are asked, because lines on curled paper are not straight."""
_OFF, _LARGE = 1.7, 2.2
"""A colon or tone dot at a leader's end lies off its line, or is larger than its dots."""
_SWOLLEN = 5, 11
"""Heights of swollen dots (0.6 to 1.4 mm)."""
_MANY, _ALIKE = 8, 0.6
"""A row of them has so many, and so large a share of them is alike, round and filled. Rows of small letters
(six faces of 10 to 18 pixels, blurred) came to 0.3 in 99 of 100 and to 0.5 at most, most rows of dots of the
one copied page that was looked at to 0.7 and more."""
_SAME, _AS_FULL, _FILLED, _SOLID = 1, 0.2, 0.6, 0.8
"""Alike: as wide and as high but for a pixel, as large but for a share; filled: so much of its box, and
nearly as dark in the middle as anywhere (letters are hollow there)."""
_FAR = 260
"""So far along its line a leader claims single dots between words written on it."""


def leaders_of(even: Image, parts: Components, excluded: Choice) -> tuple[tuple[Box, ...], Choice]:
    """Runs of leaders, and which components of the evenly lit page are their dots."""
    stats = parts.stats
    short = (stats[:, 2] <= _DASH) & ~excluded
    boxes, chosen = _leaders(parts, short & (stats[:, 3] <= _DOT), _regular)
    least, most = _SWOLLEN
    rest = short & (stats[:, 3] >= least) & (stats[:, 3] <= most) & ~chosen
    swollen, others = _leaders(parts, rest, partial(_swollen, even))
    return (*boxes, *swollen), chosen | others


def _leaders(parts: Components, small: Choice, members_of: _Members) -> tuple[list[Box], Choice]:
    """Runs of such marks whose members make a leader, and which marks belong to them."""
    boxes: list[Box] = []
    stats, centres = parts.stats, parts.centres
    number = np.flatnonzero(small)
    chosen = np.zeros(len(stats), np.bool_)
    if len(number) < _FEWEST:
        return boxes, chosen
    run_of = _runs(stats[number], parts.shape)
    left_over = np.ones(len(number), np.bool_)
    for run in np.flatnonzero(np.bincount(run_of, minlength=1) >= _FEWEST):
        inside = np.flatnonzero(run_of == run)
        inside = inside[np.argsort(centres[number[inside], 0])]
        members = members_of(centres[number[inside]], stats[number[inside]])
        if members is not None:
            own = number[inside[members]]
            left_over[inside[members]] = False
            chosen[own] = True
            boxes.append(_around(stats[own]))
            claimed = left_over & _claimed(centres[number], stats[number], centres[own], stats[own])
            chosen[number[claimed]] = True
    return boxes, chosen


def _runs(dots: Stats, shape: tuple[int, ...]) -> NDArray[np.int32]:
    """Number of the run each dot lies in. Looked for at half the width."""
    canvas = np.zeros((shape[0], shape[1] // 2 + 1), np.uint8)
    for left, top, width, height, _ in dots.tolist():
        middle = top + height // 2
        canvas[max(0, middle - 1) : middle + 2, left // 2 : (left + width + 1) // 2 + 1] = 255
    joined = cv2.morphologyEx(canvas, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    _, labels = cv2.connectedComponents(joined, connectivity=8)
    return np.asarray(labels[dots[:, 1] + dots[:, 3] // 2, dots[:, 0] // 2], dtype=np.int32)


def _regular(centres: NDArray[np.float64], dots: Stats) -> NDArray[np.int64] | None:
    """Which dots of a run, from left to right, make a leader; None where they stand too loosely for one."""
    off = np.abs(centres[1:-1, 1] - (centres[:-2, 1] + centres[2:, 1]) / 2)
    if np.median(off) > _STRAY:
        return None
    level = _usual_around(centres[:, 1])
    usual = float(np.median(dots[:, 4]))
    fits = (np.abs(centres[:, 1] - level) <= _OFF) & (
        (dots[:, 4] <= _LARGE * usual) | (dots[:, 2] > 2 * dots[:, 3])
    )
    members = np.flatnonzero(fits)
    return members if len(members) >= _FEWEST else None


def _usual_around(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The median of each value and of up to three on either side of it; of six values or more."""
    first, last = [np.median(y[: 4 + i]) for i in range(3)], [np.median(y[i - 6 :]) for i in range(3)]
    between = np.median(sliding_window_view(y, 7), axis=1) if len(y) > 6 else np.zeros(0)
    return np.concatenate((first, between, last))


def _swollen(even: Image, centres: NDArray[np.float64], dots: Stats) -> NDArray[np.int64] | None:
    """Which swollen dots of a run make a leader; None where too few are round, filled and alike."""
    if len(dots) < _MANY:
        return None
    width, height, area = dots[:, 2], dots[:, 3], dots[:, 4]
    same = (abs(width - np.median(width)) <= _SAME) & (abs(height - np.median(height)) <= _SAME)
    full = abs(area - np.median(area)) <= _AS_FULL * np.median(area)
    column, row = np.rint(centres).astype(np.intp).T
    most = 255 - np.array([even[y : y + h, x : x + w].min() for x, y, w, h, _ in dots.tolist()], np.float64)
    solid = 255 - even[row, column] >= _SOLID * most
    alike = same & full & solid & (area >= _FILLED * width * height)
    return _regular(centres, dots) if alike.mean() >= _ALIKE else None


_Members = Callable[[NDArray[np.float64], Stats], NDArray[np.int64] | None]


def _around(dots: Stats) -> Box:
    left, top = dots[:, 0].min(), dots[:, 1].min()
    return Box(
        float(left),
        float(top),
        float((dots[:, 0] + dots[:, 2]).max()),
        float((dots[:, 1] + dots[:, 3]).max()),
    )


def _claimed(centres: NDArray[np.float64], dots: Stats, leader: NDArray[np.float64], own: Stats) -> Choice:
    """Single dots on the line of a leader, of its dots' size, near its ends: those between written words."""
    x, y = centres[:, 0], centres[:, 1]
    near = (x > leader[0, 0] - _FAR) & (x < leader[-1, 0] + _FAR)
    first, last = leader[:8], leader[-8:]
    level = np.interp(x, leader[:, 0], leader[:, 1])
    level += np.where(x < leader[0, 0], (x - leader[0, 0]) * _slope(first), 0)
    level += np.where(x > leader[-1, 0], (x - leader[-1, 0]) * _slope(last), 0)
    size = float(np.median(own[:, 4]))
    return np.asarray(
        near & (np.abs(y - level) < 1.5) & (np.abs(dots[:, 4] - size) <= 0.5 * size + 1), np.bool_
    )


def _slope(dots: NDArray[np.float64]) -> float:
    x, y = dots[:, 0] - dots[:, 0].mean(), dots[:, 1] - dots[:, 1].mean()
    return float((x * y).sum() / max(1e-6, (x * x).sum()))
