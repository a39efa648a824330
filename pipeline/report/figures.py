"""Measures as figures: shares of counts in named groups, as text in columns and as plain JSON values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_NAME_WIDTH = 58


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """None where there was nothing to count."""
        return 100 * self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table: a name and a share; `more` holds further figures by name."""

    name: str
    share: Share
    more: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All measures, by group."""

    groups: tuple[tuple[str, tuple[Measure, ...]], ...]

    def as_object(self) -> dict[str, Any]:
        """The measures as plain JSON values, shares in percent."""
        return {group: {m.name: _object(m) for m in measures} for group, measures in self.groups}

    def as_text(self) -> str:
        """The measures as a table in plain columns."""
        lines: list[str] = []
        for group, measures in self.groups:
            lines += [group, *(_line(measure) for measure in measures), ""]
        return "\n".join(lines)


def _object(measure: Measure) -> dict[str, Any]:
    share = measure.share
    percent = None if share.percent is None else round(share.percent, 4)
    return {"count": share.count, "of": share.of, "percent": percent} | dict(measure.more)


def _line(measure: Measure) -> str:
    share = measure.share
    percent = "       -" if share.percent is None else f"{share.percent:7.2f} %"
    more = ", ".join(f"{name} {value:.4g}" for name, value in measure.more)
    return f"  {measure.name:<{_NAME_WIDTH}}{percent:<9} {share.count:>6} / {share.of:<6} {more}".rstrip()
