"""Fields that do not stand beside their label: below it, in comb boxes, in the date line of a letter head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.dates import find_date
from pipeline.extract.draft import Draft, draft
from pipeline.extract.kinds import LATEST_YEAR, is_empty
from pipeline.extract.labels import LOST_LABEL, Found, candidates
from pipeline.forms.form import Field, Form
from pipeline.geometry import Box, union
from pipeline.reading.stream import Letter, lines_stream, rows
from pipeline.types import Comb, Lattice, Line, PageRead

_HEADER_SHARE = 0.5
"""The header stands in this upper share of a form's first page."""
_COLUMN_SHARE = 0.36
"""Pieces of the left column begin at most so far right of its labels, as a share of the page."""
_LETTERHEAD_SHARE = 0.4
_ROW_BELOW = 2.5
"""A value's row stands at most so many label heights below its label."""
_DAY_WORD = re.compile(r"ng[aàâảãáạ]y", re.IGNORECASE)

_Label = tuple[Line, Found]


def header(form: Form, page: PageRead) -> Iterator[Draft]:
    """Every header field whose label is found; the labels may stand in any order."""
    labels = header_labels(form, page)
    for order, label in labels.items():
        field = form.fields[order]
        others = {key: line for key, (line, _) in labels.items() if key != order}
        if field.place == "comb":
            before_combs = [line for key, line in others.items() if form.fields[key].place == "comb"]
            yield _in_comb(field, page, label, tuple(others.values()), before_combs)
        else:
            shared = [at.start for line, at in labels.values() if line is label[0]]
            stop = min((start for start in shared if start >= label[1].end), default=None)
            yield _below(field, page, label, tuple(others.values()), stop)


def header_labels(form: Form, page: PageRead) -> dict[int, _Label]:
    """The piece of the page that bears each header label found, by the field's place in the form."""
    fields = [(order, f) for order, f in enumerate(form.fields) if f.place in ("below", "comb")]
    return {order: label for order, field in fields if (label := _label(order, field, page))}


def _label(order: int, field: Field, page: PageRead) -> _Label | None:
    """The piece that begins with the label; the fullest match wins.

    The label of a comb may stand at the end of a piece, close behind what is written in the left column.
    """
    upper = (line for line in page.lines if line.box.top < page.frame_height * _HEADER_SHARE)
    found = [
        (line, place)
        for line in upper
        for place in candidates(order, field, lines_stream(page, (line,)))
        if place.start <= 3 or field.place == "comb"
    ]
    return max(found, key=lambda label: label[1].score, default=None)


def _below(field: Field, page: PageRead, label: _Label, others: Sequence[Line], stop: int | None) -> Draft:
    """The value stands behind its label, where it may go on in the row below, or else in that row, above the
    column's next label.

    `stop`: where in its own piece another label begins, None where none does.
    """
    line, found = label
    column = [
        other
        for other in page.lines
        if line.box.left - 40 <= other.box.left < line.box.left + page.frame_width * _COLUMN_SHARE
        and other not in others
    ]
    behind = lines_stream(page, [line, *_behind(line, column)])
    end = len(behind.text) if stop is None else stop
    below = rows(_under(line, column, others))[:1]
    if not is_empty(behind.text[found.end : end]):
        more = [row for row in below if _goes_on(page, row, line, behind.letters[found.end :])]
        if more:
            own = line if stop is None else _before(line, behind.letters[stop].first)
            behind = lines_stream(page, [own, *(_behind(line, column) if stop is None else ()), *more[0]])
            end = len(behind.text)
        return draft(field, behind, found.end, end, _empty(page, line), found.quality)
    under = [row for row in below if _starts_under(row, line)]
    value = lines_stream(page, *under) if under else lines_stream(page, ())
    return draft(field, value, 0, len(value.text), _empty(page, line), found.quality)


