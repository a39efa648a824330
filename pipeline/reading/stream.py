"""A document's pages as one stream of letters: rows from top to bottom, pieces of a row from left to right.

Every letter keeps its place and probability, and the stream has a folded twin (no marks, one case, letters
and digits only) in which labels are looked for; `origin` leads from the twin back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from math import exp, inf, log

from pipeline.geometry import Box, union
from pipeline.reading.lattice import glyphs, text
from pipeline.text import nfc, strip_marks
from pipeline.types import Lattice, Line, PageRead, Step

UNREAD = "\ufffd"
"""Stands for writing of which the reader made nothing: it is not empty paper."""
_UNREAD_LOG_PROB = log(1e-4)
_LEAST_UNREAD = (30.0, 14.0)
"""Width and height from which a piece without letters is writing and not a speck, frame pixels."""

_LED = 2.0
"""So many heights of its line a leader runs on behind the last letter at least."""
_BETWEEN = Step(0.0, " ", (0.0,))


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the stream. `row` counts over the whole document; `page` is the number in the dossier.

    `piece` numbers the lattice it was read from and `first` and `last` its steps there; a space or line
    break between pieces has `first` behind the piece's last step. `disputed`: how many other looks read
    something else.
    """

    letter: str
    log_prob: float
    page: int
    row: int
    x: float
    top: float
    bottom: float
    piece: int
    first: int
    last: int
    disputed: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """Letters in reading order, their text, and the folded twin with the way back.

    `pieces` are the lattices the letters were read from, in order; `seconds` what another reader saw there;
    `led` says of each whether leader dots run on behind its last letter.
    """

    letters: tuple[Letter, ...]
    text: str
    folded: str
    origin: tuple[int, ...]
    pieces: tuple[Lattice, ...]
    seconds: tuple[Lattice | None, ...]
    led: tuple[bool, ...]

    def lattice(self, start: int, end: int) -> Lattice:
        """What was seen where `letters[start:end]` stand: all steps after the letter before and up to the
        letter behind, a sure space between two pieces."""
        if start >= end:
            return Lattice(())
        first, last = self.letters[start], self.letters[end - 1]
        before = self.letters[start - 1] if start else None
        behind = self.letters[end] if end < len(self.letters) else None
        steps: list[Step] = []
        for piece in range(first.piece, last.piece + 1):
            begin = before.last + 1 if before is not None and before.piece == piece else 0
            stop = behind.first if behind is not None and behind.piece == piece else None
            steps += (
                (_BETWEEN, *self.pieces[piece].steps[begin:stop])
                if steps
                else self.pieces[piece].steps[begin:stop]
            )
        return Lattice(tuple(steps))

    def second(self, start: int, end: int) -> tuple[str, float] | None:
        """What the second reader read where `letters[start:end]` stand, and the mean probability of its
        letters; None where it was not asked."""
        if start >= end:
            return None
        first, last = self.letters[start], self.letters[end - 1]
        found: list[str] = []
        probabilities: list[float] = []
        for piece in range(first.piece, last.piece + 1):
            lattice = self.seconds[piece]
            if lattice is None:
                return None
            left = self._border(start, -inf) if piece == first.piece else -inf
            right = self._border(end, inf) if piece == last.piece else inf
            here = [glyph for glyph in glyphs(lattice) if left < glyph.x < right]
            found.append("".join(glyph.letter for glyph in here))
            probabilities += [exp(glyph.log_prob) for glyph in here if not glyph.letter.isspace()]
        return " ".join(found), sum(probabilities) / max(1, len(probabilities))

    def _border(self, place: int, edge: float) -> float:
        """The x midway between a letter and the one before it; `edge` where a piece begins or ends there."""
        if not 0 < place < len(self.letters):
            return edge
        before, behind = self.letters[place - 1], self.letters[place]
        parted = before.piece != behind.piece or behind.letter == "\n"
        return edge if parted else (before.x + behind.x) / 2

    def place(self, start: int, end: int) -> tuple[int, Box] | None:
        """The page of the first visible letter and the frame box around those on that page; None for none."""
        seen = [letter for letter in self.letters[start:end] if not letter.letter.isspace()]
        if not seen:
            return None
        page = seen[0].page
        return page, union(Box(x.x, x.top, x.x + 1, x.bottom) for x in seen if x.page == page)


