"""The records as CSV for a spreadsheet program: UTF-8 with its mark, every cell text, no cell a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from pipeline.export.contract import dossier_object
from pipeline.export.records import headings, record
from pipeline.types import DossierRead

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Of plain and of full width (OWASP, CSV injection)."""


def write_csv(dossiers: Iterable[DossierRead], out: TextIO) -> None:
    """Write a heading row and a row a dossier. Open the file with newline="" and utf-8-sig."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(headings())
    for read in dossiers:
        row = record(dossier_object(read))
        texts = (row.dossier, *(cell.text for cell in row.cells), str(row.open_fields))
        writer.writerow([harmless(text) for text in texts])


def harmless(text: str) -> str:
    """Text a spreadsheet program shows instead of running: an apostrophe before what starts a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
