"""A PDF page as pixels: a scanned page in the pixels of its scan, any other at 300 dpi.

A page is drawn whole, so that stamps and notes laid over a scan are seen; but drawn to the measure of the
scan's own pixels, each of them falls on one pixel and comes out unchanged, turned as the page shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from pipeline.config import LimitSettings
from pipeline.geometry import Affine, Box
from pipeline.scans.formats import JPEG_END
from pipeline.scans.limits import MAX_SIDE, PageUnreadable, check_pixels
from pipeline.scans.pdf import check_page
from pipeline.types import Reason

RENDER_DPI = 300
_FINEST_DPI = 600
_LEGIBLE_DPI = 150
"""Text laid over a coarser picture than this would be drawn too coarse to read."""
_POINTS_AN_INCH = 72
_NEARLY_WHOLE = 0.97
"""A picture that covers this share of each side of its sheet is the scan of the sheet."""
_NUDGE = 0.01
"""Pixels. Drawn this much smaller, a picture never rounds up to one pixel more, which would scale it."""
_DEPTH = 8
_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_UNIT = Box(0.0, 0.0, 1.0, 1.0)
_UNPACKED = frozenset(("FlateDecode", "LZWDecode", "RunLengthDecode", "ASCIIHexDecode", "ASCII85Decode"))


@dataclass(frozen=True, slots=True, eq=False)
class _Picture:
    """A picture on the page: where it is shown, in points from the top left, and its size as shown."""

    image: pypdfium2.PdfImage
    box: Box
    width: int
    height: int
    upright: bool

    @property
    def dpi(self) -> float:
        return self.width / max(self.box.width, 1e-6) * _POINTS_AN_INCH


@dataclass(frozen=True, slots=True)
class _View:
    """What to draw: a part of the sheet in points from the top left, and how many pixels it becomes."""

    area: Box
    width: int
    height: int
    is_scan: bool = False


def page_picture(
    path: str, page: int, limits: LimitSettings
) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """Page `page` (from 1) as it is shown, height x width (x 3 in colour), and its dpi across and down.

    Raises PageUnreadable for a page too big or with a picture that is broken off.
    """
    with closing(_opened(path)) as document:
        if not 1 <= page <= len(document):
            raise PageUnreadable(Reason.CHANGED, f"no page {page}")
        sheet = document[page - 1]
        pictures, marks = _drawn(sheet)
        for picture in pictures:
            _check_picture(picture, limits)
        view = _view(Box(0.0, 0.0, *sheet.get_size()), pictures, marks, limits)
        if not view.is_scan:
            check_page(path, page)
        pixels = _without_colour(_render(sheet, view))
        if pictures and pixels.min() == pixels.max():
            _check_decodes(pictures)
        across, down = view.width / view.area.width, view.height / view.area.height
        return pixels, (across * _POINTS_AN_INCH, down * _POINTS_AN_INCH)


def page_area(path: str, page: int, limits: LimitSettings) -> tuple[float, float, Box]:
    """Width and height of the sheet as shown, and the part of it that the page's pixels are; in points.

    The part is measured from the top left. Raises PageUnreadable as drawing the page does.
    """
    with closing(_opened(path)) as document:
        if not 1 <= page <= len(document):
            raise PageUnreadable(Reason.CHANGED, f"no page {page}")
        sheet = document[page - 1]
        size = sheet.get_size()
        return *size, _view(Box(0.0, 0.0, *size), *_drawn(sheet), limits).area


def _opened(path: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise PageUnreadable(Reason.ENCRYPTED, "needs a password") from None
        raise


# --- what is on the page -----------------------------------------------------------------------------


def _drawn(sheet: pypdfium2.PdfPage) -> tuple[tuple[_Picture, ...], tuple[Box, ...]]:
    """The pictures on the page, and the places of all else that is visible."""
    pictures: list[_Picture] = []
    marks: list[Box] = []
    for item, to_sheet in _items(sheet, _to_sheet(sheet)):
        if isinstance(item, pypdfium2.PdfImage):
            pictures.append(_placed(item, to_sheet))
        elif _is_visible(item):
            left, bottom, right, top = item.get_bounds()
            marks.append(to_sheet.box(Box(left, bottom, right, top)))
    return tuple(pictures), tuple(marks)


def _items(
    sheet: pypdfium2.PdfPage, to_sheet: Affine, form: pypdfium2.PdfObject | None = None, depth: int = _DEPTH
) -> Iterator[tuple[pypdfium2.PdfObject, Affine]]:
    """What is drawn, also within forms, each with the transform from its own space to the sheet."""
    for item in sheet.get_objects(max_depth=1, form=form):
        if item.type != pdfium.FPDF_PAGEOBJ_FORM:
            yield item, to_sheet
        elif depth:
            yield from _items(sheet, to_sheet.after(_affine(item.get_matrix())), item, depth - 1)


def _affine(matrix: pypdfium2.PdfMatrix) -> Affine:
    a, b, c, d, e, f = matrix.get()
    return Affine(a, c, e, b, d, f)


def _to_sheet(sheet: pypdfium2.PdfPage) -> Affine:
    """From the page's own space to the sheet as shown: cropped, turned, in points from the top left."""
    left, bottom, right, top = sheet.get_cropbox()
    match sheet.get_rotation():
        case 90:
            return Affine(0, 1, -bottom, 1, 0, -left)
        case 180:
            return Affine(-1, 0, right, 0, 1, -bottom)
        case 270:
            return Affine(0, -1, top, -1, 0, right)
        case _:
            return Affine(1, 0, -left, 0, -1, top)


