"""Forms as data: the shipped ones are sound, every mistake is named with its file and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import catalogue
from pipeline.errors import ConfigInvalid
from pipeline.forms.form import KINDS, built_in_forms, load_form, load_forms
from pipeline.forms.members import member_fields
from pipeline.text import nfc
from pipeline.vocabulary.words import nearest, vocabulary

GOOD = "form: X\ndocument_type: 3\nfields:\n- {key: hometown, kind: place, labels: [Quê quán]}\n"


def test_shipped_forms_name_known_keys_types_and_kinds() -> None:
    keys = {field.key: field.kind for field in member_fields()}
    for form in built_in_forms():
        assert set(form.document_types) <= set(catalogue().names())
        assert bool(form.document_types) != bool(form.titles)
        for field in form.fields:
            assert field.key is None or field.key in keys
            assert field.key is None or field.kind == keys[field.key], field.key
            assert all(label == nfc(label) for label in field.labels)


def test_the_card_form_has_every_key_of_the_record_in_all_editions() -> None:
    wanted = {field.key for field in member_fields()}
    editions = {
        form.edition: {f.key for f in form.fields} | {table.key for table in form.tables}
        for form in built_in_forms()
        if form.name == "2-HSĐV"
    }
    assert editions["B"] >= wanted
    assert editions["C"] >= wanted
    assert wanted - editions["A"] == {"birth_name", "vocational_education"}


def test_a_form_can_be_added_by_a_file_alone(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(GOOD, encoding="utf-8")
    (form,) = load_forms(tmp_path)
    assert form.fields[0].key == "hometown"


def test_one_file_may_describe_several_types_or_a_paper_outside_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(GOOD.replace("type: 3", "type: [47, 61]"), encoding="utf-8")
    assert load_form(path)[0].document_types == (47, 61)
    path.write_text(GOOD.replace("type: 3", "type: null") + "titles: [THẺ HỘI VIÊN]\n", encoding="utf-8")
    assert (load_form(path)[0].document_types, load_form(path)[0].titles) == ((), ("THẺ HỘI VIÊN",))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("kind: place", "kind: palace"), "fields[0].kind"),
        (GOOD.replace("labels", "lables"), "'lables'"),
        (GOOD.replace("form: X\n", ""), "the key 'form' is missing"),
        (GOOD + "colour: red\n", "'colour'"),
        (GOOD.replace("}", ", editions: {Z: [a]}}"), "fields[0].editions"),
        (GOOD.replace("[Quê quán]", "Quê quán"), "square brackets"),
        (GOOD.replace("kind: place", "kind: place, place: besides"), "fields[0].place"),
        (GOOD.replace("key: hometown", "key: home"), "'home'"),
        (GOOD.replace("kind: place", "kind: place, item: 5a"), "fields[0].item"),
        (GOOD.replace("type: 3", "type: ba"), "document_type"),
        (GOOD.replace("type: 3", "type: []"), "document_type"),
        (GOOD.replace("type: 3", "type: null"), "titles"),
        (GOOD + "titles: [ĐƠN]\n", "titles"),
        (GOOD + "unchanged: Không\n", "unchanged: this must be a list"),
        ("form: [", "not YAML"),
        ("- a list", "mapping"),
    ],
)
def test_a_mistake_is_named_with_file_and_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        load_form(path)
    assert "wrong.yaml" in str(caught.value)
    assert said in str(caught.value)


def test_there_are_54_peoples_and_every_closed_kind_has_words() -> None:
    assert len(set(vocabulary("ethnicity").values())) == 54
    open_kinds = {
        "date",
        "person_name",
        "place",
        "organisation",
        "text",
        "national_id",
        "profile_number",
        "card_number",
        "money",
        "badges",
    }
    assert all(bool(vocabulary(kind)) != (kind in open_kinds) for kind in KINDS)


@pytest.mark.parametrize(
    ("kind", "raw", "found"),
    [
        ("ethnicity", "KINH", ("Kinh", 0)),
        ("ethnicity", "Ê Đê", ("Ê-đê", 0)),
        ("ethnicity", "Kình", ("Kinh", 1)),
        ("sex", "Nũ", ("Nữ", 1)),
        ("general_education", "12/12", ("12/12", 0)),
    ],
)
def test_the_nearest_word_is_found_with_its_distance(kind: str, raw: str, found: tuple[str, int]) -> None:
    assert nearest(kind, raw) == found


def test_between_two_words_no_choice_is_made() -> None:
    assert nearest("general_education", "1/12") is None
    assert nearest("ethnicity", "Pháp quốc") is None
