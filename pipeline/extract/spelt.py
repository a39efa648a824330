"""Words that differ from a common word in their marks alone: `kỹ sự` beside `kỹ sư`.

A dot of a leader below a letter reads as its tone, surely and by every look; only the language shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise

from pipeline.text import place_tones, strip_marks
from pipeline.vocabulary.places import register
from pipeline.vocabulary.spelling import compounds, terms

_Pair = tuple[str, str]
_PART = re.compile(r"[^\w\s]|\d")


def like_another_word(value: str) -> bool:
    """Whether two neighbouring syllables are no known word, nor either of them part of one with the syllable
    on its other side, but would be with other marks on one of them. Two with capitals are a name.

    Of 1,994 right values that would have been accepted (eleven sets) 25 look so but for that and for places.
    """
    return any(map(_is_odd, _PART.split(value)))


def _is_odd(part: str) -> bool:
    pairs = list(pairwise(_syllables(part)))
    named = [one.istitle() and other.istitle() for one, other in pairwise(part.split())]
    known = [False, *(pair in _words() or pair in _places() for pair in pairs), False]
    return any(
        not (named[place] or any(known[place : place + 3]))
        and any(_one_differs(pair, other) for other in _alike(pair))
        for place, pair in enumerate(pairs)
    )


def _one_differs(pair: _Pair, other: _Pair) -> bool:
    return (pair[0] == other[0]) != (pair[1] == other[1])


def _alike(pair: _Pair) -> frozenset[_Pair]:
    return _by_letters().get((strip_marks(pair[0]), strip_marks(pair[1])), frozenset())


def _syllables(text: str) -> list[str]:
    return [place_tones(word) for word in text.casefold().split()]


def _pairs(texts: Iterable[str]) -> frozenset[_Pair]:
    return frozenset(pair for text in texts for pair in pairwise(_syllables(text)))


@cache
def _words() -> frozenset[_Pair]:
    return _pairs(_PART.sub(" ", text) for text in (*terms(), *compounds()))


@cache
def _places() -> frozenset[_Pair]:
    provinces = [province for name in ("until-2025", "since-2025") for province in register(name)]
    units = [unit for province in provinces for unit in (province, *province.parts)]
    return _pairs(place.name for unit in units for place in (unit, *unit.parts))


@cache
def _by_letters() -> Mapping[_Pair, frozenset[_Pair]]:
    found: dict[_Pair, set[_Pair]] = {}
    for pair in _words():
        found.setdefault((strip_marks(pair[0]), strip_marks(pair[1])), set()).add(pair)
    return {letters: frozenset(pairs) for letters, pairs in found.items()}
