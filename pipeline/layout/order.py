"""Reading order: leaves from left to right, tables cell by cell, columns of free text one after the other.

Rows of a form, whose values stand on leaders, are read across; headers and signatures in columns are read
down, each column for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.geometry import Box, union
from pipeline.types import Table

_GUTTER = 34.0
"""Least free width between columns, frame pixels (4.3 mm)."""
_NEAR = 2.6
"""Rows of one block follow each other within so many line heights."""


def in_reading_order(
    lines: Sequence[Box], leaves: Sequence[Box], tables: Sequence[Table], leaders: Sequence[Box]
) -> tuple[Box, ...]:
    """Sort line pieces as a person would read them."""
    ordered: list[Box] = []
    for leaf in leaves:
        here = [line for line in lines if leaf.contains(*line.centre)]
        ordered += _in_leaf(here, [table for table in tables if leaf.contains(*table.box.centre)], leaders)
    return tuple(ordered)


def _in_leaf(lines: list[Box], tables: list[Table], leaders: Sequence[Box]) -> list[Box]:
    """Text above a table, the table, text below it."""
    ordered: list[Box] = []
    rest = lines
    for table in sorted(tables, key=lambda table: table.box.top):
        inside = [line for line in rest if table.box.contains(*line.centre)]
        above = [line for line in rest if line not in inside and line.centre[1] < table.box.top]
        rest = [line for line in rest if line not in inside and line not in above]
        ordered += _in_blocks(above, leaders)
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
            ordered += _in_blocks([line for line in inside if cell.box.contains(*line.centre)], leaders)
        ordered += [
            line for line in inside if not any(cell.box.contains(*line.centre) for cell in table.cells)
        ]
    return ordered + _in_blocks(rest, leaders)


def _in_blocks(lines: list[Box], leaders: Sequence[Box]) -> list[Box]:
    ordered: list[Box] = []
    rows = _rows(lines)
    at = 0
    while at < len(rows):
        columns, used = _columns(rows[at:], leaders)
        ordered += [line for column in columns for line in _in_blocks(column, leaders)] or rows[at]
        at += used
    return ordered


def _rows(lines: list[Box]) -> list[list[Box]]:
    """Pieces that stand beside each other, from the top; each row from left to right."""
    rows: list[list[Box]] = []
    for line in sorted(lines, key=lambda line: line.centre[1]):
        if rows and line.vertical_overlap(min(rows[-1], key=lambda other: _apart(other, line))) > 0.5:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _apart(one: Box, other: Box) -> float:
    return max(one.left, other.left) - min(one.right, other.right)


def _columns(rows: list[list[Box]], leaders: Sequence[Box]) -> tuple[list[list[Box]], int]:
    """The longest run of rows from the first that a gutter parts, as columns; none where it is one row."""
    gutters = _gutters(rows[0])
    used, last = 0, gutters
    for row in rows:
        box = union(row)
        far = used and box.top - union(rows[used - 1]).bottom > _NEAR * box.height
        last = [gutter for gutter in last if not any(_crosses(line, gutter) for line in row)]
        if far or not last or any(_on_leader(line, leaders) for line in row):
            break
        gutters, used = last, used + 1
    if used < 2 or not gutters:
        return [], 1
    _, right = max(gutters, key=lambda gutter: gutter[1] - gutter[0])
    taken = [line for row in rows[:used] for line in row]
    columns = [
        [line for line in taken if line.centre[0] < right],
        [line for line in taken if line.centre[0] >= right],
    ]
    return (columns, used) if all(columns) else ([], 1)


def _gutters(row: list[Box]) -> list[tuple[float, float]]:
    return [(one.right, other.left) for one, other in pairwise(row) if other.left - one.right >= _GUTTER]


def _crosses(line: Box, gutter: tuple[float, float]) -> bool:
    """Whether a line covers the middle of a gutter; one that only narrows it does not."""
    middle = (gutter[0] + gutter[1]) / 2
    return line.left < middle + _GUTTER / 2 and line.right > middle - _GUTTER / 2


def _on_leader(line: Box, leaders: Sequence[Box]) -> bool:
    foot = Box(line.left - 60, line.top, line.right + 60, line.bottom + 10)
    return any(foot.intersection(leader) for leader in leaders)
