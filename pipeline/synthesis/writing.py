"""How a value is put on paper: its date shape, its capitals, its thousands."""

from __future__ import annotations

from pipeline.synthesis.members import Value
from pipeline.synthesis.shops import Shop

DATE_KEYS = frozenset(
    {
        "birth_date",
        "admission_date",
        "admission_decision_date",
        "official_date",
        "recruitment_date",
        "youth_union_date",
        "enlistment_date",
        "discharge_date",
        "exemption_date",
        "readmission_date",
        "readmission_official_date",
        "reinstatement_date",
        "form_date",
        "meeting_date",
        "second_meeting_date",
        "class_date",
        "official_decision_date",
        "reward_date",
    }
)
NAME_KEYS = frozenset({"full_name", "birth_name"})
HEADER_KEYS = frozenset(
    {"province_committee", "superior_committee", "grassroots_organisation", "sub_committee", "cell"}
)
MONEY_KEYS = frozenset({"household_income", "income_per_head"})


def written(key: str, value: Value, shop: Shop) -> str:
    """The value as this hand writes it; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if key in DATE_KEYS:
        return shop.date_separator.join(date_parts(value, shop))
    if key in MONEY_KEYS:
        return f"{int(value):,}".replace(",", ".")
    if (key in NAME_KEYS and shop.caps_names) or (key in HEADER_KEYS and shop.caps_header):
        return value.upper()
    return value


def in_words(value: str, shop: Shop) -> str:
    """A date of running text: `15 tháng 8 năm 1976`; the word `ngày` stands in the text before it."""
    parts = date_parts(value, shop)
    return " năm ".join((" tháng ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]


def date_parts(value: str, shop: Shop) -> tuple[str, ...]:
    """Day, month and year of an ISO date as written, the unknown ones left out."""
    year, *rest = value.split("-")
    shown = [part if shop.padded_dates else str(int(part)) for part in reversed(rest)]
    return (*shown, year)
