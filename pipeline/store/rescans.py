"""Which pages should be scanned again: what the newest settlements say of the scans they were made of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

import models
from pipeline.store.holdings import ANSWER_SHAPE
from pipeline.types import Fault


@dataclass(frozen=True, slots=True)
class Rescan:
    """A page to scan again, `page` as counted in its dossier. `path`: where its file lies; `sha256`:
    that of what was read.

    `showable`: its picture may be shown: it bears no mark of secrecy and could be read.
    """

    dossier_id: int
    dossier: str
    page: int
    path: str
    sha256: str
    source: str
    source_page: int
    rotation: int
    showable: bool
    faults: tuple[Fault, ...]


def rescans(
    session: Session, dossier: str | None = None, *, most: int | None = None, read: bool = False
) -> tuple[Rescan, ...]:
    """The pages to scan again, of one dossier or of all, in natural order; none of files that are gone.

    With `read` only those that could be read, with `most` no more than so many.
    """
    fault, settlement, scan, shelf = models.PageFault, models.Settlement, models.ScanFile, models.Dossier
    lying = and_(scan.dossier_id == shelf.id, scan.source == fault.source, scan.present)
    later = aliased(models.Settlement)
    newer = exists().where(
        later.dossier_id == settlement.dossier_id, later.id > settlement.id, later.shape == ANSWER_SHAPE
    )
    chosen = (
        select(fault, shelf.id.label("dossier_id"), shelf.name, scan.path, scan.sha256)
        .join(settlement, fault.settlement_id == settlement.id)
        .join(shelf, settlement.dossier_id == shelf.id)
        .join(scan, lying)
        .where(settlement.shape == ANSWER_SHAPE, ~newer)
        .order_by(shelf.position, shelf.name, fault.page)
        .limit(most)
    )
    chosen = chosen if dossier is None else chosen.where(shelf.name == dossier)
    chosen = chosen.where(fault.faults != Fault.FAILED.value) if read else chosen
    return tuple(
        _rescan(row.dossier_id, row.name, row.path, row.sha256, row.PageFault)
        for row in session.execute(chosen)
    )


def _rescan(number: int, name: str, path: str, sha256: str, row: models.PageFault) -> Rescan:
    faults = tuple(Fault(word) for word in row.faults.split(","))
    showable = not row.withheld and Fault.FAILED not in faults
    return Rescan(
        number, name, row.page, path, sha256, row.source, row.source_page, row.rotation, showable, faults
    )
