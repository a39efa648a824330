"""Lines with a verified text, cut from the scans where people settled values.

People keep a value as the record wants it, `1962-03-15`; the paper says `15/3/1962`. Of the ways in which
papers write a value that one is taken which is nearest to what the network reads there. Where even that is
far from it, the picture may show something else, and the line is left out rather than taught wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from pipeline.cleanup import crop, flatten
from pipeline.flat import FlatPage
from pipeline.geometry import Box
from pipeline.layout import find_lines
from pipeline.scans import PageUnreadable, Source, open_read
from pipeline.synthesis.training.verified import VerifiedLine
from pipeline.text import edit_distance, squeeze, strip_marks

HEIGHT = 64
"""Crops are cut so high, in pixels: more than a network reads, so that they can be bent."""
MOST_WRONG = 0.5
"""A line of which more letters than this share are read otherwise, marks aside, is not taught: a hand that is
read at all is read better (real hands 0.3, model card)."""
_BESIDE = (0.4, 0.6)
"""Cut so much to the left and to the right of the outermost letters, in heights of the line."""
_MOST_HEIGHT = 1.6
"""A box of more than so many heights of a line is a value over several rows."""
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_SEPARATORS = ("/", "-", ".", " / ", " - ")


@dataclass(frozen=True, slots=True)
class SettledValue:
    """A value as people settled it, and where it stands: a page that is upright when turned clockwise by
    `rotation`, `box` in the scan's pixels. `dossier` stands for the hand."""

    dossier: str
    value: str
    source: Source
    rotation: int
    box: Box


def verified_lines(
    values: Iterable[SettledValue], read: Callable[[NDArray[np.uint8]], str]
) -> Iterator[VerifiedLine]:
    """The lines that can be taught, page by page; `read` gives the network's text of a line image.

    A page that can be opened no more teaches nothing.
    """
    for value in sorted(values, key=lambda value: (value.source.path, value.source.page, value.rotation)):
        try:
            flat, lines = _page(value.source, value.rotation)
        except PageUnreadable:
            continue
        place = _place(value.box, flat, lines)
        if place is None:
            continue
        image = crop(flat, place, HEIGHT, clean=False)
        seen = squeeze(read(image))
        text = min(spellings(value.value), key=lambda text: edit_distance(text, seen))
        if edit_distance(_plain(text), _plain(seen)) <= MOST_WRONG * len(text):
            yield VerifiedLine(image, text, value.dossier)


def _plain(text: str) -> str:
    return strip_marks(text).casefold()


@lru_cache(maxsize=1)
def _page(source: Source, rotation: int) -> tuple[FlatPage, tuple[Box, ...]]:
    scan = open_read(source)
    flat = flatten(scan.pixels, scan.dpi, rotation)
    return flat, find_lines(flat)


def _place(box: Box, flat: FlatPage, lines: Iterable[Box]) -> Box | None:
    """The value's part of its line, in the frame; None where it stands on no line or on several."""
    place = flat.to_scan.inverse().box(box)
    line = max(lines, key=lambda line: _shared(line, place), default=None)
    if line is None or not _shared(line, place) or place.height > _MOST_HEIGHT * line.height:
        return None
    before, behind = (share * line.height for share in _BESIDE)
    left, right = max(line.left, place.left - before), min(line.right, place.right + behind)
    return Box(left, line.top, right, line.bottom) if right - left > line.height / 2 else None


def _shared(line: Box, place: Box) -> float:
    common = line.intersection(place)
    return common.width * common.height if common else 0.0


def spellings(value: str) -> tuple[str, ...]:
    """The ways in which papers write a value of the record."""
    if (date := _DATE.fullmatch(value)) is not None and (date[2] or 1900 <= int(date[1]) < 2100):
        return tuple(dict.fromkeys(_dates(date[1], date[2], date[3])))
    grouped = f"{int(value):,}".replace(",", ".") if value.isascii() and value.isdigit() else value
    capital = value[:1].upper() + value[1:]
    return tuple(dict.fromkeys((value, value.upper(), value.lower(), capital, value.title(), grouped)))


def _dates(year: str, month: str | None, day: str | None) -> Iterator[str]:
    parts = [part for part in (day, month) if part]
    for padded in product((True, False), repeat=len(parts)):
        written = [part if full else str(int(part)) for part, full in zip(parts, padded, strict=True)]
        for shown in (year, year[2:]) if day else (year,):
            yield from (mark.join((*written, shown)) for mark in _SEPARATORS)
        words = " năm ".join((" tháng ".join(written), year)) if written else year
        yield from (words, ("ngày " if day else "tháng " if month else "năm ") + words)
