"""The statistics against published values and their own definitions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.report.intervals import calibration_error, coverage_at, limits, risk_at

judged_values = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


@pytest.mark.parametrize(
    ("wrong", "of", "low", "high"),
    # As R gives them: binom.test(wrong, of)$conf.int
    [(0, 100, 0.0, 0.03621669), (5, 100, 0.01643188, 0.1128349), (50, 100, 0.3983211, 0.6016789)],
)
def test_limits_are_those_of_clopper_and_pearson(wrong: int, of: int, low: float, high: float) -> None:
    assert limits(wrong, of) == pytest.approx((low, high), rel=1e-5)


@pytest.mark.parametrize("of", [1, 10, 2000, 50_000])
def test_limits_at_the_ends_have_a_closed_form(of: int) -> None:
    assert limits(0, of)[1] == pytest.approx(1 - 0.025 ** (1 / of), rel=1e-6)
    assert limits(of, of)[0] == pytest.approx(0.025 ** (1 / of), rel=1e-6)
    if of > 1:
        assert limits(1, of)[0] == pytest.approx(1 - 0.975 ** (1 / of), rel=1e-6)


def test_nothing_counted_says_nothing() -> None:
    assert limits(0, 0) == (0.0, 1.0)


@given(st.integers(1, 400), st.data())
def test_limits_hold_the_rate_and_mirror(of: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, of))
    low, high = limits(wrong, of)
    assert 0 <= low <= wrong / of <= high <= 1
    assert limits(of - wrong, of) == pytest.approx((1 - high, 1 - low), abs=1e-9)


def test_calibration_error_is_the_gap_between_promise_and_truth() -> None:
    assert calibration_error([]) == 0
    assert calibration_error([(0.8, True)] * 8 + [(0.8, False)] * 2, bins=1) == pytest.approx(0)
    assert calibration_error([(1.0, False)] * 10) == 1
    # Two bins, each off by 0.1, in opposite directions.
    off = [(0.4, n < 5) for n in range(10)] + [(0.9, n < 8) for n in range(10)]
    assert calibration_error(off, bins=2) == pytest.approx(0.1)


@given(judged_values)
def test_calibration_error_is_a_share(judged: list[tuple[float, bool]]) -> None:
    assert 0 <= calibration_error(judged) <= 1 + 1e-9


def test_risk_and_coverage_take_the_surest_first() -> None:
    judged = [(0.5, False), (0.9, True), (0.99, True), (0.7, False)]
    assert risk_at(judged, 0.5) == (0, 2)
    assert risk_at(judged, 1.0) == (2, 4)
    assert coverage_at(judged, 0.0) == 2
    assert coverage_at(judged, 0.5) == 4
    assert coverage_at([], 0.0014) == 0


@given(judged_values, st.floats(0, 1))
def test_coverage_keeps_its_promise(judged: list[tuple[float, bool]], risk: float) -> None:
    taken = coverage_at(judged, risk)
    surest = sorted(judged, key=lambda entry: -entry[0])[:taken]
    assert sum(not right for _, right in surest) <= risk * taken
