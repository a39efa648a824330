"""Files as scanners and clerks make them, small and drawn on the spot. No two seeds give the same picture."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pillow_heif
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from pipeline.config import LimitSettings
from pipeline.scans import walk
from pipeline.types import DossierScans, Quarantined, ScanFile

WIDTH, HEIGHT = 200, 280
LIMITS = LimitSettings()
LONG_AGO = 4e9
"""A time at which no file of a test was just written, so that nothing waits for one to grow."""


def picture(seed: int = 0, mode: str = "RGB", size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """Light noise with a dark bar, nowhere symmetric."""
    shades = np.random.default_rng(seed).integers(190, 254, (size[1], size[0], 3), dtype=np.uint8)
    made = Image.fromarray(shades)
    made.paste((20, 20, 20), (10 + seed, 20, size[0] // 2, 30))
    return made.convert(mode)


def saved(made: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)
    return out.getvalue()


def tiff(*pages: Image.Image, **options: Any) -> bytes:
    return saved(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), **options)


def heif(made: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(made).save(out, quality=90)
    return out.getvalue()


def pixels(made: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(made.convert("L") if made.mode == "1" else made)


# --- PDF ---------------------------------------------------------------------------------------------

_SPACES = {"1": Name.DeviceGray, "L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}


def embedded(document: pikepdf.Pdf, made: Image.Image, jpeg: bool = False, **entries: Any) -> Stream:
    """A picture as a PDF holds it: packed without loss, or as the JPEG file that a scanner gave."""
    stream = Stream(document, saved(made, "JPEG") if jpeg else made.tobytes())
    stream.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=made.width,
        Height=made.height,
        ColorSpace=_SPACES[made.mode],
        BitsPerComponent=1 if made.mode == "1" else 8,
        **({"Filter": Name.DCTDecode} if jpeg else {}),
        **entries,
    )
    return document.make_indirect(stream)


def add_page(
    document: pikepdf.Pdf,
    drawings: Sequence[Stream] = (),
    content: bytes | None = None,
    size: tuple[float, float] = (144.0, 201.6),
    **entries: Any,
) -> pikepdf.Page:
    """A page that draws /Im0, /Im1… as `content` says; without it, each over the whole page."""
    page = document.add_blank_page(page_size=size)
    names = {f"/Im{number}": drawing for number, drawing in enumerate(drawings)}
    whole = b" ".join(f"q {size[0]} 0 0 {size[1]} 0 0 cm {name} Do Q".encode() for name in names)
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(XObject=Dictionary(names), Font=Dictionary(F0=helvetica))
    page.obj.Contents = document.make_indirect(Stream(document, whole if content is None else content))
    for key, value in entries.items():
        page.obj[f"/{key}"] = value
    return page


def bytes_of(document: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def scanned_pdf(*pages: Image.Image, jpeg: bool = False, rotate: int = 0, **options: Any) -> bytes:
    """One picture a page, at 100 dpi where the page is as large as `WIDTH` x `HEIGHT`."""
    document = pikepdf.new()
    for made in pages:
        add_page(document, [embedded(document, made, jpeg)], Rotate=rotate)
    return bytes_of(document, **options)


def form(document: pikepdf.Pdf, content: bytes, **resources: Any) -> Stream:
    """A drawing within a drawing (form XObject), moved by its own matrix."""
    made = Stream(document, content)
    made.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([-1000, -1000, 1000, 1000]),
        Matrix=Array([1, 0, 0, 1, 10, 20]),
        Resources=Dictionary(**resources),
    )
    return document.make_indirect(made)


WHOLE: dict[str, Callable[[], bytes]] = {
    "a.jpg": lambda: saved(picture(), "JPEG", dpi=(200, 200)),
    "progressive.jpg": lambda: saved(picture(), "JPEG", progressive=True),
    "grey.jpg": lambda: saved(picture(mode="L"), "JPEG"),
    "cmyk.jpg": lambda: saved(picture(mode="CMYK"), "JPEG"),
    "a.png": lambda: saved(picture(), "PNG"),
    "palette.png": lambda: saved(picture(mode="P"), "PNG"),
    "clear.png": lambda: saved(picture(mode="RGBA"), "PNG"),
    "a.webp": lambda: saved(picture(), "WEBP"),
    "a.heic": lambda: heif(picture()),
    "lzw.tif": lambda: tiff(picture(1), picture(2), compression="tiff_lzw"),
    "g4.tif": lambda: tiff(picture(1, "1"), picture(2, "1"), compression="group4", dpi=(300, 300)),
    "jpeg.tif": lambda: tiff(picture(1), picture(2), compression="jpeg"),
    "plain.tif": lambda: tiff(picture(1), picture(2)),
    "big.tif": lambda: tiff(picture(1), picture(2), big_tiff=True),
    "jpeg.pdf": lambda: scanned_pdf(picture(1), picture(2), jpeg=True),
    "packed.pdf": lambda: scanned_pdf(
        picture(1), picture(2), object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "quick.pdf": lambda: scanned_pdf(picture(1), picture(2), linearize=True),
}
"""Whole files of every format, those of two pages being .tif and .pdf."""


# --- taking it in ------------------------------------------------------------------------------------


def walked(root: Path, limits: LimitSettings = LIMITS) -> list[DossierScans]:
    return list(walk(root, limits, now=lambda: LONG_AGO))


def taken_in(
    root: Path, content: bytes, name: str = "file", limits: LimitSettings = LIMITS
) -> ScanFile | Quarantined:
    """What becomes of the only file of the only dossier."""
    (root / "D1").mkdir(exist_ok=True)
    (root / "D1" / name).write_bytes(content)
    (dossier,) = walked(root, limits)
    (file,) = dossier.files
    return file


def accepted(root: Path, content: bytes, name: str = "file") -> ScanFile:
    file = taken_in(root, content, name)
    assert isinstance(file, ScanFile), file
    return file


def refused(root: Path, content: bytes, limits: LimitSettings = LIMITS) -> Quarantined:
    file = taken_in(root, content, limits=limits)
    assert isinstance(file, Quarantined), file
    return file
