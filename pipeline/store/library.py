"""The dossiers for people to look at: found by name, opened one at a time, with the history of each.

Only reads, but for decisions about documents, which are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from pipeline import codec
from pipeline.store import deciding, finding, holdings
from pipeline.store.counting import Refused, StatusReport, refused, status_report
from pipeline.store.database import Database
from pipeline.store.keeping import Store
from pipeline.store.rescans import Rescan, rescans
from pipeline.store.tasks import Task, task_of
from pipeline.store.verified import with_verified
from pipeline.types import DecidedDocument, DossierJob, DossierRead, PageJob, Recipe

_RECIPE = Recipe("")


@dataclass(frozen=True, slots=True)
class Opened:
    """A settled dossier as it is now: what was read, its pages where they lie, its tasks, what was decided.

    `seen` names this state of its documents: a change made from another one is refused.
    """

    id: int
    read: DossierRead
    jobs: tuple[PageJob, ...]
    tasks: tuple[Task, ...]
    decisions: tuple[DecidedDocument, ...]
    seen: str
    unsettled: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One act on a field: who did it and when, and the task before and after as JSON."""

    id: int
    at: datetime
    shown: str
    task: int
    key: str
    kind: str
    effect: str
    answer: str
    before: str
    after: str
    undoes: int
    elapsed_ms: int
    content: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Stated:
    """One document as a person stated it: `pages` by their numbers of now."""

    at: datetime
    actor: str
    document: DecidedDocument


