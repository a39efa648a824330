"""What people's answers say of the machine: was the value it gave the one they settled on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from pipeline.text import comparable


@dataclass(frozen=True, slots=True)
class Verdict:
    """One value that people settled. `month` is when, `sampled` whether the machine had accepted it."""

    dossier: str
    key: str
    sha256: str
    source_page: int
    confidence: float
    sampled: bool
    right: bool
    month: str


def verdicts(session: Session) -> Iterator[Verdict]:
    """Every settled task with whether the machine was right; what nobody could read says nothing."""
    table, event = models.ReviewTask, models.FieldEvent
    last = select(event.task_id, func.max(event.at).label("at")).group_by(event.task_id).subquery()
    chosen = (
        select(table, models.Dossier.name, last.c.at)
        .join(models.Dossier)
        .join(last, last.c.task_id == table.id)
        .where(table.outcome.in_(("value", "blank")))
        .order_by(table.id)
    )
    for row, name, at in session.execute(chosen):
        yield Verdict(
            name,
            row.key,
            row.sha256,
            row.source_page,
            row.confidence,
            row.sampled,
            _right(row),
            f"{at:%Y-%m}",
        )


def _right(row: models.ReviewTask) -> bool:
    """By the export contract's comparison; an empty value is one that is blank."""
    machine = json.loads(row.state)["machine"]
    settled = json.loads(row.value) or ""
    return comparable(machine.get("value") or "") == comparable(settled)
