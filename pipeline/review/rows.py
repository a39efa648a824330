"""Rows of tables before people: a row is one task, its cells side by side under one picture.

A clerk who looks at a row reads all of it, and what one cell says helps to read the next; cell by cell would
be the same picture two to five times. A row the machine read is shown to be confirmed, also where it is
unsure of a cell: long free text keyed blind by two people costs more than its mistakes. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.geometry import Box, union
from pipeline.review.policy import Doubtful, fields_by_key, hidden_documents, need, place_of, rank_of
from pipeline.review.queue import Answer, Mode, Outcome, Task
from pipeline.review.wire import from_json
from pipeline.store import Cell, Field, Place, Standing, table_of
from pipeline.text import comparable
from pipeline.types import BETWEEN_CELLS, DossierRead, PageJob, Reading, Row, Status

UNFOUND = Task(Mode.PASSED, False, Answer(Outcome.NO_ROW))
"""A row that no run found, before a person misses it."""
_NONE = (Outcome.NO_ROW, Outcome.STRUCK_OUT)
_LEAST_GAP, _MOST_GAP = 0.8, 3.0
"""A gap below a row holds a missed one from so high on, in heights of the lowest row of the table; and of the
gap no more is shown, in heights of the row above it."""


def doubtful_rows(read: DossierRead, pages: tuple[PageJob, ...]) -> Iterator[Doubtful]:
    """The rows of a dossier as the review keeps them; none of withheld papers or of pages that are gone."""
    hidden = hidden_documents(read)
    for row in read.rows:
        place = place_of(read, pages, row.cells[0].page, union(cell.box for cell in row.cells))
        if place is not None and not hidden & {cell.document for cell in row.cells}:
            yield Doubtful(_field(row, place), machine_answer(row), first_mode(row))


def outcome(field: Field, said: Outcome) -> Outcome:
    """What a person found, of a row as of a field: a row with nothing in it is none."""
    return Outcome.NO_ROW if field.cells and said is Outcome.BLANK else said


def is_row(standing: Standing) -> bool:
    """Whether a row stands there, as far as the machine or anybody who read it says."""
    task = from_json(standing.state)
    if task.settled is not None:
        return task.settled.answer.outcome not in _NONE
    return task.mode is not Mode.PASSED and (task.first is not None or task.machine != UNFOUND.machine)


def machine_answer(row: Row) -> Answer:
    """What the machine says of a row; illegible where it could read no cell."""
    if not any(cell.value for cell in row.cells):
        return Answer(Outcome.ILLEGIBLE)
    return Answer(Outcome.VALUE, BETWEEN_CELLS.join(_text(cell) for cell in row.cells))


def first_mode(row: Row) -> Mode:
    if all(cell.status in (Status.ACCEPTED, Status.BLANK) for cell in row.cells):
        return Mode.PASSED
    return Mode.CONFIRM if any(cell.value for cell in row.cells) else Mode.BLIND


def missed_below(field: Field, others: Sequence[Place]) -> Field:
    """A row that a person misses below another: in the gap there, else in its lower half, else under it.

    The machine takes two rows for one more often than it overlooks one that stands alone. The row is as
    wide as the widest of the table, and each of its cells goes on to where the next one begins.
    """
    turn, own = field.place.rotation, field.place.box.turned(field.place.rotation)
    near = [other.box.turned(turn) for other in others if _same_page(other, field.place)]
    column = [own, *(box for box in near if _above(own, box))]
    top, bottom = _gap_below(own, column)
    starts = [cell.box.turned(turn).left for cell in field.cells]
    edges = [min(box.left for box in column), *starts[1:], max(box.right for box in column)]
    boxes = [Box(left, top, right, bottom).turned(-turn % 360) for left, right in pairwise(edges)]
    cells = tuple(Cell(cell.column, box) for cell, box in zip(field.cells, boxes, strict=True))
    return missed(table_of(field.key), replace(field.place, box=union(boxes)), cells)


def _gap_below(own: Box, column: Sequence[Box]) -> tuple[float, float]:
    """Where a missed row begins and ends."""
    next_top = min((box.top for box in column if box.top > own.top), default=None)
    if next_top is None:
        return own.bottom, own.bottom + own.height
    if next_top - own.bottom >= _LEAST_GAP * min(box.height for box in column):
        return own.bottom, min(next_top, own.bottom + _MOST_GAP * own.height)
    return own.centre[1], own.bottom


def missed_on(table: str, place: Place) -> Field:
    """A row that a person misses somewhere on a page."""
    return missed(table, place, tuple(Cell(c.key, place.box) for c in fields_by_key()[table].columns))


def missed(table: str, place: Place, cells: tuple[Cell, ...]) -> Field:
    """A row that no run found."""
    return Field(_key(table, place), need(table), rank_of(table), 0.0, (), (), place, False, cells)


def _field(row: Row, place: Place) -> Field:
    return Field(
        _key(row.table, place),
        need(row.table),
        rank_of(row.table),
        min(cell.confidence for cell in row.cells),
        tuple(dict.fromkeys(reason for cell in row.cells for reason in cell.reasons)),
        (),
        place,
        False,
        tuple(map(_cell, row.cells)),
    )


def _key(table: str, place: Place) -> str:
    """The key of a row seen for the first time; later it is known by its place, whatever that has become."""
    left, top, _, _ = place.box.rounded()
    return f"{table}:{place.sha256[:16]}:{place.source_page}:{left}:{top}"


def _cell(reading: Reading) -> Cell:
    written = reading.status is not Status.BLANK
    others = {comparable(value): value for value in reversed(reading.candidates)}
    others.pop(comparable(_text(reading)), None)
    return Cell(
        reading.key, reading.box, reading.confidence, written, tuple(reversed(tuple(others.values())))
    )


def _text(reading: Reading) -> str:
    value = reading.value
    return ", ".join(value) if isinstance(value, tuple) else (value or "")


def _same_page(one: Place, other: Place) -> bool:
    return (one.sha256, one.source_page) == (other.sha256, other.source_page)


def _above(one: Box, other: Box) -> bool:
    """Whether two boxes of an upright page stand one above the other, and not side by side."""
    return min(one.right, other.right) > max(one.left, other.left)
