"""The report: only the blind sample speaks of accepted values, and it tightens the aim when surely bad."""

from __future__ import annotations

import json

from pipeline.report.accuracy import Followed, Looked, RowLooked, accuracy, as_object, as_text, statement
from pipeline.report.page import as_html


def looked(of: int, wrong: int, *, sampled: bool, confidence: float = 0.99) -> list[Looked]:
    return [Looked(confidence, n >= wrong, sampled, "date", "Phiếu đảng viên", "2026-01") for n in range(of)]


def test_answers_to_doubtful_values_say_nothing_of_accepted_ones() -> None:
    report = accuracy(looked(500, 250, sampled=False), 0.0014)
    assert report.sample.of == 0
    assert report.tightened == 1
    assert "nothing can be said" in statement(report)


def test_the_statement_gives_the_upper_limit_of_the_sample() -> None:
    report = accuracy([*looked(300, 0, sampled=True), *looked(50, 20, sampled=False)], 0.0014)
    assert (report.sample.wrong, report.sample.of) == (0, 300)
    assert 0.012 < report.sample.high < 0.0124  # Clopper-Pearson for 0 of 300.
    assert "1.22%" in statement(report)
    assert report.tightened == 1


def test_a_sample_surely_worse_than_the_aim_tightens_it() -> None:
    report = accuracy(looked(300, 6, sampled=True), 0.0014)
    assert report.tightened == 6 / 300 / 0.0014
    assert "divided" in as_text(report)


def test_one_mistake_by_chance_tightens_nothing() -> None:
    assert accuracy(looked(300, 1, sampled=True), 0.0014).tightened == 1


def test_the_report_is_plain_json_and_a_page_that_needs_nothing_else() -> None:
    report = accuracy(looked(100, 3, sampled=True), 0.0014)
    assert json.loads(json.dumps(as_object(report)))["sample"][0]["wrong"] == 3
    page = as_html(report)
    assert "<svg" in page
    assert "http" not in page
    assert as_html(accuracy([], 0.0014)).startswith("<!doctype html>")


def test_what_became_of_values_like_wrong_ones_is_told() -> None:
    report = accuracy(looked(300, 1, sampled=True), 0.0014, Followed(1, 12, 5))
    assert as_object(report)["reopened"] == {"wrong": 1, "values": 12, "waiting": 5}
    for told in (as_text(report), as_html(report)):
        assert "12, of which 5 wait" in told
    assert "of which" not in as_text(accuracy(looked(300, 1, sampled=True), 0.0014))


def test_the_sample_is_told_by_kind_form_and_month() -> None:
    report = accuracy(looked(300, 1, sampled=True), 0.0014)
    assert [count.name for count in report.parts] == ["date", "Phiếu đảng viên", "2026-01"]


def test_rows_of_tables_are_told_by_column_and_kept_out_of_the_sample() -> None:
    rows = [
        RowLooked("Quan hệ gia đình", True, True, (("Họ và tên", True), ("Năm sinh", False))),
        RowLooked("Quan hệ gia đình", True, True, (("Họ và tên", True),)),
        RowLooked("Quan hệ gia đình", False, True, ()),
        RowLooked("Quan hệ gia đình", True, False, ()),
    ]
    report = accuracy(looked(300, 1, sampled=True), 0.0014, rows=rows)
    (table,) = as_object(report)["tables"]
    assert (table["rows"], table["missed"], table["invented"]) == (3, 1, 1)
    counts = {count["name"]: (count["wrong"], count["of"]) for count in table["columns"]}
    assert counts == {"Họ và tên": (0, 2), "Năm sinh": (1, 1)}
    assert (report.sample.of, report.looked) == (300, 300)
    for told in (as_text(report), as_html(report)):
        assert "3 rows that people settled; 1 of them the machine had missed, and 1 were none" in told
        assert "overlooked" in told
    assert "overlooked" not in as_text(accuracy([], 0.0014))
