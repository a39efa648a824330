"""Drawn sheets: the card form has four pages, every written page its specimen line, every slot its ink."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ConfigInvalid
from pipeline.geometry import Box
from pipeline.synthesis.cardform import card_form
from pipeline.synthesis.furniture import SPECIMEN, marked
from pipeline.synthesis.members import invent_member
from pipeline.synthesis.paper import Handling, Mode, Severity, scan
from pipeline.synthesis.papers import paper_templates, set_paper
from pipeline.synthesis.render import render
from pipeline.synthesis.sheets import Glyphs, Sheet, Style
from pipeline.synthesis.shops import Typefaces, open_shop, typefaces
from pipeline.synthesis.truth import printed_keys


@pytest.mark.parametrize("edition", ["A", "B", "C"])
@pytest.mark.parametrize("style", ["print", "typewriter", "handfont"])
def test_card_form_has_four_pages_that_tell_everything(edition: str, style: Style, dejavu: Typefaces) -> None:
    for seed in range(6):
        chance = random.Random(seed)
        member = invent_member(chance, edition)
        sheets = card_form(member, open_shop(style, dejavu, chance), chance)
        assert len(sheets) == 4
        told = {slot.key: slot.value for sheet in sheets for slot in sheet.slots}
        for key in printed_keys(edition):
            if member.value(key) is not None:
                assert told[key] == member.value(key)


@pytest.mark.parametrize("name", sorted(paper_templates()["papers"]))
def test_every_paper_fits_its_page(name: str, dejavu: Typefaces) -> None:
    for seed in range(4):
        chance = random.Random(seed)
        member = invent_member(chance, "B")
        shop = open_shop(chance.choice(("print", "typewriter", "handfont")), dejavu, chance, seed % 2 == 0)
        for sheet in set_paper(name, member, shop, chance):
            for mark in sheet.marks:
                if isinstance(mark, Glyphs):
                    assert 0 < mark.x < sheet.width
                    assert 0 < mark.baseline < sheet.height


def test_written_sheets_carry_the_specimen_line(dejavu: Typefaces) -> None:
    chance = random.Random(1)
    member = invent_member(chance, "B")
    for sheet in card_form(member, open_shop("print", dejavu, chance), chance):
        lines = [mark for mark in marked(sheet, dejavu.print[0]).marks if isinstance(mark, Glyphs)]
        assert lines[-1].text == SPECIMEN
        assert 0 < lines[-1].baseline < sheet.height
    assert marked(Sheet(210, 297), dejavu.print[0]).blank


def test_rendering_leaves_ink_for_every_value(dejavu: Typefaces) -> None:
    chance = random.Random(2)
    member = invent_member(chance, "B")
    first = card_form(member, open_shop("handfont", dejavu, chance), chance)[0]
    drawing = render(first, 100, random.Random(1))
    assert drawing.boxes == render(first, 100, random.Random(1)).boxes
    keys = {first.slots[slot].key for slot, _ in drawing.boxes}
    assert {"full_name", "birth_date", "profile_number", "hometown"} <= keys


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("severity", ["clean", "mild", "medium", "hard"])
@pytest.mark.parametrize("mode", ["color", "bilevel"])
def test_boxes_go_the_way_of_the_ink(turned: int, severity: Severity, mode: Mode) -> None:
    sheet_image = render(Sheet(60, 90), 200, random.Random(0)).image
    inked = Box(120, 200, 180, 216)
    sheet_image.paste((0, 0, 0), (120, 200, 180, 216))
    scanned = scan(sheet_image, Handling(severity, mode, turned), None, random.Random(3))
    left, top, right, bottom = scanned.to_scan.box(inked).rounded()
    pixels = np.asarray(scanned.image.convert("L"))
    assert pixels[top + 4 : bottom - 4, left + 4 : right - 4].mean() < 100
    ring = pixels[top - 12 : bottom + 12, left - 12 : right + 12].astype(float)
    ring[6:-6, 6:-6] = np.nan
    assert np.nanmean(ring) > 140


def test_typefaces_are_chosen_by_family_and_missed_when_absent(tmp_path: Path) -> None:
    faces = Typefaces(("a/tinos-400.ttf", "a/lora-400.ttf"), ("a/cousine-400.ttf",), ("a/mali-400.ttf",))
    assert faces.only(("lora", "mali")) == Typefaces(("a/lora-400.ttf",), faces.typewriter, faces.script)
    assert faces.only(()) == faces
    with pytest.raises(ConfigInvalid):
        typefaces(tmp_path)
