"""A place at the end of a line, decoded under the registers: province, then district, then commune.

Every unit of the next level is weighed exactly for the few best of the level above, with its rank in full,
shortened or left out. What stands before (house, street, hamlet) is read as it comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from pipeline.reading.decode import GAP, Candidate, any_of, decode, forward, free_score
from pipeline.reading.forced import align
from pipeline.reading.graph import Graph
from pipeline.reading.lattice import text as greedy
from pipeline.types import BLANK, Lattice, Step
from pipeline.vocabulary.places import REGISTERS, Place, forms, register

_KEPT = 8
"""So many units of a level are followed down."""
_LETTER = -2.0
"""What a letter costs that no register explains."""
_UNSEEN = -6.0
"""A letter of a name that the reader did not see costs less than elsewhere: hands swallow letters."""
_SEPARATORS = " ,.-–;:/"


@dataclass(frozen=True, slots=True)
class Ending:
    """A unit and those around it, smallest first; `forms` as each is written.

    `score` is the natural log of likelihood times prior; `prior` alone counts units of a level as equally
    likely.
    """

    names: tuple[str, ...]
    forms: tuple[str, ...]
    score: float
    prior: float


@dataclass(frozen=True, slots=True)
class _Node:
    """An ending still to be weighed or just weighed, with the ways the line may have come to it."""

    ending: Ending
    parts: tuple[Place, ...]
    arrived: NDArray[np.float64]


def place_endings(lattice: Lattice) -> tuple[Ending, ...]:
    """The likeliest places that end the line, of either register, best first; none for an empty line.

    The line is read from its end: a province, then what lies in it, level by level, each level going on
    from where the one above has arrived.
    """
    steps = lattice.steps[::-1]
    if not steps:
        return ()
    specks = any_of(steps, _SEPARATORS + BLANK, _UNSEEN)
    start = np.concatenate(([1.0], np.cumprod(specks)))
    rest = np.array(
        [exp(s.log_probs[0] + _LETTER * (s.letters[0] not in BLANK + _SEPARATORS)) for s in steps]
    )
    found: list[Ending] = []
    for name in REGISTERS:
        top = _Node(Ending((), (), 0.0, 0.0), register(name), start)
        level = [top]
        while level:
            level = _weighed(steps, rest, level)
            found += [node.ending for node in level]
    return tuple(sorted(found, key=lambda ending: -ending.score))


def written(lattice: Lattice, ending: Ending, before: Graph) -> Candidate | None:
    """The whole line as it ends in this place: what stands before it under a graph of its own, the place
    in its forms, the signs between them as they were read. None where the line is too short for it."""
    text = ", ".join(ending.forms)
    laid = align(lattice.steps, text, _LETTER, _UNSEEN)
    if laid is None:
        return None
    start = _first(lattice.steps, laid.spans[0][0])
    front = Lattice(lattice.steps[:start])
    said = greedy(front).strip(_SEPARATORS)
    first = (decode(front, before)[:1] if said else ()) or (Candidate(said, free_score(front)),)
    parts, place = "", 0
    for form in ending.forms:
        if parts:
            between = lattice.steps[laid.spans[place - 3][1] + 1 : laid.spans[place][0]]
            parts += _sign(greedy(Lattice(between)))
        parts += _as_read(form, lattice.steps[laid.spans[place][0]])
        place += len(form) + 2
    own = align(lattice.steps[start:], text, _LETTER, _UNSEEN)
    assert own is not None
    return Candidate(first[0].text + parts, first[0].score + own.score + ending.prior)


def _first(steps: Sequence[Step], start: int) -> int:
    """The first step of the letter that is best at `start`: it is not part of what stands before."""
    letter = steps[start].letters[0].casefold()
    while letter != BLANK and start > 0 and steps[start - 1].letters[0].casefold() == letter:
        start -= 1
    return start


def _as_read(form: str, step: Step) -> str:
    """A form with its first letter small or a capital as it was read."""
    read = step.letters[0]
    return read + form[1:] if read.casefold() == form[0].casefold() else form


def _sign(read: str) -> str:
    """What parts two units, as read; a comma where nothing of the kind was read."""
    return read if read and not read.strip(_SEPARATORS) else ", "


def _weighed(steps: Sequence[Step], rest: NDArray[np.float64], level: Sequence[_Node]) -> list[_Node]:
    """The best few units within those of a level, each in its best form."""
    inner = [(node, unit, form) for node in level for unit in node.parts for form in forms(unit.name)]
    if not inner:
        return []
    entries = [(GAP if node.ending.names else "") + form[::-1] for node, _, form in inner]
    begun = np.stack([node.arrived for node, _, _ in inner])
    scores, arrived = forward(steps, entries, begun, rest, _UNSEEN, _SEPARATORS)
    best: dict[tuple[str, ...], _Node] = {}
    for (node, unit, form), likelihood, ways in zip(inner, scores, arrived, strict=True):
        names, prior = (unit.name, *node.ending.names), node.ending.prior - log(len(node.parts))
        ending = Ending(names, (form, *node.ending.forms), prior + float(likelihood), prior)
        if names not in best or best[names].ending.score < ending.score:
            best[names] = _Node(ending, unit.parts, ways)
    return sorted(best.values(), key=lambda node: -node.ending.score)[:_KEPT]
