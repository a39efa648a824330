"""Which lines of a page say who a person is: those that get a second opinion while the page is at hand.

No document is known yet, so the labels of all forms are looked for. A label too many costs the reading of a
line; one too few leaves a value that a person looks at.
"""

from __future__ import annotations

from functools import cache

from pipeline.extract.phrases import AHEAD, followed
from pipeline.forms.form import built_in_forms
from pipeline.forms.members import member_fields
from pipeline.reading.align import find, fold
from pipeline.reading.rows import page_rows
from pipeline.reading.stream import stream
from pipeline.types import Line, PageRead

_ROWS = 2
"""A value stands on the row of its label, or in the next."""
_SHORTEST = 6
"""Shorter labels ("Sinh", "Số thẻ") stand in every other line of a resolution."""


def identity_lines(page: PageRead) -> tuple[Line, ...]:
    """The lines that carry or follow a label of a field that identifies a person, in reading order."""
    letters = stream((page,))
    pieces = [(number, line) for number, (_, row) in enumerate(page_rows(page)) for line in row]
    wanted: set[int] = set()
    for label, kinds in _labels().items():
        for match in find(label, letters.folded, limit=len(label) // 5):
            end = letters.origin[match.end - 1] + 1
            if not any(followed(kind, letters.text[end : end + AHEAD]) for kind in kinds):
                continue
            first = letters.letters[letters.origin[match.start]]
            rows = range(first.row, first.row + _ROWS)
            wanted.update(n for n in range(first.piece, len(pieces)) if pieces[n][0] in rows)
    return tuple(pieces[number][1] for number in sorted(wanted))


@cache
def _labels() -> dict[str, frozenset[str]]:
    """The labels of such fields on all forms, folded, with the kinds that must follow in running text.

    A label of a form that is filled in may be followed by anything.
    """
    keys = {field.key for field in member_fields() if field.identity}
    kinds: dict[str, set[str]] = {}
    for form in built_in_forms():
        for field in (field for field in form.fields if field.key in keys):
            for label in filter(lambda label: len(label) >= _SHORTEST, map(fold, field.labels)):
                kinds.setdefault(label, set()).add(field.kind if form.prose else "")
    return {label: frozenset(of_label) for label, of_label in kinds.items()}
