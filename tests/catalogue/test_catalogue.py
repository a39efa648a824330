"""The catalogue: whole, consistent, strict with what a clerk writes, open to a unit's own file."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import _ENTRY_KEYS, Kind, catalogue
from pipeline.catalogue.evidence import evidence
from pipeline.catalogue.separate import separate
from pipeline.errors import ConfigInvalid
from pipeline.reading.align import fold
from tests.paper import page


def written(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_one_of_the_104_types_has_a_name_titles_and_a_priority() -> None:
    kinds = catalogue().kinds
    assert [kind.type for kind in kinds] == list(range(1, 105)) == list(catalogue().names())
    assert all(kind.titles and kind.name for kind in kinds)
    assert [sum(kind.priority == priority for kind in kinds) for priority in (1, 2, 3)] == [36, 49, 19]


def test_a_unit_may_say_of_a_type_all_that_the_catalogue_says() -> None:
    assert {field.name for field in fields(Kind)} == _ENTRY_KEYS - {"replace"}


def test_titles_that_two_types_share_are_told_apart_by_other_words() -> None:
    owners: dict[str, list[int]] = {}
    kinds = {kind.type: kind for kind in catalogue().kinds}
    for kind in kinds.values():
        for title in dict.fromkeys(map(fold, kind.titles)):
            owners.setdefault(title, []).append(kind.type)
    for title, types in owners.items():
        assert len(types) == 1 or all(kinds[each].tells for each in types), title


def test_what_is_easily_confused_is_named_with_what_tells_it_apart() -> None:
    groups = {confused.types for confused in catalogue().confused}
    assert {(1, 2), (3, 85), (43, 45), (50, 52), (54, 55, 56, 59)} <= groups
    assert all(confused.by for confused in catalogue().confused)


def test_form_codes_belong_to_one_type() -> None:
    codes = [fold(code) for kind in catalogue().kinds for code in kind.codes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("code", "kind"), [("Mẫu 9-KNĐ", 5), ("MẪU 16 - KNĐ", 7), ("Mâu 2-HSĐV", 3)])
def test_a_form_code_is_read_through_small_mistakes_but_not_wrong_digits(code: str, kind: int) -> None:
    assert kind in evidence(page([code, "ĐẢNG BỘ TỈNH"]), catalogue()).codes
    other = code.replace("9", "8").replace("16", "17").replace("2-", "5-")
    assert kind not in evidence(page([other, "ĐẢNG BỘ TỈNH"]), catalogue()).codes


# --- a unit's own file -----------------------------------------------------------------------------------


def test_a_unit_adds_a_title_and_a_type_of_its_own(tmp_path: Path) -> None:
    own = catalogue(
        written(
            tmp_path,
            "types:\n"
            "  - {type: 23, titles: ['GIẤY KHEN | của Đảng uỷ']}\n"
            "  - {type: 201, name: Sổ nhà đất, titles: [SỔ NHÀ ĐẤT CỦA CÁN BỘ], pages: [1, 2, 9]}\n",
        )
    )
    assert "GIẤY KHEN của Đảng uỷ" in own.kinds[22].titles
    assert len(own.kinds[22].titles) > 1
    rows = [[(827 - 150, "SỔ NHÀ ĐẤT CỦA CÁN BỘ")], "Chủ hộ: A", "Diện tích: B"]
    (group,) = separate((page(rows),), own).groups
    assert group.type == 201
    assert own.names()[201] == "Sổ nhà đất"


def test_an_entry_can_be_replaced(tmp_path: Path) -> None:
    own = catalogue(written(tmp_path, "types:\n  - {type: 37, replace: true, titles: [ĐƠN XIN GIA NHẬP]}\n"))
    assert own.kinds[36].titles == ("ĐƠN XIN GIA NHẬP",)
    assert own.kinds[36].name == catalogue().names()[37]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("types: [{type: 5, title: [A]}]", r"types\[0\].*title"),
        ("types: [{titles: [A]}]", r"types\[0\].*type"),
        ("types: [{type: 300, titles: [A]}]", r"types\[0\].*300"),
        ("types: [{type: 5, titles: 'A'}]", r"types\[0\]\.titles.*list"),
        ("types: [{type: 5, titles: ['A |']}]", r"types\[0\]\.titles\[0\].*HEADING"),
        ("types: [{type: 5, pages: [3, 1, 2]}]", r"types\[0\]\.pages.*rising"),
        ("types: [{type: 5, priority: 4}]", r"types\[0\]\.priority"),
        ("kinds: []", "kinds"),
        ("types: {}", "types.*list"),
        ("[1", "YAML"),
    ],
)
def test_a_mistake_is_named_with_file_place_and_rule(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=told) as raised:
        catalogue(written(tmp_path, text))
    assert raised.value.args[0].endswith("own.yaml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="cannot be read"):
        catalogue(tmp_path / "none.yaml")
