"""One page of a file as pixels, whatever the file is; and how many pages it has. Types go by content.

A page's pixels are those the file holds, in the order it holds them: a picture that fills a PDF page is not
scaled, and the orientation tag of a camera or a TIFF is not obeyed, so that a place on the page means the
same to every program that looks at the pixels (which way up a page stands is found by looking at it).
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.Image import Transpose

from pipeline.config import LimitSettings
from pipeline.scans import heif, pdf
from pipeline.scans.formats import Format, is_written, recognised
from pipeline.scans.limits import PageUnreadable, check_pages, check_pixels
from pipeline.scans.rendering import page_picture
from pipeline.types import Reason

_SANE_DPI = (70.0, 1200.0)
_SANE_INCHES = (2.0, 24.0)
"""Longer side of a sheet, from a card to A2; a resolution that makes a page larger or smaller is wrong."""
_FILLED_IN_DPI = frozenset((72.0, 96.0))
"""What programs write into a file when they do not know."""
_SQUARE = 0.02
_PILLOW = threading.Lock()
"""Pillow's own guard against big pictures is one variable for the whole process, and set aside meanwhile."""

_WHOLE_FILES = (Format.JPEG, Format.PNG)
_QUICK = 6
"""PNG compression: what is beyond costs much time for little."""
_ORIENTATION = 274
_STRIPS = ((273, 279), (324, 325))
"""TIFF tags: where the strips or tiles of a picture begin, and how many bytes each has."""
_COMPRESSION, _UNPACKED = 259, 1
_BACK = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""What undoes each orientation, which Pillow obeys in TIFF files and nowhere else."""


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A page's pixels, uint8, height x width (grey) or height x width x 3 (RGB), and its dpi if known."""

    pixels: NDArray[np.uint8]
    dpi: float | None


@dataclass(frozen=True, slots=True)
class Source:
    """A page of a file whose content had this digest (SHA-256) when it was read, and what may be opened."""

    path: str
    sha256: str
    page: int
    limits: LimitSettings


def open_read(source: Source) -> Scan:
    """Open a page of the file that was read. Raises PageUnreadable: CHANGED where it is another by now, of
    which nobody has seen yet what stands on it."""
    if digest_of(source.path) != source.sha256:
        raise PageUnreadable(Reason.CHANGED, "not the file that was read")
    return open_page(source.path, source.page, source.limits)


def digest_of(path: str) -> str:
    """SHA-256 of a file. Raises PageUnreadable."""
    with _refusals():
        found = Path(path).stat()
        return _digest(path, found.st_size, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=4096)
def _digest(path: str, _size: int, _changed: int, _place: int) -> str:
    """The digest of a file as it is since that change: a file of many pages is opened many times."""
    with Path(path).open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def open_page(path: str, page: int, limits: LimitSettings) -> Scan:
    """Open page `page` (from 1) of a file. Raises PageUnreadable, and nothing else, when that fails."""
    with _refusals(), Path(path).open("rb") as file:
        match recognised(file):
            case Format.PDF:
                pixels, dpi = page_picture(path, page, limits)
            case Format.HEIF:
                pixels, dpi = heif.page_pixels(file, page, limits), (0.0, 0.0)
            case kind:
                pixels, dpi = _frame(file, kind, page, limits)
        return Scan(pixels, _sane(dpi, max(pixels.shape[:2])))


def picture_file(path: str, page: int, limits: LimitSettings) -> bytes:
    """A page of a file that is no PDF, as a picture file of its own that has lost nothing.

    A JPEG or PNG file is given as it is, any other picture in its own depth as PNG, with its colour profile;
    transparent ground becomes white paper, and what is no colour of screens (CMYK) becomes RGB.
    """
    with _refusals(), Path(path).open("rb") as file:
        match recognised(file):
            case Format.HEIF:
                return _as_png(Image.fromarray(heif.page_pixels(file, page, limits)))
            case kind:
                with _stored(file, kind, page, limits) as picture:
                    if kind in _WHOLE_FILES and not _must_be_changed(picture):
                        file.seek(0)
                        return file.read()
                    return _as_png(picture)


def count_pages(file: BinaryIO, limits: LimitSettings) -> int:
    """How many pages an open file has, after a look at whether it is whole. Raises PageUnreadable.

    Nothing is decoded: that what lies within a whole frame can be read shows when its page is opened.
    """
    with _refusals():
        match recognised(file):
            case Format.PDF:
                return pdf.count_pages(file, limits)
            case Format.HEIF:
                return heif.count_pages(file, limits)
            case kind:
                return _count_frames(file, kind, limits)


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever a decoder raises on a broken file is one exception with a reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Decoders warn of odd tags; what matters raises.
            yield
    except PageUnreadable:
        raise
    except FileNotFoundError as error:
        raise PageUnreadable(Reason.CHANGED, type(error).__name__) from None
    except MemoryError as error:
        raise PageUnreadable(Reason.OVERSIZED, type(error).__name__) from None
    except Exception as error:  # Decoders raise anything on broken files.
        raise PageUnreadable(Reason.UNREADABLE, type(error).__name__) from None


