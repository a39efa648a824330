"""Planted contradictions: an invented life breaks no rule, and what is planted is what the rules find."""

from __future__ import annotations

import random

import pytest

from pipeline.synthesis.contradictions import OF_PAPERS, OF_RULES, broken, misread_by_one_paper, tells
from pipeline.synthesis.members import Member, invent_member
from pipeline.synthesis.papers import paper_templates
from pipeline.validate import findings

SEEDS = range(40)


def told(member: Member) -> dict[str, str]:
    return {key: value for key, value in member.fields if isinstance(value, str)}


def rules(member: Member) -> set[str]:
    return {finding.rule for finding in findings(told(member))}


@pytest.mark.parametrize("edition", ["A", "B", "C"])
def test_an_invented_life_breaks_no_rule(edition: str) -> None:
    for seed in SEEDS:
        assert rules(invent_member(random.Random(seed), edition)) == set()


@pytest.mark.parametrize("rule", OF_RULES)
def test_a_planted_breach_is_found_with_its_keys(rule: str) -> None:
    planted = [broken(invent_member(chance, "B"), rule, chance) for chance in map(random.Random, SEEDS)]
    binding = [(member, keys) for member, keys in planted if keys]
    assert len(binding) > 30
    for member, keys in binding:
        pointed = [set(finding.keys) for finding in findings(told(member)) if finding.rule == rule]
        assert set(keys) in pointed


@pytest.mark.parametrize("key", OF_PAPERS)
def test_one_paper_tells_another_value(key: str) -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        member = invent_member(chance, "A")
        assert misread_by_one_paper(member, key, chance).value(key) != member.value(key)


def test_a_paper_tells_a_key_only_where_every_wording_does() -> None:
    papers = paper_templates()["papers"]
    assert tells(papers["admission"]["body"], "birth_date")
    assert tells(papers["transfer"]["body"], "admission_date")
    assert not tells(papers["badge"]["body"], "admission_date")
    assert not tells(papers["letter"]["body"], "full_name")
