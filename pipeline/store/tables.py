"""The rows of tables that people settled, laid over those the machine finds; a row is known by its place.

A table of which people settled a row stays with the paper they looked at: rows of two papers are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

import models
from pipeline.store import holdings
from pipeline.store.holdings import Content
from pipeline.store.placing import Spot, box_of, comes_before, covered, paired
from pipeline.store.tasks import Field, Task, task_of
from pipeline.types import (
    BETWEEN_CELLS,
    ILLEGIBLE_CELL,
    DossierRead,
    PageJob,
    Reading,
    Recipe,
    Row,
    Status,
)

ILLEGIBLE = "illegible"
_NOWHERE = -1
"""The document of a page that is in none."""
NO_ROW = frozenset({"no_row", "struck_out", "blank"})
"""What people find where there is no row of the record."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """A dossier's rows and the tasks about them; `pairs` tells which row, by number, is of which task."""

    read: DossierRead
    numbers: Mapping[Content, int]
    tasks: tuple[Task, ...]
    rows: tuple[Row, ...]
    places: tuple[Spot | None, ...]
    pairs: Mapping[int, int]


def table_of(key: str) -> str:
    """The table of a row's key; the key itself of a plain field."""
    return key.partition(":")[0]


def spot_of(task: Task) -> Spot:
    """Where the row of a task stands."""
    return _spot(task.field)


def _spot(field: Field) -> Spot:
    place = field.place
    return Spot(table_of(field.key), (place.sha256, place.source_page), place.box)


def spots(rows: Iterable[Row], jobs: Iterable[PageJob]) -> tuple[Spot | None, ...]:
    """Where rows stand; None for one whose page is gone."""
    contents = {job.number: holdings.content(job) for job in jobs}
    return tuple(
        Spot(row.table, contents[row.cells[0].page], box_of(row)) if row.cells[0].page in contents else None
        for row in rows
    )


def row_tasks(session: Session, dossier: str) -> tuple[Task, ...]:
    """The rows of a dossier that people were asked about, in the order they were first found."""
    table = models.ReviewTask
    chosen = select(table).join(models.Dossier).where(models.Dossier.name == dossier, table.cells != "")
    return tuple(task_of(row, dossier) for row in session.scalars(chosen.order_by(table.id)))


def proposed(session: Session, read: DossierRead) -> tuple[Row, ...]:
    """The rows the machine proposes for the record, each table from the paper people settled it on."""
    tasks, jobs = row_tasks(session, read.dossier), _jobs(session, read.dossier)
    return _chosen(read, _lying(tasks, jobs), jobs)


def named(fields: Sequence[Field], tasks: Sequence[Task]) -> tuple[Field | None, ...]:
    """Fields by the keys they are known by: a row found again has that of the task about it.

    None for a row that lies upon a settled one and is not that one: a person said what stands there.
    """
    places = tuple(_spot(field) if field.cells else None for field in fields)
    known = pairs(places, tasks)
    settled = [spot_of(task) for task in tasks if task.standing.outcome]
    return tuple(
        replace(field, key=tasks[known[number]].field.key)
        if number in known
        else None
        if spot is not None and covered(spot, settled)
        else field
        for number, (field, spot) in enumerate(zip(fields, places, strict=True))
    )


def with_settled(session: Session, read: DossierRead) -> tuple[Row, ...]:
    """The rows of the record: those people settled `verified`, without what they said is no row.

    A row the machine no longer finds, or never found, stands where its place is among the others. One that it
    finds upon a settled row says nothing new: a person said what stands there.
    """
    jobs = _jobs(session, read.dossier)
    tasks = _lying(row_tasks(session, read.dossier), jobs)
    if not any(task.standing.outcome for task in tasks):
        return read.rows
    rows = _chosen(read, tasks, jobs)
    places = spots(rows, jobs)
    desk = _Desk(read, _numbers(jobs), tasks, rows, places, pairs(places, tasks))
    record = list(_found(desk))
    for lost in _by_themselves(desk):
        record.insert(_index(read, record, lost), lost)
    return tuple(record)


def pairs(places: Sequence[Spot | None], tasks: Sequence[Task]) -> Mapping[int, int]:
    """For rows, by number, the task that is about each."""
    lying = [number for number, spot in enumerate(places) if spot is not None]
    found = paired([spot for spot in places if spot is not None], [spot_of(task) for task in tasks])
    return {lying[one]: other for one, other in found.items()}


def _jobs(session: Session, dossier: str) -> tuple[PageJob, ...]:
    return holdings.page_jobs(session, Recipe(""), dossier).get(dossier, ())


def _lying(tasks: Iterable[Task], jobs: Iterable[PageJob]) -> tuple[Task, ...]:
    """Tasks whose pages lie in the dossier now."""
    contents = {holdings.content(job) for job in jobs}
    return tuple(task for task in tasks if spot_of(task).content in contents)


