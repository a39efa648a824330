"""Rules across fields: planted contradictions are found, sound records are left in peace."""

from __future__ import annotations

import pytest

from pipeline.validate import findings

SOUND = {
    "birth_date": "1975-10-20",
    "youth_union_date": "1992-12",
    "admission_decision_date": "1996-10-20",
    "admission_date": "1996-11-04",
    "official_date": "1997-11-04",
    "national_id": "040075423271",
    "sex": "Nam",
}


def test_a_sound_record_breaks_nothing() -> None:
    assert findings(SOUND) == ()
    assert findings({}) == ()


@pytest.mark.parametrize(
    ("changes", "rule", "keys"),
    [
        ({"official_date": "1996-10"}, "dates_out_of_order", {"admission_date", "official_date"}),
        (
            {"admission_decision_date": "1996-11-05"},
            "dates_out_of_order",
            {"admission_decision_date", "admission_date"},
        ),
        ({"sex": "Nữ"}, "identifier_against_sex", {"national_id", "sex"}),
        ({"national_id": "040076423271"}, "identifier_against_birth_year", {"national_id", "birth_date"}),
        ({"national_id": "040275423271"}, "identifier_against_birth_year", {"national_id", "birth_date"}),
        ({"birth_date": "1995-10-20"}, "unlikely_age", {"birth_date", "admission_date"}),
    ],
)
def test_a_planted_contradiction_is_found(changes: dict[str, str], rule: str, keys: set[str]) -> None:
    found = findings(SOUND | changes)
    assert any(finding.rule == rule and set(finding.keys) == keys for finding in found)


def test_a_sign_that_only_looks_like_a_digit_breaks_nothing_down() -> None:
    assert findings(SOUND | {"national_id": "001²00000000"}) == ()


def test_dates_are_compared_at_the_precision_both_have() -> None:
    assert findings({"admission_date": "1996-11-04", "official_date": "1996"}) == ()
