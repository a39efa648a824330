"""Names any system takes, whatever stands on the paper; and those of annex 2 where it is plain."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalogue.catalogue import catalogue
from pipeline.errors import ConfigInvalid
from pipeline.export.archive.naming import (
    Holder,
    NameRules,
    abbreviated,
    check_rules,
    document_path,
    numbered,
    safe_part,
    unknown_path,
)

RULES = NameRules(organisation="40.168.053.000.001")
HOLDER = Holder("Hồ sơ 7", "040076123456", "Đặng Thị Ánh Nguyệt")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def assert_any_disk_takes(path: str, rules: NameRules) -> None:
    assert len(path) <= rules.longest
    for part in path.split("/"):
        assert 0 < len(part) <= rules.longest_name
        assert part.isascii()
        assert not set('<>:"\\|?*') & set(part)
        assert not any(ord(sign) < 32 for sign in part)
        assert not part.endswith((".", " "))
        assert not part.startswith(" ")
        assert not _DEVICE.match(part)


def test_the_default_is_annex_2() -> None:
    assert document_path(RULES, HOLDER, 5, "Quyết định kết nạp đảng viên", None) == (
        "40.168.053.000.001/040076123456_Dang_Thi_Anh_Nguyet/05.Quyet_dinh_ket_nap_dang_vien.pdf"
    )
    assert document_path(RULES, HOLDER, 104, "Tờ khai", 2).endswith("/104.To_khai.2.pdf")


def test_spaces_and_short_forms_are_settings() -> None:
    rules = replace(RULES, space=" ", abbreviate=True)
    path = document_path(rules, HOLDER, 1, "Lý lịch của người xin vào Đảng", 3)
    assert path == "40.168.053.000.001/040076123456_Dang Thi Anh Nguyet/01.LL cua NXVD.3.pdf"


def test_short_forms_know_both_places_of_the_tone_and_no_parts_of_words() -> None:
    assert abbreviated("Đảng uỷ, đảng ủy") == "DU, DU"
    assert abbreviated("Quyết địnhx") == "Quyết địnhx"


def test_what_is_not_settled_is_not_made_up() -> None:
    path = unknown_path(NameRules(), Holder("Hồ sơ 7", None, None), 12)
    assert path == "xx.xxx.xxx.xxx.xxx/Ho_so_7_Chua_ro_ten/Chua_phan_loai/Trang_012.pdf"


def test_every_name_of_the_catalogue_fits_and_no_two_are_one() -> None:
    paths = [document_path(RULES, HOLDER, number, name, 12) for number, name in catalogue().names().items()]
    assert len({path.casefold() for path in paths}) == len(paths)
    for path in paths:
        assert_any_disk_takes(path, RULES)


any_text = st.text(max_size=60)


@given(any_text, st.none() | st.from_regex(r"\d{9,12}", fullmatch=True), st.none() | any_text, any_text)
def test_any_name_is_taken_by_any_disk(dossier: str, number: str | None, name: str | None, kind: str) -> None:
    holder = Holder(dossier, number, name)
    for rules in (RULES, NameRules(space=" ")):
        for path in (document_path(rules, holder, 7, kind, None), unknown_path(rules, holder, 250)):
            assert path.endswith(".pdf")
            assert_any_disk_takes(path, rules)


@given(st.text(max_size=30))
def test_any_part_is_taken_by_windows(text: str) -> None:
    part = safe_part(text.replace("/", ""))
    assert part
    assert not part.endswith((".", " "))
    assert not _DEVICE.match(part)


@given(st.lists(st.sampled_from(("a/b.pdf", "A/B.pdf", "a/b(2).pdf", "c.pdf")), max_size=12))
def test_no_two_files_have_one_name(paths: list[str]) -> None:
    taken: set[str] = {"c.pdf"}
    free = numbered(paths, taken)
    assert len(free) == len(paths)
    assert len({path.casefold() for path in free} | {"c.pdf"}) == len(paths) + 1


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (NameRules(template="[STT].[Tên].[n].pdf"), "Tên"),
        (NameRules(template="[STT].pdf"), "[n]"),
        (NameRules(template="[STT].[n].docx"), ".pdf"),
        (NameRules(template="../[STT].[n].pdf"), "below"),
        (NameRules(template="/[STT].[n].pdf"), "below"),
        (NameRules(space="/"), "space"),
        (NameRules(organisation="40.168"), "organisation"),
    ],
)
def test_rules_that_cannot_work_are_refused(rules: NameRules, told: str) -> None:
    with pytest.raises(ConfigInvalid, match=re.escape(told)):
        check_rules(rules)
