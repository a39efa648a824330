"""The catalogue of the member record: whole, without doubles, and its mistakes told with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigInvalid
from pipeline.forms.form import KINDS
from pipeline.forms.members import IDENTIFIERS, load_members, member_fields

MEMBERS = "key\tkind\titem\theading\tidentity\n"
TABLES = "table\tcolumn\theading\n"


def test_keys_and_headings_are_one_of_a_kind() -> None:
    for names in (
        [field.key for field in member_fields()],
        [field.heading for field in member_fields()],
    ):
        assert len(names) == len(set(names)) == 66


def test_kinds_are_known() -> None:
    assert {field.kind for field in member_fields()} <= KINDS | {"table", "money", "badges"}
    assert {field.kind for field in member_fields()} >= IDENTIFIERS


def test_every_table_has_columns_with_headings() -> None:
    tables = {field.key: len(field.columns) for field in member_fields() if field.kind == "table"}
    assert tables == {"career": 2, "training": 5, "family": 4}


def test_the_fields_that_tell_who_it_is() -> None:
    identity = {field.key for field in member_fields() if field.identity}
    assert identity >= {"full_name", "birth_date", "national_id", "card_number", "profile_number"}


@pytest.mark.parametrize(
    ("members", "tables", "complaint"),
    [
        ("key\tkind\n", TABLES, "members.tsv: the first line must name the columns key, kind"),
        (MEMBERS + "sex\tsex\t02\n", TABLES, "members.tsv: line 2 must have 5 cells"),
        (MEMBERS + "sex\tsex\t02\tGiới tính\tmaybe\n", TABLES, "line 2: identity must be yes or no"),
        (MEMBERS + "a\ttable(b)\t1\tA\tno\n", TABLES, "tables.tsv: there is no heading for a b"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, members: str, tables: str, complaint: str) -> None:
    (tmp_path / "members.tsv").write_text(members, encoding="utf-8")
    (tmp_path / "tables.tsv").write_text(tables, encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=complaint.replace("(", r"\(")):
        load_members(tmp_path)
