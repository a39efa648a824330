"""The member record's keys: their kinds, their Vietnamese headings, and which identify a person."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MemberField:
    """One key of the record. `columns` are those of a table, empty for a plain value."""

    key: str
    kind: str
    item: str
    heading: str
    identity: bool
    columns: tuple[str, ...]


@cache
def member_fields() -> tuple[MemberField, ...]:
    """All keys in the order of the card form."""
    with (Path(__file__).parent / "members.tsv").open(encoding="utf-8", newline="") as table:
        return tuple(_field(row) for row in csv.DictReader(table, delimiter="\t"))


def _field(row: dict[str, str]) -> MemberField:
    kind, _, columns = row["kind"].partition("(")
    names = tuple(name.strip() for name in columns.rstrip(")").split(",") if name.strip())
    return MemberField(row["key"], kind, row["item"], row["heading"], row["identity"] == "yes", names)
