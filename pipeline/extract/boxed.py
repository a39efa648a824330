"""Values that stand under their label: forms set in boxes print a label small and leave the room below it."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from pipeline.extract.kinds import is_empty
from pipeline.extract.labels import Found
from pipeline.reading.align import fold
from pipeline.reading.stream import Letter, Stream

_LEFT = 40.0
"""A value begins at most so far left of its label (5 mm)."""
_GAP = 1.0
"""Its row begins at most so many heights of the label below it."""


def under(letters: Stream, chain: Sequence[Found], place: int, unit: str) -> tuple[int, int] | None:
    """What is written right below a label that has nothing beside it but its printed unit: `(start, end)`
    in the stream.

    None where something stands beside the label, another label on the same line of print among it, where
    nothing begins below it, and where another label does.
    """
    found = chain[place]
    left = min(letter.x for letter in letters.letters[found.start : found.words + 1] if _is_written(letter))
    last = letters.letters[found.end - 1]
    row_end = letters.text.find("\n", found.end)
    beside = [other for other in chain[place + 1 :] if other.start < row_end]
    stop = beside[0].start if beside else row_end
    written = letters.text[found.end : stop]
    if row_end < 0 or not (is_empty(written) or (unit and fold(written) == fold(unit))):
        return None
    if beside and letters.letters[beside[0].words].piece == last.piece:
        return None
    right = letters.letters[beside[0].words].x - _LEFT if beside else inf
    below = _pieces(letters, row_end + 1)
    inside = [span for span in below if left - _LEFT <= letters.letters[span[0]].x < right]
    if not inside or letters.letters[inside[0][0]].x > last.x + _LEFT:
        return None
    start, end = inside[0][0], inside[-1][1]
    near = letters.letters[start].top - last.bottom <= _GAP * (last.bottom - last.top)
    labels = any(start <= other.words < end for other in chain)
    same_page = letters.letters[start].page == last.page
    return (start, end) if near and same_page and not labels else None


def _pieces(letters: Stream, start: int) -> list[tuple[int, int]]:
    """The pieces of the row that begins at `start`, each from its first letter to behind its last."""
    end = letters.text.find("\n", start)
    row = [n for n in range(start, end if end >= 0 else len(letters.text)) if _is_written(letters.letters[n])]
    spans: list[tuple[int, int]] = []
    for n in row:
        if spans and letters.letters[spans[-1][0]].piece == letters.letters[n].piece:
            spans[-1] = (spans[-1][0], n + 1)
        else:
            spans.append((n, n + 1))
    return spans


def _is_written(letter: Letter) -> bool:
    return not letter.letter.isspace()
