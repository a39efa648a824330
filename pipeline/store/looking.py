"""How far the review is and who did what: counts only, no value."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, case, func, literal, select
from sqlalchemy.orm import Session

import models
from pipeline.store import planting


@dataclass(frozen=True, slots=True)
class Pace:
    """What one person did: acts, mean seconds an act, answers other than the machine's reading then, acts
    that others had to look at, acts taken back; planted mistakes answered, and those of them missed."""

    shown: str
    acts: int
    seconds: float
    corrections: int
    passed_on: int
    taken_back: int
    planted: int
    missed: int


@dataclass(frozen=True, slots=True)
class Held:
    """The tasks in one person's hands. `until` in seconds since 1970: when the last of them is free again."""

    login: str
    tasks: int
    until: int


def paces(session: Session) -> tuple[Pace, ...]:
    table, person = models.FieldEvent, models.Person
    # Both are kept as the same JSON: an answer that the task did not hold before is a correction.
    machine = literal('"machine": ') + table.answer
    corrected = func.replace(table.before, machine, "") == table.before
    timed = case((table.elapsed_ms > 0, table.elapsed_ms))
    own = table.kind.not_in(planting.KINDS)
    tried = table.kind == planting.ANSWERED
    chosen = select(
        person.shown,
        func.sum(case((own, 1), else_=0)),
        func.avg(timed),
        func.sum(case((and_(table.kind == "answer", corrected), 1), else_=0)),
        func.sum(case((table.effect == "passed_on", 1), else_=0)),
        func.sum(case((table.kind == "take_back", 1), else_=0)),
        func.sum(case((tried, 1), else_=0)),
        func.sum(case((and_(tried, table.effect == "missed"), 1), else_=0)),
    )
    chosen = chosen.join_from(table, person)
    rows = session.execute(chosen.group_by(person.id, person.shown).order_by(person.shown))
    return tuple(
        Pace(shown, int(acts), float(mean or 0) / 1000, *map(int, counts))
        for shown, acts, mean, *counts in rows
    )


def held(session: Session) -> tuple[Held, ...]:
    table, person = models.ReviewTask, models.Person
    chosen = select(person.login, func.count(), func.max(table.leased_until))
    joined = chosen.join_from(table, person, table.holder == person.id)
    return tuple(Held(*row) for row in session.execute(joined.group_by(person.login).order_by(person.login)))
