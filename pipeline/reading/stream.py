"""A document's pages as one stream of letters: rows from top to bottom, pieces of a row from left to right.

Every letter keeps its place and probability, and the stream has a folded twin (no marks, one case, letters
and digits only) in which labels are looked for; `origin` leads from the twin back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, inf, log

from pipeline.geometry import Box, union
from pipeline.reading.lattice import glyphs
from pipeline.reading.rows import page_rows
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
    `led` says of each whether leader dots run on behind its last letter; `blocks` where each row stands: its
    leaf, or its column of one.
    """

    letters: tuple[Letter, ...]
    text: str
    folded: str
    origin: tuple[int, ...]
    pieces: tuple[Lattice, ...]
    seconds: tuple[Lattice | None, ...]
    led: tuple[bool, ...]
    blocks: tuple[Box, ...]

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


def stream(pages: Iterable[PageRead], labels: Sequence[str] = ()) -> Stream:
    """The whole document as one stream, a line break after each row; `labels` as `page_rows` has them."""
    found = [(page.job.number, *row) for page in pages for row in page_rows(page, labels)]
    placed = [(row, block, page, number) for number, (page, block, row) in enumerate(found)]
    letters: list[Letter] = []
    piece = 0
    for row, _block, page, number in placed:
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
        tuple(dotted(line) for row, *_ in placed for line in row),
        tuple(line.second for row, *_ in placed for line in row),
        tuple(_led(line) for row, *_ in placed for line in row),
        tuple(block for _, block, *_ in placed),
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
