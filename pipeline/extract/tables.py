"""The tables of a form: which ruled table is which, where its rows begin, what stands in each cell.

A table is known by the headings of its columns; on a following page it goes on without them, told by the
same columns. Where it has no walls, headings alone show it (`unruled.py`). Open tables have walls and no
rules between their rows, so rows are told by their first words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from math import log

from pipeline.extract.draft import Draft, draft
from pipeline.extract.headings import is_next_item, likeness
from pipeline.extract.kinds import is_empty
from pipeline.extract.unruled import find_unruled
from pipeline.forms.form import Field
from pipeline.forms.grid import Grid, GridColumn
from pipeline.geometry import Box, union
from pipeline.reading.align import fold
from pipeline.reading.cutting import parted
from pipeline.reading.lattice import Glyph, glyphs
from pipeline.reading.lattice import text as greedy
from pipeline.reading.rows import rows
from pipeline.reading.stream import lines_stream
from pipeline.types import Lattice, Line, PageRead, Table

_HEADING = 0.55
"""Mean likeness of a table's headings to the printed ones from which it is that table."""
_HEAD_ROWS = 6
"""Headings fill at most so many rows of text."""
_MANY_WALLS = 10
"""No form's table has so many walls, folds counted: of more not every choice is tried."""
_HEAD_ABOVE = 90.0
"""Where a table's uppermost rule was not found, its headings begin at most so far above what was."""
_SAME_COLUMNS = 0.06
"""Columns that go on lie this near where they lay, as a share of the table's width."""
_WHOLE = 0.8
"""A line this much in one column belongs there whole; else it runs over a wall and is cut."""
_WALL = 12.0
"""A stroke this near to a wall is the wall itself, read as a "1" or "I"."""
_FEWEST_LETTERS = 3
"""No cell of a row has so many: specks in empty cells, or nothing."""
_HALF_PERIOD = re.compile(r"(?:[-–—/]|\bđ\w{1,2}(?:\s*\d{1,2})?|\bnăm|\btháng)\s*$", re.IGNORECASE)
_LONE_DATE = re.compile(r"\W*(?:\d{1,2}\W+)?\d{4}\W*")
"""Half of a broken period whose dash was not read."""
_GOES_ON = re.compile(r"\s*(?:[-–—/(,;]|(?i:đến|nay)\b)")
_DASHES = "-–—="
_BETWEEN = re.compile(r"(?<=\d{4})(?: [-–] |[-–])(?=\d|nay)")
"""The dash of a period as a whole, on one row: with space on both sides or none."""
_OFFERED = log(0.05)
"""A dash behind a date that a hand drew too faintly to be read is among the letters the reader offers."""
_APART = 1.8
"""Rows of one cell stand at most so many of their heights apart."""
_ON_A_LETTER = 9.0
"""A wall that stands nearer to the middle of a letter goes through it."""
_ON_A_WALL = 20.0
"""Pieces no wider whose middle lies on a wall are pieces of the wall."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table as it was found: a draft for each column the record keeps."""

    table: str
    cells: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A form's table on a page: its walls from left to right and the rows' bands below its headings."""

    grid: Grid
    page: PageRead
    walls: tuple[float, ...]
    bands: tuple[Box, ...]
    likeness: float


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a document, and its pages without what stands in them."""

    rows: tuple[TableRow, ...]
    pages: tuple[PageRead, ...]


def read_tables(grids: Sequence[Grid], pages: Sequence[PageRead], labels: Sequence[str] = ()) -> Tables:
    """Find every table of the form on the pages of one document, in their order.

    `labels`: those of the form's fields, folded; a table ends above one.
    """
    placed: list[_Placed] = []
    for page in pages:
        before = placed[-1] if placed else None
        for table in page.tables:
            found = _known(table, grids, page) or (_going_on(table, before, page) if before else None)
            if found is not None:
                before = _ended(found, labels)
                placed.append(before)
        ruled = {entry.grid.key for entry in placed}
        for bare in find_unruled([grid for grid in grids if grid.key not in ruled], page, labels):
            placed.append(_Placed(bare.grid, page, bare.walls, (bare.body,), bare.likeness))
    return Tables(
        _one_dash([row for entry in placed for row in _rows(entry)]),
        tuple(_without(page, [entry for entry in placed if entry.page is page]) for page in pages),
    )


