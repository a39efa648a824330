"""One dossier in a worker: pages into documents, documents into readings, readings into one record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipeline import __version__
from pipeline.catalogue.catalogue import Catalogue, catalogue
from pipeline.catalogue.decided import decided
from pipeline.catalogue.order import in_reading_order
from pipeline.catalogue.rescan import faults
from pipeline.catalogue.separate import Group, Separation, separate
from pipeline.confidence import Curve, Signals, built_in_curve
from pipeline.extract.draft import Draft
from pipeline.extract.fields import Extracted, extract
from pipeline.extract.fitting import titled
from pipeline.extract.tables import TableRow
from pipeline.extract.together import heard_together, rows_together
from pipeline.forms.form import Form, forms
from pipeline.judging import Found, alone, judged, judged_cell, owners, signals_of
from pipeline.merge import Seen, merge, merge_rows, strangers
from pipeline.route import Dial
from pipeline.types import (
    DecidedDocument,
    Document,
    DossierJob,
    DossierRead,
    Fault,
    PageEntry,
    PageFailed,
    PageRead,
    ProcessingStep,
    Reading,
    Row,
    Status,
)

_DIAL = Dial()
_SURE = 0.9
"""A document whose type and extent are less probable than this waits for a person."""


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A group of pages with what was found on them, before anything was judged."""

    number: int
    group: Group
    drafts: tuple[Draft, ...]
    rows: tuple[TableRow, ...]
    untold: bool


def settle_dossier(
    job: DossierJob,
    dial: Dial = _DIAL,
    curve: Curve | None = None,
    own_catalogue: Path | None = None,
    own_forms: Path | None = None,
) -> DossierRead:
    """Settle one dossier. Pure: the same pages, decisions and settings give the same answer anywhere."""
    pages, known = _pages(job), catalogue(own_catalogue)
    separation = separate(tuple(pages.values()), known)
    drafted = _drafted(job, separation, pages, known, forms(own_forms))
    untold = tuple(entry.number for entry in drafted if entry.untold)
    seen = judged(_found(drafted, pages), dial, curve or built_in_curve(), untold)
    documents = tuple(_document(entry, seen, pages, known, job) for entry in drafted)
    return DossierRead(
        job.dossier,
        merge(owners(seen)),
        merge_rows(documents),
        documents,
        tuple(_entry(page, separation) for page in job.pages),
        _made_by(job, settle_version(own_catalogue, own_forms)),
    )


def judged_signals(
    job: DossierJob,
    curve: Curve | None = None,
    own_catalogue: Path | None = None,
    own_forms: Path | None = None,
) -> tuple[tuple[Reading, Signals], ...]:
    """Every value that `settle_dossier` finds with what speaks for it: what the confidence is fitted on."""
    pages, known = _pages(job), catalogue(own_catalogue)
    separation = separate(tuple(pages.values()), known)
    found = _found(_drafted(job, separation, pages, known, forms(own_forms)), pages)
    readings = (each.reading for each in found)
    return tuple(zip(readings, signals_of(found, curve or built_in_curve()), strict=True))


@cache
def settle_version(own_catalogue: Path | None = None, own_forms: Path | None = None) -> str:
    """What an earlier settlement must have been made with to still be good: the version and the data files.

    A form, vocabulary or rule that a clerk edited settles every dossier again, and reads nothing again.
    """
    digest = sha256(own_catalogue.read_bytes() if own_catalogue else b"")
    for path in (*data_files(), *(sorted(own_forms.glob("*.yaml")) if own_forms else ())):
        digest.update(path.name.encode() + path.read_bytes())
    return f"{__version__} {digest.hexdigest()[:12]}"


def data_files() -> tuple[Path, ...]:
    """The data that settling goes by."""
    home = Path(__file__).parent
    inner = (path for folder in _DATA for path in (home / folder).rglob("*") if path.suffix in _SUFFIXES)
    return (*sorted(inner), home / "rules.yaml", home / "confidence.yaml")


_DATA, _SUFFIXES = ("catalogue", "forms", "vocabulary"), frozenset({".yaml", ".tsv", ".txt"})


def _pages(job: DossierJob) -> dict[int, PageRead]:
    return {page.job.number: page for page in job.pages if isinstance(page, PageRead)}


