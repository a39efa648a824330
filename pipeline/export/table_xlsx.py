"""The records as a workbook: identifiers as text, whole dates as dates, open values marked by colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from pipeline.errors import FileAccess
from pipeline.export.contract import dossier_object
from pipeline.export.records import (
    CellValue,
    Record,
    headings,
    record,
    table_headings,
    table_rows,
    tables,
)
from pipeline.types import DossierRead, Status

_MADE = datetime(2000, 1, 1)
"""A fixed date of making: the same records give the same file."""
_FIRST_DAY = date(1900, 3, 1)
"""Spreadsheet programs disagree on the days before it and know none before 1900; those stay text."""
_WIDTH = 22
_OPEN_COLOUR = "#FFF2CC"
_DOCUMENT_HEADINGS = ("Hồ sơ", "STT", "Loại tài liệu", "Tên tài liệu", "Trang", "Chờ kiểm tra")
_OPEN_MARK = "x"
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(dossiers: Iterable[DossierRead], path: Path) -> None:
    """Write the records, a sheet for each of their tables, and the documents; raises FileAccess, OSError."""
    book = xlsxwriter.Workbook(str(path), _OPTIONS)
    book.set_properties({"created": _MADE})
    looks = _Looks(book)
    records = _Sheet(book, looks, "Đảng viên", headings())
    by_table = {table: _Sheet(book, looks, table.heading, table_headings(table)) for table in tables()}
    documents = _Sheet(book, looks, "Tài liệu", _DOCUMENT_HEADINGS)
    for read in dossiers:
        dossier = dossier_object(read)
        row = record(dossier)
        records.add(row, row.open_fields)
        for table, sheet in by_table.items():
            for entry in table_rows(dossier, table):
                sheet.add(entry)
        for number, document in enumerate(dossier["documents"], start=1):
            documents.add(Record(dossier["dossier"], _document_cells(number, document)))
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*error.args) from error


def _document_cells(number: int, document: Mapping[str, Any]) -> tuple[CellValue, ...]:
    pages = ", ".join(map(str, document["pages"]))
    kind = "" if document["type"] is None else str(document["type"])
    status = Status(document["status"])
    texts = (str(number), kind, document["name"], pages, _OPEN_MARK if status is Status.REVIEW else "")
    return tuple(CellValue(text, None, status) for text in texts)


class _Looks:
    """The cell formats of a book, each made once."""

    def __init__(self, book: Any) -> None:
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._cells = {
            (is_open, form): book.add_format(
                ({"bg_color": _OPEN_COLOUR} if is_open else {}) | ({"num_format": form} if form else {})
            )
            for is_open in (True, False)
            for form in ("", "@", "dd/mm/yyyy")
        }

    def of(self, cell: CellValue) -> Any:
        form = "dd/mm/yyyy" if _as_date(cell) else "@" if cell.identifier else ""
        return self._cells[cell.status is Status.REVIEW, form]


class _Sheet:
    """One sheet, filled from the top row by row."""

    def __init__(self, book: Any, looks: _Looks, name: str, titles: Sequence[str]) -> None:
        self._sheet, self._looks, self._name, self._row = book.add_worksheet(name[:31]), looks, name, 0
        self._sheet.set_column(0, len(titles) - 1, _WIDTH)
        self._sheet.freeze_panes(1, 1)
        for column, title in enumerate(titles):
            self._sheet.write_string(0, column, title, looks.heading)

    def add(self, row: Record, *numbers: int) -> None:
        """Write the dossier, the cells, then plain numbers; raises FileAccess where a sheet is full."""
        self._row += 1
        codes = [self._sheet.write_string(self._row, 0, row.dossier)]
        for column, cell in enumerate(row.cells, start=1):
            codes.append(self._write(column, cell))
        for column, number in enumerate(numbers, start=len(row.cells) + 1):
            codes.append(self._sheet.write_number(self._row, column, number))
        if any(codes):
            raise FileAccess(self._name, "a sheet cannot hold so much; export as jsonl or csv")

    def _write(self, column: int, cell: CellValue) -> int:
        look = self._looks.of(cell)
        if day := _as_date(cell):
            return int(self._sheet.write_datetime(self._row, column, datetime.combine(day, time()), look))
        if cell.text:
            return int(self._sheet.write_string(self._row, column, cell.text, look))
        return int(self._sheet.write_blank(self._row, column, None, look))


def _as_date(cell: CellValue) -> date | None:
    return cell.day if cell.day is not None and cell.day >= _FIRST_DAY else None
