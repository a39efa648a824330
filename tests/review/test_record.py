"""What may be shown of a dossier: nothing of withheld papers, no masked value, and every contradiction."""

from __future__ import annotations

from dataclasses import replace

from pipeline.geometry import Box
from pipeline.review import policy
from pipeline.review.record import conflicts, hidden_pages, page_of, record, tables
from pipeline.store import Opened
from pipeline.types import (
    Document,
    DossierRead,
    PageEntry,
    PageJob,
    Reading,
    Recipe,
    Row,
    Status,
)

BOX = Box(10.0, 20.0, 110.0, 50.0)
SENIOR, KEYER = policy.SENIOR, 0


def reading(key: str, value: str, page: int = 1, reasons: tuple[str, ...] = ()) -> Reading:
    return Reading(key, value, value, 0.9, Status.REVIEW, page - 1, page, BOX, reasons)


def opened(*member: Reading, withheld: int = 0, rows: tuple[Row, ...] = ()) -> Opened:
    """Two documents: pages 1 and 3, and page 2; each value stands on its document too."""
    pages = ((1, 3), (2,))
    documents = tuple(
        Document(
            n + 2,
            f"Mẫu {n}",
            pages[n],
            0.9,
            Status.ACCEPTED,
            tuple(each for each in member if each.page in pages[n]),
        )
        for n in range(2)
    )
    entries = tuple(PageEntry(n, "a.pdf", n, 0, False, n == withheld) for n in (1, 2, 3))
    jobs = tuple(PageJob("D", n, "a.pdf", n, "/a.pdf", f"{n}", Recipe("")) for n in (1, 2, 3))
    return Opened(1, DossierRead("D", member, rows, documents, entries, ()), jobs, (), (), "1-0", False)


def test_values_come_in_the_order_of_the_card_with_their_place_and_paper() -> None:
    entries = record(opened(reading("birth_date", "1962-03-15", 2), reading("full_name", "Lê Văn A")), SENIOR)
    assert [entry.key for entry in entries] == ["full_name", "birth_date"]
    assert (entries[1].value, entries[1].paper, entries[1].page) == ("15/03/1962", "Mẫu 1", 2)
    assert entries[1].box == (10, 20, 110, 50)


def test_beside_a_place_stands_where_it_lies_today() -> None:
    places = reading("birth_place", "Hải Dương"), reading("hometown", "P. Đại Mỗ, Q. Nam Từ Liêm, Hà Nội")
    birth_place, hometown = record(opened(*places), SENIOR)
    assert birth_place.present == "Thành phố Hải Phòng"
    assert hometown.present.startswith("Phường Đại Mỗ, Thành phố Hà Nội / Phường")
    (other,) = record(opened(reading("occupation", "Hải Dương")), SENIOR)
    assert other.present == ""


def test_a_masked_value_is_not_in_what_a_keyer_would_get() -> None:
    dossier = opened(reading("discipline", "khiển trách"))
    assert record(dossier, SENIOR)[0].value == "khiển trách"
    (masked,) = record(dossier, KEYER)
    assert (masked.masked, masked.value) == (True, "")


def test_nothing_of_a_document_with_a_withheld_page_is_shown() -> None:
    row = Row("family", (reading("name", "Lê Thị B", 3),))
    dossier = opened(reading("full_name", "Lê Văn A", 1), reading("sex", "Nam", 2), withheld=3, rows=(row,))
    assert hidden_pages(dossier.read) == {1, 3}
    assert [entry.key for entry in record(dossier, SENIOR)] == ["sex"]
    assert not any(table.rows for table in tables(dossier, SENIOR))
    assert page_of(dossier, 1) is None
    assert page_of(dossier, 3) is None
    assert page_of(dossier, 2) is not None


def test_a_page_is_found_where_its_file_lies_now() -> None:
    dossier = opened(reading("full_name", "Lê Văn A"))
    moved = tuple(replace(job, number=job.number + 5) for job in dossier.jobs)
    found = page_of(replace(dossier, jobs=moved), 2)
    assert found is not None
    assert (found[0].number, found[1].number) == (2, 7)
    assert page_of(replace(dossier, jobs=()), 2) is None


def test_papers_that_differ_stand_side_by_side() -> None:
    one = reading("full_name", "Lê Văn A", 1, ("documents_differ",))
    other = reading("full_name", "Lê Văn B", 2, ("documents_differ",))
    dossier = opened(one, other)
    dossier = replace(dossier, read=replace(dossier.read, member=(one,)))
    (found,) = conflicts(dossier, SENIOR)
    assert [side.value for side in found.sides] == ["Lê Văn A", "Lê Văn B"]
    assert [side.paper for side in found.sides] == ["Mẫu 0", "Mẫu 1"]


def test_a_broken_rule_shows_every_value_it_points_at() -> None:
    dates = (
        reading("birth_date", "1982-03-15", 1, ("dates_out_of_order",)),
        reading("admission_date", "1979-01-02", 2, ("dates_out_of_order",)),
    )
    (found,) = conflicts(opened(*dates), SENIOR)
    assert found.rule == "dates_out_of_order"
    assert {side.key for side in found.sides} == {"birth_date", "admission_date"}


def test_a_doubt_about_one_value_is_no_conflict() -> None:
    assert conflicts(opened(reading("full_name", "Lê", 1, ("not_a_name",))), SENIOR) == ()


def test_tables_have_a_cell_for_every_column() -> None:
    row = Row("family", (reading("name", "Lê Thị B", 2), reading("birth_year", "1970", 2)))
    (table,) = (table for table in tables(opened(rows=(row,)), SENIOR) if table.rows)
    cells = [None if cell is None else cell.value for cell in table.rows[0].cells]
    assert cells == [None, "Lê Thị B", "1970", None]
