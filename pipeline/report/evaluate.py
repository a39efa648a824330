"""How right the product is: all measures from exports and their truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from pipeline.forms.members import member_fields
from pipeline.report.compare import (
    DocumentResult,
    FieldResult,
    JsonObject,
    PageResult,
    Pair,
    TableResult,
    boundaries,
    conflicts_told,
    document_matches,
    document_results,
    member_results,
    page_results,
    pairs,
    secrets_told,
    table_results,
)
from pipeline.report.figures import Evaluation, Measure, Share
from pipeline.report.intervals import calibration_error, coverage_at, limits, risk_at
from pipeline.text import natural_key

CARD_FORM = 3
_EARLY_ITEMS = 20
"""The part of the card form that stands on its first page: header and items 01 to 20."""
_SHARES = (0.5, 0.8, 0.9, 0.95, 1.0)
_TARGET = 0.0014
"""The share of wrong values that keying twice by people reaches."""

Result = TypeVar("Result")


def evaluate(exports: Iterable[JsonObject], truths: Iterable[JsonObject]) -> Evaluation:
    """Hold exports against truths; every dossier of the truth counts, also one that was not exported."""
    both = pairs(exports, truths)
    member = _each(both, member_results)
    papers = _each(both, document_results)
    card = [r for r in papers if r.document_type == CARD_FORM and r.key in _early_keys()]
    documents = _each(both, document_matches)
    return Evaluation(
        (
            ("Pages", _pages(_each(both, page_results), _each(both, secrets_told))),
            ("Documents", _documents(both, documents)),
            ("Record: written fields exact", _exact([r for r in member if r.written])),
            ("Record: empty or written", _empty(member)),
            ("Record: accepted without a person", _accepted(member, _each(both, conflicts_told))),
            ("Record: confidence", _confidence(member)),
            ("Card form, header and items 01-20, on the form itself", _exact(card)),
            ("Tables", _tables(_each(both, table_results))),
            ("Written fields exact by type of paper", _by(papers, lambda r: str(r.document_type))),
            ("Types exact by type", _types(documents)),
            ("Record: written fields exact by key", _by([r for r in member if r.written], lambda r: r.key)),
        )
    )


def _each(both: Sequence[Pair], results: Callable[[Pair], Iterable[Result]]) -> list[Result]:
    return [result for pair in both for result in results(pair)]


@cache
def _early_keys() -> frozenset[str]:
    return frozenset(
        field.key
        for field in member_fields()
        if field.item == "header" or (field.item.isdigit() and int(field.item) <= _EARLY_ITEMS)
    )


@cache
def _identity_keys() -> frozenset[str]:
    return frozenset(field.key for field in member_fields() if field.identity)


def _share(results: Sequence[Result], good: Callable[[Result], Any]) -> Share:
    return Share(sum(bool(good(result)) for result in results), len(results))


def _by(results: Sequence[FieldResult], name: Callable[[FieldResult], str]) -> tuple[Measure, ...]:
    """Exact fields for each name, in their natural order."""
    names = sorted({name(result) for result in results}, key=natural_key)
    return tuple(Measure(n, _share([r for r in results if name(r) == n], lambda r: r.right)) for n in names)


# --- pages and documents -----------------------------------------------------------------------------


def _pages(pages: Sequence[PageResult], secrets: Sequence[bool]) -> tuple[Measure, ...]:
    inked = [page for page in pages if not page.blank]
    secret, free = [p for p in pages if p.withheld], [p for p in pages if not p.withheld]
    second, first = [p for p in pages if p.duplicate], [p for p in pages if not p.duplicate]
    return (
        Measure("lost", _share(pages, lambda p: p.listed == 0)),
        Measure("doubled", _share(pages, lambda p: p.listed > 1)),
        Measure("listed at their number", _share(pages, lambda p: p.in_place)),
        Measure("failed", _share(pages, lambda p: p.failed)),
        Measure("rotation exact (not blank)", _share(inked, lambda p: p.rotation_right)),
        Measure("blank exact", _share(pages, lambda p: p.listed and p.blank == p.found_blank)),
        Measure("written taken for blank", _share(inked, lambda p: p.found_blank)),
        Measure("secret found", _share(secret, lambda p: p.found_withheld)),
        Measure("secret, false alarms", _share(free, lambda p: p.found_withheld)),
        Measure("words of secret pages in the export", _share(secrets, bool)),
        Measure("second scans found", _share(second, lambda p: p.found_duplicate)),
        Measure("second scans, false alarms", _share(first, lambda p: p.found_duplicate)),
    )


def _documents(both: Sequence[Pair], documents: Sequence[DocumentResult]) -> tuple[Measure, ...]:
    starts = [boundaries(pair) for pair in both]
    hits = sum(len(found & real) for found, real in starts)
    told, real = sum(len(found) for found, _ in starts), sum(len(real) for _, real in starts)
    plain = [d for d in documents if not d.withheld]
    known = [d for d in plain if d.type is not None]
    named = [d for d in plain if d.found_type is not None]
    return (
        Measure("boundaries, precision", Share(hits, told), (("F1", 2 * hits / max(1, told + real)),)),
        Measure("boundaries, recall", Share(hits, real)),
        Measure("exactly their pages", _share(documents, lambda d: d.pages_right)),
        Measure("type exact", _share(plain, _type_exact)),
        Measure("type exact, of types in the catalogue", _share(known, _type_exact)),
        Measure("type wrong, of types named", _share(named, lambda d: not _type_exact(d))),
    )


def _type_exact(document: DocumentResult) -> bool:
    return document.found and document.found_type == document.type


def _types(documents: Sequence[DocumentResult]) -> tuple[Measure, ...]:
    plain = [d for d in documents if not d.withheld]
    kinds = sorted({d.type for d in plain}, key=lambda kind: (kind is None, kind or 0))
    return tuple(
        Measure("none of the catalogue" if kind is None else str(kind), _share(ones, _type_exact))
        for kind in kinds
        if (ones := [d for d in plain if d.type == kind])
    )


def _tables(tables: Sequence[TableResult]) -> tuple[Measure, ...]:
    measures: list[Measure] = []
    for name in sorted({table.table for table in tables}):
        own = [table for table in tables if table.table == name]
        rows = sum(table.rows for table in own)
        told = sum(table.rows_found + table.rows_invented for table in own)
        cells = Share(sum(table.cells_right for table in own), sum(table.cells for table in own))
        measures += [
            Measure(f"{name}: rows found", Share(sum(table.rows_found for table in own), rows)),
            Measure(f"{name}: rows invented", Share(sum(table.rows_invented for table in own), told)),
            Measure(f"{name}: cells exact", cells),
        ]
    return tuple(measures)


# --- fields ------------------------------------------------------------------------------------------


def _exact(written: Sequence[FieldResult]) -> tuple[Measure, ...]:
    identity = [result for result in written if result.key in _identity_keys()]
    return (
        Measure("all", _share(written, lambda r: r.right)),
        *(Measure(f"style {m.name}", m.share) for m in _by(written, lambda r: r.style)),
        *(Measure(f"damage {m.name}", m.share) for m in _by(written, lambda r: r.damage)),
        Measure("identity fields", _share(identity, lambda r: r.right)),
    )


def _empty(member: Sequence[FieldResult]) -> tuple[Measure, ...]:
    written, empty = [r for r in member if r.written], [r for r in member if not r.written]
    return (
        Measure("written, not found", _share(written, lambda r: not r.told)),
        Measure("written, taken for empty", _share(written, lambda r: r.status == "blank")),
        Measure("empty, given a value", _share(empty, lambda r: r.told and not r.right)),
    )


def _accepted(member: Sequence[FieldResult], conflicts: Sequence[bool]) -> tuple[Measure, ...]:
    """The share no person needs to see, and how much of it is wrong; empty fields given a value are wrong."""
    written = [r for r in member if r.written]
    accepted = [r for r in member if r.status == "accepted"]
    styles = sorted({r.style for r in written})
    return (
        Measure("accepted", _share(written, lambda r: r.status == "accepted")),
        *(
            Measure(f"accepted, {style}", _share(of_style, lambda r: r.status == "accepted"))
            for style in styles
            if (of_style := [r for r in written if r.style == style])
        ),
        _wrong("wrong among accepted", accepted),
        *(_wrong(f"wrong among accepted, {s}", [r for r in accepted if r.style == s]) for s in styles),
        _wrong("wrong among accepted, identity", [r for r in accepted if r.key in _identity_keys()]),
        Measure("contradictions between papers sent to a person", _share(conflicts, bool)),
    )


def _wrong(name: str, results: Sequence[FieldResult]) -> Measure:
    wrong = _share(results, lambda r: not r.right)
    low, high = limits(wrong.count, wrong.of)
    return Measure(name, wrong, (("95% from", 100 * low), ("to", 100 * high)))


def _confidence(member: Sequence[FieldResult]) -> tuple[Measure, ...]:
    """What the probabilities are worth, over all values the machine gave."""
    judged = [(r.confidence, r.right) for r in member if r.status in ("accepted", "review")]
    right = Share(sum(right for _, right in judged), len(judged))
    mean = sum(confidence for confidence, _ in judged) / max(1, len(judged))
    return (
        Measure(
            "right, of values given",
            right,
            (("mean confidence", mean), ("calibration error", calibration_error(judged))),
        ),
        *(Measure(f"wrong among the surest {s:.0%}", Share(*risk_at(judged, s))) for s in _SHARES),
        Measure(
            f"could be accepted with {_TARGET:.2%} wrong", Share(coverage_at(judged, _TARGET), len(judged))
        ),
    )
