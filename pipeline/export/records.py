"""The records as tables for people: which columns there are and what each cell holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.forms.members import IDENTIFIERS, TABLE, MemberField, member_fields
from pipeline.types import Status

DOSSIER_HEADING = "Hồ sơ"
OPEN_HEADING = "Số trường chờ kiểm tra"


@dataclass(frozen=True, slots=True)
class CellValue:
    """One cell: its text, the day it is where it is a whole date, and what stands behind it."""

    text: str
    day: date | None = None
    status: Status | None = None
    identifier: bool = False


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
    return tuple(field for field in member_fields() if field.kind != TABLE)


def tables() -> tuple[MemberField, ...]:
    """The tables of the record, in the order of the card form."""
    return tuple(field for field in member_fields() if field.kind == TABLE)


def headings() -> tuple[str, ...]:
    """Dossier, plain fields, and how many of them wait for a person."""
    return (DOSSIER_HEADING, *(field.heading for field in columns()), OPEN_HEADING)


def table_headings(table: MemberField) -> tuple[str, ...]:
    """Dossier and the table's own columns."""
    return (DOSSIER_HEADING, *(column.heading for column in table.columns))


def record(dossier: Mapping[str, Any]) -> Record:
    """The one row of a dossier, given as the export contract writes it."""
    member = dossier["member"]
    return Record(dossier["dossier"], tuple(_cell(field.kind, member.get(field.key)) for field in columns()))


def table_rows(dossier: Mapping[str, Any], table: MemberField) -> Iterator[Record]:
    """The rows of one of its tables."""
    for row in dossier["tables"].get(table.key, ()):
        cells = tuple(_cell("text", row.get(column.key)) for column in table.columns)
        yield Record(dossier["dossier"], cells)


def _cell(kind: str, reading: Mapping[str, Any] | None) -> CellValue:
    if reading is None:
        return CellValue("")
    status = Status(reading["status"])
    text = _text(reading["value"])
    if kind == "date":
        return CellValue("/".join(reversed(text.split("-"))), _day(text), status)
    return CellValue(text, None, status, kind in IDENTIFIERS)


def _text(value: str | Sequence[str] | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return ", ".join(value)


def _day(text: str) -> date | None:
    """A whole date; None for one cut short, and for one read that no calendar has."""
    try:
        return date.fromisoformat(text) if len(text) == len("1976-08-15") else None
    except ValueError:
        return None
