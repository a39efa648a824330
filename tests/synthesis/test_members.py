"""Invented members keep the rules that real dossiers keep."""

from __future__ import annotations

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipeline.synthesis.members import Member, invent_member, words

SEEDS = st.integers(0, 10**6)
EDITIONS = st.sampled_from("ABC")


def day(member: Member, key: str) -> date:
    return date.fromisoformat(str(member.value(key)))


@given(SEEDS, EDITIONS)
def test_dates_are_in_order(seed: int, edition: str) -> None:
    member = invent_member(random.Random(seed), edition)
    birth, decision = day(member, "birth_date"), day(member, "admission_decision_date")
    admission, official = day(member, "admission_date"), day(member, "official_date")
    assert birth < decision <= admission < official < date.fromisoformat(str(member.fact("form_date")))
    assert (decision - birth).days / 365.25 >= 18
    assert (official.year - admission.year) * 12 + official.month - admission.month == 12
    joined = str(member.value("youth_union_date"))
    assert birth.year + 15 <= int(joined[:4]) <= birth.year + 30


@given(SEEDS, EDITIONS)
def test_personal_number_tells_birth_and_sex(seed: int, edition: str) -> None:
    member = invent_member(random.Random(seed), edition)
    number = str(member.value("national_id"))
    assert number.isdecimal()
    if len(number) == 12:
        born = day(member, "birth_date").year
        assert number[4:6] == f"{born % 100:02}"
        assert int(number[3]) == (member.value("sex") == "Nữ") + 2 * (born >= 2000)
        assert number[:3] in {entry["code"] for entry in words()["provinces"].values()}
    else:
        assert len(number) == 9
    card = str(member.value("card_number"))
    assert card == number if edition == "A" else len(card) == 8


@given(SEEDS, EDITIONS)
def test_family_shares_its_names(seed: int, edition: str) -> None:
    member = invent_member(random.Random(seed), edition)
    surname = str(member.value("full_name")).split()[0]
    rows = {row[0]: row for row in member.rows("family")}
    father = next(rows[word] for word in ("Bố đẻ", "Cha", "Cha đẻ") if word in rows)
    assert father[1].split()[0] == surname
    assert int(father[2]) < day(member, "birth_date").year


@given(SEEDS)
def test_altered_changes_one_key(seed: int) -> None:
    member = invent_member(random.Random(seed), "B")
    altered = dict(member.altered("birth_date", "1970-01-01").fields)
    assert {key for key, value in member.fields if altered[key] != value} <= {"birth_date"}
    assert altered["birth_date"] == "1970-01-01"
