"""What is true of a drawn dossier, as one JSON object: its record, where each value stands, its pages.

Boxes are in the pixels of the page as scanned. A page scanned twice tells its values once; a withheld page
tells none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.geometry import Box
from pipeline.synthesis.cardform import card_template
from pipeline.synthesis.files import Place
from pipeline.synthesis.members import TABLE_COLUMNS, Member
from pipeline.synthesis.paper import Handling
from pipeline.synthesis.plans import Plan
from pipeline.synthesis.sheets import Slot


@dataclass(frozen=True, slots=True)
class Page:
    """One scanned page with what was written on it. `document` is None for a blank side."""

    document: int | None
    type: int | None
    what: str | None
    withheld: bool
    duplicate: bool
    handling: Handling
    effects: tuple[str, ...]
    skew_degrees: float
    size: tuple[int, int]
    written: tuple[tuple[Slot, Box], ...]


def truth(
    plan: Plan,
    seed: int,
    member: Member,
    pages: Sequence[Page],
    places: Sequence[Place],
    dpi: int,
    canaries: Sequence[str],
    odd: Sequence[str] = (),
) -> dict[str, Any]:
    """The truth of one dossier. `odd`: the keys that break the rule `plan.contradiction` together."""
    fields = _fields(plan, member, pages)
    return {
        "dossier": plan.name,
        "profile": "synthesis",
        "seed": seed,
        "form_set": plan.edition,
        "member": {key: _plain(member.value(key)) for key in fields},
        "member_extra": {},
        "fields": fields,
        "tables": _tables(plan, member),
        "table_meta": _table_places(pages),
        "documents": _documents(pages),
        "pages": [
            _page(number, page, place, dpi)
            for number, (page, place) in enumerate(zip(pages, places, strict=True), 1)
        ],
        "conflicts": _conflicts(plan, fields) + _rule_broken(plan, fields, odd),
        "canaries": list(canaries),
    }


def printed_keys(edition: str) -> frozenset[str]:
    """The keys for which this edition of the card form has a place."""
    form = card_template()["editions"][edition]
    rows = (*form["items"], *form["decorations"], *form["history"], *form["abroad"], *form["economy"])
    texts = (row if isinstance(row, str) else f"[{row['ticks']}]" for row in rows)
    keys = {key for text in texts for key in re.findall(r"\[(\w+)", text)}
    return frozenset(keys | {key for _, key in form["header"]} | {key for _, key, _ in form["combs"]})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _fields(plan: Plan, member: Member, pages: Sequence[Page]) -> dict[str, dict[str, Any]]:
    """Every key that is written or printed somewhere, with the places where it stands."""
    printed = printed_keys(plan.edition) if "card" in plan.papers else frozenset()
    fields: dict[str, dict[str, Any]] = {}
    for key, _ in member.fields:
        occurrences = [
            _occurrence(number, page, slot, box, plan.faded)
            for number, page in enumerate(pages, start=1)
            if not (page.duplicate or page.withheld)
            for slot, box in page.written
            if slot.key == key
        ]
        if occurrences:
            main = next((found for found in occurrences if found["type"] == 3), occurrences[0])
            fields[key] = {name: main[name] for name in ("style", "degradation", "mode")} | {
                "occurrences": occurrences
            }
        elif key in printed and member.value(key) is None:
            fields[key] = {"style": "blank", "degradation": None, "occurrences": []}
    return fields


def _occurrence(number: int, page: Page, slot: Slot, box: Box, faded: bool) -> dict[str, Any]:
    return {
        "document": page.document,
        "type": page.type,
        "page": number,
        "style": slot.style,
        "degradation": page.handling.severity,
        "mode": page.handling.mode,
        "faded": faded and slot.style == "handfont",
        "written": slot.written,
        "value": _plain(slot.value),
        "box": list(box.rounded()),
    }


def _tables(plan: Plan, member: Member) -> dict[str, list[dict[str, str]]]:
    if "card" not in plan.papers:
        return {}
    return {
        name: [dict(zip(columns, row, strict=True)) for row in member.rows(name)]
        for name, columns in TABLE_COLUMNS.items()
    }


def _table_places(pages: Sequence[Page]) -> dict[str, dict[str, Any]]:
    places: dict[str, dict[str, Any]] = {}
    for number, page in enumerate(pages, start=1):
        for slot, _ in page.written:
            if slot.key in TABLE_COLUMNS and not page.duplicate:
                place = places.setdefault(
                    slot.key, {"style": slot.style, "pages": [], "degradation": page.handling.severity}
                )
                place["pages"].append(number)
    return places


def _documents(pages: Sequence[Page]) -> list[dict[str, Any]]:
    documents: dict[int, dict[str, Any]] = {}
    for number, page in enumerate(pages, start=1):
        if page.document is not None:
            empty: dict[str, Any] = {
                "type": page.type,
                "pages": [],
                "withheld": page.withheld,
                "what": page.what,
            }
            documents.setdefault(page.document, empty)["pages"].append(number)
    return [document | {"reading_order": document["pages"]} for _, document in sorted(documents.items())]


def _page(number: int, page: Page, place: Place, dpi: int) -> dict[str, Any]:
    return {
        "number": number,
        "source": place.source,
        "source_page": place.source_page,
        "rotation": -page.handling.turned % 360,
        "blank": page.document is None,
        "withheld": page.withheld,
        "degradation": page.handling.severity,
        "effects": list(page.effects),
        "mode": page.handling.mode,
        "skew": page.skew_degrees,
        "dpi": dpi,
        "width": page.size[0],
        "height": page.size[1],
        "duplicate": page.duplicate,
        "quality": place.quality,
    }


def _conflicts(plan: Plan, fields: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The planted contradiction, each value with the places that tell it."""
    found = fields.get(plan.contradiction or "", {}).get("occurrences", [])
    seen: dict[str, list[dict[str, int]]] = {}
    for occurrence in found:
        seen.setdefault(occurrence["value"], []).append(
            {key: occurrence[key] for key in ("document", "page")}
        )
    if len(seen) < 2:
        return []
    return [
        {
            "key": plan.contradiction,
            "values": [{"value": value, "seen": places} for value, places in seen.items()],
        }
    ]


def _rule_broken(plan: Plan, fields: dict[str, dict[str, Any]], odd: Sequence[str]) -> list[dict[str, Any]]:
    """The planted breach of a rule, where all keys it takes are written somewhere."""
    if not odd or any(not fields.get(key, {}).get("occurrences") for key in odd):
        return []
    return [{"key": odd[0], "keys": list(odd), "rule": plan.contradiction, "values": []}]
