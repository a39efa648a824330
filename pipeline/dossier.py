"""One dossier in a worker: pages into documents, documents into readings, readings into one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from pipeline import __version__
from pipeline.catalogue.catalogue import Catalogue, catalogue
from pipeline.catalogue.decided import decided
from pipeline.catalogue.order import in_reading_order
from pipeline.catalogue.rescan import faults
from pipeline.catalogue.separate import Group, Separation, separate
from pipeline.confidence import NEVER, Curve, Signals, built_in_curve, probability
from pipeline.extract.decoded import FIGURES
from pipeline.extract.draft import Draft
from pipeline.extract.fields import Extracted, extract
from pipeline.extract.fitting import titled
from pipeline.extract.kinds import meaning, renamed
from pipeline.extract.tables import TableRow
from pipeline.extract.together import heard_together, rows_together
from pipeline.forms.form import Form, built_in_forms, forms
from pipeline.forms.members import member_fields
from pipeline.merge import Seen, agreement, merge, merge_rows, strangers
from pipeline.route import Dial, route
from pipeline.text import comparable
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
from pipeline.validate import borne_out, findings
from pipeline.vocabulary.words import vocabulary

_DIAL = Dial()
_SHAKES = 0.2
"""What other papers say otherwise is a conflict where they are worth more than this: less was misread."""
_CHORUS = 1.5
"""Figures that other papers, worth so many, say alike need no second reader."""
_SURE = 0.9
"""A document whose type and extent are less probable than this waits for a person."""


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A group of pages with what was found on them, before anything was judged."""

    number: int
    group: Group
    drafts: tuple[Draft, ...]
    rows: tuple[TableRow, ...]


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
    drafted = _together(_drafted(job, separation, pages, known, forms(own_forms)), pages)
    seen = _judged(drafted, pages, dial, curve or built_in_curve())
    documents = tuple(_document(entry, seen, pages, known, job) for entry in drafted)
    return DossierRead(
        job.dossier,
        merge(_own(seen)),
        merge_rows(documents),
        documents,
        tuple(_entry(page, separation) for page in job.pages),
        _made_by(job, settle_version(own_catalogue, own_forms)),
    )


def judged_signals(job: DossierJob) -> tuple[tuple[Reading, Signals], ...]:
    """Every value found on the dossier's papers with what speaks for it: what the confidence is fitted on."""
    pages, known = _pages(job), catalogue()
    separation = separate(tuple(pages.values()), known)
    drafted = _together(_drafted(job, separation, pages, known, built_in_forms()), pages)
    plain = _plain(drafted, pages, built_in_curve())
    drafts = [draft for entry in drafted for draft in entry.drafts]
    around = _Around(plain, _backed(drafts), _borne_out(_own(plain)))
    return tuple(
        (seen.reading, _signals(seen, draft, around)) for seen, draft in zip(plain, drafts, strict=True)
    )


@cache
def settle_version(own_catalogue: Path | None = None, own_forms: Path | None = None) -> str:
    """What an earlier settlement must have been made with to still be good: the version and the data files.

    A form, vocabulary or rule that a clerk edited settles every dossier again, and reads nothing again.
    """
    digest = sha256(own_catalogue.read_bytes() if own_catalogue else b"")
    for path in sorted(Path(__file__).parent.rglob("*")):
        if path.suffix in (".yaml", ".tsv") and "synthesis" not in path.parts:
            digest.update(path.name.encode() + path.read_bytes())
    for path in sorted(own_forms.glob("*.yaml")) if own_forms else ():
        digest.update(path.name.encode() + path.read_bytes())
    return f"{__version__} {digest.hexdigest()[:12]}"


def _pages(job: DossierJob) -> dict[int, PageRead]:
    return {page.job.number: page for page in job.pages if isinstance(page, PageRead)}


