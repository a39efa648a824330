"""`hoso status DOSSIER`: papers with what stands behind them, secrets without a word, the checklist."""

from __future__ import annotations

from pipeline.catalogue.catalogue import catalogue
from pipeline.cli.dossier import dossier_status, dossier_summary
from pipeline.types import Document, DossierRead, PageEntry, Status


def document(kind: int | None, *pages: int, sure: bool = True) -> Document:
    status = Status.ACCEPTED if sure else Status.REVIEW
    return Document(
        kind, "" if kind is None else catalogue().names()[kind], pages, 0.95 if sure else 0.4, status
    )


def dossier(*documents: Document, secret: tuple[int, ...] = ()) -> DossierRead:
    numbers = sorted(number for each in documents for number in each.pages)
    pages = tuple(PageEntry(n, "scan.pdf", n, 0, False, n in secret) for n in numbers)
    return DossierRead("D1", (), (), documents, pages, ())


READ = dossier(
    document(5, 1),
    document(5, 2),
    document(3, 3, 4, sure=False),
    document(None, 5),
    document(None, 6),
    secret=(5,),
)


def test_papers_are_listed_with_their_pages_and_doubts() -> None:
    told = dossier_summary(READ, catalogue())
    assert "pages 1: 5 Quyết định kết nạp đảng viên\n" in told
    assert "pages 3, 4: 3 Phiếu đảng viên (to be confirmed)" in told
    assert "pages 5: withheld for secrecy" in told
    assert "pages 6: unknown" in told


def test_the_checklist_comes_by_priority() -> None:
    told = dossier_summary(READ, catalogue())
    assert "[1] more than once: 5 Quyết định kết nạp đảng viên" in told
    assert "[2] missing: 43 Nghị quyết" in told
    assert told.index("[1]") < told.index("[2]")


def test_programs_get_the_same() -> None:
    told = dossier_status(READ, catalogue())
    assert told["stages"] == ["admitted"]
    assert {"fault": "doubled", "types": [5], "priority": 1} in told["checklist"]
    assert [each["pages"] for each in told["documents"]] == [[1], [2], [3, 4], [5], [6]]


def test_a_dossier_without_papers_lacks_nothing() -> None:
    assert "Checklist" not in dossier_summary(dossier(), catalogue())
