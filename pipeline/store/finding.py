"""Finding dossiers by their name or their member's, with and without marks, and how far each is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from pipeline.store import holdings
from pipeline.text import natural_key, sought

_NAMES = ("full_name", "birth_name")
_CLOSED = ("done", "passed")


@dataclass(frozen=True, slots=True)
class Shelved:
    """One dossier of a list. `counts`: its values by status; `waiting`: fields that wait for a person."""

    id: int
    name: str
    member: str
    settled: bool
    counts: tuple[tuple[str, int], ...] = ()
    waiting: int = 0


def find(session: Session, text: str, start: int, count: int) -> tuple[int, tuple[Shelved, ...]]:
    """How many dossiers fit `text`, and `count` of them from `start` on, in natural order."""
    members, fits = _members(session), sought(text)
    found = [
        (number, name, members.get(number, ""))
        for number, name in _dossiers(session).items()
        if fits(f"{name} {members.get(number, '')}")
    ]
    found.sort(key=lambda entry: natural_key(entry[1]))
    shown = found[start : start + count]
    numbers = [number for number, _, _ in shown]
    newest = _newest(session, numbers)
    counts, waiting = _counts(session, list(newest.values())), _waiting(session, numbers)
    return len(found), tuple(
        Shelved(
            number,
            name,
            member,
            number in newest,
            tuple(sorted(counts[newest[number]].items())) if number in newest else (),
            waiting.get(number, 0),
        )
        for number, name, member in shown
    )


def _dossiers(session: Session) -> dict[int, str]:
    """Dossiers that have something under the scan root now."""
    files = select(models.ScanFile.dossier_id).where(models.ScanFile.present)
    refused = select(models.Quarantine.dossier_id).where(models.Quarantine.present)
    table = models.Dossier
    rows = session.execute(select(table.id, table.name).where(table.id.in_(files.union(refused))))
    return {row.id: row.name for row in rows}


def _newest(session: Session, dossiers: Sequence[int]) -> dict[int, int]:
    """The newest settlement of each of these dossiers, by the numbers of both."""
    table = models.Settlement
    newest = select(table.dossier_id, func.max(table.id)).where(
        table.shape == holdings.ANSWER_SHAPE, table.dossier_id.in_(dossiers)
    )
    return dict(session.execute(newest.group_by(table.dossier_id)).tuples())


def _members(session: Session) -> dict[int, str]:
    """The names of each dossier's member: what a person settled, else what the machine read last."""
    field, settlement, task = models.FieldReading, models.Settlement, models.ReviewTask
    read = select(settlement.dossier_id, field.key, field.value).join(settlement).order_by(settlement.id)
    kept = select(task.dossier_id, task.key, task.value).where(task.outcome == "value")
    found: dict[tuple[int, str], str] = {}
    for chosen, table in ((read, field), (kept, task)):
        for dossier, key, value in session.execute(chosen.where(table.key.in_(_NAMES))):
            found[dossier, key] = json.loads(value) or ""
    names: dict[int, str] = {}
    for (dossier, _), value in sorted(found.items(), key=lambda entry: _NAMES.index(entry[0][1])):
        both = names.get(dossier, "")
        names[dossier] = both if not value or value.casefold() == both.casefold() else f"{both} {value}"
    return {dossier: name.strip() for dossier, name in names.items()}


def _counts(session: Session, settlements: Sequence[int]) -> dict[int, Counter[str]]:
    table = models.FieldReading
    rows = session.execute(
        select(table.settlement_id, table.status, func.count())
        .where(table.settlement_id.in_(settlements))
        .group_by(table.settlement_id, table.status)
    )
    counts: dict[int, Counter[str]] = {settlement: Counter() for settlement in settlements}
    for settlement, status, count in rows:
        counts[settlement][status] = count
    return counts


def _waiting(session: Session, dossiers: Sequence[int]) -> dict[int, int]:
    table = models.ReviewTask
    open_ = select(table.dossier_id, func.count()).where(
        table.dossier_id.in_(dossiers), table.mode.not_in(_CLOSED)
    )
    return dict(session.execute(open_.group_by(table.dossier_id)).tuples())
