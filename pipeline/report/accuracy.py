"""How right the accepted values are, as people's answers show it: the blind sample, the curve, the dial.

Only the blind sample tells the error of what no person sees; answers to doubtful values are easier to come by
and tell how well the probabilities hold. Both are reported, never mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.messages import _, noted
from pipeline.report.intervals import calibration_error, coverage_at, limits

_BINS = 10


@dataclass(frozen=True, slots=True)
class Looked:
    """A value that people looked at: the machine's probability, whether it was right, and what it is of."""

    confidence: float
    right: bool
    sampled: bool
    kind: str
    form: str
    month: str


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many were wrong; the true share lies between `low` and `high` with 95 % confidence."""

    name: str
    wrong: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RowLooked:
    """A row of a table that people settled: whether the machine found one there, whether one stands there,
    and of each cell the heading of its column and whether the machine reads it as people do."""

    table: str
    found: bool
    stands: bool
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class RowCount:
    """The settled rows of a table: how many stand there, how many of these the machine missed, and how many
    it found where none stands; its wrong cells column by column."""

    table: str
    rows: int
    missed: int
    invented: int
    columns: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of like probability: their mean probability and the share that was right."""

    told: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Followed:
    """What wrong values led to: how many there were, how many like them went to people, how many wait."""

    wrong: int = 0
    values: int = 0
    waiting: int = 0


