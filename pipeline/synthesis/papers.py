"""Decisions, resolutions, certificates and other papers, set from their templates as running text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pipeline.data import read_yaml
from pipeline.synthesis.composing import Composer
from pipeline.synthesis.furniture import seal, secrecy_stamp, signature
from pipeline.synthesis.measuring import text_width
from pipeline.synthesis.members import TEMPLATES, Member
from pipeline.synthesis.prose import plain_text, set_prose
from pipeline.synthesis.rows import set_row
from pipeline.synthesis.sheets import A4_MM, A5_MM, Glyphs, Hand, Sheet
from pipeline.synthesis.shops import Shop
from pipeline.synthesis.writing import date_parts, in_words


@cache
def paper_templates() -> dict[str, Any]:
    """All papers but the card form, each with what its kind says for it."""
    loaded, more = (read_yaml(TEMPLATES / name).value for name in ("papers.yaml", "more-papers.yaml"))
    papers = {
        name: more["kinds"].get(paper["like"], {}) | paper
        for name, paper in more["papers"].items()
        if "like" in paper
    }
    every: dict[str, Any] = loaded | {
        "papers": loaded["papers"] | more["papers"] | papers,
        "fillers": more["fillers"],
    }
    return every


def choose(option: Any, chance: random.Random) -> Any:
    """Resolve an `any` choice of a template."""
    return chance.choice(option["any"]) if isinstance(option, dict) and "any" in option else option


def set_paper(name: str, member: Member, shop: Shop, chance: random.Random) -> tuple[Sheet, ...]:
    """Set one of the papers of the template file."""
    template = paper_templates()["papers"][name]
    layout = template["layout"]
    size = {"frame": (A4_MM[1], A4_MM[0]), "booklet": A5_MM}.get(layout, A4_MM)
    if layout == "booklet":
        shop = replace(shop, left=shop.left * 0.55, right=shop.right * 0.6, top=shop.top * 0.7)
    strikes = shop.sex_by_strike and layout == "booklet"
    composer = Composer(replace(shop, sex_by_strike=strikes, caps_header=False), chance, size)
    if layout == "frame":
        _frame(composer)
    if layout == "booklet":
        _cover(composer, template, member)
    else:
        _letterhead(composer, template, member)
        _title(composer, template)
    if template.get("cover") and chance.random() < 0.5:
        composer.new_page()
    for entry in template["body"]:
        for part in _filled(choose(entry, chance), chance):
            _paragraph(composer, part, member, shop.pen if layout == "booklet" else shop.print)
    if not template.get("unsigned"):
        _ending(composer, template, member)
    return _numbered(composer.finish(), shop, chance) if layout in ("letter", "plain") else composer.finish()


def _filled(entry: Any, chance: random.Random) -> list[Any]:
    """The paragraphs of a filler, drawn anew each time; the entries of a list; or the entry itself."""
    if isinstance(entry, list):
        return [part for one in entry for part in _filled(choose(one, chance), chance)]
    if not (isinstance(entry, dict) and "fill" in entry):
        return [entry]
    least, most = entry["fill"]["count"]
    sentences = paper_templates()["fillers"][entry["fill"]["from"]]
    return [
        " ".join(chance.choices(sentences, k=chance.randint(1, 3)))
        for _ in range(chance.randint(least, most))
    ]


def _numbered(sheets: tuple[Sheet, ...], shop: Shop, chance: random.Random) -> tuple[Sheet, ...]:
    """Page numbers from the second page on, in the middle of the head or the foot."""
    if len(sheets) == 1 or chance.random() < 0.35:
        return sheets
    foot = chance.random() < 0.4
    form = chance.choice(("{}", "{}", "- {} -", "Trang {}"))
    return (
        sheets[0],
        *(_with_number(sheet, form.format(n), shop, foot) for n, sheet in enumerate(sheets[1:], 2)),
    )


def _with_number(sheet: Sheet, text: str, shop: Shop, foot: bool) -> Sheet:
    hand = replace(shop.print, size=shop.print.size * 0.95)
    x = (sheet.width - text_width(hand, text)) / 2
    return replace(sheet, marks=(*sheet.marks, Glyphs(x, sheet.height - 10 if foot else 11.0, text, hand)))


def _cover(composer: Composer, template: dict[str, Any], member: Member) -> None:
    """The first page of a booklet: party, title, name."""
    composer.line()
    left, right = composer.centred(paper_templates()["party"], replace(composer.shop.print, bold=True))
    composer.underline(left, right)
    composer.y = composer.height * 0.36
    _title(composer, template)
    composer.y = composer.height * 0.62
    for row in paper_templates()["cover"]:
        set_row(composer, row, member)
    composer.new_page()


def _frame(composer: Composer) -> None:
    for inset, width in ((8.0, 0.9), (10.0, 0.3), (11.5, 0.3)):
        composer.box(inset, inset, composer.width - inset, composer.height - inset, width)
    composer.y = max(composer.y, 18.0)


def _letterhead(composer: Composer, template: dict[str, Any], member: Member) -> None:
    """Issuer at the left, party or state at the right, number and date below."""
    shop, chance = composer.shop, composer.chance
    code = chance.choice(template["code"])
    if code:
        small = replace(shop.print, size=shop.print.size * 0.85)
        composer.put(Glyphs(composer.right - text_width(small, code), composer.y - 4, code, small))
    top = composer.y
    if template["layout"] in ("letter", "frame"):
        _issuer(composer, template, member)
        bottom, composer.y = composer.y, top
        _nation(composer, template, member, dated=True)
        composer.y = max(bottom, composer.y)
        if template.get("secret"):
            word = chance.choice(paper_templates()["canaries"]["words"])
            composer.put(*secrecy_stamp(word, composer.left + 4, composer.y + 3, shop.print.face, chance))
            composer.y += 14
    elif template["layout"] == "plain":
        _nation(composer, template, member, dated=False)


def _issuer(composer: Composer, template: dict[str, Any], member: Member) -> None:
    shop = composer.shop
    lines = choose(template["issuer"], composer.chance)
    lines = lines[0] if isinstance(lines[0], list) else lines
    middle = composer.left + (composer.right - composer.left) * 0.22
    for number, line in enumerate(lines):
        composer.line(shop.pitch * 0.95)
        hand = replace(shop.print, bold=number == len(lines) - 1)
        text = plain_text(line, member, shop)
        reach = (composer.right - composer.left) * 0.44
        hand = replace(hand, size=hand.size * min(1.0, reach / text_width(hand, text)))
        composer.centred(text, hand, middle)
    composer.line(shop.pitch * 0.8)
    composer.centred("*", middle=middle)
    composer.line(shop.pitch * 0.9)
    number = choose(template["number"], composer.chance)
    number = number[0] if isinstance(number, list) else number
    composer.centred(plain_text(number, member, shop), middle=middle)


def _nation(composer: Composer, template: dict[str, Any], member: Member, dated: bool) -> None:
    shop, width = composer.shop, composer.right - composer.left
    middle = composer.left + width * (0.73 if dated else 0.5)
    hand = replace(shop.print, bold=True)
    lines = paper_templates()["state"] if template.get("state") else [paper_templates()["party"]]
    for line in lines:
        composer.line(shop.pitch * 0.95)
        fitted = replace(hand, size=hand.size * min(1.0, width * 0.52 / text_width(hand, line)))
        left, right = composer.centred(line, fitted, middle)
    composer.underline(left, right)
    if dated:
        composer.line(shop.pitch * 1.6)
        _dateline(composer, template["date"], member, middle)


def _dateline(composer: Composer, key: str, member: Member, middle: float) -> None:
    """Place and date; where the date is a value of the record, its ink is that value's."""
    shop = composer.shop
    value = str(member.value(key) or member.fact(key))
    text = in_words(value, shop)
    slot = composer.slot(key, value, text) if member.value(key) else None
    lead = f"{choose(paper_templates()['place'], composer.chance)}, ngày "
    x = middle - (text_width(shop.print, lead) + text_width(shop.pen, text)) / 2
    x = max(composer.left, min(x, composer.right - text_width(shop.print, lead) - text_width(shop.pen, text)))
    day, month, year = date_parts(value, shop)
    x = composer.text(x, lead)
    for part, word in ((day, " tháng "), (month, " năm "), (year, "")):
        x = composer.text(x, part, shop.pen, slot)
        x = composer.text(x, word) if word else x


