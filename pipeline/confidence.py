"""How sure: the probability that a value is exactly right, from what is known of its reading.

A logistic curve over a few signals. Its weights are data (`confidence.yaml`), fitted by
`benchmarks/confidence.py` on drawn dossiers that no test uses; docs/confidence.md tells how good the fit is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

import yaml

_LEAST = 1e-4
_FAR = 12.0
"""Margins beyond this say no more: a mistake that far away is of another kind than misreading."""
_KINDS = {"date": "date", "national_id": "number", "card_number": "number", "profile_number": "number"}


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a value: letter probabilities (weakest, mean), label match and the kind's fit, 0 to 1.

    `margin` is how far the next other value is, `gap` what was overruled of the plain reading, in nats.
    `letters`: how many were read; `closed`: the kind is a closed vocabulary; `agreeing` and `differing`: how
    many other documents of the dossier say the same or something else; `doubts`: how many there are.
    `second`: 1 where another reader has the same value, -1 where it has another, 0 where it was not asked.
    """

    kind: str
    weakest: float
    mean: float
    label: float
    fit: float
    margin: float
    gap: float
    letters: int
    closed: bool
    agreeing: int = 0
    differing: int = 0
    doubts: int = 0
    second: int = 0


def features(signals: Signals) -> dict[str, float]:
    """The signals as the numbers the curve weighs. Probabilities count by their log-odds, capped."""
    kind = "closed" if signals.closed else _KINDS.get(signals.kind, "open")
    return {
        "one": 1.0,
        "weakest": _log_odds(signals.weakest),
        "mean": _log_odds(signals.mean),
        "label": signals.label,
        "fit": signals.fit,
        "margin": min(signals.margin, _FAR),
        "gap": min(signals.gap, _FAR),
        "letters": min(signals.letters, 60) / 10,
        "agreeing": float(min(2, signals.agreeing)),
        "differing": float(min(2, signals.differing)),
        "doubts": float(min(2, signals.doubts)),
        "second agrees": float(signals.second > 0),
        "second differs": float(signals.second < 0),
        f"kind {kind}": 1.0,
    }


def _log_odds(probability: float) -> float:
    bounded = min(1 - _LEAST, max(_LEAST, probability))
    return log(bounded / (1 - bounded))


@cache
def fitted() -> Mapping[str, float]:
    """The weights that come with the package; a feature without one weighs nothing."""
    weights: dict[str, float] = yaml.safe_load(
        (Path(__file__).parent / "confidence.yaml").read_text(encoding="utf-8")
    )["weights"]
    return weights


def probability(signals: Signals, weights: Mapping[str, float] | None = None) -> float:
    """P(the value is exactly right), 0 to 1."""
    weighed = fitted() if weights is None else weights
    odds = sum(weighed.get(name, 0.0) * value for name, value in features(signals).items())
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))
