"""Finding a printed phrase in read text that has mistakes: approximate matching after Sellers (1980)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.text import strip_marks


@dataclass(frozen=True, slots=True)
class Match:
    """`text[start:end]` is the phrase with `distance` letters wrong, missing or too many."""

    start: int
    end: int
    distance: int


def fold(printed: str) -> str:
    """Printed text as the folded twin of a stream holds it: no marks, one case, letters and digits only."""
    return "".join(letter for letter in strip_marks(printed).casefold() if letter.isalnum())


def find(phrase: str, text: str, limit: int) -> tuple[Match, ...]:
    """Every place where `phrase` stands in `text` with at most `limit` mistakes, best of each overlap.

    At least one letter must be right. Takes len(phrase) numpy steps over the whole text, so a document is
    searched at once; most phrases stand nowhere, and that is seen from their pieces.
    """
    if not phrase or not text:
        return ()
    limit = min(limit, len(phrase) - 1)
    if not any(piece in text for piece in _pieces(phrase, limit + 1)):
        return ()
    ends = _distances(_codes(phrase), _codes(text), np.zeros(len(text) + 1, dtype=np.int64))
    places = np.flatnonzero(ends <= limit)
    matches = [_match(phrase, text, int(end), int(ends[end])) for end in places]
    found: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.distance, abs(m.end - m.start - len(phrase)), m.start)):
        if all(match.end <= other.start or match.start >= other.end for other in found):
            found.append(match)
    return tuple(sorted(found, key=lambda match: match.start))


@lru_cache(maxsize=8192)
def _pieces(phrase: str, count: int) -> tuple[str, ...]:
    """The phrase in so many pieces: with fewer mistakes than pieces one of them stands there whole (Wu and
    Manber 1992)."""
    borders = [len(phrase) * n // count for n in range(count + 1)]
    return tuple(phrase[start:end] for start, end in pairwise(borders))


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _distances(
    phrase: NDArray[np.uint32], text: NDArray[np.uint32], row: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Fewest mistakes of the phrase against a stretch of text that ends before each position 0…n.

    `row` is what it costs to begin at each position: nothing anywhere, or its distance from the start.
    """
    positions = np.arange(len(text) + 1)
    for letter in phrase:
        step = np.minimum(row + 1, np.concatenate(([row[0] + 1], row[:-1] + (text != letter))))
        row = np.minimum.accumulate(step - positions) + positions
    return row


def _match(phrase: str, text: str, end: int, distance: int) -> Match:
    """Find the start by matching backwards from `end`; of equal starts that nearest the phrase's length."""
    window = text[max(0, end - 2 * len(phrase)) : end]
    backwards = _distances(_codes(phrase[::-1]), _codes(window[::-1]), np.arange(len(window) + 1))
    lengths = np.flatnonzero(backwards == distance)
    length = int(min(lengths, key=lambda n: (abs(n - len(phrase)), n)))
    return Match(end - length, end, distance)


def lead(phrase: str, text: str) -> Match:
    """How well `phrase` fits the beginning of `text`, wherever it ends best."""
    ends = _distances(_codes(phrase), _codes(text), np.arange(len(text) + 1))
    end = int(ends.argmin())
    return Match(0, end, int(ends[end]))
