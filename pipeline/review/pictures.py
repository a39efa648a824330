"""Pictures of fields and pages, cut from the scans that were read; nothing is written.

A scan that was changed since has no picture (`scans.open_read` raises): nobody may answer from another sheet.
"""

from __future__ import annotations

import io
import threading
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from pipeline.geometry import Box
from pipeline.scans import Source, open_read
from pipeline.store import Place

_OPEN = threading.Lock()
_AROUND = (1.5, 0.35)
"""Shown beside a field along its row and across, in heights of it: a value cut short, and no other row."""
_AROUND_ROW = (0.3, 0.25)
"""A row of a table ends at its walls: as wide as it is, so that its cells stand over their boxes."""
_BAND = (12.0, 2.0)
_LEAST_MARGIN = 12
_WIDEST_PAGE = 1600
_SMALL = 260
_LINE = (200, 30, 30)


@lru_cache(maxsize=24)
def _page(source: Source) -> Image.Image:
    """A page, kept for the other fields on it: a clerk meets many of one page in a row."""
    return _opened(source)


def _opened(source: Source) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(open_read(source).pixels))


def field_picture(source: Source, place: Place) -> bytes:
    """The field alone, upright, as JPEG."""
    return _cut(source, place, _AROUND)


def row_picture(source: Source, place: Place) -> bytes:
    """A row of a table alone, upright, as JPEG."""
    return _cut(source, place, _AROUND_ROW)


def band_picture(source: Source, place: Place) -> bytes:
    """The field with what stands around it. Only for those who may see more than the field."""
    return _cut(source, place, _BAND)


def page_picture(source: Source, place: Place) -> bytes:
    """The whole page, upright, the field framed."""
    with _OPEN:
        page = _page(source).convert("RGB")
    frame = place.box.grown(_LEAST_MARGIN / 2, _LEAST_MARGIN / 2).clipped(*page.size).rounded()
    framed = _framed(page, frame)
    framed.thumbnail((_WIDEST_PAGE, _WIDEST_PAGE * 2))
    return _jpeg(framed.rotate(-place.rotation, expand=True))


def page_box(source: Source) -> Box:
    """The whole of a page, in its own pixels."""
    with _OPEN:
        return Box(0, 0, *_page(source).size)


def place_picture(source: Source, rotation: int, box: Box) -> bytes:
    """The whole page, upright, with a line around a place on it and a little light within."""
    return page_picture(source, Place("", source.page, 0, box, rotation))


@lru_cache(maxsize=2048)
def small_picture(source: Source, rotation: int) -> bytes:
    """The whole page, upright, as small as a thumb. Not kept at full size: a dossier has hundreds."""
    with _OPEN:
        page = _opened(source)
    page.thumbnail((_SMALL, _SMALL))
    return _jpeg(page.rotate(-rotation, expand=True))


def _framed(page: Image.Image, frame: tuple[int, int, int, int]) -> Image.Image:
    """The page a little darker but for the frame, and a line around that."""
    dim = page.point(lambda value: int(value * 0.82))
    dim.paste(page.crop(frame), frame[:2])
    width = max(2, round(page.width / 400))
    around = (frame[0] - width, frame[1] - width, frame[2] + width, frame[3] + width)
    ImageDraw.Draw(dim).rectangle(around, None, _LINE, width)
    return dim


def _cut(source: Source, place: Place, margin: tuple[float, float]) -> bytes:
    with _OPEN:
        page = _page(source)
    height = min(place.box.height, place.box.width)
    along, across = (max(_LEAST_MARGIN, height * share) for share in margin)
    sides = (along, across) if place.rotation % 180 == 0 else (across, along)
    box: Box = place.box.grown(*sides).clipped(*page.size)
    left, top, right, bottom = box.rounded()
    part = page.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    return _jpeg(part.rotate(-place.rotation, expand=True))


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()
