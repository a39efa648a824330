"""The checklist: papers that a stage leaves, papers there are one of, papers that exclude each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import catalogue
from pipeline.catalogue.checklist import Checklist, built_in_rules, checklist, load_rules
from pipeline.errors import ConfigInvalid
from pipeline.forms.members import member_fields

ADMITTED = (38, 37, 1, 39, 40, 42, 43, 45, 5, 2, 3)
OFFICIAL = (*ADMITTED, 46, 47, 48, 49, 50, 52, 7)


def check(*types: int, record: tuple[str, ...] = ()) -> Checklist:
    return checklist(types, record, catalogue(), built_in_rules())


def test_a_complete_dossier_has_nothing_to_tell() -> None:
    assert check(*OFFICIAL).findings == ()
    assert check(*OFFICIAL).stages == ("candidate", "admitted", "official")


def test_a_member_in_probation_lacks_no_paper_of_a_full_member() -> None:
    assert check(*ADMITTED).findings == ()


def test_what_is_missing_comes_by_priority() -> None:
    found = check(*(kind for kind in OFFICIAL if kind not in (48, 5)), record=("admission_date",)).findings
    assert [(finding.fault, finding.types, finding.priority) for finding in found] == [
        ("missing", (5, 6), 1),
        ("missing", (48,), 2),
    ]


def test_a_date_in_the_record_shows_a_stage_without_its_decision() -> None:
    assert ("missing", (7, 10)) in [
        (f.fault, f.types) for f in check(*ADMITTED, record=("official_date",)).findings
    ]


def test_one_of_two_alternatives_is_enough() -> None:
    assert check(*(41 if kind == 40 else kind for kind in OFFICIAL)).findings == ()


def test_doubled_and_contradicting_papers_are_told() -> None:
    found = {(finding.fault, finding.types) for finding in check(*OFFICIAL, 5, 8).findings}
    assert found == {("doubled", (5,)), ("contradicting", (7, 8))}


def test_the_rules_name_types_and_keys_that_exist() -> None:
    rules, numbers = built_in_rules(), {kind.type for kind in catalogue().kinds}
    keys = {field.key for field in member_fields()}
    for stage in rules.stages:
        assert set(stage.record) <= keys
        assert {*stage.shown_by, *(kind for need in stage.needs for kind in need)} <= numbers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stages: []\nonce: []", "contradicting"),
        ("stages: [{name: a}]\nonce: []\ncontradicting: []", r"stages\[0\].*needs"),
        ("stages: [{name: a, needs: [x]}]\nonce: []\ncontradicting: []", r"stages\[0\]\.needs"),
        ("stages: [{name: a, needs: [], when: 1}]\nonce: []\ncontradicting: []", "when"),
    ],
)
def test_a_mistake_is_named(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=told):
        load_rules(path)
