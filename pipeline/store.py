"""The store: the only module that opens a database session, and the only way anything is kept.

Every method is one short transaction of the parent process. What was read is added and never changed; which
readings make up a dossier now is derived from the files that lie under the scan root now. So a run may be
killed between any two calls, and run again, and nothing is lost or doubled.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, exists, func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import models
from pipeline import __version__, codec
from pipeline.errors import FileAccess
from pipeline.text import natural_key
from pipeline.types import (
    DossierJob,
    DossierRead,
    DossierScans,
    PageFailed,
    PageJob,
    PageRead,
    Quarantined,
    Reading,
    Recipe,
    ScanFile,
    Status,
)

_MIGRATIONS = Path(models.__file__).parent / "migrations"
_MOST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or page that could not be read. `page` is None for a file."""

    dossier: str
    source: str
    page: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """How far the work is. `fields` and `documents` count values by status and documents by type."""

    dossiers: int
    settled: int
    files: int
    pages: int
    read: int
    blank: int
    withheld: int
    left: int
    refused: tuple[Refused, ...]
    fields: tuple[tuple[str, int], ...]
    documents: tuple[tuple[int | None, int], ...]


def recipe_name(recipe: Recipe) -> str:
    """One text for a recipe: readings under another recipe are other readings."""
    return " ".join([recipe.reader, *(f"{key}={value}" for key, value in recipe.options)])


class Store:
    """A database of dossiers. Open it with `Store.open`; close it, or use it in a `with`."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine, self._now = engine, now

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Store:
        """Open the database at `url`, made or brought up to date first; raises FileAccess."""
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _sqlite_settings)
        store = cls(engine, now)
        with store._telling():
            _migrate(engine)
        return store

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- taking in ----------------------------------------------------------------------------------

    def start_run(self) -> int:
        """Note that a run begins; its number marks what it adds."""
        with self._transaction() as session:
            run = models.Run(started=self._now(), version=__version__)
            session.add(run)
            session.flush()
            return run.id

    def save_scans(self, run: int, scans: DossierScans) -> None:
        """Bring a dossier's files up to what lies there now. Files that are gone stay known, as not present."""
        with self._transaction() as session:
            dossier = _dossier_id(session, scans.name)
            for table in (models.ScanFile, models.Quarantine):
                session.execute(update(table).where(table.dossier_id == dossier).values(present=False))
            for file in scans.files:
                if isinstance(file, Quarantined):
                    _keep_quarantined(session, run, dossier, file)
                else:
                    _keep_file(session, run, dossier, file)

    # --- pages --------------------------------------------------------------------------------------

    def pending_pages(self, recipe: Recipe) -> Iterator[PageJob]:
        """Pages without an outcome under the recipe, dossier by dossier; one content is read once."""
        with self._session() as session:
            read = session.execute(
                select(models.PageReading.sha256, models.PageReading.source_page).where(
                    models.PageReading.recipe == recipe_name(recipe)
                )
            )
            known = {(row.sha256, row.source_page) for row in read}
            jobs = [job for name in _names(session) for job in _jobs(session, name, recipe)]
        for job in jobs:
            if (job.sha256, job.source_page) not in known:
                known.add((job.sha256, job.source_page))
                yield job

    def save_page(self, run: int, outcome: PageRead | PageFailed) -> None:
        """Keep what came of a page; an outcome kept before stays as it is."""
        job, read = outcome.job, isinstance(outcome, PageRead)
        row = models.PageReading(
            run_id=run,
            sha256=job.sha256,
            source_page=job.source_page,
            recipe=recipe_name(job.recipe),
            failed=None if isinstance(outcome, PageRead) else outcome.reason.value,
            blank=read and outcome.blank,  # type: ignore[union-attr]
            withheld=read and outcome.withheld,  # type: ignore[union-attr]
            outcome=codec.pack(outcome, PageRead | PageFailed),
        )
        with self._transaction() as session:
            if not session.scalar(select(exists().where(*_same_page(job)))):
                session.add(row)

    # --- dossiers -----------------------------------------------------------------------------------

    def unsettled(self, recipe: Recipe, version: str) -> tuple[str, ...]:
        """Dossiers of which every page has an outcome and no settlement of just these by this version."""
        with self._session() as session:
            return tuple(
                name
                for name in _names(session)
                if (inputs := _inputs(session, name, recipe, version)) and not _settled(session, name, inputs)
            )

    def dossier_job(self, name: str, recipe: Recipe) -> DossierJob:
        """All pages of a dossier that has an outcome for each, numbered as the files lie now."""
        with self._session() as session:
            jobs = tuple(_jobs(session, name, recipe))
            return DossierJob(name, tuple(_outcome(session, job) for job in jobs))

    def save_dossier(self, run: int, read: DossierRead, recipe: Recipe, version: str) -> None:
        """Keep a settled dossier and its record's values; settled twice from the same pages is kept once."""
        with self._transaction() as session:
            inputs = _inputs(session, read.dossier, recipe, version)
            if inputs is None or _settled(session, read.dossier, inputs):
                return
            row = models.Settlement(
                dossier_id=_dossier_id(session, read.dossier),
                run_id=run,
                at=self._now(),
                inputs=inputs,
                answer=codec.pack(read, DossierRead),
            )
            session.add(row)
            session.flush()
            session.add_all(_field(row.id, reading) for reading in read.member)

    def dossiers(self) -> Iterator[DossierRead]:
        """Every settled dossier as it stands now, in natural order; the files must still lie there."""
        with self._session() as session:
            for name in _names(session):
                packed = session.scalar(
                    select(models.Settlement.answer)
                    .join(models.Dossier)
                    .where(models.Dossier.name == name)
                    .order_by(models.Settlement.id.desc())
                    .limit(1)
                )
                if packed is not None:
                    yield codec.unpack(packed, DossierRead)

    # --- status -------------------------------------------------------------------------------------

    def status(self) -> StatusReport:
        """Count what there is, what was read, what waits and what could not be read."""
        settled = tuple(self.dossiers())
        with self._session() as session:
            jobs = [job for name in _names(session) for job in _jobs(session, name, Recipe(""))]
            outcomes = _latest_outcomes(session)
            refused = _quarantined(session)
            files = session.scalar(select(func.count()).select_from(models.ScanFile).where(models.ScanFile.present))
            names = _names(session)
        found = [(job, outcomes.get((job.sha256, job.source_page))) for job in jobs]
        failed = tuple(
            Refused(job.dossier, job.source, job.source_page, row.failed) for job, row in found if row and row.failed
        )
        return StatusReport(
            dossiers=len(names),
            settled=len(settled),
            files=files or 0,
            pages=len(jobs),
            read=sum(row is not None and not row.failed for _, row in found),
            blank=sum(row is not None and row.blank for _, row in found),
            withheld=sum(row is not None and row.withheld for _, row in found),
            left=sum(row is None for _, row in found),
            refused=(*refused, *failed),
            fields=_counted(str(reading.status) for read in settled for reading in read.member),
            documents=_counted_types(document.type for read in settled for document in read.documents),
        )

    # --- sessions -----------------------------------------------------------------------------------

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """A database that cannot be used (full disk, no server) is said in a sentence, without its contents."""
        try:
            yield
        except OperationalError as error:
            place = make_url(self._engine.url).render_as_string(hide_password=True)
            raise FileAccess(place, str(error.orig).splitlines()[0]) from None

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        with self._telling(), Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with self._telling(), Session(self._engine) as session:
            yield session


