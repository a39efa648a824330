"""Pieces of a page that are no writing of their own: marks of a line, and what stands in the margin.

A comma or tone mark that chained by itself is a piece inside the piece it was written with; the seal across
the edges of all pages leaves letters beyond the block of print. Sizes are frame pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

from pipeline.geometry import Box, union
from pipeline.reading.lattice import glyphs, sureness, text
from pipeline.types import Line, PageRead

_INSIDE = 0.9
"""So much of a mark's width lies within the line it belongs to …"""
_LEVEL = 0.5
"""… and so much of the lower one's height is shared."""
_WORD = 4
"""A line that marks belong to has so many letters at least, and more than they."""
_LOWEST = 15.0
"""A row of 5-point print is as high (1.9 mm)."""
_WIDE = 0.3
"""Lines over this share of a leaf's width, and tables, show where its print begins and ends …"""
_FEWEST_WIDE = 5
"""… where there are so many such lines."""
_BEYOND = 16.0
"""What lies wholly so far outside the block of print (2 mm) stands in the margin, and so does what is narrow,
reaches as far out and lies there for the greater part."""
_CLOSE = 4.0
"""What stands at most so many heights behind a label of its row answers it, if it reads well."""
_LEGIBLY = log(0.8)
"""So well, the mean log probability of its letters: the edge of a seal and other marks do not."""
_NARROW = 0.1
"""So narrow, as a share of the leaf, is what the edge of a seal leaves of a row."""


def without_strays(page: PageRead) -> PageRead:
    """The page without pieces that lie in another piece of their row or in the side margins."""
    inside = [line for leaf in page.leaves for line in _in_block(page, leaf)]
    letters = [sum(glyph.letter.isalnum() for glyph in glyphs(line.lattice)) for line in inside]
    words = [(line.box, count) for line, count in zip(inside, letters, strict=True) if count >= _WORD]
    kept = (
        line
        for line, count in zip(inside, letters, strict=True)
        if not any(count < more and _owns(box, line.box) for box, more in words)
        and not _is_dotted_rule(line, count)
    )
    return replace(page, lines=tuple(kept))


def _is_dotted_rule(line: Line, letters: int) -> bool:
    """A dotted rule that was read: no writing is so low."""
    return line.box.height < _LOWEST and letters > _WORD


def _owns(line: Box, mark: Box) -> bool:
    """The mark lies within the line."""
    shared = min(line.right, mark.right) - max(line.left, mark.left)
    return shared >= _INSIDE * mark.width and line.vertical_overlap(mark) > _LEVEL


def _in_block(page: PageRead, leaf: Box) -> list[Line]:
    """The lines of a leaf that reach into its block of print; all where too few wide ones show the block."""
    lines = [line for line in page.lines if leaf.left <= line.box.centre[0] < leaf.right]
    wide = [line.box for line in lines if line.box.width > _WIDE * leaf.width]
    if len(wide) < _FEWEST_WIDE:
        return lines
    tables = [table.box for table in page.tables if leaf.contains(*table.box.centre)]
    block = union((*wide, *tables)).grown(_BEYOND, 0)
    print_ = union((_without_outliers(wide), *tables))
    narrow = _NARROW * leaf.width
    within = [line for line in lines if not _stands_beside(line.box, block, print_, narrow)]
    beyond = (line for line in lines if line not in within)
    return [*within, *(line for line in beyond if _is_written_on(line, within))]


def _is_written_on(line: Line, within: Sequence[Line]) -> bool:
    """A word that reads well, close behind a label of its row: an answer may end beyond all wide lines."""
    letters = sum(glyph.letter.isalnum() for glyph in glyphs(line.lattice))
    return (letters >= _WORD and sureness(line.lattice) > _LEGIBLY) and any(
        0 < line.box.left - before.box.right < _CLOSE * before.box.height
        and before.box.vertical_overlap(line.box) > _LEVEL
        and text(before.lattice).rstrip().endswith(":")
        for before in within
    )


def _stands_beside(box: Box, block: Box, print_: Box, narrow: float) -> bool:
    """Wholly outside the block; or narrow, across its edge, and mostly beyond what print fills."""
    if box.right <= block.left or box.left >= block.right:
        return True
    right = box.right > block.right and box.centre[0] > print_.right
    left = box.left < block.left and box.centre[0] < print_.left
    return box.width <= narrow and (left or right)


def _without_outliers(wide: Sequence[Box]) -> Box:
    """The block of print by all lines but the one that reaches farthest on each side: it may have run into
    what stands in the margin."""
    left, right = sorted(box.left for box in wide)[1], sorted(box.right for box in wide)[-2]
    return replace(union(wide), left=left, right=right)
