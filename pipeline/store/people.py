"""The accounts of the people who review: rows as values, and their few changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

import models


@dataclass(frozen=True, slots=True)
class Person:
    """One account. `password` is a hash, `stamp` ends older sessions, `locked_until` is in seconds (Unix)."""

    id: int
    login: str
    shown: str
    role: str
    password: str
    stamp: str
    active: bool
    failures: int
    locked_until: int


def everybody(session: Session) -> tuple[Person, ...]:
    rows = session.scalars(select(models.Person).order_by(models.Person.login))
    return tuple(_person(row) for row in rows)


def by_login(session: Session, login: str) -> Person | None:
    row = session.scalar(select(models.Person).where(models.Person.login == login))
    return None if row is None else _person(row)


def keep(session: Session, person: Person, now: datetime) -> None:
    """Write an account: a new one where its id is 0, else the changed one."""
    row = models.Person(since=now) if not person.id else session.get_one(models.Person, person.id)
    for name in ("login", "shown", "role", "password", "stamp", "active", "failures", "locked_until"):
        setattr(row, name, getattr(person, name))
    session.add(row)


def _person(row: models.Person) -> Person:
    return Person(
        row.id,
        row.login,
        row.shown,
        row.role,
        row.password,
        row.stamp,
        row.active,
        row.failures,
        row.locked_until,
    )
