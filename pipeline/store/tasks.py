"""Tasks of the review as values, and how their rows become them; nothing here decides anything."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import models
from pipeline.geometry import Box


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a page by its content, the box in the scan's pixels, the turn to upright."""

    sha256: str
    source_page: int
    document: int
    box: Box
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: its column, its place in the scan's pixels; `written`: something stands in it."""

    column: str
    box: Box
    confidence: float = 0.0
    written: bool = False
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """The decision about a task as the store keeps it: `state` whole, the rest to find it by.

    `outcome` and `value` are what a person settled; empty and None before. `proposal` is what the machine
    says; `apart_from` are up to two people who may not be asked again. `differs`: nobody is asked, and it was
    read differently since.
    """

    state: str
    mode: str
    version: int
    apart_from: tuple[int, ...]
    proposal: str
    outcome: str = ""
    value: str | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field as the machine left it, with why a person must look. `need`: the least rank of role.

    `sampled`: the machine accepted it, and it is looked at to learn how often that is wrong. A row of a table
    has `cells`, and its key is the table's with the place behind a colon.
    """

    key: str
    need: int
    rank: int
    confidence: float
    reasons: tuple[str, ...]
    candidates: tuple[tuple[str, str], ...]
    place: Place
    sampled: bool = False
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A kept task. `leased_until` in seconds since 1970, `holder` 0 where nobody has it."""

    id: int
    dossier: str
    field: Field
    standing: Standing
    holder: int
    leased_until: int


def task_of(row: models.ReviewTask, dossier: str) -> Task:
    box = Box(row.left, row.top, row.right, row.bottom)
    place = Place(row.sha256, row.source_page, row.document, box, row.rotation)
    candidates = tuple((value, source) for value, source in json.loads(row.candidates))
    reasons = tuple(json.loads(row.reasons))
    field = Field(
        row.key,
        row.need,
        row.rank,
        row.confidence,
        reasons,
        candidates,
        place,
        row.sampled,
        cells_of(row),
    )
    return Task(row.id, dossier, field, standing_of(row), row.holder, row.leased_until)


def cells_of(row: models.ReviewTask) -> tuple[Cell, ...]:
    """The cells of a row of a table; none of a plain field."""
    return tuple(map(_cell, json.loads(row.cells))) if row.cells else ()


def standing_of(row: models.ReviewTask) -> Standing:
    apart = tuple(person for person in (row.first_person, row.second_person) if person)
    value = json.loads(row.value) if row.value else None
    return Standing(row.state, row.mode, row.version, apart, row.proposal, row.outcome, value, row.differs)


def put(row: models.ReviewTask, columns: dict[str, Any]) -> None:
    """Write columns into a row."""
    for name, value in columns.items():
        setattr(row, name, value)


def field_columns(field: Field) -> dict[str, Any]:
    """The columns that say what a field is and where it stands."""
    left, top, right, bottom = field.place.box.rounded()
    return {
        "key": field.key,
        "need": field.need,
        "rank": field.rank,
        "confidence": field.confidence,
        "reasons": json.dumps(field.reasons),
        "candidates": json.dumps(field.candidates, ensure_ascii=False),
        "document": field.place.document,
        "sha256": field.place.sha256,
        "source_page": field.place.source_page,
        "rotation": field.place.rotation,
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "sampled": field.sampled,
        "cells": json.dumps([_plain(cell) for cell in field.cells], ensure_ascii=False)
        if field.cells
        else "",
    }


def _plain(cell: Cell) -> dict[str, Any]:
    return asdict(cell) | {"box": cell.box.rounded()}


def _cell(plain: dict[str, Any]) -> Cell:
    return Cell(**plain | {"box": Box(*plain["box"]), "candidates": tuple(plain["candidates"])})


def standing_columns(standing: Standing) -> dict[str, Any]:
    """The columns that say how far a task is."""
    first, second = (*standing.apart_from, 0, 0)[:2]
    return {
        "state": standing.state,
        "mode": standing.mode,
        "version": standing.version,
        "first_person": first,
        "second_person": second,
        "proposal": standing.proposal[:64],
        "outcome": standing.outcome,
        "value": json.dumps(standing.value, ensure_ascii=False) if standing.outcome else "",
        "differs": standing.differs,
    }
