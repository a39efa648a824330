"""Fields of a document: labels in order, values between them, blanks, misread labels, running text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract.beside import answering_two
from pipeline.extract.draft import Draft
from pipeline.extract.fields import _doubting_labels, extract
from pipeline.forms.form import Form, built_in_forms
from pipeline.geometry import Box
from pipeline.reading.lattice import text
from pipeline.types import Cell, PageRead, Table
from tests.paper import comb, line, page

HEADER = [
    [(100.0, "ĐẢNG CỘNG SẢN VIỆT NAM"), (900.0, "SỐ LÝ LỊCH:")],
    [(100.0, "ĐẢNG BỘ TỈNH (tương đương):"), (900.0, "SỐ THẺ ĐẢNG VIÊN:")],
    [(110.0, "NGHỆ AN.............")],
    [(100.0, "ĐẢNG BỘ HUYỆN (tương đương):")],
    [(110.0, "Khối Các cơ quan tỉnh"), (1000.0, "PHIẾU")],
    [(100.0, "ĐẢNG BỘ, CHI BỘ CƠ SỞ:"), (1000.0, "ĐẢNG VIÊN")],
    [(110.0, "Liên đoàn Lao động tỉnh")],
    [(100.0, "ĐẢNG BỘ BỘ PHẬN:")],
    [(110.0, "..................")],
    [(100.0, "CHI BỘ:")],
    [(110.0, "Ban Chính sách")],
]
COMBS = (comb("550904N", 1200, 98), comb("40783052", 1200, 148))
BODY = [
    "01) Họ và tên đang dùng: TRẦN XUÂN LÂM ........ 02) Nam, nữ: Nam ....",
    "03) Họ và tên khai sinh: TRẦN XUÂN LÂM .... 04) Sinh ngày: 20 / 10 / 1975",
    "05) Nơi sinh: P. Nghi Thuỷ, TX Cửa Lò, Nghệ An ....",
    "06) Quê quán: P. Nghi Thuỷ, TX Cửa Lò, Nghệ An",
    "07) Nơi cư trú: - Nơi thường trú: Số nhà 9, phường Lê Mao, TP Vinh",
    "- Nơi tạm trú: ............",
    "08) Dân tộc: Kinh ... 09) Tôn giáo: Không .... 10) Thành phần gia đình: Trung nông",
    "11) Nghề nghiệp hiện nay: Cán bộ",
    "12) Ngày vào Đảng: 4 / 11 / 1996 Tại Chi bộ: Ban Chính sách - Pháp luật",
    "Người giới thiệu thứ 1: Nguyễn Bá Cường",
    "Chức vụ, đơn vị: Bí thư Chi bộ, Ban Chính sách",
    "Người giới thiệu thứ 2: .......... Chức vụ, đơn vị: ........",
    "Ngày cấp có thẩm quyền ra quyết định kết nạp: 20 / 10 / 1996",
    "Ngày chính thức: 4 / 11 / 1997 Tại Chi bộ: Ban Chính sách",
    "13) Ngày được tuyển dụng: ...... / 11 / 1999 Cơ quan tuyển dụng: UBND huyện Nam Đàn",
    "14) Ngày vào Đoàn TNCS Hồ Chí Minh: ..... / 12 / 1992",
    "16) Ngày nhập ngũ: ....../....../....... Ngày xuất ngũ, chuyển ngành: ..../..../....",
    "17) Trình độ hiện nay: - Giáo dục phổ thông: 12/12 - Giáo dục nghề nghiệp: ......",
    "- Lý luận chính trị: Trung cấp - Ngoại ngữ: Tiếng Anh C - Tin học: Ứng dụng cơ bản",
    "19) Số CMND hoặc số căn cước: 040075423271",
]


def forms(document_type: int) -> list[Form]:
    return [form for form in built_in_forms() if document_type in form.document_types]


def read(*pages: PageRead, document_type: int = 3) -> dict[str, Draft]:
    drafts = extract(forms(document_type), pages).drafts
    assert len({draft.key for draft in drafts}) == len(drafts), "a field was found twice"
    return {draft.key: draft for draft in drafts}


def test_the_card_form_is_read_whole() -> None:
    found = read(page([*HEADER, *BODY], combs=COMBS))
    values = {key: draft.value for key, draft in found.items()}
    assert values == {
        "profile_number": "550904N",
        "card_number": "40783052",
        "province_committee": "Nghệ An",
        "superior_committee": "Khối Các cơ quan tỉnh",
        "grassroots_organisation": "Liên đoàn Lao động tỉnh",
        "sub_committee": None,
        "cell": "Ban Chính sách",
        "full_name": "Trần Xuân Lâm",
        "sex": "Nam",
        "birth_name": "Trần Xuân Lâm",
        "birth_date": "1975-10-20",
        "birth_place": "P. Nghi Thuỷ, TX Cửa Lò, Nghệ An",
        "hometown": "P. Nghi Thuỷ, TX Cửa Lò, Nghệ An",
        "permanent_address": "Số nhà 9, phường Lê Mao, TP Vinh",
        "temporary_address": None,
        "ethnicity": "Kinh",
        "religion": "Không",
        "family_class": "Trung nông",
        "occupation": "Cán bộ",
        "admission_date": "1996-11-04",
        "admission_cell": "Ban Chính sách - Pháp luật",
        "referrer_1": "Nguyễn Bá Cường",
        "referrer_1_position": "Bí thư Chi bộ, Ban Chính sách",
        "referrer_2": None,
        "referrer_2_position": None,
        "admission_decision_date": "1996-10-20",
        "official_date": "1997-11-04",
        "official_cell": "Ban Chính sách",
        "recruitment_date": "1999-11",
        "recruiting_agency": "UBND huyện Nam Đàn",
        "youth_union_date": "1992-12",
        "enlistment_date": None,
        "discharge_date": None,
        "general_education": "12/12",
        "vocational_education": None,
        "political_theory": "Trung cấp",
        "foreign_language": "Tiếng Anh C",
        "informatics": "Ứng dụng cơ bản",
        "national_id": "040075423271",
    }
    assert not found["referrer_2"].written
    assert found["full_name"].written


def test_a_comb_belongs_to_its_label_also_behind_a_value_and_below_in_another_columns_row() -> None:
    crowded = [
        [(100.0, "ĐẢNG BỘ TỈNH (tương đương): Nghệ An SỐ LÝ LỊCH:")],
        [(900.0, "SỐ THẺ ĐẢNG VIÊN:")],
        [(100.0, "ĐẢNG BỘ HUYỆN (tương đương): Huyện Nghi Lộc")],
        *BODY,
    ]
    found = read(page(crowded, combs=(comb("550904N", 1200, 98), comb("40783052", 1200, 192))))
    assert found["province_committee"].value == "Nghệ An"
    assert found["superior_committee"].value == "Huyện Nghi Lộc"
    assert found["profile_number"].value == "550904N"
    assert found["card_number"].value == "40783052"


def test_a_header_value_goes_on_in_the_row_below_its_label() -> None:
    wrapped = [
        [(100.0, "ĐẢNG BỘ TỈNH (tương đương): Thành phố Đà Số thẻ ĐV:")],
        [(120.0, "Nẵng")],
        [(100.0, "ĐẢNG BỘ, CHI BỘ CƠ SỞ: Trường Đại học")],
        [(110.0, "Bách khoa")],
        [(100.0, "CHI BỘ: Cơ khí")],
        [(100.0, "PHIẾU ĐẢNG VIÊN")],
        *BODY,
    ]
    found = read(page(wrapped))
    assert found["province_committee"].value == "Thành phố Đà Nẵng"
    assert found["grassroots_organisation"].value == "Trường Đại học Bách khoa"
    assert found["cell"].value == "Cơ khí", "the title is no value"


def test_a_header_value_of_a_sign_alone_goes_on_below_at_the_edge() -> None:
    rows = [
        [(100.0, "ĐẢNG BỘ TỈNH (tương đương): %")],
        [(120.0, "Nghệ An")],
        [(100.0, "PHIẾU ĐẢNG VIÊN")],
        *BODY,
    ]
    assert read(page(rows))["province_committee"].value == "% Nghệ An"


def test_a_header_label_set_on_two_rows_is_one_label() -> None:
    """In a narrow column of labels, the value beside either row, between them or behind the second."""
    narrow = [
        [(100.0, "ĐẢNG CỘNG SẢN VIỆT NAM"), (900.0, "SỐ THẺ")],
        [(100.0, "ĐẢNG BỘ TỈNH (tương"), (380.0, "Hải Dương"), (900.0, "ĐẢNG VIÊN")],
        [(100.0, "đương)")],
        [(100.0, "ĐẢNG BỘ HUYỆN")],
        [(100.0, "(tương đương)"), (380.0, "Khối Các cơ quan tỉnh")],
        [(100.0, "ĐẢNG BỘ, CHI BỘ CƠ")],
        [(100.0, "SỞ Sở Công Thương")],
        [(100.0, "CHI BỘ"), (380.0, "Phòng Kế toán")],
        [(100.0, "PHIẾU ĐẢNG VIÊN")],
        *BODY,
    ]
    found = read(page(narrow, combs=(comb("40783052", 1100, 130),)))
    assert found["province_committee"].value == "Hải Dương"
    assert found["superior_committee"].value == "Khối Các cơ quan tỉnh"
    assert found["grassroots_organisation"].value == "Sở Công Thương"
    assert found["cell"].value == "Phòng Kế toán"
    assert found["card_number"].value == "40783052"


def test_a_number_set_in_boxes_behind_a_label_of_the_body_is_read() -> None:
    rows = ["18) Tình trạng sức khoẻ: Tốt", "19) Số căn cước:", "20) Miễn công tác và SHĐ ngày:"]
    boxes = comb("020199506318", 340, 98 + 50)
    found = read(page(rows, combs=(boxes,)))
    assert (found["national_id"].value, found["health"].value) == ("020199506318", "Tốt")
    assert not read(page(rows))["national_id"].written


def test_what_stands_below_an_unfilled_label_of_two_side_by_side_is_its_own() -> None:
    rows = [
        [(100.0, "13) Ngày được tuyển dụng:"), (800.0, "Cơ quan tuyển dụng: Công ty Thương")],
        [(100.0, "01.03.1979"), (800.0, "nghiệp huyện Tân Kỳ")],
        "14) Ngày vào Đoàn TNCS Hồ Chí Minh: 22.12.1974",
    ]
    found = read(page(rows))
    told = {key: found[key].value for key in ("recruitment_date", "recruiting_agency")}
    assert told == {
        "recruitment_date": "1979-03-01",
        "recruiting_agency": "Công ty Thương nghiệp huyện Tân Kỳ",
    }


@pytest.mark.parametrize(("below", "doubts"), [("cơ bản", ("goes_on_below",)), ("Ghi chú: không", ())])
def test_words_that_no_label_claims_below_a_value_are_a_doubt(below: str, doubts: tuple[str, ...]) -> None:
    rows = ["17) Trình độ hiện nay: - Ngoại ngữ: Tiếng Nga - Tin học: Ứng dụng", below]
    found = read(page([*rows, "18) Tình trạng sức khoẻ: Tốt"]))
    assert (found["informatics"].value, found["informatics"].doubts) == ("Ứng dụng", doubts)


def test_a_label_with_its_own_number_is_found_out_of_its_order() -> None:
    rows = ["02. Nam, nữ: Nam 04. Sinh ngày: 5-12-1977", "03) Họ và tên khai sinh: LÊ VĂN MẪU"]
    found = read(page(["01. Họ và tên đang dùng: LÊ VĂN MẪU", *rows]))
    told = {key: found[key].value for key in ("sex", "birth_date", "birth_name")}
    assert told == {"sex": "Nam", "birth_date": "1977-12-05", "birth_name": "Lê Văn Mẫu"}


@pytest.mark.parametrize(
    ("union", "admission", "doubts"),
    [("19/V/1974", "1979-02-28", ("roman_month",)), ("19/5/1974", "1979-11-28", ())],
)
def test_who_writes_v_for_may_writes_ii_for_february(
    union: str, admission: str, doubts: tuple[str, ...]
) -> None:
    rows = ["12) Ngày vào Đảng: 28/11/1979", f"14) Ngày vào Đoàn TNCS Hồ Chí Minh: {union}"]
    found = read(page(rows))
    assert (found["admission_date"].value, found["admission_date"].doubts) == (admission, doubts)
    assert (found["youth_union_date"].value, found["youth_union_date"].doubts) == ("1974-05-19", ())


def test_one_answer_to_praise_and_penalty_is_neither() -> None:
    supplement = [
        "Họ và tên: LÊ THỊ MAI",
        "3. Thay đổi về trình độ: không",
        "4. Khen thưởng, kỷ luật trong năm:",
    ]
    found = read(page([*supplement, "5. Thay đổi về hoàn cảnh kinh tế, gia đình: Không"]), document_type=4)
    assert [key for key, draft in found.items() if draft.written] == ["full_name"]


def test_a_short_label_whose_colon_went_with_the_leader_is_no_value() -> None:
    whole = page([*HEADER, *BODY[:-2], [(150.0, "Học vị"), (900.0, "Học hàm")], *BODY[-2:]])
    led = tuple(
        replace(each, leaders=(Box(each.box.right, each.box.top, each.box.right + 400, each.box.bottom),))
        if text(each.lattice) in ("Học vị", "Học hàm")
        else each
        for each in whole.lines
    )
    found = read(replace(whole, lines=led))
    assert not found["academic_degree"].written
    assert not found["academic_title"].written


@pytest.mark.parametrize(
    ("row", "removal"),
    [
        ("a) Bị xoá tên trong danh sách đảng viên: Không", "Không"),
        ("a) Bị xoá tên trong danh sách đảng viên: Thời gian: năm 1990", "năm 1990"),
        ("a) Bị xoá tên trong danh sách đảng viên: Thời gian, tại Chi bộ:", None),
    ],
)
def test_a_removal_stands_behind_either_of_its_labels(row: str, removal: str | None) -> None:
    paper = page(
        ["27) ĐẶC ĐIỂM LỊCH SỬ BẢN THÂN", row, "b) Được kết nạp lại vào Đảng: - Ngày vào Đảng lần thứ 2:"]
    )
    drafts = extract(forms(3), [paper]).drafts
    told = [entry.value for entry in drafts if entry.key == "removal" and entry.written]
    assert told == ([] if removal is None else [removal])


def test_the_newer_edition_is_chosen_by_its_labels() -> None:
    found = read(
        page(
            [
                "01. Họ và tên khai sinh: LÊ THỊ MAI   02. Giới tính (nam, nữ): Nữ",
                "03. Tên gọi khác: Hoa Mai ..... 04. Sinh ngày: 2/3/1990",
                "05. Nơi đăng ký khai sinh: xã Kim Liên, Nghệ An",
            ]
        )
    )
    assert found["full_name"].value == "Lê Thị Mai"
    assert found["sex"].value == "Nữ"
    assert "birth_name" not in found


@pytest.mark.parametrize(
    ("row", "key", "value"),
    [
        ("O6) Quẻ quán:: Xã A, Nghệ An", "hometown", "Xã A, Nghệ An"),
        ("06. Quê quan Xã B, Nghệ An", "hometown", "Xã B, Nghệ An"),
        ("người quê quán ở Nghệ An", "hometown", None),
        ("12) Ngảy vảo Đáng: 4/11/1996", "admission_date", "1996-11-04"),
        ("11) Nghề nghiệp hiện nay- Cán bộ", "occupation", "Cán bộ"),
        ("- Ngoại ngữ: Anh B - Tin học' Tin học A", "informatics", "Tin học A"),
        ("Ngày chính thức: 1/2/1995 Tại Chi bộ Ban Tổ chức", "official_date", "1995-02-01"),
        ("19) Sô CMND hoăc sô cân cước: 040075423271", "national_id", "040075423271"),
    ],
)
def test_misread_labels_are_found_and_the_same_words_in_running_text_are_not(
    row: str, key: str, value: str | None
) -> None:
    found = read(page(["01) Họ và tên đang dùng: LÊ VĂN A", row]))
    assert (found[key].value if key in found else None) == value


def test_the_words_of_a_label_inside_a_value_do_not_cut_it() -> None:
    found = read(
        page(
            [
                "11) Nghề nghiệp hiện nay: Giáo viên dân tộc nội trú, dạy tin học",
                "12) Ngày vào Đảng: 1/2/1990 Tại Chi bộ: Chi bộ Trường Dân tộc nội trú",
            ]
        )
    )
    assert found["occupation"].value == "Giáo viên dân tộc nội trú, dạy tin học"
    assert found["admission_cell"].value == "Chi bộ Trường Dân tộc nội trú"


def test_a_row_whose_label_was_lost_is_not_swallowed_by_the_value_above() -> None:
    found = read(page(["11) Nghề nghiệp hiện nay: Cán bộ", "12) Ng?? v?? Đ???: 4/11/1996"]))
    assert found["occupation"].value == "Cán bộ"


def test_a_value_may_fill_its_second_row() -> None:
    found = read(
        page(["07) Nơi cư trú: - Nơi thường trú: Xóm Yên Phúc, xã Châu Lý,", "huyện Quỳ Hợp, tỉnh Nghệ An"])
    )
    assert found["permanent_address"].value == "Xóm Yên Phúc, xã Châu Lý, huyện Quỳ Hợp, tỉnh Nghệ An"


def test_a_sum_below_its_label_is_no_item_number() -> None:
    rows = ["- Tổng thu nhập của hộ gia đình (trong 1 năm): 132.000.000 đồng", "bình quân 1 người/hộ:"]
    assert read(page([*rows, "33.000.000 đồng"]))["income_per_head"].value == "33000000"


def test_a_decision_is_read_from_its_running_text() -> None:
    found = read(
        page(
            [
                [(200.0, "TỈNH UỶ NGHỆ AN"), (900.0, "ĐẢNG CỘNG SẢN VIỆT NAM")],
                [(200.0, "Số 212-QĐ/ĐUK"), (900.0, "Nghệ An, ngày 20 tháng 10 năm 1996")],
                [(600.0, "QUYẾT ĐỊNH")],
                [(560.0, "kết nạp đảng viên")],
                "- Xét Nghị quyết đề nghị kết nạp đảng viên của Liên đoàn, số 199-NQ/ĐU,",
                "Điều 1. Kết nạp đồng chí TRẦN XUÂN LÂM, sinh ngày 20 tháng",
                "10 năm 1975, quê quán P. Nghi Thuỷ, TX Cửa Lò, Nghệ An, nghề",
                "nghiệp Cán bộ, đơn vị công tác Liên đoàn Lao động tỉnh vào Đảng",
                "Cộng sản Việt Nam.",
            ]
        ),
        document_type=5,
    )
    assert {key: draft.value for key, draft in found.items()} == {
        "admission_decision_date": "1996-10-20",
        "full_name": "Trần Xuân Lâm",
        "birth_date": "1975-10-20",
        "hometown": "P. Nghi Thuỷ, TX Cửa Lò, Nghệ An",
        "occupation": "Cán bộ",
    }


def test_official_membership_is_read_from_its_running_text() -> None:
    found = read(
        page(
            [
                "Điều 1. Công nhận đồng chí LÊ THỊ MAI, sinh ngày 2 tháng 3 năm 1990, quê quán",
                "xã Kim Liên, Nghệ An là đảng viên chính thức kể từ ngày 21 tháng 12 năm 2015.",
            ]
        ),
        document_type=7,
    )
    assert found["official_date"].value == "2015-12-21"
    assert found["hometown"].value == "xã Kim Liên, Nghệ An"


def test_boxes_lie_where_the_values_stand() -> None:
    found = read(page(["05) Nơi sinh: Xã A, Nghệ An", "06) Quê quán: Xã B, Nghệ An"]))
    assert found["birth_place"].box.bottom <= found["hometown"].box.top
    assert found["birth_place"].box.left > 100 + 12 * len("05) Nơi sinh:")


def test_stray_marks_far_behind_a_clear_value_are_left_out_and_doubted() -> None:
    whole = page(["06) Quê quán: Xã B, Nghệ An"])
    stray = line("Ọ", 900, 100, probability=0.3)
    found = read(replace(whole, lines=(*whole.lines, stray)))["hometown"]
    assert (found.value, found.doubts) == ("Xã B, Nghệ An", ("stray_marks",))
    assert found.raw.endswith("Ọ")
    clear = read(replace(whole, lines=(*whole.lines, line("B", 900, 100))))["hometown"]
    assert clear.value == "Xã B, Nghệ An B"


@pytest.mark.parametrize(
    ("value", "doubted"),
    [("Chức vụ đơn vị", True), ("Tin học", True), ("vụ đơn vị", True), ("Trần Thị Mai", False)],
)
def test_a_label_read_as_a_value_is_doubted(value: str, doubted: bool) -> None:
    form = next(form for form in built_in_forms() if 3 in form.document_types)
    entry = Draft(
        *("referrer_2", "person_name", value, value, True, 1, Box(0, 0, 1, 1)),
        *(1.0, 1.0, 1.0, 1.0, 20.0, 0.0, (), (), None),
    )
    order = next(place for place, field in enumerate(form.fields) if field.key == "referrer_2")
    assert ("printed_label" in _doubting_labels(form, order, entry).doubts) == doubted


def test_values_under_labels_side_by_side_are_theirs() -> None:
    rows = [
        "17) Trình độ hiện nay",
        [(100.0, "- Giáo dục phổ thông"), (800.0, "- Chuyên môn, nghiệp vụ")],
        [(104.0, "12/12"), (804.0, "Cử nhân Kế toán")],
        [(100.0, "- Học vị cao nhất"), (800.0, "- Học hàm cao nhất")],
        [(100.0, "- Ngoại ngữ"), (800.0, "- Tin học")],
        [(104.0, "Anh văn B"), (804.0, "Tin học B")],
        "18) Tình trạng sức khoẻ: Tốt",
    ]
    found = read(page(rows))
    assert found["general_education"].value == "12/12"
    assert found["higher_education"].value == "Cử nhân Kế toán"
    assert (found["academic_degree"].written, found["academic_title"].written) == (False, False)
    assert (found["foreign_language"].value, found["informatics"].value) == ("Anh văn B", "Tin học B")


def test_a_sum_under_its_label_is_no_blank_where_its_unit_stands_beside_the_label() -> None:
    rows = [
        [(100.0, "- Tổng thu nhập của hộ gia đình (trong 1 năm)"), (1400.0, "đồng")],
        [(104.0, "180 triệu")],
        [(100.0, "bình quân 1 người/hộ"), (1400.0, "đồng")],
        [(104.0, "36 triệu")],
    ]
    found = read(page(rows))
    assert (found["household_income"].value, found["income_per_head"].value) == ("180000000", "36000000")


def test_the_rest_of_a_label_whose_bracket_was_not_opened_is_no_value() -> None:
    row = "a) Đã đi nước ngoài trước nào, lý do, thời gian): Lào, tháng 4/2012"
    assert read(page(["28) QUAN HỆ VỚI NƯỚC NGOÀI", row]))["foreign_travel"].value == "Lào, tháng 4/2012"


def test_a_form_set_in_boxes_is_read_box_by_box() -> None:
    """Labels of two rows beside values of one, or of one beside values of two."""
    lines = (
        line("13. Ngày được tuyển dụng:", 110, 105),
        line("01/10/2006", 510, 105),
        line("Cơ quan", 810, 105),
        line("Sở Y tế Nghệ An", 1010, 105),
        line("tuyển dụng:", 810, 150),
        line("15. Tham gia các tổ chức", 110, 210),
        line("Công đoàn,", 510, 210),
        line("xã hội khác:", 110, 255),
        line("Hội Phụ nữ", 510, 255),
        line("16. Ngày nhập ngũ:", 110, 310),
    )
    edges = (100.0, 200.0, 300.0, 360.0)
    cells = tuple(
        Cell(row, column, Box(left, edges[row], right, edges[row + 1]))
        for row in range(3)
        for column, (left, right) in enumerate(((100.0, 500.0), (500.0, 1500.0)))
    )
    boxes = Table(Box(100.0, 100.0, 1500.0, 360.0), cells)
    found = read(page([], lines=lines, tables=(boxes,)))
    assert found["recruitment_date"].value == "2006-10-01"
    assert found["recruiting_agency"].value == "Sở Y tế Nghệ An"
    assert found["other_organisations"].value == "Công đoàn, Hội Phụ nữ"
    assert not found["enlistment_date"].written
    assert not any(entry.doubts for entry in found.values())


def test_no_label_holds_the_figures_that_are_written_between_its_words() -> None:
    paper = page(
        ["Mẫu 3-KNĐ", "Xin giới thiệu quần chúng: LÊ VĂN MẪU, sinh ngày 6 tháng 4 năm 2000, quê quán: Vinh"]
    )
    assert read(paper, document_type=39)["birth_date"].value == "2000-04-06"


def test_printed_words_end_a_value_wherever_each_of_them_stands() -> None:
    rows = [
        "Tên tôi là: Lê Văn Mẫu Chức vụ, đơn vị: Bí thư Chi bộ",
        "Vào Đảng ngày 5/5/1990 Chính thức ngày 5/5/1991",
        "Sinh hoạt tại chi bộ: Tổ Toán",
        "Xin giới thiệu quần chúng: LÊ THỊ MẪU, sinh ngày 6/4/2000",
    ]
    found = read(page(rows), document_type=39)
    assert found["referrer_1"].value == "Lê Văn Mẫu"
    assert found["full_name"].value == "Lê Thị Mẫu"


def test_a_label_without_colon_in_the_middle_of_a_row_is_told_by_its_capital() -> None:
    rows = ["Tôi là: LÊ VĂN MẪU Nam, nữ: Nam", "Dân tộc: Kinh Tôn giáo Không", "Nơi sinh: Vinh"]
    found = read(page(rows), document_type=37)
    assert (found["ethnicity"].value, found["religion"].value) == ("Kinh", "Không")


@pytest.mark.parametrize(("room", "value"), [(True, "Tiếng Anh trình độ C"), (False, "Tiếng Anh trình độ")])
def test_a_value_goes_on_below_a_full_row(room: bool, value: str) -> None:
    """What stands before a bullet is not the bullet's number, misread."""
    full = "17) Trình độ hiện nay: - Lý luận chính trị: - Ngoại ngữ: Tiếng Anh trình độ"
    left = 1500 - 12.0 * len(full) if room else 100.0
    found = read(page([[(left, full)], "C - Tin học: Trình độ A", "18) Tình trạng sức khoẻ: Tốt"]))
    assert found["foreign_language"].value == value
    assert found["informatics"].value == "Trình độ A"


