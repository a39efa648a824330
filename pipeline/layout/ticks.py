"""Marks people answer with: ticked boxes, strokes through a word. Sizes are frame pixels (200 an inch)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from pipeline.components import components
from pipeline.flat import FlatPage, Image
from pipeline.geometry import Box, union
from pipeline.layout.combs import boxes_alone, find_combs
from pipeline.types import Tick

_MARGIN = 3
_TICKED = 0.06
"""Share of a box's inside that is ink from which on it is ticked."""
_RUN = 24
"""No stroke of a letter is level for so long (3 mm) …"""
_SLANTS = (-8, -4, 0, 4, 8)
"""… nor when it rises or falls by so many rows over that (18 degrees), as hands strike words out."""
_COARSE = 4
"""Strokes are so long that counting every fourth pixel along them loses none."""
_SHORTEST, _LONGEST = 38, 260
_THICKEST = 8
_MIDDLE = (0.3, 0.8)
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
    """Strokes through the middle of a written line, level or slanted by hand, each long enough for a word."""
    found: list[Box] = []
    drawn = flat.drawn
    for slant in _SLANTS:
        for stroke in _strokes(drawn, slant):
            if any(_through(stroke, line) for line in lines):
                same = [other for other in found if other.intersection(stroke)]
                found = [other for other in found if other not in same] + [union((stroke, *same))]
    return tuple(sorted(found, key=lambda box: (box.top, box.left)))


def _strokes(drawn: Image, slant: int) -> Iterator[Box]:
    """What is drawn in one direction, `slant` rows up or down over a run, and no thicker than a pen."""
    kernel = np.zeros((abs(slant) + 1, _RUN), np.uint8)
    ends = (0, abs(slant)) if slant < 0 else (abs(slant), 0)
    cv2.line(kernel, (0, ends[0]), (_RUN - 1, ends[1]), 1)
    starts = cv2.erode(drawn, kernel)
    begin, head, across, down = cv2.boundingRect(starts)
    if not across:
        return
    first, above = max(0, begin - _RUN) // _COARSE * _COARSE, max(0, head - abs(slant) - 1)
    part = starts[above : head + down + abs(slant) + 1, first : begin + across + _RUN]
    linked = np.asarray(cv2.dilate(cv2.dilate(part, kernel), np.ones((3, 3), np.uint8)), np.uint8)
    coarse = np.ascontiguousarray(linked[:, ::_COARSE])
    stats = components(coarse).stats
    left, top, width, height, area = stats.T * np.array([[_COARSE], [1], [_COARSE], [1], [_COARSE]])
    rise = width * abs(slant) / _RUN
    good = (width >= _SHORTEST) & (width <= _LONGEST) & (height <= rise + 2 * _THICKEST + 4)
    good &= area <= (_THICKEST + 2) * np.hypot(width, rise)
    good[0] = False
    found = np.stack((left + first, top + above, width, height), axis=1)[good]
    for x, y, w, h in found.astype(float).tolist():
        yield Box(x, y, x + w, y + h)


def _through(stroke: Box, line: Box) -> bool:
    place = (stroke.centre[1] - line.top) / max(1.0, line.height)
    return _MIDDLE[0] < place < _MIDDLE[1] and line.left - 10 < stroke.centre[0] < line.right + 10
