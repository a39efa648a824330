"""What was read as rows of the database: pages, documents, values of the record."""

from __future__ import annotations

import json

import models
from pipeline import codec
from pipeline.store import holdings
from pipeline.types import Document, PageEntry, PageFailed, PageRead, Reading


def page_row(run: int, outcome: PageRead | PageFailed) -> models.PageReading:
    job, read = outcome.job, outcome if isinstance(outcome, PageRead) else None
    return models.PageReading(
        run_id=run,
        sha256=job.sha256,
        source_page=job.source_page,
        recipe=holdings.recipe_name(job.recipe),
        state=outcome.reason.value if isinstance(outcome, PageFailed) else holdings.READ,
        blank=read is not None and read.blank,
        withheld=read is not None and read.withheld,
        shape=holdings.OUTCOME_SHAPE,
        outcome=codec.pack(outcome, PageRead | PageFailed),
    )


def fault_row(settlement: int, page: PageEntry) -> models.PageFault:
    return models.PageFault(
        settlement_id=settlement,
        page=page.number,
        source=page.source,
        source_page=page.source_page,
        rotation=page.rotation,
        withheld=page.withheld,
        faults=",".join(page.faults),
    )


def document_row(settlement: int, number: int, document: Document) -> models.DocumentReading:
    return models.DocumentReading(
        settlement_id=settlement,
        number=number,
        type=document.type,
        first_page=min(document.pages, default=0),
        pages=len(document.pages),
        confidence=document.confidence,
        status=document.status.value,
    )


def field_row(settlement: int, reading: Reading) -> models.FieldReading:
    left, top, right, bottom = reading.box.rounded()
    return models.FieldReading(
        settlement_id=settlement,
        key=reading.key,
        value=json.dumps(reading.value, ensure_ascii=False),
        raw=reading.raw,
        confidence=reading.confidence,
        status=reading.status.value,
        document=reading.document,
        page=reading.page,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
    )
