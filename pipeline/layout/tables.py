"""Ruled tables: grids of rules and the cells between them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.flat import FlatPage
from pipeline.geometry import Box, union
from pipeline.types import Cell, Table

_TOUCH = 14
"""Rules whose ends are this near meet, frame pixels."""
_SAME = 10
_LEAST_HEIGHT, _LEAST_WIDTH = 60, 200


def find_tables(flat: FlatPage) -> tuple[Table, ...]:
    """Tables with at least two columns, from the top. A cell reaches from rule to rule."""
    across = [rule for rule in flat.rules if rule.width > rule.height and rule.width >= _LEAST_WIDTH / 2]
    down = [rule for rule in flat.rules if rule.height >= rule.width and rule.height >= _LEAST_HEIGHT / 2]
    found = [_table(group) for group in _groups([*across, *down])]
    return tuple(sorted((table for table in found if table), key=lambda table: table.box.top))


def _groups(rules: Sequence[Box]) -> list[list[Box]]:
    """Rules that meet, directly or through others."""
    groups: list[list[Box]] = []
    for rule in rules:
        reach = rule.grown(_TOUCH, _TOUCH)
        meeting = [group for group in groups if any(reach.intersection(other) for other in group)]
        groups = [group for group in groups if group not in meeting]
        groups.append([rule, *(other for group in meeting for other in group)])
    return groups


def _table(rules: Sequence[Box]) -> Table | None:
    box = union(rules)
    xs = _positions([rule.centre[0] for rule in rules if rule.height >= rule.width and rule.height > 0.5 * box.height])
    ys = _positions([rule.centre[1] for rule in rules if rule.width > rule.height and rule.width > 0.6 * box.width])
    if len(xs) < 3 or len(ys) < 2 or box.height < _LEAST_HEIGHT or box.width < _LEAST_WIDTH:
        return None
    cells = tuple(
        Cell(row, column, Box(xs[column], ys[row], xs[column + 1], ys[row + 1]))
        for row in range(len(ys) - 1)
        for column in range(len(xs) - 1)
    )
    return Table(box, cells)


def _positions(values: Sequence[float]) -> list[float]:
    """Positions of parallel rules, pieces of one rule taken together."""
    merged: list[list[float]] = []
    for value in sorted(values):
        if merged and value - merged[-1][-1] <= _SAME:
            merged[-1].append(value)
        else:
            merged.append([value])
    return [sum(group) / len(group) for group in merged]
