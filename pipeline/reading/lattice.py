"""Working with lattices: greedy text, letters with their places, cutting, moving into the page frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from math import exp

from pipeline.geometry import Box
from pipeline.types import BLANK, Lattice, Step


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter of the greedy reading: where it stands and how probable it is, 0 to 1 as a log.

    `first` and `last` number the steps it was read from; `disputed` is that of its first.
    """

    letter: str
    x: float
    log_prob: float
    first: int
    last: int
    disputed: int = 0


def glyphs(lattice: Lattice) -> tuple[Glyph, ...]:
    """The greedy reading: best letter of each step, repeats without a blank between them merged."""
    found: list[Glyph] = []
    previous, first, surest = BLANK, 0, 0.0
    for number, step in enumerate(lattice.steps):
        letter, log_prob = step.letters[0], step.log_probs[0]
        if letter != previous:
            if previous != BLANK:
                found.append(_glyph(lattice.steps, first, number - 1, surest))
            previous, first, surest = letter, number, log_prob
        elif log_prob > surest:
            surest = log_prob
    if previous != BLANK:
        found.append(_glyph(lattice.steps, first, len(lattice.steps) - 1, surest))
    return tuple(found)


def _glyph(steps: Sequence[Step], first: int, last: int, surest: float) -> Glyph:
    step = steps[first]
    return Glyph(step.letters[0], step.x, surest, first, last, step.disputed)


def text(lattice: Lattice) -> str:
    """The greedy reading as text."""
    return "".join(glyph.letter for glyph in glyphs(lattice))


def sureness(lattice: Lattice) -> float:
    """Mean natural-log probability of the letters read, 0 where none was."""
    return _mean(glyphs(lattice))


def _mean(read: Sequence[Glyph]) -> float:
    return sum(glyph.log_prob for glyph in read) / len(read) if read else 0.0


def weakest(lattice: Lattice) -> float:
    """Natural-log probability of the least sure letter read, 0 where none was."""
    return min((glyph.log_prob for glyph in glyphs(lattice) if glyph.letter != " "), default=0.0)


def surer(first: Lattice, other: Lattice) -> Lattice:
    """The surer of two readings, whole; one that read nothing never takes the place of the first."""
    return other if text(other).strip() and sureness(other) > sureness(first) else first


def borne_out(looks: Sequence[Lattice]) -> Lattice:
    """Of some looks at one line the one that is sure and that the others bear out, whole: the mean log
    probability of its letters, less the share of them that the others read otherwise. Each of its letters
    tells how many others read something else there: another letter, none, or one more beside it.

    A look that read nothing is taken only where all did.
    """
    whole = [glyphs(look) for look in looks]
    read = [[glyph for glyph in look if glyph.letter != " "] for look in whole]
    said = ["".join(glyph.letter for glyph in look) for look in read]
    unlike = [Counter[int]() for _ in looks]
    for one, other in combinations(range(len(looks)), 2):
        for place, letters in zip((one, other), _unlike(said[one], said[other]), strict=True):
            unlike[place].update(letters)

    def worth(place: int) -> float:
        compared = (len(looks) - 1) * len(said[place])
        return _mean(whole[place]) - unlike[place].total() / max(1, compared)

    best = max([place for place, letters in enumerate(said) if letters] or [0], key=worth)
    at = {read[best][place].first: count for place, count in unlike[best].items()}
    steps = looks[best].steps
    return Lattice(tuple(replace(step, disputed=at[n]) if n in at else step for n, step in enumerate(steps)))


def _unlike(one: str, other: str) -> tuple[set[int], set[int]]:
    """The places of the letters of each of two texts that the other has not, or not next to each other."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    here, there = set(range(len(one))), set(range(len(other)))
    for block in blocks:
        here.difference_update(range(block.a, block.a + block.size))
        there.difference_update(range(block.b, block.b + block.size))
    for before, behind in pairwise(blocks):
        end_here, end_there = before.a + before.size, before.b + before.size
        if behind.a == end_here and behind.b > end_there:
            here.update(place for place in (end_here - 1, end_here) if 0 <= place < len(one))
        elif behind.b == end_there and behind.a > end_here:
            there.update(place for place in (end_there - 1, end_there) if 0 <= place < len(other))
    return here, there


def placed(lattice: Lattice, box: Box) -> Lattice:
    """Move steps from shares of a picture's width (0 to 1) to x in the frame, the picture being `box`."""
    return Lattice(
        tuple(
            Step(box.left + step.x * box.width, step.letters, step.log_probs, step.disputed)
            for step in lattice.steps
        )
    )


def certainty(lattice: Lattice) -> float:
    """Sum over the letters of (probability - 1/2): high for much text read surely, negative for guessing.

    Used to tell which way up a page stands: the right way reads more letters, and more surely.
    """
    return sum(exp(glyph.log_prob) - 0.5 for glyph in glyphs(lattice) if glyph.letter.isalnum())
