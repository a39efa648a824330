"""Words that differ from a common word in their marks alone: `kỹ sự` beside `kỹ sư`.

A dot of a leader below a letter reads as its tone, surely and by every look; only the language shows it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise

from pipeline.text import comparable, edit_distance, nfc, place_tones, strip_marks
from pipeline.vocabulary.places import register
from pipeline.vocabulary.spelling import answers, compounds, terms

_Pair = tuple[str, str]
_PART = re.compile(r"[^\w\s]|\d")


def like_another_word(value: str) -> bool:
    """Whether it is but for one letter what many a field is answered by (`Khôn`), or two neighbouring
    syllables are no known word, nor either of them part of one with the syllable on its other side, but would
    be with other marks on one of them. Two with capitals are a name.

    Of 1,994 right values that would have been accepted (eleven sets) 25 look so but for that and for places.
    """
    return _nearly_answers(value) or any(map(_is_odd, _PART.split(value)))


def _nearly_answers(value: str) -> bool:
    said = comparable(value)
    return any(len(answer) >= _LONG and edit_distance(said, comparable(answer)) == 1 for answer in answers())


_LONG = 4
"""Fewer letters are one letter off much else."""


def without_stray_dots(value: str) -> str:
    """The value with each such word as it would be known with one dot below more or less, where there is one
    such word alone: `kỹ sư` for `kỹ sự`, `dân sự` for `dân sư`."""
    parts = re.split(f"({_PART.pattern})", value)
    return "".join(part if place % 2 else _undotted(part) for place, part in enumerate(parts))


def _undotted(part: str) -> str:
    written, syllables = re.split(r"(\s+)", part), _syllables(part)
    places = [place for place, word in enumerate(written) if word.strip()]
    for first in _odd_pairs(part):
        pair = syllables[first], syllables[first + 1]
        known = [other for other in _alike(pair) if _one_differs(pair, other) and _dots_alone(pair, other)]
        if len(known) == 1:
            for place, syllable in zip(places[first : first + 2], known[0], strict=True):
                if place_tones(written[place].casefold()) != syllable:
                    written[place] = _as_written(written[place], syllable)
    return "".join(written)


def _dots_alone(pair: _Pair, other: _Pair) -> bool:
    plain = (nfc(unicodedata.normalize("NFD", " ".join(words)).replace(_DOT, "")) for words in (pair, other))
    return next(plain) == next(plain)


def _as_written(word: str, syllable: str) -> str:
    """A syllable in the case of the word that it stands for."""
    if word.isupper() and len(word) > 1:
        return syllable.upper()
    return syllable[:1].upper() + syllable[1:] if word[:1].isupper() else syllable


_DOT = "\N{COMBINING DOT BELOW}"


def _is_odd(part: str) -> bool:
    return next(_odd_pairs(part), None) is not None


def _odd_pairs(part: str) -> Iterator[int]:
    """The places of such pairs of neighbours in a part of a value, by their first syllable."""
    pairs = list(pairwise(_syllables(part)))
    named = [one.istitle() and other.istitle() for one, other in pairwise(part.split())]
    known = [False, *(pair in _words() or pair in _places() for pair in pairs), False]
    for place, pair in enumerate(pairs):
        unknown = not (named[place] or any(known[place : place + 3]))
        if unknown and any(_one_differs(pair, other) for other in _alike(pair)):
            yield place


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