# --- opening ---------------------------------------------------------------------------------------------


def _sqlite_settings(connection: Any, _: object) -> None:
    """WAL lets others read during a run; FULL so that a finished transaction survives a power cut."""
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {setting}")


def _migrate(engine: Engine) -> None:
    """Bring the database to the newest shape; one that is newer than this program is refused."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
            raise FileAccess(engine.url.render_as_string(), "it was made by a newer version of hoso")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


# --- rows ------------------------------------------------------------------------------------------------


def _dossier_id(session: Session, name: str) -> int:
    found = session.scalar(select(models.Dossier.id).where(models.Dossier.name == name))
    if found is not None:
        return found
    dossier = models.Dossier(name=name)
    session.add(dossier)
    session.flush()
    return dossier.id


def _keep_file(session: Session, run: int, dossier: int, file: ScanFile) -> None:
    table = models.ScanFile
    same = (table.dossier_id == dossier, table.source == file.source, table.sha256 == file.sha256)
    known = session.scalar(select(table).where(*same))
    if known is not None:
        known.present, known.path = True, file.path
        return
    session.add(
        table(
            dossier_id=dossier,
            run_id=run,
            source=file.source,
            path=file.path,
            sha256=file.sha256,
            pages=file.pages,
            present=True,
        )
    )


def _keep_quarantined(session: Session, run: int, dossier: int, file: Quarantined) -> None:
    table, digest = models.Quarantine, file.sha256 or ""
    same = (
        table.dossier_id == dossier,
        table.source == file.source,
        table.sha256 == digest,
        table.reason == file.reason.value,
    )
    known = session.scalar(select(table).where(*same))
    if known is not None:
        known.present = True
        return
    session.add(
        table(
            dossier_id=dossier,
            run_id=run,
            source=file.source,
            sha256=digest,
            reason=file.reason.value,
            detail=file.detail[:_MOST_DETAIL],
            present=True,
        )
    )


def _field(settlement: int, reading: Reading) -> models.FieldReading:
    left, top, right, bottom = reading.box.rounded()
    return models.FieldReading(
        settlement_id=settlement,
        key=reading.key,
        value=json.dumps(reading.value, ensure_ascii=False),
        raw=reading.raw,
        confidence=reading.confidence,
        status=reading.status.value,
        page=reading.page,
        left=left,
        top=top,
        right=right,
        bottom=bottom,
    )


# --- what makes up a dossier now -------------------------------------------------------------------------


def _names(session: Session) -> list[str]:
    """Dossiers that have something under the scan root now, in natural order."""
    holding = [
        select(table.dossier_id).where(table.present) for table in (models.ScanFile, models.Quarantine)
    ]
    found = session.scalars(
        select(models.Dossier.name).where(models.Dossier.id.in_(holding[0].union(holding[1])))
    )
    return sorted(found, key=natural_key)


def _jobs(session: Session, name: str, recipe: Recipe) -> Iterator[PageJob]:
    """The pages of a dossier: files in natural order, pages in order, numbered from 1."""
    files = session.scalars(
        select(models.ScanFile).join(models.Dossier).where(models.Dossier.name == name, models.ScanFile.present)
    )
    number = 0
    for file in sorted(files, key=lambda file: natural_key(file.source)):
        for page in range(1, file.pages + 1):
            number += 1
            yield PageJob(name, number, file.source, page, file.path, file.sha256, recipe)


def _same_page(job: PageJob) -> tuple[Any, ...]:
    table = models.PageReading
    return (
        table.sha256 == job.sha256,
        table.source_page == job.source_page,
        table.recipe == recipe_name(job.recipe),
    )


def _outcome(session: Session, job: PageJob) -> PageRead | PageFailed:
    packed = session.scalars(select(models.PageReading.outcome).where(*_same_page(job))).one()
    outcome: PageRead | PageFailed = codec.unpack(packed, PageRead | PageFailed)
    return replace(outcome, job=job)


def _inputs(session: Session, name: str, recipe: Recipe, version: str) -> str | None:
    """What a settlement is made of, as a digest: the pages in their order, the recipe and the version.

    None while a page has no outcome yet.
    """
    parts = [recipe_name(recipe), version]
    for job in _jobs(session, name, recipe):
        found = session.scalar(select(models.PageReading.id).where(*_same_page(job)))
        if found is None:
            return None
        parts.append(f"{job.source} {job.source_page} {found}")
    return sha256("\n".join(parts).encode()).hexdigest()


def _settled(session: Session, name: str, inputs: str) -> bool:
    """The dossier's newest settlement is of just these inputs."""
    newest = session.scalar(
        select(models.Settlement.inputs)
        .join(models.Dossier)
        .where(models.Dossier.name == name)
        .order_by(models.Settlement.id.desc())
        .limit(1)
    )
    return newest == inputs


# --- counting --------------------------------------------------------------------------------------------


def _latest_outcomes(session: Session) -> dict[tuple[str, int], Any]:
    """For each page content the newest outcome, whatever recipe it was made with."""
    table = models.PageReading
    rows = session.execute(
        select(table.sha256, table.source_page, table.failed, table.blank, table.withheld).order_by(table.id)
    )
    return {(row.sha256, row.source_page): row for row in rows}


def _quarantined(session: Session) -> tuple[Refused, ...]:
    rows = session.execute(
        select(models.Dossier.name, models.Quarantine.source, models.Quarantine.reason)
        .join(models.Dossier)
        .where(models.Quarantine.present)
        .order_by(models.Quarantine.id)
    )
    return tuple(Refused(name, source, None, reason) for name, source, reason in rows)


def _counted(statuses: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(statuses)
    return tuple((status.value, counts[status.value]) for status in Status)


def _counted_types(types: Iterable[int | None]) -> tuple[tuple[int | None, int], ...]:
    return tuple(sorted(Counter(types).items(), key=lambda entry: (entry[0] is None, entry[0] or 0)))
