"""A dossier as one who may look at dossiers sees it: values with their places, tables, contradictions.

Nothing of withheld papers is in any of it, and no value of a field the person's role may not see. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.forms.members import MemberField
from pipeline.review import values
from pipeline.review.policy import fields_by_key, need, policy
from pipeline.store import Opened, Task, paired_rows, spots
from pipeline.types import DossierRead, PageEntry, PageJob, Reading, Row, Status
from pipeline.validate import is_rule

DIFFER = "documents_differ"


@dataclass(frozen=True, slots=True)
class Entry:
    """One value where it stands. `box` in the scan's pixels of `page`; `task` is 0 where nobody is asked.

    `present` says where a place lies today. Of a `masked` value a person learns only that it is there.
    """

    key: str
    heading: str
    value: str
    present: str
    masked: bool
    status: str
    confidence: float
    reasons: tuple[str, ...]
    paper: str
    page: int
    box: tuple[int, int, int, int]
    task: int = 0
    mode: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a table: a cell or None for each column; `task` is 0 where nobody is asked about the row."""

    cells: tuple[Entry | None, ...]
    status: str
    task: int = 0
    key: str = ""
    mode: str = ""

    @property
    def text(self) -> str:
        """What the row says, in a line."""
        return " · ".join(cell.value for cell in self.cells if cell and cell.value)


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of the record, its columns' headings, and its rows."""

    key: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What cannot be true together: each reading of one key (papers differ), or the values of one rule."""

    rule: str
    heading: str
    sides: tuple[Entry, ...]
    tasks: tuple[int, ...]


def hidden_pages(read: DossierRead) -> frozenset[int]:
    """Pages of which nothing may be shown: those withheld, and all others of their documents."""
    secret = {page.number for page in read.pages if page.withheld}
    rest = {page for each in read.documents if secret & set(each.pages) for page in each.pages}
    return frozenset(secret | rest)


def page_of(opened: Opened, number: int) -> tuple[PageEntry, PageJob] | None:
    """A page that may be shown, and where its file lies now."""
    entry = next((page for page in opened.read.pages if page.number == number), None)
    if entry is None or number in hidden_pages(opened.read):
        return None
    here = (entry.source, entry.source_page)
    job = next((job for job in opened.jobs if (job.source, job.source_page) == here), None)
    return None if job is None else (entry, job)


def record(opened: Opened, rank: int) -> tuple[Entry, ...]:
    """The plain values of the record in the order of the card form."""
    order = {key: place for place, key in enumerate(fields_by_key())}
    entries = tuple(
        _with_task(opened, _entry(opened.read, each, rank)) for each in _open_readings(opened.read)
    )
    return tuple(sorted(entries, key=lambda entry: order.get(entry.key, len(order))))


def tables(opened: Opened, rank: int) -> tuple[TableView, ...]:
    """The tables of the record, those without rows among them: a person may miss one there."""
    read, hidden = opened.read, hidden_pages(opened.read)
    shown = [row for row in read.rows if not hidden & {cell.page for cell in row.cells}]
    tasks = [task for task in opened.tasks if task.field.cells]
    found = paired_rows(spots(shown, opened.jobs), tasks)
    asked = {number: tasks[place] for number, place in found.items()}
    return tuple(
        TableView(
            field.key,
            field.heading,
            tuple(column.heading for column in field.columns),
            tuple(
                _row(read, field, row, asked.get(number), rank)
                for number, row in enumerate(shown)
                if row.table == field.key
            ),
        )
        for field in fields_by_key().values()
        if field.columns
    )


def conflicts(opened: Opened, rank: int) -> tuple[Conflict, ...]:
    """Where papers differ, key by key, then each broken rule with the values it points at."""
    entries = record(opened, rank)
    differing = [_differing(opened, entry, rank) for entry in entries if DIFFER in entry.reasons]
    rules: dict[str, list[Entry]] = {}
    for entry in entries:
        for rule in filter(_is_rule, entry.reasons):
            rules.setdefault(rule, []).append(entry)
    broken = [Conflict(rule, "", tuple(sides), _tasks(sides)) for rule, sides in rules.items()]
    return (*differing, *broken)


def _differing(opened: Opened, entry: Entry, rank: int) -> Conflict:
    hidden = hidden_pages(opened.read)
    sides = tuple(
        _entry(opened.read, each, rank)
        for document in opened.read.documents
        for each in document.readings
        if each.key == entry.key and each.page not in hidden and each.value is not None
    )
    return Conflict(DIFFER, entry.heading, sides or (entry,), _tasks([entry]))


def _tasks(entries: list[Entry]) -> tuple[int, ...]:
    return tuple(entry.task for entry in entries if entry.task)


def _is_rule(reason: str) -> bool:
    return reason != DIFFER and (is_rule(reason) or reason in policy().contradictions)


def _open_readings(read: DossierRead) -> Iterator[Reading]:
    hidden = hidden_pages(read)
    return (reading for reading in read.member if reading.page not in hidden)


def _entry(read: DossierRead, reading: Reading, rank: int, heading: str = "") -> Entry:
    field, masked = fields_by_key().get(reading.key), need(reading.key) > rank
    own = field.heading if field else reading.key
    text = "" if masked else _text(reading)
    return Entry(
        reading.key,
        heading or own,
        text,
        values.present_units(reading.key, text),
        masked,
        reading.status.value,
        reading.confidence,
        reading.reasons,
        _paper(read, reading),
        reading.page,
        reading.box.rounded(),
    )


def _text(reading: Reading) -> str:
    if isinstance(reading.value, tuple):
        return ", ".join(reading.value)
    return values.shown(reading.key, reading.value)


def _paper(read: DossierRead, reading: Reading) -> str:
    holder = next((each for each in read.documents if reading.page in each.pages), None)
    return "" if holder is None else holder.name


def _with_task(opened: Opened, entry: Entry) -> Entry:
    task = next((task for task in opened.tasks if task.field.key == entry.key), None)
    return entry if task is None else replace(entry, task=task.id, mode=task.standing.mode)


def _row(read: DossierRead, field: MemberField, row: Row, task: Task | None, rank: int) -> RowView:
    masked_at = rank if need(field.key) <= rank else -1
    cells = {cell.key: cell for cell in row.cells}
    entries = tuple(
        _entry(read, cells[column.key], masked_at, column.heading) if column.key in cells else None
        for column in field.columns
    )
    states = {cell.status for cell in row.cells}
    status = Status.REVIEW if Status.REVIEW in states else max(states, key=list(Status).index)
    if task is None:
        return RowView(entries, status.value)
    return RowView(entries, status.value, task.id, task.field.key, task.standing.mode)
