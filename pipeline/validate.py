"""Rules across the fields of one record: what cannot be true together goes to a person, with the reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipeline.rules import rules


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: its name and the fields it points at."""

    rule: str
    keys: tuple[str, ...]


def findings(values: Mapping[str, str], blanks: Collection[str] = ()) -> tuple[Finding, ...]:
    """Every rule that these values break; keys that are missing break nothing. `blanks`: keys left empty."""
    return (
        *_order(values),
        *_ages(values),
        *_probation(values),
        *_national_id(values),
        *_numbers(values),
        *_badges(values),
        *_required(values, blanks),
    )


def borne_out(values: Mapping[str, str]) -> frozenset[str]:
    """Keys whose values bear each other out: a misread figure would hardly have done so by chance."""
    number, card = values.get("national_id", ""), values.get("card_number", "")
    whole, share = values.get("household_income", ""), values.get("income_per_head", "")
    found: set[str] = set()
    if (
        _is_personal_number(number)
        and {"birth_date", "sex"} <= values.keys()
        and not any(_national_id(values))
    ):
        found |= {"national_id", "birth_date", "sex"}
    if _is_personal_number(number) and number == card:
        found |= {"national_id", "card_number"}
    if whole.isdecimal() and share.isdecimal() and int(share) and int(whole) % int(share) == 0:
        heads = int(whole) // int(share)
        found |= {"household_income", "income_per_head"} if heads <= rules().most_heads else set()
    return frozenset(found)


def sentence_of(rule: str, language: str) -> str | None:
    """What a broken rule, or a doubt about a value, says in `vi` or `en`; None where there is no sentence."""
    return {**rules().doubts, **rules().sentences}.get(rule, {}).get(language)


def is_rule(reason: str) -> bool:
    """Whether a reason is a rule over several values, and no doubt about one."""
    return reason in rules().sentences


def _order(values: Mapping[str, str]) -> Iterator[Finding]:
    for first, second in rules().order:
        if first in values and second in values:
            precision = min(len(values[first]), len(values[second]))
            if values[first][:precision] > values[second][:precision]:
                yield Finding("dates_out_of_order", (first, second))


def _badges(values: Mapping[str, str]) -> Iterator[Finding]:
    """`party_badges` are their years, parted by commas."""
    years = [int(badge) for badge in values.get("party_badges", "").split(", ") if badge.isdecimal()]
    admitted = values.get("admission_date", "")[:4]
    if years and admitted and int(admitted) + max(years) > rules().last_badge:
        yield Finding("badge_before_its_time", ("party_badges",))


def _ages(values: Mapping[str, str]) -> Iterator[Finding]:
    for key, (least, most) in rules().age.items():
        if key in values and "birth_date" in values:
            age = int(values[key][:4]) - int(values["birth_date"][:4])
            if not least <= age <= most:
                yield Finding("unlikely_age", ("birth_date", key))


def _probation(values: Mapping[str, str]) -> Iterator[Finding]:
    """Told from the months of both dates; dates of years alone tell nothing."""
    start, end, rule = (
        values.get("admission_date", ""),
        values.get("official_date", ""),
        rules().probation,
    )
    if len(start) < 7 or len(end) < 7 or int(start[:4]) < rule.from_year:
        return
    months = 12 * (int(end[:4]) - int(start[:4])) + int(end[5:7]) - int(start[5:7])
    if 0 <= months < rule.months:
        yield Finding("probation_too_short", ("admission_date", "official_date"))


def _national_id(values: Mapping[str, str]) -> Iterator[Finding]:
    """The 12-digit number carries century and sex in digit 4 and the birth year in 5 and 6 (TT 07/2016)."""
    number = values.get("national_id", "")
    if not _is_personal_number(number):
        return
    birth, sex = values.get("birth_date", ""), values.get("sex", "")
    if number[:3] not in rules().provinces:
        yield Finding("identifier_against_province", ("national_id",))
    if birth and birth[2:4] != number[4:6]:
        yield Finding("identifier_against_birth_year", ("national_id", "birth_date"))
    if birth and int(number[3]) // 2 != int(birth[:2]) - 19:
        yield Finding("identifier_against_birth_year", ("national_id", "birth_date"))
    if sex and (int(number[3]) % 2 == 0) != (sex == "Nam"):
        yield Finding("identifier_against_sex", ("national_id", "sex"))


def _is_personal_number(number: str) -> bool:
    return len(number) == 12 and number.isascii() and number.isdecimal()


def _numbers(values: Mapping[str, str]) -> Iterator[Finding]:
    """The cards of 2025 carry the personal number; a share is not above its whole."""
    card, personal = values.get("card_number", ""), values.get("national_id", "")
    if _is_personal_number(card) and _is_personal_number(personal) and card != personal:
        yield Finding("card_against_identifier", ("card_number", "national_id"))
    whole, share = values.get("household_income", ""), values.get("income_per_head", "")
    if whole.isdecimal() and share.isdecimal() and int(share) > int(whole):
        yield Finding("share_above_whole", ("household_income", "income_per_head"))


def _required(values: Mapping[str, str], blanks: Collection[str]) -> Iterator[Finding]:
    for stage, keys in rules().required.items():
        if stage in values:
            yield from (Finding("required_but_empty", (key,)) for key in keys if key in blanks)
