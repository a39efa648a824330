"""The store itself: each method one short transaction of the parent process, the only one that writes.

What was read is added and never changed; which readings make up a dossier now is derived. So a run may be
killed between any two calls, and run again, and nothing is lost or doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

import models
from pipeline import __version__, codec
from pipeline.store import deciding, finding, holdings
from pipeline.store.counting import StatusReport, status_report
from pipeline.store.database import Database
from pipeline.store.findings import Reopened, reopened
from pipeline.store.judging import RowVerdict, Verdict, row_verdicts, verdicts
from pipeline.store.rescans import Rescan, rescans
from pipeline.store.rows import document_row, fault_row, field_row, page_row
from pipeline.store.verified import with_verified
from pipeline.types import (
    DecidedDocument,
    DossierJob,
    DossierRead,
    DossierScans,
    PageFailed,
    PageJob,
    PageRead,
    Quarantined,
    Recipe,
    ScanFile,
)

_MOST_DETAIL = 200


class Store:
    """A database of dossiers. Open it with `Store.open`; close it, or use it in a `with`."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Store:
        """Open the database at `url`, made or brought up to date first; raises FileAccess."""
        return cls(Database(url), now)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- taking in ----------------------------------------------------------------------------------

    def start_run(self) -> int:
        """Note that a run begins; its number marks what it adds."""
        with self._database.transaction() as session:
            run = models.Run(started=self._now(), version=__version__)
            session.add(run)
            session.flush()
            return run.id

    def save_scans(self, run: int, scans: DossierScans) -> None:
        """Bring a dossier's files up to what lies there now; those that are gone are kept as not present."""
        with self._database.transaction() as session:
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
        """Pages not yet read under the recipe, failed ones among them, dossier by dossier.

        Content that lies in two places is read once.
        """
        with self._database.view() as session:
            known = holdings.read_pages(session, recipe)
            dossiers = holdings.page_jobs(session, recipe)
        for job in (job for jobs in dossiers.values() for job in jobs):
            if holdings.content(job) not in known:
                known.add(holdings.content(job))
                yield job

    def save_page(self, run: int, outcome: PageRead | PageFailed) -> None:
        """Keep what came of a page. A page once read stays as it is; a failure is kept once a reason."""
        row = page_row(run, outcome)
        table = models.PageReading
        same = (
            table.sha256 == row.sha256,
            table.source_page == row.source_page,
            table.recipe == row.recipe,
            table.shape == row.shape,
            table.state.in_((row.state, holdings.READ)),
        )
        with self._database.transaction() as session:
            if not session.scalar(select(exists().where(*same))):
                session.add(row)

    # --- dossiers -----------------------------------------------------------------------------------

    def unsettled(self, recipe: Recipe, version: str) -> tuple[str, ...]:
        """Dossiers of which every page has an outcome and no settlement of just these by this version."""
        with self._database.view() as session:
            rows = holdings.standing(session, recipe)
            dossiers = holdings.page_jobs(session, recipe)
            settled = holdings.newest_settlements(session)
            decided = deciding.newest(session)
        wanted = {
            name: holdings.inputs(jobs, rows, recipe, version, decided.get(name, 0))
            for name, jobs in dossiers.items()
        }
        return tuple(
            name
            for name, inputs in wanted.items()
            if inputs is not None and (name not in settled or settled[name].inputs != inputs)
        )

    def dossier_job(self, name: str, recipe: Recipe) -> DossierJob:
        """All pages of a dossier that has an outcome for each, numbered as the files lie now."""
        with self._database.view() as session:
            jobs = holdings.page_jobs(session, recipe, name).get(name, ())
            rows = holdings.standing(session, recipe, name)
            return DossierJob(
                name, holdings.outcomes(session, jobs, rows), deciding.decisions(session, name, jobs)
            )

    def decisions(self, name: str) -> tuple[DecidedDocument, ...]:
        """What people said of a dossier's documents, in the order they did."""
        with self._database.view() as session:
            jobs = holdings.page_jobs(session, Recipe(""), name).get(name, ())
            return deciding.decisions(session, name, jobs)

    def decide(self, name: str, documents: Iterable[DecidedDocument], actor: str) -> None:
        """Keep what a person said of a dossier's documents; it holds from the next settling on."""
        with self._database.transaction() as session:
            jobs = holdings.page_jobs(session, Recipe(""), name).get(name, ())
            dossier = _dossier_id(session, name)
            for document in documents:
                deciding.keep(session, dossier, jobs, document, actor, self._now())

    def last_read(self, name: str) -> DossierJob | None:
        """All pages of a dossier as they were read last, under whatever recipe; None before that."""
        with self._database.view() as session:
            jobs = holdings.page_jobs(session, Recipe(""), name).get(name, ())
            rows = holdings.standing(session, None, name)
            if any(holdings.content(job) not in rows for job in jobs):
                return None
            decided = deciding.decisions(session, name, jobs)
            return DossierJob(name, holdings.outcomes(session, jobs, rows), decided)

    def save_dossier(self, run: int, read: DossierRead, recipe: Recipe, version: str) -> None:
        """Keep a settled dossier and its record's values; settled twice from the same pages is kept once."""
        with self._database.transaction() as session:
            jobs = holdings.page_jobs(session, recipe, read.dossier).get(read.dossier, ())
            rows = holdings.standing(session, recipe, read.dossier)
            decision = deciding.newest(session).get(read.dossier, 0)
            inputs = holdings.inputs(jobs, rows, recipe, version, decision)
            dossier = _dossier_id(session, read.dossier)
            if inputs is None or inputs == holdings.newest_inputs(session, dossier):
                return
            settlement = models.Settlement(
                dossier_id=dossier,
                run_id=run,
                at=self._now(),
                inputs=inputs,
                shape=holdings.ANSWER_SHAPE,
                answer=codec.pack(read, DossierRead),
            )
            session.add(settlement)
            session.flush()
            session.add_all(field_row(settlement.id, reading) for reading in read.member)
            session.add_all(document_row(settlement.id, n, each) for n, each in enumerate(read.documents))
            session.add_all(fault_row(settlement.id, page) for page in read.pages if page.faults)
            session.flush()
            finding.keep_names(session, session.get_one(models.Dossier, dossier))

    def dossiers(self) -> Iterator[DossierRead]:
        """Every settled dossier as it was settled last, in natural order; its files must still lie there.

        What people settled since takes the place of what the machine says.
        """
        with self._database.view() as session:
            settled = holdings.newest_settlements(session)
        for row in settled.values():
            yield self._settled(row.id)

    def dossier(self, name: str) -> DossierRead | None:
        """One of them; None where none of this name is settled."""
        with self._database.view() as session:
            row = holdings.newest_settlements(session).get(name)
        return None if row is None else self._settled(row.id)

    def _settled(self, settlement: int) -> DossierRead:
        with self._database.view() as session:
            packed = session.scalars(
                select(models.Settlement.answer).where(models.Settlement.id == settlement)
            ).one()
            return with_verified(session, codec.unpack(packed, DossierRead))

    def holds(self, path: Path) -> bool:
        """Whether a place lies among the scans: a scan itself, or in the folder of a dossier."""
        table = models.ScanFile
        with self._database.view() as session:
            rows = session.execute(select(table.path, table.source).where(table.present)).all()
        folders = {Path(row.path).parents[row.source.count("/")] for row in rows}
        loose = {Path(row.path) for row in rows}
        place = path.resolve()
        return place in loose or any(folder in place.parents for folder in folders)

    def verdicts(self) -> tuple[Verdict, ...]:
        """What people settled, and whether the machine had it right."""
        with self._database.view() as session:
            return tuple(verdicts(session))

    def row_verdicts(self) -> tuple[RowVerdict, ...]:
        """What people settled of rows of tables, and what of it the machine reads so."""
        with self._database.view() as session:
            return tuple(row_verdicts(session))

    def rescans(self, dossier: str | None = None) -> tuple[Rescan, ...]:
        """The pages that should be scanned again, of one dossier or of all."""
        with self._database.view() as session:
            return rescans(session, dossier)

    def reopened(self) -> Reopened:
        """What came of accepted values that people found wrong."""
        with self._database.view() as session:
            return reopened(session)

    def status(self) -> StatusReport:
        """Count what there is, what was read, what waits and what could not be read."""
        with self._database.view() as session:
            return status_report(session)


