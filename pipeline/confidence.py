"""How sure: the probability that a value is exactly right, from what is known of its reading.

The curve is a plain logistic over a few signals. Its numbers were fitted on drawn dossiers that no test
uses (docs/confidence.md); they are data here so that a site's own fit can take their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a value: letter probabilities (weakest, mean), label match and kind's fit, all 0 to 1;
    `letters`: how many were read; `agreeing` / `differing`: other documents of the dossier."""

    weakest: float
    mean: float
    label: float
    fit: float
    letters: int
    agreeing: int = 0
    differing: int = 0


@dataclass(frozen=True, slots=True)
class Curve:
    """Weights of the signals in log-odds."""

    intercept: float = -6.2
    weakest: float = 3.6
    mean: float = 4.0
    label: float = 2.0
    fit: float = 4.0
    letters: float = -0.03
    agreeing: float = 2.0
    differing: float = -3.0


def probability(signals: Signals, curve: Curve = Curve()) -> float:
    """P(the value is exactly right), 0 to 1."""
    odds = (
        curve.intercept
        + curve.weakest * signals.weakest
        + curve.mean * signals.mean
        + curve.label * signals.label
        + curve.fit * signals.fit
        + curve.letters * signals.letters
        + curve.agreeing * min(2, signals.agreeing)
        + curve.differing * min(2, signals.differing)
    )
    return 1 / (1 + exp(-odds))