def _placed(image: pypdfium2.PdfImage, to_sheet: Affine) -> _Picture:
    shown = to_sheet.after(_affine(image.get_matrix()))
    width, height = image.get_px_size()
    along, across = abs(shown.a) + abs(shown.e), abs(shown.b) + abs(shown.d)
    if across > along:
        width, height = height, width
    return _Picture(image, shown.box(_UNIT), width, height, min(along, across) < 1e-3 * max(along, across))


def _is_visible(item: pypdfium2.PdfObject) -> bool:
    """Whether anything shows; the text of a searchable scan is laid over it unseen."""
    is_text = item.type == pdfium.FPDF_PAGEOBJ_TEXT
    return not is_text or pdfium.FPDFTextObj_GetTextRenderMode(item) not in _INVISIBLE


def _check_picture(picture: _Picture, limits: LimitSettings) -> None:
    """Refuse what is too big to unpack, and what is broken off and would be drawn as far as it goes."""
    check_pixels(picture.width, picture.height, limits)
    filters = picture.image.get_filters()
    if not filters:
        return
    if filters[-1] == "DCTDecode":
        whole = JPEG_END in bytes(picture.image.get_data(decode_simple=True))
    elif _UNPACKED.issuperset(filters):
        bits = picture.image.get_metadata().bits_per_pixel
        whole = len(picture.image.get_data(decode_simple=True)) * 8 >= picture.width * picture.height * bits
    else:
        return
    if not whole:
        raise PageUnreadable(Reason.TRUNCATED, "a picture of the page is broken off")


def _check_decodes(pictures: Sequence[_Picture]) -> None:
    """Paper without a mark is a blank page, or one whose picture was left out as it does not decode."""
    for picture in pictures:
        picture.image.get_bitmap()


# --- drawing it --------------------------------------------------------------------------------------


def _view(sheet: Box, pictures: Sequence[_Picture], marks: Sequence[Box], limits: LimitSettings) -> _View:
    """The scan itself where the page is one; else the sheet, as fine as its pictures or at 300 dpi."""
    if sheet.area <= 0:
        raise PageUnreadable(Reason.UNREADABLE, "a page without a size")
    whole = [picture for picture in pictures if _is_whole(picture, sheet)]
    scan = max(whole, key=lambda picture: picture.width * picture.height, default=None)
    if scan and (not marks or scan.dpi >= _LEGIBLE_DPI) and _hold(scan, marks):
        return _View(scan.box, scan.width, scan.height, is_scan=True)
    largest = max(pictures, key=lambda picture: picture.box.area, default=None)
    dpi = float(RENDER_DPI)
    if largest and 2 * sum(picture.box.area for picture in pictures) >= sheet.area:
        dpi = largest.dpi if not marks or largest.dpi >= _LEGIBLE_DPI else dpi
    return _sheet_view(sheet, min(dpi, _FINEST_DPI), limits)


def _is_whole(picture: _Picture, sheet: Box) -> bool:
    """Whether the picture covers nearly the whole sheet and, but for a pixel, nothing beyond it."""
    box, pixel = picture.box, 1.5 * picture.box.width / max(1, picture.width)
    inside = sheet.grown(pixel, pixel).intersection(box) == box
    covers = box.width >= _NEARLY_WHOLE * sheet.width and box.height >= _NEARLY_WHOLE * sheet.height
    return picture.upright and inside and covers


def _hold(picture: _Picture, marks: Sequence[Box]) -> bool:
    """Whether all other marks stand on the picture, so that nothing is lost by showing only its place."""
    around = picture.box.grown(1.0, 1.0)
    return all(mark.clipped(1e9, 1e9).area <= 0 or around.intersection(mark) == mark for mark in marks)


def _sheet_view(sheet: Box, dpi: float, limits: LimitSettings) -> _View:
    """The whole sheet, less fine than wanted where that would be more pixels than allowed."""
    inches = sheet.width / _POINTS_AN_INCH, sheet.height / _POINTS_AN_INCH
    dpi = min(dpi, (limits.max_megapixels * 1e6 / (inches[0] * inches[1])) ** 0.5, MAX_SIDE / max(inches))
    if dpi < _POINTS_AN_INCH:
        raise PageUnreadable(Reason.OVERSIZED, f"{sheet.width:.0f} x {sheet.height:.0f} points")
    return _View(sheet, max(1, int(inches[0] * dpi)), max(1, int(inches[1] * dpi)))


def _render(sheet: pypdfium2.PdfPage, view: _View) -> NDArray[np.uint8]:
    """Draw the view on white paper, height x width x 3."""
    pixels = np.full((view.height, view.width, 3), 255, np.uint8)
    across = (view.width - 2 * _NUDGE) / view.area.width
    down = (view.height - 2 * _NUDGE) / view.area.height
    matrix = pdfium.FS_MATRIX(
        across, 0, 0, down, _NUDGE - view.area.left * across, _NUDGE - view.area.top * down
    )
    bitmap = pdfium.FPDFBitmap_CreateEx(
        view.width, view.height, pdfium.FPDFBitmap_BGR, pixels.ctypes.data, pixels.strides[0]
    )
    if not bitmap:
        raise MemoryError
    try:
        clip = pdfium.FS_RECTF(0, 0, view.width, view.height)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, sheet, matrix, clip, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels


def _without_colour(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """One channel where all three are alike."""
    for rows in (pixels[::32], pixels):  # A few rows tell most coloured pages apart.
        if not ((rows[..., 0] == rows[..., 1]).all() and (rows[..., 1] == rows[..., 2]).all()):
            return pixels
    return np.ascontiguousarray(pixels[..., 0])
