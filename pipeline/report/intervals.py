"""Exact binomial limits and calibration: the few statistics the reports need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, fsum, lgamma, log, log1p

_HALVINGS = 60
Judged = Sequence[tuple[float, bool]]
"""Probabilities given, and whether each was right."""


def limits(wrong: int, of: int, level: float = 0.95) -> tuple[float, float]:
    """The two-sided limits of a rate by Clopper and Pearson (1934); 0 and 1 where nothing was counted."""
    tail = (1 - level) / 2
    low = _root(lambda rate: 1 - _at_most(wrong - 1, of, rate) < tail) if wrong > 0 else 0.0
    high = _root(lambda rate: _at_most(wrong, of, rate) > tail) if wrong < of else 1.0
    return low, high


def _root(below: Callable[[float], bool]) -> float:
    """Where `below` turns from true to false between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return high


def _at_most(count: int, of: int, rate: float) -> float:
    """P(X <= count) for a binomial of `of` draws at `rate`."""
    terms = (
        lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(rate) + (of - k) * log1p(-rate)
        for k in range(count + 1)
    )
    return fsum(map(exp, terms))


def calibration_error(judged: Judged, bins: int = 10) -> float:
    """Expected calibration error over bins of equal size (Naeini 2015), 0 to 1; 0 for nothing."""
    ordered = sorted(judged)
    gaps = [
        abs(fsum(p for p, _ in part) - sum(right for _, right in part))
        for place in range(bins)
        if (part := ordered[place * len(ordered) // bins : (place + 1) * len(ordered) // bins])
    ]
    return fsum(gaps) / max(1, len(ordered))


def risk_at(judged: Judged, share: float) -> tuple[int, int]:
    """How many are wrong among the surest `share` of values, and how many those are."""
    ordered = sorted(judged, key=lambda entry: -entry[0])
    count = round(share * len(ordered))
    return sum(not right for _, right in ordered[:count]), count


def coverage_at(judged: Judged, risk: float) -> int:
    """How many of the surest values can be taken with at most this share of them wrong."""
    wrong = taken = 0
    for place, (_, right) in enumerate(sorted(judged, key=lambda entry: -entry[0]), start=1):
        wrong += not right
        if wrong <= risk * place:
            taken = place
    return taken