# --- which table it is -------------------------------------------------------------------------------


def _known(table: Table, grids: Sequence[Grid], page: PageRead) -> _Placed | None:
    """The table of the form whose headings stand in the uppermost band, or from just above it on, or below a
    title that a fold of the page made a band of.

    Which of the walls are none is told by the headings; where they leave it open, the widest table is taken.
    Where the rule below the headings was not found, the first row stands in their band.
    """
    walls = _walls(table)
    found = [way for first in (0, 1) for way in _ways(walls, _bands(table)[first:], grids, page)]
    best = max(found, default=None, key=lambda placed: (placed.likeness, placed.walls[-1] - placed.walls[0]))
    return None if best is None or best.likeness < _HEADING else best


def _ways(
    walls: Sequence[float], bands: Sequence[Box], grids: Sequence[Grid], page: PageRead
) -> Iterator[_Placed]:
    """Every way in which the uppermost of the bands may hold the headings of a grid."""
    if not bands:
        return
    above = rows(_lines_in(page, replace(bands[0], top=bands[0].top - _HEAD_ABOVE, bottom=bands[0].top)))
    head = [*above, *rows(_lines_in(page, bands[0]))]
    heads = [
        [line for row in head[first:last] for line in row]
        for first in range(len(above) + 1)
        for last in range(first + 1, min(len(head), first + _HEAD_ROWS) + 1)
    ]
    letters = {line.box: _folded(line) for row in head for line in row}
    read = cache(lambda place, left, right: _heading([letters[x.box] for x in heads[place]], left, right))
    for grid in grids:
        for own in _some(walls, len(grid.columns) + 1):
            for place, lines in enumerate(heads):
                like = likeness(grid, [read(place, left, right) for left, right in pairwise(own)])
                yield _Placed(grid, page, own, _below(lines, bands), like)


def _below(head: Sequence[Line], bands: Sequence[Box]) -> tuple[Box, ...]:
    """What is left of the bands below the rows of headings."""
    foot = max(line.box.centre[1] for line in head) + 1
    return (replace(bands[0], top=max(foot, bands[0].top)), *bands[1:])


def _ended(placed: _Placed, labels: Sequence[str]) -> _Placed:
    """The table without what stands below the form's next item, boxes of which may hang on to it."""
    items = (
        line.box.top
        for band in placed.bands
        for line in _lines_in(placed.page, band)
        if _is_next_item(line, placed.walls, labels)
    )
    foot = min(items, default=None)
    if foot is None:
        return placed
    bands = (replace(band, bottom=min(foot, band.bottom)) for band in placed.bands if band.top < foot)
    return replace(placed, bands=tuple(bands))


def _folded(line: Line) -> tuple[tuple[float, str], ...]:
    """The letters of a line, folded, each with its place."""
    return tuple((glyph.x, fold(glyph.letter)) for glyph in glyphs(line.lattice))


def _heading(head: Sequence[Sequence[tuple[float, str]]], left: float, right: float) -> str:
    return "".join(letter for line in head for x, letter in line if left <= x < right)


def _going_on(table: Table, before: _Placed, page: PageRead) -> _Placed | None:
    """A table without headings at the head of the next page, with the columns of the one before it."""
    if page is before.page or any(line.box.bottom < table.box.top - 150 for line in _written(page)):
        return None
    wanted = _shares(before.walls)
    same = _some(_walls(table), len(wanted))
    best = min(same, default=None, key=lambda places: _apart(_shares(places), wanted))
    if best is None or _apart(_shares(best), wanted) > _SAME_COLUMNS:
        return None
    return replace(before, page=page, walls=best, bands=_bands(table))


def _written(page: PageRead) -> Iterator[Line]:
    return (line for line in page.lines if line.box.width > 0.3 * page.frame_width)


def _shares(walls: Sequence[float]) -> list[float]:
    return [(wall - walls[0]) / (walls[-1] - walls[0]) for wall in walls]


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _walls(table: Table) -> tuple[float, ...]:
    """Every place of a wall: the folds of a page look like walls too, so some may be none."""
    edges = {cell.box.left for cell in table.cells} | {cell.box.right for cell in table.cells}
    return tuple(sorted(edges))


