"""Second scans: pages that show a sheet which was scanned before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.layout.fingerprint import BITS
from pipeline.reading.align import lead
from pipeline.reading.stream import stream
from pipeline.types import PageRead

_ALIKE = 0.3
"""Two scans of one sheet differ in a smaller share of their fingerprint's bits; others' text is not compared."""
_SAME_PICTURE = 0.12
_FEWEST_LETTERS = 30
_COMPARED_LETTERS = 900
_SAME_TEXT = 0.2


def second_scans(pages: Sequence[PageRead]) -> dict[int, int]:
    """Pages that are another scan of an earlier one: number → number of the first."""
    firsts: list[tuple[PageRead, str]] = []
    found: dict[int, int] = {}
    for page in pages:
        if page.blank or page.withheld:
            continue
        letters = stream((page,)).folded
        twin = next((first for first, other in firsts if same_sheet(first, other, page, letters)), None)
        if twin is None:
            firsts.append((page, letters))
        else:
            found[page.job.number] = twin.job.number
    return found


def unlike_bits(first: PageRead, second: PageRead) -> float:
    """Share of the fingerprints' bits that differ: about half for pages that have nothing in common."""
    return (first.fingerprint ^ second.fingerprint).bit_count() / BITS


def unlike_letters(one: str, other: str) -> float:
    """Share of letters that two readings differ in."""
    one, other = one[:_COMPARED_LETTERS], other[:_COMPARED_LETTERS]
    shorter, longer = sorted((one, other), key=len)
    return (lead(shorter, longer).distance + len(longer) - len(shorter)) / max(
        1, 2 * len(longer) - len(shorter)
    )


def same_sheet(first: PageRead, letters: str, second: PageRead, others: str) -> bool:
    """The pictures are alike, and so is the text: two filled forms of one print look much the same."""
    unlike = unlike_bits(first, second)
    if unlike > _ALIKE or min(len(letters), len(others)) < _FEWEST_LETTERS:
        return False  # Two pages that could not be read are not alike for that.
    return unlike_letters(letters, others) <= _SAME_TEXT


def joined(group: Sequence[int], twins: Mapping[int, int]) -> tuple[int, ...]:
    """Pages of a document with the second scans of them, in page order."""
    return tuple(sorted((*group, *(number for number, first in twins.items() if first in group))))