_NOTHING = Followed()


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The report. `sample` is the blind sample as a whole, `parts` the same by kind, form and month.

    `tables` are the rows of tables, of which none is accepted without a person. `reopened` counts the
    accepted values that went to people because one like them was wrong.
    """

    target: float
    tightened: float
    sample: Count
    parts: tuple[Count, ...]
    looked: int
    calibration: float
    bins: tuple[Bin, ...]
    risks: tuple[tuple[float, float], ...]
    automation: float
    reopened: Followed
    tables: tuple[RowCount, ...]


def accuracy(
    looked: Sequence[Looked],
    target: float,
    reopened: Followed = _NOTHING,
    rows: Sequence[RowLooked] = (),
) -> Accuracy:
    """Make the report of what people looked at; `target` is the share of wrong values aimed at."""
    sample = [value for value in looked if value.sampled]
    whole = _count(_("all"), sample)
    judged = sorted(((value.confidence, value.right) for value in looked), reverse=True)
    return Accuracy(
        target,
        tightening(whole, target),
        whole,
        (*_by(sample, _kind), *_by(sample, _form), *_by(sample, _month)),
        len(looked),
        calibration_error(judged),
        tuple(_bins(judged)),
        tuple(_risk(judged, share / 20) for share in range(1, 21) if judged),
        coverage_at(judged, target) / max(1, len(judged)),
        reopened,
        tuple(_rows(name, [row for row in rows if row.table == name]) for name in _names(rows)),
    )


def tightening(sample: Count, target: float) -> float:
    """By how much the aim is to be divided: 1, or more where the sample is surely worse than aimed at.

    A new scanner, writer or edition of a form shows here first. Surely: the interval lies above the aim.
    """
    return sample.wrong / sample.of / target if sample.of and sample.low > target else 1.0


def statement(report: Accuracy) -> str:
    """The sentence for the file."""
    if not report.sample.of:
        return _("No value of the blind sample was settled yet, so nothing can be said of accepted values.")
    return _(
        "With 95 % confidence at most {0:.2%} of the fields accepted without a person are wrong: "
        "{1} wrong of {2} that were looked at blind."
    ).format(report.sample.high, report.sample.wrong, report.sample.of)


def followed(report: Accuracy) -> str:
    """The sentence on what became of values like those found wrong."""
    return _(
        "Accepted values found wrong: {0}. Others like them (on the same paper, or read with the same "
        "letters in doubt) went to people: {1}, of which {2} wait."
    ).format(report.reopened.wrong, report.reopened.values, report.reopened.waiting)


SHOWN = noted(
    "People were shown most of these rows as the machine read them: what they overlooked counts as right."
)


def told_of(table: RowCount) -> str:
    """The sentence on the rows of a table."""
    return _(
        "{0}: {1} rows that people settled; {2} of them the machine had missed, and {3} were none."
    ).format(table.table, table.rows, table.missed, table.invented)


def as_object(report: Accuracy) -> dict[str, Any]:
    """The report as plain JSON values; shares are 0 to 1."""
    return {
        "statement": statement(report),
        "target_error": report.target,
        "tightened": report.tightened,
        "sample": [_count_object(count) for count in (report.sample, *report.parts)],
        "looked_at": report.looked,
        "calibration_error": round(report.calibration, 4),
        "reliability": [[round(b.told, 4), round(b.right, 4), b.count] for b in report.bins],
        "risk_coverage": [[round(share, 4), round(risk, 4)] for share, risk in report.risks],
        "automation_at_target": round(report.automation, 4),
        "reopened": asdict(report.reopened),
        "tables": [
            {
                "name": table.table,
                "rows": table.rows,
                "missed": table.missed,
                "invented": table.invented,
                "columns": [_count_object(count) for count in table.columns],
            }
            for table in report.tables
        ],
    }


def as_text(report: Accuracy) -> str:
    """The report for a terminal."""
    lines = [statement(report), ""]
    if report.tightened > 1:
        lines += [
            _("The sample is surely worse than aimed at: the aim is divided by {0:.1f}.").format(
                report.tightened
            ),
            "",
        ]
    if report.reopened.wrong:
        lines += [followed(report), ""]
    lines += [_count_line(count) for count in (report.sample, *report.parts)]
    lines += ["", _("Values that people looked at: {0}; calibration error {1:.3f}.").format(
        report.looked, report.calibration
    )]  # fmt: skip
    lines += [f"  {b.told:7.1%} → {b.right:7.1%}  {b.count:>6}" for b in report.bins]
    lines += [
        _("Of these {0:.1%} could be accepted with {1:.2%} wrong.").format(report.automation, report.target)
    ]
    for table in report.tables:
        lines += ["", told_of(table), *map(_count_line, table.columns)]
    if report.tables:
        lines += ["", _(SHOWN)]
    return "\n".join(lines)


def _rows(name: str, rows: Sequence[RowLooked]) -> RowCount:
    columns: dict[str, list[bool]] = {}
    for row in rows:
        for column, right in row.cells:
            columns.setdefault(column, []).append(right)
    return RowCount(
        name,
        sum(row.stands for row in rows),
        sum(row.stands and not row.found for row in rows),
        sum(row.found and not row.stands for row in rows),
        tuple(_count_of(column, rights) for column, rights in columns.items()),
    )


def _names(rows: Sequence[RowLooked]) -> tuple[str, ...]:
    """The tables, in the order in which they are first met."""
    return tuple(dict.fromkeys(row.table for row in rows))


def _count_line(count: Count) -> str:
    return f"{count.name:<28}{count.wrong:>6} / {count.of:<6} {count.low:8.3%} … {count.high:.3%}"


def _kind(value: Looked) -> str:
    return value.kind


def _form(value: Looked) -> str:
    return value.form


def _month(value: Looked) -> str:
    return value.month


def _count_object(count: Count) -> dict[str, Any]:
    return {
        "name": count.name,
        "wrong": count.wrong,
        "of": count.of,
        "from": round(count.low, 6),
        "to": round(count.high, 6),
    }


def _count(name: str, values: Sequence[Looked]) -> Count:
    return _count_of(name, [value.right for value in values])


def _count_of(name: str, rights: Sequence[bool]) -> Count:
    wrong = sum(not right for right in rights)
    return Count(name, wrong, len(rights), *limits(wrong, len(rights)))


def _by(values: Sequence[Looked], name: Callable[[Looked], str]) -> tuple[Count, ...]:
    names = sorted({name(value) for value in values})
    return tuple(_count(each, [value for value in values if name(value) == each]) for each in names)


def _bins(judged: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Bins of equal size, the surest first."""
    size = len(judged)
    parts = (judged[place * size // _BINS : (place + 1) * size // _BINS] for place in range(_BINS))
    return [
        Bin(sum(p for p, _ in part) / len(part), sum(right for _, right in part) / len(part), len(part))
        for part in parts
        if part
    ]


def _risk(judged: Sequence[tuple[float, bool]], share: float) -> tuple[float, float]:
    """The error among the surest share of values."""
    count = max(1, round(share * len(judged)))
    return count / len(judged), sum(not right for _, right in judged[:count]) / count
