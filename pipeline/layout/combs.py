"""Comb boxes: rows of equal small boxes for one letter each, wall to wall or each drawn by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from pipeline.components import components
from pipeline.flat import FlatPage, Image
from pipeline.geometry import Box, union
from pipeline.layout.ruling import ruling_of

_LEAST, _MOST = 22.0, 75.0
"""Sides of a box, frame pixels: 2.8 to 9.5 mm."""
_FEWEST = 4
_GAP = 2.6
"""Groups of boxes (6 + 3) may stand this many box widths apart, a box not found between them."""
_WALL = 4
"""A box's own line is at most so thick, frame pixels (0.5 mm)."""
_INKED = 0.85
_INKED_BESIDE = 0.7
"""Beside a comb that was found less is asked of a box."""
_INKED_BETWEEN = 0.5
"""And less still between two boxes of one."""
_ROOM = 0.9
"""A gap of so many box widths may hold a box."""


@lru_cache(maxsize=2)
def find_combs(flat: FlatPage) -> tuple[tuple[Box, ...], ...]:
    """Rows of at least four equal boxes, from the top, each box without its walls.

    Lines, tables and ticks all keep clear of them: of the page in hand they are found once.
    """
    drawn = flat.drawn
    walled = [comb for row in _rows(ruling_of(flat).teeth) for comb in _combs(row)]
    single = [comb for row in _rows(boxes_alone(flat)) for comb in _grouped(row)]
    whole = [_extended(comb, drawn) for comb in (*walled, *single)]
    kept: list[tuple[Box, ...]] = []
    for comb in sorted(whole, key=len, reverse=True):  # One comb found in both ways: the longer is whole.
        if not any(_overlap(comb, other) for other in kept):
            kept.append(comb)
    return tuple(sorted(kept, key=lambda comb: comb[0].top))


def _extended(comb: Sequence[Box], drawn: Image) -> tuple[Box, ...]:
    """The comb and the boxes beside it that were not found by themselves: digits may hang on their walls."""
    pitch = sorted(b.left - a.left for a, b in pairwise(comb))[0]
    found = list(_filled(comb, pitch, drawn))
    while _is_outline(drawn, (before := _moved(found[0], -pitch)).grown(_WALL, _WALL), _INKED_BESIDE):
        found.insert(0, before)
    while _is_outline(drawn, (behind := _moved(found[-1], pitch)).grown(_WALL, _WALL), _INKED_BESIDE):
        found.append(behind)
    return tuple(found)


def _filled(comb: Sequence[Box], pitch: float, drawn: Image) -> Iterator[Box]:
    """The comb with the boxes missing in its gaps: next to one of its boxes, and outlined more or less."""
    yield comb[0]
    for left, right in pairwise(comb):
        last = left
        while right.left - last.right > _ROOM * last.width:
            beside = (_moved(last, pitch), _moved(right, -pitch))
            held = [box for box in beside if _is_outline(drawn, box.grown(_WALL, _WALL), _INKED_BETWEEN)]
            if not held:
                break
            last = held[0]
            yield last
        yield right


@lru_cache(maxsize=2)
def boxes_alone(flat: FlatPage) -> tuple[Box, ...]:
    """The insides of small boxes drawn each by itself, row by row from left to right."""
    return tuple(box for row in _rows(_squares(flat.drawn)) for box in row)


def _moved(box: Box, by: float) -> Box:
    return Box(box.left + by, box.top, box.right + by, box.bottom)


def outside(lines: Sequence[Box], combs: Sequence[Sequence[Box]]) -> tuple[Box, ...]:
    """The lines without what stands in combs: a label's line ends where its comb begins."""
    return tuple(cut for line in lines if (cut := _cut(line, [union(comb) for comb in combs])) is not None)


def _cut(line: Box, combs: Sequence[Box]) -> Box | None:
    for comb in combs:
        if comb.vertical_overlap(line) > 0.5 and line.intersection(comb):
            if line.left >= comb.left - _WALL:
                return None
            return Box(line.left, line.top, comb.left - _WALL, line.bottom)
    return line


def _overlap(comb: Sequence[Box], other: Sequence[Box]) -> bool:
    return union(comb).intersection(union(other)) is not None


def _squares(drawn: Image) -> list[Box]:
    """The insides of small boxes that are drawn each by itself."""
    parts = components(drawn).stats[1:]
    width, height = parts[:, 2], parts[:, 3]
    fits = (width >= _LEAST) & (width <= _MOST) & (height >= _LEAST) & (height <= _MOST)
    fits &= (width < 1.4 * height) & (height < 1.6 * width)
    found = (Box(*map(float, (x, y, x + w, y + h))) for x, y, w, h in parts[fits][:, :4])
    return [box.grown(-_WALL, -_WALL) for box in found if _is_outline(drawn, box, _INKED)]


def _is_outline(drawn: Image, box: Box, share: float) -> bool:
    """All four sides of the box are inked over this share of their length.

    Where little is asked, the box was guessed from others, and its upper and lower edge are looked for a
    little inside too: walls that cross run on beyond them.
    """
    left, top, right, bottom = box.rounded()
    if left < 0 or top < 0 or right > drawn.shape[1] or bottom > drawn.shape[0]:
        return False
    ink = drawn[top:bottom, left:right] > 0
    wall, edge = (2 * _WALL, 3 * _WALL) if share < _INKED else (_WALL, _WALL)
    sides = ink[:edge].any(0), ink[-edge:].any(0), ink[:, :wall].any(1), ink[:, -wall:].any(1)
    return all(float(side.mean()) >= share for side in sides)


def _grouped(row: Sequence[Box]) -> list[tuple[Box, ...]]:
    """Boxes of one size not too far apart; a wide gap parts combs."""
    if not row:
        return []
    usual = sorted(box.width for box in row)[len(row) // 2]
    like = [box for box in row if abs(box.width - usual) < 0.25 * usual]
    groups: list[list[Box]] = [like[:1]]
    for before, box in pairwise(like):
        if box.left - before.right > _GAP * usual:
            groups.append([])
        groups[-1].append(box)
    return [tuple(group) for group in groups if len(group) >= _FEWEST]


def _rows(walls: Sequence[Box]) -> list[list[Box]]:
    rows: list[list[Box]] = []
    for wall in sorted(walls, key=lambda wall: wall.centre[1]):
        home = next((row for row in rows if row[0].vertical_overlap(wall) > 0.7), None)
        if home is None:
            rows.append([wall])
        else:
            home.append(wall)
    return [sorted(row, key=lambda wall: wall.left) for row in rows]


def _combs(row: list[Box]) -> list[tuple[Box, ...]]:
    """Boxes between neighbouring walls of usual distance; a wider gap parts groups, a far one parts combs."""
    distances = sorted(b.left - a.left for a, b in pairwise(row) if b.left - a.left > _LEAST * 0.7)
    if len(distances) < _FEWEST:
        return []
    usual = distances[len(distances) // 2]
    boxes = [
        Box(a.right, max(a.top, b.top), b.left, min(a.bottom, b.bottom))
        for a, b in pairwise(row)
        if abs(b.left - a.left - usual) < 0.25 * usual and 0.5 < usual / a.height < 1.6
    ]
    numbered = list(enumerate(boxes))
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(boxes), 1) if b.left - a.right > _GAP * usual)]
    group_of = {i: max(start for start in starts if start <= i) for i, _ in numbered}
    groups = [
        tuple(box for _, box in members) for _, members in groupby(numbered, key=lambda e: group_of[e[0]])
    ]
    return [group for group in groups if len(group) >= _FEWEST]
