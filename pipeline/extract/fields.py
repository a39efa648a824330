"""The fields of one document: labels found, values cut out between them, normalised, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp

from pipeline.extract.dates import find_date
from pipeline.extract.kinds import LATEST_YEAR, Value, is_empty, normalise, tidy
from pipeline.extract.labels import Found, candidates, find_labels
from pipeline.forms.form import Field, Form
from pipeline.geometry import Box, union
from pipeline.reading.lattice import glyphs
from pipeline.reading.stream import Stream, lines_stream, rows, stream
from pipeline.types import Line, PageRead

_LETTERHEAD = 0.4
"""The date line of a letter head stands in this upper share of the page."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A field as found on paper, before anybody judged how sure it is. `box` is in the frame of `page`.

    `weakest` and `mean` are the least and the geometric mean probability of the letters read; `label` says
    how well the printed label matched, 0 to 1. A value of None with `written` set could not be normalised.
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


def extract(editions: Sequence[Form], pages: Sequence[PageRead]) -> tuple[Draft, ...]:
    """Read a document under each edition of its form and keep the edition whose labels fit best."""
    letters = stream(pages)
    scored = [(find_labels(form, letters), form) for form in editions]
    chain, form = max(scored, key=lambda entry: sum(found.score for found in entry[0]))
    return (*_header(form, pages), *_dateline(form, pages), *_values(form, letters, chain, pages))


# --- values beside their labels ----------------------------------------------------------------------


def _values(
    form: Form, letters: Stream, chain: Sequence[Found], pages: Sequence[PageRead]
) -> Iterable[Draft]:
    for place, found in enumerate(chain):
        field = form.fields[found.order]
        if field.key is None:
            continue
        limit = chain[place + 1].start if place + 1 < len(chain) else len(letters.letters)
        end = limit if form.prose else _last_row(letters, found.end, limit, field.lines)
        yield _draft(field, letters, found, end, pages, prose=form.prose)


def _last_row(letters: Stream, start: int, limit: int, lines: int) -> int:
    """Where the value ends: at the next label, or after as many rows as the field may fill.

    A further row counts only if it does not start with an item number: that is a label we failed to find.
    """
    end = start
    for _ in range(lines):
        stop = letters.text.find("\n", end, limit)
        if stop < 0:
            return limit
        end = stop + 1
        if re.match(r"\s*(?:\d{1,2}\s*[).]|[-–+]\s*\w+[^\n]*:)", letters.text[end:limit]):
            return end
    return min(end, limit)


def _draft(
    field: Field, letters: Stream, found: Found, end: int, pages: Sequence[PageRead], *, prose: bool
) -> Draft:
    start, raw = found.end, letters.text[found.end : end]
    if prose:
        start, end = _phrase(field, raw, start)
        raw = letters.text[start:end]
    at = letters.letters[min(max(start - 1, 0), len(letters.letters) - 1)]
    last = max(start, end - 1 - (len(raw) - len(raw.rstrip())))
    probabilities = [exp(x.log_prob) for x in letters.letters[start : last + 1] if x.letter.isalnum()]
    box = letters.box(start, last + 1) or Box(at.x, at.top, at.x + 1, at.bottom)
    written = not is_empty(raw)
    value = normalise(field.kind, raw) if written else Value(None)
    return _made(field, value, raw, at.page, box, probabilities, found.quality, written=written)


def _phrase(field: Field, raw: str, start: int) -> tuple[int, int]:
    """In running text a value ends at the comma or full stop before the next phrase."""
    if field.kind == "date":
        date = find_date(raw, LATEST_YEAR)
        return (start + date.start, start + date.end) if date else (start, start)
    kept = raw.rstrip(" \n,;.–-")
    if field.kind == "person_name":
        kept = re.split(r"[,;.(]", kept)[0]
    return start, start + len(kept)


def _made(
    field: Field,
    value: Value,
    raw: str,
    page: int,
    box: Box,
    probabilities: Sequence[float],
    label: float,
    *,
    written: bool,
) -> Draft:
    assert field.key is not None
    weakest = min(probabilities, default=0.0)
    mean = sum(probabilities) / len(probabilities) if probabilities else 0.0
    return Draft(
        field.key,
        field.kind,
        value.value,
        tidy(raw),
        written,
        page,
        box,
        weakest,
        mean,
        label,
        value.fit,
        value.doubts,
    )


