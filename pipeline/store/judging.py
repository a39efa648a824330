"""What people's answers say of the machine: was the value it gave the one they settled on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

import models
from pipeline.store import planting
from pipeline.text import comparable


@dataclass(frozen=True, slots=True)
class Verdict:
    """One value that people settled. `month` is when, `sampled` whether the machine had accepted it.

    `type` is the kind of paper it stands on, None where that is unknown.
    """

    dossier: str
    key: str
    sha256: str
    source_page: int
    confidence: float
    sampled: bool
    right: bool
    month: str
    type: int | None


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
            f"{at:%Y-%m}",
            kind,
        )


def is_right(row: models.ReviewTask) -> bool:
    """By the export contract's comparison; an empty value is one that is blank."""
    machine = json.loads(row.state)["machine"]
    settled = json.loads(row.value) or ""
    return comparable(machine.get("value") or "") == comparable(settled)