def _sane(dpi: tuple[float, float], longer_side: int) -> float | None:
    """One resolution for both directions, None where it is missing or cannot be true."""
    across, down = round(dpi[0], 2), dpi[1]
    if not _SANE_DPI[0] <= across <= _SANE_DPI[1] or across in _FILLED_IN_DPI:
        return None
    square = abs(down / across - 1) < _SQUARE
    return across if square and _SANE_INCHES[0] <= longer_side / across <= _SANE_INCHES[1] else None


# --- picture files -----------------------------------------------------------------------------------


@contextmanager
def _opened(file: BinaryIO, kind: Format) -> Iterator[Image.Image]:
    """A picture file, by Pillow; its size is checked by us, before it is decoded."""
    with _PILLOW:
        most, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            with Image.open(file, formats=(kind,)) as picture:
                yield picture
        finally:
            Image.MAX_IMAGE_PIXELS = most


def _pages(picture: Image.Image, kind: Format) -> int:
    """Only a TIFF has pages; what else comes in several frames is an animation, or a camera's previews."""
    return int(getattr(picture, "n_frames", 1)) if kind is Format.TIFF else 1


def _count_frames(file: BinaryIO, kind: Format, limits: LimitSettings) -> int:
    with _opened(file, kind) as picture:
        pages = _pages(picture, kind)
        check_pages(pages, limits)
        if pages == 1:  # Of several pages, one that is too big fails alone.
            check_pixels(picture.width, picture.height, limits)
        for number in range(pages if kind is Format.TIFF else 0):
            picture.seek(number)
            _check_strips(picture, file)
        return pages


def _check_strips(picture: Image.Image, file: BinaryIO) -> None:
    """The picture of a TIFF page may lie anywhere in the file, but must lie in it."""
    size = file.seek(0, 2)
    tags: dict[int, Any] = getattr(picture, "tag_v2", {})
    for starts, lengths in _STRIPS:
        parts = zip(tags.get(starts, ()), tags.get(lengths, ()), strict=False)
        places = ((start, start + length) for start, length in parts)
        start, end = max(places, default=(0, 0), key=itemgetter(1))
        packed = end and tags.get(_COMPRESSION) != _UNPACKED
        if end > size or (packed and not is_written(file, start, end)):
            raise PageUnreadable(Reason.TRUNCATED, "TIFF without a part of a page")


def _frame(
    file: BinaryIO, kind: Format, page: int, limits: LimitSettings
) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    with _stored(file, kind, page, limits) as picture:
        across, down = picture.info.get("dpi", (0.0, 0.0))
        return _pixels(picture), (float(across), float(down))


@contextmanager
def _stored(file: BinaryIO, kind: Format, page: int, limits: LimitSettings) -> Iterator[Image.Image]:
    """The picture of a page as the file stores it: in its own depth, its orientation tag undone."""
    with _opened(file, kind) as picture:
        if not 1 <= page <= _pages(picture, kind):
            raise PageUnreadable(Reason.CHANGED, f"no page {page}")
        picture.seek(page - 1)
        check_pixels(picture.width, picture.height, limits)
        turned = 1
        if kind is Format.TIFF:
            _check_strips(picture, file)
            turned = getattr(picture, "tag_v2", {}).get(_ORIENTATION, 1)
        info = dict(picture.info)
        picture.load()
        as_stored = picture.transpose(_BACK[turned]) if turned in _BACK else picture
        as_stored.info.update(info)
        yield as_stored


def _must_be_changed(picture: Image.Image) -> bool:
    return bool(picture.has_transparency_data) or picture.mode not in ("1", "L", "P", "RGB")


def _as_png(picture: Image.Image) -> bytes:
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        picture, profile = _in_16_bits(picture), None
    elif _must_be_changed(picture):
        picture, profile = Image.fromarray(_pixels(picture)), None
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=_QUICK, icc_profile=profile)
    return out.getvalue()


def _in_16_bits(picture: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(picture).astype(np.uint16))


def _pixels(picture: Image.Image) -> NDArray[np.uint8]:
    """Grey where the picture has no colour, else RGB; transparent ground is white paper."""
    if picture.mode.startswith("I"):  # 16 bits a pixel, whatever the width of the container.
        return np.clip(np.asarray(picture).astype(np.int64) // 257, 0, 255).astype(np.uint8)
    grey = picture.mode in ("1", "L", "LA", "La")
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    return np.array(picture.convert("L" if grey else "RGB"), dtype=np.uint8)
