"""Whole fictional dossiers with their truth: the pages of a plan drawn, scanned and filed.

    python -m pipeline.synthesis.dossiers --seed 1 --count 20 --fonts FOLDER --output FOLDER

The same seed, fonts and library versions give the same bytes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
from PIL import Image

from pipeline.synthesis.cardform import card_form
from pipeline.synthesis.contradictions import OF_PAPERS, OF_RULES, broken, misread_by_one_paper, tells
from pipeline.synthesis.files import write_pages
from pipeline.synthesis.furniture import edge_seals, marked, pencilled
from pipeline.synthesis.members import Member, invent_member
from pipeline.synthesis.paper import Handling, scan
from pipeline.synthesis.papers import paper_templates, set_paper
from pipeline.synthesis.plans import BY_HAND, CARD, Plan, invent_plan, load_plans, sample_plans
from pipeline.synthesis.render import Drawing, render, thinned
from pipeline.synthesis.sheets import Sheet, Style
from pipeline.synthesis.shops import Shop, Typefaces, open_shop, typefaces
from pipeline.synthesis.truth import Page, truth


@dataclass(frozen=True, slots=True)
class Side:
    """One side of paper on its way through the scanner; `document` is None for a blank back."""

    sheet: Sheet
    paper: str
    document: int | None
    duplicate: bool = False
    turned: int = 0


def draw_dossier(plan: Plan, seed: int, faces: Typefaces, output: Path, dpi: int = 200) -> dict[str, object]:
    """Write one dossier's folder below `output` and return its truth."""
    chance, faces = random.Random(f"{seed}/{plan.name}"), faces.only(plan.families)
    member = invent_member(chance, plan.edition)
    odd: tuple[str, ...] = ()
    if plan.contradiction in OF_RULES:
        member, odd = broken(member, plan.contradiction, chance)
    canaries = _canaries(chance) if _withheld(plan.papers) else {}
    told = replace(member, facts=(*member.facts, *canaries.items()))
    sides = tuple(_sides(plan, told, faces, chance))
    pages, images = [], []
    back: Image.Image | None = None
    for side in sides:
        drawing = render(side.sheet, dpi, chance)
        page, image, quality = _scan(plan, side, drawing, back, chance)
        pages.append(page)
        images.append((image, quality))
        back = drawing.image if chance.random() < 0.6 else None
    places = write_pages(output / plan.name, images, plan.container, dpi, chance)
    return truth(plan, seed, member, pages, places, dpi, tuple(canaries.values()), odd)


def _withheld(papers: tuple[str, ...]) -> bool:
    templates = paper_templates()["papers"]
    return any(templates[paper].get("secret") for paper in papers if paper != CARD)


def _canaries(chance: random.Random) -> dict[str, str]:
    """Words that stand on a withheld page alone: wherever else they turn up, something leaked."""
    words = paper_templates()["canaries"]
    return {
        "canary_name": chance.choice(words["names"]),
        "canary_number": f"KM{chance.randrange(10**6):06}",
        "canary_place": chance.choice(words["places"]),
    }


def _sides(plan: Plan, member: Member, faces: Typefaces, chance: random.Random) -> Iterator[Side]:
    """All sides in the order of the pile."""
    wrong = _careless(plan, chance)
    number, again = 0, []
    for document, paper in enumerate(plan.papers):
        teller = misread_by_one_paper(member, str(plan.contradiction), chance) if paper == wrong else member
        sheets = _sheets(plan, paper, teller, faces, chance)
        landscape = sheets[0].width > sheets[0].height
        sideways = chance.choice((0, 90, 270)) if landscape else 0
        turned = 180 if paper == plan.upside_down else sideways
        drawn: list[Side] = []
        for sheet in sheets:
            number += 1
            numbered = (
                pencilled(sheet, number, chance.choice(faces.script), chance)
                if chance.random() < 0.3
                else sheet
            )
            drawn.append(Side(marked(numbered, faces.print[0]), paper, document, turned=turned))
        yield from _scanned(plan, paper, drawn, chance)
        again += [replace(side, duplicate=True, turned=0) for side in drawn if paper in plan.twice]
        if again and len(again) > chance.randint(0, 9):
            yield from again
            again = []
    yield from again


def _scanned(plan: Plan, paper: str, drawn: list[Side], chance: random.Random) -> Iterator[Side]:
    """The sides of one paper as they went through the scanner, with blank backs and a second scan."""
    if paper in plan.swapped:
        drawn = [*drawn[-1:], *drawn[:-1]] if chance.random() < 0.5 else drawn[::-1]
    back = Side(Sheet(drawn[0].sheet.width, drawn[0].sheet.height), paper, None)
    for side in drawn:
        yield side
        if paper == plan.doubled and side is drawn[0]:
            yield replace(side, duplicate=True, turned=0)
        if paper in plan.one_sided:
            yield back
    if len(drawn) % 2 and paper not in plan.one_sided and chance.random() < plan.blank_backs:
        yield back


