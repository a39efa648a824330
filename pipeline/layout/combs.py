"""Comb boxes: rows of equal small boxes for one letter each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from pipeline.flat import FlatPage
from pipeline.geometry import Box
from pipeline.layout.ruling import ruling_of

_LEAST, _MOST = 22.0, 75.0
"""Sides of a box, frame pixels: 2.8 to 9.5 mm."""
_FEWEST = 4
_GAP = 1.6
"""Groups of boxes (6 + 3) may stand this many box widths apart."""


def find_combs(flat: FlatPage) -> tuple[tuple[Box, ...], ...]:
    """Rows of at least four equal boxes, from the top, each box without its walls."""
    rows = _rows(ruling_of(flat).teeth)
    combs = [comb for row in rows for comb in _combs(row)]
    return tuple(sorted(combs, key=lambda comb: comb[0].top))


def _rows(walls: Sequence[Box]) -> list[list[Box]]:
    rows: list[list[Box]] = []
    for wall in sorted(walls, key=lambda wall: wall.centre[1]):
        home = next((row for row in rows if row[0].vertical_overlap(wall) > 0.7), None)
        if home is None:
            rows.append([wall])
        else:
            home.append(wall)
    return [sorted(row, key=lambda wall: wall.left) for row in rows]


def _combs(row: list[Box]) -> list[tuple[Box, ...]]:
    """Boxes between neighbouring walls of usual distance; a wider gap parts groups, a far one parts combs."""
    distances = sorted(b.left - a.left for a, b in pairwise(row) if b.left - a.left > _LEAST * 0.7)
    if len(distances) < _FEWEST:
        return []
    usual = distances[len(distances) // 2]
    boxes = [
        Box(a.right, max(a.top, b.top), b.left, min(a.bottom, b.bottom))
        for a, b in pairwise(row)
        if abs(b.left - a.left - usual) < 0.25 * usual and 0.5 < usual / a.height < 1.6
    ]
    numbered = list(enumerate(boxes))
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(boxes), 1) if b.left - a.right > _GAP * usual)]
    group_of = {i: max(start for start in starts if start <= i) for i, _ in numbered}
    groups = [
        tuple(box for _, box in members) for _, members in groupby(numbered, key=lambda e: group_of[e[0]])
    ]
    return [group for group in groups if len(group) >= _FEWEST]