# --- rows ------------------------------------------------------------------------------------------------


def _dossier_id(session: Session, name: str) -> int:
    found = session.scalar(select(models.Dossier.id).where(models.Dossier.name == name))
    if found is not None:
        return found
    dossier = models.Dossier(name=name, plain="", words="", position=b"")
    session.add(dossier)
    session.flush()
    finding.keep_names(session, dossier)
    return dossier.id


def _keep_file(session: Session, run: int, dossier: int, file: ScanFile) -> None:
    table = models.ScanFile
    same = (table.dossier_id == dossier, table.source == file.source, table.sha256 == file.sha256)
    known = session.scalar(select(table).where(*same))
    if known is None:
        known = table(dossier_id=dossier, run_id=run, source=file.source, sha256=file.sha256)
        session.add(known)
    known.path, known.pages, known.present = file.path, file.pages, True


def _keep_quarantined(session: Session, run: int, dossier: int, file: Quarantined) -> None:
    table, digest = models.Quarantine, file.sha256 or ""
    same = (
        table.dossier_id == dossier,
        table.source == file.source,
        table.sha256 == digest,
        table.reason == file.reason.value,
    )
    known = session.scalar(select(table).where(*same))
    if known is None:
        known = table(
            dossier_id=dossier, run_id=run, source=file.source, sha256=digest, reason=file.reason.value
        )
        session.add(known)
    known.detail, known.present = file.detail[:_MOST_DETAIL], True