def rows(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """Join pieces that stand on one row, rows from top to bottom, pieces from left to right.

    A piece joins the row whose nearest piece shares most of its height: neighbours are compared, not the
    whole row, because a curled page lets a row climb by its own height from edge to edge.
    """
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        home = max(found, key=lambda row: row[-1].box.vertical_overlap(line.box), default=None)
        if home is not None and _follows(home[-1], line):
            home.append(line)
        else:
            found.append([line])
    return tuple(tuple(row) for row in sorted(found, key=_height))


def columns(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """The lines by columns from left to right: those that stand over each other, which no upright could part,
    belong together."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.left):
        if found and line.box.left < max(other.box.right for other in found[-1]):
            found[-1].append(line)
        else:
            found.append([line])
    return tuple(map(tuple, found))


def _follows(left: Line, right: Line) -> bool:
    shared = left.box.vertical_overlap(right.box)
    level = shared > _SHARED or (shared > _SHARED_BY_ANSWERS and _is_close(left, right))
    return level and right.box.left > left.box.left + 0.5 * left.box.width


def _is_close(left: Line, right: Line) -> bool:
    """The right piece begins where the left one ends, as an answer does behind its label; behind a colon it
    may stand a little apart."""
    apart = _BEHIND_COLON if text(left.lattice).rstrip().endswith(":") else _BEHIND_WORDS
    return abs(right.box.left - left.box.right) < apart * left.box.height


_BEHIND_COLON, _BEHIND_WORDS = 1.0, 0.3
_SHARED, _SHARED_BY_ANSWERS = 0.5, 0.4
"""So much of the lower one's height pieces of one row share; an answer may stand half a height above its
label, on the line that goes on from it."""


def stream(pages: Iterable[PageRead]) -> Stream:
    """The whole document as one stream, a line break after each row."""
    placed = [
        (row, page.job.number, number)
        for number, (page, row) in enumerate((page, row) for page in pages for row in page_rows(page))
    ]
    letters: list[Letter] = []
    piece = 0
    for row, page, number in placed:
        letters += _row_letters(row, page, number, piece)
        piece += len(row)
    folded = [
        (plain, place)
        for place, letter in enumerate(letters)
        for plain in strip_marks(letter.letter).casefold()
        if plain.isalnum()
    ]
    return Stream(
        tuple(letters),
        "".join(letter.letter for letter in letters),
        "".join(plain for plain, _ in folded),
        tuple(place for _, place in folded),
        tuple(dotted(line) for row, _, _ in placed for line in row),
        tuple(line.second for row, _, _ in placed for line in row),
        tuple(_led(line) for row, _, _ in placed for line in row),
    )


_DOT_ERROR = log(0.03)
"""So often a leader's dot under a letter is read as its tone (`Khộng`), or the tone goes with the leader."""
_DOT_BELOW = "\u0323"


def dotted(line: Line) -> Lattice:
    """The line's lattice; on a leader each letter with a dot below may also be the one without, and back.

    A reader that has no second thoughts is left as it is.
    """
    if not line.leaders or all(len(step.letters) == 1 for step in line.lattice.steps):
        return line.lattice
    return Lattice(tuple(map(_either_dot, line.lattice.steps)))


def _either_dot(step: Step) -> Step:
    others = [
        (other, log_prob)
        for letter, log_prob in zip(step.letters, step.log_probs, strict=True)
        if (other := _other_dot(letter))
    ]
    if not others:
        return step
    seen = dict(zip(step.letters, step.log_probs, strict=True))
    for other, log_prob in others:
        seen[other] = max(seen.get(other, -inf), log_prob + _DOT_ERROR)
    return replace(step, letters="".join(seen), log_probs=tuple(seen.values()))


@cache
def _other_dot(letter: str) -> str:
    """The vowel with the dot below for one without a tone, and the other way round; empty for all others."""
    if letter.casefold() not in _VOWELS:
        return ""
    parts = unicodedata.normalize("NFD", letter)
    return nfc(parts.replace(_DOT_BELOW, "") if _DOT_BELOW in parts else parts + _DOT_BELOW)


_VOWELS = frozenset("aăâeêioôơuưyạặậẹệịọộợụựỵ")


def _led(line: Line) -> bool:
    """Leader dots run on behind the last letter, by more than the letter itself may hide."""
    last = max((glyph.x for glyph in glyphs(line.lattice)), default=line.box.left)
    return any(leader.right - last > _LED * line.box.height for leader in line.leaders)


def lines_stream(page: PageRead, lines: Iterable[Line]) -> Stream:
    """Some lines of a page as a stream of their own."""
    return stream((replace(page, lines=tuple(lines)),))


def page_rows(page: PageRead) -> Iterator[tuple[Line, ...]]:
    """The rows of a page, leaf by leaf: a row never runs over the fold of an open booklet.

    What stands between two rules of a table side by side is one row, read column by column: in a form set in
    boxes a label of two rows is not parted by the value beside its first.
    """
    for leaf in page.leaves:
        lines = [line for line in page.lines if leaf.left <= line.box.centre[0] < leaf.right]
        bands: list[tuple[Line, ...]] = []
        banded: set[Box] = set()
        for band in map(_by_columns, _between_rules(page, lines)):
            boxes = {line.box for line in band}
            if boxes.isdisjoint(banded):  # Tables may overlap; no line is read twice.
                bands.append(band)
                banded |= boxes
        single = _under_labels(rows(line for line in lines if line.box not in banded))
        yield from sorted((*single, *filter(None, bands)), key=_height)


def _under_labels(found: Sequence[tuple[Line, ...]]) -> Iterator[tuple[Line, ...]]:
    """The rows; one without labels below a row of labels side by side is read with it, column by column,
    where it stands under a label with nothing behind: who finds too little room writes below."""
    place = 0
    while place < len(found):
        row, below = found[place], found[place + 1] if place + 1 < len(found) else ()
        joined = _joined(row, below)
        yield joined or row
        place += 2 if joined else 1


def _joined(row: tuple[Line, ...], below: tuple[Line, ...]) -> tuple[Line, ...]:
    """Both rows column by column; nothing where the lower one goes on in another way."""
    if len(row) < 2 or not below:
        return ()
    said = [text(line.lattice).strip(_LEADERS) for line in row]
    lefts = [line.box.left for line in row]
    under = [_column(line, lefts) for line in below]
    fits = (
        said[0].endswith(":")
        and under[0] == 0
        and None not in under
        and all(":" in words for words in said)
        and not any(":" in text(line.lattice) for line in below)
        and min(line.box.top for line in below) - union([line.box for line in row]).bottom
        < _NEAR * below[0].box.height
    )
    columns = (
        (line, *(b for b, at in zip(below, under, strict=True) if at == n)) for n, line in enumerate(row)
    )
    return tuple(line for column in columns for line in column) if fits else ()


def _column(line: Line, lefts: Sequence[float]) -> int | None:
    """The place among some left edges at which a line begins; None where it runs on into the next column."""
    ends = (*lefts[1:], inf)
    return next(
        (
            place
            for place, (left, end) in enumerate(zip(lefts, ends, strict=True))
            if abs(line.box.left - left) < line.box.height and line.box.right <= end
        ),
        None,
    )


_LEADERS = " ._…"
_NEAR = 1.5
"""A row right below another is nearer than so many of its heights."""


def _between_rules(page: PageRead, lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """The lines between each two rules across a table."""
    for table in page.tables:
        for _row, cells in groupby(table.cells, key=lambda cell: cell.row):
            band = union([cell.box for cell in cells])
            yield tuple(line for line in lines if band.contains(*line.box.centre))


def _by_columns(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines column by column; nothing where that is how they are read anyway, or a column is too long to
    be a label or value."""
    found = columns(lines)
    longest = max(map(len, map(rows, found)), default=0)
    if len(found) < 2 or not 1 < longest <= _LONGEST_COLUMN:
        return ()
    return tuple(line for column in found for row in rows(column) for line in row)


_LONGEST_COLUMN = 5
"""Rows of a label or value in its box; more are a table's."""


def _height(row: Sequence[Line]) -> float:
    return sum(line.box.centre[1] for line in row) / len(row)


def _row_letters(row: tuple[Line, ...], page: int, number: int, piece: int) -> Iterator[Letter]:
    for place, line in enumerate(row):
        box, behind = line.box, len(line.lattice.steps)
        yield from _piece_letters(line, page, number, piece + place)
        end = "\n" if place == len(row) - 1 else " "
        yield Letter(end, 0.0, page, number, box.right, box.top, box.bottom, piece + place, behind, behind)


def _piece_letters(line: Line, page: int, row: int, piece: int) -> Iterator[Letter]:
    """The letters of a line, and among them what was left out of the reading. The steps of that are those
    between the letters beside it."""
    box, read, behind = line.box, glyphs(line.lattice), len(line.lattice.steps)
    unread = [x for x in line.unread if box.left <= x < box.right]
    if not read and box.width >= _LEAST_UNREAD[0] and box.height >= _LEAST_UNREAD[1]:
        unread = [box.centre[0]]
    last = -1
    for glyph in (*read, None):
        first, x = (glyph.first, glyph.x) if glyph else (behind, inf)
        for left_out in (place for place in unread if place < x):
            yield Letter(
                UNREAD, _UNREAD_LOG_PROB, page, row, left_out, box.top, box.bottom, piece, first, last
            )
        unread = [place for place in unread if place >= x]
        if glyph:
            last, sure, other = glyph.last, glyph.log_prob, glyph.disputed
            yield Letter(glyph.letter, sure, page, row, x, box.top, box.bottom, piece, first, last, other)
