"""How far the work is: counts over everything that is there now, without unpacking a single page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

import models
from pipeline.store.holdings import ANSWER_SHAPE, READ
from pipeline.text import natural_key
from pipeline.types import Status


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or page that could not be read. `page` is None for a file."""

    dossier: str
    source: str
    page: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How far the work is. `fields` counts values by what the machine says, `documents` those of each type,
    `tasks` fields and rows before people by the way they wait."""

    dossiers: int
    settled: int
    files: int
    pages: int
    read: int
    blank: int
    withheld: int
    left: int
    refused: tuple[Refused, ...]
    fields: tuple[tuple[str, int], ...]
    documents: tuple[tuple[int | None, int], ...]
    tasks: tuple[tuple[str, int], ...]


def status_report(session: Session) -> StatusReport:
    """Count what there is, what was read under any recipe, what waits and what could not be read."""
    file = models.ScanFile
    lying = select(func.count(), func.coalesce(func.sum(file.pages), 0)).where(file.present)
    files, pages = session.execute(lying).one()
    read, blank, withheld = session.execute(_read()).one()
    failed, quarantined = _failed(session), _quarantined(session)
    newest = _newest()
    return StatusReport(
        dossiers=session.scalars(select(func.count()).select_from(models.Dossier).where(_present())).one(),
        settled=session.scalars(select(func.count()).select_from(newest)).one(),
        files=files,
        pages=pages,
        read=read,
        blank=int(blank or 0),
        withheld=int(withheld or 0),
        left=pages - read - len(failed),
        refused=(*quarantined, *failed),
        fields=_fields(session, newest),
        documents=_documents(session, newest),
        tasks=tasks(session),
    )


def refused(session: Session) -> tuple[Refused, ...]:
    """The files and pages that could not be read, in natural order; files first."""
    return (*_quarantined(session), *_failed(session))


def _present() -> Any:
    """Of a dossier that something lies under the scan root now."""
    table, file, shut = models.Dossier, models.ScanFile, models.Quarantine
    has_file = exists().where(file.dossier_id == table.id, file.present)
    return or_(has_file, exists().where(shut.dossier_id == table.id, shut.present))


def _newest() -> Any:
    """The newest settlement of each dossier that is there now."""
    table = models.Settlement
    chosen = select(func.max(table.id).label("id")).join(
        models.Dossier, models.Dossier.id == table.dossier_id
    )
    return chosen.where(table.shape == ANSWER_SHAPE, _present()).group_by(table.dossier_id).subquery()


def _outcomes(*, read: bool) -> Any:
    """For each page content the row of its newest reading under whatever recipe, or of its newest failure."""
    table = models.PageReading
    chosen = select(func.max(table.id).label("id")).group_by(table.sha256, table.source_page)
    return chosen.where(table.state == READ if read else table.state != READ).subquery()


def _read() -> Any:
    """How many of the pages that lie there now were read, are blank, are withheld."""
    table, file, newest = models.PageReading, models.ScanFile, _outcomes(read=True)
    blank, withheld = (func.sum(case((column, 1), else_=0)) for column in (table.blank, table.withheld))
    return (
        select(func.count(), blank, withheld)
        .select_from(newest)
        .join(table, table.id == newest.c.id)
        .join(file, and_(file.sha256 == table.sha256, file.present, table.source_page <= file.pages))
    )


def _failed(session: Session) -> list[Refused]:
    table, file, newest, dossier = models.PageReading, models.ScanFile, _outcomes(read=False), models.Dossier
    other = aliased(models.PageReading)
    good = exists().where(
        other.sha256 == table.sha256, other.source_page == table.source_page, other.state == READ
    )
    rows = session.execute(
        select(dossier.name, file.source, table.source_page, table.state)
        .select_from(newest)
        .join(table, table.id == newest.c.id)
        .join(file, and_(file.sha256 == table.sha256, file.present, table.source_page <= file.pages))
        .join(dossier, dossier.id == file.dossier_id)
        .where(~good)
    )
    return _in_order(Refused(row.name, row.source, row.source_page, row.state) for row in rows)


def _quarantined(session: Session) -> list[Refused]:
    rows = session.execute(
        select(models.Dossier.name, models.Quarantine.source, models.Quarantine.reason)
        .join_from(models.Quarantine, models.Dossier)
        .where(models.Quarantine.present)
    )
    return _in_order(Refused(row.name, row.source, None, row.reason) for row in rows)


def _in_order(found: Iterable[Refused]) -> list[Refused]:
    return sorted(
        found, key=lambda each: (natural_key(each.dossier), natural_key(each.source), each.page or 0)
    )


def _fields(session: Session, newest: Any) -> tuple[tuple[str, int], ...]:
    table = models.FieldReading
    counts = _counts(session, table, table.status, newest)
    return tuple((status.value, counts.get(status.value, 0)) for status in Status)


def _documents(session: Session, newest: Any) -> tuple[tuple[int | None, int], ...]:
    table = models.DocumentReading
    counts = _counts(session, table, table.type, newest)
    return tuple(sorted(counts.items(), key=lambda entry: (entry[0] is None, entry[0] or 0)))


def tasks(session: Session) -> tuple[tuple[str, int], ...]:
    """How many fields and rows of tables are before people, by the way they are to be looked at."""
    table = models.ReviewTask
    rows = session.execute(select(table.mode, func.count()).group_by(table.mode).order_by(table.mode))
    return tuple((mode, count) for mode, count in rows)


def _counts(session: Session, table: Any, kind: Any, newest: Any) -> dict[Any, int]:
    """Count by kind over the settlements that stand."""
    chosen = select(kind, func.count()).join_from(newest, table, table.settlement_id == newest.c.id)
    return {row[0]: row[1] for row in session.execute(chosen.group_by(kind))}
