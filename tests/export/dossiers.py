"""Settled dossiers to export in tests, with all an export must take care of. All names are invented."""

from __future__ import annotations

import unicodedata

from pipeline.geometry import Box
from pipeline.types import (
    Document,
    DossierRead,
    PageEntry,
    ProcessingStep,
    Reading,
    Reason,
    Row,
    Status,
)

SECRET = "Đậu Ngọc Vô Danh"
"""Stands on a withheld page, and must stand nowhere else."""


def reading(
    key: str,
    value: str | tuple[str, ...] | None,
    status: Status = Status.ACCEPTED,
    document: int = 0,
    page: int = 1,
) -> Reading:
    raw = value.upper() if isinstance(value, str) else ""
    return Reading(key, value, raw, 0.98765432, status, document, page, Box(10.4, 20.6, 110.0, 40.0))


def document(number: int, pages: tuple[int, ...], *readings: Reading, kind: int | None = 3) -> Document:
    return Document(kind, f"Tài liệu {number}", pages, 0.9123456, Status.REVIEW, readings)


def page(number: int, *, withheld: bool = False, **changes: int | Reason) -> PageEntry:
    entry = PageEntry(number, "scan.pdf", number, 180 if number == 2 else 0, number == 4, withheld)
    return PageEntry(
        entry.number,
        entry.source,
        entry.source_page,
        entry.rotation,
        entry.blank,
        entry.withheld,
        **changes,  # type: ignore[arg-type]
    )


FULL = DossierRead(
    "D1",
    (
        reading("national_id", "040076123456"),
        reading("full_name", unicodedata.normalize("NFD", "Nguyễn Văn Mẫu")),
        reading("birth_date", "1976-08-15", Status.REVIEW),
        reading("admission_date", "1996-11"),
        reading("official_date", "1850-01-02"),
        reading("enlistment_date", "1976-02-31", Status.REVIEW),
        reading("party_badges", ("30", "40")),
        reading("religion", None, Status.BLANK),
        reading("awards", SECRET, document=1, page=3),
        reading("occupation", '=HYPERLINK("x")'),
        reading("titles", "-1\u2028+2", Status.VERIFIED),
    ),
    (
        Row("family", (reading("relation", "Vợ"), reading("name", "Lê Thị Mẫu", Status.REVIEW))),
        Row("family", (reading("relation", "Con"), reading("name", SECRET, document=1, page=3))),
        Row("career", (reading("period", "9/1990 đến 5/1995"), reading("activity", "Học sinh"))),
    ),
    (
        document(1, (1, 2), reading("full_name", "Nguyễn Văn Mẫu")),
        document(2, (3,), reading("full_name", SECRET, document=1, page=3), kind=34),
        document(3, (5,), kind=None),
    ),
    (
        page(1),
        page(2, duplicate_of=1),
        page(3, withheld=True),
        page(4),
        page(5, failed=Reason.TIMED_OUT),
    ),
    (ProcessingStep("read", "null 1", "scale=2"), ProcessingStep("settle", "0.1.0")),
)
EMPTY = DossierRead("D2", (), (), (), (), ())
BOTH = (FULL, EMPTY)
