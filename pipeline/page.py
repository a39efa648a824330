"""One page in a worker: opened, flattened, its lines found and read. A small job in, a frozen value out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from math import log
from types import MappingProxyType

import numpy as np

from pipeline import __version__
from pipeline.catalogue.secrecy import could_say_mark, is_mark, is_mark_line
from pipeline.cleanup import crop, flatten, measure, text_axis
from pipeline.config import LimitSettings
from pipeline.extract.identity import identity_lines
from pipeline.flat import FlatPage, Image
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
from pipeline.layout.unread import left_out, unclaimed
from pipeline.reading.lattice import certainty, glyphs, placed, sureness, surer, text, weakest
from pipeline.reading.reader import Picture, Reader, resized
from pipeline.reading.readers import open_reader
from pipeline.scans import PageUnreadable, Scan, Source, open_read
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
    Tick,
)

_PROBES = 6
"""So many of the widest lines tell which way up a page stands."""
_SURE = 0.38
"""Mean (probability - 1/2) a letter above which nobody doubts which way up the page stands: the network reads
pages upside down with up to 0.25 and most that stand upright with 0.45 and more (drawn pages)."""
_ENOUGH_LETTERS = 20
_SURELY_READ = -0.03
"""Mean log probability of its letters from which a line is not read without rules and leaders too: of the
values on leaders 9 in 625 more are read to the letter, on rules -0.1 would do (drawn pages of four hands)."""
_EACH_SURELY = log(0.85)
"""Nor where each letter is read so surely: a dot of a leader reads as the tone of a letter."""
_NOTHING = Lattice(())
"""What was read where nothing was."""
_LOST_ROOM = 4
"""Room around a word that no line took in, as lines have around theirs."""
_FEWEST, _LEGIBLY = 3, log(0.8)
"""A word that no line took in has so many letters at least, and is read with such a mean log probability."""
_TICK_WALL = 6
"""The printed box of a tick stands so far around its inside."""
_COMB_MARGIN = 2
_LONE_FRAMES = 3
"""More dark frames than this are a table's cells: their words must be a mark to the letter."""
_MARGIN = 2.0
"""So many surely read letters more make a page stand the other way up."""

_Laid = tuple[FlatPage, tuple[Box, ...]]
"""A page turned one way: flattened, and its lines."""
_Try = tuple[FlatPage, tuple[Box, ...], tuple[Lattice, ...]]
"""The same with the lines' readings."""


def read_page(job: PageJob, limits: LimitSettings) -> PageRead | PageFailed:
    """Read one page with the reader its recipe names."""
    try:
        scan = open_read(Source(job.path, job.sha256, job.source_page, limits))
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
    combs, ticks = find_combs(flat), find_ticks(flat)
    page = PageRead(
        job=job,
        scan_width=width,
        scan_height=height,
        frame_width=flat.width,
        frame_height=flat.height,
        to_scan=flat.to_scan,
        rotation=flat.rotation,
        skew_degrees=flat.skew_degrees,
        blank=is_blank(flat, boxes),
        withheld=withheld,
        ink=float((flat.ink > 0).mean()),
        ink_grid=InkGrid(0, "") if withheld else ink_grid(flat),
        leaves=find_leaves(flat),
        lines=() if withheld else _lines(flat, boxes, lattices, combs, ticks, reader),
        tables=() if withheld else find_tables(flat),
        combs=() if withheld else _combs(flat, combs, reader),
        made_by=(ProcessingStep("clean", __version__), reader.identity()),
        ticks=() if withheld else ticks,
        strikes=() if withheld else find_strikes(flat, boxes),
        quality=measure(flat),
    )
    return page if second is None else _looked_at_again(page, flat, second)


def _looked_at_again(page: PageRead, flat: FlatPage, second: Reader) -> PageRead:
    """Add the second reader's opinion; it is not asked where nothing says who a person is.

    Leaders are painted over for it, which Tesseract reads as dots; ruled lines, over which it reads, are not.
    """
    lines = {line.box for line in identity_lines(page)}
    if not lines and not page.combs:
        return page
    boxes = sorted(lines, key=lambda box: (box.top, box.left))
    pictures = [_picture(flat, box, second, clean=not _has(flat.ruled, box)) for box in boxes]
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


def _combs(flat: FlatPage, found: Sequence[tuple[Box, ...]], reader: Reader) -> tuple[Comb, ...]:
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


def _lines(
    flat: FlatPage,
    boxes: Sequence[Box],
    lattices: Sequence[Lattice],
    combs: Iterable[Sequence[Box]],
    ticks: Sequence[Tick],
    reader: Reader,
) -> tuple[Line, ...]:
    """The lines as read, with what was left out of the reading, and words that no line took in: without
    letters where they do not read clearly, as signatures do not."""
    printed = [tick.box.grown(_TICK_WALL, _TICK_WALL) for tick in ticks]
    read = tuple(
        _line(flat, box, placed(lattice, box), printed) for box, lattice in zip(boxes, lattices, strict=True)
    )
    claimed = (*boxes, *printed, *(box for comb in combs for box in comb))
    lost = [box.grown(_LOST_ROOM, _LOST_ROOM) for box in unclaimed(flat, claimed)]
    looks = reader.read([_picture(flat, box, reader, clean=False) for box in lost])
    return read + tuple(
        Line(box, placed(look, box) if _is_legible(look) else _NOTHING)
        for box, look in zip(lost, looks, strict=True)
    )


