"""One page in a worker: opened, flattened, its lines found and read. A small job in, a frozen value out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from pipeline import __version__
from pipeline.catalogue.secrecy import could_say_mark, is_mark, is_mark_line
from pipeline.cleanup import crop, flatten, measure, text_axis
from pipeline.extract.identity import identity_lines
from pipeline.flat import FlatPage
from pipeline.geometry import Box
from pipeline.layout import (
    find_combs,
    find_leaves,
    find_lines,
    find_strikes,
    find_tables,
    find_ticks,
    ink_grid,
    is_blank,
)
from pipeline.layout.stamps import dark_stamps, red_stamps
from pipeline.reading.lattice import certainty, glyphs, placed, text
from pipeline.reading.reader import Picture, Reader, resized
from pipeline.reading.readers import open_reader
from pipeline.scans import Limits, PageUnreadable, Scan, open_page
from pipeline.types import (
    Comb,
    InkGrid,
    Lattice,
    Line,
    PageFailed,
    PageJob,
    PageRead,
    ProcessingStep,
    Recipe,
)

_LIMITS = Limits()
_PROBES = 6
"""So many lines are read to compare two ways up."""
_SURE = 0.38
"""Mean (probability - 1/2) a letter above which nobody doubts which way up the page stands: the network reads
pages upside down with up to 0.25 and most that stand upright with 0.45 and more (drawn pages)."""
_ENOUGH_LETTERS = 20
_COMB_MARGIN = 2
_LONE_FRAMES = 3
"""More dark frames than this are a table's cells: their words must be a mark to the letter."""
_MARGIN = 2.0
"""So many surely read letters more make a page stand the other way up."""

_Try = tuple[FlatPage, tuple[Box, ...], tuple[Lattice, ...]]
"""A page turned one way: flattened, its lines, their readings."""


def read_page(job: PageJob, limits: Limits = _LIMITS) -> PageRead | PageFailed:
    """Read one page with the reader its recipe names."""
    try:
        scan = open_page(job.path, job.source_page, limits)
    except PageUnreadable as error:
        return PageFailed(job, error.reason, error.detail)
    recipe = replace(job.recipe, second="")
    second = reader_of(Recipe(job.recipe.second)) if job.recipe.second else None
    return read_scan(job, scan, reader_of(recipe), second)


@lru_cache(maxsize=2)
def reader_of(recipe: Recipe) -> Reader:
    """A reader of this process: opened once, kept for every page."""
    return open_reader(recipe)


def read_scan(job: PageJob, scan: Scan, reader: Reader, second: Reader | None = None) -> PageRead:
    """Read an opened page. Of a page that bears a mark of secrecy nothing that was read is kept.

    The lines that say who a person is are read by the second reader too.
    """
    flat, boxes, lattices = _upright(scan, reader)
    withheld = _is_secret(flat, lattices, reader)
    height, width = scan.pixels.shape[:2]
    page = PageRead(
        job=job,
        scan_width=width,
        scan_height=height,
        frame_width=flat.width,
        frame_height=flat.height,
        to_scan=flat.to_scan,
        rotation=flat.rotation,
        skew_degrees=flat.skew_degrees,
        blank=is_blank(flat),
        withheld=withheld,
        ink=float((flat.ink > 0).mean()),
        ink_grid=InkGrid(0, "") if withheld else ink_grid(flat),
        leaves=find_leaves(flat),
        lines=() if withheld else _lines(flat, boxes, lattices),
        tables=() if withheld else find_tables(flat),
        combs=() if withheld else _combs(flat, reader),
        made_by=(ProcessingStep("clean", __version__), reader.identity()),
        ticks=() if withheld else find_ticks(flat),
        strikes=() if withheld else find_strikes(flat, boxes),
        quality=measure(flat),
    )
    return page if second is None else _looked_at_again(page, flat, second)


def _looked_at_again(page: PageRead, flat: FlatPage, second: Reader) -> PageRead:
    """Add the second reader's opinion; it is not asked where nothing says who a person is."""
    lines = {line.box for line in identity_lines(page)}
    if not lines and not page.combs:
        return page
    boxes = sorted(lines, key=lambda box: (box.top, box.left))
    pictures = [_picture(flat, box, second) for box in boxes]
    seen = second.read([*pictures, *(_inside(flat, comb.boxes, second) for comb in page.combs)])
    opinions = {box: placed(lattice, box) for box, lattice in zip(boxes, seen, strict=False)}
    in_combs = zip(page.combs, seen[len(boxes) :], strict=True)
    return replace(
        page,
        lines=tuple(replace(line, second=opinions.get(line.box)) for line in page.lines),
        combs=tuple(
            replace(comb, line=replace(comb.line, second=placed(lattice, comb.line.box)))
            for comb, lattice in in_combs
        ),
        made_by=(*page.made_by, replace(second.identity(), step="read again")),
    )


