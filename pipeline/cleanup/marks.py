"""The marks of an evenly lit page told apart: writing, ruled lines, leaders, and what is no ink at all.

Sizes are frame pixels (200 an inch).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup.leaders import leaders_of
from pipeline.cleanup.rules import rules_of
from pipeline.components import Choice, Stats, components
from pipeline.flat import Image
from pipeline.geometry import Box

_WEAK, _FAINT, _STRONG = 210, 203, 185
"""Ink is darker than the first of 255 and somewhere darker than the third. Writing that shows through from
the back stays above 220 after the paper's brightness is divided out; pencil reaches 180. A type that struck
badly reaches only the second: it counts beside letters that are dark."""
_SPECK = 5
"""Components of fewer pixels are dust; a full stop of 9 point print has ten."""
_SOLID = 15
"""No pen or letter of reading size is that thick both ways; holes, lids and photographs are."""
_PICTURE = 100
"""A solid area of this width and height (13 mm) away from the edge is a photograph: all its box belongs."""
_ROW = 44
"""So far beside a dark letter (two letters) a faint one counts."""
_EDGE = 12
"""Longer things that touch the picture's edge are borders and shadows, not letters."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Masks of writing, of rules and of all that is erased for reading; boxes of rules and leaders.

    `parts`: the components of `ink`, one row each: left, top, width, height, pixels.
    """

    ink: Image
    ruled: Image
    erased: Image
    rules: tuple[Box, ...]
    leaders: tuple[Box, ...]
    parts: NDArray[np.int32]


def marks_of(even: Image) -> Marks:
    """Tell the marks of an evenly lit page apart."""
    every = _below(even, _WEAK)
    dark = cv2.subtract(every, _solid(every))
    rules, ruled = rules_of(np.asarray(dark, dtype=np.uint8))
    parts = components(np.asarray(cv2.subtract(dark, ruled), np.uint8))
    stats = parts.stats
    at_edge = _at_edge(stats, even.shape[1], even.shape[0])
    leaders, dots = leaders_of(even, parts, at_edge)
    real = (stats[:, 4] >= _SPECK) & ~at_edge & ~dots
    written = real & parts.reaching(even, _STRONG)
    faint = real & parts.reaching(even, _FAINT)
    written |= faint & _beside(stats, written, even.shape)
    erased = cv2.bitwise_or(ruled, parts.picked(dots))
    ink = parts.picked(written)
    fringed = cv2.dilate(erased, np.ones((3, 3), np.uint8))
    return Marks(
        ink=ink,
        ruled=ruled,
        erased=np.asarray(cv2.subtract(fringed, ink), dtype=np.uint8),
        rules=rules,
        leaders=leaders,
        parts=np.asarray(stats[written], dtype=np.int32),
    )


def _below(even: Image, level: int) -> Image:
    return np.asarray(cv2.threshold(even, level - 1, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)


def _beside(stats: Stats, written: Choice, shape: tuple[int, ...]) -> Choice:
    """Which components stand in a row with written ones, two letters' widths away at most."""
    reach = np.zeros((shape[0] // 4 + 1, shape[1] // 4 + 1), np.bool_)
    letters = stats[written & (stats[:, 3] >= 10) & (stats[:, 3] <= 64) & (stats[:, 2] <= 400)]
    for left, top, width, height, _ in letters.tolist():
        reach[
            top // 4 : (top + height) // 4 + 1, max(0, left - _ROW) // 4 : (left + width + _ROW) // 4 + 1
        ] = True
    middle = (stats[:, 1] + stats[:, 3] // 2) // 4, (stats[:, 0] + stats[:, 2] // 2) // 4
    return np.asarray(reach[middle], dtype=np.bool_)


def _at_edge(stats: Stats, width: int, height: int) -> Choice:
    """Which components hang on the picture's edge and are longer than a letter's part, and the ground."""
    edge = (stats[:, 0] <= 3) | (stats[:, 1] <= 3)
    edge |= (stats[:, 0] + stats[:, 2] >= width - 3) | (stats[:, 1] + stats[:, 3] >= height - 3)
    edge &= np.maximum(stats[:, 2], stats[:, 3]) > _EDGE
    edge[0] = True
    return edge


def _solid(ink: Image) -> Image:
    """255 on large dark areas and their rims: the scanner's lid, punch holes, photographs."""
    small = cv2.resize(ink, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = _SOLID // 4
    full = cv2.threshold(small, 250, 255, cv2.THRESH_BINARY)[1]
    core = cv2.morphologyEx(full, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not core.any():
        return np.zeros_like(ink)
    joined = cv2.morphologyEx(core, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    stats = components(np.asarray(joined, np.uint8)).stats
    whole = np.asarray(cv2.dilate(joined, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    edge = _at_edge(stats, small.shape[1], small.shape[0])
    for left, top, width, height, _ in stats[~edge & (stats[:, 2:4].min(axis=1) >= _PICTURE // 4)].tolist():
        whole[max(0, top - 2) : top + height + 2, max(0, left - 2) : left + width + 2] = 255
    size = ink.shape[1], ink.shape[0]
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_NEAREST), dtype=np.uint8)
