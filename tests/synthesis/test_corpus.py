"""Texts of training lines: in the alphabet, of one split only, leaders left out."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.synthesis import corpus, tokens
from pipeline.synthesis.training.alphabet import LETTERS, encode
from pipeline.text import ACCENTED_LETTERS
from pipeline.vocabulary.spelling import common_syllables, spelling

SEEDS = st.integers(0, 2**32)


@given(SEEDS, st.sampled_from(corpus.KINDS), st.booleans())
def test_a_line_is_composed_text_of_its_split_in_the_alphabet(seed: int, kind: str, check: bool) -> None:
    words = corpus.invent(random.Random(seed), kind, check)
    assert corpus.in_check(words.text) == check
    assert unicodedata.is_normalized("NFC", words.text)
    assert encode(words.text)
    assert words == corpus.invent(random.Random(seed), kind, check)


@given(SEEDS)
def test_a_line_is_nonsense_where_it_holds_invented_syllables_or_letters(seed: int) -> None:
    words = corpus.invent(random.Random(seed), "print", True)
    known = common_syllables().keys() | set(spelling()["family"])
    strange = [word for word in re.findall(r"[^\W\d_]{4,}", words.text.lower()) if word not in known]
    assert words.nonsense or len(strange) <= 2


@given(SEEDS)
def test_leaders_are_not_in_the_text(seed: int) -> None:
    text = corpus.invent(random.Random(seed), "value", False).text
    assert "…" not in text
    assert "..." not in text


@pytest.mark.parametrize(
    ("drawn", "read"),
    [
        ("…/11/1996", "/11/1996"),
        ("Sinh ngày ...... tháng …… năm 1996", "Sinh ngày tháng năm 1996"),
        ("Họ và tên: ........ Lê", "Họ và tên: Lê"),
        ("P. 4, Q. 5 .. A", "P. 4, Q. 5 .. A"),
    ],
)
def test_a_run_of_dots_reads_as_a_space(drawn: str, read: str) -> None:
    assert corpus.transparent(drawn) == read


def test_every_slot_of_the_templates_is_filled() -> None:
    templates = yaml.safe_load((corpus.FOLDER / "templates.yaml").read_text("utf-8"))
    slots = set(re.findall(r"\{(\w+)\}", str(templates)))
    chance = random.Random(3)
    assert all(corpus.fill(slot, chance) for slot in slots)
    assert corpus.fill("OFFICE", chance).isupper()


@pytest.mark.parametrize("kind", corpus.KINDS)
@pytest.mark.parametrize("check", [False, True])
def test_no_text_makes_up_much_of_the_lines(kind: str, check: bool) -> None:
    """Texts that are always the same are asked for no oftener than others, whichever set they fall in."""
    chance = random.Random(9)
    said = Counter(corpus.invent(chance, kind, check).text for _ in range(1500))
    assert max(said.values()) < 60


def test_words_that_exist_begin_with_a_capital_where_asked() -> None:
    chance = random.Random(4)
    drawn = [corpus.fill("Words", chance) for _ in range(300)]
    assert all(text[0].isupper() and text[1:] == text[1:].lower() for text in drawn)
    assert all(set(text.lower().split()) <= set(common_syllables()) for text in drawn)


def test_word_lists_hold_words_only() -> None:
    for name in ("words", "signs", "templates"):
        for words in yaml.safe_load((corpus.FOLDER / f"{name}.yaml").read_text("utf-8")).values():
            assert all(isinstance(word, str) for word in words), name


def test_every_letter_of_the_alphabet_is_drawn_sooner_or_later() -> None:
    chance = random.Random(5)
    texts = (corpus.invent(chance, kind, False).text for _ in range(9000) for kind in ("value", "print"))
    drawn = set("".join(texts))
    assert set(LETTERS) <= drawn
    assert set(ACCENTED_LETTERS) <= drawn


@given(SEEDS)
def test_a_syllable_bears_at_most_one_tone(seed: int) -> None:
    spelt = tokens.syllable(random.Random(seed))
    assert sum(mark in "\u0300\u0301\u0303\u0309\u0323" for mark in spelt) <= 1
    assert set(unicodedata.normalize("NFC", spelt)) <= set(LETTERS)
