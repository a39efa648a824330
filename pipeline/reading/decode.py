"""A field's value under what it can be: the likeliest texts of a lattice that a graph or a list allows.

Two ways. `decode` walks a graph along the lattice with a beam (prefix search after Graves 2006: all ways of
writing a text are summed) and writes only letters the reader saw: nothing is invented. `score` weighs every
entry of a closed list exactly, also those whose letters the reader missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log1p

import numpy as np
from numpy.typing import NDArray

from pipeline.reading.graph import Graph
from pipeline.types import BLANK, Lattice, Step

_UNSEEN = -10.0
"""What a letter costs that is not among those kept of a step (the reader keeps them down to -9)."""
_SLACK = 14.0
"""Hypotheses this much less likely than the best are dropped, natural log."""
_BEAM = 32


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text and its score: the natural log of likelihood times prior."""

    text: str
    score: float


def decode(lattice: Lattice, graph: Graph, width: int = _BEAM) -> tuple[Candidate, ...]:
    """The likeliest texts the graph allows, best first; none where the reader saw none of them."""
    live: dict[tuple[str, int], tuple[float, float]] = {("", 0): (0.0, -inf)}
    for step in lattice.steps:
        live = _pruned(_stepped(live, step, graph), width)
    ended: dict[str, float] = {}
    for (text, state), (blank, letter) in live.items():
        cost = graph.final(state)
        if cost is not None:
            ended[text] = _sum(ended.get(text, -inf), _sum(blank, letter) + cost)
    ranked = sorted(ended.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(Candidate(text, score) for text, score in ranked)


_Live = dict[tuple[str, int], tuple[float, float]]
"""Text so far and state → log-probabilities of the ways that end in a blank, and in a letter."""


def _stepped(live: _Live, step: Step, graph: Graph) -> _Live:
    seen = dict(zip(step.letters, step.log_probs, strict=True))
    blank = seen.pop(BLANK, _UNSEEN)
    following: _Live = {}
    for (text, state), (in_blank, in_letter) in live.items():
        total, last = _sum(in_blank, in_letter), text[-1:]
        _add(following, (text, state), total + blank, in_letter + seen[last] if last in seen else -inf)
        arcs = graph.arcs(state)
        for letter, log_prob in seen.items():
            before = in_blank if letter == last else total
            for target, cost in arcs.get(letter, ()):
                _add(following, (text + letter, target), -inf, before + log_prob + cost)
    return following


def _add(live: _Live, key: tuple[str, int], blank: float, letter: float) -> None:
    held = live.get(key)
    live[key] = (blank, letter) if held is None else (_sum(held[0], blank), _sum(held[1], letter))


def _pruned(live: _Live, width: int) -> _Live:
    scores = sorted((_sum(*pair) for pair in live.values()), reverse=True)
    least = max(scores[0] - _SLACK, scores[min(width, len(scores)) - 1])
    return {key: pair for key, pair in live.items() if _sum(*pair) >= least}


def _sum(first: float, second: float) -> float:
    """log(exp(first) + exp(second))."""
    if first < second:
        first, second = second, first
    return first if second == -inf else first + log1p(exp(second - first))


def free_score(lattice: Lattice) -> float:
    """The score of the lattice's own best path: what nothing written can exceed but by sums."""
    return sum(step.log_probs[0] for step in lattice.steps)


# --- closed lists ------------------------------------------------------------------------------------


def score(lattice: Lattice, entries: Sequence[str], ends: str = "") -> NDArray[np.float64]:
    """The CTC log-likelihood of each entry, case ignored, all at once: shape (entries,).

    Letters of `ends` may stand before and behind an entry at no cost beyond their own: leaders, specks,
    the colon of a label.
    """
    loose = any_of(lattice.steps, ends + BLANK, _UNSEEN)
    begun = np.concatenate(([1.0], np.cumprod(loose)))
    ended, _ = forward(lattice.steps, entries, np.tile(begun, (len(entries), 1)), loose, _UNSEEN)
    return ended


def forward(
    steps: Sequence[Step],
    entries: Sequence[str],
    begun: NDArray[np.float64],
    behind: NDArray[np.float64],
    unseen: float,
    gap: str = "",
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The forward sums of CTC for many texts side by side.

    `begun` (entries, steps + 1): the probability of all that comes before an entry, for each step it may
    begin at. `behind` (steps,): that of what may follow it. `unseen`: the log-probability of a letter the
    reader did not keep. `gap`: letters any of which, once or more, `GAP` in an entry stands for.
    Returns the log-likelihoods (entries,), and the probability of having just ended (entries, steps + 1).
    In double precision 700 nats fit before anything vanishes; lines have less than 300.
    """
    letters = sorted({letter for entry in entries for letter in entry.casefold()})
    number = {letter: place for place, letter in enumerate(letters)}
    count, longest = len(entries), max(map(len, entries), default=0)
    places = np.zeros((count, longest), np.int64)
    for row, entry in enumerate(entries):
        places[row, : len(entry)] = [number[letter] for letter in entry.casefold()]
    last, rows = np.array([len(entry) for entry in entries], np.int64) - 1, np.arange(count)
    other = np.ones((count, longest))
    other[:, 1:] = places[:, 1:] != places[:, :-1]
    no_gap = (places != number.get(GAP, -1)).astype(float)
    probabilities, blanks = _probabilities(steps, letters, unseen), any_of(steps, BLANK, unseen)
    if GAP in number:
        probabilities[:, number[GAP]] = any_of(steps, gap + BLANK, unseen)
    in_letter, in_blank = np.zeros((count, longest)), np.zeros((count, longest))
    arrived, ended = np.zeros((count, len(steps) + 1)), np.zeros(count)
    for step in range(len(steps)):
        entering = np.empty_like(in_letter)
        entering[:, 0] = begun[:, step]
        entering[:, 1:] = in_blank[:, :-1] + in_letter[:, :-1] * other[:, 1:]
        ended = (ended + in_letter[rows, last]) * behind[step]  # Blanks after the last letter are here.
        in_blank = (in_blank + in_letter) * no_gap * blanks[step]
        in_letter = (in_letter + entering) * probabilities[step][places]
        arrived[:, step + 1] = in_letter[rows, last] + in_blank[rows, last]
    with np.errstate(divide="ignore"):
        return np.log(in_letter[rows, last] + ended), arrived


GAP = "\x1f"
"""In an entry: one or more letters of a gap."""


def _probabilities(steps: Sequence[Step], letters: Sequence[str], unseen: float) -> NDArray[np.float64]:
    """The probability of each letter, small and capital together, at each step: (steps, letters)."""
    number = {letter: place for place, letter in enumerate(letters)}
    found = np.full((len(steps), len(letters)), exp(unseen))
    for row, step in enumerate(steps):
        for letter, log_prob in zip(step.letters, step.log_probs, strict=True):
            place = number.get(letter.casefold())
            if place is not None:
                found[row, place] += exp(log_prob)
    return found


def any_of(steps: Sequence[Step], letters: str, unseen: float) -> NDArray[np.float64]:
    """The probability of any of these letters at each step."""
    sums = (
        sum(exp(p) for letter, p in zip(step.letters, step.log_probs, strict=True) if letter in letters)
        for step in steps
    )
    found: NDArray[np.float64] = np.maximum(np.fromiter(sums, float, len(steps)), exp(unseen))
    return found
