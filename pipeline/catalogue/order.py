"""Pages of one document in the order they are to be read, whatever order they were scanned in.

An A3 sheet folded once is scanned open: its outside shows pages 4 and 1, its inside pages 2 and 3. Headings
of the form tell which leaf comes when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from statistics import median

from pipeline.catalogue.catalogue import Kind
from pipeline.catalogue.evidence import standing
from pipeline.geometry import Box
from pipeline.reading.align import fold
from pipeline.reading.stream import stream
from pipeline.types import PageRead


def in_reading_order(pages: Sequence[PageRead], kind: Kind | None) -> tuple[PageRead, ...]:
    """The pages, open sheets leaf by leaf, by the headings that stand on them; as they are where none tell
    more.

    A leaf without headings stays behind the one it was scanned after.
    """
    leaves = [leaf for page in pages for leaf in _leaves(page)]
    if kind is None or not kind.inside:
        return tuple(pages)
    places: list[float] = []
    weights = [len(fold(heading)) for heading in kind.inside]
    for place in _places([_headings(leaf, kind) for leaf in leaves], weights):
        places.append((places[-1] + 0.01 if places else 0.0) if place is None else place)
    if places == sorted(places):
        return tuple(pages)
    return tuple(leaf for _, leaf in sorted(zip(places, leaves, strict=True), key=lambda pair: pair[0]))


_TITLE = -1
"""The title's place among the headings: before them all."""


def _headings(leaf: PageRead, kind: Kind) -> tuple[int, ...]:
    """The places in the form of the headings that stand on a leaf; of one with the title, that alone."""
    letters = stream((leaf,)).folded
    if any(standing((title,), letters) for title in map(fold, kind.titles)):
        return (_TITLE,)
    return standing(tuple(map(fold, kind.inside)), letters)


def _places(headings: Sequence[tuple[int, ...]], weights: Sequence[int]) -> Iterator[float | None]:
    """Where in the form each leaf stands: the middle of its headings, None where it has none.

    Words that stand on other leaves too say little of where this one belongs: "Họ và tên" heads a column of
    a later page. Only what stands on the fewest leaves counts, a long heading more than a short one:
    `weights` are their letters.
    """
    often = Counter(chain.from_iterable(headings))
    for found in headings:
        rarest = min((often[place] for place in found), default=0)
        said = [place for place in found if often[place] == rarest for _ in range(weights[max(0, place)])]
        yield median(said) if said else None


def _leaves(page: PageRead) -> Iterator[PageRead]:
    """Each leaf of an open sheet as a page of its own, in the frame of the whole."""
    if len(page.leaves) == 1:
        yield page
        return
    for leaf in page.leaves:
        lines = tuple(line for line in page.lines if _on(line.box, leaf))
        combs = tuple(comb for comb in page.combs if _on(comb.line.box, leaf))
        tables = tuple(table for table in page.tables if _on(table.box, leaf))
        yield replace(page, leaves=(leaf,), lines=lines, combs=combs, tables=tables)


def _on(box: Box, leaf: Box) -> bool:
    return leaf.left <= box.centre[0] < leaf.right
