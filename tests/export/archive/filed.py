"""A small dossier on real scans, read and settled, for tests of the archive. Names are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from pipeline.config import LimitSettings
from pipeline.export.archive.filing import ArchiveReport, ArchiveRules, write_archive
from pipeline.export.archive.naming import NameRules
from pipeline.geometry import Box
from pipeline.types import (
    Document,
    DossierJob,
    DossierRead,
    PageEntry,
    PageJob,
    PageRead,
    Reading,
    Recipe,
    Status,
)
from tests.paper import page
from tests.scans.making import HEIGHT, WIDTH, picture, saved, scanned_pdf, tiff

SECRET = "Đậu Ngọc Vô Danh"
RULES = ArchiveRules(NameRules(organisation="40.168.053.000.001"), LimitSettings(), access="Hạn chế")

Dossier = tuple[DossierRead, DossierJob]


def scans(root: Path) -> tuple[tuple[Path, int], ...]:
    """A file of each sort, and which page of it."""
    root.mkdir(parents=True, exist_ok=True)
    files = {
        "a.jpg": saved(picture(1), "JPEG", dpi=(200, 200)),
        "b.tif": tiff(picture(2), picture(3)),
        "c.pdf": scanned_pdf(picture(4), picture(5), jpeg=True),
        "d.png": saved(picture(6, "L"), "PNG"),
        "e.png": saved(picture(7), "PNG"),
        "f.png": saved(picture(8), "PNG"),
    }
    for name, content in files.items():
        if not (root / name).exists():
            (root / name).write_bytes(content)
    pages = {"b.tif": 2, "c.pdf": 2}
    return tuple((root / name, n) for name in files for n in range(1, pages.get(name, 1) + 1))


def dossier(root: Path, name: str = "D1", texts: Sequence[str] = ()) -> Dossier:
    """Eight pages: 1-2 and 3 of one type, 4-5 of another, 6 unknown, 7 withheld, 8 a second scan of 1."""
    read = tuple(
        _page(number, name, path, source_page, texts[number - 1] if texts else f"Số {number}")
        for number, (path, source_page) in enumerate(scans(root), start=1)
    )
    pages = (*read[:6], replace(read[6], withheld=True, lines=()), read[7])
    documents = (
        Document(5, "Quyết định kết nạp đảng viên", (1, 2, 8), 0.99, Status.ACCEPTED),
        Document(5, "Quyết định kết nạp đảng viên", (3,), 0.99, Status.ACCEPTED),
        Document(3, "Phiếu đảng viên", (4, 5), 0.6, Status.REVIEW),
        Document(None, "", (6,), 0.5, Status.REVIEW),
        Document(None, "", (7,), 0.5, Status.REVIEW),
    )
    member = (_reading("national_id", "040076123456"), _reading("full_name", "Đặng Văn Mẫu"))
    entries = tuple(_entry(each) for each in pages)
    return DossierRead(name, member, (), documents, entries, ()), DossierJob(name, pages)


def export(root: Path, *dossiers: Dossier, rules: ArchiveRules = RULES) -> ArchiveReport:
    return write_archive(iter(dossiers), [read.dossier for read, _ in dossiers], root, rules)


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the archive that a person sees."""
    seen = (path for path in root.rglob("*") if path.is_file() and ".hoso" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in seen}


def _page(number: int, dossier_name: str, path: Path, source_page: int, text: str) -> PageRead:
    digest = sha256(path.read_bytes()).hexdigest()
    job = PageJob(dossier_name, number, path.name, source_page, str(path), digest, Recipe("null"))
    size = {"scan_width": WIDTH, "scan_height": HEIGHT, "frame_width": WIDTH, "frame_height": HEIGHT}
    return replace(page([text], number), job=job, rotation=180 if number == 2 else 0, **size)  # type: ignore[arg-type]


def _reading(key: str, value: str) -> Reading:
    return Reading(key, value, value, 1.0, Status.VERIFIED, 2, 4, Box(0.0, 0.0, 10.0, 10.0))


def _entry(read: PageRead) -> PageEntry:
    job = read.job
    twin = 1 if job.number == 8 else None
    return PageEntry(job.number, job.source, job.source_page, read.rotation, False, read.withheld, twin)
