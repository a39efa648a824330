"""Marks people answer with: ticked boxes, strokes through a word. Sizes are frame pixels (200 an inch)."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.flat import FlatPage, Image
from pipeline.geometry import Box, union
from pipeline.layout.combs import boxes_alone, find_combs
from pipeline.types import Tick

_MARGIN = 3
_TICKED = 0.06
"""Share of a box's inside that is ink from which on it is ticked."""
_RUN = 24
"""No stroke of a letter is level for so long (3 mm)."""
_SHORTEST, _LONGEST = 38, 260
_THICKEST = 8
_MIDDLE = (0.42, 0.72)
"""A stroke through a word lies in this part of its line's height, between feet and tops of the letters."""


def find_ticks(flat: FlatPage) -> tuple[Tick, ...]:
    """Small boxes that belong to no comb, from the top, each with whether something is written in it."""
    combs = [union(comb).grown(_MARGIN, _MARGIN) for comb in find_combs(flat)]
    drawn = flat.drawn
    alone = (box for box in boxes_alone(flat) if not any(comb.contains(*box.centre) for comb in combs))
    return tuple(Tick(box, _inked(drawn, box) >= _TICKED) for box in alone)


def _inked(drawn: Image, box: Box) -> float:
    left, top, right, bottom = box.grown(-_MARGIN, -_MARGIN).rounded()
    inside = drawn[top:bottom, left:right]
    return float((inside > 0).mean()) if inside.size else 0.0


def find_strikes(flat: FlatPage, lines: Sequence[Box]) -> tuple[Box, ...]:
    """Level strokes through the middle of a written line, each long enough for a word."""
    level = cv2.morphologyEx(flat.drawn, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    linked = np.asarray(cv2.dilate(level, np.ones((3, 3), np.uint8)), np.uint8)
    stats = np.asarray(cv2.connectedComponentsWithStats(linked, connectivity=8)[2], np.int32)
    width, height, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    good = (width >= _SHORTEST) & (width <= _LONGEST) & (height <= 2 * _THICKEST + 4)
    good &= area <= (_THICKEST + 2) * width
    good[0] = False
    found = (Box(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h, _ in stats[good].tolist())
    return tuple(stroke for stroke in found if any(_through(stroke, line) for line in lines))


def _through(stroke: Box, line: Box) -> bool:
    place = (stroke.centre[1] - line.top) / max(1.0, line.height)
    return _MIDDLE[0] < place < _MIDDLE[1] and line.left - 10 < stroke.centre[0] < line.right + 10