def _sheets(
    plan: Plan, paper: str, member: Member, faces: Typefaces, chance: random.Random
) -> tuple[Sheet, ...]:
    if paper == CARD:
        sheets = card_form(member, open_shop(plan.style, faces, chance), chance)
        sheets = edge_seals(sheets, faces.print[0], chance)
    else:
        series = paper_templates()["papers"][paper].get("series")
        house = random.Random(f"{plan.name}/{series}") if series else chance
        sheets = set_paper(paper, member, _paper_shop(plan, paper, faces, house), chance)
    return tuple(thinned(sheet, 0.5) for sheet in sheets) if plan.faded else sheets


def _paper_shop(plan: Plan, paper: str, faces: Typefaces, chance: random.Random) -> Shop:
    """Who writes a paper: its own hand, the office's machine, or a clerk filling a printed sheet."""
    style: Style = "typewriter" if plan.style == "typewriter" else "print"
    layout = paper_templates()["papers"][paper]["layout"]
    if layout == "booklet":
        return open_shop("handfont" if plan.style != "print" else "print", faces, chance)
    if paper in BY_HAND and plan.style != "print":
        return open_shop("handfont", faces, chance, filled=False)
    filled_by_clerk = chance.random() < 0.25 or layout == "frame"
    if filled_by_clerk and plan.style != "print":
        return open_shop(plan.style, faces, chance)
    return open_shop(style, faces, chance, filled=False)


def _careless(plan: Plan, chance: random.Random) -> str | None:
    """The paper that tells the contradicted key otherwise, one that surely tells it where there is any."""
    if plan.contradiction not in OF_PAPERS:
        return None
    papers = [paper for paper in plan.papers if paper != CARD]
    templates = paper_templates()["papers"]
    telling = [paper for paper in papers if tells(templates[paper]["body"], plan.contradiction)]
    return chance.choice(telling or papers)


def _scan(
    plan: Plan, side: Side, drawing: Drawing, back: Image.Image | None, chance: random.Random
) -> tuple[Page, Image.Image, int]:
    """Scan a drawing; its boxes go the same way as its ink."""
    mode = chance.choice(plan.modes)
    if mode == "bilevel" and plan.container == "jpeg":
        mode = "copy"
    handling = Handling(chance.choice(plan.severities), mode, side.turned)
    through = back if side.document is None or chance.random() < 0.15 else None
    scanned = scan(drawing.image, handling, through, chance)
    width, height = scanned.image.size
    written = tuple(
        (side.sheet.slots[slot], scanned.to_scan.box(box).clipped(width, height))
        for slot, box in drawing.boxes
    )
    template = paper_templates()["papers"].get(side.paper, {"type": 3})
    page = Page(
        side.document,
        template["type"],
        template.get("what"),
        bool(template.get("secret")) and side.document is not None,
        side.duplicate,
        handling,
        scanned.effects,
        scanned.skew_degrees,
        (width, height),
        written,
    )
    return page, scanned.image, plan.quality or scanned.quality


def draw_dossiers(
    plans: Iterator[Plan], seed: int, faces: Typefaces, output: Path, truth_path: Path, dpi: int
) -> None:
    """Draw dossiers one after the other; each one's truth is a line of `truth_path`."""
    truth_path.parent.mkdir(parents=True, exist_ok=True)
    with truth_path.open("w", encoding="utf-8") as lines:
        for plan in plans:
            told = draw_dossier(plan, seed, faces, output, dpi)
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")


def invented_plans(seed: int, count: int) -> Iterator[Plan]:
    """Plans T0001, T0002, … of one seed; a longer run begins with those of a shorter one."""
    for number in range(1, count + 1):
        name = f"T{number:04}"
        yield invent_plan(name, random.Random(f"{seed}/plan/{name}"))


@click.command()
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--count", type=int, default=10, show_default=True)
@click.option("--samples", is_flag=True, help="Draw the sample dossiers of the project instead.")
@click.option(
    "--plans",
    "plans_path",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Draw the dossiers of a YAML file of plans instead.",
)
@click.option(
    "--split", type=click.Choice(("train", "check")), help="Only typefaces of this split; default: all."
)
@click.option("--fonts", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option(
    "--truth", "truth_path", type=click.Path(path_type=Path), help="Default: truth.jsonl in the output."
)
@click.option("--dpi", type=int, default=200, show_default=True)
def main(
    seed: int,
    count: int,
    samples: bool,
    plans_path: Path | None,
    split: str | None,
    fonts: Path,
    output: Path,
    truth_path: Path | None,
    dpi: int,
) -> None:
    """Draw fictional dossiers with their truth."""
    listed = load_plans(plans_path) if plans_path else sample_plans() if samples else None
    plans = invented_plans(seed, count) if listed is None else iter(listed)
    draw_dossiers(plans, seed, typefaces(fonts, split), output, truth_path or output / "truth.jsonl", dpi)


if __name__ == "__main__":
    main()
