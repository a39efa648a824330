"""The records as a workbook: identifiers as text, whole dates as dates, values that wait for a person marked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from pipeline.export.contract import dossier_object
from pipeline.export.records import CellValue, columns, headings, records
from pipeline.types import DossierRead, Status

_MADE = datetime(2000, 1, 1)
"""A fixed date of making: the same records give the same file."""
_WIDTH = 22
_OPEN_COLOUR = "#FFF2CC"
_DOCUMENT_HEADINGS = ("Hồ sơ", "STT", "Loại tài liệu", "Tên tài liệu", "Trang", "Trạng thái")


def write_xlsx(dossiers: Iterable[DossierRead], path: Path) -> None:
    """Write two sheets: the records, and the documents of each dossier."""
    every = tuple(dossiers)
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"created": _MADE})
    _records_sheet(book, every)
    _documents_sheet(book, every)
    book.close()


def _records_sheet(book: Any, dossiers: Iterable[DossierRead]) -> None:
    sheet = _sheet(book, "Hồ sơ đảng viên", headings())
    formats = {
        (is_open, is_date): book.add_format(
            ({"bg_color": _OPEN_COLOUR} if is_open else {})
            | ({"num_format": "dd/mm/yyyy"} if is_date else {})
        )
        for is_open in (True, False)
        for is_date in (True, False)
    }
    for row, record in enumerate(records(dossiers), start=1):
        sheet.write_string(row, 0, record.dossier)
        for column, cell in enumerate(record.cells, start=1):
            _write(sheet, row, column, cell, formats[cell.status is Status.REVIEW, cell.day is not None])
        sheet.write_number(row, len(columns()) + 1, record.open_fields)


def _write(sheet: Any, row: int, column: int, cell: CellValue, look: Any) -> None:
    if cell.day is not None:
        sheet.write_datetime(row, column, datetime(cell.day.year, cell.day.month, cell.day.day), look)
    elif cell.text or cell.status is Status.REVIEW:
        sheet.write_string(row, column, cell.text, look)


def _documents_sheet(book: Any, dossiers: Iterable[DossierRead]) -> None:
    sheet = _sheet(book, "Tài liệu", _DOCUMENT_HEADINGS)
    row = 0
    for read in dossiers:
        for number, document in enumerate(dossier_object(read)["documents"], start=1):
            row += 1
            pages = ", ".join(str(page) for page in document["pages"])
            kind = str(document["type"] or "")
            for column, text in enumerate(
                (read.dossier, str(number), kind, document["name"], pages, document["status"])
            ):
                sheet.write_string(row, column, text)


def _sheet(book: Any, name: str, titles: Iterable[str]) -> Any:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True})
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)
    sheet.set_column(0, len(columns()) + 1, _WIDTH)
    sheet.freeze_panes(1, 1)
    return sheet
