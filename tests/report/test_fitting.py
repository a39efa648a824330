"""Fitting: a curve finds what tells right from wrong, promises no more than was seen, and keeps its prior."""

from __future__ import annotations

import random
from math import exp
from pathlib import Path

import pytest

from pipeline.confidence import NEVER, Curve, Signals, built_in_curve, curve_text, load_curve, probability
from pipeline.errors import ConfigInvalid
from pipeline.report.fitting import Judged, fit, held_out, loss
from pipeline.report.intervals import calibration_error


def signals(margin: float, doubts: int = 0) -> Signals:
    return Signals("text", 0.9, 0.95, 0.8, 1.0, 1.0, 0.9, margin, 0.0, 10, False, doubts=doubts)


def values(count: int, seed: int = 1) -> list[Judged]:
    """Values right by chance, more so with a wider margin."""
    chance = random.Random(seed)
    made = []
    for n in range(count):
        margin = chance.uniform(0, 12)
        right = chance.random() < 1 / (1 + exp(3 - margin))
        made.append(Judged(signals(margin), right, f"D{n % 40}"))
    return made


def test_a_fitted_curve_holds_on_values_it_has_not_seen() -> None:
    curve, fresh = fit(values(2000)), values(2000, seed=2)
    told = [(probability(row.signals, curve), row.right) for row in fresh]
    assert calibration_error(told) < 0.03
    assert loss(fresh, curve) < loss(fresh, Curve((), ()))


def test_the_error_a_threshold_leaves_never_rises_and_is_never_nothing() -> None:
    risks = [risk for _, risk in fit(values(2000)).risks]
    assert risks == sorted(risks, reverse=True)
    assert min(risks) > 0


def test_a_threshold_leaves_no_more_errors_than_aimed_at() -> None:
    curve = Curve((), ((0.9, 0.02), (0.99, 0.004), (0.999, 0.001)))
    assert [curve.threshold(aim) for aim in (0.03, 0.005, 0.001)] == [0.9, 0.99, 0.999]


def test_an_aim_that_nothing_shows_is_never_met() -> None:
    few = fit(values(60))
    assert few.threshold(0.0001) == NEVER
    assert probability(signals(12.0), few) < NEVER


def test_what_cannot_be_known_is_never_accepted() -> None:
    """Right or wrong by the toss of a coin, with every signal at its best."""
    chance = random.Random(3)
    rows = [Judged(signals(12.0), chance.random() < 0.5, f"D{n % 40}") for n in range(2000)]
    curve = fit(rows)
    assert probability(signals(12.0), curve) < curve.threshold(0.0014)


def test_few_values_leave_the_prior_nearly_as_it_is() -> None:
    prior = built_in_curve()
    after = dict(fit(values(3), prior=prior).weights)
    assert all(abs(after[name] - weight) < 1.0 for name, weight in prior.weights)


def test_whole_dossiers_are_held_out() -> None:
    rows = values(400)
    held = {row.dossier for row in rows if held_out(row, 0.3)}
    assert held
    assert not held & {row.dossier for row in rows if not held_out(row, 0.3)}


def test_a_curve_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "curve.yaml"
    path.write_text(curve_text(built_in_curve()), encoding="utf-8")
    assert load_curve(path) == built_in_curve()
    path.write_text("weights: 3", encoding="utf-8")
    with pytest.raises(ConfigInvalid):
        load_curve(path)
