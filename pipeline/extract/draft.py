"""A field as it was found on paper, before anybody judged how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from pipeline.extract.kinds import Value, is_empty, normalise, tidy
from pipeline.forms.form import Field
from pipeline.geometry import Box
from pipeline.reading.stream import Stream


@dataclass(frozen=True, slots=True)
class Draft:
    """One field of one document. `box` is in the frame of `page` (its number in the dossier).

    `weakest` and `mean` are the least and the mean probability of the letters read; `label` says how well
    the printed label matched; `fit` how well the value satisfies its kind; all 0 to 1. `written` is false
    where the label was found and nothing stands behind it.
    """

    key: str
    kind: str
    value: str | None
    raw: str
    written: bool
    page: int
    box: Box
    weakest: float
    mean: float
    label: float
    fit: float
    doubts: tuple[str, ...]


def draft(field: Field, letters: Stream, start: int, end: int, empty: tuple[int, Box], label: float) -> Draft:
    """The field whose value is `letters[start:end]`; `empty` is its page and place if nothing is written."""
    assert field.key is not None
    raw = letters.text[start:end]
    written = not is_empty(raw)
    value = normalise(field.kind, raw) if written else Value(None)
    read = [exp(letter.log_prob) for letter in letters.letters[start:end] if letter.letter.isalnum()]
    page, place = letters.place(start, end) or empty if written else empty
    return Draft(
        key=field.key,
        kind=field.kind,
        value=value.value,
        raw=tidy(raw),
        written=written,
        page=page,
        box=place,
        weakest=min(read, default=0.0),
        mean=sum(read) / len(read) if read else 0.0,
        label=label,
        fit=value.fit,
        doubts=value.doubts,
    )
