"""A settled dossier in the shape of the export contract: plain JSON values, nothing of withheld papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.text import nfc
from pipeline.types import Document, DossierRead, PageEntry, Reading, Row, Status

_DIGITS = 4
"""Decimals of a probability; more would be noise."""


def dossier_object(read: DossierRead) -> dict[str, Any]:
    """One line of the export, as plain values."""
    withheld = {page.number for page in read.pages if page.withheld}
    hidden = {n for n, document in enumerate(read.documents) if withheld & set(document.pages)}
    return {
        "dossier": nfc(read.dossier),
        "member": {r.key: _reading(r) for r in read.member if r.document not in hidden},
        "tables": _tables(read.rows),
        "documents": [_document(d, hide=n in hidden) for n, d in enumerate(read.documents)],
        "pages": [_page(page) for page in read.pages],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        **_value(reading),
        "document": reading.document,
        "page": reading.page,
        "box": reading.box.rounded(),
    }


def _value(reading: Reading) -> dict[str, Any]:
    value = None if reading.status is Status.BLANK else reading.value
    return {
        "value": nfc(value) if isinstance(value, str) else value,
        "raw": nfc(reading.raw),
        "confidence": round(reading.confidence, _DIGITS),
        "status": reading.status.value,
    }


def _tables(rows: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append({cell.key: _value(cell) for cell in row.cells})
    return tables


def _document(document: Document, *, hide: bool) -> dict[str, Any]:
    return {
        "type": None if hide else document.type,
        "name": "" if hide else document.name,
        "pages": list(document.pages),
        "confidence": round(document.confidence, _DIGITS),
        "status": document.status.value,
        "fields": {} if hide else {r.key: _reading(r) for r in document.readings},
    }


def _page(page: PageEntry) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "number": page.number,
        "source": nfc(page.source),
        "source_page": page.source_page,
        "rotation": page.rotation,
        "blank": page.blank,
        "withheld": page.withheld,
    }
    if page.duplicate_of is not None:
        entry["duplicate_of"] = page.duplicate_of
    if page.failed is not None:
        entry["failed"] = page.failed.value
    return entry
