"""Invented members: one coherent record each, from which every paper of a dossier is written.

The only place that decides what is true of a member; the papers and their truth both come from it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.data import read_yaml
from pipeline.synthesis import lives
from pipeline.synthesis.lives import Dates
from pipeline.synthesis.places import Home, invent_home

TEMPLATES = Path(__file__).parent / "templates"
TABLE_COLUMNS = {
    "career": ("period", "activity"),
    "training": ("school", "subject", "period", "mode", "qualification"),
    "family": ("relation", "name", "birth_year", "details"),
}

Value = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Member:
    """What is true of an invented member.

    `fields` are the keys of the record, normalised as the export contract says, None where there is
    nothing to write; `facts` are things that papers tell and the record does not keep.
    """

    edition: str
    fields: tuple[tuple[str, Value], ...]
    facts: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]

    def value(self, key: str) -> Value:
        return dict(self.fields).get(key)

    def fact(self, key: str) -> str | None:
        return dict(self.facts).get(key)

    def rows(self, table: str) -> tuple[tuple[str, ...], ...]:
        return dict(self.tables)[table]

    def altered(self, key: str, value: Value) -> Member:
        """The member as a paper that contradicts the others tells of them."""
        return replace(self, fields=tuple((k, value if k == key else v) for k, v in self.fields))


@cache
def words() -> dict[str, Any]:
    """The vocabulary of invention."""
    loaded: dict[str, Any] = read_yaml(TEMPLATES / "members.yaml").value
    return loaded


def invent_member(chance: random.Random, edition: str) -> Member:
    """Draw a member whose card form is of this edition (A, B or C)."""
    dates = lives.invent_dates(edition, chance)
    man = chance.random() < 0.6
    people = _weighted(words()["peoples"], chance)
    provinces = words()["provinces"]
    province = _weighted({name: entry["weight"] for name, entry in provinces.items()}, chance)
    home = invent_home(province, False, chance)
    name = invent_name(man, people, chance)
    unit = chance.choice(words()["units"])
    cell = chance.choice(unit["cells"])
    studies = chance.sample(words()["degrees"], chance.choice((1, 1, 2)))
    course = lives.Course(unit["name"], cell, tuple(unit["jobs"]), tuple(studies), home.full)
    fields = (
        _identity(name, man, people, home, dates, chance)
        | _party(dates, unit["name"], cell, chance)
        | _education(studies[0], dates, chance)
        | _history(dates, man, chance)
        | _numbers(edition, man, provinces[province]["code"], dates, chance)
    )
    way = chance.choice(words()["periods"])
    return Member(
        edition,
        tuple(fields.items()),
        tuple(_facts(dates, unit["name"], cell, chance).items()),
        (
            ("career", lives.career(dates, course, way)),
            ("training", lives.training(dates, course, chance.choice(words()["modes"]), way)),
            ("family", _family(name, man, people, home, dates, chance)),
        ),
    )


def invent_name(man: bool, people: str, chance: random.Random, surname: str | None = None) -> str:
    """Put a name together: surname, middle, given."""
    own = words()["surnames_of_peoples"].get(people, words()["surnames"])
    middles, names = ("male_middles", "male_names") if man else ("female_middles", "female_names")
    parts = (surname or chance.choice(own), chance.choice(words()[middles]), chance.choice(words()[names]))
    return " ".join(part for part in parts if part)


def _weighted(weights: dict[str, int], chance: random.Random) -> str:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]


def _maybe(share: float, options: Sequence[str], chance: random.Random) -> str | None:
    return chance.choice(options) if chance.random() < share else None


def _or_no(share: float, options: Sequence[str], chance: random.Random) -> str | None:
    """A value, a written `no`, or nothing at all."""
    return _maybe(share, options, chance) or _maybe(0.6, words()["no_words"], chance)


def _iso(day: date, chance: random.Random, whole: float = 1.0) -> str:
    """The day, or only its month as people remember it."""
    return day.isoformat() if chance.random() < whole else day.isoformat()[:7]


def _identity(
    name: str, man: bool, people: str, home: Home, dates: Dates, chance: random.Random
) -> dict[str, Value]:
    since_2025 = dates.form >= date(2025, 7, 1)
    now = invent_home(home.province, since_2025, chance)
    moved = chance.random() < 0.25
    return {
        "full_name": name,
        "sex": "Nam" if man else "Nữ",
        "birth_name": name if chance.random() < 0.9 else invent_name(man, people, chance, name.split()[0]),
        "birth_date": dates.birth.isoformat(),
        "birth_place": home.full if chance.random() < 0.7 else invent_home(home.province, False, chance).full,
        "hometown": home.full,
        "permanent_address": f"{chance.choice(words()['hamlets'])}, {now.full}",
        "temporary_address": f"{chance.choice(words()['hamlets'])}, {now.full}" if moved else None,
        "ethnicity": people,
        "religion": _weighted(words()["religions"], chance),
        "family_class": _weighted(words()["family_classes"], chance),
        "occupation": chance.choice(words()["occupations"]),
    }


def _party(dates: Dates, workplace: str, cell: str, chance: random.Random) -> dict[str, Value]:
    new = dates.form >= date(2025, 7, 1)
    second = chance.random() < 0.6
    other_cell = chance.choice(chance.choice(words()["units"])["cells"])
    return {
        "province_committee": "Nghệ An",
        "superior_committee": chance.choice(words()["superiors_new" if new else "superiors_old"]),
        "grassroots_organisation": workplace,
        "sub_committee": _maybe(0.25, ("Khối Văn phòng", "Khối Sự nghiệp", "Bộ phận số 2"), chance),
        "cell": cell,
        "admission_date": dates.admission.isoformat(),
        "admission_cell": other_cell,
        "admission_decision_date": dates.decision.isoformat(),
        "official_date": dates.official.isoformat(),
        "official_cell": other_cell if chance.random() < 0.7 else cell,
        "referrer_1": invent_name(chance.random() < 0.6, "Kinh", chance),
        "referrer_1_position": f"Bí thư Chi bộ {other_cell}",
        "referrer_2": invent_name(chance.random() < 0.6, "Kinh", chance) if second else None,
        "referrer_2_position": f"Phó Bí thư, {workplace}" if second else None,
        "exemption_date": None,
    }


def _education(study: dict[str, str], dates: Dates, chance: random.Random) -> dict[str, Value]:
    master = chance.random() < 0.15
    return {
        "general_education": "12/12"
        if dates.birth.year > 1972
        else chance.choice(("10/10", "10/10", "7/10")),
        "vocational_education": _maybe(0.25, words()["vocations"], chance),
        "higher_education": f"{'Thạc sĩ' if master else study['degree']} {study['subject'].lower()}",
        "academic_degree": "Thạc sĩ" if master else None,
        "academic_title": None,
        "political_theory": _weighted(words()["theories"], chance) if chance.random() < 0.85 else None,
        "foreign_language": _maybe(0.75, words()["languages"], chance),
        "informatics": _maybe(0.7, words()["informatics"], chance),
    }


def _history(dates: Dates, man: bool, chance: random.Random) -> dict[str, Value]:
    soldier = man and chance.random() < 0.2
    income = chance.randint(4, 60) * 6_000_000
    party_years = dates.form.year - dates.admission.year - 1
    badges = tuple(year for year in words()["badges"] if int(year) <= party_years)
    removed = _or_no(0.01, words()["removals"], chance)
    return {
        "recruitment_date": _iso(dates.recruitment, chance, 0.7),
        "recruiting_agency": chance.choice(words()["units"])["name"],
        "youth_union_date": _iso(dates.youth_union, chance, 0.7),
        "other_organisations": _maybe(0.8, words()["societies"], chance),
        "enlistment_date": _iso(date(dates.birth.year + 18, 9, 5), chance, 0.5) if soldier else None,
        "discharge_date": _iso(date(dates.birth.year + 20, 12, 10), chance, 0.5) if soldier else None,
        "health": _weighted(words()["healths"], chance),
        "war_invalid_class": _maybe(0.04, words()["invalid_classes"], chance),
        "martyr_family": _maybe(0.08, words()["martyr_families"], chance),
        "revolution_merit_family": _maybe(0.08, words()["merit_families"], chance),
        "awards": _or_no(0.6, words()["awards"], chance),
        "party_badges": badges or None,
        "titles": _or_no(0.35, words()["titles"], chance),
        "discipline": _or_no(0.06, words()["disciplines"], chance),
        "removal": removed,
        "readmission_date": None,
        "readmission_official_date": None,
        "reinstatement_date": None,
        "legal_record": _maybe(0.5, words()["no_words"], chance),
        "former_regime_service": _maybe(0.5, words()["no_words"], chance),
        "foreign_travel": _or_no(0.25, words()["travels"], chance),
        "foreign_organisations": _or_no(0.03, words()["foreign_bodies"], chance),
        "foreign_relatives": _or_no(0.1, words()["foreign_relatives"], chance),
        "household_income": str(income) if chance.random() < 0.8 else None,
        "income_per_head": str(income // 4) if chance.random() < 0.8 else None,
    }


def _numbers(edition: str, man: bool, code: str, dates: Dates, chance: random.Random) -> dict[str, Value]:
    century = (0 if man else 1) + (2 if dates.birth.year >= 2000 else 0)
    personal = f"{code}{century}{dates.birth.year % 100:02}{chance.randrange(10**6):06}"
    old_card = f"18{chance.randrange(10**7):07}"
    letters = chance.choice([letter for letter in words()["letters"] if len(letter) <= 3])
    return {
        "profile_number": f"{chance.randrange(10**6):06}{letters}",
        "card_number": personal if edition == "A" else f"{chance.randrange(10**8):08}",
        "national_id": old_card if edition == "C" or dates.form.year < 2016 else personal,
    }


def _facts(dates: Dates, workplace: str, cell: str, chance: random.Random) -> dict[str, str]:
    def person() -> str:
        return invent_name(chance.random() < 0.65, "Kinh", chance)

    return {
        "workplace": workplace,
        "work_cell": cell,
        "form_date": dates.form.isoformat(),
        "meeting_date": lives.later(dates.decision, -0.1).isoformat(),
        "second_meeting_date": lives.later(dates.official, 0.03).isoformat(),
        "class_date": lives.later(dates.decision, -0.8).isoformat(),
        "official_decision_date": lives.later(dates.official, 0.09).isoformat(),
        "reward_date": lives.later(dates.official, 0.6).isoformat(),
        "signer": person(),
        "secretary": person(),
        "helper": person(),
        "witness": person(),
        "number": str(chance.randint(3, 980)),
        "other_number": str(chance.randint(3, 980)),
        "total": str(chance.randint(9, 40)),
        "birth_year": str(dates.birth.year),
        "admission_year": str(dates.admission.year),
    }


def _family(
    name: str, man: bool, people: str, home: Home, dates: Dates, chance: random.Random
) -> tuple[tuple[str, ...], ...]:
    surname = name.split()[0]
    in_laws = invent_name(True, people, chance)
    names = {
        "father": invent_name(True, people, chance, surname),
        "mother": invent_name(False, people, chance),
        "father_in_law": in_laws,
        "mother_in_law": invent_name(False, people, chance),
        "spouse": invent_name(not man, people, chance, in_laws.split()[0]),
    }
    line = surname if man else in_laws.split()[0]
    married = chance.random() < 0.88 and dates.form.year - dates.birth.year > 27
    children = chance.randint(1, 3) if married else 0
    household = lives.Household(
        names,
        home,
        invent_home(home.province, False, chance),
        tuple(invent_name(chance.random() < 0.5, people, chance, line) for _ in range(children)),
        tuple(
            invent_name(chance.random() < 0.5, people, chance, surname) for _ in range(chance.randint(0, 3))
        ),
    )
    return lives.family(dates, household, man, words(), chance)
