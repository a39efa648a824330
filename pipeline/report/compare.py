"""An export held against the truth, field by field and page by page, by the contract's rule of comparison.

Both sides are plain JSON objects in the shape of the export contract; a truth also tells where each value
stands (`fields[key].occurrences`). A dossier that is missing from the export counts as all wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.text import comparable

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One field of one dossier's record, or of one document of it."""

    key: str
    style: str
    damage: str
    document_type: int | None
    written: bool
    right: bool
    told: bool
    confidence: float
    status: str


@dataclass(frozen=True, slots=True)
class PageResult:
    """One page of the truth: what was found of it, and what it is."""

    listed: bool
    rotation_right: bool
    blank: bool
    found_blank: bool
    withheld: bool
    found_withheld: bool
    duplicate: bool
    found_duplicate: bool


def by_dossier(objects: Iterable[JsonObject]) -> dict[str, JsonObject]:
    return {str(entry["dossier"]): entry for entry in objects}


def member_results(found: JsonObject, truth: JsonObject) -> Iterator[FieldResult]:
    """Every key the truth's record holds, blanks included, against the merged record."""
    told = found.get("member", {})
    for key, value in truth["member"].items():
        seen = truth["fields"].get(key, {})
        yield _result(key, value, told.get(key), seen.get("style", ""), seen.get("degradation", ""), None)


def document_results(found: JsonObject, truth: JsonObject) -> Iterator[FieldResult]:
    """Every value that stands on a document of a type, against the same document's fields in the export."""
    for key, seen in truth["fields"].items():
        for place in seen["occurrences"]:
            document = _document_of(found, place["page"])
            told = document.get("fields", {}).get(key) if document.get("type") == place["type"] else None
            yield _result(key, place["value"], told, place["style"], place["degradation"], place["type"])


def _document_of(found: JsonObject, page: int) -> JsonObject:
    none: JsonObject = {}
    return next((document for document in found.get("documents", ()) if page in document["pages"]), none)


def _result(
    key: str, value: Any, told: JsonObject | None, style: str, damage: str, kind: int | None
) -> FieldResult:
    answer = told or {"value": None, "confidence": 0.0, "status": ""}
    right = told is not None and same(answer["value"], value)
    return FieldResult(
        key,
        style,
        damage,
        kind,
        value is not None,
        right,
        told is not None,
        answer["confidence"],
        answer["status"],
    )


def same(one: Any, other: Any) -> bool:
    """The contract's comparison: case, white space, tone place and end signs do not count."""
    if one is None or other is None:
        return one is None and other is None
    if isinstance(one, list) and isinstance(other, list):
        return [comparable(str(part)) for part in one] == [comparable(str(part)) for part in other]
    return comparable(str(one)) == comparable(str(other))


def page_results(found: JsonObject, truth: JsonObject) -> Iterator[PageResult]:
    """Every page of the truth against the page of the same file and place."""
    entries = {(page["source"], page["source_page"]): page for page in found.get("pages", ())}
    for page in truth["pages"]:
        entry = entries.get((page["source"], page["source_page"]))
        got = entry or {}
        yield PageResult(
            listed=entry is not None and entry["number"] == page["number"],
            rotation_right=got.get("rotation") == page["rotation"],
            blank=page["blank"],
            found_blank=bool(got.get("blank")),
            withheld=page["withheld"],
            found_withheld=bool(got.get("withheld")),
            duplicate=bool(page.get("duplicate")),
            found_duplicate="duplicate_of" in got,
        )


def starts(documents: Iterable[JsonObject]) -> set[int]:
    """The first page of each document."""
    return {min(document["pages"]) for document in documents if document["pages"]}


def type_results(found: JsonObject, truth: JsonObject) -> Iterator[tuple[int | None, int | None]]:
    """For each document of the truth its type and the type found for its first page."""
    for document in truth["documents"]:
        yield document["type"], _document_of(found, min(document["pages"])).get("type")
