"""Whole dossiers: the same seed gives the same bytes, and the truth tells what the pages show."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from pipeline.synthesis.dossiers import draw_dossier
from pipeline.synthesis.plans import Plan, invent_plan, load_plans, sample_plans
from pipeline.synthesis.shops import Typefaces

DPI = 100
SAMPLES = Path(__file__).parents[1] / "data" / "samples" / "truth.jsonl"
SCANS = Path(__file__).parents[2] / "scans" / "samples"


def plan(**changes: Any) -> Plan:
    """A small dossier with everything that is special about pages."""
    values: dict[str, Any] = {
        "name": "D1",
        "edition": "B",
        "style": "handfont",
        "papers": ("admission", "card", "inspection", "letter"),
        "container": "pdf",
        "severities": ("mild",),
        "modes": ("gray",),
        "upside_down": "letter",
        "doubled": "admission",
        "blank_backs": 1.0,
    }
    return Plan(**(values | changes))


@pytest.fixture(scope="module")
def drawn(dejavu: Typefaces, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("drawn")
    return draw_dossier(plan(), 5, dejavu, folder, DPI), folder / "D1"


def images(truth: dict[str, Any], folder: Path) -> Iterator[Image.Image]:
    for page in truth["pages"]:
        path = folder / page["source"]
        if path.suffix == ".pdf":
            with pypdfium2.PdfDocument(path) as document:
                yield document[page["source_page"] - 1].render(scale=page["dpi"] / 72).to_pil()
        else:
            with Image.open(path) as image:
                image.seek(page["source_page"] - 1)
                yield image.convert("RGB")


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("container", ["pdf", "jpeg", "tiff", "mixed"])
def test_same_seed_same_bytes(container: str, dejavu: Typefaces, tmp_path: Path) -> None:
    small = plan(papers=("admission", "letter"), container=container, modes=("gray", "bilevel"))
    first = draw_dossier(small, 3, dejavu, tmp_path / "1", DPI)
    second = draw_dossier(small, 3, dejavu, tmp_path / "2", DPI)
    assert first == second
    assert digests(tmp_path / "1" / "D1") == digests(tmp_path / "2" / "D1")
    assert draw_dossier(small, 4, dejavu, tmp_path / "3", DPI)["member"] != first["member"]


def test_boxes_hold_ink(drawn: tuple[dict[str, Any], Path]) -> None:
    truth, folder = drawn
    pages = [np.asarray(image.convert("L")) for image in images(truth, folder)]
    places = [place for field in truth["fields"].values() for place in field["occurrences"]]
    assert len(places) > 40
    for place in places:
        left, top, right, bottom = place["box"]
        page = pages[place["page"] - 1]
        inside = page[top:bottom, left:right]
        assert inside.size
        assert inside.min() < page.mean() - 40, f"no ink on page {place['page']} at {place['box']}"


def test_truth_round_trips_and_adds_up(drawn: tuple[dict[str, Any], Path]) -> None:
    truth, _ = drawn
    assert json.loads(json.dumps(truth, ensure_ascii=False)) == truth
    numbered = [number for document in truth["documents"] for number in document["pages"]]
    blanks = [page["number"] for page in truth["pages"] if page["blank"]]
    assert sorted(numbered + blanks) == [page["number"] for page in truth["pages"]]
    for key, field in truth["fields"].items():
        values = [place["value"] for place in field["occurrences"]]
        assert all(value == truth["member"][key] for value in values)
        assert bool(values) == (truth["member"][key] is not None)


def test_special_pages_are_told(drawn: tuple[dict[str, Any], Path]) -> None:
    truth, _ = drawn
    types = {document["type"]: document for document in truth["documents"]}
    assert [page["number"] for page in truth["pages"] if page["duplicate"]] == [types[5]["pages"][1]]
    assert types[34]["withheld"]
    assert types[None]["what"] == "letter"
    assert {page["rotation"] for page in truth["pages"] if page["number"] in types[None]["pages"]} == {180}
    assert any(page["blank"] for page in truth["pages"])


def test_withheld_pages_tell_nothing_but_canaries(drawn: tuple[dict[str, Any], Path]) -> None:
    truth, _ = drawn
    withheld = {page["number"] for page in truth["pages"] if page["withheld"]}
    places = {place["page"] for field in truth["fields"].values() for place in field["occurrences"]}
    assert withheld
    assert not withheld & places
    assert len(truth["canaries"]) == 3
    assert not any(canary in json.dumps(truth["fields"], ensure_ascii=False) for canary in truth["canaries"])


def test_contradiction_is_listed(dejavu: Typefaces, tmp_path: Path) -> None:
    told = draw_dossier(
        plan(papers=("admission", "card"), contradiction="birth_date"), 5, dejavu, tmp_path, DPI
    )
    (conflict,) = told["conflicts"]
    values = [entry["value"] for entry in conflict["values"]]
    assert conflict["key"] == "birth_date"
    assert len(set(values)) == 2
    assert told["member"]["birth_date"] in values


@pytest.mark.parametrize("seed", range(40))
def test_every_invented_plan_holds_the_papers_of_a_member(seed: int) -> None:
    invented = invent_plan("T1", random.Random(seed))
    assert {"card", "admission", "official"} <= set(invented.papers)
    assert len(set(invented.papers)) == len(invented.papers)
    assert invented.upside_down is None or invented.upside_down in invented.papers


def test_sample_plans_cover_the_styles() -> None:
    assert {plan.style for plan in sample_plans()} == {"print", "typewriter", "handfont"}
    assert {plan.container for plan in sample_plans()} == {"pdf", "tiff", "jpeg"}
    assert load_plans(SAMPLES.parents[3] / "pipeline/synthesis/templates/samples.yaml") == sample_plans()


def test_committed_samples_match_their_truth() -> None:
    lines = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    assert [line["dossier"] for line in lines] == [plan.name for plan in sample_plans()]
    for line in lines:
        sizes = [image.size for image in images(line, SCANS / line["dossier"])]
        for size, page in zip(sizes, line["pages"], strict=True):
            assert abs(size[0] - page["width"]) <= 1
            assert abs(size[1] - page["height"]) <= 1