def _before(line: Line, step: int) -> Line:
    """What was read of a line before this step."""
    steps = line.lattice.steps
    end = steps[step].x if step < len(steps) else line.box.right
    return replace(line, lattice=Lattice(steps[:step]), unread=tuple(x for x in line.unread if x < end))


def _goes_on(page: PageRead, row: Sequence[Line], label: Line, value: Sequence[Letter]) -> bool:
    """A value that stands behind its label goes on in this row: right below, from the edge of the label, a
    little further in, or from where the value begins, and neither a title nor another label."""
    height = label.box.height
    left, top = min(line.box.left for line in row), min(line.box.top for line in row)
    begins = next(letter.x for letter in value if letter.letter.isalnum())
    at_edge = -height < left - label.box.left < _INDENT * height or abs(left - begins) < height
    text = lines_stream(page, row).text
    capitals = not any(map(str.islower, text)) and any(letter.letter.islower() for letter in value)
    letters = sum(map(str.isalpha, text))
    near = top - label.box.bottom < _RIGHT_BELOW * height
    return at_edge and near and letters >= _WORD and not capitals and not LOST_LABEL.match(text)


_INDENT = 4
"""The row in which a value goes on begins at most so many of its heights further in than its label."""
_RIGHT_BELOW = 0.8
"""And at most so many heights below it."""
_WORD = 2
"""And it has so many letters."""


def _behind(label: Line, column: Sequence[Line]) -> list[Line]:
    return [o for o in column if o.box.left > label.box.right and o.box.vertical_overlap(label.box) > 0.5]


def _under(label: Line, column: Sequence[Line], others: Sequence[Line]) -> list[Line]:
    middle, height = label.box.centre[1], label.box.height
    next_labels = [
        o.box.centre[1] for o in others if o.box.centre[1] > middle + 5 and o.box.left < label.box.right
    ]
    floor = min([*next_labels, middle + _ROW_BELOW * height])
    return [o for o in column if middle + 0.4 * height < o.box.centre[1] < floor - 0.4 * height]


def _starts_under(row: Sequence[Line], label: Line) -> bool:
    """The row begins below its label: a title in the middle of the page does not."""
    return min(line.box.left for line in row) < label.box.right + 2 * label.box.height


def _empty(page: PageRead, label: Line) -> tuple[int, Box]:
    """Where an unwritten header value would stand."""
    box = label.box
    return page.job.number, Box(box.left, box.bottom, box.right, box.bottom + box.height)


def _in_comb(
    field: Field, page: PageRead, label: _Label, others: Sequence[Line], before_combs: Sequence[Line]
) -> Draft:
    """The comb nearest behind the label on its row; where no comb was found, what stands there.

    `before_combs` are the other labels that a comb may belong to.
    """
    line, found = label
    near = [comb for comb in page.combs if _beside(comb, line)]
    near = near or [comb for comb in page.combs if _right_below(comb, line, before_combs)]
    if not near:
        row = [other for other in _behind(line, page.lines) if other not in others]
        behind = lines_stream(page, [line, *row])
        return draft(field, behind, found.end, len(behind.text), _empty(page, line), found.quality)
    return in_comb(field, page, min(near, key=lambda comb: comb.boxes[0].left), found.quality)


def in_comb(field: Field, page: PageRead, comb: Comb, label: float) -> Draft:
    """What stands in the boxes of a comb; `label` says how well the label matched."""
    letters = lines_stream(page, (comb.line,))
    around = page.job.number, union(comb.boxes)
    return draft(field, letters, 0, len(letters.text), around, label)


def _right_below(comb: Comb, label: Line, others: Sequence[Line]) -> bool:
    """The comb stands in the row below its label, and beside no other label."""
    box = union(comb.boxes)
    gap = box.top - label.box.bottom
    near = -0.5 * label.box.height < gap < label.box.height and box.right > label.box.left
    return near and not any(_beside(comb, other) for other in others)


def _beside(comb: Comb, label: Line) -> bool:
    return union(comb.boxes).vertical_overlap(label.box) > 0.3 and comb.boxes[0].left > label.box.left


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
