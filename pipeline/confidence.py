"""How sure: the probability that a value is exactly right, from what is known of its reading.

A logistic curve over a few signals. Its weights are data (`confidence.yaml`), fitted by
`benchmarks/confidence.py` on drawn dossiers that no test uses, or by `hoso calibrate` on a site's own
verified values; docs/confidence.md tells how good the fit is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

import yaml

from pipeline.data import read_yaml
from pipeline.messages import _

_LEAST = 1e-4
_FAR = 12.0
"""Margins beyond this say no more: a mistake that far away is of another kind than misreading."""
_KINDS = {
    "date": "date",
    "national_id": "number",
    "card_number": "number",
    "profile_number": "number",
    "money": "number",
    "person_name": "name",
    "place": "place",
}


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a value: letter probabilities (weakest, mean, all together), label match and the kind's
    fit, 0 to 1; `chosen` is the value's probability among those that its writing allows.

    `margin` is how far the next other value is, `gap` what was overruled of the plain reading, in nats.
    `letters`: how many were read; `closed`: the kind is a closed vocabulary; `agreeing` and `differing`: how
    many other documents of the dossier say the same or something else, each counted by what it is worth by
    itself; `doubts`: how many there are.
    `second`: where another reader has the same value, how surely it reads (0 to 1), less than 0 where it
    has another, 0 where it was not asked. `borne_out`: another field of the record fits only this value (the
    personal number holds sex and birth year). `together`: how much likelier than the next the value is by all
    papers that tell it, in nats. `disputed`: how many of its letters one other look of the reader read
    otherwise, `denied` how many more did.
    """

    kind: str
    weakest: float
    mean: float
    whole: float
    label: float
    fit: float
    chosen: float
    margin: float
    gap: float
    letters: int
    closed: bool
    agreeing: float = 0.0
    differing: float = 0.0
    doubts: int = 0
    second: float = 0.0
    borne_out: bool = False
    together: float = 0.0
    disputed: int = 0
    denied: int = 0


def features(signals: Signals) -> dict[str, float]:
    """The signals as the numbers the curve weighs. Probabilities count by their log-odds, capped."""
    kind = "closed" if signals.closed else _KINDS.get(signals.kind, "open")
    alone = max(0.0, 1 - signals.agreeing)  # Other papers settle what looks at this one dispute.
    return {
        "one": 1.0,
        "weakest": _log_odds(signals.weakest),
        "mean": _log_odds(signals.mean),
        "whole": _log_odds(signals.whole),
        "chosen": _log_odds(signals.chosen),
        "label": signals.label,
        "fit": signals.fit,
        "margin": min(signals.margin, _FAR),
        "gap": min(signals.gap, _FAR),
        "letters": min(signals.letters, 60) / 10,
        "agreeing": min(2.0, signals.agreeing),
        "differing": min(2.0, signals.differing),
        "doubts": float(min(2, signals.doubts)),
        "borne out": float(signals.borne_out),
        "second agrees": max(0.0, signals.second),
        "second differs": max(0.0, -signals.second),
        "together": min(signals.together, 2 * _FAR),
        "disputed": alone * min(3, signals.disputed),
        "denied": alone * min(3, signals.denied),
        f"kind {kind}": 1.0,
    }


def _log_odds(probability: float) -> float:
    bounded = min(1 - _LEAST, max(_LEAST, probability))
    return log(bounded / (1 - bounded))


@dataclass(frozen=True, slots=True)
class Curve:
    """What the probability comes from: a weight for each feature, and what error a threshold leaves.

    `risks` are thresholds, rising, each with the error to expect among values accepted from there on; it
    never rises with the threshold.
    """

    weights: tuple[tuple[str, float], ...]
    risks: tuple[tuple[float, float], ...]

    def threshold(self, error: float) -> float:
        """The probability from which to accept so that at most this share is wrong; above 1 for none."""
        return next((least for least, risk in self.risks if risk <= error), NEVER)


NEVER = 2.0
"""No probability is this high."""


def load_curve(path: Path) -> Curve:
    """Read a curve that `curve_text` wrote; raises ConfigInvalid naming the file."""
    table = read_yaml(path)
    try:
        weights = tuple((str(name), float(weight)) for name, weight in table.value["weights"].items())
        risks = tuple((float(least), float(risk)) for least, risk in table.value["risks"])
    except (TypeError, KeyError, ValueError, AttributeError):
        table.refuse(_("it is no confidence curve; make it with `hoso calibrate`."))
    return Curve(weights, risks)


def curve_text(curve: Curve) -> str:
    """The curve as a file for `load_curve`."""
    plain = {"weights": dict(curve.weights), "risks": [list(risk) for risk in curve.risks]}
    return _HEAD + yaml.safe_dump(plain, sort_keys=False)


_HEAD = "# The confidence curve: weights in log-odds, and the error a threshold leaves. Made, not edited.\n"


@cache
def built_in_curve() -> Curve:
    """The curve that comes with the package."""
    return load_curve(BUILT_IN)


BUILT_IN = Path(__file__).with_suffix(".yaml")


def probability(signals: Signals, curve: Curve | None = None) -> float:
    """P(the value is exactly right), 0 to 1."""
    weights = dict((curve or built_in_curve()).weights)
    odds = sum(weights.get(name, 0.0) * value for name, value in features(signals).items())
    return 1 / (1 + exp(-max(-50.0, min(50.0, odds))))
