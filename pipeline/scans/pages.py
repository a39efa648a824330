"""One page of a file as pixels, whatever the file is; and how many pages it has. Types go by content.

A page's pixels are those the file holds: a picture that fills a PDF page is taken out as it is, and a
camera's orientation tag is not obeyed, so that places on the page mean the same to every other program
(which way up a page stands is found by looking at it).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from pipeline.scans import pdf
from pipeline.scans.limits import Limits, PageUnreadable
from pipeline.types import Reason

_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "HEIF")
_SANE_DPI = (70.0, 1210.0)


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A page's pixels, uint8, height x width (grey) or height x width x 3 (RGB), and its dpi if known."""

    pixels: NDArray[np.uint8]
    dpi: float | None


def open_page(path: str, page: int, limits: Limits = Limits()) -> Scan:
    """Open page `page` (from 1) of a file. Raises PageUnreadable, and nothing else, when that fails."""
    with _refusals():
        if pdf.is_pdf(Path(path)):
            picture, dpi = pdf.page_picture(Path(path), page - 1, limits)
        else:
            picture, dpi = _frame(Path(path), page - 1, limits)
        return Scan(_pixels(picture), dpi if dpi and _SANE_DPI[0] <= dpi <= _SANE_DPI[1] else None)


def count_pages(path: Path, limits: Limits) -> int:
    """How many pages a file has, after a look at whether it is whole. Raises PageUnreadable."""
    with _refusals():
        if pdf.is_pdf(path):
            return pdf.count_pages(path, limits)
        with _opened(path) as picture:
            frames = int(getattr(picture, "n_frames", 1))
            if frames > limits.max_pages:
                raise PageUnreadable(Reason.OVERSIZED, f"{frames} pages")
            _check_size(picture, limits)
            picture.load()
            if frames > 1:
                picture.seek(frames - 1)
                _check_size(picture, limits)
                picture.load()
            return frames


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever a decoder raises on a broken file is one exception with a reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Decoders warn of odd tags; what matters raises.
            yield
    except PageUnreadable:
        raise
    except UnidentifiedImageError as error:
        raise PageUnreadable(Reason.UNSUPPORTED, type(error).__name__) from None
    except FileNotFoundError as error:
        raise PageUnreadable(Reason.CHANGED, type(error).__name__) from None
    except EOFError as error:
        raise PageUnreadable(Reason.TRUNCATED, type(error).__name__) from None
    except MemoryError as error:
        raise PageUnreadable(Reason.OVERSIZED, type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 - decoders raise anything on broken files; see the tests
        ends_early = "truncat" in str(error).lower()
        raise PageUnreadable(Reason.TRUNCATED if ends_early else Reason.UNREADABLE, type(error).__name__) from None


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """A picture file, opened for the formats of scanners alone; its size is checked by us, not by Pillow."""
    _know_heif()
    with path.open("rb") as file:
        most, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            with Image.open(file, formats=_FORMATS) as picture:
                yield picture
        finally:
            Image.MAX_IMAGE_PIXELS = most


@cache
def _know_heif() -> None:
    from pillow_heif import register_heif_opener  # Slow to load, and few files need it.

    register_heif_opener()


def _frame(path: Path, number: int, limits: Limits) -> tuple[Image.Image, float | None]:
    with _opened(path) as picture:
        picture.seek(number)
        _check_size(picture, limits)
        picture.load()
        return picture.copy(), _dpi(picture)


def _check_size(picture: Image.Image, limits: Limits) -> None:
    if picture.width * picture.height > limits.max_megapixels * 1_000_000:
        raise PageUnreadable(Reason.OVERSIZED, f"{picture.width} x {picture.height} pixels")


def _dpi(picture: Image.Image) -> float | None:
    tagged = picture.info.get("dpi")
    return float(tagged[0]) if tagged else None


def _pixels(picture: Image.Image) -> NDArray[np.uint8]:
    """Grey where the picture has no colour, else RGB; transparent ground is white paper."""
    if picture.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        deep = np.asarray(picture, dtype=np.float64)
        return np.clip(deep / (257 if deep.max(initial=0) > 255 else 1), 0, 255).astype(np.uint8)
    if "A" in picture.getbands() or "transparency" in picture.info:
        over = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    grey = picture.mode in ("1", "L")
    return np.asarray(picture.convert("L" if grey else "RGB"), dtype=np.uint8)
