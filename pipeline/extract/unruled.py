"""Tables without upright rules: columns told by their headings and by the gaps between what stands below."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from pipeline.extract.headings import is_next_item, likeness
from pipeline.forms.grid import Grid
from pipeline.geometry import Box, union
from pipeline.reading.cutting import COLUMN_GAP, HALF, parted
from pipeline.reading.lattice import glyphs
from pipeline.reading.rows import columns, rows
from pipeline.reading.stream import lines_stream
from pipeline.types import Line, PageRead

_HEAD_ROWS = 4
_ROOMS = (inf, 0.6, COLUMN_GAP)
"""Headings that ran together are cut where they stand so many heights apart; how far is tried."""
_LIKENESS = 0.7
"""Mean likeness of the headings: more than where rules show a table."""
_APART = 4.0
"""A row so many of its heights below the last is no more of the table."""
_BEFORE = 10.0
"""What is written in a column begins so far right of where its wall would stand."""


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table of a form as it stands on a page: places of its walls, the box of its body."""

    grid: Grid
    walls: tuple[float, ...]
    body: Box
    likeness: float


def find_unruled(grids: Sequence[Grid], page: PageRead, labels: Sequence[str]) -> Iterator[Unruled]:
    """Each of the grids whose headings stand on the page, all of them in their order on one to four rows.

    `labels`: those of the form's fields, folded; a table ends above one.
    """
    inside = rows(page.lines) if grids else ()
    windows = list(_windows(inside, {len(grid.columns) for grid in grids}))
    headings = {_boxes(lines): lines for heads, _below in windows for lines in heads}
    said = {boxes: lines_stream(page, lines).folded for boxes, lines in headings.items()}
    for grid in grids:
        found = [
            (like, heads, below)
            for heads, below in windows
            if len(heads) == len(grid.columns)
            and (like := likeness(grid, [said[_boxes(lines)] for lines in heads])) >= _LIKENESS
        ]
        if found:
            like, heads, below = max(found, key=lambda entry: entry[0])
            body = list(_body(page, heads, inside[below:], labels))
            if body:
                walls = _walls(heads, body)
                top = max(line.box.centre[1] for column in heads for line in column) + 1
                bottom = max(line.box.bottom for line in body)
                yield Unruled(grid, walls, Box(walls[0], top, walls[-1], bottom), like)


def _boxes(lines: Iterable[Line]) -> tuple[Box, ...]:
    return tuple(line.box for line in lines)


def _windows(
    inside: Sequence[Sequence[Line]], counts: Collection[int]
) -> Iterator[tuple[tuple[tuple[Line, ...], ...], int]]:
    """What may be headings: so many columns on one to four rows, and the row below them."""
    for room in _ROOMS:
        parts = [[part for line in row for part in parted(line, room)] for row in inside]
        for first in range(len(inside)):
            for below in range(first + 1, min(len(inside), first + _HEAD_ROWS) + 1):
                heads = columns(part for row in parts[first:below] for part in row)
                if len(heads) in counts:
                    yield heads, below


def _body(
    page: PageRead,
    heads: Sequence[Sequence[Line]],
    below: Sequence[Sequence[Line]],
    labels: Sequence[str],
) -> Iterator[Line]:
    """What stands below the headings, until something that is none of the table's."""
    last = max((line.box for column in heads for line in column), key=lambda box: box.bottom)
    around = [union(line.box for line in column) for column in heads]
    for row in below:
        text = lines_stream(page, row).text
        far = min(line.box.top for line in row) - last.bottom > _APART * last.height
        if far or is_next_item(text, labels) or any(_runs_over(line, around) for line in row):
            return
        yield from row
        last = max((line.box for line in row), key=lambda box: box.bottom)


def _runs_over(line: Line, heads: Sequence[Box]) -> bool:
    """A line of running print: it goes from the middle of the first heading to that of the last, and between
    some two of them it leaves no more than a word's gap."""
    if line.box.left > heads[0].centre[0] or line.box.right < heads[-1].centre[0]:
        return False
    widest = (max(_gaps([line], one, other))[0] for one, other in pairwise(heads))
    return min(widest) < COLUMN_GAP * line.box.height


def _walls(heads: Sequence[Sequence[Line]], body: Sequence[Line]) -> tuple[float, ...]:
    """Between two headings the widest strip on which nothing stands, at its right end: headings stand in the
    middle of their columns, and columns are written from the left."""
    boxes = [union(line.box for line in column) for column in heads]
    inner = (max(_gaps(body, one, other))[1] - _BEFORE for one, other in pairwise(boxes))
    left = min(line.box.left for line in [*body, *heads[0]]) - _BEFORE
    right = max(line.box.right for line in [*body, *heads[-1]]) + _BEFORE
    return (left, *inner, right)


def _gaps(body: Sequence[Line], one: Box, other: Box) -> list[tuple[float, float]]:
    """The strips between two headings on which no letter stands: width and right end of each."""
    low, high = one.right - HALF, other.left + HALF
    edges = [low, *(x for stretch in _stretches(body, low, high) for x in stretch), high]
    return [(right - left, right) for left, right in zip(edges[::2], edges[1::2], strict=True)]


def _stretches(body: Sequence[Line], low: float, high: float) -> list[tuple[float, float]]:
    """What letters cover between two places, overlapping ones as one: lines may have run together."""
    covered: list[tuple[float, float]] = []
    for x in sorted(glyph.x for line in body for glyph in glyphs(line.lattice) if glyph.letter != " "):
        left, right = max(low, x - HALF), min(high, x + HALF)
        if left >= right:
            continue
        if covered and left <= covered[-1][1]:
            covered[-1] = (covered[-1][0], right)
        else:
            covered.append((left, right))
    return covered
