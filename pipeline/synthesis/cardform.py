"""The card form 2-HSĐV: header, items, tables and signatures set from its template."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import Any

from pipeline.data import read_yaml
from pipeline.synthesis.composing import Composer
from pipeline.synthesis.furniture import seal, signature
from pipeline.synthesis.measuring import text_width, wrap
from pipeline.synthesis.members import TEMPLATES, Member, words
from pipeline.synthesis.rows import set_row, set_ticks
from pipeline.synthesis.sheets import Glyphs, Hand, Photo, Sheet, Stroke
from pipeline.synthesis.shops import Shop
from pipeline.synthesis.writing import date_parts, written

PAGES = 4


@cache
def card_template() -> dict[str, Any]:
    """The template of the card form, all editions."""
    loaded: dict[str, Any] = read_yaml(TEMPLATES / "2-hsdv.yaml").value
    return loaded


def card_form(member: Member, shop: Shop, chance: random.Random) -> tuple[Sheet, ...]:
    """Set the card form on its four pages; a shop whose type runs too wide sets it tighter."""
    state = chance.getrandbits(32)
    for tightness in (1.0, 0.94, 0.88, 0.83, 0.78, 0.73, 0.68, 0.64):
        size = max(0.9, tightness) if tightness > 0.7 else 0.82
        tight = replace(
            shop,
            pitch=shop.pitch * tightness,
            print=replace(shop.print, size=shop.print.size * size),
            pen=replace(shop.pen, size=shop.pen.size * size),
        )
        sheets = _set(member, tight, random.Random(state))
        if len(sheets) == PAGES:
            return sheets
    return sheets


def _set(member: Member, shop: Shop, chance: random.Random) -> tuple[Sheet, ...]:
    edition = card_template()["editions"][member.edition]
    composer = Composer(shop, chance)
    _header(composer, edition, member)
    for row in edition["items"]:
        set_row(composer, row, member)
    composer.new_page()
    half = (composer.height - shop.bottom) * chance.uniform(0.55, 0.66)
    _table(composer, edition, "career", member, half)
    composer.line(shop.pitch * 0.6)
    _table(composer, edition, "training", member, composer.height - shop.bottom)
    composer.new_page()
    for row in (*edition["decorations"], *edition["history"], *edition["abroad"]):
        if isinstance(row, dict):
            set_ticks(composer, row["text"], tuple(words()["badges"]), row["unit"], member, row["ticks"])
        else:
            set_row(composer, row, member)
    _family(composer, edition, member)
    for row in edition["economy"]:
        set_row(composer, row, member)
    _signatures(composer, edition["signatures"], member)
    return composer.finish()


def _family(composer: Composer, edition: dict[str, Any], member: Member) -> None:
    """Table 29 at the foot of page 3, running over where it has to, or at the head of page 4."""
    shop, bottom = composer.shop, composer.height - composer.shop.bottom
    if composer.chance.random() < 0.4 or composer.room < shop.pitch * 9:
        composer.new_page()
        lines_below = len(edition["economy"]) + 10
        _table(composer, edition, "family", member, bottom - lines_below * shop.pitch)
        return
    composer.line(shop.pitch * 0.5)
    start = composer.page
    _table(composer, edition, "family", member, bottom)
    if composer.page == start:
        composer.new_page()


def _header(composer: Composer, edition: dict[str, Any], member: Member) -> None:
    shop, template = composer.shop, card_template()
    bold = replace(shop.print, bold=True)
    code = composer.chance.choice(template["code"])
    corner = composer.right - text_width(shop.print, code)
    composer.put(Glyphs(corner, shop.top - 4, code, replace(shop.print, size=shop.print.size * 0.85)))
    top = composer.y
    composer.line()
    composer.underline(composer.left, composer.text(composer.left, template["party"], bold))
    column = composer.left + (composer.right - composer.left) * 0.5
    for label, key in edition["header"]:
        _header_entry(composer, label, key, column, member)
    bottom = composer.y
    composer.y = top
    for label, key, groups in edition["combs"]:
        _comb(composer, label, key, groups, column, member)
    _title(composer, template, bottom, column)
    composer.y = max(bottom, composer.y) + shop.pitch * 0.3


def _header_entry(composer: Composer, label: str, key: str, column: float, member: Member) -> None:
    """A label with its value on the line below, or beside it in some houses."""
    shop = composer.shop
    composer.line()
    x = composer.text(composer.left, f"{label}{shop.colon}")
    value = member.value(key)
    text = written(key, value, shop)
    slot = composer.slot(key, value, text) if value else None
    if shop.header_beside and text_width(shop.pen, text) < column - x - 2:
        composer.fill(x + 1, column - 3, text, slot)
    else:
        composer.line(shop.pitch * 0.95)
        composer.fill(composer.left, column - 6, text, slot)


def _comb(composer: Composer, label: str, key: str, groups: list[int], column: float, member: Member) -> None:
    """A label and its comb; a comb too long for the rest of its line goes below the label."""
    shop = composer.shop
    composer.line(shop.pitch * 1.15)
    x = composer.text(column, f"{label}{shop.colon}") + 2
    length = sum(groups) * (shop.comb_size + shop.comb_gap) + 2.2 * (len(groups) - 1)
    if x + length > composer.width - 8:
        composer.line(shop.pitch * 1.15)
        x = max(column - 12, composer.right - length)
    value = member.value(key)
    text = written(key, value, shop)
    composer.comb(x, text, groups, composer.slot(key, value, text) if value else None)


def _title(composer: Composer, template: dict[str, Any], bottom: float, column: float) -> None:
    """The title in two lines beside the photo, somewhere under the combs."""
    shop, chance = composer.shop, composer.chance
    title = replace(shop.print, size=shop.print.size * 1.5, bold=True)
    photo_left = composer.right - 29
    photo_top = composer.y + 3
    composer.box(photo_left, photo_top, photo_left + 27, min(photo_top + 36, max(bottom + 4, photo_top + 30)))
    if chance.random() < 0.7:
        composer.put(Photo(photo_left + 1, photo_top + 1, 25, 28))
        composer.put(seal(photo_left + 3, photo_top + 26, shop.print.face, chance, embossed=True))
    else:
        for number, line in enumerate(template["photo"]):
            composer.y = photo_top + 13 + 6 * number
            composer.centred(line, middle=photo_left + 13)
    composer.y = photo_top + 12
    for line in template["title"]:
        composer.centred(line, title, middle=(column - 4 + photo_left) / 2)
        composer.y += 8
    composer.y = max(bottom, photo_top + 32)


def _table(composer: Composer, edition: dict[str, Any], name: str, member: Member, fill_to: float) -> None:
    """A ruled or dotted table with its heading, filled up with empty rows to a height of the page."""
    table, shop = edition["tables"][name], composer.shop
    set_row(composer, table["heading"], member)
    composer.y += 1.8
    columns = [(title, share * (composer.right - composer.left)) for title, share in table["columns"]]
    small = replace(shop.print, size=shop.print.size * 0.9, bold=composer.chance.random() < 0.5)
    _table_row(composer, [title for title, _ in columns], columns, small, centred=True)
    slot, start = composer.slot(name, (), ""), composer.page
    for row in member.rows(name):
        _table_row(composer, list(row), columns, shop.pen, slot=slot)
    while composer.page == start and composer.y + shop.pitch * 1.2 < fill_to:
        _table_row(composer, [""] * len(columns), columns, shop.pen)


def _table_row(
    composer: Composer,
    cells: list[str],
    columns: list[tuple[str, float]],
    hand: Hand,
    centred: bool = False,
    slot: int | None = None,
) -> None:
    shop, top = composer.shop, composer.y
    wrapped = [_cell_lines(hand, cell, width - 3) for cell, (_, width) in zip(cells, columns, strict=True)]
    count = max(len(lines) for lines in wrapped)
    height = count * shop.pitch * 0.92 + 1.6
    if height > composer.room:
        composer.new_page()
        top = composer.y
    x = composer.left
    for lines, (_, width) in zip(wrapped, columns, strict=True):
        for number in range(count):
            composer.y = top + (number + 1) * shop.pitch * 0.92 - 0.6
            if not (shop.ruled_tables or centred):
                composer.leaders(x + 1, x + width - 1)
            text = lines[number] if number < len(lines) else ""
            shift = (width - text_width(hand, text)) / 2 if centred else 1.5
            composer.text(x + shift, text, hand, slot)
        x += width
    composer.y = top + height
    _rules(composer, top, columns, closed=shop.ruled_tables or centred)


def _cell_lines(hand: Hand, text: str, width: float) -> list[str]:
    """Break a cell's text; a period too long for its column is broken after its dash."""
    parts = [part if text_width(hand, part) <= width else part.replace("-", "- ") for part in text.split()]
    return wrap(hand, " ".join(parts), width, width)