def _title(composer: Composer, template: dict[str, Any]) -> None:
    shop = composer.shop
    lines = choose(template["title"], composer.chance)
    composer.line(shop.pitch * 1.8)
    big = replace(shop.print, bold=True, size=shop.print.size * composer.chance.uniform(1.1, 1.45))
    composer.centred(lines[0], big)
    for line in lines[1:]:
        composer.line(shop.pitch * 1.1)
        left, right = composer.centred(line, replace(shop.print, bold=True))
    if len(lines) > 1:
        third = (right - left) / 3
        composer.underline(left + third, right - third)
    composer.line(shop.pitch * 0.9)


def _paragraph(composer: Composer, entry: Any, member: Member, hand: Hand) -> None:
    """Set one entry of a body: a form row, a page break, a heading, the rows of a table, or running text."""
    shop = composer.shop
    if isinstance(entry, dict) and "row" in entry:
        set_row(composer, entry["row"], member)
    elif isinstance(entry, dict) and "page" in entry:
        composer.new_page()
    elif isinstance(entry, dict) and "each" in entry:
        for cells in member.rows(entry["each"]["table"]):
            set_prose(composer, entry["each"]["text"].format(*cells), member, hand)
    elif isinstance(entry, dict) and "centre" in entry:
        text = plain_text(choose(entry["centre"], composer.chance), member, shop)
        composer.line(shop.pitch * 1.2)
        composer.centred(text.strip("*"), replace(shop.print, bold=text.startswith("**")))
        composer.line(shop.pitch * 0.3)
    else:
        set_prose(composer, entry, member, hand)