def _some(walls: Sequence[float], count: int) -> Iterator[tuple[float, ...]]:
    """Every choice of so many walls; of very many walls only those that stand side by side."""
    if len(walls) <= _MANY_WALLS:
        yield from combinations(walls, count)
    else:
        yield from (tuple(walls[first : first + count]) for first in range(len(walls) - count + 1))


def _bands(table: Table) -> tuple[Box, ...]:
    """The table's ruled rows from the top, each over its whole width."""
    edges = sorted({(cell.box.top, cell.box.bottom) for cell in table.cells})
    return tuple(Box(table.box.left, top, table.box.right, bottom) for top, bottom in edges)


# --- rows --------------------------------------------------------------------------------------------


def _rows(placed: _Placed) -> Iterator[TableRow]:
    for band in placed.bands:
        for lines in _parts(placed, band):
            row = _row(placed, lines, band)
            if any(sum(map(str.isalnum, cell.raw)) >= _FEWEST_LETTERS for cell in row.cells):
                yield row


def _parts(placed: _Placed, band: Box) -> Iterator[list[Line]]:
    """The lines of a band by the rows of the record: open tables have one band for all of theirs."""
    part: list[Line] = []
    lead = ""
    for row in rows([x for x in _lines_in(placed.page, band) if not _runs_across(x, placed.walls)]):
        text = _lead(placed, row)
        if part and (_far_below(part, row) or _begins(placed, lead, text, row)):
            yield part
            part, lead = [], ""
        part += row
        lead = f"{lead} {text}".strip()
    if part:
        yield part


def _lines_in(page: PageRead, band: Box) -> list[Line]:
    return [line for line in page.lines if band.top <= line.box.centre[1] < band.bottom]


def _runs_across(line: Line, walls: Sequence[float]) -> bool:
    """A line of print below a table whose foot bends down to it: it has letters where walls stand."""
    crossed = [wall for wall in walls[1:-1] if line.box.left < wall < line.box.right]
    letters = [glyph.x for glyph in glyphs(line.lattice) if glyph.letter != " "]
    hit = [wall for wall in crossed if any(abs(x - wall) < _ON_A_LETTER for x in letters)]
    return len(crossed) > 1 and 2 * len(hit) > len(crossed)


def _is_next_item(line: Line, walls: Sequence[float], labels: Sequence[str]) -> bool:
    """A line over a wall that says the number of the form's next item, or its label."""
    over = any(line.box.left < wall < line.box.right for wall in walls[1:-1])
    return over and is_next_item(greedy(line.lattice), labels)


def _far_below(part: Sequence[Line], row: Sequence[Line]) -> bool:
    height = max(line.box.height for line in part)
    return min(line.box.top for line in row) - max(line.box.bottom for line in part) > _APART * height


def _begins(placed: _Placed, lead: str, text: str, row: Sequence[Line]) -> bool:
    """Something new begins in the leading column, and beside it too."""
    cells = _cells(placed.walls, row)
    beside = any(cell for number, cell in enumerate(cells) if number != placed.grid.starts)
    if is_empty(lead) or is_empty(text) or not beside:
        return False
    if placed.grid.columns[placed.grid.starts].kind == "period":
        return not _one_period(lead, text, first_column=placed.grid.starts == 0)
    return not text.lstrip()[0].islower()


def _one_period(before: str, text: str, *, first_column: bool) -> bool:
    """A period that was broken goes on. In a first column two dates may as well be two rows."""
    halves = _LONE_DATE.fullmatch(before) and _LONE_DATE.fullmatch(text) and not first_column
    return bool(halves or _HALF_PERIOD.search(before.rstrip(" .\n")) or _GOES_ON.match(text))


def _lead(placed: _Placed, row: Sequence[Line]) -> str:
    """What stands in the leading column, with a dash behind a date that the reader all but read."""
    cell = _cells(placed.walls, row)[placed.grid.starts]
    text = lines_stream(placed.page, cell).text.strip()
    return f"{text} -" if cell and _LONE_DATE.fullmatch(text) and _dashed(cell[-1]) else text


def _dashed(line: Line) -> bool:
    last = max((glyph.last for glyph in glyphs(line.lattice) if glyph.letter.isdigit()), default=0)
    return any(
        letter in _DASHES and log_prob > _OFFERED
        for step in line.lattice.steps[last + 1 :]
        for letter, log_prob in zip(step.letters, step.log_probs, strict=True)
    )


