"""A shelf for tests: dossiers of four pages in two papers that differ, and a withheld one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.catalogue.catalogue import catalogue
from pipeline.catalogue.decided import decided
from pipeline.catalogue.separate import Group
from pipeline.review.desk import take_in
from pipeline.review.settling import Settling
from pipeline.scans import digest_of
from pipeline.store import ReviewStore, Store
from pipeline.types import (
    DecidedDocument,
    Document,
    DossierJob,
    DossierRead,
    DossierScans,
    Fault,
    PageEntry,
    PageJob,
    PageRead,
    Reading,
    Recipe,
    ScanFile,
    Status,
)
from tests.paper import page
from tests.review.office import BOXES, VALUES, draw

RECIPE, VERSION = Recipe("null"), "1"
MEMBERS = {"H-01": "Lê Văn Thuận", "H-02": "Lê Văn Thuần", "H-03": "Đặng Thị Bé"}
WITHHELD = 4
OWN_TYPES = {205: "Sổ tay riêng của đơn vị"}
FAULTS = {2: (Fault.BLURRED, Fault.CUT), WITHHELD: (Fault.FAINT,)}
GROUPS = (Group(3, (1, 2), 1.0, 0.9), Group(5, (3,), 1.0, 0.9), Group(None, (WITHHELD,), 1.0, 0.9, True))


def fill(url: str, folder: Path) -> Settling:
    """Let a store hold the dossiers as a run would leave them; what settles them again."""
    with Store.open(url) as store:
        run = store.start_run()
        for number, name in enumerate(MEMBERS):
            store.save_scans(run, DossierScans(name, tuple(_files(folder, name, number))))
        for job in tuple(store.pending_pages(RECIPE)):
            store.save_page(run, _outcome(job))
        for name in store.unsettled(RECIPE, VERSION):
            store.save_dossier(run, settle(store.dossier_job(name, RECIPE)), RECIPE, VERSION)
    with ReviewStore.open(url) as store:
        take_in(store)
    return Settling(folder, RECIPE, VERSION, settle, catalogue().names() | OWN_TYPES)


def _files(folder: Path, name: str, number: int) -> list[ScanFile]:
    paths = [folder / name / f"{letter}.png" for letter in "abcd"]
    for n, path in enumerate(paths):
        draw(path, VALUES, 10 * number + n)
    return [ScanFile(p.name, str(p), digest_of(str(p)), 1) for p in paths]


def _outcome(job: PageJob) -> PageRead:
    return replace(page(["x"]), job=job, withheld=job.number == WITHHELD)


def settle(job: DossierJob) -> DossierRead:
    """Two papers that give the occupation in two ways, and a withheld page; as decided since."""
    numbers = [outcome.job.number for outcome in job.pages]
    name, first = MEMBERS[job.dossier], ("documents_differ",)
    one = (_reading("full_name", name, 1), _reading("occupation", "Nông dân", 1, first))
    other = (_reading("occupation", "Giáo viên", 3, first), _reading("discipline", "Khiển trách", 3))
    secret = _reading("ethnicity", "Kinh", WITHHELD)
    readings = (*one, *other, secret)
    documents = tuple(_document(group, readings, job) for group in decided(GROUPS, job.decisions, numbers))
    entries = tuple(
        PageEntry(n, f"{letter}.png", 1, 0, False, n == WITHHELD, faults=FAULTS.get(n, ()))
        for n, letter in zip(numbers, "abcd", strict=True)
    )
    return DossierRead(job.dossier, (*one, other[1], secret), (), documents, entries, ())


def _document(group: Group, readings: tuple[Reading, ...], job: DossierJob) -> Document:
    own = tuple(each for each in readings if each.page in group.pages)
    said = DecidedDocument(group.type, group.pages) in job.decisions
    status = Status.VERIFIED if said else Status.REVIEW
    return Document(group.type, f"Mẫu {group.type}", group.pages, group.confidence, status, own)


def _reading(key: str, value: str, number: int, reasons: tuple[str, ...] = ()) -> Reading:
    document = 0 if number < 3 else 1
    return Reading(key, value, value, 0.9, Status.REVIEW, document, number, BOXES[key], reasons)