def test_where_and_when_a_paper_was_signed_is_nobodys_value() -> None:
    rows = ["- Tổng thu nhập của hộ gia đình:", "Vinh, ngày 18 tháng 2 năm 2021", "NGƯỜI KHAI"]
    assert not read(page(rows), document_type=3)["household_income"].written


def test_a_decision_set_as_a_list_is_read_and_its_last_value_ends_with_its_row() -> None:
    found = read(
        page(
            [
                [(200.0, "ĐẢNG UỶ SỞ X"), (900.0, "Vinh, ngày 22 tháng 4 năm 1986")],
                [(600.0, "QUYẾT ĐỊNH")],
                [(560.0, "kết nạp đảng viên")],
                "Điều 1: Kết nạp vào Đảng Cộng sản Việt Nam quần chúng;",
                "Họ và tên: LÊ VĂN MẪU",
                "Sinh: 05 tháng 03 năm 1962",
                "Nghề nghiệp: Chuyên viên chính, Sở",
                "Công Thương",
                "Điều 2. Đồng chí có tên trên thực hiện đầy đủ nhiệm vụ.",
            ]
        ),
        document_type=5,
    )
    told = {key: found[key].value for key in ("full_name", "birth_date", "occupation")}
    assert told == {
        "full_name": "Lê Văn Mẫu",
        "birth_date": "1962-03-05",
        "occupation": "Chuyên viên chính, Sở Công Thương",
    }


