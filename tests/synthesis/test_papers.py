"""Every paper of the templates can be set; long ones run over pages, series keep one print."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pipeline.catalogue.catalogue import catalogue
from pipeline.synthesis.dossiers import draw_dossier
from pipeline.synthesis.members import invent_member
from pipeline.synthesis.papers import paper_templates, set_paper
from pipeline.synthesis.plans import Plan, invent_plan
from pipeline.synthesis.sheets import Glyphs, Sheet
from pipeline.synthesis.shops import Typefaces, open_shop

CANARIES = {"canary_name": "Ông Ích Trầm Khê", "canary_number": "KM1", "canary_place": "bản Mây Ngàn"}
PAPERS: dict[str, Any] = paper_templates()["papers"]


def drawn(name: str, faces: Typefaces, seed: int = 3) -> tuple[Sheet, ...]:
    chance = random.Random(seed)
    member = invent_member(chance, "B")
    told = type(member)(member.edition, member.fields, (*member.facts, *CANARIES.items()), member.tables)
    return set_paper(name, told, open_shop("print", faces, chance, filled=False), chance)


def words(sheet: Sheet) -> str:
    return " ".join(mark.text for mark in sheet.marks if isinstance(mark, Glyphs))


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_can_be_set(name: str, dejavu: Typefaces) -> None:
    sheets = drawn(name, dejavu)
    assert sheets
    assert not any("{" in words(sheet) or "[" in words(sheet) for sheet in sheets)


def test_more_than_half_of_the_types_are_drawn() -> None:
    types = {paper["type"] for paper in PAPERS.values() if paper["type"] is not None}
    assert types <= set(catalogue().names())
    assert len(types) > 52


def test_fillers_make_papers_of_several_pages_and_number_them(dejavu: Typefaces) -> None:
    long = [sheets for seed in range(12) if len(sheets := drawn("verdict", dejavu, seed)) > 1]
    assert long
    numbered = [
        sheet for sheets in long for number, sheet in enumerate(sheets, 1) if _numbered(sheet, number)
    ]
    assert 0 < len(numbered) < sum(map(len, long))


def _numbered(sheet: Sheet, number: int) -> bool:
    shown = {str(number), f"- {number} -", f"Trang {number}"}
    return any(isinstance(mark, Glyphs) and mark.text in shown for mark in sheet.marks)


def test_plans_draw_every_kind_of_paper() -> None:
    planned = {paper for seed in range(250) for paper in invent_plan("T1", random.Random(seed)).papers}
    assert planned >= set(PAPERS)


def test_a_paper_scanned_twice_later_is_told_as_second_scans(dejavu: Typefaces, tmp_path: Any) -> None:
    plan = Plan(
        *("D1", "B", "print", ("admission", "official"), "jpeg", ("clean",), ("gray",)),
        blank_backs=0.0,
        twice=("admission",),
        one_sided=("official",),
    )
    truth: Any = draw_dossier(plan, 5, dejavu, tmp_path, 60)
    second = [page["number"] for page in truth["pages"] if page["duplicate"]]
    blank = [page["number"] for page in truth["pages"] if page["blank"]]
    admission = truth["documents"][0]["pages"]
    assert len(second) == 1
    assert set(second) < set(admission)
    assert len(blank) == len(truth["documents"][1]["pages"])
