"""How far the work is: counts over everything that is there now, without unpacking a single page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from pipeline.store.holdings import READ, Content, content, dossier_names, newest_settlements, page_jobs
from pipeline.text import natural_key
from pipeline.types import PageJob, Recipe, Status


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or page that could not be read. `page` is None for a file."""

    dossier: str
    source: str
    page: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How far the work is. `fields` and `documents` count values by status and documents by type."""

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


def status_report(session: Session) -> StatusReport:
    """Count what there is, what was read under any recipe, what waits and what could not be read."""
    jobs = tuple(job for dossier in page_jobs(session, Recipe("")).values() for job in dossier)
    rows = _newest_outcomes(session)
    found = [(job, rows.get(content(job))) for job in jobs]
    read = [row for _, row in found if row is not None and row.state == READ]
    settled = [row.id for row in newest_settlements(session).values()]
    files = select(func.count()).select_from(models.ScanFile).where(models.ScanFile.present)
    return StatusReport(
        dossiers=len(dossier_names(session)),
        settled=len(settled),
        files=session.scalars(files).one(),
        pages=len(jobs),
        read=len(read),
        blank=sum(row.blank for row in read),
        withheld=sum(row.withheld for row in read),
        left=sum(row is None for _, row in found),
        refused=(*_quarantined(session), *_failed(found)),
        fields=_fields(session, settled),
        documents=_documents(session, settled),
    )


def _newest_outcomes(session: Session) -> dict[Content, Any]:
    """For each page content its newest reading under whatever recipe, else its newest failure."""
    table = models.PageReading
    chosen = select(table.sha256, table.source_page, table.state, table.blank, table.withheld)
    rows = session.execute(chosen.order_by(table.id)).all()
    return {(row.sha256, row.source_page): row for row in sorted(rows, key=lambda row: row.state == READ)}


def _failed(found: Iterable[tuple[PageJob, Any]]) -> Iterator[Refused]:
    for job, row in found:
        if row is not None and row.state != READ:
            yield Refused(job.dossier, job.source, job.source_page, row.state)


def _quarantined(session: Session) -> list[Refused]:
    rows = session.execute(
        select(models.Dossier.name, models.Quarantine.source, models.Quarantine.reason)
        .join_from(models.Quarantine, models.Dossier)
        .where(models.Quarantine.present)
    )
    refused = [Refused(row.name, row.source, None, row.reason) for row in rows]
    return sorted(refused, key=lambda file: (natural_key(file.dossier), natural_key(file.source)))


def _fields(session: Session, settled: Iterable[int]) -> tuple[tuple[str, int], ...]:
    table = models.FieldReading
    counts = _counts(session, select(table.settlement_id, table.status, func.count()), table, settled)
    return tuple((status.value, counts[status.value]) for status in Status)


def _documents(session: Session, settled: Iterable[int]) -> tuple[tuple[int | None, int], ...]:
    table = models.DocumentReading
    counts = _counts(session, select(table.settlement_id, table.type, func.count()), table, settled)
    return tuple(sorted(counts.items(), key=lambda entry: (entry[0] is None, entry[0] or 0)))


def _counts(session: Session, chosen: Any, table: Any, settled: Iterable[int]) -> Counter[Any]:
    """Sum counts by kind over the settlements that stand; grouped first, for a database limits a list."""
    standing = set(settled)
    kind = chosen.selected_columns[1]
    counts: Counter[Any] = Counter()
    for settlement, value, count in session.execute(chosen.group_by(table.settlement_id, kind)):
        if settlement in standing:
            counts[value] += count
    return counts
