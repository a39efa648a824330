"""Finding a printed phrase in read text that has mistakes: approximate matching after Sellers (1980)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

    At least one letter must be right. A document is searched at once; most phrases stand nowhere, and that
    is seen from their pieces.
    """
    if not phrase or not text:
        return ()
    limit = min(limit, len(phrase) - 1)
    if not any(piece in text for piece in _pieces(phrase, limit + 1)):
        return ()
    anywhere = [(1 << len(text) + 1) - 1] * (limit + 1)
    found: list[Match] = []
    for distance, ends in enumerate(_ends(phrase, text, anywhere)):
        matches = [
            _match(phrase, text, end, distance)
            for end in ends
            if all(end <= other.start or end > other.end for other in found)
        ]
        for match in sorted(matches, key=lambda m: (abs(m.end - m.start - len(phrase)), m.start)):
            if all(match.end <= other.start or match.start >= other.end for other in found):
                found.append(match)
    return tuple(sorted(found, key=lambda match: match.start))


@lru_cache(maxsize=8192)
def _pieces(phrase: str, count: int) -> tuple[str, ...]:
    """The phrase in so many pieces: with fewer mistakes than pieces one of them stands there whole (Wu and
    Manber 1992)."""
    borders = [len(phrase) * n // count for n in range(count + 1)]
    return tuple(phrase[start:end] for start, end in pairwise(borders))


def _ends(phrase: str, text: str, begun: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Where in the text stretches end that are the phrase with no mistake, with one, and so on.

    All positions of the text are bits of one number, and there is a number for each count of mistakes; the
    phrase is gone through letter by letter (Wu and Manber 1992, their letters and positions exchanged).
    `begun`: where a stretch may begin, for no mistake, one and so on.
    """
    everywhere, within = (1 << len(text) + 1) - 1, begun
    for letter in phrase:
        here, before, now, following = _where(letter, text), 0, 0, list[int]()
        for held in within:
            now = (held << 1 & here | before | before << 1 | now << 1) & everywhere
            following.append(now)
            before = held
        within = following
    fewer = 0
    for held in within:
        yield tuple(_set_bits(held & ~fewer))
        fewer |= held


@lru_cache(maxsize=4096)
def _where(letter: str, text: str) -> int:
    """The positions behind a letter of the text, as bits."""
    found = np.packbits(_codes(text) == ord(letter), bitorder="little")
    return int.from_bytes(found.tobytes(), "little") << 1


def _set_bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _match(phrase: str, text: str, end: int, distance: int) -> Match:
    """Find the start by matching backwards from `end`; of equal starts that nearest the phrase's length."""
    window = text[max(0, end - 2 * len(phrase)) : end][::-1]
    from_there = [(1 << count + 1) - 1 for count in range(distance + 1)]
    *_, lengths = _ends(phrase[::-1], window, from_there)
    length = min(lengths, key=lambda n: (abs(n - len(phrase)), n))
    return Match(end - length, end, distance)


def lead(phrase: str, text: str, limit: int) -> Match | None:
    """How `phrase` fits the beginning of `text` with at most `limit` mistakes, wherever it ends best."""
    begun = [(1 << count + 1) - 1 for count in range(limit + 1)]
    return next((Match(0, ends[0], n) for n, ends in enumerate(_ends(phrase, text, begun)) if ends), None)
