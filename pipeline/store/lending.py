"""Who holds a task: lent to one person at a time, by the database, until answered, given back or expired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session

import models
from pipeline.store.tasks import Task, task_of

_RENEWED_S = 60
"""A lease that was made so short a time ago is not made longer again."""

Lane = tuple[str, int]
"""Tasks of one mode that need one rank of role."""


def lend(
    session: Session, person: int, lanes: Sequence[Lane], count: int, now: int, until: int
) -> tuple[Task, ...]:
    """Give a person up to `count` tasks that nobody holds, of the first lane that has any.

    All are of one lane; those this person already holds come first and are lent for longer.
    """
    return _lent(session, islice(_free(session, person, lanes, count, now), count), person, until)


def lend_like(session: Session, person: int, task: int, count: int, now: int, until: int) -> tuple[Task, ...]:
    """Also give a person the free tasks of the same lane and field that propose the same."""
    table, like = models.ReviewTask, session.get_one(models.ReviewTask, task)
    chosen = select(table).where(
        table.mode == like.mode,
        table.need == like.need,
        table.first_person == like.first_person,
        table.rank == like.rank,
        table.proposal == like.proposal,
        _free_for(person, now),
    )
    return _lent(session, session.scalars(_locked(chosen.order_by(table.id).limit(count))), person, until)


def prolong(session: Session, person: int, tasks: Iterable[int], until: int) -> int:
    """Keep tasks that the person still holds; gives how many these are."""
    table = models.ReviewTask
    own = update(table).where(table.id.in_(tuple(tasks)), table.holder == person)
    return _changed(session.execute(own.values(leased_until=until)))


def release(session: Session, person: int, tasks: Iterable[int] | None) -> int:
    """Take tasks out of a person's hands, all of them where none are named; gives how many."""
    table = models.ReviewTask
    own = update(table).where(table.holder == person)
    own = own if tasks is None else own.where(table.id.in_(tuple(tasks)))
    return _changed(session.execute(own.values(holder=0, leased_until=0)))


def assign(session: Session, task: int, person: int, until: int) -> bool:
    """Lend one task to a certain person, whoever held it; False for one who read it before."""
    row = session.get(models.ReviewTask, task, with_for_update=True)
    if row is None or person in (row.first_person, row.second_person):
        return False
    row.holder, row.leased_until = person, until
    return True


def with_names(session: Session, rows: Iterable[models.ReviewTask]) -> tuple[Task, ...]:
    """Rows as tasks, with the names of their dossiers."""
    rows = tuple(rows)
    wanted = {row.dossier_id for row in rows}
    names = session.execute(
        select(models.Dossier.id, models.Dossier.name).where(models.Dossier.id.in_(wanted))
    )
    by_id = {row.id: row.name for row in names}
    return tuple(task_of(row, by_id[row.dossier_id]) for row in rows)


def _lent(session: Session, rows: Iterable[models.ReviewTask], person: int, until: int) -> tuple[Task, ...]:
    found = with_names(session, rows)
    # A row that is written leaves an old one behind in every index (PostgreSQL), for the next to step over.
    late = {task.id for task in found if task.holder != person or task.leased_until < until - _RENEWED_S}
    table = models.ReviewTask
    own = update(table).where(table.id.in_(late)).values(holder=person, leased_until=until)
    if late:
        session.execute(own.execution_options(synchronize_session=False))
    return tuple(
        replace(task, holder=person, leased_until=until) if task.id in late else task for task in found
    )


def _free(
    session: Session, person: int, lanes: Sequence[Lane], count: int, now: int
) -> Iterator[models.ReviewTask]:
    given = {"person": person, "now": now, "count": count}
    for mode, need in lanes:
        found = False
        for before in (True, False):
            for row in session.scalars(_of_lane(before), {"mode": mode, "need": need, **given}):
                found = True
                yield row
        if found:
            return


@cache
def _of_lane(before: bool) -> Any:
    """The query for free tasks of a lane that others read first: those of a lower number, or of a higher one.

    Two ranges of the index instead of one with "not me": a person who read thousands of fields first must not
    walk through them all to find one of another's. Made once: to make it takes longer than to answer it.
    """
    table = models.ReviewTask
    person: Any = bindparam("person")
    others = table.first_person < person if before else table.first_person > person
    chosen = select(table).where(
        table.mode == bindparam("mode"),
        table.need == bindparam("need"),
        others,
        table.second_person != person,
        _free_for(person, bindparam("now")),
    )
    order = (table.first_person, table.rank, table.proposal, table.id)
    return _locked(chosen.order_by(*order).limit(bindparam("count")))


def _free_for(person: Any, now: Any) -> Any:
    table = models.ReviewTask
    return or_(table.holder == 0, table.holder == person, table.leased_until < now)


def _locked(chosen: Any) -> Any:
    """Rows another transaction is lending out just now are passed over, not waited for (PostgreSQL)."""
    return chosen.with_for_update(skip_locked=True)


def _changed(result: Any) -> int:
    return int(result.rowcount)
