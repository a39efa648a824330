"""The words of a page with their places: the text layer of an archived page.

What was read line by line, and in its place the value where one was accepted or a person settled it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from pipeline.extract.kinds import normalise
from pipeline.forms.members import IDENTIFIERS, member_fields
from pipeline.geometry import Box, union
from pipeline.reading.align import fold
from pipeline.reading.stream import UNREAD, Letter, Stream, stream
from pipeline.text import comparable, nfc
from pipeline.types import PageRead, Reading, Status

_SETTLED = (Status.ACCEPTED, Status.VERIFIED)
_NEAR = 80.0
"""A value's own letters begin within so many pixels of its box (scan pixels), or are not found."""


_SPACE = 0.25
"""Least width of a space as a share of the line's height; below a tenth, copied words run together."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in NFC and its box in the page's frame."""

    text: str
    box: Box


Row = tuple[Word, ...]


def page_words(page: PageRead, readings: Iterable[Reading]) -> tuple[Row, ...]:
    """The rows of a page from top to bottom, words from left to right; nothing of a withheld page."""
    if page.withheld:
        return ()
    letters = stream((replace(page, lines=(*page.lines, *(comb.line for comb in page.combs))),))
    places = _places(page, letters, readings)
    rows: dict[int, list[Word]] = {}
    for number, row in groupby(
        (pair for pair in enumerate(letters.letters) if not _covers(places, pair[0])),
        lambda pair: pair[1].row,
    ):
        rows.setdefault(number, []).extend(_words([letter for _, letter in row]))
    extra: list[Row] = []
    for (start, end), value in places.items():
        for number, words in _spread(value.text, letters.letters[start:end]):
            rows.setdefault(number, []).extend(words)
    extra = [(word,) for word in _unread_values(page, readings)]
    ordered = (tuple(sorted(rows[number], key=lambda word: word.box.left)) for number in sorted(rows))
    return (*(row for row in ordered if row), *extra)


# --- values in the place of what was read ------------------------------------------------------------


def _settled_text(reading: Reading) -> str | None:
    """What the text layer says for a value, None where what was read says the same or nobody knows better."""
    if reading.status not in _SETTLED or not isinstance(reading.value, str) or not reading.value.strip():
        return None
    kind = _kinds().get(reading.key, "text")
    if comparable(reading.raw) == comparable(reading.value):
        return None
    exact = kind == "date" or kind in IDENTIFIERS
    if exact and reading.raw and normalise(kind, reading.raw).value == reading.value:
        return None
    return "/".join(reversed(reading.value.split("-"))) if kind == "date" else nfc(reading.value)


def _kinds() -> dict[str, str]:
    return {field.key: field.kind for field in member_fields()}


def _places(page: PageRead, letters: Stream, readings: Iterable[Reading]) -> dict[tuple[int, int], Word]:
    """Where in the stream a settled value stands in the place of other letters; none runs into another."""
    found: dict[tuple[int, int], Word] = {}
    for reading in readings:
        text = _settled_text(reading)
        place = None if text is None else _place(page, letters, reading)
        if text is None or place is None:
            continue
        overlapping = [each for each in found if each[0] < place[1] and place[0] < each[1]]
        if all(each == place for each in overlapping):
            found[place] = Word(text, reading.box)
    return found


def _place(page: PageRead, letters: Stream, reading: Reading) -> tuple[int, int] | None:
    """The stretch of letters the value was read from: the same letters, nearest to the value's box."""
    wanted = fold(reading.raw)
    best: tuple[float, tuple[int, int]] | None = None
    start = letters.folded.find(wanted) if wanted else -1
    while start >= 0:
        stretch = letters.origin[start], letters.origin[start + len(wanted) - 1] + 1
        distance = _distance(page, letters, stretch, reading)
        if distance <= _NEAR and (best is None or distance < best[0]):
            best = distance, stretch
        start = letters.folded.find(wanted, start + 1)
    return None if best is None else best[1]


def _distance(page: PageRead, letters: Stream, stretch: tuple[int, int], reading: Reading) -> float:
    found = letters.place(*stretch)
    if found is None:
        return float("inf")
    box = page.to_scan.box(found[1]).clipped(page.scan_width, page.scan_height)
    return max(abs(box.left - reading.box.left), abs(box.top - reading.box.top))


def _covers(places: Iterable[tuple[int, int]], number: int) -> bool:
    return any(start <= number < end for start, end in places)


def _spread(text: str, letters: Sequence[Letter]) -> Iterator[tuple[int, list[Word]]]:
    """The words of a value over the rows it was read from, as many in each as its share of the letters."""
    rows = [list(row) for _, row in groupby(_visible(letters), lambda letter: letter.row)]
    words, total, seen, taken = text.split(), sum(map(len, rows)), 0, 0
    for row in rows:
        seen += len(row)
        until = len(words) if row is rows[-1] else round(len(words) * seen / total)
        if part := words[taken:until]:
            yield row[0].row, _side_by_side(part, _around(row))
        taken = until


def _unread_values(page: PageRead, readings: Iterable[Reading]) -> Iterator[Word]:
    """Values a person wrote for what the reader made nothing of."""
    to_frame = page.to_scan.inverse()
    for reading in readings:
        text = _settled_text(reading)
        if text is not None and not fold(reading.raw) and reading.box.area > 0:
            yield from _side_by_side(text.split(), to_frame.box(reading.box))


def _side_by_side(words: Sequence[str], box: Box) -> list[Word]:
    """Words one behind the other in a box, each as wide as its letters are many."""
    unit = box.width / max(1, sum(map(len, words)) + len(words) - 1)
    placed: list[Word] = []
    left = box.left
    for word in words:
        placed.append(Word(nfc(word), Box(left, box.top, left + unit * len(word), box.bottom)))
        left += unit * (len(word) + 1)
    return placed


# --- words as they were read -------------------------------------------------------------------------


def _visible(letters: Iterable[Letter]) -> Iterator[Letter]:
    return (letter for letter in letters if not letter.letter.isspace() and letter.letter != UNREAD)


def _words(letters: Sequence[Letter]) -> list[Word]:
    """The words of a row; a word ends where white space or a replaced value stands."""
    words: list[Word] = []
    for is_word, group in groupby(letters, lambda letter: bool(list(_visible([letter])))):
        if is_word:
            word = list(group)
            words.append(Word(nfc("".join(letter.letter for letter in word)), _around(word)))
    return _apart(words)


def _around(letters: Sequence[Letter]) -> Box:
    """The box of letters, of which only the left sides are known, and those roughly."""
    steps = [b.x - a.x for a, b in pairwise(letters)]
    half = (sum(steps) / len(steps) if steps else 0.5 * (letters[0].bottom - letters[0].top)) / 2
    half = max(half, 1.0)
    return union(Box(each.x - half / 4, each.top, each.x + 1.75 * half, each.bottom) for each in letters)


def _apart(words: Sequence[Word]) -> list[Word]:
    """Words with a space between them that no reader of PDF files overlooks; each gives half of it."""
    parted = list(words)
    for n, other in enumerate(words[1:], start=1):
        one = parted[n - 1]
        half = _SPACE / 2 * max(one.box.height, other.box.height)
        if other.box.left - one.box.right < 2 * half:
            middle = (one.box.right + other.box.left) / 2
            right = max(one.box.left + 1, middle - half)
            left = right + 2 * half
            parted[n - 1] = replace(one, box=replace(one.box, right=right))
            parted[n] = replace(
                other, box=replace(other.box, left=left, right=max(left + 1, other.box.right))
            )
    return parted
