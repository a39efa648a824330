"""What the answers of one paper say of each other: "as above", and two of them read in one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.extract.draft import NOTHING_SEEN, Draft
from pipeline.geometry import Box
from pipeline.reading.align import fold
from pipeline.vocabulary.spelling import spelling


def with_above(found: Iterable[Draft]) -> Iterator[Draft]:
    """Answers that say "as above" with what the last answer of their kind says, or without a value."""
    above: dict[str, str | None] = {}
    words = {fold(words) for words in spelling()["as_above"]}
    for entry in found:
        if fold(entry.raw) in words:
            told, doubts = above.get(entry.kind), (*entry.doubts, "as_above")
            yield replace(entry, value=told, doubts=doubts, heard=(), seen=NOTHING_SEEN)
        else:
            above[entry.kind] = entry.value
            yield entry


def answering_two(found: Sequence[Draft]) -> Iterator[Draft]:
    """Doubt what was read in one place for two fields: one of them, at least, is answered elsewhere."""
    for entry in found:
        others = (o for o in found if o.key != entry.key and o.page == entry.page and o.written)
        twice = entry.written and any(_same_place(entry.box, other.box) for other in others)
        yield replace(entry, doubts=(*entry.doubts, "answers_two")) if twice else entry


def _same_place(one: Box, other: Box) -> bool:
    common = one.intersection(other)
    return common is not None and common.area > _MOSTLY * max(one.area, other.area)


_MOSTLY = 0.8
"""Boxes that share so much of the larger one are one place; a row that two values share is shared by less."""
