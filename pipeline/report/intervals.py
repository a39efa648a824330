"""Exact binomial limits and calibration: the few statistics the reports need."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, exp, lgamma, log

_STEPS = 60


def upper_limit(wrong: int, of: int, level: float = 0.95) -> float:
    """The one-sided upper limit of an error rate (Clopper and Pearson 1934): 1 where nothing was looked at."""
    if of == 0 or wrong >= of:
        return 1.0
    low, high = wrong / of, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, of, middle) > 1 - level else (low, middle)
    return high


def _at_most(wrong: int, of: int, rate: float) -> float:
    """P(X <= wrong) for a binomial of `of` draws at `rate`."""
    if rate <= 0 or rate >= 1:
        return float(rate <= 0)
    if of < 500:
        return sum(comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(wrong + 1))
    terms = (
        lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1) + k * log(rate) + (of - k) * log(1 - rate)
        for k in range(wrong + 1)
    )
    return sum(exp(term) for term in terms)


def calibration_error(judged: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Expected calibration error over bins of equal size (Naeini 2015); 0 for nothing."""
    ordered = sorted(judged)
    total = 0.0
    for place in range(bins):
        part = ordered[place * len(ordered) // bins : (place + 1) * len(ordered) // bins]
        if part:
            gap = sum(p for p, _ in part) / len(part) - sum(right for _, right in part) / len(part)
            total += abs(gap) * len(part)
    return total / max(1, len(ordered))


def risk_at_coverage(judged: Sequence[tuple[float, bool]], shares: Sequence[float]) -> tuple[float, ...]:
    """The error among the surest share of values, for each share."""
    ordered = sorted(judged, key=lambda entry: -entry[0])
    counts = [max(1, round(share * len(ordered))) for share in shares]
    return tuple(sum(not right for _, right in ordered[:n]) / n if ordered else 0.0 for n in counts)