def _is_secret(flat: FlatPage, lattices: Sequence[Lattice], reader: Reader) -> bool:
    """Look for a mark of secrecy in boxed stamps, and among the lines where it stands unboxed."""
    red, dark = (
        reader.read([resized(picture, reader.line_height) for picture in pictures])
        for pictures in (red_stamps(flat), dark_stamps(flat))
    )
    framed = [*red, *dark] if len(dark) <= _LONE_FRAMES else red
    return any(is_mark(text(stamp)) and could_say_mark(stamp) for stamp in framed) or any(
        is_mark_line(text(line)) and could_say_mark(line) for line in (*dark, *lattices)
    )


def _combs(flat: FlatPage, reader: Reader) -> tuple[Comb, ...]:
    found = find_combs(flat)
    lattices = reader.read([_inside(flat, comb, reader) for comb in found])
    return tuple(
        Comb(comb, Line(_around(comb), placed(lattice, _around(comb))))
        for comb, lattice in zip(found, lattices, strict=True)
    )


def _inside(flat: FlatPage, comb: Sequence[Box], reader: Reader) -> Picture:
    """The insides of a comb's boxes side by side: the walls are letters to a reader."""
    gap = np.full((reader.line_height, reader.line_height // 4), 255, np.uint8)
    pictures = (_picture(flat, box.grown(-_COMB_MARGIN, -_COMB_MARGIN), reader) for box in comb)
    return np.hstack([part for picture in pictures for part in (picture, gap)])


def _lines(flat: FlatPage, boxes: Sequence[Box], lattices: Sequence[Lattice]) -> tuple[Line, ...]:
    return tuple(
        Line(box, placed(lattice, box), tuple(leader for leader in flat.leaders if box.intersection(leader)))
        for box, lattice in zip(boxes, lattices, strict=True)
    )


def _around(comb: Sequence[Box]) -> Box:
    return Box(comb[0].left, comb[0].top, comb[-1].right, comb[-1].bottom)


def _picture(flat: FlatPage, box: Box, reader: Reader) -> Picture:
    return crop(flat, box, reader.line_height, clean=True)


# --- which way up ------------------------------------------------------------------------------------


def _upright(scan: Scan, reader: Reader) -> _Try:
    """Flatten and read the page the way that reads best.

    Which way its lines run is seen in the picture; top and bottom are told apart by reading. A page that
    reads well at the first try (most do) costs nothing more. Of a doubtful one some lines are read upside
    down, and it is turned if they read better by more than a chance letter; the other two ways must read
    well, not just better, to overrule the picture.
    """
    axis = text_axis(scan.pixels)
    first = _read_all(scan, axis, reader)
    if _reads_well(first[2]) or is_blank(first[0]):
        return first
    if _probe(scan, axis + 180, reader) > _probe(scan, axis, reader) + _MARGIN:
        return _read_all(scan, axis + 180, reader)
    across = max((axis + 90, axis + 270), key=lambda rotation: _probe(scan, rotation, reader))
    turned = _read_all(scan, across, reader) if _probe(scan, across, reader) > _MARGIN else first
    return turned if _reads_well(turned[2]) else first


def _read_all(scan: Scan, rotation: int, reader: Reader) -> _Try:
    flat = flatten(scan.pixels, scan.dpi, rotation % 360)
    boxes = find_lines(flat)
    return flat, boxes, reader.read([_picture(flat, box, reader) for box in boxes])


def _reads_well(lattices: Sequence[Lattice]) -> bool:
    letters = sum(glyph.letter.isalnum() for lattice in lattices for glyph in glyphs(lattice))
    return letters >= _ENOUGH_LETTERS and sum(map(certainty, lattices)) / letters > _SURE


def _probe(scan: Scan, rotation: int, reader: Reader) -> float:
    """How surely the widest lines read with the page turned by `rotation`."""
    flat = flatten(scan.pixels, scan.dpi, rotation % 360)
    boxes = sorted(find_lines(flat), key=lambda box: -box.width)[:_PROBES]
    return sum(map(certainty, reader.read([_picture(flat, box, reader) for box in boxes])))
