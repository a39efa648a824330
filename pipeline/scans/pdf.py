"""PDF pages: the one picture a scanned page consists of, taken out as it is; any other page, rendered."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image

from pipeline.scans.limits import Limits, PageUnreadable
from pipeline.types import Reason

RENDER_DPI = 300
_POINTS_AN_INCH = 72
_NEARLY_WHOLE = 0.97
"""A picture that covers this share of each side of its page is the page."""
_HEAD = 1024
"""The mark %PDF- may stand this far into a file (ISO 32000-1, Annex H.3.4.1)."""


def is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(_HEAD)


def count_pages(path: Path, limits: Limits) -> int:
    """How many pages; raises PageUnreadable for one that needs a password or holds none or too many."""
    try:
        with pikepdf.open(path) as document:
            pages = len(document.pages)
    except pikepdf.PasswordError:
        raise PageUnreadable(Reason.ENCRYPTED, "needs a password") from None
    except pikepdf.PdfError as error:
        raise PageUnreadable(_broken(path), type(error).__name__) from None
    if pages == 0:
        raise PageUnreadable(Reason.EMPTY, "no pages")
    if pages > limits.max_pages:
        raise PageUnreadable(Reason.OVERSIZED, f"{pages} pages")
    if _broken(path) is Reason.TRUNCATED:
        raise PageUnreadable(Reason.TRUNCATED, "no end mark")
    return pages


def _broken(path: Path) -> Reason:
    """A PDF without its end mark was cut off: a repaired one would silently lack its last pages."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _HEAD))
        return Reason.UNREADABLE if b"%%EOF" in file.read() else Reason.TRUNCATED


def page_picture(path: Path, number: int, limits: Limits) -> tuple[Image.Image, float | None]:
    """Page `number` (from 0) as a picture, and its dots an inch."""
    with pikepdf.open(path) as document:
        page = document.pages[number]
        found = _only_picture(page)
        if found is not None:
            name, inches = found
            image = pikepdf.PdfImage(page.images[name])
            _check(image.width * image.height, limits)
            picture = image.as_pil_image()
            return _turned(picture, int(page.rotation) % 360), picture.width / inches
    return _rendered(path, number, limits)


def _only_picture(page: pikepdf.Page) -> tuple[str, float] | None:
    """The name of the picture that is all there is on the page, and its width in inches.

    The page must draw it once, upright and over nearly the whole sheet, and draw nothing else.
    """
    matrix: pikepdf.Matrix = pikepdf.Matrix()
    drawn: tuple[str, pikepdf.Matrix] | None = None
    stack: list[pikepdf.Matrix] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop() if stack else pikepdf.Matrix()
            case "cm":
                matrix = pikepdf.Matrix(*(float(value) for value in operands)) @ matrix
            case "Do" if drawn is None and str(operands[0]) in page.images:
                drawn = str(operands[0]), matrix
            case "w" | "J" | "j" | "M" | "d" | "ri" | "i" | "gs" | "g" | "G" | "rg" | "RG" | "re" | "n" | "W":
                continue
            case _:
                return None
    if drawn is None or not _fills(drawn[1], page):
        return None
    return drawn[0], abs(drawn[1].a) * float(page.get("/UserUnit", 1)) / _POINTS_AN_INCH


def _fills(matrix: pikepdf.Matrix, page: pikepdf.Page) -> bool:
    left, bottom, right, top = (float(value) for value in page.cropbox)
    width, height = right - left, top - bottom
    upright = abs(matrix.b) < 1e-3 and abs(matrix.c) < 1e-3 and matrix.a > 0 and matrix.d > 0
    fills = matrix.a >= _NEARLY_WHOLE * width and matrix.d >= _NEARLY_WHOLE * height
    inside = matrix.a <= width / _NEARLY_WHOLE and matrix.d <= height / _NEARLY_WHOLE
    return upright and fills and inside


def _turned(picture: Image.Image, rotation: int) -> Image.Image:
    turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return picture.transpose(turns[rotation]) if rotation in turns else picture


def _rendered(path: Path, number: int, limits: Limits) -> tuple[Image.Image, float | None]:
    """The page drawn at 300 dpi, or at less where that would be more pixels than allowed."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number]
        width, height = page.get_size()
        inches = (width / _POINTS_AN_INCH) * (height / _POINTS_AN_INCH)
        dpi = min(RENDER_DPI, (limits.max_megapixels * 1_000_000 / max(inches, 1e-6)) ** 0.5)
        if dpi < _POINTS_AN_INCH:
            raise PageUnreadable(Reason.OVERSIZED, f"{width:.0f} x {height:.0f} points")
        return page.render(scale=dpi / _POINTS_AN_INCH).to_pil(), dpi
    finally:
        document.close()


def _check(pixels: int, limits: Limits) -> None:
    if pixels > limits.max_megapixels * 1_000_000:
        raise PageUnreadable(Reason.OVERSIZED, f"{pixels} pixels")
