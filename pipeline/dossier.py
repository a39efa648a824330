"""One dossier in a worker: pages into documents, documents into readings, readings into one record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from pipeline import __version__
from pipeline.catalogue.catalogue import names
from pipeline.catalogue.decided import decided
from pipeline.catalogue.separate import Group, second_scans, separate
from pipeline.confidence import Signals, probability
from pipeline.extract.draft import Draft
from pipeline.extract.fields import extract
from pipeline.forms.form import Form, built_in_forms
from pipeline.forms.members import member_fields
from pipeline.merge import Seen, agreement, merge
from pipeline.route import ACCEPT_AT, route
from pipeline.types import (
    DecidedDocument,
    Document,
    DossierJob,
    DossierRead,
    PageEntry,
    PageFailed,
    PageRead,
    ProcessingStep,
    Reading,
    Status,
)
from pipeline.validate import findings
from pipeline.vocabulary.words import vocabulary


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A group of pages with what was found on them, before anything was judged."""

    number: int
    group: Group
    drafts: tuple[Draft, ...]


def settle_dossier(job: DossierJob, accept_at: float = ACCEPT_AT) -> DossierRead:
    """Settle one dossier. Pure: the same pages give the same answer on any machine."""
    pages = _pages(job)
    drafted = _drafted(job, pages)
    seen = _judged(drafted, pages, accept_at)
    twins = second_scans(tuple(pages.values()))
    return DossierRead(
        job.dossier,
        merge(seen),
        (),
        tuple(_document(entry, seen, job, pages) for entry in drafted),
        tuple(_entry(page, twins) for page in job.pages),
        _made_by(job),
    )


def judged_signals(job: DossierJob) -> tuple[tuple[Reading, Signals], ...]:
    """Every value found on the dossier's papers with what speaks for it: what the confidence is fitted on."""
    pages = _pages(job)
    drafted = _drafted(job, pages)
    plain = _plain(drafted, pages)
    drafts = [draft for entry in drafted for draft in entry.drafts]
    return tuple(
        (seen.reading, _signals(seen, draft, plain)) for seen, draft in zip(plain, drafts, strict=True)
    )


@cache
def settle_version() -> str:
    """What an earlier settlement must have been made with to still be good: the version and the data files.

    A form, vocabulary or rule that a clerk edited settles every dossier again, and reads nothing again.
    """
    digest = sha256()
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".yaml", ".tsv") and "synthesis" not in path.parts and "places" not in path.parts:
            digest.update(path.name.encode() + path.read_bytes())
    return f"{__version__} {digest.hexdigest()[:12]}"


def _pages(job: DossierJob) -> dict[int, PageRead]:
    return {page.job.number: page for page in job.pages if isinstance(page, PageRead)}


def _drafted(job: DossierJob, pages: dict[int, PageRead]) -> tuple[_Drafted, ...]:
    """The dossier's documents, where a person decided as decided, and what stands on them."""
    forms = built_in_forms()
    groups = decided(separate(tuple(pages.values()), forms), job.decisions, pages)
    return tuple(_Drafted(number, group, _drafts(group, forms, pages)) for number, group in enumerate(groups))


def _drafts(group: Group, forms: Sequence[Form], pages: dict[int, PageRead]) -> tuple[Draft, ...]:
    editions = [form for form in forms if form.document_type == group.type]
    if not editions or any(pages[number].withheld for number in group.pages):
        return ()
    twins = second_scans([pages[number] for number in group.pages])
    return extract(editions, [pages[number] for number in group.pages if number not in twins])


def _plain(drafted: Sequence[_Drafted], pages: dict[int, PageRead]) -> tuple[Seen, ...]:
    """All drafts of the dossier as readings that nobody has judged yet."""
    return tuple(
        Seen(entry.group.type, _reading(entry.number, draft, pages))
        for entry in drafted
        for draft in entry.drafts
    )