def _one_dash(found: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """The rows with one dash in all periods: who fills in a paper writes one, and the reader loses many."""
    periods = [cell for row in found for cell in row.cells if cell.kind == "period"]
    read = Counter(dash[0] for cell in periods if (dash := _BETWEEN.search(cell.raw)))
    if not read:
        return tuple(found)
    usual = max(read, key=lambda dash: read[dash])
    return tuple(replace(row, cells=tuple(_dashed_alike(cell, usual) for cell in row.cells)) for row in found)


def _dashed_alike(cell: Draft, dash: str) -> Draft:
    if cell.kind != "period" or cell.value is None:
        return cell
    return replace(cell, value=_BETWEEN.sub(dash, cell.value, count=1))


# --- cells -------------------------------------------------------------------------------------------


def _cells(walls: Sequence[float], lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """The lines by columns; a line that runs over a wall is cut there."""
    whole = (line for line in lines if not _is_wall(line, walls))
    inside = [part for line in whole for part in _parted(line, walls)]
    return tuple(
        tuple(piece for line in inside if (piece := _within(line, left, right)) is not None)
        for left, right in pairwise(walls)
    )


def _parted(line: Line, walls: Sequence[float]) -> tuple[Line, ...]:
    """The line cut where it leaves room for a wall: columns that ran together."""
    crossed = [wall for wall in walls if line.box.left < wall < line.box.right]
    return (
        parted(line, at=lambda left, right: any(left <= wall <= right for wall in crossed))
        if crossed
        else (line,)
    )


def _is_wall(line: Line, walls: Sequence[float]) -> bool:
    return line.box.width <= _ON_A_WALL and any(line.box.left < wall < line.box.right for wall in walls)


def _within(line: Line, left: float, right: float) -> Line | None:
    """The part of a line between two walls; None where nothing of it lies there."""
    shared = min(line.box.right, right) - max(line.box.left, left)
    if shared <= (1 - _WHOLE) * line.box.width:
        return None
    if shared < _WHOLE * line.box.width:
        steps = tuple(step for step in line.lattice.steps if left <= step.x < right)
        box = Box(max(left, line.box.left), line.box.top, min(right, line.box.right), line.box.bottom)
        return Line(box, Lattice(steps), line.leaders, unread=line.unread)
    read, steps = glyphs(line.lattice), line.lattice.steps
    first = read[0].last + 1 if _is_stroke(read[:2]) and read[0].x < left + _WALL else 0
    last = read[-1].first if _is_stroke(read[:-3:-1]) and read[-1].x > right - _WALL else len(steps)
    return replace(line, lattice=Lattice(steps[first:last])) if (first, last) != (0, len(steps)) else line


def _is_stroke(end: Sequence[Glyph]) -> bool:
    """What stands by itself at the end of a line looks like a wall."""
    return len(end) == 2 and end[0].letter in "1Il|/" and end[1].letter == " "


def _row(placed: _Placed, lines: Sequence[Line], band: Box) -> TableRow:
    cells = _cells(placed.walls, lines)
    around = union(line.box for line in lines)
    edges = tuple(pairwise(placed.walls))
    return TableRow(
        placed.grid.key,
        tuple(
            _cell(placed, column, cell, Box(left, around.top, right, around.bottom))
            for column, cell, (left, right) in zip(placed.grid.columns, cells, edges, strict=True)
            if column.key is not None
        ),
    )


def _cell(placed: _Placed, column: GridColumn, cell: Iterable[Line], box: Box) -> Draft:
    field = Field(column.key, column.kind, None, column.labels)
    letters = lines_stream(placed.page, cell)
    return draft(field, letters, 0, len(letters.text), (placed.page.job.number, box), placed.likeness)


def _without(page: PageRead, placed: Sequence[_Placed]) -> PageRead:
    """The page without what stands in its tables: no label of the form is looked for there."""
    bodies = [(band, entry.walls) for entry in placed for band in entry.bands]
    if not bodies:
        return page
    outside = (
        line for line in page.lines if not any(_stands_in(line, body, walls) for body, walls in bodies)
    )
    return replace(page, lines=tuple(outside))


def _stands_in(line: Line, body: Box, walls: Sequence[float]) -> bool:
    return body.contains(*line.box.centre) and not _runs_across(line, walls)
