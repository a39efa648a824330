"""Vietnamese text: what is equal must compare equal, what is another name must not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text import (
    ACCENTED_LETTERS,
    comparable,
    edit_distance,
    natural_key,
    nfc,
    place_tones,
    strip_marks,
)

words = st.text(alphabet=ACCENTED_LETTERS + "abcghiklmnopqrstuvxy -/12", max_size=20)


def test_there_are_134_accented_letters_each_one_code_point() -> None:
    assert len(set(ACCENTED_LETTERS)) == 134
    assert unicodedata.is_normalized("NFC", ACCENTED_LETTERS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("Khoẻ", "KHỎE"),
        ("uỷ ban", "Ủy  ban"),
        ("thuý", "thúy"),
        ("P. Nghi Thuỷ, ", "p. nghi thủy"),
        ("Loà xoà", "lòa xòa"),
    ],
)
def test_tone_place_case_space_and_end_signs_are_one(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Thuận", "Thuần"), ("Hoà", "Hoa"), ("sĩ", "sỹ"), ("12/12", "1212"), ("Lan", "Lân")]
)
def test_other_names_stay_other_names(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize("word", ["toán", "hoành", "xoèn", "quýt", "thuyền", "giầy"])
def test_a_tone_inside_a_closed_syllable_stays(word: str) -> None:
    assert place_tones(word) == word


@given(words)
def test_folding_twice_changes_nothing_more(word: str) -> None:
    assert comparable(comparable(word)) == comparable(word)
    assert place_tones(place_tones(word)) == place_tones(word)


@given(words)
def test_composed_and_decomposed_text_fold_alike(word: str) -> None:
    assert comparable(unicodedata.normalize("NFD", word)) == comparable(nfc(word))


@given(words)
def test_stripping_marks_keeps_one_letter_a_letter(word: str) -> None:
    stripped = strip_marks(nfc(word))
    assert len(stripped) == len(nfc(word))
    assert not set(stripped) & set(ACCENTED_LETTERS)


@given(words, words, words)
def test_edit_distance_is_a_metric(one: str, two: str, three: str) -> None:
    assert edit_distance(one, one) == 0
    assert (edit_distance(one, two) == 0) == (one == two)
    assert edit_distance(one, two) == edit_distance(two, one)
    assert edit_distance(one, three) <= edit_distance(one, two) + edit_distance(two, three)


def test_names_sort_as_people_count() -> None:
    names = ["scan 10.pdf", "scan 2.pdf", "Scan 1.pdf", "a", "2"]
    assert sorted(names, key=natural_key) == ["2", "a", "Scan 1.pdf", "scan 2.pdf", "scan 10.pdf"]
