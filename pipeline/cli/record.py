"""A dossier's record as a person reads it on a terminal: values with their states, tables as tables."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from pipeline.forms.members import TABLE, MemberField, member_fields
from pipeline.messages import _, language
from pipeline.review.values import present_units, shown
from pipeline.text import nfc
from pipeline.types import DossierRead, Reading, Row, Status
from pipeline.validate import sentence_of

_NARROWEST = 60
_GAP = "  "
_COLOURS = {
    Status.ACCEPTED: "green",
    Status.REVIEW: "yellow",
    Status.VERIFIED: "blue",
    Status.BLANK: "bright_black",
}
_SIGNS = {Status.ACCEPTED: "", Status.REVIEW: " ?", Status.VERIFIED: " ✓", Status.BLANK: ""}
"""What follows a cell of a table, for those who see no colours."""


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the record is shown: columns of letters, whether colours are wanted, the person's language."""

    width: int
    coloured: bool
    language: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of what is laid out: paragraphs, and a colour or none."""

    text: str
    colour: str | None = None


def this_screen() -> Screen:
    """The terminal on stdout; without one, 100 columns and no colours. NO_COLOR (no-color.org) is heeded."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size((100, 24)).columns
    return Screen(max(_NARROWEST, width), coloured, language(os.environ))


def record_text(read: DossierRead, screen: Screen) -> str:
    """The record of a dossier, item by item, then its tables. `read` holds nothing of withheld papers."""
    by_key = {reading.key: reading for reading in read.member}
    fields = [(field, by_key[field.key]) for field in member_fields() if field.key in by_key]
    rows = [_field(field, reading, read, screen) for field, reading in fields]
    lines = [_("Record of {0}:").format(nfc(read.dossier)), *laid_out(rows, screen)]
    for field in member_fields():
        found = [row for row in read.rows if row.table == field.key]
        if field.kind == TABLE and found:
            lines += ["", f"{field.item}  {field.heading}", *_table(field, found, screen)]
    return "\n".join(lines)


def _field(field: MemberField, reading: Reading, read: DossierRead, screen: Screen) -> list[Cell]:
    colour = _COLOURS[reading.status]
    text = value_text(reading)
    now = [_("now in {0}").format(units)] if (units := present_units(field.key, text)) else []
    said = [sentence_of(reason, screen.language) or reason for reason in reading.reasons]
    names = [document.name for document in read.documents]
    paper = names[reading.document] if 0 <= reading.document < len(names) else ""
    return [
        Cell(field.item if field.item != "header" else ""),
        Cell(field.heading),
        Cell("\n".join([text, *now, *(f"! {sentence}" for sentence in said)]), colour),
        Cell(_state(reading.status), colour),
        Cell("" if reading.status is Status.BLANK else f"{reading.confidence:.3f}"),
        Cell(_("p. {0}").format(reading.page)),
        Cell(nfc(paper)),
    ]


def value_text(reading: Reading) -> str:
    """A value on one line; a dash where the paper was left empty or nothing could be read."""
    value = reading.value
    return nfc((", ".join(value) if isinstance(value, tuple) else shown(reading.key, value)) or "—")


def _state(status: Status) -> str:
    return {
        Status.ACCEPTED: _("accepted"),
        Status.REVIEW: _("to review"),
        Status.VERIFIED: _("verified"),
        Status.BLANK: _("left empty"),
    }[status]


def _table(field: MemberField, rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    head = [Cell(column.heading) for column in field.columns]
    body = [_row(field, row) for row in rows]
    return laid_out([head, *body], screen, parted=True)


def _row(field: MemberField, row: Row) -> list[Cell]:
    cells = {cell.key: cell for cell in row.cells}
    return [
        Cell(value_text(cell) + _SIGNS[cell.status], _COLOURS[cell.status])
        if (cell := cells.get(column.key))
        else Cell("")
        for column in field.columns
    ]


# --- columns -----------------------------------------------------------------------------------------


def laid_out(rows: Sequence[Sequence[Cell]], screen: Screen, parted: bool = False) -> Iterator[str]:
    """Rows of cells in columns that fit the screen; long cells wrap. `parted`: a rule under the first row."""
    if not rows:
        return
    natural = [max(_natural(row[place].text) for row in rows) for place in range(len(rows[0]))]
    widths = fitted(natural, screen.width - len(_GAP) * (len(natural) - 1))
    for number, row in enumerate(rows):
        yield from _lines(row, widths, screen)
        if parted and number == 0:
            yield _GAP.join("─" * width for width in widths)


def fitted(natural: Sequence[int], room: int) -> list[int]:
    """Widths that fit into `room`, the widest made narrower first; none falls under one letter."""
    widths = [max(1, width) for width in natural]
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    return widths


def _natural(text: str) -> int:
    return max(map(len, text.split("\n")))


def _lines(row: Sequence[Cell], widths: Sequence[int], screen: Screen) -> Iterator[str]:
    wrapped = [_wrapped(cell.text, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, wrapped))):
        parts = [
            _styled((lines[number] if number < len(lines) else "").ljust(width), cell, screen)
            for lines, width, cell in zip(wrapped, widths, row, strict=True)
        ]
        yield _GAP.join(parts).rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    return [line for part in text.split("\n") for line in textwrap.wrap(part, width) or [""]]


def _styled(text: str, cell: Cell, screen: Screen) -> str:
    return click.style(text, fg=cell.colour) if screen.coloured and cell.colour else text
