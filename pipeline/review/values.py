"""Values as people write and see them: dates by day, month and year, everything else as it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.kinds import normalise
from pipeline.review.policy import fields_by_key
from pipeline.text import nfc, squeeze
from pipeline.types import BETWEEN_CELLS
from pipeline.vocabulary.present import present

_RUN_TOGETHER = re.compile(r"(\d\d)(\d\d)(\d{4})")
_CHECKED = frozenset({"date", "national_id", "card_number", "profile_number"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed as the record keeps it; `doubt` says why it cannot stand, empty where it can."""

    value: str
    doubt: str = ""


def kind_of(key: str) -> str:
    field = fields_by_key().get(key)
    return "text" if field is None else field.kind


def shown(key: str, value: str | None) -> str:
    """A value as a person reads it: `1962-03-15` is 15/03/1962, `1962-03` is 03/1962; cells in a line."""
    if value is None:
        return ""
    if BETWEEN_CELLS in value:
        return " · ".join(value.split(BETWEEN_CELLS))
    return "/".join(reversed(value.split("-"))) if kind_of(key) == "date" else value


def present_units(key: str, value: str) -> str:
    """Where a place lies today, to stand beside it: one unit, or those it may lie in, parted by strokes.

    Empty for what is called so today, is not known, or is no place.
    """
    found = present(value) if kind_of(key) == "place" else None
    return "" if found is None or found.current else " / ".join(found.units)


def typed(key: str, text: str) -> Typed:
    """What a person typed, composed (NFC) and normalised by the field's kind; nothing is repaired."""
    plain, kind = squeeze(nfc(_visible(text))), kind_of(key)
    if kind not in _CHECKED:
        return Typed(plain)
    if kind == "date" and (together := _RUN_TOGETHER.fullmatch(plain)):
        plain = "/".join(together.groups())
    value = normalise(kind, plain) if plain else None
    if value is None or value.value is None:
        return Typed(plain, "not_a_date" if kind == "date" else "wrong_shape")
    # A number of another length may be what the paper says: it is a person's to decide, not ours.
    return Typed(value.value, "not_a_date" if kind == "date" and value.doubts else "")


def typed_row(columns: int, text: str) -> Typed:
    """What a person typed for the cells of a row, one behind the other; at least one must be written."""
    cells = [squeeze(nfc(_visible(cell))) for cell in text.split(BETWEEN_CELLS)]
    if len(cells) != columns:
        return Typed("", "wrong_shape")
    return Typed(BETWEEN_CELLS.join(cells), "" if any(cells) else "empty_row")


def _visible(text: str) -> str:
    """Without what nobody sees, which comes with pasted text: control characters, marks of no width."""
    return "".join(letter for letter in text if letter.isprintable() or letter.isspace())
