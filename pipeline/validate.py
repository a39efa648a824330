"""Rules across the fields of one record: what cannot be true together goes to a person, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: its name and the fields it points at."""

    rule: str
    keys: tuple[str, ...]


def findings(values: Mapping[str, str]) -> tuple[Finding, ...]:
    """Every rule that these values break; keys that are missing break nothing."""
    return (*_order(values), *_ages(values), *_national_id(values))


@cache
def _rules() -> dict[str, object]:
    rules: dict[str, object] = yaml.safe_load(
        (Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8")
    )
    return rules


def _order(values: Mapping[str, str]) -> Iterator[Finding]:
    pairs = _rules()["order"]
    assert isinstance(pairs, list)
    for first, second in pairs:
        if first in values and second in values:
            precision = min(len(values[first]), len(values[second]))
            if values[first][:precision] > values[second][:precision]:
                yield Finding("dates_out_of_order", (first, second))


def _ages(values: Mapping[str, str]) -> Iterator[Finding]:
    bounds = _rules()["age"]
    assert isinstance(bounds, dict)
    for key, (least, most) in bounds.items():
        if key in values and "birth_date" in values:
            age = int(values[key][:4]) - int(values["birth_date"][:4])
            if not least <= age <= most:
                yield Finding("unlikely_age", ("birth_date", key))


def _national_id(values: Mapping[str, str]) -> Iterator[Finding]:
    """The 12-digit number carries century and sex in digit 4 and the birth year in 5 and 6 (TT 07/2016)."""
    number = values.get("national_id", "")
    if len(number) != 12 or not (number.isascii() and number.isdecimal()):
        return
    birth, sex = values.get("birth_date", ""), values.get("sex", "")
    if birth and birth[2:4] != number[4:6]:
        yield Finding("identifier_against_birth_year", ("national_id", "birth_date"))
    if birth and int(number[3]) // 2 != int(birth[:2]) - 19:
        yield Finding("identifier_against_birth_year", ("national_id", "birth_date"))
    if sex and (int(number[3]) % 2 == 0) != (sex == "Nam"):
        yield Finding("identifier_against_sex", ("national_id", "sex"))
