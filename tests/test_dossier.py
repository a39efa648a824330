"""A dossier settled: every page listed once, values judged, contradictions never accepted."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import partial
from pathlib import Path

from pipeline.dossier import data_files, settle_dossier, settle_version
from pipeline.geometry import Affine, Box
from pipeline.reading.lattice import text
from pipeline.types import (
    DossierJob,
    DossierRead,
    Lattice,
    Line,
    PageFailed,
    PageRead,
    Reading,
    Reason,
    Status,
)
from tests.paper import job, line, page, seconded

FORM = [
    "Mẫu 2-HSĐV",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "PHIẾU ĐẢNG VIÊN",
    "01) Họ và tên đang dùng: TRẦN XUÂN LÂM ........ 02) Nam, nữ: Nam ....",
    "04) Sinh ngày: 20 / 10 / 1975",
    "06) Quê quán: xã Kim Liên, Nghệ An",
    "07) - Nơi tạm trú: ............",
    "12) Ngày vào Đảng: 4 / 11 / 1996",
    "Ngày chính thức: 4 / 11 / 1997",
    "19) Số CMND hoặc số căn cước: 040075423271",
]
DECISION = [
    "Mẫu 9-KNĐ",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "QUYẾT ĐỊNH",
    "kết nạp đảng viên",
    "Kết nạp đồng chí TRẦN XUÂN LÂM, sinh ngày 20 tháng 10 năm 1975, quê quán xã Kim Liên, Nghệ An,",
    "nghề nghiệp Cán bộ, đơn vị công tác A vào Đảng Cộng sản Việt Nam.",
]


def settled(*pages: PageRead | PageFailed) -> DossierRead:
    return settle_dossier(DossierJob("D1", pages))


def member(read: DossierRead) -> dict[str, Reading]:
    return {reading.key: reading for reading in read.member}


def test_papers_that_agree_are_surer_than_one_alone() -> None:
    alone = member(settled(page(FORM, 1)))["birth_date"]
    both = member(settled(page(FORM, 1), page(DECISION, 2)))["birth_date"]
    assert both.confidence > alone.confidence


def test_papers_that_differ_are_never_accepted() -> None:
    other = [row.replace("20 tháng 10", "15 tháng 10") for row in DECISION]
    reading = member(settled(page(FORM, 1), page(other, 2)))["birth_date"]
    assert reading.status is Status.REVIEW
    assert "documents_differ" in reading.reasons
    assert reading.value == "1975-10-20"


def test_a_card_is_not_accepted_where_the_news_of_a_supplement_was_not_read() -> None:
    card = [*FORM[:7], "10) Nghề nghiệp hiện nay: Giáo viên", *FORM[7:]]
    head = ["Mẫu 3-HSĐV", "PHIẾU BỔ SUNG HỒ SƠ ĐẢNG VIÊN", "Họ và tên đang dùng: TRẦN XUÂN LÂM"]
    news = page([*head, "Sinh ngày: 20 / 10 / 1975", "Nghề nghiệp hiện nay:"], 2)
    top = news.lines[-1].box.top
    unread = replace(line("", 400, top), box=Box(400, top, 700, top + 36))
    read = settled(page(card, 1), replace(news, lines=(*news.lines, unread)))
    assert [document.type for document in read.documents] == [3, 4]
    told = {r.key: r for r in read.documents[0].readings}
    assert "news_hardly_read" in told["occupation"].reasons
    assert "news_hardly_read" not in told["birth_date"].reasons


def test_nothing_that_may_change_is_accepted_or_held_empty_beside_news_that_was_not_understood() -> None:
    card = [*FORM[:7], "10) Nghề nghiệp hiện nay: Cán bộ", *FORM[7:]]
    prose = [
        [(450.0, "BẢN KHAI BỔ SUNG HỒ SƠ ĐẢNG VIÊN")],
        "Tôi là Trần Xuân Lâm, trong năm có thay đổi như sau",
        "- Từ tháng 5 tôi nghỉ hưu và chuyển về ở với con trai",
    ]
    before = member(settled(page(card, 1), page(DECISION, 2)))
    after = member(settled(page(card, 1), page(DECISION, 2), page(prose, 3)))
    assert "news_hardly_read" in after["occupation"].reasons
    assert before["temporary_address"].status is Status.BLANK
    assert (after["temporary_address"].value, after["temporary_address"].status) == (None, Status.REVIEW)
    assert after["hometown"] == before["hometown"]


def test_a_place_by_its_name_of_before_and_of_today_is_no_contradiction() -> None:
    before, wards = "xã Quỳnh Lộc, thị xã Hoàng Mai, Nghệ An", ("phường Tân Mai", "phường Hoàng Mai")
    form = [row.replace("xã Kim Liên, Nghệ An", before) for row in FORM]
    papers = ([row.replace("xã Kim Liên", ward) for row in DECISION] for ward in wards)
    same, other = (member(settled(page(form, 1), page(paper, 2)))["hometown"] for paper in papers)
    assert same.value == other.value == before
    assert "documents_differ" not in same.reasons
    assert "documents_differ" in other.reasons


def test_a_broken_rule_is_never_accepted() -> None:
    rows = [row.replace("1997", "1995") for row in FORM]
    read = member(settled(page(rows, 1)))
    assert read["official_date"].status is Status.REVIEW
    assert "dates_out_of_order" in read["admission_date"].reasons


def test_what_identifies_a_person_is_never_accepted_from_one_reader() -> None:
    sure = member(settled(page(FORM, 1), page(DECISION, 2)))
    for key in ("full_name", "birth_date", "national_id", "admission_date", "official_date"):
        assert sure[key].status is Status.REVIEW
        assert "one_reader_alone" in sure[key].reasons


def test_what_identifies_a_person_may_be_accepted_where_two_readers_agree() -> None:
    both = member(settled(seconded(page(FORM, 1)), seconded(page(DECISION, 2))))
    for key in ("full_name", "birth_date", "national_id", "admission_date", "official_date"):
        assert both[key].reasons == ()


def test_what_two_readers_read_differently_is_never_accepted() -> None:
    read = member(settled(seconded(page(FORM, 1), ("10 / 1975", "10 / 1976"), ("LÂM", "LẦM"))))
    for key in ("birth_date", "full_name"):
        assert read[key].status is Status.REVIEW
        assert "readers_differ" in read[key].reasons
    assert (read["birth_date"].value, read["full_name"].value) == ("1975-10-20", "Trần Xuân Lâm")
    assert read["national_id"].reasons == ()


def test_what_other_looks_read_otherwise_is_accepted_only_where_another_paper_says_it() -> None:
    def looked_at(read: PageRead, row: str) -> PageRead:
        return replace(read, lines=tuple(map(partial(_denied, row=row), read.lines)))

    read = member(settled(looked_at(page(FORM, 1), "Quê quán"), page(DECISION, 2)))["hometown"]
    assert "looks_differ" not in read.reasons
    read = member(settled(looked_at(page(FORM, 1), "Quê quán")))["hometown"]
    assert "looks_differ" in read.reasons
    assert read.status is Status.REVIEW


def _denied(line: Line, row: str) -> Line:
    """The line with its last letters denied by the other looks, if it holds this row."""
    steps = line.lattice.steps
    told = (*steps[:-3], *(replace(step, disputed=2) for step in steps[-3:]))
    return replace(line, lattice=Lattice(told)) if row in text(line.lattice) else line


def test_an_empty_field_is_blank() -> None:
    reading = member(settled(page(FORM, 1)))["temporary_address"]
    assert (reading.value, reading.status) == (None, Status.BLANK)


def test_writing_that_was_not_read_is_not_blank_and_goes_to_a_person() -> None:
    """The label was read, and of what stands behind it nothing: that is not an empty field."""
    rows = ["Mẫu 2-HSĐV", "PHIẾU ĐẢNG VIÊN", "01) Họ và tên đang dùng: LÊ AN", "06) Quê quán:"]
    whole, top = page(rows, 1), 100 + 50 * 3
    unread = replace(line("", 400, top), box=Box(400, top, 700, top + 36))
    reading = member(settled(replace(whole, lines=(*whole.lines, unread))))["hometown"]
    assert (reading.value, reading.status, reading.reasons) == (None, Status.REVIEW, ("illegible",))


def test_a_poor_reading_goes_to_a_person() -> None:
    poor = replace(
        page(FORM, 1), lines=tuple(line(text, 100, 100 + 50 * i, 0.4) for i, text in enumerate(FORM))
    )
    assert all(r.status is not Status.ACCEPTED for r in settled(poor).member)


def test_every_page_is_listed_once_also_the_failed_and_the_withheld() -> None:
    failed = PageFailed(job(2), Reason.TRUNCATED, "ends early")
    read = settled(page(FORM, 1), failed, page([], 3, withheld=True), page([], 4, blank=True))
    assert [entry.number for entry in read.pages] == [1, 2, 3, 4]
    assert read.pages[1].failed is Reason.TRUNCATED
    assert [document.pages for document in read.documents] == [(1,), (3,)]
    assert read.documents[1].type is None
    assert not read.documents[1].readings


def test_nothing_is_kept_of_a_later_page_of_a_secret_paper() -> None:
    later = page(["và đồng chí CẬN ẨN đã tự giác báo cáo với tổ chức đảng " * 2] * 20, 2)
    read = settled(page([], 1, withheld=True), later, page(DECISION, 3))
    assert [entry.withheld for entry in read.pages] == [True, True, False]
    assert (read.documents[0].pages, read.documents[0].type) == ((1, 2), None)
    assert "CẬN ẨN" not in repr(read)


def test_a_catalogue_of_the_units_own_names_a_paper(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "types: [{type: 201, name: Sổ nhà đất, titles: [SỔ NHÀ ĐẤT CỦA CÁN BỘ]}]", encoding="utf-8"
    )
    paper = page([[(677.0, "SỔ NHÀ ĐẤT CỦA CÁN BỘ")], "Chủ hộ: A", "Diện tích: B"])
    read = settle_dossier(DossierJob("D1", (paper,)), own_catalogue=own)
    assert [(document.type, document.name) for document in read.documents] == [(201, "Sổ nhà đất")]
    assert settle_version(own) != settle_version()
    assert read.made_by[-1].version == settle_version(own)


def test_every_word_list_settles_again_and_no_keyboard_does() -> None:
    names = {path.name for path in data_files()}
    assert {"compounds.txt", "syllables.tsv", "phieu-dang-vien.yaml", "types.yaml", "rules.yaml"} <= names
    assert not any("keys" in name for name in names)


def test_boxes_come_back_to_the_scans_own_pixels() -> None:
    upside_down = Affine(-1.5, 0, 2481, 0, -1.5, 3508)
    scanned = page(FORM, 1, to_scan=upside_down, scan_width=2481, scan_height=3508, rotation=180)
    plain = member(settled(page(FORM, 1)))["hometown"].box
    turned = member(settled(scanned))["hometown"].box
    assert turned == upside_down.box(plain)


def test_settling_is_repeatable_and_crosses_processes() -> None:
    first, again = settled(page(FORM, 1), page(DECISION, 2)), settled(page(FORM, 1), page(DECISION, 2))
    assert first == again
    assert pickle.loads(pickle.dumps(first)) == first
    hash(first)
