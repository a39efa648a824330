"""The fields of one document: labels found, values cut out between them, normalised, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.dates import find_date
from pipeline.extract.draft import Draft, draft
from pipeline.extract.header import dateline, header
from pipeline.extract.kinds import LATEST_YEAR
from pipeline.extract.labels import Found, find_labels
from pipeline.forms.form import Field, Form
from pipeline.geometry import Box
from pipeline.reading.stream import Stream, stream
from pipeline.types import PageRead

_LOST_LABEL = re.compile(r"\s*(?:[\dO]{1,2}\s*[).]|[-–+]\s*\w+[^\n]*:)")
"""A row that begins with an item number or "- …:" has a label we failed to find; it is nobody's value."""


def extract(editions: Sequence[Form], pages: Sequence[PageRead]) -> tuple[Draft, ...]:
    """Read a document under each edition of its form and keep the edition whose labels fit best.

    `pages` are its pages in order, at least one.
    """
    letters = stream(pages)
    scored = [(find_labels(form, letters), form) for form in editions]
    chain, form = max(scored, key=lambda entry: sum(found.score for found in entry[0]))
    return (*header(form, pages[0]), *dateline(form, pages[0]), *_values(form, letters, chain))


def _values(form: Form, letters: Stream, chain: Sequence[Found]) -> Iterator[Draft]:
    """What stands between each label and the next."""
    for place, found in enumerate(chain):
        field = form.fields[found.order]
        if field.key is None:
            continue
        limit = chain[place + 1].start if place + 1 < len(chain) else len(letters.text)
        if form.prose:
            start, end = _phrase(field, letters.text[found.end : limit], found.end)
        else:
            start, end = found.end, _row_end(letters, found.end, limit, field.lines)
        yield draft(field, letters, start, end, _behind(letters, found), found.quality)


def _row_end(letters: Stream, start: int, limit: int, lines: int) -> int:
    """Where a value ends: at the next label, or after as many rows as the field may fill."""
    end = start
    for _ in range(lines):
        stop = letters.text.find("\n", end, limit)
        if stop < 0:
            return limit
        end = stop + 1
        if _LOST_LABEL.match(letters.text, end, limit):
            break
    return min(end, limit)


def _phrase(field: Field, text: str, start: int) -> tuple[int, int]:
    """In running text a value ends where its kind ends, or at the sign before the next phrase."""
    if field.kind == "date" and (date := find_date(text, LATEST_YEAR)):
        return start, start + date.end
    ends = {"person_name": r"[,;(]", "date": r"[,;\n]"}.get(field.kind, r";")
    return start, start + len(re.split(ends, text)[0].rstrip(" \n,;.–-"))


def _behind(letters: Stream, found: Found) -> tuple[int, Box]:
    """The place right behind a label, for a field with nothing in it."""
    last = letters.letters[found.end - 1]
    return last.page, Box(last.x, last.top, last.x + 1, last.bottom)