def _ending(composer: Composer, template: dict[str, Any], member: Member) -> None:
    """Copies at the left, signature block at the right with its seal."""
    shop, chance = composer.shop, composer.chance
    if composer.room < 52:
        composer.new_page()
    middle = composer.right - (composer.right - composer.left) * 0.24
    if template["layout"] not in ("letter", "frame"):
        composer.line(shop.pitch * 1.3)
        _dateline(composer, template["date"], member, middle)
    composer.line(shop.pitch * 1.3)
    top = composer.y
    if template.get("copies"):
        _copies(composer, template["copies"], member)
    composer.y = top
    for number, line in enumerate(choose(template["sign"], chance)):
        if line:
            hand = replace(
                shop.print,
                bold=not line.startswith("("),
                size=shop.print.size * (1.0 if number == 0 else 0.92),
            )
            composer.centred(line, hand, min(middle, composer.right - text_width(hand, line) / 2))
            composer.y += shop.pitch * 0.9
    signed = member.fact(template.get("signer", "signer")) or str(member.value("full_name"))
    ink = shop.pen.ink if shop.pen.style == "handfont" else (26, 46, 140)
    composer.put(signature(middle, top + 21, ink, chance))
    if template["layout"] in ("letter", "frame"):
        composer.put(seal(middle - chance.uniform(8, 16), top + 19, shop.print.face, chance))
    composer.y = top + 34
    name = replace(shop.print, bold=True)
    composer.centred(signed, name, min(middle, composer.right - text_width(name, signed) / 2))


def _copies(composer: Composer, lines: Sequence[str], member: Member) -> None:
    shop = composer.shop
    small = replace(shop.print, size=shop.print.size * 0.85)
    left, right = (
        composer.left,
        composer.text(composer.left, f"{paper_templates()['copies']}:", replace(small, bold=True)),
    )
    composer.underline(left, right, 0.9)
    for line in lines:
        composer.y += shop.pitch * 0.85
        composer.text(composer.left, plain_text(line, member, shop), small)
