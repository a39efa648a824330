"""A field's value from the lattice: what its kind can be, decoded, with the runner-up's distance.

Candidates that come to the same value (`1/2/1990`, `01-02-1990`) count together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log

from pipeline.extract.grammars import AROUND_VALUE, graph
from pipeline.extract.kinds import Value, normalise
from pipeline.extract.places import place_endings, written
from pipeline.reading.decode import Candidate, decode, free_score, score
from pipeline.text import comparable
from pipeline.types import Lattice
from pipeline.vocabulary.places import is_known
from pipeline.vocabulary.spelling import other_tone_place
from pipeline.vocabulary.words import vocabulary

FAR = 20.0
"""Margins beyond this tell no more, natural log."""
FIGURES = frozenset({"date", "period", "year", "national_id", "card_number", "profile_number", "money"})
_OVERRULED = 4.5
"""No figure is left out or put in against a reading this sure (natural log)."""
_STRANGE = -3.0
"""A word outside its closed vocabulary: rare, and then a person looks."""
_PLACES = 4
"""So many places of the registers are written out."""
_WEIGHED = 12
"""So many candidates are weighed against one another."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The best value, its margin over the next other value, what overruling the plain reading cost.

    `margin` and `gap` in nats, 0 to `FAR`; `heard` are the values that were weighed, best first, each with
    how much less likely than the best it is, in nats.
    """

    value: Value
    margin: float
    gap: float
    heard: tuple[tuple[str, float], ...] = ()


def decoded(kind: str, lattice: Lattice) -> Decoded | None:
    """The value under what its kind can be.

    None where the reader gives no letters to choose from, where it saw nothing of the kind, and where a
    number or date could be had only against what it surely read: then the plain reading stands.
    """
    if all(len(step.letters) == 1 for step in lattice.steps):
        return None
    found = _WAYS.get(kind, _listed if vocabulary(kind) else _open)(kind, lattice)
    if not found:
        return None
    values: dict[str, tuple[Value, float]] = {}
    for candidate in found[:_WEIGHED]:
        value = normalise(kind, candidate.text)
        key = comparable(value.value or "")
        held = values.get(key)
        values[key] = (value, candidate.score) if held is None else (held[0], _sum(held[1], candidate.score))
    ranked = sorted(values.values(), key=lambda entry: -entry[1])
    margin = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else FAR
    gap = free_score(lattice) - float(score(lattice, [found[0].text], AROUND_VALUE)[0])
    if gap > _OVERRULED and kind in FIGURES:
        return None
    heard = tuple((value.value, total - ranked[0][1]) for value, total in ranked if value.value)
    return Decoded(ranked[0][0], min(FAR, margin), min(FAR, max(0.0, gap)), heard)


def _open(kind: str, lattice: Lattice) -> tuple[Candidate, ...]:
    letters = graph(kind)
    return () if letters is None else decode(lattice, letters)


def _listed(kind: str, lattice: Lattice) -> tuple[Candidate, ...]:
    """Every spelling of a closed vocabulary, and what the reader saw if it is none of them."""
    spellings = [form for word in vocabulary(kind) for form in (word, *other_tone_place(word))]
    scores = score(lattice, spellings, AROUND_VALUE)
    listed = [Candidate(text, float(value)) for text, value in zip(spellings, scores, strict=True)]
    strange = (Candidate(c.text, c.score + _STRANGE) for c in _open("text", lattice)[:1])
    return tuple(sorted((*listed, *strange), key=lambda candidate: -candidate.score))


def _place(kind: str, lattice: Lattice) -> tuple[Candidate, ...]:
    """Free text, and if that does not end in a place of the registers, the likeliest of these."""
    letters = graph(kind)
    assert letters is not None
    free = decode(lattice, letters)
    if free and is_known(free[0].text):
        return free
    named = (written(lattice, ending, letters) for ending in place_endings(lattice)[:_PLACES])
    return tuple(sorted((*free, *filter(None, named)), key=lambda candidate: -candidate.score))


_WAYS = {"place": _place}


def _sum(first: float, second: float) -> float:
    most = max(first, second)
    return most if most == -inf else most + log(exp(first - most) + exp(second - most))
