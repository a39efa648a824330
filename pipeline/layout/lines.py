"""Text lines: chains of letters joined to pieces of rows, with a box that has room for tone marks.

Chained components find lines as well as neural detectors on such pages at a hundredth of the cost
(docs/vision.md). Sizes are frame pixels.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from pipeline.flat import FlatPage
from pipeline.geometry import Box
from pipeline.layout.combs import find_combs, outside
from pipeline.layout.letters import Parts, chained_letters
from pipeline.layout.ruling import ruling_of

_GAP = 2.0
"""Words stand at most so many line heights apart; wider is another field …"""
_LEADER_GAP = 3.2
"""… unless both stand on one leader: the parts of a date."""
_HIGHEST_GAP_LINE = 32
_MARK_ABOVE, _MARK_BELOW = 0.85, 0.5
"""How far tone marks stand above and below the letters of a line, in letter heights."""
_STACKED = 1.4
"""Over another mark (ắ, ế) a tone stands up to so many times as far above: typewriters strike it high."""
_GROWN = 0.35
"""A letter that reaches so many letter heights above its row has a mark."""
_TALLER = 0.75
"""A letter with its tone reaches so many letter heights beyond the others of its row …"""
_TALLEST = 1.3
"""… and so many beyond the usual one."""
_SIGN = 0.9
"""A full stop or colon stands at most so many letter heights behind the last letter (typewriters)."""
_MARK_PARTS = 2
"""Tones that chain are one or two: circumflex and acute."""
_SHOWN = 3
"""A chain of so many letters shows where its row runs."""
_ROOM = 3
_LEAST_INK = 40
_CLIMB = 0.6
"""A piece that climbs by more than this share of its letters' height is cut: pages curl and wave."""


def find_lines(flat: FlatPage) -> tuple[Box, ...]:
    """Pieces of text lines from the top; a piece ends where a gap is wider than a word's, and at walls.

    Comb boxes are left out, and a label's line ends where its comb begins: they are found and read as such.
    """
    ruling = ruling_of(flat)
    walls = (*ruling.walls, *chain.from_iterable(ruling.columns))
    letters = chained_letters(flat, walls)
    groups = _grouped(letters.parts, letters.chain)
    rows = [row for row in _rows(groups, walls, flat.leaders) if not _is_blot(row, flat.ink)]
    flat_rows = [piece for row in rows for piece in _level(row)]
    boxes = _boxes(flat_rows, letters.marks)
    combs = find_combs(flat)
    kept = [
        box
        for box in outside([box.clipped(flat.width, flat.height) for box in boxes], combs)
        if _is_text(box, flat) and not any(tooth.contains(*box.centre) for comb in combs for tooth in comb)
    ]
    return tuple(sorted(kept, key=lambda box: (box.top, box.left)))


# --- chains to rows ----------------------------------------------------------------------------------


def _grouped(parts: Parts, chain: NDArray[np.int64]) -> list[Parts]:
    order = np.argsort(chain, kind="stable")
    ends = np.flatnonzero(np.diff(chain[order])) + 1
    return [group for group in np.split(parts[order], ends) if len(group)]


