"""Finding dossiers by their name or their member's, with and without marks, and how far each is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

import models
from pipeline.store import holdings
from pipeline.text import comparable, natural_order, strip_marks
from pipeline.types import Status

NAMES = ("full_name", "birth_name")
_MANY = 1000
"""So many dossiers are looked up at once: a statement holds only so many numbers."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """One dossier of a list: values the machine is sure of, those people settled, those that wait for one."""

    id: int
    name: str
    member: str
    settled: bool
    accepted: int = 0
    verified: int = 0
    waiting: int = 0


def find(session: Session, text: str, start: int, count: int) -> tuple[int, tuple[Shelved, ...]]:
    """How many dossiers fit `text`, and `count` of them from `start` on, in natural order."""
    table = models.Dossier
    fitting = _fitting(text)
    whole = session.scalars(select(func.count()).select_from(table).where(*fitting)).one()
    chosen = select(table.id, table.name).where(*fitting).order_by(table.position, table.name)
    names = {row.id: row.name for row in session.execute(chosen.offset(start).limit(count))}
    members = _members(session, list(names))
    newest, tasks = _newest(session, list(names)), _tasks(session, list(names))
    accepted = _accepted(session, list(newest.values()))
    return whole, tuple(
        Shelved(
            number,
            name,
            members.get(number, ""),
            number in newest,
            accepted.get(newest.get(number, 0), 0),
            tasks.get((number, "done"), 0),
            tasks.get((number, "open"), 0),
        )
        for number, name in names.items()
    )


def keep_names(session: Session, row: models.Dossier) -> None:
    """Keep what a dossier is found by, as its names are now."""
    _keep_names(row, _members(session, [row.id]))


def nameless(session: Session) -> bool:
    """Whether an older version kept dossiers by which none can be found."""
    return session.scalar(select(models.Dossier.id).where(models.Dossier.words == "").limit(1)) is not None


def keep_all_names(session: Session) -> None:
    """Do for all dossiers that an older version kept what is done for one when it is settled."""
    rows = session.scalars(select(models.Dossier).where(models.Dossier.words == "")).all()
    for chunk in (rows[start : start + _MANY] for start in range(0, len(rows), _MANY)):
        members = _members(session, [row.id for row in chunk])
        for row in chunk:
            _keep_names(row, members)


def _keep_names(row: models.Dossier, members: Mapping[int, str]) -> None:
    words = comparable(f"{row.name} {members.get(row.id, '')}")
    row.words, row.plain = f" {words}", f" {strip_marks(words)}"
    row.position = natural_order(row.name)


def _fitting(text: str) -> tuple[Any, ...]:
    """What holds of dossiers that have something under the scan root now, and are looked for.

    A word without marks finds every way it may be written; one with marks only its own.
    """
    table, file, refused = models.Dossier, models.ScanFile, models.Quarantine
    has_file = exists().where(file.dossier_id == table.id, file.present)
    has_refused = exists().where(refused.dossier_id == table.id, refused.present)
    words = (
        (table.plain if strip_marks(word) == word else table.words).contains(f" {word}", autoescape=True)
        for word in comparable(text).split()
    )
    return or_(has_file, has_refused), *words


def _newest(session: Session, dossiers: Sequence[int]) -> dict[int, int]:
    """The newest settlement of each of these dossiers, by the numbers of both."""
    table = models.Settlement
    newest = select(table.dossier_id, func.max(table.id)).where(
        table.shape == holdings.ANSWER_SHAPE, table.dossier_id.in_(dossiers)
    )
    return {row[0]: row[1] for row in session.execute(newest.group_by(table.dossier_id))}


def _members(session: Session, dossiers: Sequence[int]) -> dict[int, str]:
    """The names of each dossier's member: as a person settled them, else as read last."""
    field, settlement, task = models.FieldReading, models.Settlement, models.ReviewTask
    read = select(settlement.dossier_id, field.key, field.value).join(settlement).order_by(settlement.id)
    kept = select(task.dossier_id, task.key, task.value).where(task.outcome == "value")
    found: dict[tuple[int, str], str] = {}
    read = read.where(settlement.dossier_id.in_(dossiers))
    kept = kept.where(task.dossier_id.in_(dossiers))
    for chosen, table in ((read, field), (kept, task)):
        for dossier, key, value in session.execute(chosen.where(table.key.in_(NAMES))):
            found[dossier, key] = json.loads(value) or ""
    names: dict[int, list[str]] = {}
    for key in NAMES:
        for (dossier, own), value in found.items():
            known = names.setdefault(dossier, [])
            if own == key and value and comparable(value) not in map(comparable, known):
                known.append(value)
    return {dossier: " · ".join(known) for dossier, known in names.items()}


def _accepted(session: Session, settlements: Sequence[int]) -> dict[int, int]:
    table = models.FieldReading
    own = table.settlement_id.in_(settlements), table.status == Status.ACCEPTED.value
    chosen = select(table.settlement_id, func.count()).where(*own).group_by(table.settlement_id)
    return {row[0]: row[1] for row in session.execute(chosen)}


def _tasks(session: Session, dossiers: Sequence[int]) -> dict[tuple[int, str], int]:
    """How many tasks of each dossier people settled (`done`) and how many wait (`open`)."""
    table = models.ReviewTask
    state = case((table.mode == "done", "done"), else_="open")
    own = table.dossier_id.in_(dossiers), table.mode != "passed"
    chosen = select(table.dossier_id, state, func.count()).where(*own).group_by(table.dossier_id, state)
    return {(dossier, kind): count for dossier, kind, count in session.execute(chosen)}
