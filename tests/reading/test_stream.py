"""Streams: rows from pieces, leaves one after the other, the folded twin and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.geometry import Box
from pipeline.reading.cutting import parted
from pipeline.reading.lattice import text as greedy
from pipeline.reading.rows import rows
from pipeline.reading.stream import UNREAD, lines_stream, stream
from pipeline.types import Lattice
from tests.paper import line, page, seconded


def test_pieces_of_a_row_are_joined_from_left_to_right() -> None:
    found = rows([line("c", 900, 104), line("a", 100, 100), line("d", 100, 150), line("b", 400, 96)])
    assert [["".join(s.letters for s in piece.lattice.steps) for piece in row] for row in found] == [
        ["a", "b", "c"],
        ["d"],
    ]


def test_a_row_may_climb_by_its_height_over_the_page() -> None:
    pieces = [line(letter, 100 + 200 * n, 100 + 10 * n) for n, letter in enumerate("abcdef")]
    below = [line(letter, 100 + 200 * n, 150 + 10 * n) for n, letter in enumerate("ghijkl")]
    assert [len(row) for row in rows([*below, *pieces])] == [6, 6]
    assert stream((page([], lines=(*below, *pieces)),)).folded == "abcdefghijkl"


def test_an_answer_half_a_height_above_its_label_stands_in_the_label_s_row() -> None:
    label = line("16) Ngày nhập ngũ:", 100, 119)
    answer = line("16/02/1976", label.box.right + 14, 100)
    assert label.box.vertical_overlap(answer.box) < 0.5
    assert rows([answer, label]) == ((label, answer),)
    words = line("và các tổ chức", 100, 119)
    assert len(rows([line("16/02/1976", words.box.right + 14, 100), words])) == 2
    assert len(rows([line("16/02/1976", words.box.right + 3, 100), words])) == 1, "written right behind it"


def test_an_open_booklet_is_read_leaf_by_leaf() -> None:
    open_pages = [[(100.0, "mot"), (900.0, "ba")], [(100.0, "hai"), (900.0, "bon")]]
    leaves = (Box(0, 0, 800, 2339), Box(800, 0, 1654, 2339))
    assert stream((page(open_pages, leaves=leaves),)).folded == "mothaibabon"
    assert stream((page(open_pages),)).folded == "motbahaibon"


@given(st.lists(st.text(alphabet="Ạb ỗ1:.Đ", min_size=1, max_size=12), max_size=6))
def test_the_folded_twin_leads_back_to_its_letters(texts: list[str]) -> None:
    letters = stream((page(texts),))
    assert len(letters.folded) == len(letters.origin)
    assert all(letters.letters[place].letter.isalnum() for place in letters.origin)
    assert list(letters.origin) == sorted(letters.origin)


def test_a_place_is_the_box_of_its_visible_letters_on_one_page() -> None:
    read = page(["abc def"])
    letters = lines_stream(read, read.lines)
    assert letters.place(3, 4) is None
    found = letters.place(4, 7)
    assert found is not None
    assert found[0] == 1
    assert 140 < found[1].left < found[1].right < 190


def test_what_was_left_out_of_a_reading_stands_where_it_was_written() -> None:
    whole = line("Chi bộ: Văn Sở", 100)
    letters = stream((page([], lines=(replace(whole, unread=(100 + 11.2 * 12, 100 + 14 * 12 - 1)),)),))
    assert letters.text == f"Chi bộ: Văn{UNREAD} Sở{UNREAD}\n"
    assert letters.folded == "chibovanso"
    assert greedy(letters.lattice(8, 15)) == "Văn Sở"
    assert greedy(letters.lattice(11, 12)) == ""


def test_a_letter_keeps_how_many_looks_dispute_it() -> None:
    whole = line("Văn", 100)
    steps = tuple(replace(step, disputed=2 * (step.letters == "ă")) for step in whole.lattice.steps)
    dots = (Box(100, 130, 400, 134),)  # On a leader each letter may have lost its dot.
    for leaders in ((), dots):
        read = replace(whole, lattice=Lattice(steps), leaders=leaders)
        assert [letter.disputed for letter in stream((page([], lines=(read,)),)).letters] == [0, 2, 0, 0]


def test_a_line_cut_in_two_keeps_what_was_left_out_on_its_side() -> None:
    whole = replace(line("Sinh        tại", 100), unread=(100 + 1.9 * 12, 100 + 15 * 12 - 1))
    said = [stream((page([], lines=(part,)),)).text for part in parted(whole)]
    assert [text.split() for text in said] == [[f"Si{UNREAD}nh"], [f"tại{UNREAD}"]]


def test_the_second_reader_is_quoted_between_the_same_letters() -> None:
    read = seconded(page([[(100.0, "Sinh ngày: 20/10/1975"), (600.0, "tại Vinh")]]), ("20/10", "26/10"))
    letters = stream((read,))
    start = letters.text.index("20")
    assert letters.second(start, letters.text.index(" tại")) == ("26/10/1975", pytest.approx(0.99))
    assert letters.second(start, len(letters.text)) == ("26/10/1975 tại Vinh", pytest.approx(0.99))
    assert letters.second(0, 4) == ("Sinh", pytest.approx(0.99))


def test_where_the_second_reader_was_not_asked_nothing_is_quoted() -> None:
    asked, not_asked = line("Vinh", second="Vinh"), line("Nghệ An", 400)
    letters = stream((page([], lines=(asked, not_asked)),))
    assert letters.second(0, 4) == ("Vinh", pytest.approx(0.99))
    assert letters.second(0, len(letters.text)) is None
    assert letters.second(2, 2) is None


def test_on_a_leader_a_dot_below_is_nobodys_certainty() -> None:
    seen = line("Khộng ai")
    doubting = Lattice(
        tuple(replace(s, letters=s.letters + "x", log_probs=(*s.log_probs, -8.0)) for s in seen.lattice.steps)
    )
    plain = replace(seen, lattice=doubting)
    on_leader = replace(plain, leaders=(Box(0, 30, 400, 34),))
    sure, doubted = (stream((page([], lines=(each,)),)).lattice(0, 8) for each in (plain, on_leader))
    assert "ô" not in "".join(step.letters for step in sure.steps)
    letters = [step.letters for step in doubted.steps]
    assert any(step[0] == "ộ" and "ô" in step for step in letters)
    assert any(step[0] == "a" and "ạ" in step for step in letters)
    assert not any("ì" in step for step in letters)


def test_a_reader_without_second_thoughts_keeps_its_dots() -> None:
    seen = replace(line("Khộng"), leaders=(Box(0, 30, 400, 34),))
    assert stream((page([], lines=(seen,)),)).pieces == (seen.lattice,)
