"""The records as CSV for a spreadsheet program: UTF-8 with its mark, every cell text, no cell a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from pipeline.export.records import headings, records
from pipeline.types import DossierRead

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(dossiers: Iterable[DossierRead], out: TextIO) -> None:
    """Write a heading row and a row a dossier. Open the file with newline="" and utf-8-sig."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings())
    for record in records(dossiers):
        row = [record.dossier, *(cell.text for cell in record.cells), str(record.open_fields)]
        writer.writerow([harmless(text) for text in row])


def harmless(text: str) -> str:
    """Text that a spreadsheet program shows instead of running it (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
