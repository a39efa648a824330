"""Ruled tables: grids of rules and the cells between them. Sizes are frame pixels (200 an inch)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.flat import FlatPage
from pipeline.geometry import Box, union
from pipeline.layout.combs import find_combs
from pipeline.layout.ruling import ruling_of
from pipeline.types import Cell, Table

_TOUCH = 14
"""Rules this near meet."""
_SAME = 16
"""Pieces of rules this near in line are one; curled sheets bend a rule by as much."""
_NARROW = 45
"""Columns and rows are wider than 6 mm; two lines nearer than that are a double frame."""
_LEAST_HEIGHT, _LEAST_WIDTH = 60, 200
_LEAST_WALL = 0.35
"""A wall's pieces are so much of the table's height together: copies break rules."""
_OPEN = 40
"""Rules that reach so far beyond the last crossing one bound a row or column that is open there."""


def find_tables(flat: FlatPage) -> tuple[Table, ...]:
    """Tables with at least two columns, and forms set in boxes, from the top.

    A cell reaches from rule to rule, over many text rows.
    Sides that are not ruled end where the rules across them end.
    """
    ruling = ruling_of(flat)
    combs = [union(comb).grown(12, 12) for comb in find_combs(flat)]
    rules = [
        rule
        for rule in (*ruling.bars, *ruling.walls)
        if max(rule.width, rule.height) >= _LEAST_WIDTH / 4
        and not any(_lies_in(rule, comb) for comb in combs)
    ]
    ruled = [_table([*group, *_pieces(ruling.loose, union(group))]) for group in _groups(rules)]
    found = [*ruled, *map(_table_of_walls, ruling.columns)]
    return tuple(sorted((table for table in found if table), key=lambda table: table.box.top))


def _lies_in(rule: Box, comb: Box) -> bool:
    common = rule.intersection(comb)
    return common is not None and common.area > 0.6 * rule.area


def _groups(rules: Sequence[Box]) -> list[list[Box]]:
    """Rules that meet, directly or through others; where rules are broken, groups that overlap are one."""
    groups: list[list[Box]] = []
    for rule in rules:
        reach = rule.grown(_TOUCH, _TOUCH)
        meeting = [group for group in groups if any(reach.intersection(other) for other in group)]
        groups = [group for group in groups if group not in meeting]
        groups.append([rule, *(other for group in meeting for other in group)])
    whole: list[list[Box]] = []
    for group in groups:
        overlapping = [other for other in whole if union(group).intersection(union(other))]
        whole = [other for other in whole if other not in overlapping]
        whole.append([*group, *(rule for other in overlapping for rule in other)])
    return whole


def _pieces(loose: Sequence[Box], table: Box) -> list[Box]:
    """Uprights within a table are pieces of its walls; a fold runs on beyond it."""
    return [rule for rule in loose if table.contains(rule.left, rule.top) and rule.bottom <= table.bottom]


def _table(rules: Sequence[Box]) -> Table | None:
    walls = [rule for rule in rules if rule.height >= rule.width]
    bars = [rule for rule in rules if rule.width > rule.height]
    if not walls or not bars:
        return None
    box = union(rules)
    xs = _positions([(wall.centre[0], wall.height) for wall in walls], _LEAST_WALL * box.height)
    ys = _positions([(bar.centre[1], bar.width) for bar in bars], 0.5 * box.width)
    xs, ys = _closed(xs, box.left, box.right), _closed(ys, box.top, box.bottom)
    if len(ys) < 2 or box.height < _LEAST_HEIGHT or box.width < _LEAST_WIDTH:
        return None
    if len(xs) < 3:
        return _table_of_boxes(walls, ys, box)
    cells = tuple(
        Cell(row, column, Box(xs[column], ys[row], xs[column + 1], ys[row + 1]))
        for row in range(len(ys) - 1)
        for column in range(len(xs) - 1)
    )
    return Table(Box(xs[0], ys[0], xs[-1], ys[-1]), cells)


def _table_of_boxes(walls: Sequence[Box], ys: Sequence[float], box: Box) -> Table | None:
    """A form set in boxes: rows from side to side, each parted in its own way."""
    cells: list[Cell] = []
    for row, (top, bottom) in enumerate(pairwise(ys)):
        inside = [(wall.centre[0], min(wall.bottom, bottom) - max(wall.top, top)) for wall in walls]
        crossing = [(place, length) for place, length in inside if length > 0]
        xs = _closed(_positions(crossing, _THROUGH * (bottom - top)), box.left, box.right)
        sides = enumerate(pairwise(xs))
        cells += (Cell(row, column, Box(left, top, right, bottom)) for column, (left, right) in sides)
    parted = {cell.row for cell in cells if cell.column}
    return Table(Box(box.left, ys[0], box.right, ys[-1]), tuple(cells)) if len(parted) >= _PARTED else None


_THROUGH = 0.8
"""Pieces of a wall are so much of its row's height together: it parts the row."""
_PARTED = 2
"""Rows that walls part in a form set in boxes; one alone may be a table's head."""


def _table_of_walls(walls: Sequence[Box]) -> Table | None:
    """The part of an open table that goes on on the next page: columns alone, without a rule across."""
    box = union(walls)
    xs = _positions([(wall.centre[0], wall.height) for wall in walls], 0.4 * box.height)
    if len(xs) < 3 or box.height < _LEAST_HEIGHT or box.width < _LEAST_WIDTH:
        return None
    columns = enumerate(pairwise(xs))
    cells = tuple(Cell(0, n, Box(left, box.top, right, box.bottom)) for n, (left, right) in columns)
    return Table(Box(xs[0], box.top, xs[-1], box.bottom), cells)


def _positions(rules: Sequence[tuple[float, float]], least: float) -> list[float]:
    """Where parallel rules lie, pieces of one taken together; those too short in all are left out."""
    merged: list[list[tuple[float, float]]] = []
    for place, length in sorted(rules):
        if merged and place - merged[-1][-1][0] <= _SAME:
            merged[-1].append((place, length))
        else:
            merged.append([(place, length)])
    places: list[float] = []
    for group in merged:
        length = sum(length for _, length in group)
        place = sum(place * length for place, length in group) / length
        if length >= least and (not places or place - places[-1] >= _NARROW):
            places.append(place)
    return places


def _closed(places: list[float], start: float, end: float) -> list[float]:
    """With the ends of an open side added."""
    if not places:
        return places
    before = [start] if places[0] - start > _OPEN else []
    behind = [end] if end - places[-1] > _OPEN else []
    return [*before, *places, *behind]
