"""Contradictions planted in a dossier: one paper that tells a value otherwise, or a life that breaks a rule.

The only place that makes a record false on purpose; the truth names what was planted, so that finding it can
be measured.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from pipeline.synthesis.lives import later
from pipeline.synthesis.members import Member, Value
from pipeline.synthesis.places import invent_home

OF_PAPERS = ("birth_date", "hometown", "official_date", "full_name", "admission_date")
"""Keys that one paper of a dossier may tell otherwise than the others."""

_PROBATION_SINCE = 1983
"""Probations of earlier admissions were of any length."""


def misread_by_one_paper(member: Member, key: str, chance: random.Random) -> Member:
    """The member as one careless paper has it."""
    value: Value = member.value(key)
    if key == "hometown":
        return member.altered(key, invent_home("Tỉnh Nghệ An", False, chance).full)
    if key == "full_name":
        first, *_, last = str(value).split()
        return member.altered(key, f"{first} {chance.choice(('Xuân', 'Hữu', 'Hồng'))} {last}")
    moved = _day(member, key) + timedelta(days=chance.choice((-2, 1, 2, 9)))
    return member.altered(key, moved.isoformat())


def tells(template: Any, key: str) -> bool:
    """Whether every way of setting this paper writes the key as a value of the record."""
    if isinstance(template, dict) and "any" in template:
        return all(tells(option, key) for option in template["any"])
    if isinstance(template, dict):
        return any(tells(part, key) for part in template.values())
    if isinstance(template, list):
        return any(tells(part, key) for part in template)
    return any(mark + key in str(template) for mark in "[{")


def broken(member: Member, rule: str, chance: random.Random) -> tuple[Member, tuple[str, ...]]:
    """The member with this rule of rules.yaml broken on all papers alike, and the keys at odds.

    No keys where the rule does not bind this life.
    """
    return _WAYS[rule](member, chance)


def _day(member: Member, key: str) -> date:
    return date.fromisoformat(str(member.value(key)))


def _official_first(member: Member, chance: random.Random) -> tuple[Member, tuple[str, ...]]:
    moved = later(_day(member, "admission_date"), -chance.uniform(0.2, 6))
    return member.altered("official_date", moved.isoformat()), ("admission_date", "official_date")


def _short_probation(member: Member, chance: random.Random) -> tuple[Member, tuple[str, ...]]:
    if _day(member, "admission_date").year < _PROBATION_SINCE:
        return member, ()
    moved = later(_day(member, "admission_date"), chance.uniform(0.1, 0.8))
    return member.altered("official_date", moved.isoformat()), ("admission_date", "official_date")


def _young(member: Member, chance: random.Random) -> tuple[Member, tuple[str, ...]]:
    born = _day(member, "birth_date")
    joined = f"{born.year + chance.randint(6, 11)}-{chance.randint(1, 12):02}"
    return member.altered("youth_union_date", joined), ("birth_date", "youth_union_date")


def _with_number(member: Member, number: str) -> Member:
    same_card = member.value("card_number") == member.value("national_id")
    told = member.altered("national_id", number)
    return told.altered("card_number", number) if same_card else told


def _personal(member: Member, chance: random.Random) -> str:
    """The member's number of twelve digits, one made up where the form has the older one of nine."""
    number = str(member.value("national_id"))
    born, man = _day(member, "birth_date"), member.value("sex") == "Nam"
    century = (0 if man else 1) + (2 if born.year >= 2000 else 0)
    return number if len(number) == 12 else f"040{century}{born.year % 100:02}{chance.randrange(10**6):06}"


def _other_sex(member: Member, chance: random.Random) -> tuple[Member, tuple[str, ...]]:
    number = _personal(member, chance)
    flipped = number[:3] + str(int(number[3]) ^ 1) + number[4:]
    return _with_number(member, flipped), ("national_id", "sex")


def _other_year(member: Member, chance: random.Random) -> tuple[Member, tuple[str, ...]]:
    number = _personal(member, chance)
    year = (int(number[4:6]) + chance.choice((1, 2, 9, 10, 98))) % 100
    return _with_number(member, f"{number[:4]}{year:02}{number[6:]}"), ("national_id", "birth_date")


_WAYS: dict[str, Callable[[Member, random.Random], tuple[Member, tuple[str, ...]]]] = {
    "dates_out_of_order": _official_first,
    "probation_too_short": _short_probation,
    "unlikely_age": _young,
    "identifier_against_sex": _other_sex,
    "identifier_against_birth_year": _other_year,
}
OF_RULES = tuple(_WAYS)
"""Rules that a planted life may break."""
