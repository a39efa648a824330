"""What people settled, laid over what the machine says: a person stands above every later reading."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import models
from pipeline.geometry import Box
from pipeline.store import findings, holdings, rereading, tables
from pipeline.store.tasks import Task, task_of
from pipeline.types import DossierRead, Reading, Recipe, Status

BLANK = "blank"
PEOPLE_DIFFER = "people_differ"


def with_verified(session: Session, read: DossierRead) -> DossierRead:
    """The dossier with every value that a person settled, `verified`, in place of the machine's.

    A field a person found empty is blank. One that is illegible or struck out has no value and says so
    in its reasons. A field the machine no longer finds keeps the place a person saw it at. A value of the
    blind sample that somebody read differently is accepted no more until it is settled, nor is one like a
    value that was accepted and is wrong, nor one at whose place another was accepted before. Rows of tables
    as `tables.with_settled` has them.
    """
    read = replace(read, rows=tables.with_settled(session, read))
    table = models.ReviewTask
    chosen = select(table).join(models.Dossier).where(models.Dossier.name == read.dossier)
    rows = {row.key: row for row in session.scalars(chosen.where(table.outcome != "", table.cells == ""))}
    doubts = dict.fromkeys(session.scalars(findings.waiting(read.dossier)), findings.LIKE_A_FINDING)
    undecided = session.scalars(rereading.undecided(read.dossier))
    doubts |= dict.fromkeys(undecided, rereading.READ_DIFFERENTLY)
    doubts |= dict.fromkeys(session.scalars(_disputed(read.dossier)), PEOPLE_DIFFER)
    if not rows and not doubts:
        return read
    member = tuple(_doubted(reading, doubts.get(reading.key)) for reading in read.member)
    jobs = holdings.page_jobs(session, Recipe(""), read.dossier).get(read.dossier, ())
    numbers = {holdings.content(job): job.number for job in jobs}
    kept = tuple(_laid_over(reading, rows.pop(reading.key, None)) for reading in member)
    lost = (_by_itself(row, numbers) for row in rows.values() if (row.sha256, row.source_page) in numbers)
    return replace(read, member=(*kept, *lost))


def settled_values(session: Session) -> Iterator[Task]:
    """The fields that people settled with a value: what surely stands on the paper at these places."""
    table = models.ReviewTask
    chosen = (
        select(table, models.Dossier.name)
        .join(models.Dossier)
        .where(table.outcome == "value", table.cells == "")
    )
    for row, name in session.execute(chosen.order_by(table.id)):
        yield task_of(row, name)


def _disputed(dossier: str) -> Any:
    """Keys of sampled values of which the first person read something else, not settled yet."""
    table = models.ReviewTask
    chosen = select(table.key).join(models.Dossier).where(models.Dossier.name == dossier)
    return chosen.where(table.sampled, table.first_person != 0, table.outcome == "")


def _doubted(reading: Reading, doubt: str | None) -> Reading:
    return replace(reading, status=Status.REVIEW, reasons=(doubt,)) if doubt else reading


def _laid_over(reading: Reading, row: models.ReviewTask | None) -> Reading:
    if row is None:
        return reading
    reasons = (row.outcome,) if row.outcome not in ("value", BLANK) else ()
    status = Status.BLANK if row.outcome == BLANK else Status.VERIFIED
    return replace(reading, value=json.loads(row.value), confidence=1.0, status=status, reasons=reasons)


def _by_itself(row: models.ReviewTask, numbers: Mapping[tuple[str, int], int]) -> Reading:
    box = Box(row.left, row.top, row.right, row.bottom)
    page = numbers[row.sha256, row.source_page]
    plain = Reading(row.key, None, "", 0.0, Status.REVIEW, row.document, page, box)
    return _laid_over(plain, row)
