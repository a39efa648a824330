"""One page in a worker: opened, flattened, its lines found and read. A small job in, a frozen value out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline import __version__
from pipeline.cleanup import crop, flatten, text_axis
from pipeline.flat import FlatPage
from pipeline.geometry import Box
from pipeline.layout import find_combs, find_lines, find_tables, fingerprint, is_blank
from pipeline.reading.lattice import certainty, glyphs, placed
from pipeline.reading.reader import Picture, Reader
from pipeline.reading.readers import open_reader
from pipeline.scans import PageUnreadable, Scan, open_page
from pipeline.types import (
    Comb,
    Lattice,
    Line,
    PageFailed,
    PageJob,
    PageRead,
    ProcessingStep,
    Recipe,
)

_PROBES = 6
"""So many lines are read to compare two ways up."""
_SURE = 0.15
"""Mean (probability - 1/2) a letter above which nobody doubts which way up the page stands."""
_ENOUGH_LETTERS = 20


def read_page(job: PageJob) -> PageRead | PageFailed:
    """Read one page with the reader its recipe names."""
    try:
        scan = open_page(job.path, job.source_page)
    except PageUnreadable as error:
        return PageFailed(job, error.reason, error.detail)
    return read_scan(job, scan, reader_of(job.recipe))


@lru_cache(maxsize=2)
def reader_of(recipe: Recipe) -> Reader:
    """The reader of this process: opened once, kept for every page."""
    return open_reader(recipe)


def read_scan(job: PageJob, scan: Scan, reader: Reader) -> PageRead:
    """Read an opened page. Pure but for the reader's own engine."""
    flat, boxes, lattices = _upright(scan, reader)
    combs = find_combs(flat)
    comb_lattices = reader.read([_picture(flat, _around(comb), reader) for comb in combs])
    height, width = scan.pixels.shape[:2]
    return PageRead(
        job=job,
        scan_width=width,
        scan_height=height,
        frame_width=flat.width,
        frame_height=flat.height,
        to_scan=flat.to_scan,
        rotation=flat.rotation,
        skew_degrees=flat.skew_degrees,
        blank=is_blank(flat),
        withheld=False,
        ink=float((flat.ink > 0).mean()),
        fingerprint=fingerprint(flat),
        lines=_lines(flat, boxes, lattices),
        tables=find_tables(flat),
        combs=tuple(
            Comb(comb, Line(_around(comb), placed(lattice, _around(comb))))
            for comb, lattice in zip(combs, comb_lattices, strict=True)
        ),
        made_by=(ProcessingStep("clean", __version__), reader.identity()),
    )


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


def _upright(scan: Scan, reader: Reader) -> tuple[FlatPage, tuple[Box, ...], tuple[Lattice, ...]]:
    """Flatten and read the page the way that reads best.

    The way its lines run is seen in the picture; top and bottom are told apart by reading. A page that
    reads well at the first try (most do) costs nothing more; a doubtful one has some lines read each way.
    """
    first = text_axis(scan.pixels)
    tried = _read_all(scan, first, reader)
    if _reads_well(tried[2]):
        return tried
    scores = {
        rotation: _probe(scan, rotation, reader) for rotation in (first, first + 180, first + 90, first + 270)
    }
    best = max(scores, key=lambda rotation: scores[rotation])
    return tried if best == first else _read_all(scan, best % 360, reader)


def _read_all(
    scan: Scan, rotation: int, reader: Reader
) -> tuple[FlatPage, tuple[Box, ...], tuple[Lattice, ...]]:
    flat = flatten(scan.pixels, scan.dpi, rotation)
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