def _drafted(
    job: DossierJob,
    separation: Separation,
    pages: dict[int, PageRead],
    known: Catalogue,
    printed: Sequence[Form],
) -> tuple[_Drafted, ...]:
    """The dossier's documents, where a person decided as decided, and what stands on them, heard together."""
    kinds = {kind.type: kind for kind in known.kinds}
    found = []
    for number, group in enumerate(decided(separation.groups, job.decisions, pages)):
        firsts = [pages[page] for page in group.pages if page not in separation.twins]
        kind = None if group.type is None else kinds.get(group.type)
        extracted = _extracted(group, in_reading_order(firsts, kind), printed)
        found.append(_Drafted(number, group, extracted.drafts, extracted.rows, extracted.untold))
    return _together(found, pages)


def _extracted(group: Group, pages: Sequence[PageRead], printed: Sequence[Form]) -> Extracted:
    """What stands on a document's pages, second scans left out; of a secret document nothing."""
    if group.secret or not pages:
        return Extracted((), ())
    if group.type is None:
        editions = titled(printed, pages[0])
    else:
        editions = [form for form in printed if group.type in form.document_types]
    return extract(editions, pages) if editions else Extracted((), ())


def _together(drafted: Sequence[_Drafted], pages: dict[int, PageRead]) -> tuple[_Drafted, ...]:
    """The documents of the dossier's owner heard together; a stranger's paper stands for itself."""
    others = strangers(alone(_found(drafted, pages), built_in_curve()))
    own = [entry for entry in drafted if entry.number not in others]
    heard = iter(heard_together([draft for entry in own for draft in entry.drafts]))
    rows = iter(rows_together([entry.rows for entry in own]))
    return tuple(
        entry
        if entry.number in others
        else replace(entry, drafts=tuple(next(heard) for _ in entry.drafts), rows=next(rows))
        for entry in drafted
    )


def _found(drafted: Sequence[_Drafted], pages: dict[int, PageRead]) -> tuple[Found, ...]:
    """All drafts of the dossier as readings."""
    return tuple(
        Found(entry.group.type, _reading(entry.number, draft, pages), draft)
        for entry in drafted
        for draft in entry.drafts
    )


def _reading(document: int, draft: Draft, pages: dict[int, PageRead]) -> Reading:
    """A draft as a reading, its place taken back to the scan's own pixels."""
    page = pages[draft.page]
    box = page.to_scan.box(draft.box).clipped(page.scan_width, page.scan_height)
    status = Status.REVIEW if draft.written else Status.BLANK
    value = tuple(draft.value.split(", ")) if draft.kind == "badges" and draft.value else draft.value
    others = tuple(dict.fromkeys(other for other in (draft.second, *draft.others) if other))
    return Reading(draft.key, value, draft.raw, 0.0, status, document, draft.page, box, (), others)


def _row(row: TableRow, document: int, pages: dict[int, PageRead]) -> Row:
    cells = (Found(None, _reading(document, cell, pages), cell) for cell in row.cells)
    return Row(row.table, tuple(map(judged_cell, cells)))


def _document(
    entry: _Drafted,
    seen: Sequence[Seen],
    pages: dict[int, PageRead],
    known: Catalogue,
    job: DossierJob,
) -> Document:
    group = entry.group
    kind = None if group.secret else group.type
    status = Status.ACCEPTED if kind is not None and group.confidence > _SURE else Status.REVIEW
    if kind is not None and DecidedDocument(kind, group.pages) in job.decisions:
        status = Status.VERIFIED
    return Document(
        kind,
        "" if kind is None else known.names().get(kind, ""),
        group.pages,
        group.confidence,
        status,
        tuple(s.reading for s in seen if s.reading.document == entry.number),
        tuple(_row(row, entry.number, pages) for row in entry.rows),
    )


def _entry(page: PageRead | PageFailed, separation: Separation) -> PageEntry:
    job = page.job
    if isinstance(page, PageFailed):
        return PageEntry(
            job.number, job.source, job.source_page, 0, False, False, None, page.reason, (Fault.FAILED,)
        )
    secret = page.withheld or any(group.secret and job.number in group.pages for group in separation.groups)
    twin = separation.twins.get(job.number)
    return PageEntry(
        job.number,
        job.source,
        job.source_page,
        page.rotation,
        page.blank,
        secret,
        twin,
        faults=faults(page),
    )


def _made_by(job: DossierJob, version: str) -> tuple[ProcessingStep, ...]:
    steps: Iterator[ProcessingStep] = (
        step for page in job.pages if isinstance(page, PageRead) for step in page.made_by
    )
    return (*dict.fromkeys(steps), ProcessingStep("settle", version))
