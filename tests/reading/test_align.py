"""Approximate search against the plain definition of edit distance."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.align import find, fold, lead
from pipeline.text import edit_distance

letters = st.text(alphabet="abcd", max_size=14)
phrases = st.text(alphabet="abcd", min_size=1, max_size=6)


@given(phrases, letters, st.integers(0, 2))
def test_every_match_is_as_near_as_it_says(phrase: str, text: str, limit: int) -> None:
    for match in find(phrase, text, limit):
        assert 0 <= match.start <= match.end <= len(text)
        assert edit_distance(phrase, text[match.start : match.end]) == match.distance <= limit


@given(phrases, letters, st.integers(0, 2))
def test_the_nearest_place_is_found_and_matches_do_not_overlap(phrase: str, text: str, limit: int) -> None:
    places = [(i, j) for i in range(len(text) + 1) for j in range(i, len(text) + 1)]
    nearest = min(edit_distance(phrase, text[i:j]) for i, j in places) if text else limit + 1
    found = find(phrase, text, limit)
    assert bool(found) == (nearest <= min(limit, len(phrase) - 1))
    if found:
        assert min(match.distance for match in found) == nearest
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(phrases, letters, st.integers(0, 4))
def test_a_lead_is_the_nearest_beginning_of_the_text(phrase: str, text: str, limit: int) -> None:
    distances = [edit_distance(phrase, text[:end]) for end in range(len(text) + 1)]
    match = lead(phrase, text, limit)
    assert (match is not None) == (min(distances) <= limit)
    if match:
        assert (match.start, match.distance) == (0, min(distances))
        assert distances.index(match.distance) == match.end


def test_a_label_is_found_in_misread_print() -> None:
    text = fold("12) Ngây vào Đăng: 4/11/1996 Tại Chi bô: Ban Chính sách")
    (match,) = find(fold("Ngày vào Đảng"), text, 2)
    assert text[match.start : match.end] == "ngayvaodang"
