"""One field on several papers: what they say together, and what stays a contradiction."""

from __future__ import annotations

from dataclasses import replace

from pipeline.extract.draft import Draft
from pipeline.extract.tables import TableRow
from pipeline.extract.together import MOST, heard_together, rows_together
from pipeline.geometry import Box
from tests.extract.test_decoded import seen


def told(value: str | None, *others: tuple[str, float], key: str = "hometown", kind: str = "text") -> Draft:
    """A paper that says `value`, and might say the others, so much less likely each."""
    heard = () if value is None else ((value, 0.0), *others)
    margin = min((-loss for _, loss in others), default=20.0)
    place = Box(0, 0, 1, 1)
    return Draft(
        key, kind, value, value or "", value is not None, 1, place, 1, 1, 1, 1, 1, margin, 0, (), heard
    )


def values(*drafts: Draft) -> list[str | None]:
    return [draft.value for draft in heard_together(drafts)]


def test_papers_that_read_well_settle_one_that_did_not() -> None:
    sure, unsure = told("Hằng", ("Hảng", -6.0)), told("Hảng", ("Hằng", -0.5))
    assert values(sure, sure, unsure) == ["Hằng"] * 3


def test_a_paper_taken_along_remembers_that_it_was_overruled() -> None:
    doubtful = replace(told("Hảng", ("Hằng", -0.5)), doubts=("not_in_vocabulary",))
    _, _, taken = heard_together([told("Hằng", ("Hảng", -6.0)), told("Hằng", ("Hảng", -6.0)), doubtful])
    assert (taken.gap, taken.margin, taken.doubts, taken.raw) == (0.5, 0.0, (), "Hảng")


def test_a_paper_that_surely_says_something_else_keeps_it() -> None:
    one, other = told("1975-08-15", kind="date"), told("1975-08-16", kind="date")
    found = heard_together([one, one, other])
    assert [draft.value for draft in found] == ["1975-08-15", "1975-08-15", "1975-08-16"]
    assert found[2].together == 0


def test_two_papers_of_equal_right_settle_nothing() -> None:
    assert values(told("An", ("Ân", -1.0)), told("Ân", ("An", -1.0))) == ["An", "Ân"]


def test_fewer_papers_never_outvote_more() -> None:
    clear, faint = told("Ẩn", ("Ân", -7.0)), told("Ân", ("Ẩn", -1.0))
    assert values(clear, faint, faint) == ["Ẩn", "Ân", "Ân"]


def test_agreement_adds_up_and_one_paper_is_worth_so_much_at_most() -> None:
    one = told("Vinh", ("Vĩnh", -2.0))
    assert [draft.together for draft in heard_together([one])] == [2.0]
    assert [draft.together for draft in heard_together([one, one, told("Vinh")])] == [4.0 + MOST] * 3


def test_what_another_paper_says_is_weighed_on_the_writing_itself() -> None:
    blurred = replace(told("Vinh"), seen=seen("Vinh", {1: "ĩ"}, 0.4))
    clear = replace(told("Vinh"), seen=seen("Vinh"))
    sure = told("Vĩnh", ("Vinh", -7.0))
    assert values(sure, sure, blurred)[2] == "Vĩnh"
    assert values(sure, sure, clear)[2] == "Vinh"


def test_a_paper_with_too_little_writing_for_its_own_value_says_nothing_of_others() -> None:
    torn = replace(told("Vinh"), seen=seen("V"))
    sure = told("Vĩnh", ("Vinh", -7.0))
    assert values(sure, sure, torn)[2] == "Vinh"


def test_places_with_other_ranks_are_one_place_and_stay_as_written() -> None:
    papers = [
        told("X. Châu Lý, H. Quỳ Hợp", kind="place"),
        told("xã Châu Lý - huyện Quỳ Hợp", ("xã Châu Ly - huyện Quỳ Hợp", -3.0), kind="place"),
    ]
    found = heard_together(papers)
    assert [draft.value for draft in found] == [draft.value for draft in papers]
    assert found[0].together == MOST + 3.0


def test_keys_do_not_mix_and_empty_fields_say_nothing() -> None:
    papers = [told("An"), told(None), told("Bình", key="occupation")]
    assert values(*papers) == ["An", None, "Bình"]


