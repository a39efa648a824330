"""Fitting the confidence curve to values whose truth is known, and judging whether a curve is better.

The weights are found by penalised maximum likelihood (Newton's method): drawn towards a prior curve, so that
few values change little. What error a threshold leaves is told half by what the probabilities expect and half
by what was found, with half an error more, on values that the fold's weights have not seen (whole dossiers);
of many values, more by what was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log

import numpy as np
from numpy.typing import NDArray

from pipeline.confidence import Curve, Signals, features, probability

SHRINKAGE = 1.0
"""Penalty on the squared distance of a weight from the prior's, so that a rare signal cannot weigh much."""
THRESHOLDS = (
    *(0.9, 0.95, 0.96, 0.97, 0.975, 0.98, 0.9825, 0.985, 0.9875),
    *(0.99, 0.991, 0.992, 0.993, 0.994, 0.995, 0.996, 0.997, 0.998, 0.999, 0.9995),
)
EXPECTED_WORTH = 1000.0
"""What the probabilities expect weighs as much as what was found, but no more than so many values."""
FOLDS = 5
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """A value's signals and whether it was right. `dossier` keeps what belongs together on one side.

    `weight`: how many values it stands for, above 1 where only a sample was looked at.
    """

    signals: Signals
    right: bool
    dossier: str
    weight: float = 1.0


def fit(rows: Sequence[Judged], prior: Curve | None = None) -> Curve:
    """The curve for these values; without a prior the weights are drawn towards nothing."""
    weights = _weights(rows, prior)
    told = [
        (row, probability(row.signals, Curve(fold, ())))
        for part in range(FOLDS)
        for fold in [_weights([row for row in rows if _fold(row) != part], prior)]
        for row in rows
        if _fold(row) == part
    ]
    return Curve(weights, _risks(told))


def loss(rows: Sequence[Judged], curve: Curve) -> float:
    """Mean logarithmic loss in nats: the proper score by which curves are compared."""
    worth = sum(row.weight for row in rows)
    return -sum(row.weight * log(_given(row, curve)) for row in rows) / max(worth, 1e-9)


def _given(row: Judged, curve: Curve) -> float:
    told = probability(row.signals, curve)
    return max(told if row.right else 1 - told, 1e-6)


def held_out(row: Judged, share: float) -> bool:
    """Whether a dossier is kept for checking: its digest decides, the same every time."""
    return _digest(row) < share * 2**32


def _fold(row: Judged) -> int:
    return _digest(row) % FOLDS


def _digest(row: Judged) -> int:
    return int.from_bytes(sha256(row.dossier.encode()).digest()[:4])


def _weights(rows: Sequence[Judged], prior: Curve | None) -> tuple[tuple[str, float], ...]:
    before = dict(prior.weights) if prior else {}
    names = sorted({name for row in rows for name in features(row.signals)} | set(before))
    table = np.array([[features(row.signals).get(name, 0.0) for name in names] for row in rows])
    right, worth = np.array([float(row.right) for row in rows]), np.array([row.weight for row in rows])
    start = np.array([before.get(name, 0.0) for name in names])
    weights: NDArray[np.float64] = start.copy()
    for _ in range(_STEPS):
        told = 1 / (1 + np.exp(-np.clip(table @ weights, -50, 50)))
        slope = table.T @ (worth * (right - told)) - SHRINKAGE * (weights - start)
        bend = (table * (worth * told * (1 - told))[:, None]).T @ table + SHRINKAGE * np.eye(len(names))
        weights = weights + np.linalg.solve(bend, slope)
    return tuple((name, round(float(weight), 3)) for name, weight in zip(names, weights, strict=True))


def _risks(told: Sequence[tuple[Judged, float]]) -> tuple[tuple[float, float], ...]:
    """Each threshold with the error among what it accepts; a value with a doubt is never accepted."""
    found: list[tuple[float, float]] = []
    least = 1.0
    for threshold in THRESHOLDS:
        taken = [(row, p) for row, p in told if p >= threshold and not row.signals.doubts]
        worth = sum(row.weight for row, _ in taken)
        wrong = sum(row.weight for row, _ in taken if not row.right)
        expected = sum(row.weight * (1 - p) for row, p in taken) / max(worth, 1e-9)
        told_by = min(EXPECTED_WORTH, worth)
        # Fewer values from a higher threshold say less, but never that it leaves more errors.
        least = min(least, (told_by * expected + wrong + 0.5) / (told_by + worth + 1))
        found.append((threshold, round(least, 5)))
    return tuple(found)
