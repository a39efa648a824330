"""The records as a table for people: which columns there are and what each cell holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.export.contract import dossier_object
from pipeline.forms.members import MemberField, member_fields
from pipeline.types import DossierRead, Status

DOSSIER_HEADING = "Hồ sơ"
OPEN_HEADING = "Số trường chờ kiểm tra"


@dataclass(frozen=True, slots=True)
class CellValue:
    """One cell: its text, the day it is where it is a whole date, and what stands behind it."""

    text: str
    day: date | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the dossier and a cell a column."""

    dossier: str
    cells: tuple[CellValue, ...]

    @property
    def open_fields(self) -> int:
        return sum(cell.status is Status.REVIEW for cell in self.cells)


def columns() -> tuple[MemberField, ...]:
    """The plain fields of the record, in the order of the card form."""
    return tuple(field for field in member_fields() if field.kind != "table")


def headings() -> tuple[str, ...]:
    return (DOSSIER_HEADING, *(field.heading for field in columns()), OPEN_HEADING)


def records(dossiers: Iterable[DossierRead]) -> Iterator[Record]:
    """A row a dossier."""
    for read in dossiers:
        member = dossier_object(read)["member"]
        yield Record(read.dossier, tuple(_cell(field, member.get(field.key)) for field in columns()))


def _cell(field: MemberField, value: Mapping[str, object] | None) -> CellValue:
    if value is None:
        return CellValue("")
    held = value["value"]
    text = ", ".join(held) if isinstance(held, list | tuple) else str(held or "")
    status = Status(str(value["status"]))
    if field.kind != "date" or not text:
        return CellValue(text, None, status)
    parts = text.split("-")
    day = date.fromisoformat(text) if len(parts) == 3 else None
    return CellValue("/".join(reversed(parts)), day, status)
