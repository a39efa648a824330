"""Measures: all right for a product without mistakes, and each mistake moves the measure it belongs to."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.report.evaluate import evaluate
from tests.report.dossiers import Object, export, truth, value

PAGES, DOCUMENTS = "Pages", "Documents"
EXACT, EMPTY, ACCEPTED = (
    "Record: written fields exact",
    "Record: empty or written",
    "Record: accepted without a person",
)
CARD, CONFIDENCE, TABLES = (
    "Card form, header and items 01-20, on the form itself",
    "Record: confidence",
    "Tables",
)


def measured(*exports: Object) -> dict[str, Any]:
    return evaluate(exports, [truth()]).as_object()


def counts(entry: dict[str, Any]) -> tuple[int, int]:
    return entry["count"], entry["of"]


def spoilt(spoil: Callable[[Object], object]) -> dict[str, Any]:
    made = copy.deepcopy(export())
    spoil(made)
    return measured(made)


def test_a_product_without_mistakes_has_everything_right() -> None:
    groups = measured(export())
    bad = [
        "lost",
        "doubled",
        "failed",
        "false alarms",
        "wrong",
        "invented",
        "taken for",
        "not found",
        "given a",
    ]
    for group, measures in groups.items():
        for name, entry in measures.items():
            if name in ("accepted", "accepted, handfont") or entry["of"] == 0:
                continue
            is_bad = any(word in name for word in bad) or name == "words of secret pages in the export"
            is_bad &= not name.startswith("could be accepted")
            assert entry["percent"] == (0 if is_bad else 100), (group, name)
    assert counts(groups[ACCEPTED]["accepted"]) == (2, 3)
    assert groups[DOCUMENTS]["boundaries, precision"]["F1"] == 1


def test_a_dossier_that_was_not_exported_has_nothing_right() -> None:
    groups = measured()
    assert counts(groups[PAGES]["lost"]) == (7, 7)
    assert counts(groups[PAGES]["blank exact"]) == (0, 7)
    assert counts(groups[EXACT]["all"]) == (0, 3)
    assert counts(groups[CARD]["all"]) == (0, 2)
    assert counts(groups[DOCUMENTS]["type exact"]) == (0, 3)
    assert counts(groups[DOCUMENTS]["boundaries, recall"]) == (0, 4)
    assert counts(groups[TABLES]["family: cells exact"]) == (0, 4)


@pytest.mark.parametrize(
    ("spoil", "group", "measure", "count", "of"),
    [
        (lambda e: e["pages"].pop(), PAGES, "lost", 1, 7),
        (lambda e: e["pages"].append(e["pages"][0]), PAGES, "doubled", 1, 7),
        (lambda e: e["pages"][0].update(number=9), PAGES, "listed at their number", 6, 7),
        (lambda e: e["pages"][1].update(rotation=0), PAGES, "rotation exact (not blank)", 5, 6),
        (lambda e: e["pages"][0].update(blank=True), PAGES, "written taken for blank", 1, 6),
        (lambda e: e["pages"][0].update(failed="timed_out"), PAGES, "failed", 1, 7),
        (lambda e: e["pages"][4].update(withheld=False), PAGES, "secret found", 0, 1),
        (lambda e: e["pages"][0].update(withheld=True), PAGES, "secret, false alarms", 1, 6),
        (lambda e: e["pages"][5].pop("duplicate_of"), PAGES, "second scans found", 0, 1),
        (lambda e: e["pages"][0].update(duplicate_of=2), PAGES, "second scans, false alarms", 1, 6),
        (
            lambda e: e["member"].update(titles=value("xã vô danh  thượng")),
            PAGES,
            "words of secret pages in the export",
            1,
            1,
        ),
        (lambda e: e["documents"].pop(), DOCUMENTS, "boundaries, recall", 3, 4),
        (lambda e: e["documents"][0].update(pages=[1]), DOCUMENTS, "exactly their pages", 3, 4),
        (lambda e: e["documents"][0].update(type=4), DOCUMENTS, "type exact", 2, 3),
        (lambda e: e["documents"][3].update(type=4), DOCUMENTS, "type wrong, of types named", 1, 3),
        (lambda e: e["member"].update(full_name=value("Hoàng Văn Hoa")), EXACT, "style print", 1, 2),
        (lambda e: e["member"].pop("birth_date"), EXACT, "identity fields", 1, 2),
        (lambda e: e["member"].update(party_badges=value(["30"])), EXACT, "all", 2, 3),
        (lambda e: e["member"].pop("birth_date"), EMPTY, "written, not found", 1, 3),
        (lambda e: e["member"].update(religion=value("Không")), EMPTY, "empty, given a value", 1, 1),
        (
            lambda e: e["member"].update(birth_date=value(None, status="blank")),
            EMPTY,
            "written, taken for empty",
            1,
            3,
        ),
        (lambda e: e["member"].update(religion=value("Không")), ACCEPTED, "wrong among accepted", 1, 3),
        (lambda e: e["member"].update(made_up=value("x")), ACCEPTED, "wrong among accepted", 1, 3),
        (
            lambda e: e["member"]["birth_date"].update(status="accepted"),
            ACCEPTED,
            "contradictions between papers sent to a person",
            0,
            1,
        ),
        (
            lambda e: e["member"]["birth_date"].update(value="1976-08-16"),
            CONFIDENCE,
            "wrong among the surest 100%",
            1,
            3,
        ),
        (
            lambda e: e["member"]["birth_date"].update(value="1976-08-16"),
            CONFIDENCE,
            "could be accepted with 0.14% wrong",
            2,
            3,
        ),
        (lambda e: e["documents"][0]["fields"].pop("birth_date"), CARD, "style handfont", 0, 1),
        (lambda e: e["documents"][0].update(type=4), CARD, "all", 0, 2),
        (lambda e: e["tables"]["family"].pop(0), TABLES, "family: rows found", 1, 2),
        (lambda e: e["tables"]["family"].insert(1, {}), TABLES, "family: rows invented", 1, 3),
        (
            lambda e: e["tables"]["family"][0].update(name=value("Ai")),
            TABLES,
            "family: cells exact",
            3,
            4,
        ),
    ],
)
def test_each_mistake_moves_its_measure(
    spoil: Callable[[Object], object], group: str, measure: str, count: int, of: int
) -> None:
    entry = spoilt(spoil)[group][measure]
    assert counts(entry) == (count, of)
    assert counts(measured(export())[group][measure]) != (count, of)


def test_the_error_among_accepted_has_its_limits() -> None:
    entry = measured(export())[ACCEPTED]["wrong among accepted"]
    assert counts(entry) == (0, 2)
    assert entry["95% from"] == 0
    assert entry["to"] == pytest.approx(84.19, abs=0.01)


def test_the_measures_are_plain_json_and_a_table() -> None:
    evaluation = evaluate([export()], [truth()])
    assert json.loads(json.dumps(evaluation.as_object(), allow_nan=False)) == evaluation.as_object()
    lines = evaluation.as_text().splitlines()
    assert lines[0] == "Pages"
    assert any(line.split()[:5] == ["lost", "0.00", "%", "0", "/"] for line in lines)
    assert len(lines) > 50


def test_nothing_to_measure_is_no_error() -> None:
    lines = evaluate([], []).as_text().splitlines()
    assert ["lost", "-", "0", "/", "0"] in [line.split() for line in lines]
