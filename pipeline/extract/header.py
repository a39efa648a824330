"""Fields that do not stand beside their label: below it, in comb boxes, in the date line of a letter head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from pipeline.extract.dates import find_date
from pipeline.extract.draft import Draft, draft
from pipeline.extract.grammars import AROUND_VALUE
from pipeline.extract.kinds import LATEST_YEAR, is_empty
from pipeline.extract.labels import LOST_LABEL, Found, candidates
from pipeline.forms.form import Field, Form
from pipeline.geometry import Box, union
from pipeline.reading.rows import rows
from pipeline.reading.stream import Letter, Stream, lines_stream
from pipeline.types import Comb, Lattice, Line, PageRead

_HEADER_SHARE = 0.5
"""The header stands in this upper share of a form's first page."""
_COLUMN_SHARE = 0.36
"""Pieces of a column begin at most so far right of its labels, as a share of the leaf."""
_LETTERHEAD_SHARE = 0.4
_ROW_BELOW = 2.5
"""A value's row stands at most so many label heights below its label."""
_DAY_WORD = re.compile(r"ng[aàâảãáạ]y", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A header label: the pieces of the page that bear it, and where it stands in what they say one after
    another. One that the form sets on two rows has two."""

    pieces: tuple[Line, ...]
    found: Found

    @property
    def box(self) -> Box:
        return union([piece.box for piece in self.pieces])


def header(form: Form, page: PageRead) -> Iterator[Draft]:
    """Every header field whose label is found; the labels may stand in any order."""
    labels = header_labels(form, page)
    for order, label in labels.items():
        field = form.fields[order]
        others = {key: other for key, other in labels.items() if key != order}
        if field.place == "comb":
            before_combs = [other for key, other in others.items() if form.fields[key].place == "comb"]
            yield _in_comb(field, page, label, tuple(others.values()), before_combs)
        else:
            shared = [other.found.start for other in labels.values() if other.pieces == label.pieces]
            stop = min((start for start in shared if start >= label.found.end), default=None)
            yield _below(field, page, label, tuple(others.values()), stop)


def header_labels(form: Form, page: PageRead) -> dict[int, Label]:
    """Each header label found on the page, by the field's place in the form."""
    fields = [(order, f) for order, f in enumerate(form.fields) if f.place in ("below", "comb")]
    if not fields:
        return {}
    upper = [line for line in page.lines if line.box.top < page.frame_height * _HEADER_SHARE]
    pairs = ((line, below) for line in upper for below in upper if _wraps(line, below))
    read = [(pieces, lines_stream(page, pieces)) for pieces in (*((line,) for line in upper), *pairs)]
    return {order: label for order, field in fields if (label := _label(order, field, read))}


def _label(order: int, field: Field, read: Iterable[tuple[tuple[Line, ...], Stream]]) -> Label | None:
    """The piece that begins with the label, or it and the one right below; the fullest match wins.

    The label of a comb may stand at the end of a piece, close behind what is written in the left column.
    """
    found = [
        Label(pieces, place)
        for pieces, letters in read
        for place in candidates(order, field, letters)
        if (place.start <= 3 or field.place == "comb") and _last_piece(letters, place) == len(pieces) - 1
    ]
    return max(found, key=lambda label: label.found.score, default=None)


def _wraps(line: Line, below: Line) -> bool:
    """The lower piece begins right below the upper one: a label that is set on two rows may go on there."""
    height = line.box.height
    gap, shift = below.box.top - line.box.bottom, below.box.left - line.box.left
    return -0.5 * height < gap < _RIGHT_BELOW * height and abs(shift) < height


def _last_piece(letters: Stream, found: Found) -> int:
    """The piece in which the label's last letter stands."""
    return letters.letters[len(letters.text[: found.end].rstrip(AROUND_VALUE)) - 1].piece


def _below(field: Field, page: PageRead, label: Label, others: Sequence[Label], stop: int | None) -> Draft:
    """The value stands behind its label, where it may go on in the row below, or else in that row, above the
    column's next label.

    `stop`: where in its own piece another label begins, None where none does.
    """
    found, box, last = label.found, label.box, label.pieces[-1]
    if boxed := _in_box(page, label, others):
        return _answer(field, page, label, boxed)
    taken = [piece for one in (label, *others) for piece in one.pieces]
    edges = box.left - 40, _column_end(page, box, [other.box for other in others])
    column = [o for o in page.lines if edges[0] <= o.box.left < edges[1] and o not in taken]
    beside = _behind(box, column)
    if len(label.pieces) > 1 and beside:
        return _answer(field, page, label, beside)
    behind = lines_stream(page, [*label.pieces, *beside])
    end = len(behind.text) if stop is None else stop
    below = rows(_under(last.box, column, others))[:1]
    if not is_empty(behind.text[found.end : end]):
        more = [row for row in below if _goes_on(page, row, last.box, behind.letters[found.end :])]
        if more:
            own = last if stop is None else _before(last, behind.letters[stop].first)
            rest = (*label.pieces[:-1], own, *(beside if stop is None else ()), *more[0])
            behind = lines_stream(page, rest)
            end = len(behind.text)
        return draft(field, behind, found.end, end, _empty(page, box), found.quality)
    under = [row for row in below if _starts_under(row, last.box)]
    return _answer(field, page, label, under[0] if under else ())


def _in_box(page: PageRead, label: Label, others: Sequence[Label]) -> tuple[Line, ...]:
    """What stands below a label in a ruled box that holds no other label."""
    cells = (cell.box for table in page.tables for cell in table.cells)
    box = next((box for box in cells if box.contains(*label.box.centre)), None)
    if box is None or any(box.contains(*other.box.centre) for other in others):
        return ()
    last = label.pieces[-1]
    inside = [o for o in page.lines if box.contains(*o.box.centre) and o not in label.pieces]
    below = [o for o in inside if o.box.centre[1] > last.box.bottom]
    return tuple(line for row in rows(below) for line in row) if len(below) == len(inside) else ()


def _column_end(page: PageRead, label: Box, others: Sequence[Box]) -> float:
    """Where the column of a label ends: before the next label on its row, and at a share of its leaf."""
    leaf = next((leaf for leaf in page.leaves if leaf.contains(*label.centre)), page.leaves[0])
    beside = (
        other.left for other in others if other.left > label.left and other.vertical_overlap(label) > 0.3
    )
    return min([label.left + leaf.width * _COLUMN_SHARE, *(left - label.height / 2 for left in beside)])


def _answer(field: Field, page: PageRead, label: Label, pieces: Sequence[Line]) -> Draft:
    """The value as these pieces say it; an empty one without any."""
    value = lines_stream(page, pieces)
    return draft(field, value, 0, len(value.text), _empty(page, label.box), label.found.quality)


def _before(line: Line, step: int) -> Line:
    """What was read of a line before this step."""
    steps = line.lattice.steps
    end = steps[step].x if step < len(steps) else line.box.right
    return replace(line, lattice=Lattice(steps[:step]), unread=tuple(x for x in line.unread if x < end))


def _goes_on(page: PageRead, row: Sequence[Line], label: Box, value: Sequence[Letter]) -> bool:
    """A value that stands behind its label goes on in this row: right below, from the edge of the label, a
    little further in, or from where the value begins, and neither a title nor another label."""
    height = label.height
    left, top = min(line.box.left for line in row), min(line.box.top for line in row)
    begins = next((letter.x for letter in value if letter.letter.isalnum()), inf)
    at_edge = -height < left - label.left < _INDENT * height or abs(left - begins) < height
    text = lines_stream(page, row).text
    capitals = not any(map(str.islower, text)) and any(letter.letter.islower() for letter in value)
    letters = sum(map(str.isalpha, text))
    near = top - label.bottom < _RIGHT_BELOW * height
    return at_edge and near and letters >= _WORD and not capitals and not LOST_LABEL.match(text)


_INDENT = 4
"""The row in which a value goes on begins at most so many of its heights further in than its label."""
_RIGHT_BELOW = 0.8
"""And at most so many heights below it."""
_WORD = 2
"""And it has so many letters."""


def _behind(label: Box, column: Sequence[Line]) -> list[Line]:
    return [o for o in column if o.box.left > label.right and o.box.vertical_overlap(label) > 0.5]


def _under(label: Box, column: Sequence[Line], others: Sequence[Label]) -> list[Line]:
    middle, height = label.centre[1], label.height
    lower = [other.box for other in others if other.box.left < label.right]
    next_labels = [box.centre[1] for box in lower if box.top > middle]
    floor = min([*next_labels, middle + _ROW_BELOW * height])
    return [o for o in column if middle + 0.4 * height < o.box.centre[1] < floor - 0.4 * height]


def _starts_under(row: Sequence[Line], label: Box) -> bool:
    """The row begins below its label: a title in the middle of the page does not."""
    return min(line.box.left for line in row) < label.right + 2 * label.height


def _empty(page: PageRead, label: Box) -> tuple[int, Box]:
    """Where an unwritten header value would stand."""
    return page.job.number, Box(label.left, label.bottom, label.right, label.bottom + label.height)


def _in_comb(
    field: Field, page: PageRead, label: Label, others: Sequence[Label], before_combs: Sequence[Label]
) -> Draft:
    """The comb nearest behind the label on its row; where no comb was found, what stands there.

    `before_combs` are the other labels that a comb may belong to.
    """
    quality, box = label.found.quality, label.box
    near = [comb for comb in page.combs if _beside(comb, box)]
    near = near or [comb for comb in page.combs if _right_below(comb, label.pieces[-1].box, before_combs)]
    if near:
        return in_comb(field, page, min(near, key=lambda comb: comb.boxes[0].left), quality)
    taken = [piece for other in others for piece in other.pieces]
    row = [line for line in _behind(box, page.lines) if line not in taken]
    if len(label.pieces) > 1 and row:
        return _answer(field, page, label, row)
    behind = lines_stream(page, [*label.pieces, *row])
    return draft(field, behind, label.found.end, len(behind.text), _empty(page, box), quality)


def in_comb(field: Field, page: PageRead, comb: Comb, label: float) -> Draft:
    """What stands in the boxes of a comb; `label` says how well the label matched."""
    letters = lines_stream(page, (comb.line,))
    around = page.job.number, union(comb.boxes)
    return draft(field, letters, 0, len(letters.text), around, label)


def _right_below(comb: Comb, label: Box, others: Sequence[Label]) -> bool:
    """The comb stands in the row below its label, and beside no other label."""
    box = union(comb.boxes)
    gap = box.top - label.bottom
    near = -0.5 * label.height < gap < label.height and box.right > label.left
    return near and not any(_beside(comb, other.box) for other in others)


def _beside(comb: Comb, label: Box) -> bool:
    return union(comb.boxes).vertical_overlap(label) > 0.3 and comb.boxes[0].left > label.left


def dateline(form: Form, page: PageRead) -> Iterator[Draft]:
    """The date a letter head gives: the first row of the upper page that says "ngày" and holds a date."""
    upper = [line for line in page.lines if line.box.top < page.frame_height * _LETTERHEAD_SHARE]
    for field in (field for field in form.fields if field.place == "dateline"):
        for row in rows(upper):
            letters = lines_stream(page, row)
            day = _DAY_WORD.search(letters.text)
            date = find_date(letters.text[day.start() :], LATEST_YEAR) if day else None
            if day and date:
                end = day.start() + date.end
                yield draft(field, letters, day.start(), end, (page.job.number, row[0].box), 1.0)
                break
