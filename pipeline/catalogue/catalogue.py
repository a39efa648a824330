"""The catalogue: the 104 document types with their names, and how the known ones announce themselves."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Announcement:
    """The headings and form codes by which a first page of a type is known."""

    type: int
    titles: tuple[str, ...]
    others: tuple[str, ...]
    codes: tuple[str, ...]
    pages: int


@cache
def names() -> dict[int, str]:
    """The name of each document type by its number (annex 1 of letter 1361)."""
    with (_HERE / "document-types.tsv").open(encoding="utf-8", newline="") as table:
        return {int(row["number"]): row["name"] for row in csv.DictReader(table, delimiter="\t")}


@cache
def announcements() -> tuple[Announcement, ...]:
    """What titles.yaml says, in its order."""
    entries = yaml.safe_load((_HERE / "titles.yaml").read_text(encoding="utf-8"))
    return tuple(
        Announcement(
            entry["type"],
            tuple(entry["titles"]),
            tuple(entry.get("not", ())),
            tuple(entry.get("codes", ())),
            entry["pages"],
        )
        for entry in entries
    )
