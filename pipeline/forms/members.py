"""The member record's keys: their kinds, their Vietnamese headings, and which identify a person."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import ConfigInvalid
from pipeline.messages import _

TABLE = "table"
IDENTIFIERS = frozenset({"profile_number", "card_number", "national_id"})
"""Kinds that are numbers only to look at: leading zeros count, and nobody adds them up."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table of the record."""

    key: str
    heading: str


@dataclass(frozen=True, slots=True)
class MemberField:
    """One key of the record. `columns` are those of a table, empty for a plain value."""

    key: str
    kind: str
    item: str
    heading: str
    identity: bool
    columns: tuple[Column, ...]


@cache
def member_fields() -> tuple[MemberField, ...]:
    """All keys in the order of the card form."""
    return load_members(Path(__file__).parent)


def load_members(folder: Path) -> tuple[MemberField, ...]:
    """Read `members.tsv` and `tables.tsv`; raises ConfigInvalid naming file and line."""
    headings = {
        (row["table"], row["column"]): row["heading"]
        for _number, row in _rows(folder / "tables.tsv", ("table", "column", "heading"))
    }
    members = _rows(folder / "members.tsv", ("key", "kind", "item", "heading", "identity"))
    return tuple(_field(number, row, headings) for number, row in members)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as table:
        reader = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(reader.fieldnames or ()) != columns:
            raise ConfigInvalid(
                path.name, _("the first line must name the columns {0}.").format(", ".join(columns))
            )
        for number, row in enumerate(reader, start=2):
            if None in row or None in row.values():
                raise ConfigInvalid(
                    path.name, _("line {0} must have {1} cells.").format(number, len(columns))
                )
            yield number, row


def _field(number: int, row: dict[str, str], headings: dict[tuple[str, str], str]) -> MemberField:
    kind, _bracket, columns = row["kind"].partition("(")
    names = [name.strip() for name in columns.rstrip(")").split(",") if name.strip()]
    if row["identity"] not in ("yes", "no"):
        raise ConfigInvalid("members.tsv", _("line {0}: identity must be yes or no.").format(number))
    if nameless := [name for name in names if (row["key"], name) not in headings]:
        raise ConfigInvalid(
            "tables.tsv", _("there is no heading for {0} {1}.").format(row["key"], nameless[0])
        )
    return MemberField(
        row["key"],
        kind,
        row["item"],
        row["heading"],
        row["identity"] == "yes",
        tuple(Column(name, headings[row["key"], name]) for name in names),
    )
