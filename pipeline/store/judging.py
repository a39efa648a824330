"""What people's answers say of the machine: was the value it gave the one they settled on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

import models
from pipeline.store import planting
from pipeline.store.tables import NO_ROW, table_of
from pipeline.store.tasks import cells_of
from pipeline.text import comparable
from pipeline.types import BETWEEN_CELLS, ILLEGIBLE_CELL


@dataclass(frozen=True, slots=True)
class Verdict:
    """One value that people settled. `month` is when, `sampled` whether the machine had accepted it, `right`
    whether its value then is the settled one, `value`, which is empty where the paper is blank.

    `type` is the kind of paper it stands on, None where that is unknown.
    """

    dossier: str
    key: str
    sha256: str
    source_page: int
    confidence: float
    sampled: bool
    right: bool
    value: str
    month: str
    type: int | None


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """A row that people settled: whether the machine found one there, whether one stands there, and of each
    cell in which something stands or was read its column and whether the machine reads it so."""

    table: str
    found: bool
    stands: bool
    cells: tuple[tuple[str, bool], ...]


def verdicts(session: Session) -> Iterator[Verdict]:
    """Every settled field with whether the machine was right; what nobody could read says nothing.

    Rows of tables are not among them: the curve was not fitted on cells, which always wait.
    """
    table, event, paper = models.ReviewTask, models.FieldEvent, models.DocumentReading
    real = select(event.task_id, func.max(event.at).label("at")).where(event.kind.not_in(planting.KINDS))
    last = real.group_by(event.task_id).subquery()
    chosen = (
        select(table, models.Dossier.name, last.c.at, paper.type)
        .join(models.Dossier)
        .join(last, last.c.task_id == table.id)
        .outerjoin(paper, and_(paper.settlement_id == table.settlement_id, paper.number == table.document))
        .where(table.outcome.in_(("value", "blank")), table.cells == "")
        .order_by(table.id)
    )
    for row, name, at, kind in session.execute(chosen):
        yield Verdict(
            name,
            row.key,
            row.sha256,
            row.source_page,
            row.confidence,
            row.sampled,
            is_right(row),
            _settled(row),
            f"{at:%Y-%m}",
            kind,
        )


def row_verdicts(session: Session) -> Iterator[RowVerdict]:
    """Every settled row of a table; of what nobody could read nothing is said."""
    table = models.ReviewTask
    chosen = select(table).where(table.outcome.not_in(("", "illegible")), table.cells != "")
    for row in session.scalars(chosen.order_by(table.id)):
        machine = json.loads(row.state)["machine"]
        found, stands = machine["outcome"] not in NO_ROW, row.outcome not in NO_ROW
        cells = tuple(_judged_cells(row, machine.get("value") or "")) if found and stands else ()
        yield RowVerdict(table_of(row.key), found, stands, cells)


def _judged_cells(row: models.ReviewTask, machine: str) -> Iterator[tuple[str, bool]]:
    columns = [cell.column for cell in cells_of(row)]
    said = json.loads(row.value).split(BETWEEN_CELLS)
    # A row of which the machine reads nothing has no cells, and one read again may have others.
    read = machine.split(BETWEEN_CELLS) if machine else [""] * len(columns)
    if len(read) != len(columns):
        return
    for column, one, other in zip(columns, read, said, strict=True):
        if other != ILLEGIBLE_CELL and (one or other):
            yield column, comparable(one) == comparable(other)


def is_right(row: models.ReviewTask) -> bool:
    """By the export contract's comparison; an empty value is one that is blank."""
    machine = json.loads(row.state)["machine"]
    return comparable(machine.get("value") or "") == comparable(_settled(row))


def _settled(row: models.ReviewTask) -> str:
    """What people settled on; empty for blank."""
    return json.loads(row.value) or ""