class Library:
    """The settled dossiers of a database; `ReviewStore.library` opens it."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    def find(self, text: str, start: int, count: int) -> tuple[int, tuple[finding.Shelved, ...]]:
        """How many dossiers have `text` in their name or their member's, and `count` of them from `start` on.

        Every word of `text` must begin a word there; a word without marks finds it with any.
        """
        with self._database.view() as session:
            nameless = finding.nameless(session)
        if nameless:
            with self._database.transaction() as session:
                finding.keep_all_names(session)
        with self._database.view() as session:
            return finding.find(session, text, start, count)

    def opened(self, number: int) -> Opened | None:
        """The dossier of this number; None where there is none or it is not settled yet."""
        with self._database.view() as session:
            name = session.scalar(select(models.Dossier.name).where(models.Dossier.id == number))
            table = models.Settlement
            own = select(table).where(table.dossier_id == number, table.shape == holdings.ANSWER_SHAPE)
            settled = session.scalar(own.order_by(table.id.desc()).limit(1))
            if name is None or settled is None:
                return None
            jobs = holdings.page_jobs(session, _RECIPE, name).get(name, ())
            read = with_verified(session, codec.unpack(settled.answer, DossierRead))
            last, decided_at = _last_decision(session, number)
            return Opened(
                number,
                read,
                jobs,
                _tasks(session, number, name),
                deciding.decisions(session, name, jobs),
                f"{settled.id}-{last}",
                decided_at is not None and decided_at > settled.at,
            )

    def decide(
        self, number: int, documents: Iterable[DecidedDocument], actor: str, seen: str
    ) -> tuple[DecidedDocument, ...] | None:
        """Keep what a person said of a dossier's documents; None, and nothing kept, if it changed since."""
        stated = tuple(documents)
        with self._database.transaction() as session:
            name = session.scalars(select(models.Dossier.name).where(models.Dossier.id == number)).one()
            newest = session.scalar(
                select(func.max(models.Settlement.id)).where(
                    models.Settlement.dossier_id == number, models.Settlement.shape == holdings.ANSWER_SHAPE
                )
            )
            if seen != f"{newest}-{_last_decision(session, number)[0]}":
                return None
            jobs = holdings.page_jobs(session, _RECIPE, name).get(name, ())
            for document in stated:
                deciding.keep(session, number, jobs, document, actor, self._now())
        return stated

    def job(self, number: int, recipe: Recipe) -> DossierJob | None:
        """A dossier as `hoso run` would settle it; None while a page has no outcome under the recipe."""
        with self._database.view() as session:
            name = session.scalars(select(models.Dossier.name).where(models.Dossier.id == number)).one()
            jobs = holdings.page_jobs(session, recipe, name).get(name, ())
            rows = holdings.standing(session, recipe, name)
            if any(holdings.content(job) not in rows for job in jobs):
                return None
            pages = holdings.outcomes(session, jobs, rows)
            return DossierJob(name, pages, deciding.decisions(session, name, jobs))

    def save(self, read: DossierRead, recipe: Recipe, version: str) -> None:
        """Keep a dossier that was settled again."""
        books = Store(self._database, self._now)
        books.save_dossier(books.start_run(), read, recipe, version)

    def history(self, number: int, key: str = "") -> tuple[Told, ...]:
        """Every act on a dossier's fields, or on the one named, newest first."""
        table, task, person = models.FieldEvent, models.ReviewTask, models.Person
        chosen = (
            select(table, person.shown, task.key, task.sha256, task.source_page)
            .join(task, table.task_id == task.id)
            .join(person, table.person_id == person.id)
            .where(task.dossier_id == number)
        )
        chosen = chosen.where(task.key == key) if key else chosen
        with self._database.view() as session:
            return tuple(_told(row) for row in session.execute(chosen.order_by(table.id.desc())))

    def stated(self, number: int) -> tuple[Stated, ...]:
        """What people said of a dossier's documents, newest first; pages that are gone are left out."""
        table = models.DocumentDecision
        with self._database.view() as session:
            name = session.scalars(select(models.Dossier.name).where(models.Dossier.id == number)).one()
            jobs = holdings.page_jobs(session, _RECIPE, name).get(name, ())
            rows = session.execute(
                select(table.id, table.at, table.actor).where(table.dossier_id == number).order_by(table.id)
            )
            given = deciding.numbered(session, name, jobs)
            found = [Stated(row.at, row.actor, given[row.id]) for row in rows if row.id in given]
        return tuple(reversed(found))

    def senior_tasks(self, modes: Sequence[str], count: int) -> tuple[Task, ...]:
        """Open tasks of these modes, dossier by dossier."""
        table = models.ReviewTask
        chosen = select(table, models.Dossier.name).join(models.Dossier)
        chosen = chosen.order_by(table.dossier_id, table.rank).limit(count)
        with self._database.view() as session:
            # Mode by mode, each from the index: together they would all be sorted for the first few.
            rows = [row for mode in modes for row in session.execute(chosen.where(table.mode == mode))]
        rows.sort(key=lambda row: (row[0].dossier_id, row[0].rank))
        return tuple(task_of(row, name) for row, name in rows[:count])

    def ids(self, names: Iterable[str]) -> Mapping[str, int]:
        """The numbers of dossiers by their names."""
        table = models.Dossier
        with self._database.view() as session:
            rows = session.execute(select(table.name, table.id).where(table.name.in_(set(names))))
            return {row.name: row.id for row in rows}

    def rescans(self, most: int) -> tuple[Rescan, ...]:
        """The first pages that were read and should be scanned again, up to `most`."""
        with self._database.view() as session:
            return rescans(session, most=most, read=True)

    def refused(self) -> tuple[Refused, ...]:
        """The files and pages that could not be read."""
        with self._database.view() as session:
            return refused(session)

    def status(self) -> StatusReport:
        """How far the batch is."""
        with self._database.view() as session:
            return status_report(session)


# --- rows ------------------------------------------------------------------------------------------------


def _tasks(session: Session, number: int, name: str) -> tuple[Task, ...]:
    table = models.ReviewTask
    rows = session.scalars(select(table).where(table.dossier_id == number).order_by(table.rank))
    return tuple(task_of(row, name) for row in rows)


def _last_decision(session: Session, number: int) -> tuple[int, datetime | None]:
    table = models.DocumentDecision
    chosen = select(table.id, table.at).where(table.dossier_id == number)
    row = session.execute(chosen.order_by(table.id.desc()).limit(1)).first()
    return (0, None) if row is None else (row.id, row.at)


def _told(row: Any) -> Told:
    event = row.FieldEvent
    return Told(
        event.id,
        event.at,
        row.shown,
        event.task_id,
        row.key,
        event.kind,
        event.effect,
        event.answer,
        event.before,
        event.after,
        event.undoes,
        event.elapsed_ms,
        (row.sha256, row.source_page),
    )
