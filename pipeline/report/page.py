"""The accuracy report as one page of HTML that needs nothing else: text, a table and two drawn curves."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from pipeline.messages import _
from pipeline.report.accuracy import SHOWN, Accuracy, Count, followed, statement, told_of

_SIZE, _EDGE = 280, 36
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}"
    "svg{margin-right:2rem}table{border-collapse:collapse}td,th{padding:.2rem .8rem;text-align:right}"
    "td:first-child,th:first-child{text-align:left}"
)


def as_html(report: Accuracy) -> str:
    """The whole page."""
    title = _("How right the accepted values are")
    found = f"<p>{escape(followed(report))}</p>" if report.reopened.wrong else ""
    tables = "".join(f"<p>{escape(told_of(t))}</p>{_counts(t.columns)}" for t in report.tables)
    shown = f"<p>{escape(_(SHOWN))}</p>" if report.tables else ""
    reliability = _chart(
        _("Probability told, and share that was right"),
        [(b.told, b.right) for b in sorted(report.bins, key=lambda b: b.told)],
        1.0,
        diagonal=True,
    )
    worst = max((risk for _share, risk in report.risks), default=0.0) or 1.0
    risks = _chart(_("Share accepted, and share of it wrong"), report.risks, worst, diagonal=False)
    return (
        f'<!doctype html><html><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(statement(report))}</p>"
        f"{found}{_counts((report.sample, *report.parts))}<p>{reliability}{risks}</p>{tables}{shown}</html>\n"
    )


def _counts(counts: Iterable[Count]) -> str:
    """A table of counts."""
    heads = "".join(f"<th>{head}" for head in ("", _("wrong"), _("of"), _("from"), _("to")))
    rows = "".join(
        f"<tr><td>{escape(c.name)}<td>{c.wrong}<td>{c.of}<td>{c.low:.3%}<td>{c.high:.3%}" for c in counts
    )
    return f"<table><tr>{heads}{rows}</table>"


def _chart(title: str, points: Iterable[tuple[float, float]], top: float, *, diagonal: bool) -> str:
    """A curve over 0 to 1, its height from 0 to `top`."""
    places = " ".join(f"{_across(x)},{_down(y / top)}" for x, y in points)
    line = f'<line x1="{_across(0)}" y1="{_down(0)}" x2="{_across(1)}" y2="{_down(1)}" stroke="gray"/>'
    frame = f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIZE}" height="{_SIZE}" fill="none" stroke="gray"/>'
    whole = _SIZE + 2 * _EDGE
    marks = (
        f'<text x="{_EDGE}" y="{whole - 12}">0</text><text x="{whole - _EDGE - 8}" y="{whole - 12}">1</text>'
        f'<text x="2" y="{_EDGE + 12}">{top:.2g}</text>'
    )
    return (
        f'<svg width="{whole}" height="{whole}" role="img" aria-label="{escape(title)}" fill="currentColor">'
        f'<text x="{_EDGE}" y="20">{escape(title)}</text>{frame}{line if diagonal else ""}{marks}'
        f'<polyline points="{places}" fill="none" stroke="steelblue" stroke-width="2"/></svg>'
    )


def _across(share: float) -> int:
    return round(_EDGE + share * _SIZE)


def _down(share: float) -> int:
    return round(_EDGE + (1 - share) * _SIZE)
