"""The lines of a page as rows in reading order: leaf by leaf, column by column, a form's boxes one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf

from pipeline.geometry import Box, union
from pipeline.reading.align import fold
from pipeline.reading.blocks import blocks
from pipeline.reading.lattice import text
from pipeline.text import edit_distance
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


def page_rows(page: PageRead, labels: Sequence[str] = ()) -> Iterator[tuple[Box, tuple[Line, ...]]]:
    """The rows of a page, each with the block it stands in: leaf by leaf, and where a leaf has two columns of
    items, column by column.

    What stands between two rules of a table side by side is one row, read column by column: in a form set in
    boxes a label of two rows is not parted by the value beside its first. So is a row of labels with what is
    written below each; `labels` are those of the form, folded (`align.fold`).
    """
    for leaf in page.leaves:
        on_leaf = [line for line in page.lines if leaf.left <= line.box.centre[0] < leaf.right]
        for block, lines in blocks(leaf, on_leaf):
            for row in _block_rows(page, lines, _Labels(block, tuple(labels))):
                yield block, row


def _block_rows(page: PageRead, lines: Sequence[Line], labels: _Labels) -> list[tuple[Line, ...]]:
    bands: list[tuple[Line, ...]] = []
    banded: set[Box] = set()
    for band in map(_by_columns, _between_rules(page, lines)):
        boxes = {line.box for line in band}
        if boxes.isdisjoint(banded):  # Tables may overlap; no line is read twice.
            bands.append(band)
            banded |= boxes
    single = _under_labels(rows(line for line in lines if line.box not in banded), labels)
    return sorted((*single, *filter(None, bands)), key=_height)


@dataclass(frozen=True, slots=True)
class _Labels:
    """The labels of a form and the block in which they stand."""

    block: Box
    known: tuple[str, ...]

    def begin(self, words: str) -> bool:
        """Whether words begin with a label, or are the beginning of one; a letter may be misread."""
        said = fold(_NUMBER.sub("", words))
        return len(said) >= _LETTERS and any(_alike(label, said) for label in self.known)

    def unfinished(self, words: str) -> bool:
        """Whether words are the beginning of a label that goes on."""
        said = fold(_NUMBER.sub("", words))
        return len(said) >= _LETTERS and any(
            len(label) > len(said) and label.startswith(said) for label in self.known
        )


_NUMBER = re.compile(r"^\W*(?:[\dIlOo]{1,2}\s?[-–.)/:|]\s*)?")
"""The number of an item, its figures perhaps read as letters."""
_LETTERS = 5
"""Fewer letters may begin a label by chance."""


def _alike(label: str, said: str) -> bool:
    shared = min(len(label), len(said), _TOLD)
    return shared >= _LETTERS and edit_distance(label[:shared], said[:shared]) <= shared // _LETTERS // 2


_TOLD = 12
"""By so many of its first letters a label is told."""


def _under_labels(found: Sequence[tuple[Line, ...]], labels: _Labels) -> Iterator[tuple[Line, ...]]:
    """The rows; one without labels below a row of labels side by side is read with it, column by column:
    who finds too little room writes below, and some forms leave the room there."""
    place = 0
    while place < len(found):
        row, below = found[place], found[place + 1] if place + 1 < len(found) else ()
        joined = _joined(row, below, labels)
        yield joined or row
        place += 2 if joined else 1


def _joined(row: tuple[Line, ...], below: tuple[Line, ...], labels: _Labels) -> tuple[Line, ...]:
    """Both rows column by column; nothing where the lower one goes on in another way."""
    if len(row) < 2 or not below or not _right_below(row, below):
        return ()
    under = _columns_of(below, [line.box.left for line in row])
    said, more = ([text(line.lattice).strip(_LEADERS) for line in each] for each in (row, below))
    if not under or not (_answered(said, more, under) or _go_on(row, said, more, under, labels)):
        return ()
    columns = (
        (line, *(b for b, at in zip(below, under, strict=True) if at == n)) for n, line in enumerate(row)
    )
    return tuple(line for column in columns for line in column)


def _right_below(row: Sequence[Line], below: Sequence[Line]) -> bool:
    gap = min(line.box.top for line in below) - union([line.box for line in row]).bottom
    return gap < _NEAR * below[0].box.height


def _answered(said: Sequence[str], more: Sequence[str], under: Sequence[int]) -> bool:
    """Labels that end in colons, nothing behind the first, and below no label."""
    colons = said[0].endswith(":") and all(":" in words for words in said)
    return colons and under[0] == 0 and not any(":" in words for words in more)


def _go_on(
    row: Sequence[Line], said: Sequence[str], more: Sequence[str], under: Sequence[int], labels: _Labels
) -> bool:
    """Labels that the form has, and below none: each column goes on for itself. A single piece may as well go
    on where the whole row ends, unless its own label does or the row leaves room at its end."""
    if not all(map(labels.begin, said)) or any(":" in words for words in more):
        return False
    if any(
        labels.begin(words) and not _repeats(words, said[at]) for words, at in zip(more, under, strict=True)
    ):
        return False
    room = labels.block.right - row[-1].box.right > _ROOM_LEFT * labels.block.width
    return len(set(under)) > 1 or labels.unfinished(said[under[0]]) or room


def _repeats(answer: str, label: str) -> bool:
    """An answer that takes its label up: "Tin học" over "Tin học B"."""
    return len(fold(answer)) > len(asked := fold(_NUMBER.sub("", label))) and fold(answer).startswith(asked)


_ROOM_LEFT = 0.2
"""A row that ends by this share of its block's width before its edge has room for more. (The measures of this
module were set by hand and looked at on known forms.)"""


def _columns_of(below: Sequence[Line], lefts: Sequence[float]) -> tuple[int, ...]:
    """For each piece the column it stands in; nothing where one runs on into the next, or the first of a
    column does not begin at its edge."""
    ends, found = (*lefts[1:], inf), list[int]()
    for line in below:
        column = sum(left < line.box.left + line.box.height for left in lefts) - 1
        first = column not in found
        if column < 0 or line.box.right > ends[column]:
            return ()
        if first and line.box.left - lefts[column] > line.box.height:
            return ()
        found.append(column)
    return tuple(found)


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
