"""A settled dossier in the shape of the export contract: plain JSON values, nothing of withheld papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pipeline.forms.members import member_fields
from pipeline.text import nfc
from pipeline.types import Document, DossierRead, PageEntry, ProcessingStep, Reading, Row, Status
from pipeline.vocabulary.present import present

_DIGITS = 4
"""Decimals of a probability; more would be noise."""


def dossier_object(read: DossierRead) -> dict[str, Any]:
    """One line of the export, as plain values: all that is known, open questions included.

    Whatever was read on a page that bears a mark of secrecy, or elsewhere in such a paper, is left out.
    Beyond the contract, `made_by` tells how the record was made, a page that failed says why in `failed`, and
    a place says in `present` where it lies today.
    """
    open_read = without_secrets(read)
    return {
        "dossier": nfc(read.dossier),
        "member": _readings(open_read.member),
        "tables": _tables(open_read.rows),
        "documents": [_document(document) for document in open_read.documents],
        "pages": [_page(page) for page in read.pages],
        "made_by": [_step(step) for step in read.made_by],
    }


def without_secrets(read: DossierRead) -> DossierRead:
    """The dossier without what stands in papers that bear a mark of secrecy: that one is there and where, and
    nothing of what it is."""
    secret = {page.number for page in read.pages if page.withheld}
    hidden = {n for n, document in enumerate(read.documents) if secret & set(document.pages)}

    def open_ones(readings: Iterable[Reading]) -> tuple[Reading, ...]:
        return tuple(r for r in readings if r.document not in hidden and r.page not in secret)

    def open_rows(rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in rows if open_ones(row.cells) == row.cells)

    documents = tuple(
        replace(document, type=None, name="", readings=(), rows=())
        if n in hidden
        else replace(document, readings=open_ones(document.readings), rows=open_rows(document.rows))
        for n, document in enumerate(read.documents)
    )
    return replace(read, member=open_ones(read.member), rows=open_rows(read.rows), documents=documents)


def _readings(readings: Iterable[Reading]) -> dict[str, Any]:
    """By key, in the order of the card form; what is not on it comes last, by name."""
    order = {field.key: place for place, field in enumerate(member_fields())}
    places = {field.key for field in member_fields() if field.kind == "place"}
    ranked = sorted(readings, key=lambda reading: (order.get(reading.key, len(order)), reading.key))
    return {r.key: _reading(r) | (_present(r) if r.key in places else {}) for r in ranked}


def _reading(reading: Reading) -> dict[str, Any]:
    place = {"document": reading.document, "page": reading.page, "box": list(reading.box.rounded())}
    return _value(reading) | place


def _present(reading: Reading) -> dict[str, Any]:
    found = present(reading.value) if isinstance(reading.value, str) else None
    return {} if found is None else {"present": {"units": list(found.units), "reason": found.reason or None}}


def _value(reading: Reading) -> dict[str, Any]:
    return {
        "value": None if reading.status is Status.BLANK else _composed(reading.value),
        "raw": nfc(reading.raw),
        "confidence": round(reading.confidence, _DIGITS),
        "status": reading.status.value,
    }


def _composed(value: str | Sequence[str] | None) -> str | list[str] | None:
    if value is None or isinstance(value, str):
        return None if value is None else nfc(value)
    return [nfc(part) for part in value]


def _tables(rows: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        tables.setdefault(row.table, []).append({cell.key: _value(cell) for cell in row.cells})
    return dict(sorted(tables.items()))


def _document(document: Document) -> dict[str, Any]:
    return {
        "type": document.type,
        "name": nfc(document.name),
        "pages": list(document.pages),
        "confidence": round(document.confidence, _DIGITS),
        "status": document.status.value,
        "fields": _readings(document.readings),
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


def _step(step: ProcessingStep) -> dict[str, str]:
    return {"step": step.step, "version": step.version, "settings": step.settings}
