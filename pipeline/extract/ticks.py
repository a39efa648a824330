"""Answers that are marks and no words: ticked boxes, and which word of a printed choice was struck out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.extract.draft import Draft
from pipeline.extract.labels import Found
from pipeline.forms.form import Field
from pipeline.geometry import Box, union
from pipeline.reading.align import fold
from pipeline.reading.stream import Letter, Stream
from pipeline.types import PageRead, Tick
from pipeline.vocabulary.words import vocabulary

_SEEN = 0.9
"""What a mark is worth as a letter probability: boxes and strokes are found in the picture, not read."""
_NUMBER = re.compile(r"\d+")


def ticked(
    field: Field, letters: Stream, found: Found, limit: int, pages: Sequence[PageRead]
) -> Iterator[Draft]:
    """The options of a row of tick boxes whose box is ticked; nothing where fewer boxes were found than half.

    An option is the number printed before its box. A box that was not found may be one that its tick runs out
    of: then a person looks, and it is no blank.
    """
    here = letters.letters[found.start : limit]
    page = next(page for page in pages if page.job.number == here[0].page)
    top = min(letter.top for letter in here)
    bottom = max(letter.bottom for letter in here if letter.page == here[0].page)
    boxes = [tick for tick in page.ticks if top <= tick.box.centre[1] <= bottom]
    if 2 * len(boxes) < len(field.options):
        return
    chosen = [_option(tick, boxes, here, field.options) for tick in boxes if tick.ticked]
    options = tuple(option for option in field.options if option in chosen)
    unsure = None in chosen or len(boxes) < len(field.options)
    assert field.key is not None
    yield Draft(
        key=field.key,
        kind=field.kind,
        value=", ".join(options) or None,
        raw=", ".join(option or "?" for option in chosen),
        written=bool(chosen) or unsure,
        page=page.job.number,
        box=union(tick.box for tick in boxes if tick.ticked or not chosen),
        weakest=_SEEN,
        mean=_SEEN,
        whole=_SEEN,
        label=found.quality,
        fit=1.0,
        margin=0.0,
        gap=0.0,
        doubts=("option_not_read",) if unsure else (),
    )


def _option(tick: Tick, boxes: Sequence[Tick], here: Sequence[Letter], options: Sequence[str]) -> str | None:
    """The last option printed on the box's row before it and behind the box before."""
    row = [other.box for other in boxes if other.box.vertical_overlap(tick.box) > 0.5]
    before = max((box.right for box in row if box.right <= tick.box.left), default=0.0)
    text = "".join(
        letter.letter
        for letter in here
        if before - 6 <= letter.x < tick.box.left and letter.top < tick.box.centre[1] < letter.bottom
    )
    return next((n for n in reversed(_NUMBER.findall(text)) if n in options), None)


def struck_choice(
    field: Field, entry: Draft, letters: Stream, found: Found, pages: Sequence[PageRead]
) -> Draft:
    """An unwritten field whose label is a choice (`Nam, nữ`): of two words the one that is not struck out.

    The words stand at the label's end; each takes its share of the label's width by its letters. Where no
    stroke is found through one of them, what was answered was not seen: that is no blank.
    """
    label = letters.letters[found.start : found.end]
    page = next(page for page in pages if page.job.number == label[0].page)
    words = _choices(field)
    if entry.written or len(words) != 2:
        return entry
    last = [letter for letter in label if letter.letter.isalpha()][-sum(map(len, words)) :]
    row = Box(last[0].x - 20, last[0].top, last[-1].x + 20, last[-1].bottom)
    struck = [strike for strike in page.strikes if _crosses(strike, row)]
    if len(struck) != 1:
        return replace(entry, written=True, doubts=(*entry.doubts, "illegible"))
    middle = last[len(words[0]) - 1].x / 2 + last[len(words[0])].x / 2
    kept = words[1] if struck[0].centre[0] < middle else words[0]
    value = vocabulary(field.kind)[kept]
    box = union((row, struck[0]))
    return replace(
        entry, value=value, raw=value, written=True, box=box, weakest=_SEEN, mean=_SEEN, whole=_SEEN, fit=1.0
    )


def _choices(field: Field) -> tuple[str, ...]:
    """The two words of the kind at the end of one of the field's labels, in their printed order."""
    for label in field.labels:
        words = tuple(word.strip(" ()").casefold() for word in label.split("(")[-1].split(","))
        if len(words) == 2 and all(word in vocabulary(field.kind) and fold(word) for word in words):
            return words
    return ()


def _crosses(strike: Box, row: Box) -> bool:
    return row.top < strike.centre[1] < row.bottom and row.left < strike.centre[0] < row.right
