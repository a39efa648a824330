"""Second scans: pages that show a sheet which was scanned before.

Two scans of one sheet differ in place, turn, noise and light, two sheets of one print in what is written on
them: so the pictures are laid over each other where they fit best, and compared cell by cell. Two typed
papers of one wording and different years look the same that way; their numbers tell them apart. In doubt a
page is no second scan: that costs a look, the other way round a paper would be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import log

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.reading.stream import Stream, stream
from pipeline.types import InkGrid, PageRead

_SAME = 0.78
"""Correlation of two scans of one sheet (53 of nine sets: from 0.817 on, but for one at 0.66, which stays a
page of its own). Two curricula of one person with the same words, set alike by one print shop, reach 0.77."""
_OTHER_TEXT = 0.68
"""Share of its threes of letters that a page has in common with another: below it they are two sheets
whatever they look like (115 second scans of six sets had from 0.81 on, two papers of one look 0.54)."""
_TELLING = 40
"""Pages of fewer letters are told by their look alone."""
_OTHER_SIZE = 0.08
_OTHER_INK = 0.8
"""Scans of one sheet are of one size, and differ by less than this in the logarithm of their ink."""
_LEAST_INK = 60
"""Levels over all cells: a page with less shows too little to be known again."""
_FINE, _BROAD = 0.7, 5.0
"""What is smaller than the first is noise, what is broader than the second all papers share, in cells."""
_FIELD = (192, 160)
"""Cells of the field in which pages are laid over each other; larger pages are cut."""
_SURE = log(0.97)
"""Two digits read at least so surely differ on paper too: of 36 drawn pages scanned twice none had such
digits, of 36 with other dates and numbers 30."""


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """A page made ready for comparing: its spectrum, of length one."""

    page: PageRead
    ink: float
    spectrum: NDArray[np.complex128]


def second_scans(pages: Sequence[PageRead]) -> dict[int, int]:
    """Pages that are another scan of an earlier one: number → number of the first."""
    firsts: list[_Look] = []
    found: dict[int, int] = {}
    for page in pages:
        if page.blank or page.withheld:
            continue
        look = _look(page)
        twin = next((first for first in firsts if _same_sheet(first, look)), None) if look else None
        if twin is not None:
            found[page.job.number] = twin.page.job.number
        elif look is not None:
            firsts.append(look)
    return found


def _look(page: PageRead) -> _Look | None:
    cells = _cells(page.ink_grid)
    ink = float(cells.sum())
    if ink < _LEAST_INK:
        return None
    detail = cv2.GaussianBlur(cells, (0, 0), _FINE) - cv2.GaussianBlur(cells, (0, 0), _BROAD)
    detail /= float(np.sqrt((detail**2).sum())) or 1.0
    return _Look(page, ink, np.fft.rfft2(detail))


def _cells(grid: InkGrid) -> NDArray[np.float32]:
    """The grid in the middle of an empty field."""
    field = np.zeros(_FIELD, np.float32)
    if grid.columns:
        levels = np.frombuffer(bytes.fromhex("0" + "0".join(grid.levels)), np.uint8)
        cells = levels.reshape(-1, grid.columns)[: _FIELD[0], : _FIELD[1]]
        top, left = (_FIELD[0] - cells.shape[0]) // 2, (_FIELD[1] - cells.shape[1]) // 2
        field[top : top + cells.shape[0], left : left + cells.shape[1]] = cells
    return field


def _same_sheet(first: _Look, second: _Look) -> bool:
    if _other_look(first, second):
        return False
    likeness = float(np.fft.irfft2(first.spectrum * second.spectrum.conj(), s=_FIELD).max())
    if likeness < _SAME:
        return False
    shared = _shared_text(first.page, second.page)
    alike = shared is None or shared >= _OTHER_TEXT
    return alike and not _other_numbers(first.page, second.page)


def _other_look(first: _Look, second: _Look) -> bool:
    """Told apart at a glance: another size, or much more ink."""
    sizes = (
        (first.page.frame_width, second.page.frame_width),
        (first.page.frame_height, second.page.frame_height),
    )
    return abs(log(first.ink / second.ink)) > _OTHER_INK or any(
        abs(log(one / other)) > _OTHER_SIZE for one, other in sizes
    )


def _shared_text(first: PageRead, second: PageRead) -> float | None:
    """The share of threes of letters of the shorter page that stand on the other, whatever their order;
    None where too little stands on one."""
    one, other = (stream((page,)).folded for page in (first, second))
    if min(len(one), len(other)) < _TELLING:
        return None
    threes = [Counter(map("".join, zip(text, text[1:], text[2:], strict=False))) for text in (one, other)]
    return (threes[0] & threes[1]).total() / min(threes[0].total(), threes[1].total())


def _other_numbers(first: PageRead, second: PageRead) -> bool:
    """Whether a digit stands on one page where another one stands on the other, both read surely."""
    one, other = stream((first,)), stream((second,))
    changes = SequenceMatcher(None, one.folded, other.folded, autojunk=False).get_opcodes()
    return any(
        _sure_digit(one, a) and _sure_digit(other, b)
        for kind, start, end, begin, stop in changes
        if kind == "replace" and end - start == stop - begin
        for a, b in zip(range(start, end), range(begin, stop), strict=True)
    )


def _sure_digit(letters: Stream, place: int) -> bool:
    return letters.folded[place].isdigit() and letters.letters[letters.origin[place]].log_prob >= _SURE


def joined(group: Sequence[int], twins: Mapping[int, int]) -> tuple[int, ...]:
    """Pages of a document with the second scans of them, in page order."""
    return tuple(sorted((*group, *(number for number, first in twins.items() if first in group))))
