"""What was read differently since nobody was asked any more: found for the page on which a senior chooses."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from pipeline.geometry import Box
from pipeline.store import holdings
from pipeline.store.tasks import Task, task_of
from pipeline.types import Reading, Status

READ_DIFFERENTLY = "read_differently"
"""Why a value is accepted no more: at the same place another was accepted before."""


def differing(session: Session, most: int) -> tuple[Task, ...]:
    """Tasks nobody is asked about that are read differently now, field after field, `most` of them.

    Where there are more, the head of the form is left out first: there stands who a person is, which is
    decided one by one and would keep large groups from being seen.
    Only of dossiers whose newest settlement was taken in: a paper may be withheld in one that was not.
    """
    table, settled = models.ReviewTask, models.Settlement
    newest = select(func.max(settled.id)).where(
        settled.dossier_id == table.dossier_id, settled.shape == holdings.ANSWER_SHAPE
    )
    chosen = select(table, models.Dossier.name).join(models.Dossier)
    chosen = chosen.where(table.differs, table.settlement_id == newest.scalar_subquery())
    rows = session.execute(chosen.order_by(table.rank.desc(), table.id.desc()).limit(most)).all()
    return tuple(task_of(row, name) for row, name in reversed(rows))


def undecided(dossier: str) -> Any:
    """The query for keys of a dossier whose accepted values were others before, until a person has chosen."""
    table = models.ReviewTask
    chosen = select(table.key).join(models.Dossier).where(models.Dossier.name == dossier)
    return chosen.where(table.differs, table.outcome == "")


def accepted_before(session: Session, settlement: int) -> tuple[Reading, ...]:
    """What the machine had accepted when people were last asked about the dossier of a settlement."""
    table, settled, taken = models.FieldReading, models.Settlement, models.ReviewIntake
    own = select(settled.dossier_id).where(settled.id == settlement).scalar_subquery()
    last = select(func.max(settled.id)).join(taken, taken.settlement_id == settled.id)
    last = last.where(settled.dossier_id == own, settled.id < settlement)
    chosen = select(table).where(
        table.settlement_id == last.scalar_subquery(), table.status == Status.ACCEPTED.value
    )
    return tuple(_reading(row) for row in session.scalars(chosen))


def _reading(row: models.FieldReading) -> Reading:
    value, box = json.loads(row.value), Box(row.left, row.top, row.right, row.bottom)
    kept = tuple(value) if isinstance(value, list) else value
    return Reading(row.key, kept, row.raw, row.confidence, Status(row.status), row.document, row.page, box)