def test_a_row_that_begins_with_a_label_of_no_form_ends_the_value_before() -> None:
    found = read(
        page(
            [
                "11) Nghề nghiệp hiện nay: Chuyên viên chính, Trưởng phòng Quản lý dự án của Sở Công Thương",
                "Ngày tham gia cách mạng đầu tiên: 26/03/1978",
                "12) Ngày vào Đảng: 3/5/1986",
            ]
        )
    )
    assert found["occupation"].value == "Chuyên viên chính, Trưởng phòng Quản lý dự án của Sở Công Thương"


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("11- Nghề nghiệp hiện nay: Chủ nhiệm Hợp tác xã 12- Cấp bậc", "Chủ nhiệm Hợp tác xã"),
        ("11- Nghề nghiệp hiện nay: Tổ trưởng tổ 12 Công ty Gang thép", "Tổ trưởng tổ 12 Công ty Gang thép"),
        (
            "11- Nghề nghiệp hiện nay: Công nhân Xí nghiệp 10. Quốc phòng",
            "Công nhân Xí nghiệp 10. Quốc phòng",
        ),
        ("Nghề nghiệp hiện nay: Công nhân 12- Cấp bậc", "Công nhân 12- Cấp bậc"),
    ],
)
def test_the_number_of_the_next_item_ends_a_value(row: str, value: str) -> None:
    found = read(page([row, "12) Ngày vào Đảng: 4 / 11 / 1996"]))
    assert found["occupation"].value == value


