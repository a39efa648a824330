"""Finding dossiers by their name or their member's, with and without marks, and how far each is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

import models
from pipeline.store import holdings
from pipeline.text import comparable, natural_key, sought, strip_marks
from pipeline.types import Status

NAMES = ("full_name", "birth_name")
_MANY = 1000
"""More dossiers than this are looked up all at once: a statement holds only so many numbers."""


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
    rows = _dossiers(session, text)
    names = {row.id: row.name for row in rows}
    found = _fitting(session, rows, text)
    numbers = sorted(found, key=lambda number: natural_key(names[number]))[start : start + count]
    members = _members(session, numbers)
    newest, tasks = _newest(session, numbers), _tasks(session, numbers)
    accepted = _accepted(session, list(newest.values()))
    return len(found), tuple(
        Shelved(
            number,
            names[number],
            members.get(number, ""),
            number in newest,
            accepted.get(newest.get(number, 0), 0),
            tasks.get((number, "done"), 0),
            tasks.get((number, "open"), 0),
        )
        for number in numbers
    )


def keep_plain(session: Session, dossier: int) -> None:
    """Keep a dossier's names without marks, to be found by, as they are now."""
    row = session.get_one(models.Dossier, dossier)
    row.plain = _plain(f"{row.name} {_members(session, [dossier]).get(dossier, '')}")


def _fitting(session: Session, rows: Sequence[Any], text: str) -> list[int]:
    """The dossiers that are looked for. Words without marks need nothing but the plain names."""
    fits, bare = sought(text), _plain(text) == comparable(text)
    looked_up = [row.id for row in rows if text.strip() and not (bare and row.plain)]
    members = _members(session, looked_up)
    return [
        row.id
        for row in rows
        if fits(f"{row.name} {members[row.id]}" if row.id in members else row.plain or row.name)
    ]


def _plain(text: str) -> str:
    return strip_marks(comparable(text))


def _dossiers(session: Session, text: str) -> Sequence[Any]:
    """Dossiers that have something under the scan root now, and may be what is looked for."""
    table, file, refused = models.Dossier, models.ScanFile, models.Quarantine
    has_file = exists().where(file.dossier_id == table.id, file.present)
    has_refused = exists().where(refused.dossier_id == table.id, refused.present)
    chosen = select(table.id, table.name, table.plain).where(or_(has_file, has_refused))
    for word in _plain(text).split():
        chosen = chosen.where(or_(table.plain.contains(word, autoescape=True), table.plain == ""))
    return session.execute(chosen).all()


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
    if len(dossiers) <= _MANY:
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
