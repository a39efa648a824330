"""Separation: documents by their headings, forms continued by item order, strangers kept apart."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.catalogue.catalogue import catalogue
from pipeline.catalogue.evidence import evidence
from pipeline.catalogue.separate import Group, separate
from pipeline.catalogue.sequence import CONTINUED, features
from pipeline.types import PageRead
from tests.paper import ink, page

Rows = list[str | list[tuple[float, str]]]

FORM: tuple[Rows, ...] = (
    [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        [(100.0, "ĐẢNG BỘ TỈNH:"), (900.0, "PHIẾU")],
        [(100.0, "NGHỆ AN"), (900.0, "ĐẢNG VIÊN")],
        "01) Họ và tên đang dùng: A",
        "07) Nơi thường trú: B",
    ],
    ["21) TÓM TẮT QUÁ TRÌNH HOẠT ĐỘNG VÀ CÔNG TÁC", "9/1990 đến nay"],
    ["27) ĐẶC ĐIỂM LỊCH SỬ BẢN THÂN:", "29) QUAN HỆ GIA ĐÌNH"],
    ["30) HOÀN CẢNH KINH TẾ CỦA BẢN THÂN VÀ GIA ĐÌNH:", "XÁC NHẬN CỦA CẤP UỶ CƠ SỞ"],
)


def letter(*title: str, number: str = "Số 12-QĐ/ĐU", signed: str = "T/M BAN THƯỜNG VỤ") -> Rows:
    """A paper with a party letterhead, its title in the middle, and a signature."""
    return [
        [(100.0, "ĐẢNG BỘ TỈNH NGHỆ AN"), (900.0, "ĐẢNG CỘNG SẢN VIỆT NAM")],
        [(150.0, number), (900.0, "Vinh, ngày 3 tháng 2 năm 2010")],
        *([(827 - 6.0 * len(row), row)] for row in title),
        "Căn cứ Điều lệ Đảng Cộng sản Việt Nam;",
        "đồng chí A, sinh ngày 1 tháng 2 năm 1970, hiện công tác tại B",
        [(100.0, "Nơi nhận:"), (900.0, signed)],
    ]


ADMISSION = letter("QUYẾT ĐỊNH", "kết nạp đảng viên")
OFFICIAL = letter("QUYẾT ĐỊNH", "Về việc công nhận đảng viên chính thức")
STRANGER = letter("GIẤY THÔNG HÀNH", "qua cầu phao trong mùa mưa lũ")


def groups(*pages: PageRead) -> tuple[Group, ...]:
    return separate(pages, catalogue()).groups


def kinds(*pages: PageRead) -> list[tuple[int | None, tuple[int, ...]]]:
    return [(group.type, group.pages) for group in groups(*pages)]


def numbered(*contents: Rows) -> list[PageRead]:
    return [page(rows, number) for number, rows in enumerate(contents, start=1)]


def test_a_form_of_four_pages_two_decisions_and_a_stranger() -> None:
    pages = numbered(*FORM, ADMISSION, OFFICIAL, STRANGER)
    assert kinds(*pages) == [(3, (1, 2, 3, 4)), (5, (5,)), (7, (6,)), (None, (7,))]


CARD: Rows = [
    [(100.0, "ĐẢNG CỘNG SẢN VIỆT NAM"), (900.0, "SỐ LÝ LỊCH:")],
    [(100.0, "ĐẢNG BỘ TỈNH: Nghệ An"), (900.0, "SỐ THẺ ĐẢNG VIÊN:")],
    "ĐẢNG BỘ HUYỆN: Thành phố Vinh",
    [(760.0, "PHIẾU")],
    [(1300.0, "Ảnh (3 x 4)")],
    [(740.0, "ĐẢNG VIÊN")],
    "01) Họ và tên đang dùng: A",
    "07) Nơi cư trú: - Nơi thường trú: B",
    "12) Ngày vào Đảng: 07.11.1990",
    "Người giới thiệu thứ 1: C",
    "17) Trình độ hiện nay: - Giáo dục phổ thông: 10/10",
]
CURRICULUM: tuple[Rows, ...] = (
    [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        [(620.0, "LÝ LỊCH ĐẢNG VIÊN")],
        "01- Họ và tên đang dùng: A",
        "02- Họ và tên khai sinh: A",
        "08- Quê quán: B",
        "16- LỊCH SỬ BẢN THÂN",
    ],
    [
        "18- NHỮNG CÔNG TÁC, CHỨC VỤ ĐÃ QUA",
        "1990 - 1995 Công nhân",
        "22- HOÀN CẢNH GIA ĐÌNH",
        "Cha đẻ: C",
        "23- TỰ NHẬN XÉT",
        "24- CAM ĐOAN - KÝ TÊN",
    ],
)


def test_a_card_without_its_code_is_told_apart_from_the_curriculum_before_or_behind_it() -> None:
    """Many print shops leave the code out, or it is misread; the words of the photograph part its title."""
    card = (CARD, *FORM[1:])
    behind = [page(rows, number) for number, rows in enumerate((*CURRICULUM, *card), start=1)]
    assert kinds(*behind) == [(2, (1, 2)), (3, (3, 4, 5, 6))]
    before = [page(rows, number) for number, rows in enumerate((*card, *CURRICULUM), start=1)]
    assert kinds(*before) == [(3, (1, 2, 3, 4)), (2, (5, 6))]


def test_two_supplements_of_other_years_are_two_papers() -> None:
    """Whatever their offices call them, and without form codes."""
    first = [[(560.0, "PHIẾU BỔ SUNG")], [(500.0, "HỒ SƠ ĐẢNG VIÊN HÀNG NĂM")], "Họ tên: TRƯƠNG CÔNG BẢN"]
    second = [[(450.0, "BẢN KHAI BỔ SUNG HỒ SƠ ĐẢNG VIÊN")], "Tôi là Trương Công Bản, sinh năm 1966"]
    papers = page(first, 1), page(second, 2)
    assert kinds(*papers) == [(4, (1,)), (4, (2,))]


def test_headings_on_a_page_with_the_title_of_another_form_do_not_go_on() -> None:
    """A card asks for what a curriculum tells, and may well lie behind it."""
    known = catalogue()
    seen = [
        evidence(page(rows, number), known) for number, rows in enumerate((CURRICULUM[0], TITLED), start=1)
    ]
    found = features(seen, known)
    of_curriculum = found.continued[1, found.types.index(2)]
    assert seen[1].parts(2)
    assert of_curriculum[CONTINUED.index("inside_next")] == 0
    assert of_curriculum[CONTINUED.index("inside_none")] == 1


TITLED: Rows = [
    [(100.0, "ĐẢNG CỘNG SẢN VIỆT NAM"), (900.0, "Số lý lịch")],
    [(560.0, "PHIẾU ĐẢNG VIÊN")],
    "1) Họ và tên đang dùng A",
    "16) LỊCH SỬ BẢN THÂN",
    "17) Trình độ hiện nay",
    "22) HOÀN CẢNH GIA ĐÌNH",
]


def test_nothing_at_all_has_no_documents() -> None:
    assert groups() == groups(page([], 1, blank=True)) == ()


def test_a_blank_back_inside_a_form_does_not_cut_it_and_belongs_to_nothing() -> None:
    pages = [page(FORM[0], 1), page([], 2, blank=True), page(FORM[1], 3), page(FORM[2], 4)]
    assert kinds(*pages) == [(3, (1, 3, 4))]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        (("NGHỊ QUYẾT", "Về việc giới thiệu đoàn viên ưu tú vào Đảng"), 40),
        (("QUYẾT ĐỊNH", "kết nạp lại người vào Đảng"), 6),
        (("QUYẾT ĐỊNH", "V/v phát thẻ đảng viên"), 19),
        (("QUYẾT ĐỊNH", "CẤP LẠI THẺ ĐẢNG VIÊN"), 72),
        (("PHIẾU BỔ SUNG", "HỒ SƠ ĐẢNG VIÊN"), 4),
        (("PHIẾU BÁO", "đảng viên được công nhận chính thức"), 100),
        (("QUYÊT ĐINH", "kêt nap đang viên"), 5),
        (("ĐƠN XIN VÀO ĐẢNG",), 37),
        (("GIẤY GIỚI THIỆU", "sinh hoạt đảng tạm thời"), 55),
        (("BẢN TỰ KIỂM ĐIỂM", "của đảng viên dự bị"), 47),
        (("DANH MỤC", "tài liệu có trong hồ sơ"), None),
    ],
)
def test_titles_tell_papers_of_one_look_apart(title: tuple[str, ...], kind: int | None) -> None:
    assert kinds(page(letter(*title, number=""))) == [(kind, (1,))]


@pytest.mark.parametrize(
    ("number", "signed", "kind"),
    [("Số 4-NQ/CB", "T/M CHI BỘ", 43), ("Số 9-NQ/ĐU", "T/M ĐẢNG UỶ", 45)],
)
def test_one_title_of_two_issuers_is_told_apart_by_number_and_signature(
    number: str, signed: str, kind: int
) -> None:
    rows = letter("NGHỊ QUYẾT", "đề nghị kết nạp đảng viên", number=number, signed=signed)
    assert kinds(page(rows)) == [(kind, (1,))]


def test_a_second_page_goes_on_where_the_first_one_broke_off() -> None:
    first = [*letter("BẢN KIỂM ĐIỂM CÁ NHÂN", "Năm 2019")[:-1], *["Về tư tưởng, đạo đức, lối sống " * 3] * 32]
    second = ["Về thực hiện chức trách nhiệm vụ được giao trong năm " * 2] * 9
    assert kinds(page(first, 1), page([*second, [(900.0, "(Ký, ghi rõ họ tên)")]], 2)) == [(61, (1, 2))]


def test_how_sure_a_document_is_lies_between_nothing_and_all() -> None:
    for group in groups(*numbered(*FORM, ADMISSION, STRANGER)):
        assert 0 < group.confidence <= group.begins <= 1 + 1e-9
    clear, *_ = groups(*numbered(ADMISSION, OFFICIAL))
    assert clear.confidence > 0.9


def test_a_page_that_says_nothing_is_not_sure_of_anything() -> None:
    found = groups(page(ADMISSION, 1), page(["x y z"], 2))
    assert min(group.confidence for group in found) < 0.9


def test_a_second_scan_is_found_and_kept_with_the_first() -> None:
    first, other = page(ADMISSION, 1), page(OFFICIAL, 2)
    again = page(ADMISSION, 3, ink_grid=ink(1, changed=100))
    assert separate([first, other, again], catalogue()).twins == {3: 1}
    assert kinds(first, other, again) == [(5, (1, 3)), (7, (2,))]


def test_a_form_whose_every_sheet_was_scanned_twice_stays_whole() -> None:
    pages = [
        page(rows, 2 * n + again, ink_grid=ink(2 * n + 1, changed=80 * (again - 1)))
        for n, rows in enumerate(FORM)
        for again in (1, 2)
    ]
    assert kinds(*pages) == [(3, tuple(range(1, 9)))]


# --- secrecy ---------------------------------------------------------------------------------------------


def test_a_secret_paper_is_secret_as_a_whole() -> None:
    pages = [
        page(ADMISSION, 1),
        page([], 2, withheld=True),
        page(["và đồng chí đã tự giác báo cáo, giải trình với tổ chức đảng " * 2] * 20, 3),
        page(OFFICIAL, 4),
    ]
    secret = {number for group in groups(*pages) if group.secret for number in group.pages}
    assert secret == {2, 3}


def test_nothing_is_secret_where_no_page_bears_a_mark() -> None:
    assert not any(group.secret for group in groups(*numbered(*FORM, ADMISSION, STRANGER)))


@settings(max_examples=8)
@given(st.lists(st.sampled_from([*FORM, ADMISSION, OFFICIAL, STRANGER, []]), max_size=5))
def test_every_page_with_content_is_in_exactly_one_document(contents: list[Rows]) -> None:
    pages = [page(rows, number, blank=not rows) for number, rows in enumerate(contents, start=1)]
    placed = list(chain.from_iterable(numbers for _, numbers in kinds(*pages)))
    assert sorted(placed) == [number for number, rows in enumerate(contents, start=1) if rows]