def test_words_of_a_sentence_that_sound_like_a_label_of_a_number_are_none() -> None:
    found = read(
        page(
            [
                [(600.0, "QUYẾT ĐỊNH")],
                [(560.0, "về việc phát thẻ đảng viên")],
                "Điều 1. Phát thẻ đảng viên cho đồng chí Lê Văn Mẫu, sinh ngày 05/03/1962,",
                "đã được tiếp nhận về sinh hoạt tại Chi bộ.",
            ]
        ),
        document_type=19,
    )
    assert "card_number" not in found
    assert found["full_name"].value == "Lê Văn Mẫu"


def test_what_was_read_for_two_fields_waits() -> None:
    one = Draft(
        *("household_income", "money", "132000000", "132.000.000", True, 1, Box(100, 100, 300, 130)),
        *(1.0, 1.0, 1.0, 1.0, 1.0, 20.0, 0.0, ()),
    )
    twice = tuple(answering_two((one, replace(one, key="income_per_head"))))
    assert [entry.doubts for entry in twice] == [("answers_two",)] * 2
    elsewhere = replace(one, key="income_per_head", box=Box(400, 100, 600, 130))
    on_the_next = replace(one, key="income_per_head", page=2)
    for other in (elsewhere, on_the_next):
        assert not any(entry.doubts for entry in answering_two((one, other)))


