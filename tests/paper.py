"""Paper for tests: read pages made of text placed by hand, as if a perfect (or stated) reader had read it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from math import log

from pipeline.geometry import IDENTITY, Box
from pipeline.reading.lattice import text as greedy
from pipeline.types import BLANK, Comb, InkGrid, Lattice, Line, PageJob, PageRead, Recipe, Step

LETTER_WIDTH, ROW_HEIGHT, LINE_HEIGHT = 12.0, 50.0, 36.0
WIDTH, HEIGHT = 1654, 2339


def job(number: int = 1, dossier: str = "D1") -> PageJob:
    return PageJob(dossier, number, "scan.pdf", number, "scan.pdf", "0" * 64, Recipe("null"))


def lattice(text: str, left: float, probability: float = 0.99) -> Lattice:
    steps: list[Step] = []
    for place, letter in enumerate(text):
        x = left + (place + 0.5) * LETTER_WIDTH
        if steps and steps[-1].letters == letter:
            steps.append(Step(x, BLANK, (0.0,)))
        steps.append(Step(x, letter, (log(probability),)))
    return Lattice(tuple(steps))


def line(
    text: str, left: float = 100.0, top: float = 100.0, probability: float = 0.99, second: str | None = None
) -> Line:
    """A line; `second` is what another reader read of it, letter over letter."""
    box = Box(left, top, left + LETTER_WIDTH * len(text), top + LINE_HEIGHT)
    other = None if second is None else lattice(second, left)
    return Line(box, lattice(text, left, probability), second=other)


def seconded(read: PageRead, *changes: tuple[str, str]) -> PageRead:
    """The page with each line read alike by a second reader, but for some words."""

    def again(first: Line) -> Line:
        said = greedy(first.lattice)
        for old, new in changes:
            said = said.replace(old, new)
        return replace(first, second=lattice(said, first.box.left))

    return replace(read, lines=tuple(map(again, read.lines)))


def comb(text: str, left: float, top: float) -> Comb:
    boxes = tuple(Box(left + i * 35, top, left + i * 35 + 33, top + 40) for i in range(len(text)))
    around = Box(boxes[0].left, top, boxes[-1].right, top + 40)
    return Comb(boxes, Line(around, lattice(text.strip(), left)))


def ink(number: int, columns: int = 40, changed: int = 0) -> InkGrid:
    """A page's ink as drawn by chance from its number; `changed` cells are another's."""
    cells = random.Random(number).choices("00000048f", k=columns * 56)
    for place in random.Random(number + 10_000).sample(range(len(cells)), changed):
        cells[place] = "8"
    return InkGrid(columns, "".join(cells))


def page(
    rows: Sequence[str | Sequence[tuple[float, str]]],
    number: int = 1,
    combs: Sequence[Comb] = (),
    **changes: object,
) -> PageRead:
    """A page whose rows are texts, or pieces with their left edges."""
    lines = [
        line(text, left, 100 + place * ROW_HEIGHT)
        for place, row in enumerate(rows)
        for left, text in ([(100.0, row)] if isinstance(row, str) else row)
    ]
    values: dict[str, object] = {
        "job": job(number),
        "scan_width": WIDTH,
        "scan_height": HEIGHT,
        "frame_width": WIDTH,
        "frame_height": HEIGHT,
        "to_scan": IDENTITY,
        "rotation": 0,
        "skew_degrees": 0.0,
        "blank": False,
        "withheld": False,
        "ink": 0.05,
        "ink_grid": ink(number),
        "leaves": (Box(0.0, 0.0, WIDTH, HEIGHT),),
        "lines": tuple(lines),
        "tables": (),
        "combs": tuple(combs),
        "made_by": (),
    }
    return PageRead(**(values | changes))  # type: ignore[arg-type]
