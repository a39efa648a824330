"""What is printed around a table of a form: the headings it is known by, and the item that follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.forms.grid import Grid
from pipeline.reading.align import fold
from pipeline.text import edit_distance

_ITEM = re.compile(r"\W{0,2}[\dOIl]{1,3}\s*[).:/]\W*[A-ZĐÀ-Ỹ][^\W\d]")
"""An item number, its bracket perhaps read as one more figure, and a word with a capital."""


def likeness(grid: Grid, headings: Sequence[str]) -> float:
    """How much of the printed headings of a table was read, 0 to 1; one folded text a column."""
    scores = [
        max(_alike(fold(label), heading) for label in column.labels)
        for column, heading in zip(grid.columns, headings, strict=True)
    ]
    return sum(scores) / len(scores)


@lru_cache(4096)
def _alike(label: str, heading: str) -> float:
    return 1 - edit_distance(label, heading) / max(len(label), len(heading), 1)


def is_next_item(text: str, labels: Sequence[str] = ()) -> bool:
    """Whether a row begins with the number of the form's next field, or with one of these labels (folded),
    if long enough for no cell to say it."""
    if _ITEM.match(text):
        return True
    said, telling = fold(text), (label for label in labels if len(label) >= _TELLING)
    return any(edit_distance(said[: len(label)], label) <= len(label) // _MISREAD for label in telling)


_TELLING = 12
"""A label of so many letters ends a table; shorter ones may be words of a cell."""
_MISREAD = 6
"""One letter in so many of it may be misread."""
