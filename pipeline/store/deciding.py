"""People's decisions about documents, kept by content and given back as the pages are numbered now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import models
from pipeline.types import DecidedDocument, PageJob


def keep(
    session: Session, dossier: int, jobs: Sequence[PageJob], each: DecidedDocument, actor: str, at: datetime
) -> None:
    """Add one decision; its pages must be among `jobs`."""
    by_number = {job.number: job for job in jobs}
    decision = models.DocumentDecision(dossier_id=dossier, at=at, actor=actor, type=each.type)
    session.add(decision)
    session.flush()
    for position, job in enumerate(by_number[number] for number in each.pages):
        session.add(
            models.DecidedPage(
                decision_id=decision.id,
                position=position,
                sha256=job.sha256,
                source_page=job.source_page,
                source=job.source,
            )
        )


def decisions(session: Session, name: str, jobs: Sequence[PageJob]) -> tuple[DecidedDocument, ...]:
    """All decisions of a dossier in the order they were made; pages that are gone are left out."""
    return tuple(numbered(session, name, jobs).values())


def numbered(session: Session, name: str, jobs: Sequence[PageJob]) -> dict[int, DecidedDocument]:
    """The same by their numbers, in their order."""
    table, pages = models.DocumentDecision, models.DecidedPage
    chosen = select(table.id, table.type, pages.sha256, pages.source_page, pages.source)
    chosen = chosen.join_from(pages, table).join(models.Dossier, table.dossier_id == models.Dossier.id)
    rows = session.execute(chosen.where(models.Dossier.name == name).order_by(table.id, pages.position)).all()
    found: dict[int, tuple[int | None, list[int]]] = {}
    for row in rows:
        _, numbers = found.setdefault(row.id, (row.type, []))
        number = _number(row, jobs, numbers)
        if number is not None:
            numbers.append(number)
    return {
        decision: DecidedDocument(kind, tuple(numbers))
        for decision, (kind, numbers) in found.items()
        if numbers
    }


def _number(row: Any, jobs: Sequence[PageJob], taken: Iterable[int]) -> int | None:
    """The page of this content, under its old name if there are several."""
    same = [
        job
        for job in jobs
        if (job.sha256, job.source_page) == (row.sha256, row.source_page) and job.number not in taken
    ]
    best = next((job for job in same if job.source == row.source), same[0] if same else None)
    return None if best is None else best.number


def newest(session: Session) -> dict[str, int]:
    """The number of each dossier's last decision: another one, and it must be settled again."""
    table = models.DocumentDecision
    rows = session.execute(select(models.Dossier.name, table.id).join_from(table, models.Dossier))
    last: dict[str, int] = {}
    for row in rows:
        last[row.name] = max(last.get(row.name, 0), row.id)
    return last