def _drafted(
    job: DossierJob,
    separation: Separation,
    pages: dict[int, PageRead],
    known: Catalogue,
    printed: Sequence[Form],
) -> tuple[_Drafted, ...]:
    """The dossier's documents, where a person decided as decided, and what stands on them."""
    kinds = {kind.type: kind for kind in known.kinds}
    found = []
    for number, group in enumerate(decided(separation.groups, job.decisions, pages)):
        firsts = [pages[page] for page in group.pages if page not in separation.twins]
        kind = None if group.type is None else kinds.get(group.type)
        extracted = _extracted(group, in_reading_order(firsts, kind), printed)
        found.append(_Drafted(number, group, extracted.drafts, extracted.rows))
    return tuple(found)


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
    others = strangers(_plain(drafted, pages, built_in_curve()))
    own = [entry for entry in drafted if entry.number not in others]
    heard = iter(heard_together([draft for entry in own for draft in entry.drafts]))
    rows = iter(rows_together([entry.rows for entry in own]))
    return tuple(
        entry
        if entry.number in others
        else replace(entry, drafts=tuple(next(heard) for _ in entry.drafts), rows=next(rows))
        for entry in drafted
    )


def _plain(drafted: Sequence[_Drafted], pages: dict[int, PageRead], curve: Curve) -> tuple[Seen, ...]:
    """All drafts of the dossier as readings, each with the confidence it has by itself."""
    return tuple(
        _alone(Seen(entry.group.type, _reading(entry.number, draft, pages)), draft, curve)
        for entry in drafted
        for draft in entry.drafts
    )


def _alone(entry: Seen, draft: Draft, curve: Curve) -> Seen:
    if draft.value is None:
        return entry
    signals = _signals(entry, draft, _ALONE)
    return Seen(entry.type, replace(entry.reading, confidence=probability(signals, curve)))


def _judged(
    drafted: Sequence[_Drafted], pages: dict[int, PageRead], dial: Dial, curve: Curve
) -> tuple[Seen, ...]:
    """Judge every draft: rules broken by the record, agreement with the other documents, probability."""
    plain = _plain(drafted, pages, curve)
    drafts = [draft for entry in drafted for draft in entry.drafts]
    own, others = _own(plain), strangers(plain)
    around = _Around(own, _backed(drafts), _borne_out(own))
    judge = partial(_judge, around=around, broken=_broken(own), dial=dial, curve=curve)
    return tuple(
        judge(entry, replace(draft, doubts=(*draft.doubts, "another_person")))
        if entry.reading.document in others
        else judge(entry, draft)
        for entry, draft in zip(plain, drafts, strict=True)
    )


