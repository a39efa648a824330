"""Where the letters of a known text stand on a lattice: the likeliest way of writing just this text.

Used to part a printed label from the value behind it, and a place's name from what stands before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.types import BLANK, Step

_UNSEEN = -10.0


@dataclass(frozen=True, slots=True)
class Aligned:
    """The first and the last step of each letter of the text, and the log-likelihood of that way."""

    spans: tuple[tuple[int, int], ...]
    score: float


def align(steps: Sequence[Step], text: str, price: float = 0.0, unseen: float = _UNSEEN) -> Aligned | None:
    """Lay a text on some steps, case ignored, whatever else is read before and behind it.

    What is read beside the text follows its own best way at `price` a letter (natural log, 0 or below);
    with 0 it is free. `unseen`: the cost of a letter the reader did not keep. None where there are fewer
    steps than letters. Viterbi over 2 * letters + 1 states.
    """
    if not text or len(steps) < len(text):
        return None
    emissions = _emissions(steps, text.casefold(), unseen)
    free = np.array([step.log_probs[0] + price * (step.letters[0] != BLANK) for step in steps])
    states = 2 * len(text) + 1
    jump = np.full(states, -np.inf)  # From letter to letter, no blank between: not where both are the same.
    jump[3::2] = [0.0 if one != other else -np.inf for one, other in pairwise(text.casefold())]
    behind = np.concatenate((np.cumsum(free[::-1])[::-1][1:], [0.0]))
    before = np.concatenate(([0.0], np.cumsum(free)[:-1]))
    scores, ways = np.full(states, -np.inf), np.full((3, states), -np.inf)
    came = np.zeros((len(steps), states), np.int8)
    best, best_end = -np.inf, -1
    for number in range(len(steps)):
        ways[0], ways[1, 1:] = scores, scores[:-1]
        ways[2, 2:] = scores[:-2] + jump[2:]
        came[number] = ways.argmax(0)
        scores = ways.max(0)
        if before[number] > scores[1]:  # The text begins here.
            scores[1], came[number, 1] = before[number], 3
        scores = scores + emissions[number]
        scores[0] = -np.inf
        ended = scores[2 * len(text) - 1] + behind[number]
        if ended > best:
            best, best_end = float(ended), number
    return Aligned(_spans(came, best_end, len(text)), best) if best_end >= 0 else None


def _emissions(steps: Sequence[Step], text: str, unseen: float) -> NDArray[np.float64]:
    """Log-probabilities of blank, first letter, blank, second letter … at each step."""
    found = np.full((len(steps), 2 * len(text) + 1), unseen)
    for row, step in enumerate(steps):
        seen: dict[str, float] = {}
        for letter, log_prob in zip(step.letters, step.log_probs, strict=True):
            seen[letter.casefold()] = max(log_prob, seen.get(letter.casefold(), unseen))
        found[row, 0::2] = seen.get(BLANK, unseen)
        found[row, 1::2] = [seen.get(letter, unseen) for letter in text]
    return found


def _spans(came: NDArray[np.int8], end: int, letters: int) -> tuple[tuple[int, int], ...]:
    """Walk the best way back from the last letter."""
    firsts, lasts = [0] * letters, [0] * letters
    state, number = 2 * letters - 1, end
    lasts[-1] = end
    while True:
        way = int(came[number, state])
        if state % 2:
            firsts[state // 2] = number
        if way == 3:
            return tuple(zip(firsts, lasts, strict=True))
        state, number = state - way, number - 1
        if way and state % 2:
            lasts[state // 2] = number
