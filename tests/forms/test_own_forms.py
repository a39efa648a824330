"""Forms of the own folder of a unit: a file adds a form or replaces one, checked before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import codec
from pipeline.dossier import settle_dossier, settle_version
from pipeline.errors import ConfigInvalid
from pipeline.forms.form import built_in_forms, forms
from pipeline.types import DossierJob, DossierRead, PageFailed, PageRead
from tests.paper import page

GOLDEN = Path(__file__).parent.parent / "data" / "golden" / "MAU-01.pages"
DEATH = """
form: GCT
document_type: 83
fields:
- {key: full_name, kind: person_name, labels: [Họ và tên]}
- {key: birth_date, kind: date, labels: [Sinh ngày]}
- {key: null, labels: [Chết lúc]}
"""
DECISION = """
form: 9-KNĐ
document_type: 5
prose: true
fields:
- {key: hometown, kind: place, labels: [quê quán, quê quán tại]}
"""


def settled(own_forms: Path | None, pages: tuple[PageRead | PageFailed, ...]) -> DossierRead:
    return settle_dossier(DossierJob("D1", pages), own_forms=own_forms)


def test_a_paper_without_a_form_is_read_once_a_file_describes_it(tmp_path: Path) -> None:
    rows = ["GIẤY CHỨNG TỬ", "Họ và tên: LÊ VĂN MẪU", "Sinh ngày: 02/05/1951", "Chết lúc: 8 giờ"]
    before = settled(None, (page(rows),)).documents[0]
    (tmp_path / "giay-chung-tu.yaml").write_text(DEATH, encoding="utf-8")
    after = settled(tmp_path, (page(rows),)).documents[0]
    assert (before.type, before.readings) == (83, ())
    assert {r.key: r.value for r in after.readings} == {
        "full_name": "Lê Văn Mẫu",
        "birth_date": "1951-05-02",
    }


def test_a_form_of_the_same_name_is_replaced_on_real_pages(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(DECISION, encoding="utf-8")
    pages: tuple[PageRead | PageFailed, ...] = codec.unpack(
        GOLDEN.read_bytes(), tuple[PageRead | PageFailed, ...]
    )
    keys = {
        document.type: {r.key for r in document.readings} for document in settled(tmp_path, pages).documents
    }
    assert keys[5] == {"hometown"}
    assert len(keys[3]) > 30


def test_every_change_of_a_file_settles_anew(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(DECISION, encoding="utf-8")
    first = settle_version(None, tmp_path)
    settle_version.cache_clear()
    (tmp_path / "own.yaml").write_text(DECISION + "\n", encoding="utf-8")
    assert len({settle_version(), first, settle_version(None, tmp_path)}) == 3


def test_a_mistake_in_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="no such folder"):
        forms(tmp_path / "nowhere")
    (tmp_path / "one.yaml").write_text(DEATH, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(DEATH, encoding="utf-8")
    with pytest.raises(ConfigInvalid, match="two files"):
        forms(tmp_path)
    (tmp_path / "two.yaml").write_text(DEATH.replace("labels", "label"), encoding="utf-8")
    with pytest.raises(ConfigInvalid, match=r"two\.yaml.*fields\[0\]"):
        forms(tmp_path)


def test_without_a_folder_the_forms_are_the_built_in_ones() -> None:
    assert forms() == built_in_forms()


def test_a_party_card_is_read_though_it_is_none_of_the_types_of_the_catalogue() -> None:
    rows = ["ĐẢNG CỘNG SẢN VIỆT NAM", "THẺ ĐẢNG VIÊN", "Số: 37.012345", "Họ và tên: LÊ VĂN MẪU"]
    rows += [
        "Sinh ngày: 02/05/1951",
        "Quê quán: xã Nam Anh, huyện Nam Đàn, Nghệ An",
        "Ngày vào Đảng: 3/2/1980",
    ]
    (document,) = settled(None, (page(rows),)).documents
    assert document.type is None
    assert {r.key: r.value for r in document.readings if r.value} == {
        "card_number": "37012345",
        "full_name": "Lê Văn Mẫu",
        "birth_date": "1951-05-02",
        "hometown": "xã Nam Anh, huyện Nam Đàn, Nghệ An",
        "admission_date": "1980-02-03",
    }


@pytest.mark.parametrize(
    ("title", "rows", "told"),
    [
        (
            ("NGHỊ QUYẾT", "đề nghị kết nạp đảng viên"),
            (
                "Chi bộ đã họp xét, đề nghị kết nạp quần chúng Lê Văn Mẫu, sinh ngày 02/05/1981, quê quán",
                "xã Nam Anh.",
            ),
            {"full_name": "Lê Văn Mẫu", "birth_date": "1981-05-02", "hometown": "xã Nam Anh"},
        ),
        (
            ("BẰNG TỐT NGHIỆP", "TRUNG CẤP LÝ LUẬN CHÍNH TRỊ"),
            ("Cấp cho: Lê Văn Mẫu", "Sinh ngày: 02/05/1981 Quê quán: xã Nam Anh"),
            {"full_name": "Lê Văn Mẫu", "birth_date": "1981-05-02", "hometown": "xã Nam Anh"},
        ),
        (
            ("QUYẾT ĐỊNH", "Về việc nghỉ hưu"),
            ("Điều 1. Ông (bà) Lê Văn Mẫu, sinh ngày 02/05/1951, được nghỉ hưu.",),
            {"full_name": "Lê Văn Mẫu", "birth_date": "1951-05-02"},
        ),
        (
            ("GIẤY GIỚI THIỆU", "đi thẩm tra lý lịch của người vào Đảng"),
            ("Đảng uỷ cử đồng chí Trần Thị Thử đến thẩm tra lý lịch của quần chúng Lê Văn Mẫu.",),
            {"full_name": "Lê Văn Mẫu"},
        ),
    ],
)
def test_what_other_papers_say_of_a_member_is_read(
    title: tuple[str, ...], rows: tuple[str, ...], told: dict[str, str]
) -> None:
    head = [
        [(200.0, "ĐẢNG UỶ XÃ NAM ANH"), (900.0, "ĐẢNG CỘNG SẢN VIỆT NAM")],
        *[[(600.0, line)] for line in title],
    ]
    (document,) = settled(None, (page([*head, *rows]),)).documents
    assert {r.key: r.value for r in document.readings if r.value} == told