def test_the_answers_of_a_head_stay_in_their_columns() -> None:
    """Labels side by side, some in two rows, each with its answer below; one in a ruled box."""
    rows = [
        [(100.0, "Đảng bộ tỉnh (tương"), (500.0, "Đảng bộ huyện (tương"), (900.0, "Đảng bộ, chi bộ cơ sở")],
        [(100.0, "đương)"), (500.0, "đương)"), (904.0, "Trường THPT Việt Đức")],
        [(104.0, "Đắk Lắk"), (504.0, "Huyện Cư Kuin")],
        [(100.0, "Chi bộ")],
        [(104.0, "Tổ Văn phòng -")],
        [(104.0, "Xã hội")],
        [(700.0, "PHIẾU ĐẢNG VIÊN")],
        "01) Họ và tên đang dùng: H'RUÔN NIÊ KĐĂM",
    ]
    box = Box(90, 240, 600, 395)
    found = read(page(rows, tables=(Table(box, (Cell(0, 0, box),)),)))
    head = ("province_committee", "superior_committee", "grassroots_organisation", "cell")
    assert [found[key].value for key in head] == [
        "Đắk Lắk",
        "Huyện Cư Kuin",
        "Trường THPT Việt Đức",
        "Tổ Văn phòng - Xã hội",
    ]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("Xã Nam Cát, Nam Đàn, Nghệ An Chi bộ: Văn phòng", "Xã Nam Cát, Nam Đàn, Nghệ An"),
        ("Xã: Nam Cát, Nam Đàn, Nghệ An", "Xã: Nam Cát, Nam Đàn, Nghệ An"),
    ],
)
def test_a_label_that_no_form_knows_ends_a_name(row: str, value: str) -> None:
    rows = [text if not text.startswith("06)") else f"06) Quê quán: {row}" for text in BODY]
    assert read(page([*HEADER, *rows], combs=COMBS))["hometown"].value == value


