"""The tables of a printed form as data: which columns they have, and how their rows are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigInvalid
from pipeline.forms.checks import check_keys, checked_texts
from pipeline.forms.members import TABLE, member_fields
from pipeline.messages import _

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


def load_grids(path: Path, entries: Any) -> tuple[Grid, ...]:
    """The `tables` of a form file; raises ConfigInvalid naming file, place and rule."""
    if not isinstance(entries, list):
        raise ConfigInvalid(path.name, "tables must be a list.")
    return tuple(_grid(path, f"tables[{number}]", entry) for number, entry in enumerate(entries))


def _grid(path: Path, place: str, entry: Any) -> Grid:
    check_keys(path, place, entry, {"key", "starts", "columns"}, {"key", "starts", "columns"})
    known = {field.key: field for field in member_fields() if field.kind == TABLE}
    if entry["key"] not in known:
        raise ConfigInvalid(
            path.name, _("{0}.key is {1!r}; tables: {2}.").format(place, entry["key"], ", ".join(known))
        )
    names = [column.key for column in known[entry["key"]].columns]
    columns = tuple(_columns(path, place, entry["columns"], names))
    starts = [number for number, column in enumerate(columns) if column.key == entry["starts"]]
    if not starts:
        raise ConfigInvalid(
            path.name, _("{0}.starts names {1!r}, which is no column of it.").format(place, entry["starts"])
        )
    return Grid(entry["key"], starts[0], columns)


def _columns(path: Path, place: str, entries: Any, names: list[str]) -> Iterator[GridColumn]:
    if not isinstance(entries, list) or len(entries) < 2:
        raise ConfigInvalid(path.name, _("{0}.columns must be a list of two columns or more.").format(place))
    for number, entry in enumerate(entries):
        here = f"{place}.columns[{number}]"
        check_keys(path, here, entry, {"key", "kind", "labels"}, {"key", "labels"})
        if entry["key"] is not None and entry["key"] not in names:
            raise ConfigInvalid(
                path.name, _("{0}.key is {1!r}; columns: {2}.").format(here, entry["key"], ", ".join(names))
            )
        if (kind := entry.get("kind", "text")) not in COLUMN_KINDS:
            raise ConfigInvalid(
                path.name,
                _("{0}.kind is {1!r}; known kinds: {2}.").format(here, kind, ", ".join(sorted(COLUMN_KINDS))),
            )
        yield GridColumn(entry["key"], kind, checked_texts(path, f"{here}.labels", entry["labels"]))
