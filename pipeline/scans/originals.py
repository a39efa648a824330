"""A page of a scan as a PDF sheet that holds the scan itself: for an archive, where nothing may be lost.

JPEG data stays what it is, byte for byte. A picture of any other kind is packed without loss. A PDF page made
of pictures keeps them as they are; one with anything else on it (drawn text, transparency, JPEG 2000), which
PDF/A could refuse, is drawn to the pixels that were read, and those are packed without loss.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import img2pdf
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from pipeline.config import LimitSettings
from pipeline.geometry import Box
from pipeline.scans.formats import Format, recognised
from pipeline.scans.limits import PageUnreadable
from pipeline.scans.pages import open_page, picture_file
from pipeline.scans.rendering import page_area
from pipeline.types import Reason

_POINTS_AN_INCH = 72.0
_FILTERS = frozenset(
    ("/DCTDecode", "/FlateDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode", "/ASCII85Decode")
)
"""What PDF/A-2 allows without conditions (ISO 19005-2, 6.1.7.2 and 6.2.8)."""
_KEPT = frozenset(
    (
        *("/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent"),
        *("/Filter", "/DecodeParms", "/Decode", "/ImageMask", "/Length"),
    )
)
_PLACING = frozenset(
    ("q", "Q", "cm", "Do", "re", "m", "l", "h", "W", "W*", "n", "w", "J", "j", "M", "d", "g", "rg")
)
_MARKING = frozenset(("BMC", "BDC", "EMC", "MP", "DP"))
_INVISIBLE = (3, 7)
_Step = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
_PLAIN_SPACES = ("/DeviceGray", "/DeviceRGB")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a page's pixels lie on its sheet: `area` in points from the top left, in a sheet of this size."""

    width: float
    height: float
    area: Box


def write_original(path: str, page: int, dpi: float, target: Path, limits: LimitSettings) -> Sheet:
    """Write page `page` (from 1) as a PDF of one sheet, shown as scanned; raises PageUnreadable.

    `dpi` is the resolution of a picture file; a PDF page has its own size.
    """
    with Path(path).open("rb") as file:
        is_pdf = recognised(file) is Format.PDF
    if not is_pdf:
        return _write_picture(picture_file(path, page, limits), dpi, target)
    sheet = Sheet(*page_area(path, page, limits))
    if not _write_plain(path, page, sheet, target):
        picture = _png(path, page, limits)
        return _write_picture(picture, _width(picture) / sheet.area.width * _POINTS_AN_INCH, target)
    return sheet


def _write_picture(picture: bytes, dpi: float, target: Path) -> Sheet:
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = (side / dpi * _POINTS_AN_INCH for side in opened.size)
    with target.open("wb") as out:
        img2pdf.convert(
            picture,
            outputstream=out,
            layout_fun=img2pdf.get_layout_fun((width, height)),
            rotation=img2pdf.Rotation.none,
            nodate=True,
        )
    return Sheet(width, height, Box(0.0, 0.0, width, height))


def _png(path: str, page: int, limits: LimitSettings) -> bytes:
    out = io.BytesIO()
    Image.fromarray(open_page(path, page, limits).pixels).save(out, "PNG")
    return out.getvalue()


def _width(picture: bytes) -> int:
    with Image.open(io.BytesIO(picture)) as opened:
        return opened.width


# --- pages of a PDF ----------------------------------------------------------------------------------


def _write_plain(path: str, page: int, sheet: Sheet, target: Path) -> bool:
    """Copy the page where it is nothing but pictures; False where it is more."""
    try:
        with pikepdf.open(path) as source, pikepdf.new() as made:
            found = source.pages[page - 1]
            content = _content(found)
            if content is None:
                return False
            found.obj.Contents = source.make_stream(content)
            found.obj.Resources = Dictionary(XObject=_pictures(found))
            found.trimbox = found.cropbox
            form = made.copy_foreign(found.as_form_xobject())
            blank = made.add_blank_page(page_size=(sheet.width, sheet.height))
            blank.obj.Resources = Dictionary(XObject=Dictionary(Scan=form))
            blank.obj.Contents = made.make_stream(b"q /Scan Do Q\n")
            made.save(target, deterministic_id=True)
            return True
    except pikepdf.PasswordError:
        raise PageUnreadable(Reason.ENCRYPTED, "needs a password") from None


def _content(page: pikepdf.Page) -> bytes | None:
    """The page's instructions without its unseen text; None where it shows more than plain pictures."""
    if "/Annots" in page.obj or "/UserUnit" in page.obj or "/Group" in page.obj:
        return None
    kept: list[_Step] = []
    for step in _without_unseen_text(page):
        operator = str(step.operator)
        if operator in _MARKING:
            continue
        if operator not in _PLACING:
            return None
        if operator == "Do" and not _is_plain(_drawing(page, str(step.operands[0]))):
            return None
        kept.append(step)
    return pikepdf.unparse_content_stream(kept) if kept else None


def _without_unseen_text(page: pikepdf.Page) -> Iterator[_Step]:
    """Leave out the text blocks of a searchable scan; a block that shows is kept and found out later."""
    block: list[_Step] = []
    unseen, within = False, False
    for step in pikepdf.parse_content_stream(page):
        operator = str(step.operator)
        if operator == "Tr":
            unseen = int(step.operands[0]) in _INVISIBLE
        if operator == "BT":
            block, within = [], True
        shows = operator in ("Tj", "TJ", "'", '"') and not unseen
        if within:
            block.append(step)
        else:
            yield step
        if shows:
            yield step
        if operator == "ET":
            within = False


def _drawing(page: pikepdf.Page, name: str) -> pikepdf.Object | None:
    resources = page.resources
    return resources.get("/XObject", Dictionary()).get(name) if resources is not None else None


def _is_plain(drawing: pikepdf.Object | None) -> bool:
    """A picture in grey or RGB that PDF/A-2 takes as it is."""
    if not isinstance(drawing, pikepdf.Stream) or drawing.get("/Subtype") != Name.Image:
        return False
    filters = drawing.get("/Filter", Array())
    names = [filters] if isinstance(filters, Name) else list(filters)
    if not {str(name) for name in names} <= _FILTERS or "/SMask" in drawing or "/Mask" in drawing:
        return False
    return bool(drawing.get("/ImageMask", False)) or _is_plain_space(drawing.get("/ColorSpace"))


def _is_plain_space(space: pikepdf.Object | None) -> bool:
    if isinstance(space, Name):
        return str(space) in _PLAIN_SPACES
    if not isinstance(space, Array) or len(space) < 2:
        return False
    match str(space[0]):
        case "/Indexed":
            return _is_plain_space(space[1])
        case "/ICCBased":
            return int(space[1].get("/N", 0)) in (1, 3)
        case kind:
            return kind in ("/CalGray", "/CalRGB")


def _pictures(page: pikepdf.Page) -> Dictionary:
    """The pictures of the page, each with nothing but what shows it."""
    drawings = page.resources.get("/XObject", Dictionary())
    plain = {name: drawing for name, drawing in drawings.items() if _is_plain(drawing)}
    for drawing in plain.values():
        for key in [key for key in drawing.keys() if key not in _KEPT]:  # noqa: SIM118 - a PDF object
            del drawing[key]
    return Dictionary(plain)