def _is_legible(look: Lattice) -> bool:
    return len(text(look).strip()) >= _FEWEST and sureness(look) > _LEGIBLY


def _line(flat: FlatPage, box: Box, lattice: Lattice, ticks: Sequence[Box]) -> Line:
    leaders = tuple(leader for leader in flat.leaders if box.intersection(leader))
    at = [glyph.x for glyph in glyphs(lattice) if glyph.letter != " "]
    left = left_out(flat, box, at) if at else ()
    unread = tuple(part.centre[0] for part in left if not any(map(part.intersection, ticks)))
    return Line(box, lattice, leaders, unread=unread)


def _around(comb: Sequence[Box]) -> Box:
    return Box(comb[0].left, comb[0].top, comb[-1].right, comb[-1].bottom)


def _picture(flat: FlatPage, box: Box, reader: Reader, *, clean: bool = True) -> Picture:
    return crop(flat, box, reader.line_height, clean=clean)


def _read_lines(
    flat: FlatPage, boxes: Sequence[Box], reader: Reader, *, upside_down: bool = False
) -> dict[Box, Lattice]:
    """Readings of lines, as they lie or turned upside down, leaders and rules left where they are: who learnt
    to read over them loses less by them than by painting them over, which takes the dots below letters along.

    What is not surely read and has some of them in it is read without them too, and the surer reading is
    kept, whole.
    """
    pictures = [_picture(flat, box, reader, clean=False) for box in boxes]
    read = dict(zip(boxes, reader.read([p[::-1, ::-1] if upside_down else p for p in pictures]), strict=True))
    crossed = [box for box in boxes if _unsure(read[box]) and _has(flat.erased, box)]
    if crossed and not upside_down:
        again = reader.read([_picture(flat, box, reader) for box in crossed])
        read |= {box: surer(read[box], other) for box, other in zip(crossed, again, strict=True)}
    return read


def _unsure(look: Lattice) -> bool:
    return sureness(look) < _SURELY_READ or weakest(look) < _EACH_SURELY


def _has(marks: Image, box: Box) -> bool:
    left, top, right, bottom = box.clipped(marks.shape[1], marks.shape[0]).rounded()
    return bool(marks[top:bottom, left:right].any())


# --- which way up ------------------------------------------------------------------------------------


def _upright(scan: Scan, reader: Reader) -> _Try:
    """Flatten and read the page the way that reads best.

    Which way its lines run is seen in the picture; top and bottom are told apart by reading its widest lines
    first. Where they read well (most pages) nothing more is tried. Else they are read upside down, and the
    page is turned if that reads better by more than a chance letter; the other two ways must read well, not
    just better, to overrule the picture.
    """
    axis = text_axis(scan.pixels)
    laid = _laid(scan, axis)
    level = _probed(laid, reader)
    if _reads_well(level) or is_blank(*laid):
        return _read_all(laid, reader, level)
    if _sure(_probed(laid, reader, upside_down=True)) > _sure(level) + _MARGIN:
        return _read_all(_laid(scan, axis + 180), reader)
    across = _laid(scan, axis + 90)
    for turned in (False, True):
        if _reads_well(_probed(across, reader, upside_down=turned)):
            return _read_all(_laid(scan, axis + 270) if turned else across, reader)
    return _read_all(laid, reader, level)


def _laid(scan: Scan, rotation: int) -> _Laid:
    flat = flatten(scan.pixels, scan.dpi, rotation % 360)
    return flat, find_lines(flat)


def _probed(laid: _Laid, reader: Reader, *, upside_down: bool = False) -> dict[Box, Lattice]:
    """Readings of the widest lines, as they lie or turned upside down."""
    flat, boxes = laid
    widest = sorted(boxes, key=lambda box: -box.width)[:_PROBES]
    return _read_lines(flat, widest, reader, upside_down=upside_down)


def _read_all(laid: _Laid, reader: Reader, known: Mapping[Box, Lattice] = MappingProxyType({})) -> _Try:
    """Read the lines that were not read yet."""
    flat, boxes = laid
    others = [box for box in boxes if box not in known]
    read = {**known, **_read_lines(flat, others, reader)}
    return flat, boxes, tuple(read[box] for box in boxes)


def _sure(readings: Mapping[Box, Lattice]) -> float:
    return sum(map(certainty, readings.values()))


def _reads_well(readings: Mapping[Box, Lattice]) -> bool:
    letters = sum(glyph.letter.isalnum() for lattice in readings.values() for glyph in glyphs(lattice))
    return letters >= _ENOUGH_LETTERS and _sure(readings) / letters > _SURE
