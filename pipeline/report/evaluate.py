"""How right the product is: one table of measures from exports and their truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.forms.members import member_fields
from pipeline.report.compare import (
    FieldResult,
    JsonObject,
    PageResult,
    by_dossier,
    document_results,
    member_results,
    page_results,
    starts,
    type_results,
)
from pipeline.report.intervals import calibration_error, risk_at_coverage, upper_limit

CARD_FORM = 3
_HEADER_AND_ITEMS = 20
_SHARES = (0.5, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> float:
        return 100 * self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: a name and a share; `extra` says more in words."""

    name: str
    share: Share
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All measures, by group."""

    groups: tuple[tuple[str, tuple[Measure, ...]], ...]

    def as_object(self) -> dict[str, Any]:
        """The measures as plain JSON values."""
        return {
            group: {
                m.name: asdict(m.share) | {"percent": round(m.share.percent, 2), "extra": m.extra}
                for m in measures
            }
            for group, measures in self.groups
        }

    def as_text(self) -> str:
        """The measures as a table in plain columns."""
        lines: list[str] = []
        for group, measures in self.groups:
            lines += [group, *(_line(measure) for measure in measures), ""]
        return "\n".join(lines)


def _line(measure: Measure) -> str:
    share = measure.share
    return f"  {measure.name:<44}{share.percent:7.2f} %  {share.count:>6} / {share.of:<6} {measure.extra}".rstrip()


def evaluate(exports: Iterable[JsonObject], truths: Iterable[JsonObject]) -> Evaluation:
    """Hold exports against truths; every dossier of the truth counts, also one that was not exported."""
    found = by_dossier(exports)
    nothing: JsonObject = {}
    pairs = [(found.get(str(truth["dossier"]), nothing), truth) for truth in truths]
    pages = [result for pair in pairs for result in page_results(*pair)]
    member = [result for pair in pairs for result in member_results(*pair)]
    papers = [result for pair in pairs for result in document_results(*pair)]
    return Evaluation(
        (
            ("Pages", _pages(pages)),
            ("Documents", _documents(pairs)),
            ("Card form 2-HSĐV, header and items 01-20, values on the form", _card_form(papers)),
            ("Record: exact fields", _member(member)),
            ("Values on all papers, by paper's type", _by(papers, lambda r: f"type {r.document_type}")),
            ("Certainty", _certainty(member)),
        )
    )


def _share(results: Sequence[Any], good: Callable[[Any], bool]) -> Share:
    return Share(sum(map(good, results)), len(results))


def _pages(pages: Sequence[PageResult]) -> tuple[Measure, ...]:
    seen = [page for page in pages if not page.blank]
    return (
        Measure("listed once, in their place", _share(pages, lambda p: p.listed)),
        Measure("rotation right (pages with content)", _share(seen, lambda p: p.rotation_right)),
        Measure("blank told from written", _share(pages, lambda p: p.blank == p.found_blank)),
        Measure("written page taken for blank", _share(seen, lambda p: p.found_blank)),
        Measure("withheld found", _share([p for p in pages if p.withheld], lambda p: p.found_withheld)),
        Measure(
            "withheld false alarms", _share([p for p in pages if not p.withheld], lambda p: p.found_withheld)
        ),
        Measure("second scans found", _share([p for p in pages if p.duplicate], lambda p: p.found_duplicate)),
        Measure(
            "second scans false alarms",
            _share([p for p in pages if not p.duplicate], lambda p: p.found_duplicate),
        ),
    )


def _documents(pairs: Sequence[tuple[JsonObject, JsonObject]]) -> tuple[Measure, ...]:
    hits = found_count = true_count = 0
    types: list[tuple[int | None, int | None]] = []
    for found, truth in pairs:
        told, real = starts(found.get("documents", ())), starts(truth["documents"])
        hits, found_count, true_count = (
            hits + len(told & real),
            found_count + len(told),
            true_count + len(real),
        )
        types += type_results(found, truth)
    f1 = 2 * hits / max(1, found_count + true_count)
    known = [pair for pair in types if pair[0] in (CARD_FORM, 5, 7)]
    return (
        Measure("boundaries: precision", Share(hits, found_count), f"F1 {f1:.3f}"),
        Measure("boundaries: recall", Share(hits, true_count)),
        Measure("type exact, all types", _share(types, lambda pair: pair[0] == pair[1])),
        Measure(
            "type exact, card form and the two decisions", _share(known, lambda pair: pair[0] == pair[1])
        ),
        Measure(
            "other paper taken for one of these",
            _share(
                [pair for pair in types if pair[0] not in (CARD_FORM, 5, 7)], lambda pair: pair[1] is not None
            ),
        ),
    )


def _card_form(papers: Sequence[FieldResult]) -> tuple[Measure, ...]:
    early = {
        f.key
        for f in member_fields()
        if f.item == "header" or (f.item.isdigit() and int(f.item) <= _HEADER_AND_ITEMS)
    }
    return _by([r for r in papers if r.document_type == CARD_FORM and r.key in early], lambda r: r.style)


def _member(member: Sequence[FieldResult]) -> tuple[Measure, ...]:
    identity = {field.key for field in member_fields() if field.identity}
    written, told = [r for r in member if r.written], [r for r in member if r.told]
    return (
        Measure("written fields", _share(written, lambda r: r.right)),
        *(Measure(f"written, {m.name}", m.share) for m in _by(written, lambda r: r.style)),
        *(Measure(f"written, damage {m.name}", m.share) for m in _by(written, lambda r: r.damage)),
        Measure("identity fields", _share([r for r in written if r.key in identity], lambda r: r.right)),
        Measure("blank told from written", _share(told, lambda r: (r.status == "blank") != r.written)),
    )


def _by(results: Sequence[FieldResult], name: Callable[[FieldResult], str]) -> tuple[Measure, ...]:
    names = sorted({name(result) for result in results})
    return tuple(
        Measure(each, _share([r for r in results if name(r) == each], lambda r: r.right)) for each in names
    )


def _certainty(member: Sequence[FieldResult]) -> tuple[Measure, ...]:
    """What was accepted unseen, how much of it was wrong, and whether the probabilities mean what they say."""
    judged = [r for r in member if r.told and r.status != "blank"]
    accepted = [r for r in judged if r.status == "accepted"]
    wrong = sum(not r.right for r in accepted)
    told = [(r.confidence, r.right) for r in judged]
    risks = ", ".join(
        f"{share:.0%}: {risk:.2%}"
        for share, risk in zip(_SHARES, risk_at_coverage(told, _SHARES), strict=True)
    )
    return (
        Measure("accepted unseen", Share(len(accepted), len(judged))),
        Measure(
            "wrong among accepted",
            Share(wrong, len(accepted)),
            f"at most {upper_limit(wrong, len(accepted)):.2%} (95 %)",
        ),
        Measure("wrong among all", _share(judged, lambda r: not r.right), f"surest {risks}"),
        Measure("calibration error", Share(round(1000 * calibration_error(told)), 1000)),
    )