def _chosen(read: DossierRead, tasks: Sequence[Task], jobs: Sequence[PageJob]) -> tuple[Row, ...]:
    numbers = _numbers(jobs)
    homes: dict[str, set[int]] = {}
    for task in tasks:
        if task.standing.outcome:
            home = _document(read, numbers[spot_of(task).content])
            homes.setdefault(table_of(task.field.key), set()).add(home)
    names = dict.fromkeys([*(row.table for row in read.rows), *homes])
    return tuple(row for name in names for row in _of_paper(read, name, homes.get(name, set())))


def _of_paper(read: DossierRead, table: str, homes: set[int]) -> Iterator[Row]:
    merged = [row for row in read.rows if row.table == table]
    if not homes or any(cell.document in homes for row in merged for cell in row.cells):
        yield from merged
        return
    for number in sorted(homes - {_NOWHERE})[:1]:
        yield from (row for row in read.documents[number].rows if row.table == table)


def _found(desk: _Desk) -> Iterator[Row]:
    """The machine's rows as people settled them, without those that lie upon another settled one."""
    settled = [spot_of(task) for task in desk.tasks if task.standing.outcome]
    for number, (row, spot) in enumerate(zip(desk.rows, desk.places, strict=True)):
        task = desk.tasks[desk.pairs[number]] if number in desk.pairs else None
        if task is not None and task.standing.outcome:
            yield from _settled(desk.read, row, task)
        elif task is not None or spot is None or not covered(spot, settled):
            yield row


def _by_themselves(desk: _Desk) -> Iterator[Row]:
    """Settled rows that the machine does not find, from the top down."""
    found = set(desk.pairs.values())
    lost = [task for n, task in enumerate(desk.tasks) if task.standing.outcome and n not in found]
    for task in sorted(lost, key=lambda task: task.field.place.box.turned(task.field.place.rotation).top):
        page = desk.numbers[spot_of(task).content]
        bare = Row(table_of(task.field.key), tuple(_empty(desk.read, task, page)))
        yield from _settled(desk.read, bare, task)


def _index(read: DossierRead, record: Sequence[Row], lost: Row) -> int:
    """Where a row belongs: behind the last of its table that is read before it, else before the first."""
    own = [number for number, row in enumerate(record) if row.table == lost.table]
    before = [number for number in own if _comes_before(read, record[number], lost)]
    return before[-1] + 1 if before else own[0] if own else len(record)


def _comes_before(read: DossierRead, one: Row, other: Row) -> bool:
    page, behind = one.cells[0].page, other.cells[0].page
    if page != behind:
        return page < behind
    rotation = next((entry.rotation for entry in read.pages if entry.number == page), 0)
    return comes_before(box_of(one).turned(rotation), box_of(other).turned(rotation))


def _empty(read: DossierRead, task: Task, page: int) -> Iterator[Reading]:
    document = _document(read, page)
    for cell in task.field.cells:
        yield Reading(cell.column, None, "", 0.0, Status.REVIEW, document, page, cell.box)


def _settled(read: DossierRead, row: Row, task: Task) -> Iterator[Row]:
    """A row as a person settled it; nothing where the person said there is none."""
    if task.standing.outcome in NO_ROW:
        return
    said = _said(task)
    cells = {cell.key: cell for cell in row.cells}
    cells |= {cell.key: cell for cell in _empty(read, task, row.cells[0].page) if cell.key not in cells}
    told = (_verified(cell, said[key]) if key in said else cell for key, cell in cells.items())
    yield Row(row.table, tuple(told))


def _said(task: Task) -> dict[str, str]:
    """What a person said of each cell; of a row that is illegible as a whole, that of each."""
    columns = [cell.column for cell in task.field.cells]
    value = task.standing.value
    texts = [ILLEGIBLE_CELL] * len(columns) if value is None else value.split(BETWEEN_CELLS)
    return dict(zip(columns, texts, strict=False))


def _verified(cell: Reading, text: str) -> Reading:
    status = Status.VERIFIED if text else Status.BLANK
    if text in ("", ILLEGIBLE_CELL):
        reasons = (ILLEGIBLE,) if text else ()
        return replace(cell, value=None, confidence=1.0, status=status, reasons=reasons)
    return replace(cell, value=text, confidence=1.0, status=status, reasons=())


def _numbers(jobs: Iterable[PageJob]) -> Mapping[Content, int]:
    """The number of each page now; of content that lies twice, the first."""
    numbers: dict[Content, int] = {}
    for job in jobs:
        numbers.setdefault(holdings.content(job), job.number)
    return numbers


def _document(read: DossierRead, page: int) -> int:
    return next((n for n, each in enumerate(read.documents) if page in each.pages), _NOWHERE)
