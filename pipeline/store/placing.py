"""Which row of a table is which: a row is known by where it stands on the paper, never by its number.

Rows are read again with other edges, and others are found before them. So two rows are one where they lie on
the same page and share most of the ground of the smaller of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.geometry import Box, union
from pipeline.store.holdings import Content
from pipeline.types import Row

_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Spot:
    """A row's place: a table, a page by its content, the box in the scan's pixels."""

    table: str
    content: Content
    box: Box


def box_of(row: Row) -> Box:
    """The ground of a row: all its cells."""
    return union(cell.box for cell in row.cells)


def paired(found: Sequence[Spot], known: Sequence[Spot]) -> dict[int, int]:
    """For found rows, by number, the known row that each is: one for one, the best fitting first."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, one, other in sorted(_fits(found, known), key=lambda fit: (-fit[0], *fit[1:])):
        if one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def covered(found: Spot, known: Sequence[Spot]) -> bool:
    """Whether what is found there is a part of a known row, or holds one."""
    return any(_fits([found], known))


def _fits(found: Sequence[Spot], known: Sequence[Spot]) -> Iterator[tuple[float, int, int]]:
    """Rows that may be one, with how much of their common ground they share."""
    for one, spot in enumerate(found):
        for other, place in enumerate(known):
            same = (spot.table, spot.content) == (place.table, place.content)
            shared = spot.box.intersection(place.box) if same else None
            if shared and shared.area > _MOST * min(spot.box.area, place.box.area):
                yield shared.area / (spot.box.area + place.box.area - shared.area), one, other


def comes_before(one: Box, other: Box) -> bool:
    """Whether one row of an upright page is read before another: column after column, each from the top."""
    beside = min(one.right, other.right) <= max(one.left, other.left)
    return one.left < other.left if beside else one.top < other.top