# --- the header: labels in any order, values below or in comb boxes -----------------------------------


def _header(form: Form, pages: Sequence[PageRead]) -> Iterable[Draft]:
    fields = [(order, f) for order, f in enumerate(form.fields) if f.place in ("below", "comb")]
    if not fields or not pages:
        return
    page = pages[0]
    labels = {order: place for order, field in fields if (place := _label_piece(order, field, page))}
    for order, field in fields:
        if order not in labels:
            continue
        line, found = labels[order]
        others = [other for key, (other, _) in labels.items() if key != order]
        if field.place == "comb":
            yield from _comb(field, page, line, found)
        else:
            yield _below(field, page, line, found, others)


def _label_piece(order: int, field: Field, page: PageRead) -> tuple[Line, Found] | None:
    """The piece of the upper half of the page that holds the label; the fullest match wins."""
    best: tuple[Line, Found] | None = None
    for line in page.lines:
        if line.box.top > page.frame_height / 2:
            continue
        for found in candidates(order, field, lines_stream(page, (line,))):
            if found.start <= 3 and (best is None or found.score > best[1].score):
                best = line, found
    return best


def _below(field: Field, page: PageRead, label: Line, found: Found, others: Sequence[Line]) -> Draft:
    """The value stands in the row below its label (or behind it), above the next label of the column."""
    top = label.box.centre[1]
    left, right = label.box.left - 40, label.box.left + page.frame_width * 0.45
    below = [o.box.centre[1] for o in others if o.box.centre[1] > top + 5 and o.box.left < right]
    floor = min([*below, top + 2.5 * label.box.height])
    lines = [
        line
        for line in page.lines
        if top + 0.4 * label.box.height < line.box.centre[1] < floor - 0.4 * label.box.height
        and left <= line.box.left < right
        and line not in others
    ]
    behind = lines_stream(page, (label,))
    raw_behind = behind.text[found.end :]
    if not is_empty(raw_behind):
        letters, start = behind, found.end
    else:
        nearest = rows(lines)[:1]
        letters, start = lines_stream(page, *nearest) if nearest else lines_stream(page, ()), 0
    raw = letters.text[start:]
    box = letters.box(start, len(letters.letters)) or Box(
        label.box.left, label.box.bottom, right, label.box.bottom + label.box.height
    )
    written = not is_empty(raw)
    value = normalise(field.kind, raw) if written else Value(None)
    probabilities = [exp(x.log_prob) for x in letters.letters[start:] if x.letter.isalnum()]
    return _made(field, value, raw, page.job.number, box, probabilities, found.quality, written=written)


def _comb(field: Field, page: PageRead, label: Line, found: Found) -> Iterable[Draft]:
    """The comb whose first box stands nearest behind the label on its row."""
    near = [
        comb
        for comb in page.combs
        if union(comb.boxes).vertical_overlap(label.box) > 0.3 and comb.boxes[0].left > label.box.left
    ]
    for comb in sorted(near, key=lambda comb: comb.boxes[0].left)[:1]:
        letters = [glyph for glyph in glyphs(comb.line.lattice) if not glyph.letter.isspace()]
        raw = "".join(glyph.letter for glyph in letters)
        written = not is_empty(raw)
        value = normalise(field.kind, raw) if written else Value(None)
        probabilities = [exp(glyph.log_prob) for glyph in letters]
        yield _made(
            field,
            value,
            raw,
            page.job.number,
            union(comb.boxes),
            probabilities,
            found.quality,
            written=written,
        )


# --- the date line of a letter head --------------------------------------------------------------------


def _dateline(form: Form, pages: Sequence[PageRead]) -> Iterable[Draft]:
    fields = [field for field in form.fields if field.place == "dateline"]
    if not fields or not pages:
        return
    page = pages[0]
    for row in rows(line for line in page.lines if line.box.top < page.frame_height * _LETTERHEAD):
        letters = lines_stream(page, row)
        date = find_date(letters.text, LATEST_YEAR)
        if date is None or not re.search(r"ng[aà]y", letters.text, re.IGNORECASE):
            continue
        raw = letters.text[date.start : date.end]
        probabilities = [
            exp(x.log_prob) for x in letters.letters[date.start : date.end] if x.letter.isalnum()
        ]
        box = letters.box(date.start, date.end) or row[0].box
        yield _made(
            fields[0], normalise("date", raw), raw, page.job.number, box, probabilities, 1.0, written=True
        )
        return