def _judged(drafted: Sequence[_Drafted], pages: dict[int, PageRead], accept_at: float) -> tuple[Seen, ...]:
    """Judge every draft: rules broken by the record, agreement with the other documents, probability."""
    plain = _plain(drafted, pages)
    drafts = [draft for entry in drafted for draft in entry.drafts]
    broken = _broken(plain)
    judge = partial(_judge, plain=plain, broken=broken, accept_at=accept_at)
    return tuple(judge(entry, draft) for entry, draft in zip(plain, drafts, strict=True))


def _broken(plain: Sequence[Seen]) -> dict[str, tuple[str, ...]]:
    """The rules each key of the merged record breaks."""
    record = {r.key: r.value for r in merge(plain) if isinstance(r.value, str)}
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings(record):
        for key in finding.keys:
            found[key] = (*found.get(key, ()), finding.rule)
    return found


def _judge(
    entry: Seen, draft: Draft, *, plain: Sequence[Seen], broken: dict[str, tuple[str, ...]], accept_at: float
) -> Seen:
    signals = _signals(entry, draft, plain)
    confidence = 0.0 if draft.written and draft.value is None else probability(signals)
    conflict = ("documents_differ",) if signals.differing else ()
    alone = ("one_reader_alone",) if draft.written and draft.key in _identity() else ()
    doubts = (*draft.doubts, *broken.get(draft.key, ()), *conflict, *alone)
    status = route(confidence, doubts, written=draft.written, accept_at=accept_at)
    return Seen(entry.type, replace(entry.reading, confidence=confidence, status=status, reasons=doubts))


@cache
def _identity() -> frozenset[str]:
    """Keys that say who a person is. One reader misreads a name alike on every paper (Ẩn as Ấn on three,
    measured), so what one reader read alone is never accepted there, however sure it is."""
    return frozenset(field.key for field in member_fields() if field.identity)


def _signals(entry: Seen, draft: Draft, plain: Sequence[Seen]) -> Signals:
    same, other = agreement(draft.key, draft.value, entry.reading.document, plain)
    return Signals(
        draft.kind,
        draft.weakest,
        draft.mean,
        draft.label,
        draft.fit,
        len(draft.raw),
        bool(vocabulary(draft.kind)),
        same,
        other,
        len(draft.doubts),
    )


def _reading(document: int, draft: Draft, pages: dict[int, PageRead]) -> Reading:
    """A draft as a reading, its place taken back to the scan's own pixels."""
    page = pages[draft.page]
    box = page.to_scan.box(draft.box).clipped(page.scan_width, page.scan_height)
    status = Status.REVIEW if draft.written else Status.BLANK
    return Reading(draft.key, draft.value, draft.raw, 0.0, status, document, draft.page, box)


def _document(entry: _Drafted, seen: Sequence[Seen], job: DossierJob, pages: dict[int, PageRead]) -> Document:
    kind = entry.group.type
    withheld = any(pages[number].withheld for number in entry.group.pages)
    status = Status.ACCEPTED if kind is not None and entry.group.confidence > 0.9 else Status.REVIEW
    if kind is not None and DecidedDocument(kind, entry.group.pages) in job.decisions:
        status = Status.VERIFIED
    return Document(
        None if withheld else kind,
        names()[kind] if kind is not None and not withheld else "",
        entry.group.pages,
        entry.group.confidence,
        status,
        tuple(s.reading for s in seen if s.reading.document == entry.number),
    )


def _entry(page: PageRead | PageFailed, twins: dict[int, int]) -> PageEntry:
    job = page.job
    if isinstance(page, PageFailed):
        return PageEntry(job.number, job.source, job.source_page, 0, False, False, None, page.reason)
    twin = twins.get(job.number)
    return PageEntry(job.number, job.source, job.source_page, page.rotation, page.blank, page.withheld, twin)


def _made_by(job: DossierJob) -> tuple[ProcessingStep, ...]:
    steps: Iterator[ProcessingStep] = (
        step for page in job.pages if isinstance(page, PageRead) for step in page.made_by
    )
    return (*dict.fromkeys(steps), ProcessingStep("settle", settle_version()))