def _own(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """What stands on the papers of the dossier's owner: a stranger's paper tells nothing of the member."""
    others = strangers(seen)
    return tuple(entry for entry in seen if entry.reading.document not in others)


def _broken(plain: Sequence[Seen]) -> dict[str, tuple[str, ...]]:
    """The rules each key of the merged record breaks."""
    merged, record = merge(plain), _record(plain)
    blanks = {r.key for r in merged if r.status is Status.BLANK}
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings(record, blanks):
        for key in finding.keys:
            found[key] = (*found.get(key, ()), finding.rule)
    return found


def _record(own: Sequence[Seen]) -> dict[str, str]:
    return {reading.key: reading.value for reading in merge(own) if isinstance(reading.value, str)}


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rest of the dossier says of a value: all readings of its owner's papers, what a second reader
    has too, what other fields bear out."""

    plain: Sequence[Seen]
    backed: _Backed
    borne_out: frozenset[tuple[str, str]]


_ALONE = _Around((), {}, frozenset())


def _judge(
    entry: Seen,
    draft: Draft,
    *,
    around: _Around,
    broken: dict[str, tuple[str, ...]],
    dial: Dial,
    curve: Curve,
) -> Seen:
    signals = _signals(entry, draft, around)
    confidence = 0.0 if draft.written and draft.value is None else probability(signals, curve)
    conflict = ("documents_differ",) if signals.differing > _SHAKES else ()
    poor = ("read_poorly",) if draft.value is not None and draft.mean < _CLEARLY else ()
    lone = ("looks_differ",) if _stands_alone(draft, signals) else ()
    doubts = (*draft.doubts, *broken.get(draft.key, ()), *conflict, *_one_voice(draft, signals), *poor, *lone)
    error = dial.error_of(draft.key, identity=draft.key in _identity())
    status = route(confidence, doubts, written=draft.written, accept_at=curve.threshold(error))
    return Seen(entry.type, replace(entry.reading, confidence=confidence, status=status, reasons=doubts))


_CLEARLY = 0.7
"""Mean letter probability below which nothing is accepted: of 6,891 values that a curve was fitted on nine
were read so poorly, so it knows nothing of such."""


def _stands_alone(draft: Draft, signals: Signals) -> bool:
    """Two of three looks at the line read something else in the value, and no other paper says the same: of
    such values 30 in 52 were wrong (three other hands). A closed vocabulary has few values to mistake."""
    return draft.denied > 0 and signals.agreeing < _BACKED and not signals.closed


_BACKED = 0.9
"""So much worth are other papers that say the same that looks need not agree: 5 in 75 were wrong."""


def _one_voice(draft: Draft, signals: Signals) -> tuple[str, ...]:
    """What says who a person is needs two readers that agree on it, on this paper or on another.

    One reader misreads a name alike on every paper (Ẩn as Ấn on three, measured), so what it read alone is
    never accepted there, however sure it is. Figures that it reads alike on several papers are enough: each
    was written anew, and they have no marks to lose.
    """
    if not draft.written or draft.key not in _identity() or signals.second > 0:
        return ()
    if draft.kind in FIGURES and signals.agreeing >= _CHORUS:
        return ()
    return ("one_reader_alone",) if draft.second is None else ("readers_differ",)


def _borne_out(own: Sequence[Seen]) -> frozenset[tuple[str, str]]:
    """Key and value of the merged record that other fields of it bear out."""
    record = _record(own)
    return frozenset((key, comparable(record[key])) for key in borne_out(record))


_Backed = Mapping[tuple[str, str], float]
"""Key and value that another reader has too, on any paper, and how surely it reads there."""


def _backed(drafts: Sequence[Draft]) -> _Backed:
    found: dict[tuple[str, str], float] = {}
    for draft in drafts:
        if (sure := _second(draft)) > 0:
            told = draft.key, meaning(draft.kind, draft.value or "")
            found[told] = max(sure, found.get(told, 0.0))
    return found


def _second(draft: Draft) -> float:
    """How surely the second reader has the same value, less than 0 where it has another (-1 to 1); 0 where it
    was not asked."""
    if draft.second is None or draft.value is None:
        return 0.0
    same = comparable(draft.second) == comparable(draft.value)
    return draft.second_mean if same else -draft.second_mean


@cache
def _identity() -> frozenset[str]:
    """Keys that say who a person is."""
    return frozenset(field.key for field in member_fields() if field.identity)


def _signals(entry: Seen, draft: Draft, around: _Around) -> Signals:
    fold = partial(meaning, draft.kind)
    same, other = agreement(
        draft.key, draft.value, entry.reading.document, around.plain, fold, partial(renamed, draft.kind)
    )
    return Signals(
        draft.kind,
        draft.weakest,
        draft.mean,
        draft.whole,
        draft.label,
        draft.fit,
        draft.chosen,
        draft.margin,
        draft.gap,
        len(draft.raw),
        bool(vocabulary(draft.kind)),
        same,
        other,
        len(draft.doubts),
        around.backed.get((draft.key, fold(draft.value or "")), _second(draft)),
        (draft.key, fold(draft.value or "")) in around.borne_out,
        draft.together,
        draft.disputed,
        draft.denied,
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
    return Row(row.table, tuple(_table_cell(cell, document, pages) for cell in row.cells))


def _table_cell(draft: Draft, document: int, pages: dict[int, PageRead]) -> Reading:
    """A cell stands alone: no other paper repeats it, and no curve was fitted on cells, so a person looks."""
    entry = Seen(None, _reading(document, draft, pages))
    never = Curve(built_in_curve().weights, ((NEVER, 0.0),))
    return _judge(entry, draft, around=_ALONE, broken={}, dial=_DIAL, curve=never).reading


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
