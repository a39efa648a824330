"""Working with lattices: greedy text, letters with their places, cutting, moving into the page frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
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
    read = glyphs(lattice)
    return sum(glyph.log_prob for glyph in read) / len(read) if read else 0.0


def weakest(lattice: Lattice) -> float:
    """Natural-log probability of the least sure letter read, 0 where none was."""
    return min((glyph.log_prob for glyph in glyphs(lattice) if glyph.letter != " "), default=0.0)


def surer(first: Lattice, other: Lattice) -> Lattice:
    """The surer of two readings, whole; one that read nothing never takes the place of the first."""
    return other if text(other).strip() and sureness(other) > sureness(first) else first


def disputed(lattice: Lattice, others: Sequence[Lattice]) -> Lattice:
    """The lattice with each letter's step telling how many other looks at the same line read something else
    there: another letter, none, or one more beside it."""
    read = [glyph for glyph in glyphs(lattice) if glyph.letter != " "]
    said = "".join(glyph.letter for glyph in read)
    counts: Counter[int] = Counter()
    for other in others:
        counts.update(_unlike(said, text(other).replace(" ", "")))
    at = {read[place].first: count for place, count in counts.items()}
    return Lattice(
        tuple(replace(step, disputed=at[n]) if n in at else step for n, step in enumerate(lattice.steps))
    )


def _unlike(said: str, other: str) -> set[int]:
    """The places of the letters of one text that another has not, or has with something else beside them."""
    blocks = SequenceMatcher(None, said, other, autojunk=False).get_matching_blocks()
    places = set(range(len(said)))
    for block in blocks:
        places.difference_update(range(block.a, block.a + block.size))
    for one, behind in pairwise(blocks):
        if behind.b > one.b + one.size:  # The other has more between these.
            places.update(place for place in (one.a + one.size - 1, behind.a) if 0 <= place < len(said))
    return places


def placed(lattice: Lattice, box: Box) -> Lattice:
    """Move steps from shares of a picture's width (0 to 1) to x in the frame, the picture being `box`."""
    return Lattice(tuple(replace(step, x=box.left + step.x * box.width) for step in lattice.steps))


def certainty(lattice: Lattice) -> float:
    """Sum over the letters of (probability - 1/2): high for much text read surely, negative for guessing.

    Used to tell which way up a page stands: the right way reads more letters, and more surely.
    """
    return sum(exp(glyph.log_prob) - 0.5 for glyph in glyphs(lattice) if glyph.letter.isalnum())
