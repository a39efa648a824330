"""A whole run: take in the scans, read what was not read, settle each dossier when its last page is in.

This is the parent's side: the only caller that writes through the store, one short transaction a dossier's
scans, a page, a settled dossier. It may be killed at any moment and run again.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import LimitSettings
from pipeline.errors import FailureLimit
from pipeline.executors import Failed, Task, Workplace, outcomes
from pipeline.scans import walk
from pipeline.store import Store
from pipeline.types import (
    DossierJob,
    DossierRead,
    DossierScans,
    PageFailed,
    PageJob,
    PageRead,
    Quarantined,
    Reason,
    Recipe,
    ScanFile,
)

SETTLE_PAGES = 20
"""A dossier may take as long to settle as so many pages to read."""

Progress = Callable[[int, int], None]
"""Told how many pages are done, of how many in this run."""

log = logging.getLogger("hoso")


@dataclass(frozen=True, slots=True)
class Stages:
    """What runs in workers: functions they can import. `settled_by` names all that settling depends on."""

    read_page: Callable[[PageJob], PageRead | PageFailed]
    settle: Callable[[DossierJob], DossierRead]
    settled_by: str


@dataclass(frozen=True, slots=True)
class FailurePolicy:
    """When to stop: as soon as more than this share of the run's pages has failed. 100 never stops."""

    max_failed_percent: float = 100.0

    def stops(self, failed: int, pages: int) -> bool:
        return failed * 100 > self.max_failed_percent * pages


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done."""

    scan_root: Path
    limits: LimitSettings
    recipe: Recipe
    page_timeout_s: float
    policy: FailurePolicy = FailurePolicy()


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run found (`dossiers`, `files`, `pages`, `quarantined`) and what it did; counts by reason."""

    dossiers: int
    files: int
    quarantined: tuple[tuple[Reason, int], ...]
    pages: int
    pages_read: int
    pages_failed: tuple[tuple[Reason, int], ...]
    dossiers_settled: int
    dossiers_failed: tuple[str, ...]


def run(order: Order, store: Store, stages: Stages, workplace: Workplace, progress: Progress) -> RunReport:
    """Bring the store up to date with the scans and tell what was done.

    Raises FailureLimit where the policy says stop, and what every page would meet alike (a reader that is
    not installed). Interrupted or killed, it leaves everything saved that was finished.
    """
    keeping = _Keeping(order, store, stages)
    keeping.take_in()
    progress(0, keeping.pending)
    with closing(outcomes(workplace, keeping.next_task, window=2 * workplace.workers)) as answers:
        for task, answer in answers:
            if isinstance(task.job, DossierJob):
                keeping.save_dossier(task.job, answer)
                continue
            keeping.save_page(task.job, answer)
            progress(keeping.done, keeping.pending)
            if order.policy.stops(keeping.failed.total(), keeping.pages):
                limit = f"{order.policy.max_failed_percent:g}"
                raise FailureLimit(keeping.failed.total(), keeping.pages, limit)
    return keeping.report()


class _Keeping:
    """The books of one run: what is still to do, what came of it."""

    def __init__(self, order: Order, store: Store, stages: Stages) -> None:
        self._order, self._store, self._stages = order, store, stages
        self._run = store.start_run()
        self._dossiers = self._files = self.pages = self._read = self._settled = 0
        self._quarantined: Counter[Reason] = Counter()
        self._unsettled: list[str] = []
        self._waiting: dict[tuple[str, int], set[str]] = {}
        self._missing: Counter[str] = Counter()
        self._jobs: Iterator[PageJob] = iter(())
        self._complete: deque[str] = deque()
        self.failed: Counter[Reason] = Counter()
        self.pending = 0

    @property
    def done(self) -> int:
        return self._read + self.failed.total()

    def take_in(self) -> None:
        """Save what lies under the scan root, then look up what is still to do."""
        holders: dict[str, set[str]] = {}
        for scans in walk(self._order.scan_root, self._order.limits):
            self._store.save_scans(self._run, scans)
            self._count(scans)
            for file in scans.files:
                if isinstance(file, ScanFile):
                    holders.setdefault(file.sha256, set()).add(scans.name)
        jobs = tuple(self._store.pending_pages(self._order.recipe))
        self._jobs, self.pending = iter(jobs), len(jobs)
        for job in jobs:
            # The same content in two dossiers is read once, and both wait for it.
            waiting = holders.get(job.sha256, set()) | {job.dossier}
            self._waiting[job.sha256, job.source_page] = waiting
            self._missing.update(waiting)
        open_dossiers = self._store.unsettled(self._order.recipe, self._stages.settled_by)
        self._complete.extend(name for name in open_dossiers if not self._missing[name])

    def _count(self, scans: DossierScans) -> None:
        self._dossiers += 1
        for file in scans.files:
            self._files += 1
            if isinstance(file, Quarantined):
                self._quarantined[file.reason] += 1
                log.warning("%s: %s: %s (%s)", scans.name, file.source, file.reason, file.detail)
            else:
                self.pages += file.pages

    def next_task(self) -> Task[Any, Any] | None:
        """A dossier that is complete goes before the next page: results appear as early as they can."""
        limit_s = self._order.page_timeout_s
        if self._complete:
            job = self._store.dossier_job(self._complete.popleft(), self._order.recipe)
            return Task(self._stages.settle, job, SETTLE_PAGES * limit_s)
        page = next(self._jobs, None)
        return None if page is None else Task(self._stages.read_page, page, limit_s)

    def save_page(self, job: PageJob, answer: PageRead | PageFailed | Failed) -> None:
        """Save what came of a page; a page that was lost with its worker is a failed page."""
        page = PageFailed(job, answer.reason, answer.detail) if isinstance(answer, Failed) else answer
        self._store.save_page(self._run, page)
        if isinstance(page, PageFailed):
            self.failed[page.reason] += 1
            log.warning("%s page %d: %s (%s)", job.dossier, job.number, page.reason, page.detail)
        else:
            self._read += 1
        for dossier in self._waiting.pop((job.sha256, job.source_page)):
            self._missing[dossier] -= 1
            if not self._missing[dossier]:
                self._complete.append(dossier)

    def save_dossier(self, job: DossierJob, answer: DossierRead | Failed) -> None:
        """Save a settled dossier; one that could not be settled stays open for the next run."""
        if isinstance(answer, Failed):
            self._unsettled.append(job.dossier)
            log.error("%s cannot be settled: %s (%s)", job.dossier, answer.reason, answer.detail)
            return
        self._store.save_dossier(self._run, answer, self._order.recipe, self._stages.settled_by)
        self._settled += 1

    def report(self) -> RunReport:
        return RunReport(
            dossiers=self._dossiers,
            files=self._files,
            quarantined=tuple(sorted(self._quarantined.items())),
            pages=self.pages,
            pages_read=self._read,
            pages_failed=tuple(sorted(self.failed.items())),
            dossiers_settled=self._settled,
            dossiers_failed=tuple(self._unsettled),
        )
