"""Rules across fields: planted contradictions are found, sound records are left in peace."""

from __future__ import annotations

import pytest

from pipeline.validate import borne_out, findings, sentence_of

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
    assert findings(SOUND) == findings(SOUND | {"party_badges": "30"}) == ()
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
        ({"party_badges": "30, 90"}, "badge_before_its_time", {"party_badges"}),
        ({"national_id": "040076423271"}, "identifier_against_birth_year", {"national_id", "birth_date"}),
        ({"national_id": "040275423271"}, "identifier_against_birth_year", {"national_id", "birth_date"}),
        ({"official_date": "1997-05-04"}, "probation_too_short", {"admission_date", "official_date"}),
        ({"national_id": "003075423271"}, "identifier_against_province", {"national_id"}),
        ({"card_number": "040075423272"}, "card_against_identifier", {"card_number", "national_id"}),
        (
            {"household_income": "1000", "income_per_head": "2000"},
            "share_above_whole",
            {"household_income", "income_per_head"},
        ),
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


def test_what_a_stage_requires_may_not_be_empty() -> None:
    (found,) = findings(SOUND | {"full_name": "Lê An"}, {"hometown", "awards"})
    assert (found.rule, found.keys) == ("required_but_empty", ("hometown",))


def test_every_rule_has_a_sentence_in_both_languages() -> None:
    broken = findings(
        {
            "birth_date": "1999",
            "sex": "Nữ",
            "admission_date": "1990-02",
            "official_date": "1990-03",
            "national_id": "003075423271",
            "card_number": "040075423272",
            "household_income": "1",
            "income_per_head": "2",
        },
        {"profile_number"},
    )
    rules = {finding.rule for finding in broken} | {"documents_differ", "another_person"}
    assert len(rules) == 11
    assert all(sentence_of(rule, language) for rule in rules for language in ("vi", "en"))


@pytest.mark.parametrize(
    ("values", "keys"),
    [
        (
            {"national_id": "040175000123", "birth_date": "1975-10-20", "sex": "Nữ"},
            {"national_id", "birth_date", "sex"},
        ),
        ({"national_id": "040175000123", "birth_date": "1976-10-20", "sex": "Nữ"}, set()),
        ({"national_id": "040175000123", "sex": "Nữ"}, set()),
        ({"national_id": "040175000123", "card_number": "040175000123"}, {"national_id", "card_number"}),
        (
            {"household_income": "96000000", "income_per_head": "32000000"},
            {"household_income", "income_per_head"},
        ),
        ({"household_income": "96000000", "income_per_head": "3200000"}, set()),
        ({"household_income": "96000000", "income_per_head": "31000000"}, set()),
        ({"household_income": "96000000", "income_per_head": "0"}, set()),
    ],
)
def test_values_bear_each_other_out(values: dict[str, str], keys: set[str]) -> None:
    assert borne_out(values) == keys
