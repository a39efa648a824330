"""Ruled lines sorted by what they are for: bars and walls that part cells, short walls of comb boxes.

Fold lines and the frames of photographs are rules too; they part nothing. Sizes are frame pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.flat import FlatPage
from pipeline.geometry import Box

_TOUCH = 25
"""Ends of rules this near meet (3 mm): corners are often broken."""
_EDGE = 20
_COMB = (18.0, 84.0)
"""Height of a comb's walls: 2.3 to 10.7 mm."""
_FOLD = 0.97
"""A level line over this share of the page's width is a fold or a shadow; tables keep margins."""

_ENDS = 40
"""Walls of one table begin and end within so much of their neighbours; a turned sheet moves them apart."""
_LEAST_WALLS = 3
"""Two upright lines may be a fold and an edge."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """`bars` lie level and `walls` stand upright between them; `teeth` are walls low enough for a comb.

    `loose` are uprights that no bar meets: folds, or pieces of broken walls; `columns` are sets of them that
    begin and end together: what is left of an open table's walls where it goes on on the next page.
    """

    bars: tuple[Box, ...]
    walls: tuple[Box, ...]
    teeth: tuple[Box, ...]
    loose: tuple[Box, ...]
    columns: tuple[tuple[Box, ...], ...]


def ruling_of(flat: FlatPage) -> Ruling:
    """Sort the rules of a page. A wall starts or ends at a bar and does not run off the page."""
    bars = tuple(rule for rule in flat.rules if rule.width > rule.height and rule.width < _FOLD * flat.width)
    upright = [
        rule
        for rule in flat.rules
        if rule.height >= rule.width and rule.top > _EDGE and rule.bottom < flat.height - _EDGE
    ]
    walls = [rule for rule in upright if _meets(rule, rule.top, bars) or _meets(rule, rule.bottom, bars)]
    teeth = tuple(rule for rule in walls if _COMB[0] <= rule.height <= _COMB[1])
    loose = tuple(rule for rule in upright if rule not in walls and rule.height > _COMB[1])
    return Ruling(bars, tuple(walls), teeth, loose, tuple(_alike(loose)))


def _alike(uprights: Iterable[Box]) -> Iterator[tuple[Box, ...]]:
    found: list[list[Box]] = []
    for wall in sorted(uprights, key=lambda wall: wall.left):
        home = next((walls for walls in found if _ends_apart(walls[-1], wall) <= _ENDS), None)
        if home is None:
            found.append([wall])
        else:
            home.append(wall)
    return (tuple(walls) for walls in found if len(walls) >= _LEAST_WALLS)


def _ends_apart(one: Box, other: Box) -> float:
    return max(abs(one.top - other.top), abs(one.bottom - other.bottom))


def _meets(wall: Box, end: float, bars: tuple[Box, ...]) -> bool:
    x = wall.centre[0]
    return any(
        bar.top - _TOUCH <= end <= bar.bottom + _TOUCH and bar.left - _TOUCH <= x <= bar.right + _TOUCH
        for bar in bars
    )
