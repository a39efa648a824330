"""Two small dossiers and a run over them, for tests of the store: real values, no reading."""

from __future__ import annotations

from dataclasses import replace

from pipeline.geometry import Box
from pipeline.store import Store
from pipeline.types import (
    Document,
    DossierJob,
    DossierRead,
    DossierScans,
    PageEntry,
    PageFailed,
    PageJob,
    PageRead,
    ProcessingStep,
    Quarantined,
    Reading,
    Reason,
    Recipe,
    Row,
    ScanFile,
    Status,
)
from tests.paper import page

RECIPE = Recipe("null")
VERSION = "1"
FIRST = ScanFile("a.pdf", "/s/D1/a.pdf", "a" * 64, 2)
SECOND = ScanFile("b.jpg", "/s/D1/b.jpg", "b" * 64, 1)
THIRD = ScanFile("c.jpg", "/s/D2/c.jpg", "c" * 64, 1)
LOCKED = Quarantined("locked.pdf", "/s/D2/locked.pdf", "d" * 64, Reason.ENCRYPTED, "needs a password")
SCANS = (DossierScans("D1", (FIRST, SECOND)), DossierScans("D2", (THIRD, LOCKED)))


def outcome(job: PageJob) -> PageRead | PageFailed:
    """The second page of the first file ends early, the others can be read."""
    if (job.sha256, job.source_page) == (FIRST.sha256, 2):
        return PageFailed(job, Reason.TRUNCATED, "ends early")
    return replace(page([f"Họ và tên: LÊ VĂN {job.source}"]), job=job)


def settled(job: DossierJob) -> DossierRead:
    """One document of all pages that could be read, with a value from each."""
    read = [each.job.number for each in job.pages if isinstance(each, PageRead)]
    values = tuple(_reading(f"key_{number}", job.dossier, number) for number in read)
    return DossierRead(
        job.dossier,
        values,
        (Row("family", (_reading("name", "Lê Thị B", 1),)),),
        (Document(3, "Phiếu đảng viên", tuple(read), 0.9, Status.ACCEPTED, values),),
        tuple(_entry(each) for each in job.pages),
        (ProcessingStep("settle", VERSION),),
    )


def _reading(key: str, value: str, number: int) -> Reading:
    return Reading(key, value, value.upper(), 0.97, Status.ACCEPTED, 0, number, Box(1.0, 2.0, 3.5, 4.5))


def _entry(page: PageRead | PageFailed) -> PageEntry:
    failed = page.reason if isinstance(page, PageFailed) else None
    job = page.job
    return PageEntry(job.number, job.source, job.source_page, 0, False, False, None, failed)


def take_in(store: Store, *dossiers: DossierScans) -> int:
    """What a run does first; gives its number."""
    run = store.start_run()
    for dossier in dossiers:
        store.save_scans(run, dossier)
    return run


def work(store: Store, *dossiers: DossierScans) -> tuple[int, int]:
    """What a whole run does; gives how many pages it read and dossiers it settled."""
    run = take_in(store, *(dossiers or SCANS))
    jobs = tuple(store.pending_pages(RECIPE))
    for job in jobs:
        store.save_page(run, outcome(job))
    names = store.unsettled(RECIPE, VERSION)
    for name in names:
        store.save_dossier(run, settled(store.dossier_job(name, RECIPE)), RECIPE, VERSION)
    return len(jobs), len(names)
