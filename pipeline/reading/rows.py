"""The lines of a page as rows in reading order: leaf by leaf, column by column, a form's boxes one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import inf

from pipeline.geometry import Box, union
from pipeline.reading.blocks import blocks
from pipeline.reading.lattice import text
from pipeline.types import Line, PageRead


def rows(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """Join pieces that stand on one row, rows from top to bottom, pieces from left to right.

    A piece joins the row whose nearest piece shares most of its height: neighbours are compared, not the
    whole row, because a curled page lets a row climb by its own height from edge to edge.
    """
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        home = max(found, key=lambda row: row[-1].box.vertical_overlap(line.box), default=None)
        if home is not None and _follows(home[-1], line):
            home.append(line)
        else:
            found.append([line])
    return tuple(tuple(row) for row in sorted(found, key=_height))


def columns(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """The lines by columns from left to right: those that stand over each other, which no upright could part,
    belong together."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        if found and line.box.left < max(other.box.right for other in found[-1]):
            found[-1].append(line)
        else:
            found.append([line])
    return tuple(map(tuple, found))


def _follows(left: Line, right: Line) -> bool:
    shared = left.box.vertical_overlap(right.box)
    level = shared > _SHARED or (shared > _SHARED_BY_ANSWERS and _is_close(left, right))
    return level and right.box.left > left.box.left + 0.5 * left.box.width


def _is_close(left: Line, right: Line) -> bool:
    """The right piece begins where the left one ends, as an answer does behind its label; behind a colon it
    may stand a little apart."""
    apart = _BEHIND_COLON if text(left.lattice).rstrip().endswith(":") else _BEHIND_WORDS
    return abs(right.box.left - left.box.right) < apart * left.box.height


_BEHIND_COLON, _BEHIND_WORDS = 1.0, 0.3
_SHARED, _SHARED_BY_ANSWERS = 0.5, 0.4
"""So much of the lower one's height pieces of one row share; an answer may stand half a height above its
label, on the line that goes on from it."""


def page_rows(page: PageRead) -> Iterator[tuple[Box, tuple[Line, ...]]]:
    """The rows of a page, each with the block it stands in: leaf by leaf, and where a leaf has two columns of
    items, column by column.

    What stands between two rules of a table side by side is one row, read column by column: in a form set in
    boxes a label of two rows is not parted by the value beside its first.
    """
    for leaf in page.leaves:
        on_leaf = [line for line in page.lines if leaf.left <= line.box.centre[0] < leaf.right]
        for block, lines in blocks(leaf, on_leaf):
            for row in _block_rows(page, lines):
                yield block, row


def _block_rows(page: PageRead, lines: Sequence[Line]) -> list[tuple[Line, ...]]:
    bands: list[tuple[Line, ...]] = []
    banded: set[Box] = set()
    for band in map(_by_columns, _between_rules(page, lines)):
        boxes = {line.box for line in band}
        if boxes.isdisjoint(banded):  # Tables may overlap; no line is read twice.
            bands.append(band)
            banded |= boxes
    single = _under_labels(rows(line for line in lines if line.box not in banded))
    return sorted((*single, *filter(None, bands)), key=_height)


def _under_labels(found: Sequence[tuple[Line, ...]]) -> Iterator[tuple[Line, ...]]:
    """The rows; one without labels below a row of labels side by side is read with it, column by column,
    where it stands under a label with nothing behind: who finds too little room writes below."""
    place = 0
    while place < len(found):
        row, below = found[place], found[place + 1] if place + 1 < len(found) else ()
        joined = _joined(row, below)
        yield joined or row
        place += 2 if joined else 1


def _joined(row: tuple[Line, ...], below: tuple[Line, ...]) -> tuple[Line, ...]:
    """Both rows column by column; nothing where the lower one goes on in another way."""
    if len(row) < 2 or not below:
        return ()
    said = [text(line.lattice).strip(_LEADERS) for line in row]
    lefts = [line.box.left for line in row]
    under = [_column(line, lefts) for line in below]
    fits = (
        said[0].endswith(":")
        and under[0] == 0
        and None not in under
        and all(":" in words for words in said)
        and not any(":" in text(line.lattice) for line in below)
        and min(line.box.top for line in below) - union([line.box for line in row]).bottom
        < _NEAR * below[0].box.height
    )
    columns = (
        (line, *(b for b, at in zip(below, under, strict=True) if at == n)) for n, line in enumerate(row)
    )
    return tuple(line for column in columns for line in column) if fits else ()


def _column(line: Line, lefts: Sequence[float]) -> int | None:
    """The place among some left edges at which a line begins; None where it runs on into the next column."""
    ends = (*lefts[1:], inf)
    return next(
        (
            place
            for place, (left, end) in enumerate(zip(lefts, ends, strict=True))
            if abs(line.box.left - left) < line.box.height and line.box.right <= end
        ),
        None,
    )


_LEADERS = " ._…"
_NEAR = 1.5
"""A row right below another is nearer than so many of its heights."""


def _between_rules(page: PageRead, lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines between each two rules across a table."""
    for table in page.tables:
        for _row, cells in groupby(table.cells, key=lambda cell: cell.row):
            band = union([cell.box for cell in cells])
            yield tuple(line for line in lines if band.contains(*line.box.centre))


def _by_columns(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines column by column; nothing where that is how they are read anyway, or a column is too long to
    be a label or value."""
    found = columns(lines)
    longest = max(map(len, map(rows, found)), default=0)
    if len(found) < 2 or not 1 < longest <= _LONGEST_COLUMN:
        return ()
    return tuple(line for column in found for row in rows(column) for line in row)


_LONGEST_COLUMN = 5
"""Rows of a label or value in its box; more are a table's."""


def _height(row: Sequence[Line]) -> float:
    return sum(line.box.centre[1] for line in row) / len(row)