def _rules(composer: Composer, top: float, columns: list[tuple[str, float]], closed: bool) -> None:
    x, ink = composer.left, composer.shop.print.ink
    for width in (0.0, *(width for _, width in columns)):
        x += width
        composer.put(Stroke(((x, top), (x, composer.y)), 0.2, ink))
    if closed:
        for y in (top, composer.y):
            composer.put(Stroke(((composer.left, y), (x, y)), 0.2, ink))


def _signatures(composer: Composer, template: dict[str, Any], member: Member) -> None:
    shop, chance = composer.shop, composer.chance
    bold = replace(shop.print, bold=True, size=shop.print.size * 0.88)
    small = replace(shop.print, size=shop.print.size * 0.8)
    thirds = [composer.left + (composer.right - composer.left) * share for share in (0.17, 0.5, 0.83)]
    composer.line()
    composer.centred(template["oath"], small)
    composer.line()
    day, month, year = date_parts(str(member.fact("form_date")), shop)
    composer.centred(f"Nghệ An, ngày {day} tháng {month} năm {year}", small, middle=thirds[2] - 8)
    composer.line(shop.pitch * 0.9)
    start = composer.y
    for middle, name in zip(thirds, ("left", "middle", "right"), strict=True):
        composer.y = start
        composer.centred(template[name][0], replace(bold, size=bold.size * 0.88), middle=middle)
        composer.y += shop.pitch * 0.75
        composer.centred(template[name][1], replace(small, size=small.size * 0.85), middle=middle)
    signers = (member.fact("secretary"), member.fact("signer"), str(member.value("full_name")))
    ink = shop.pen.ink if shop.pen.unsteady else (30, 50, 140)
    for middle, signer in zip(thirds, signers, strict=True):
        composer.put(signature(middle, start + 16, ink, chance))
        composer.y = start + 26
        composer.centred(str(signer), shop.pen, middle=middle)
    composer.put(seal(thirds[1] - 8, start + 15, shop.print.face, chance))
