"""Planted mistakes in the store: which settled fields may carry one, and which are open before whom.

A planted mistake is two events on a settled task, which itself stays as it is: `plant` with the wrong value
when it is shown, `planted` with what the person said to it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

import models
from pipeline.store.tasks import Task

SHOWN, ANSWERED = "plant", "planted"
KINDS = (SHOWN, ANSWERED)


def like(session: Session, person: int, task: Task) -> models.ReviewTask | None:
    """A field of the same key that others settled and this person was never shown again; None for none."""
    table, event = models.ReviewTask, models.FieldEvent
    seen = exists().where(event.task_id == table.id, event.person_id == person)
    chosen = select(table).where(
        table.mode == "done",
        table.outcome == "value",
        table.rank == task.field.rank,
        table.need == task.field.need,
        table.key == task.field.key,
        table.holder == 0,
        ~seen,
    )
    # From the middle on, wherever that is for this task: not always the same field for everybody.
    behind = chosen.where(table.id > task.id).order_by(table.id).limit(1)
    return session.scalar(behind) or session.scalar(chosen.order_by(table.id).limit(1))


def open_plant(session: Session, person: int, task: int) -> models.FieldEvent | None:
    """The mistake this person was shown on a task and has not answered; None once the task went on."""
    event, row = models.FieldEvent, session.get(models.ReviewTask, task)
    chosen = _of(person, task).where(event.kind == SHOWN).order_by(event.id.desc())
    shown = session.scalar(chosen.limit(1))
    if row is None or shown is None or shown.before != row.state or row.holder == person:
        return None
    undone = aliased(models.FieldEvent)
    back = exists().where(undone.undoes == event.id, undone.person_id == person)
    answered = _of(person, task).where(event.kind == ANSWERED, event.id > shown.id, ~back)
    return None if session.scalar(answered.limit(1)) else shown


def _of(person: int, task: int) -> Any:
    event = models.FieldEvent
    return select(event).where(event.task_id == task, event.person_id == person)


def confirmed(session: Session, person: int, key: str, count: int) -> tuple[int, ...]:
    """The tasks of one key that this person settled last by confirming what was shown, newest first."""
    table, event = models.ReviewTask, models.FieldEvent
    chosen = (
        select(table.id)
        .join(event, event.task_id == table.id)
        .where(
            event.person_id == person,
            event.kind == "answer",
            event.effect == "settled",
            event.before.like('{"mode": "confirm"%'),
            table.key == key,
            table.mode == "done",
            event.after == table.state,
        )
    )
    return tuple(session.scalars(chosen.order_by(event.id.desc()).limit(count)))
