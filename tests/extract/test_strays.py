"""Marks of a line taken for pieces of their own, and what stands in the margin beyond the block of print."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.strays import without_strays
from pipeline.geometry import Box
from pipeline.reading.lattice import text
from pipeline.types import Line
from tests.paper import line, page

SENTENCE = "Người giới thiệu thứ nhất: Lê Văn Mẫu, đảng viên"
ROWS = [SENTENCE] * 6


def kept(*added: Line) -> list[str]:
    read = page(ROWS)
    return [text(line.lattice) for line in without_strays(replace(read, lines=(*read.lines, *added))).lines]


def small(letters: str, box: Box) -> Line:
    return replace(line(letters, box.left, box.top), box=box)


def test_a_comma_that_chained_by_itself_belongs_to_the_line_around_it() -> None:
    assert kept(small("9", Box(400, 118, 414, 138))) == ROWS


def test_a_word_between_two_rows_stays() -> None:
    assert "Vinh" in kept(small("Vinh", Box(400, 132, 460, 152)))


def test_letters_of_an_edge_seal_stand_outside_the_block_of_print() -> None:
    right = 100 + 12.0 * len(SENTENCE)
    assert kept(line("ĐẢNG", right + 40, 200)) == ROWS
    assert "ĐẢNG" in kept(line("ĐẢNG", right - 60, 460))


def test_an_answer_beyond_all_wide_lines_is_kept_close_behind_its_label() -> None:
    right = 100 + 12.0 * len(SENTENCE)
    label = line("10) Thành phần gia đình:", right - 280, 650)
    assert "Bần nông" in kept(label, line("Bần nông", right + 40, 645))
    assert "Bần nông" not in kept(label, line("Bần nông", right + 40, 645, probability=0.6))


def test_a_seal_that_one_line_ran_into_is_still_in_the_margin() -> None:
    right = 100 + 12.0 * len(SENTENCE)
    run_into = small(SENTENCE, Box(100, 600, right + 16, 636))
    assert kept(run_into, line("76 BỘ", right - 20, 460)) == [*ROWS, SENTENCE]
    assert "Vinh" in kept(run_into, line("Vinh", right - 20, 460))
    assert "3-12-2007" in kept(*(line(SENTENCE, 180, top) for top in (650, 700)), line("3-12-2007", 100, 750))


def test_a_dotted_rule_that_was_read_is_no_writing() -> None:
    assert kept(small("n cg t sãi ca Ti", Box(300, 605, 460, 618))) == ROWS


def test_a_page_of_few_lines_has_no_margin() -> None:
    lone = page([SENTENCE], lines=(line(SENTENCE), line("ĐẢNG", 1500, 400)))
    assert without_strays(lone) == lone


def test_a_cell_of_a_table_is_within_the_block() -> None:
    from tests.extract.test_tables import table

    read = page(ROWS, tables=(table([20.0, 90.0, 700.0], [400.0, 500.0]),))
    cell = line("Nội", 30, 420)
    assert "Nội" in [
        text(one.lattice) for one in without_strays(replace(read, lines=(*read.lines, cell))).lines
    ]
