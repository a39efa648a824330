"""The tables of a printed form as data: which columns they have, and how their rows are told apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pipeline.data import Entry
from pipeline.forms.members import TABLE, member_fields

COLUMN_KINDS = frozenset({"text", "period", "person_name", "year", "relation", "study_mode"})


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column: its key in the record (None for one the record does not keep) and its printed heading."""

    key: str | None
    kind: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a form. A row of the record begins where something new begins in the `starts` column."""

    key: str
    starts: int
    columns: tuple[GridColumn, ...]


def load_grid(entry: Entry) -> Grid:
    """One of the `tables` of a form file; raises ConfigInvalid naming file, place and rule."""
    entry.mapping({"key", "starts", "columns"}, {"key", "starts", "columns"})
    known = {field.key: field for field in member_fields() if field.kind == TABLE}
    table = known[entry["key"].one_of(known)]
    keys = [column.key for column in table.columns]
    columns = tuple(_column(column, keys) for column in entry["columns"].entries(least=2))
    starts = entry["starts"].one_of([column.key for column in columns if column.key is not None])
    return Grid(table.key, [column.key for column in columns].index(starts), columns)


def _column(entry: Entry, keys: Collection[str]) -> GridColumn:
    entry.mapping({"key", "kind", "labels"}, {"key", "labels"})
    key = entry["key"]
    if key.value is not None:
        key.one_of(keys)
    return GridColumn(key.value, entry.get("kind", "text").one_of(COLUMN_KINDS), entry["labels"].texts())
