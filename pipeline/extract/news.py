"""What a form that tells what changed says beside its labels, and where it says that nothing did."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extract.draft import Draft
from pipeline.extract.labels import DATELINE
from pipeline.forms.form import Form
from pipeline.reading.align import fold
from pipeline.reading.stream import Stream
from pipeline.text import edit_distance

_WORDS = 12
"""So many small letters of a row that no label claims say something."""
_ADDRESS = re.compile(r"\W*(?:năm(?: khai)?\W*\d{4}\W*$|kính gửi\b)", re.IGNORECASE | re.MULTILINE)
"""A row that says of which year or to whom the paper is says nothing of the kind."""


def is_news(form: Form, entry: Draft) -> bool:
    """Whether an answer says anything: an empty one, or one that nothing changed, does not."""
    return not form.unchanged or (entry.written and not _unchanged(form, entry.raw))


def untold(form: Form, letters: Stream, claims: Sequence[tuple[int, int]]) -> bool:
    """Whether a form that tells what changed says what no label claims.

    `claims`: parts of the text that labels and their answers take up. The head and what stands below the
    date line say nothing of the kind.
    """
    if not form.unchanged:
        return False
    return any(
        sum(letters.text[n].islower() and not _claimed(n, claims) for n in range(start, end)) >= _WORDS
        and not _ADDRESS.match(letters.text, start, end)
        and not _unchanged(form, re.split("[:;,.]", letters.text[start:end])[-1])
        for start, end in _body(letters.text)
    )


def _body(text: str) -> list[tuple[int, int]]:
    """The rows between the head, whose labels and title begin in capitals, and the date line."""
    rows: list[tuple[int, int]] = []
    for row in text.splitlines(keepends=True):
        if DATELINE.match(row):
            break
        start = rows[-1][1] if rows else 0
        rows.append((start, start + len(row)))
    heads = (place for place, (start, end) in enumerate(rows) if _in_capitals(text[start:end]))
    head = max((place for place in heads if 2 * place <= len(rows)), default=-1)
    return rows[head + 1 :]


def _in_capitals(row: str) -> bool:
    """The row begins with two words in capitals, or has three in a row, as titles and their neighbours do."""
    capital = [word.isupper() for word in re.findall(r"[^\W\d_]+", row)]
    return capital[:2] == [True] * 2 or any(all(capital[n : n + 3]) for n in range(len(capital) - 2))


def _claimed(place: int, claims: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in claims)


def _unchanged(form: Form, said: str) -> bool:
    folded = fold(said)
    return any(edit_distance(fold(answer), folded) <= len(folded) // 5 for answer in form.unchanged)