SUPPLEMENT = [
    "PHIẾU BỔ SUNG HỒ SƠ ĐẢNG VIÊN",
    "Họ tên: LÊ AN",
    "1/ Nơi ở, hộ khẩu Có Không X",
    "2/ Chức vụ, nghề nghiệp Có X Không",
    "Thôi giữ chức Trưởng thôn",
]


def test_printed_boxes_before_an_answer_are_none_of_it() -> None:
    found = read(page(SUPPLEMENT), document_type=4)
    assert found["occupation"].value == "Thôi giữ chức Trưởng thôn"
    assert "permanent_address" not in found, "a supplement left empty says nothing"


def test_what_no_label_of_a_supplement_claims_is_told() -> None:
    def told(*more: str) -> bool:
        editions = [form for form in built_in_forms() if 4 in form.document_types]
        return extract(editions, (page([*SUPPLEMENT, *more]),)).untold

    assert not told()
    assert not told(
        "3/ Việc riêng: Không có gì thay đổi", "Vinh, ngày 2 tháng 3 năm 2020", "Lê An, đảng viên chi bộ"
    )
    assert told("- Năm nay tôi được tặng danh hiệu thầy thuốc ưu tú")


def test_as_above_is_what_stands_above() -> None:
    rows = ["12) Ngày vào Đảng: 3/2/1990 Tại Chi bộ: Xóm 5", "Ngày chính thức: 3/2/1991 Tại Chi bộ: như trên"]
    found = read(page(rows))["official_cell"]
    assert (found.value, found.raw) == ("Xóm 5", "như trên")
    assert "as_above" in found.doubts
    nothing_above = read(page([rows[0].replace("Xóm 5", ""), rows[1]]))["official_cell"]
    assert (nothing_above.value, nothing_above.written) == (None, True)


@pytest.mark.parametrize(
    ("strokes", "written"), [("//", False), ("11", False), ("II", False), ("1", True), ("A", True)]
)
def test_strokes_that_leave_words_out_are_no_words(strokes: str, written: bool) -> None:
    rows = [f"17) Trình độ hiện nay: - Tin học: {strokes}", "18) Tình trạng sức khoẻ: Tốt"]
    assert read(page(rows))["informatics"].written is written
