"""Scanned pages into files as scanners leave them: a PDF, numbered JPEGs, a TIFF with several pages."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image, TiffImagePlugin

from pipeline.synthesis.plans import Container

_NO_TIME = time.gmtime(0)
"""Written as the day of making, so that the same seed gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page went: the file below the dossier, its page there (from 1), its JPEG quality."""

    source: str
    source_page: int
    quality: int


def write_pages(
    folder: Path,
    pages: Sequence[tuple[Image.Image, int]],
    container: Container,
    dpi: int,
    chance: random.Random,
) -> list[Place]:
    """Write pages (image, JPEG quality) into new files of a dossier folder, in natural order."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = chance.choice(("", "HS_", "scan", "ho so "))
    if container == "mixed":
        cut = chance.randint(1, max(1, len(pages) - 1))
        kinds: list[tuple[Container, Sequence[tuple[Image.Image, int]]]] = [
            ("pdf", pages[:cut]),
            (chance.choice(("tiff", "jpeg")), pages[cut:]),
        ]
    else:
        kinds = [(container, pages)]
    places: list[Place] = []
    for number, (kind, part) in enumerate(kinds, start=1):
        if part:
            places += _WRITERS[kind](folder, f"{stem}{number:03}", part, dpi)
    return places


def _write_pdf(folder: Path, stem: str, pages: Sequence[tuple[Image.Image, int]], dpi: int) -> list[Place]:
    with pikepdf.Pdf.new() as file:
        for page, quality in pages:
            with pikepdf.Pdf.open(_pdf_page(page, quality, dpi)) as single:
                file.pages.extend(single.pages)
        file.save(folder / f"{stem}.pdf", deterministic_id=True)
    return [Place(f"{stem}.pdf", number, quality) for number, (_, quality) in enumerate(pages, start=1)]


def _pdf_page(page: Image.Image, quality: int, dpi: int) -> BytesIO:
    """A PDF of one page: fax group 4 for black and white, else JPEG."""
    single = BytesIO()
    options = {} if page.mode == "1" else {"quality": quality}
    page.save(single, "PDF", resolution=dpi, creationDate=_NO_TIME, modDate=_NO_TIME, **options)
    return single


def _write_jpegs(folder: Path, stem: str, pages: Sequence[tuple[Image.Image, int]], dpi: int) -> list[Place]:
    places = []
    for number, (page, quality) in enumerate(pages, start=1):
        name = f"{stem}-{number}.jpg"
        image = page.convert("L") if page.mode == "1" else page
        image.save(folder / name, quality=quality, dpi=(dpi, dpi), optimize=True)
        places.append(Place(name, 1, quality))
    return places


def _write_tiff(folder: Path, stem: str, pages: Sequence[tuple[Image.Image, int]], dpi: int) -> list[Place]:
    """One TIFF; black-and-white pages by fax group 4, the others by JPEG."""
    name = f"{stem}.tif"
    with TiffImagePlugin.AppendingTiffWriter(str(folder / name), True) as file:
        for page, quality in pages:
            options = (
                {"compression": "group4"} if page.mode == "1" else {"compression": "jpeg", "quality": quality}
            )
            page.save(file, format="TIFF", dpi=(dpi, dpi), **options)
            file.newFrame()
    return [Place(name, number, quality) for number, (_, quality) in enumerate(pages, start=1)]


_WRITERS = {"pdf": _write_pdf, "jpeg": _write_jpegs, "tiff": _write_tiff}