def body(value: str, *others: tuple[str, float], key: str = "cell") -> Draft:
    return told(value, *others, key=key, kind="organisation")


def test_a_body_named_in_several_fields_is_one_body() -> None:
    sure = body("Sở Nông nghiệp và PTNT", ("Sở Nông nghiệp và PINT", -9.0), key="grassroots_organisation")
    unsure = body("Sở Nông nghiệp và PÌNT", ("Sở Nông nghiệp và PTNT", -0.6), key="recruiting_agency")
    assert values(sure, unsure) == ["Sở Nông nghiệp và PTNT"] * 2


def test_bodies_that_differ_in_a_figure_or_are_short_are_two() -> None:
    one, two = (
        body("Chi bộ thôn 1", ("Chi bộ thôn 2", -9.0)),
        body("Chi bộ thôn 2", ("Chi bộ thôn 1", -0.5), key="x"),
    )
    assert values(one, two) == ["Chi bộ thôn 1", "Chi bộ thôn 2"]
    assert values(body("Hà Nam", ("Hà Nội", -9.0)), body("Hà Nội", ("Hà Nam", -0.1), key="x")) == [
        "Hà Nam",
        "Hà Nội",
    ]


def name(value: str, *others: tuple[str, float], key: str = "full_name") -> Draft:
    return told(value, *others, key=key, kind="person_name")


def test_the_name_somebody_was_born_with_is_the_same_name_where_only_marks_differ() -> None:
    sure, unsure = (
        name("Trương Văn Hoãn"),
        name("Trường Văn Hoãn", ("Trương Văn Hoãn", -1.5), key="birth_name"),
    )
    assert values(sure, sure, unsure) == ["Trương Văn Hoãn"] * 3
    another = name("Trường Văn Hoãn", ("Trương Văn Hoãn", -7.0), key="birth_name")
    assert values(sure, sure, another)[2] == "Trường Văn Hoãn", "written clearly, it is another name"
    other = name("Trường Văn Toàn", ("Trương Văn Hoãn", -1.5), key="birth_name")
    assert values(sure, sure, other)[2] == "Trường Văn Toàn"


def test_a_doubt_falls_where_another_paper_says_the_same_without_it() -> None:
    short = replace(told("1964-09-18", kind="date"), doubts=("short_year",))
    full = told("1964-09-18", kind="date")
    assert [draft.doubts for draft in heard_together([short, full])] == [(), ()]
    assert [draft.doubts for draft in heard_together([short, short])] == [("short_year",)] * 2


def test_another_name_is_no_misreading() -> None:
    one = replace(told("Đặng Hữu Khuê", kind="person_name"), seen=seen("Đặng Hữu Khuê"))
    other = replace(told("Đặng Công Khuê", kind="person_name"), seen=seen("Đặng Công Khuê"))
    assert values(other, other, other, one)[3] == "Đặng Hữu Khuê"
    spoken = told("Đặng Hữu Khuê", ("Đặng Công Khuê", -12.0), kind="person_name")
    assert values(other, other, other, spoken)[3] == "Đặng Hữu Khuê"


def relative(name: Draft, relation: str = "Mẹ đẻ") -> TableRow:
    return TableRow("family", (told(relation, key="relation"), replace(name, key="name")))


def names(papers: tuple[tuple[TableRow, ...], ...]) -> list[list[str | None]]:
    return [[row.cells[1].value for row in rows] for rows in papers]


def test_a_row_that_two_papers_have_is_heard_together() -> None:
    sure, unsure = told("Bàn Thị Nguỵ", ("Bàn Thị Nguy", -6.0)), told("Bàn Thị Nguy", ("Bàn Thị Nguỵ", -0.5))
    first = (relative(told("Lò Văn Pành"), "Cha đẻ"), relative(sure))
    assert names(rows_together([first, (relative(unsure),)])) == [
        ["Lò Văn Pành", "Bàn Thị Nguỵ"],
        ["Bàn Thị Nguỵ"],
    ]


def test_rows_of_two_people_stay_two() -> None:
    one, other = (relative(told("Lò Thị Hoa", ("Lò Thị Hoà", -1.0))),), (relative(told("Vi Văn Bích")),)
    assert names(rows_together([one, other])) == [["Lò Thị Hoa"], ["Vi Văn Bích"]]
    assert rows_together([one, ()]) == (one, ())
