"""The review's side of the store: tasks taken in, lent to one person at a time, and acts that change them.

Who holds a task is decided here, by the database; what an act makes of it is decided by whoever calls.
Every change and its event are one transaction: an answer that was acknowledged is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select

import models
from pipeline import codec
from pipeline.store import (
    counting,
    finding,
    findings,
    holdings,
    lending,
    looking,
    people,
    planting,
    rereading,
    tables,
    taking,
    verified,
)
from pipeline.store.database import Database
from pipeline.store.findings import Finding
from pipeline.store.lending import Lane
from pipeline.store.library import Library
from pipeline.store.people import Person
from pipeline.store.taking import Doubt
from pipeline.store.tasks import Field, Standing, Task, put, standing_columns, standing_of
from pipeline.types import DossierRead, PageJob, Reading, Recipe

Decided = tuple[Standing, str]
"""How a task stands from now on, and the name of what happened."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does to a task. `token` is new for every act, and the same when it is sent again."""

    token: str
    task: int
    person: int
    kind: str
    answer: str = ""
    group: str = ""
    undoes: int = 0
    elapsed_ms: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """An act as it was kept."""

    event: int
    task: int
    kind: str
    effect: str
    answer: str
    before: str
    after: str
    group: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement that was not yet put before people; `pages` as the files lie now.

    `earlier` is what the machine had accepted in the one that was put before people last.
    """

    id: int
    read: DossierRead
    pages: tuple[PageJob, ...]
    earlier: tuple[Reading, ...] = ()


class ReviewStore:
    """The tasks of a database. Open it with `ReviewStore.open`; close it, or use it in a `with`."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> ReviewStore:
        """Open the database at `url`, made or brought up to date first; raises FileAccess."""
        return cls(Database(url), now)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> ReviewStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def library(self) -> Library:
        """The dossiers of the same database, to look at."""
        return Library(self._database, self._now)

    def seconds(self) -> int:
        """Now, in whole seconds since 1970."""
        return int(self._now().timestamp())

    # --- taking in ----------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """Values that were accepted and are wrong."""
        with self._database.view() as session:
            return findings.findings(session)

    def untaken(self, known: str | None = None) -> Iterator[Settled]:
        """The newest settlements whose doubtful values nobody was asked about yet, dossier by dossier.

        With `known`, the name of the findings of now, also those that came in while others were known.
        """
        table = models.ReviewIntake
        with self._database.view() as session:
            rows = session.execute(select(table.settlement_id, table.findings))
            taken = {row.settlement_id for row in rows if known is None or row.findings == known}
            newest = holdings.newest_settlements(session)
        for name, settled in newest.items():
            if settled.id not in taken:
                with self._database.view() as session:
                    packed = session.scalars(
                        select(models.Settlement.answer).where(models.Settlement.id == settled.id)
                    ).one()
                    pages = holdings.page_jobs(session, Recipe(""), name).get(name, ())
                    read = codec.unpack(packed, DossierRead)
                    read = replace(read, rows=tables.proposed(session, read))
                    earlier = rereading.accepted_before(session, settled.id)
                yield Settled(settled.id, read, pages, earlier)

    def take_in(
        self,
        settlement: int,
        doubts: Sequence[Doubt],
        gone: Callable[[Task], Standing],
        heeded: str = "",
    ) -> None:
        """Put the fields and rows of a settlement before people; those known before keep what was decided.

        `gone` tells how the task of a field stands that was not found this time. `heeded` names the findings
        of then.
        """
        with self._database.transaction() as session:
            taking.take_in(session, settlement, doubts, gone, heeded)

    def add_row(self, dossier: str, field: Field, standing: Standing) -> int:
        """A row of a table that no run found, as a new task; gives its number, known before or not."""
        with self._database.transaction() as session:
            return taking.add_row(session, dossier, field, standing)

    def rows(self, dossier: str) -> tuple[Task, ...]:
        """The rows of a dossier that people were asked about."""
        with self._database.view() as session:
            return tables.row_tasks(session, dossier)

    # --- lending ------------------------------------------------------------------------------------

    def lend(self, person: int, lanes: Sequence[Lane], count: int, until: int) -> tuple[Task, ...]:
        """Give a person up to `count` tasks that nobody holds, of the first lane that has any.

        All are of one lane; those this person already holds come first and are lent for longer.
        """
        with self._database.transaction() as session:
            return lending.lend(session, person, lanes, count, self.seconds(), until)

    def lend_like(self, person: int, task: int, count: int, until: int) -> tuple[Task, ...]:
        """Also give a person the free tasks of the same lane and field that propose the same."""
        with self._database.transaction() as session:
            return lending.lend_like(session, person, task, count, self.seconds(), until)

    def prolong(self, person: int, tasks: Iterable[int], until: int) -> int:
        """A heartbeat: keep tasks that the person still holds; gives how many these are."""
        with self._database.transaction() as session:
            return lending.prolong(session, person, tasks, until)

    def release(self, person: int, tasks: Iterable[int] | None = None) -> int:
        """Take tasks out of a person's hands, all of them where none are named; gives how many."""
        with self._database.transaction() as session:
            return lending.release(session, person, tasks)

    def assign(self, task: int, person: int, until: int) -> bool:
        """Lend one task to a certain person, whoever held it; False for one who read it before."""
        with self._database.transaction() as session:
            return lending.assign(session, task, person, until)

    def task(self, number: int) -> Task | None:
        with self._database.view() as session:
            row = session.get(models.ReviewTask, number)
            return None if row is None else lending.with_names(session, [row])[0]

    def differing(self, most: int) -> tuple[Task, ...]:
        """Tasks nobody is asked about that are read differently now, `most` of them."""
        with self._database.view() as session:
            return rereading.differing(session, most)

    # --- planted mistakes ---------------------------------------------------------------------------

    def settled_like(self, person: int, task: Task) -> Task | None:
        """A field of the same key that others settled and this person never met; None for none."""
        with self._database.view() as session:
            row = planting.like(session, person, task)
            return None if row is None else lending.with_names(session, [row])[0]

    def plant(self, act: Act, wrong: str) -> None:
        """Keep that a person is shown a wrong value of a settled task, which stays as it is."""
        with self._database.transaction() as session:
            state = session.get_one(models.ReviewTask, act.task).state
            shown = replace(act, kind=planting.SHOWN, answer=wrong)
            session.add(_event(shown, "", state, state, self._now()))

    def planted(self, person: int, task: int) -> str | None:
        """The wrong value a person was shown on a task and has not answered; None where there is none."""
        with self._database.view() as session:
            shown = planting.open_plant(session, person, task)
            return None if shown is None else shown.answer

    def answer_plant(self, act: Act, effect: str) -> None:
        """Keep what a person said to a planted mistake; sent twice, it is kept once."""
        with self._database.transaction() as session:
            if session.scalar(select(models.FieldEvent.id).where(models.FieldEvent.token == act.token)):
                return
            state = session.get_one(models.ReviewTask, act.task).state
            session.add(_event(replace(act, kind=planting.ANSWERED), effect, state, state, self._now()))

    def confirmed(self, person: int, key: str, count: int) -> tuple[int, ...]:
        """The tasks of one key that a person settled last by confirming what was shown, newest first."""
        with self._database.view() as session:
            return planting.confirmed(session, person, key, count)

    # --- acts ---------------------------------------------------------------------------------------

    def act(self, act: Act, decide: Callable[[Standing], Decided]) -> Done:
        """Let `decide` change a task and keep what was done; an act sent twice is done once.

        Whoever held the task holds it no more once it has changed. Raises KeyError for no such task.
        """
        with self._database.transaction() as session:
            row = session.get(models.ReviewTask, act.task, with_for_update=True)
            if row is None:
                raise KeyError(act.task)
            # Looked up under the task's lock: of two that arrive at once, the second sees the first.
            known = session.scalar(select(models.FieldEvent).where(models.FieldEvent.token == act.token))
            if known is not None:
                return _done(known)
            before = standing_of(row)
            after, effect = decide(before)
            put(row, standing_columns(after))
            if after != before or row.holder == act.person:
                row.holder, row.leased_until = 0, 0
            event = _event(act, effect, before.state, after.state, self._now())
            session.add(event)
            session.flush()
            if row.key in finding.NAMES and after.value != before.value:
                finding.keep_names(session, session.get_one(models.Dossier, row.dossier_id))
            return _done(event)

    def last_acts(self, person: int, count: int) -> tuple[Done, ...]:
        """A person's last acts that were not taken back, newest first."""
        table = models.FieldEvent
        # Undone acts are told from others by looking at the same person's later events only.
        own = select(table).where(table.person_id == person, table.kind != planting.SHOWN)
        chosen = own.order_by(table.id.desc())
        found: list[Done] = []
        undone: set[int] = set()
        with self._database.view() as session:
            for event in session.scalars(chosen.execution_options(yield_per=100)):
                if event.undoes:
                    undone.add(event.undoes)
                elif event.id not in undone:
                    found.append(_done(event))
                if len(found) >= count:
                    break
        return tuple(found)

    # --- counts -------------------------------------------------------------------------------------

    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many tasks there are of each mode."""
        with self._database.view() as session:
            return counting.tasks(session)

    def paces(self) -> tuple[looking.Pace, ...]:
        """What each person did, how fast, and how often others were asked after them."""
        with self._database.view() as session:
            return looking.paces(session)

    def held(self) -> tuple[looking.Held, ...]:
        """Who holds how many tasks, and until when."""
        with self._database.view() as session:
            return looking.held(session)

    # --- people -------------------------------------------------------------------------------------

    def people(self) -> tuple[Person, ...]:
        with self._database.view() as session:
            return people.everybody(session)

    def person(self, login: str) -> Person | None:
        with self._database.view() as session:
            return people.by_login(session, login)

    def keep_person(self, login: str, change: Callable[[Person | None], Person]) -> Person:
        """Make an account or change it; `change` sees it as it is at that moment."""
        with self._database.transaction() as session:
            people.keep(session, change(people.by_login(session, login)), self._now())
            session.flush()
            kept = people.by_login(session, login)
        assert kept is not None
        return kept

    def note(self, actor: str, act: str, subject: str) -> None:
        """Keep in the audit what was done besides answering."""
        with self._database.transaction() as session:
            session.add(models.AuditEvent(at=self._now(), actor=actor, act=act, subject=subject))

    def settled_values(self) -> tuple[Task, ...]:
        """The tasks that people settled with a value."""
        with self._database.view() as session:
            return tuple(verified.settled_values(session))

    def path_of(self, sha256: str, source_page: int) -> str | None:
        """Where a page's content lies now; None where it is gone, or the page bears a mark of secrecy."""
        file, page = models.ScanFile, models.PageReading
        secret = select(page.id).where(page.sha256 == sha256, page.source_page == source_page, page.withheld)
        chosen = select(file.path).where(file.sha256 == sha256, file.present, ~secret.exists())
        with self._database.view() as session:
            return session.scalar(chosen.limit(1))


# --- rows ------------------------------------------------------------------------------------------------


def _event(act: Act, effect: str, before: str, after: str, at: datetime) -> models.FieldEvent:
    return models.FieldEvent(
        token=act.token,
        task_id=act.task,
        person_id=act.person,
        at=at,
        kind=act.kind,
        effect=effect,
        answer=act.answer,
        before=before,
        after=after,
        group_act=act.group,
        undoes=act.undoes,
        elapsed_ms=act.elapsed_ms,
    )


def _done(event: models.FieldEvent) -> Done:
    return Done(
        event.id,
        event.task_id,
        event.kind,
        event.effect,
        event.answer,
        event.before,
        event.after,
        event.group_act,
    )
