"""Blocks of a leaf that are read one after the other: what stands above two columns of items, each of these,
and what stands below.

Forms of some print shops set their items in two columns under a head as wide as the sheet. Columns are told
by their numbers: those of the right one go on where those of the left one end. Two fields of one row, or the
columns of a table, do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.geometry import Box
from pipeline.reading.cutting import parted
from pipeline.reading.lattice import text
from pipeline.types import Line

_ITEM = re.compile(r"\W{0,2}(\d{1,2})\s?[-–.)/:|]\s?[A-ZĐÀ-Ỹ]")
_FEWEST = 4
"""Items of a column: a signature's or a letterhead's columns have none."""
_CENTRE = (0.35, 0.65)
"""The right column begins in this part of the leaf's width …"""
_BEFORE = 30.0
"""… so much before the edge that most items share: they are not set quite alike, frame pixels."""
_WILD = 0.15
"""So many of the numbers may be misread, or belong to another numbering."""


def blocks(leaf: Box, lines: Sequence[Line]) -> Iterator[tuple[Box, list[Line]]]:
    """The blocks of a leaf with their lines, in reading order; the leaf alone where it has no two columns."""
    gutter = _gutter(leaf, lines)
    cut = lines if gutter is None else [part for line in lines for part in _cut(line, gutter)]
    found = None if gutter is None else _columns(leaf, cut, gutter)
    if found is None:
        yield leaf, list(lines)
        return
    left, right = found
    for block in (replace(leaf, bottom=left.top), left, right, replace(leaf, top=left.bottom)):
        inside = [line for line in cut if block.contains(*line.box.centre)]
        if inside:
            yield block, inside


def _gutter(leaf: Box, lines: Sequence[Line]) -> float | None:
    """Where the right one of two columns of items begins."""
    items = [(int(match[1]), line.box) for line in lines if (match := _ITEM.match(text(line.lattice)))]
    start, end = (leaf.left + share * leaf.width for share in _CENTRE)
    middle = [box.left for _, box in items if start < box.left < end]
    if len(middle) < _FEWEST:
        return None
    edge = max(middle, key=lambda left: sum(abs(left - other) < _BEFORE for other in middle))
    gutter = edge - _BEFORE
    left = [(number, box) for number, box in items if box.left < gutter]
    right = [(number, box) for number, box in items if box.left >= gutter]
    fits = len(left) >= _FEWEST and _goes_on([n for n, _ in left], [n for n, _ in right])
    return gutter if fits else None


def _cut(line: Line, gutter: float) -> tuple[Line, ...]:
    """The parts of a line that ran from column to column."""
    if not line.box.left < gutter < line.box.right:
        return (line,)
    return parted(line, at=lambda left, right: left < gutter + _BEFORE and right > gutter - _BEFORE)


def _columns(leaf: Box, lines: Sequence[Line], gutter: float) -> tuple[Box, Box] | None:
    """Two columns beside each other, equally high; None where a line runs over both among their items."""
    items = [line.box for line in lines if _ITEM.match(text(line.lattice))]
    top, last = min(box.top for box in items), max(box.bottom for box in items)
    over = [line.box for line in lines if line.box.left < gutter < line.box.right - _BEFORE]
    crossing = [box.top for box in over if box.centre[1] > top]
    if any(place < last for place in crossing):
        return None
    bottom = min(crossing, default=leaf.bottom)
    return Box(leaf.left, top, gutter, bottom), Box(gutter, top, leaf.right, bottom)


def _goes_on(left: Sequence[int], right: Sequence[int]) -> bool:
    """Whether the right column's numbers are above the left one's, but for a few."""
    wrong = sum(low > high for low in left for high in right)
    return wrong <= _WILD * len(left) * len(right)
