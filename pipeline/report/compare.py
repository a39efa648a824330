"""An export held against the truth: what became of each page, document, field and table row.

Both sides are plain JSON objects in the shape of the export contract; a truth also tells where each value
stands (`fields[key].occurrences`). A dossier that is missing from the export has nothing right.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.text import comparable

JsonObject = Mapping[str, Any]
Pair = tuple[JsonObject, JsonObject]
"""What was exported of a dossier (empty where nothing was), and its truth."""

_NOTHING: JsonObject = {}


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One field of one dossier's record, or of one document of it.

    `written`: the truth has a value. `told`: the export says something of it, blank included.
    """

    key: str
    style: str
    damage: str
    document_type: int | None
    written: bool
    told: bool
    right: bool
    status: str
    confidence: float


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page of the truth: how often it was listed, what was found of it, and what it is."""

    listed: int
    in_place: bool
    failed: bool
    rotation_right: bool
    blank: bool
    found_blank: bool
    withheld: bool
    found_withheld: bool
    duplicate: bool
    found_duplicate: bool


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document of the truth: its type, the type of the document found at its first page, its pages."""

    type: int | None
    found: bool
    found_type: int | None
    withheld: bool
    pages_right: bool


@dataclass(frozen=True, slots=True)
class TableResult:
    """One table of one dossier: rows found in their order, cells right in them, rows that are not there."""

    table: str
    rows: int
    rows_found: int
    rows_invented: int
    cells: int
    cells_right: int


def pairs(exports: Iterable[JsonObject], truths: Iterable[JsonObject]) -> tuple[Pair, ...]:
    """Every dossier of the truth with what was exported of it."""
    found = {str(entry["dossier"]): entry for entry in exports}
    return tuple((found.get(str(truth["dossier"]), _NOTHING), truth) for truth in truths)


def same(one: Any, other: Any) -> bool:
    """The contract's comparison: case, white space, tone place and end signs do not count."""
    if one is None or other is None:
        return one is None and other is None
    if isinstance(one, list) and isinstance(other, list):
        return [_plain(part) for part in one] == [_plain(part) for part in other]
    return _plain(one) == _plain(other)


def _plain(value: Any) -> str:
    return comparable(str(value)).replace(" ", "")


# --- fields ------------------------------------------------------------------------------------------


def member_results(pair: Pair) -> Iterator[FieldResult]:
    """Every key of the truth's record, empty ones included, and every key that was made up."""
    found, truth = pair
    told = found.get("member", _NOTHING)
    for key, value in truth["member"].items():
        seen = truth["fields"].get(key, _NOTHING)
        yield _result(key, value, told.get(key), seen.get("style"), seen.get("degradation"), None)
    for key in told:
        if key not in truth["member"] and key not in truth.get("tables", _NOTHING):
            yield _result(key, None, told[key], None, None, None)


def document_results(pair: Pair) -> Iterator[FieldResult]:
    """Every value that stands on a document, against the fields of the same document in the export."""
    found, truth = pair
    for key, seen in truth["fields"].items():
        for place in seen["occurrences"]:
            document = _document_at(found, place["page"]) or _NOTHING
            fields = document.get("fields", _NOTHING) if document.get("type") == place["type"] else _NOTHING
            told = fields.get(key)
            yield _result(key, place["value"], told, place["style"], place["degradation"], place["type"])


def _result(
    key: str, value: Any, told: JsonObject | None, style: str | None, damage: str | None, kind: int | None
) -> FieldResult:
    answer = told or {"value": None, "confidence": 0.0, "status": ""}
    return FieldResult(
        key=key,
        style=style or "none",
        damage=damage or "none",
        document_type=kind,
        written=value is not None,
        told=told is not None,
        right=told is not None and same(answer["value"], value),
        status=answer["status"],
        confidence=answer["confidence"],
    )


def conflicts_told(pair: Pair) -> Iterator[bool]:
    """For each contradiction between papers, whether its key waits for a person (or a person settled it)."""
    found, truth = pair
    for conflict in truth.get("conflicts", ()):
        reading = found.get("member", _NOTHING).get(conflict["key"], _NOTHING)
        yield reading.get("status") in ("review", "verified")


# --- pages and documents -----------------------------------------------------------------------------


def page_results(pair: Pair) -> Iterator[PageResult]:
    """Every page of the truth against the page of the same file and place."""
    found, truth = pair
    entries = {(page["source"], page["source_page"]): page for page in found.get("pages", ())}
    times = Counter((page["source"], page["source_page"]) for page in found.get("pages", ()))
    for page in truth["pages"]:
        place = (page["source"], page["source_page"])
        got = entries.get(place, _NOTHING)
        yield PageResult(
            listed=times[place],
            in_place=got.get("number") == page["number"],
            failed="failed" in got,
            rotation_right=got.get("rotation") == page["rotation"],
            blank=page["blank"],
            found_blank=bool(got.get("blank")),
            withheld=page["withheld"],
            found_withheld=bool(got.get("withheld")),
            duplicate=bool(page.get("duplicate")),
            found_duplicate="duplicate_of" in got,
        )


def secrets_told(pair: Pair) -> Iterator[bool]:
    """For each word that stands on a withheld page only, whether it stands anywhere in the export."""
    found, truth = pair
    text = comparable(json.dumps(found, ensure_ascii=False))
    for word in truth.get("canaries", ()):
        yield comparable(word) in text


def document_matches(pair: Pair) -> Iterator[DocumentResult]:
    """Every document of the truth against the one that holds its first page."""
    found, truth = pair
    for document in truth["documents"]:
        match = _document_at(found, min(document["pages"]))
        yield DocumentResult(
            type=document["type"],
            found=match is not None,
            found_type=match["type"] if match is not None else None,
            withheld=bool(document.get("withheld")),
            pages_right=match is not None and sorted(match["pages"]) == sorted(document["pages"]),
        )


def boundaries(pair: Pair) -> tuple[set[int], set[int]]:
    """The first pages of the documents: found, and in truth."""
    found, truth = pair
    return _starts(found.get("documents", ())), _starts(truth["documents"])


def _starts(documents: Iterable[JsonObject]) -> set[int]:
    return {min(document["pages"]) for document in documents if document["pages"]}


def _document_at(found: JsonObject, page: int) -> JsonObject | None:
    return next((document for document in found.get("documents", ()) if page in document["pages"]), None)


# --- tables ------------------------------------------------------------------------------------------


def table_results(pair: Pair) -> Iterator[TableResult]:
    """Every table of the truth against the rows of the export, matched in their order."""
    found, truth = pair
    for name, rows in truth.get("tables", _NOTHING).items():
        told = found.get("tables", _NOTHING).get(name, ())
        matched, right = _best_match(rows, told)
        cells = sum(len(row) for row in rows)
        yield TableResult(name, len(rows), matched, len(told) - matched, cells, right)


def _best_match(rows: Sequence[JsonObject], told: Sequence[JsonObject]) -> tuple[int, int]:
    """Rows matched and cells right in them, of the match in order with the most cells right.

    A row counts as found when half of its cells are right.
    """
    best = [(0, 0)] * (len(told) + 1)
    for row in rows:
        above, best = best, [(0, 0)]
        for place, entry in enumerate(told):
            right = sum(same(entry.get(key, _NOTHING).get("value"), value) for key, value in row.items())
            cells, matched = above[place]
            taken = (cells + right, matched + 1) if 2 * right >= len(row) else (cells, matched)
            best.append(max(taken, above[place + 1], best[place]))
    cells, matched = best[-1]
    return matched, cells
