"""What runs found is put before people: a task for each field and row, which keeps what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from pipeline.store import lending, tables
from pipeline.store.tasks import Field, Standing, Task, field_columns, put, standing_columns, standing_of

Doubt = tuple[Field, Callable[[Standing | None], Standing | None]]
"""A field as it was read now, and what becomes of its task (None: there is none) with that."""


def take_in(
    session: Session,
    settlement: int,
    doubts: Sequence[Doubt],
    gone: Callable[[Task], Standing],
    heeded: str,
) -> None:
    """Put the fields and rows of a settlement before people, once for each set of findings (`heeded`)."""
    intake = session.get(models.ReviewIntake, settlement)
    if intake is not None and intake.findings == heeded:
        return
    session.merge(models.ReviewIntake(settlement_id=settlement, findings=heeded))
    own = session.get_one(models.Settlement, settlement).dossier_id
    known = {row.key: row for row in session.scalars(_tasks_of(own))}
    tasks = lending.with_names(session, known.values())
    names = tables.named([field for field, _ in doubts], [task for task in tasks if task.field.cells])
    found = {field.key: (field, now) for field, (_, now) in zip(names, doubts, strict=True) if field}
    for key, (field, now) in found.items():
        row = known.get(key)
        before = None if row is None else standing_of(row)
        after = now(before)
        if after is not None:
            columns = {} if before and _is_fixed(field, before) else field_columns(field)
            _keep(session, row or _new(own), settlement, standing_columns(after) | columns)
    for task in tasks:
        if task.field.key not in found:
            _keep(session, known[task.field.key], settlement, standing_columns(gone(task)))


def add_row(session: Session, dossier: str, field: Field, standing: Standing) -> int:
    """A row of a table that no run found, as a new task; gives its number, also where there was one."""
    # The dossier is locked: of two people who miss the same row at once, the second finds the first's.
    chosen = select(models.Dossier.id).where(models.Dossier.name == dossier).with_for_update()
    own = session.scalars(chosen).one()
    table, settled = models.ReviewTask, models.Settlement
    known = session.scalar(select(table.id).where(table.dossier_id == own, table.key == field.key))
    if known is not None:
        return known
    newest = session.scalars(select(func.max(settled.id)).where(settled.dossier_id == own)).one()
    row = _new(own)
    _keep(session, row, newest, standing_columns(standing) | field_columns(field))
    session.flush()
    return row.id


def _is_fixed(field: Field, standing: Standing) -> bool:
    """Whether somebody read a row: it keeps the place and the cells they saw, however it is read now."""
    return bool(field.cells and (standing.outcome or standing.apart_from))


def _tasks_of(dossier: int) -> Any:
    table = models.ReviewTask
    return select(table).where(table.dossier_id == dossier).order_by(table.id).with_for_update()


def _new(dossier: int) -> models.ReviewTask:
    return models.ReviewTask(dossier_id=dossier, holder=0, leased_until=0)


def _keep(session: Session, row: models.ReviewTask, settlement: int, columns: dict[str, Any]) -> None:
    row.settlement_id = settlement
    put(row, columns)
    session.add(row)
