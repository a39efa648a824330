"""Lines cut where columns ran together: layout joins what stands a word's gap apart, and columns may."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from pipeline.geometry import Box
from pipeline.reading.lattice import glyphs
from pipeline.types import Lattice, Line

HALF = 9.0
"""Half the width of a letter, frame pixels."""
COLUMN_GAP = 0.4
"""Columns that ran together into one line stand at least so many of its heights apart; words do not."""


def parted(
    line: Line, room: float = COLUMN_GAP, at: Callable[[float, float], bool] = lambda _left, _right: True
) -> tuple[Line, ...]:
    """The line cut at spaces of at least `room` of its heights; `at` says of the edges (x) of the letters
    beside one whether it counts."""
    steps = line.lattice.steps
    letters = [(n, glyph) for n, glyph in enumerate(glyphs(line.lattice)) if glyph.letter != " "]
    wide = 2 * HALF + room * line.box.height
    cuts = [
        (one, other)
        for (before, one), (behind, other) in pairwise(letters)
        if behind > before + 1 and other.x - one.x > wide and at(one.x + HALF, other.x - HALF)
    ]
    if not cuts:
        return (line,)
    places = (0, *(other.first for _one, other in cuts), len(steps))
    lefts = (line.box.left, *(other.x - HALF for _one, other in cuts))
    rights = (*(one.x + HALF for one, _other in cuts), line.box.right)
    return tuple(
        Line(
            Box(left, line.box.top, right, line.box.bottom),
            Lattice(steps[first:last]),
            line.leaders,
            unread=line.unread,
        )
        for (first, last), left, right in zip(pairwise(places), lefts, rights, strict=True)
    )