def _body(parts: Parts) -> Box:
    """Sides by all letters, top and bottom by their usual extent: single tall letters do not count."""
    tops, bottoms = np.sort(parts[:, 1]), np.sort(parts[:, 1] + parts[:, 3])
    left, right = float(parts[:, 0].min()), float((parts[:, 0] + parts[:, 2]).max())
    size, middle = float(np.sort(parts[:, 3])[len(parts) // 2]), len(parts) // 2
    few = len(parts) // 20
    top = max(float(tops[few]), float(tops[middle]) - 1.1 * size)
    return Box(left, top, right, min(float(bottoms[-1 - few]), float(bottoms[middle]) + 0.8 * size))


def _rows(groups: list[Parts], walls: tuple[Box, ...], leaders: tuple[Box, ...]) -> list[Parts]:
    """Chains that lie in each other, or beside each other a word's gap apart, as one."""
    bodies = [_body(group) for group in groups]
    pairs = _level_pairs(bodies)
    small = [at for at, group in enumerate(groups) if len(group) <= _MARK_PARTS]
    marks = _carried(bodies, pairs, set(small), _is_mark_of)
    # A mark beside a long tail of the row above would join both rows.
    joins = [
        (one, other)
        for one, other in pairs
        if one not in marks and other not in marks and _belong(bodies[one], bodies[other], walls, leaders)
    ]
    alone = set(small).difference(marks, *joins)
    rows = _united(groups, bodies, joins)
    for mark, line in (_carried(bodies, pairs, alone, _is_accent_of) | marks).items():
        rows[mark] = rows[line]
    found: dict[int, list[Parts]] = {}
    for row, group in zip(rows, groups, strict=True):
        found.setdefault(row, []).append(group)
    return [np.concatenate(row) for row in found.values()]


def _carried(
    bodies: list[Box], pairs: list[tuple[int, int]], small: set[int], is_of: Callable[[Box, Box], bool]
) -> dict[int, int]:
    """The small chains that are marks of a line, each with the one of its lines that is nearest."""
    nearest: dict[int, tuple[float, int]] = {}
    for one, other in pairs:
        mark, line = (one, other) if bodies[one].width <= bodies[other].width else (other, one)
        if mark in small and is_of(bodies[mark], bodies[line]):
            nearness = min(bodies[mark].bottom, bodies[line].bottom) - max(bodies[mark].top, bodies[line].top)
            nearest[mark] = max(nearest.get(mark, (nearness, line)), (nearness, line))
    return {mark: line for mark, (_, line) in nearest.items() if line not in nearest}


def _belong(one: Box, other: Box, walls: tuple[Box, ...], leaders: tuple[Box, ...]) -> bool:
    narrow, wide = sorted((one, other), key=lambda body: body.width)
    left, right = sorted((one, other), key=lambda body: body.left)
    return _lies_in(narrow, wide) or _next_to(left, right, walls, leaders)


def _united(groups: list[Parts], bodies: list[Box], joins: list[tuple[int, int]]) -> list[int]:
    """For each chain the number of its row. The most level ones are joined first, for they tell where rows
    run; what would bring two rows together is not joined."""
    home = list(range(len(groups)))
    members = [[at] for at in home]
    shown = [[body] if len(group) >= _SHOWN else [] for group, body in zip(groups, bodies, strict=True)]
    for one, other in sorted(joins, key=lambda pair: -bodies[pair[0]].vertical_overlap(bodies[pair[1]])):
        here, there = home[one], home[other]
        if here != there and not any(_over(a, b) for a in shown[here] for b in shown[there]):
            shown[there] += shown[here]
            members[there] += members[here]
            for at in members[here]:
                home[at] = there
    return home


def _level_pairs(bodies: list[Box]) -> list[tuple[int, int]]:
    """Pairs of bodies that share rows of pixels, or nearly, and are not far apart."""
    if not bodies:
        return []
    left, top, right, bottom = np.array([(b.left, b.top, b.right, b.bottom) for b in bodies]).T
    shared = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    lower = np.minimum((bottom - top)[:, None], bottom - top)
    gap = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    higher = np.maximum((bottom - top)[:, None], bottom - top)
    near = (shared > -np.maximum(0.5 * lower, 0.3 * higher)) & (gap < _LEADER_GAP * _HIGHEST_GAP_LINE)
    first, second = np.nonzero(np.triu(near, 1))
    return list(zip(first.tolist(), second.tolist(), strict=True))


def _over(one: Box, other: Box) -> bool:
    """One stands over the other: they are of two rows, whatever stands beside them."""
    common = min(one.right, other.right) - max(one.left, other.left)
    return common > 0.5 * min(one.width, other.width) and one.vertical_overlap(other) < 0.3


def _lies_in(one: Box, other: Box) -> bool:
    """Letters that chained by themselves inside the line they belong to."""
    common = one.intersection(other)
    if common is None or common.width <= 0.5 * min(one.width, other.width):
        return False
    return common.height > 0.45 * min(one.height, other.height)


def _is_mark_of(mark: Box, line: Box) -> bool:
    """A tone mark or flourish large enough to chain, above or below a line; two may seem to own it."""
    common_width = min(mark.right, line.right) - max(mark.left, line.left)
    common_height = min(mark.bottom, line.bottom) - max(mark.top, line.top)
    small = mark.height < 0.5 * line.height and mark.width < 1.6 * line.height
    return small and common_width > 0.5 * mark.width and common_height > -0.3 * line.height


def _is_accent_of(mark: Box, line: Box) -> bool:
    """The tones of a capital or of bold print, as large as a letter: right above a line, and of no row."""
    above = line.top - mark.bottom
    fits = mark.height < 1.1 * line.height and mark.width < 1.2 * line.height
    return fits and line.left < mark.centre[0] < line.right and abs(above) < 0.3 * line.height


def _next_to(left: Box, right: Box, walls: tuple[Box, ...], leaders: tuple[Box, ...]) -> bool:
    height = min(max(left.height, right.height), _HIGHEST_GAP_LINE)
    gap = right.left - left.right
    if (
        left.vertical_overlap(right) < 0.45
        or gap < -0.5 * min(left.width, right.width)
        or gap > _LEADER_GAP * height
    ):
        return False
    if gap > _GAP * height and not any(_spans(leader, left, right) for leader in leaders):
        return False
    middle = (max(left.top, right.top) + min(left.bottom, right.bottom)) / 2
    return not any(
        left.right - 3 <= wall.centre[0] <= right.left + 3 and wall.top <= middle <= wall.bottom
        for wall in walls
    )


def _spans(leader: Box, left: Box, right: Box) -> bool:
    """Both stand on the leader, and it fills the gap."""
    level = min(left.top, right.top) < leader.centre[1] < max(left.bottom, right.bottom) + 14
    return level and leader.left < left.right - 6 and leader.right > right.left + 6


# --- curved rows -------------------------------------------------------------------------------------


def _level(row: Parts) -> list[Parts]:
    """The row cut at its widest gaps into pieces that lie level enough to be read."""
    size = float(np.median(row[:, 3]))
    width = float((row[:, 0] + row[:, 2]).max() - row[:, 0].min())
    if len(row) < 12 or width < 12 * size:
        return [row]
    if _climb(row) <= _CLIMB * size:
        return [row]
    row = row[np.argsort(row[:, 0])]
    reach = np.maximum.accumulate(row[:, 0] + row[:, 2])
    gaps = (row[1:, 0] - reach[:-1]).astype(float)
    place = (row[1:, 0] - row[0, 0]) / width
    gaps[(place < 0.25) | (place > 0.75)] = -np.inf
    if not np.isfinite(gaps).any() or gaps.max() < 4:
        return [row]
    # Among word gaps the one nearest the middle halves the climb best.
    wide = gaps >= max(4.0, 0.6 * float(gaps.max()))
    at = int(np.flatnonzero(wide)[np.argmin(np.abs(place[wide] - 0.5))]) + 1
    return [*_level(row[:at]), *_level(row[at:])]


def _climb(row: Parts) -> float:
    """How much the letters' feet rise or fall over the row, by the medians of its quarters."""
    row = row[np.argsort(row[:, 0])]
    feet = [float(np.median(part[:, 1] + part[:, 3])) for part in np.array_split(row, 4)]
    return max(feet) - min(feet)


# --- boxes -------------------------------------------------------------------------------------------


def _boxes(rows: list[Parts], marks: Parts) -> list[Box]:
    """A box around each row with the marks that belong to it: each goes to the row it is nearest to."""
    if not rows:
        return []
    bodies = [_body(row) for row in rows]
    left, top, right, bottom = np.array([(b.left, b.top, b.right, b.bottom) for b in bodies]).T
    size = np.array(
        [min(float(np.median(row[:, 3])), body.height) for row, body in zip(rows, bodies, strict=True)]
    )
    x, mark_top, mark_bottom = marks[:, 0] + marks[:, 2] / 2, marks[:, 1], marks[:, 1] + marks[:, 3]
    inside = (x[:, None] > left - _SIGN * size) & (x[:, None] < right + _SIGN * size)
    above = (top - mark_top[:, None]) / (_MARK_ABOVE * size)
    below = (mark_bottom[:, None] - bottom) / (_MARK_BELOW * size)
    distance = np.where(inside, np.maximum(np.maximum(above, below), 0), np.inf)
    row_of = distance.argmin(axis=1)
    every = np.arange(len(marks))
    near = (above[every, row_of] <= 1) & (below[every, row_of] <= 1) & inside[every, row_of]
    stacked = (above[every, row_of] <= _STACKED) & (above[every, row_of] > 1) & inside[every, row_of]
    for at in np.flatnonzero(stacked).tolist():
        row = row_of[at]
        own = marks[near & (row_of == row)]
        near[at] = _stands_on(
            marks[at], np.concatenate((own, rows[row])), bodies[row].top - _GROWN * size[row]
        )
    taller = [_with_tall_letters(*each) for each in zip(bodies, rows, size.tolist(), strict=True)]
    return [_with_marks(body, marks[near & (row_of == at)]) for at, body in enumerate(taller)]


def _stands_on(mark: NDArray[np.int64], parts: Parts, top: float) -> bool:
    """Another mark, or a letter that has grown to one and so reaches above `top`, stands right under this
    one: it is a tone and no speck."""
    middle = mark[0] + mark[2] / 2
    under = np.abs(parts[:, 0] + parts[:, 2] / 2 - middle) < mark[2] + parts[:, 2] / 2
    return bool((under & (parts[:, 1] > mark[1]) & (parts[:, 1] < top)).any())


def _with_tall_letters(body: Box, row: Parts, size: float) -> Box:
    """The body of a row with what a few letters reach beyond it, a tone grown to its letter or a long tail;
    not with what has grown to the next row."""
    usual_top, usual_bottom = float(np.median(row[:, 1])), float(np.median(row[:, 1] + row[:, 3]))
    top = max(float(row[:, 1].min()), body.top - _TALLER * size, usual_top - _TALLEST * size)
    bottom = min(
        float((row[:, 1] + row[:, 3]).max()), body.bottom + _TALLER * size, usual_bottom + _TALLEST * size
    )
    return Box(body.left, min(body.top, top), body.right, max(body.bottom, bottom))


def _with_marks(body: Box, marks: Parts) -> Box:
    return Box(
        min([body.left, *marks[:, 0].tolist()]) - _ROOM,
        min([body.top, *marks[:, 1].tolist()]) - _ROOM,
        max([body.right, *(marks[:, 0] + marks[:, 2]).tolist()]) + _ROOM,
        max([body.bottom, *(marks[:, 1] + marks[:, 3]).tolist()]) + _ROOM,
    )


def _is_blot(row: Parts, ink: NDArray[np.uint8]) -> bool:
    """A single full spot: rust of a staple, a stain, a filled hole."""
    left, top, width, height = row[0].tolist()
    full = np.count_nonzero(ink[top : top + height, left : left + width])
    return len(row) == 1 and min(width, height) >= 14 and bool(full >= 0.72 * width * height)


def _is_text(box: Box, flat: FlatPage) -> bool:
    left, top, right, bottom = box.rounded()
    ink = int(np.count_nonzero(flat.ink[top:bottom, left:right]))
    return box.height >= 12 and box.width >= 10 and ink >= _LEAST_INK
