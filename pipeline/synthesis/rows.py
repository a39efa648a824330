"""Rows of a form: the markup of a template line set with its values, leaders and date shapes.

"#01 Họ và tên: [full_name] …": "#" numbers an item, "[key]" is a gap to fill, "[key*2]" twice as wide,
"[key+1]" with a further line below, "**…**" bold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.synthesis.composing import Composer
from pipeline.synthesis.measuring import text_width, wrap
from pipeline.synthesis.members import Member
from pipeline.synthesis.sheets import Area, Glyphs, Stroke
from pipeline.synthesis.writing import DATE_KEYS, date_parts, written

_SLOT = re.compile(r"\[(\w+)(?:\+(\d))?(?:\*([\d.]+))?\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_INDENT_MM = 5.5
_SPACE_MM = 1.3
_SHORT_MM = 30.0
_DATE_CELLS_MM = (8.5, 8.5, 14.0)


@dataclass(frozen=True, slots=True)
class Gap:
    key: str
    more_lines: int
    weight: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A label and the gap behind it; the last of a row may have none."""

    label: str
    gap: Gap | None


def segments(template: str, composer: Composer) -> list[Segment]:
    """Parse a template row as this shop prints it."""
    shop = composer.shop
    text = re.sub(r"#(\d+)", lambda match: shop.item.format(match.group(1)), template)
    text = text.replace(": [", f"{shop.colon} [")
    found, start = [], 0
    for match in _SLOT.finditer(text):
        gap = Gap(match.group(1), int(match.group(2) or 0), float(match.group(3) or 1))
        found.append(Segment(text[start : match.start()].strip(), gap))
        start = match.end()
    if rest := text[start:].strip():
        found.append(Segment(rest, None))
    return found


def set_row(composer: Composer, template: str, member: Member) -> None:
    """Set one template row; it breaks between segments where a line cannot hold them."""
    indent = 0.0 if template.startswith("#") else _INDENT_MM
    line: list[Segment] = []
    for segment in segments(template, composer):
        if line and _needed(composer, [*line, segment], member) > composer.right - composer.left - indent:
            _set_line(composer, line, member, indent)
            indent = _INDENT_MM
            line = []
        line.append(segment)
    _set_line(composer, line, member, indent)


def _needed(composer: Composer, line: list[Segment], member: Member) -> float:
    return sum(
        _label_width(composer, segment) + _gap_width(composer, segment, member) + 2.5 for segment in line
    )


def _label_width(composer: Composer, segment: Segment) -> float:
    plain = _BOLD.sub(r"\1", segment.label)
    return text_width(replace(composer.shop.print, bold="**" in segment.label), plain)


def _gap_width(composer: Composer, segment: Segment, member: Member) -> float:
    """The least width a gap gets along with others on its line."""
    if segment.gap is None:
        return 0.0
    if _is_shaped_date(composer, segment):
        return sum(_DATE_CELLS_MM) + (22 if _in_words(composer, segment) else 4)
    text = written(segment.gap.key, _value(segment.gap.key, member), composer.shop)
    return max(9.0 * min(1.0, segment.gap.weight), text_width(composer.shop.pen, text) + 1.5)


def _value(key: str, member: Member) -> str | tuple[str, ...] | None:
    value = member.value(key)
    return member.fact(key) if value is None else value


def _set_line(composer: Composer, line: list[Segment], member: Member, indent: float) -> None:
    """Set segments on one line; gaps share what is left over by their weights."""
    composer.line()
    spare = composer.right - composer.left - indent - _needed(composer, line, member)
    weights = sum(
        segment.gap.weight for segment in line if segment.gap and not _is_shaped_date(composer, segment)
    )
    x = composer.left + indent
    for number, segment in enumerate(line):
        x = _set_label(composer, segment, x, member)
        if segment.gap is None:
            continue
        width = _gap_width(composer, segment, member)
        if x + min(width, _SHORT_MM) > composer.right:
            composer.line()
            x = composer.left + _INDENT_MM
        if _is_shaped_date(composer, segment):
            _set_date(composer, segment, x, member)
        else:
            width += max(0.0, spare) * segment.gap.weight / weights
            end = composer.right if number == len(line) - 1 else min(composer.right, x + width)
            _set_gap(composer, segment.gap, x, end, member)
            width = end - x
        x += width + 1.2


def _set_label(composer: Composer, segment: Segment, x: float, member: Member) -> float:
    label = segment.label
    if segment.gap and segment.gap.key == "sex" and composer.shop.sex_by_strike:
        _strike_word(composer, label, x, member)
    for number, part in enumerate(_BOLD.split(label)):
        x = _set_print(composer, part.strip(), x, bool(number % 2))
    return x


def _set_print(composer: Composer, text: str, x: float, bold: bool) -> float:
    """Set printed words, over several lines where they have to."""
    if not text:
        return x
    hand = replace(composer.shop.print, bold=bold)
    start = composer.left + _INDENT_MM
    for number, line in enumerate(wrap(hand, text, composer.right - x, composer.right - start)):
        if number:
            composer.line()
            x = start
        x = composer.text(x, line, hand) if line else x
    return x + _SPACE_MM


def _strike_word(composer: Composer, label: str, x: float, member: Member) -> None:
    """Answer `Nam, nữ` by striking out the word that does not apply."""
    hand, answer = composer.shop.print, str(member.value("sex"))
    for word in ("nam", "nữ"):
        start = label.casefold().rfind(word)
        left = x + text_width(hand, label[:start])
        right = left + text_width(hand, label[start : start + len(word)])
        if word == answer.casefold():
            slot = composer.slot("sex", answer, answer)
            composer.put(Area(left, composer.y - 3.2, right, composer.y + 0.8, slot))
        else:
            slant = composer.chance.uniform(-0.5, 0.5)
            points = ((left - 0.8, composer.y - 1.2 + slant), (right + 0.8, composer.y - 1.2 - slant))
            composer.put(Stroke(points, 0.4, composer.shop.pen.ink))


def _is_shaped_date(composer: Composer, segment: Segment) -> bool:
    return bool(segment.gap and segment.gap.key in DATE_KEYS and composer.shop.date_shape != "plain")


def _in_words(composer: Composer, segment: Segment) -> bool:
    """Whether `ngày … tháng … năm …` fits: the label has to end with the word `ngày`."""
    return composer.shop.date_shape == "words" and segment.label.rstrip(" :").endswith("ngày")


def _set_date(composer: Composer, segment: Segment, x: float, member: Member) -> None:
    """Fill a date printed as `…/…/……` or `… tháng … năm ……`; unknown parts stay empty."""
    assert segment.gap is not None
    key, words = segment.gap.key, _in_words(composer, segment)
    value = _value(key, member)
    parts = date_parts(value, composer.shop) if isinstance(value, str) else ()
    joined = _joined(parts, words)
    slot = composer.slot(key, value, joined) if value and member.value(key) else None
    cells = ("",) * (3 - len(parts)) + parts
    for number, (cell, width) in enumerate(zip(cells, _DATE_CELLS_MM, strict=True)):
        composer.fill(x, x + width, cell, slot)
        x = x + width
        if number < 2:
            x = composer.text(x + 0.3, (" tháng ", " năm ")[number] if words else "/") + 0.3


def _joined(parts: tuple[str, ...], words: bool) -> str:
    if not words or len(parts) < 2:
        return "/".join(parts)
    return " năm ".join((" tháng ".join(parts[:-1]), parts[-1]))


def _set_gap(composer: Composer, gap: Gap, x: float, end: float, member: Member) -> None:
    """Fill a gap; what does not fit goes on over the following lines."""
    shop = composer.shop
    if gap.key == "sex" and shop.sex_by_strike:
        composer.leaders(x, end)
        return
    value = _value(gap.key, member)
    text = written(gap.key, value, shop)
    slot = composer.slot(gap.key, value, text) if value and member.value(gap.key) else None
    squeeze = 1.12 if shop.pen.unsteady else 1.0
    full = (composer.right - composer.left) * squeeze
    lines = wrap(shop.pen, text, (end - x - 2) * squeeze, full - 3)
    if len(lines) > 1 and text_width(shop.pen, text) < _SHORT_MM:
        lines = ["", text]
    composer.fill(x, end, lines[0], slot)
    for number in range(max(gap.more_lines, len(lines) - 1)):
        composer.line()
        following = lines[number + 1] if number + 1 < len(lines) else ""
        composer.fill(composer.left, composer.right, following, slot)


def set_ticks(
    composer: Composer, label: str, options: tuple[str, ...], unit: str, member: Member, key: str
) -> None:
    """Set a row of tick boxes, the chosen ones crossed or ticked."""
    composer.line()
    chosen = member.value(key) or ()
    slot = composer.slot(key, chosen, ", ".join(chosen)) if chosen else None
    x = composer.text(composer.left, label.replace("#24", composer.shop.item.format("24"))) + 2
    for option in options:
        text = f"{option} {unit}"
        if x + text_width(composer.shop.print, text) + 7 > composer.right:
            composer.line()
            x = composer.left + _INDENT_MM
        x = composer.text(x, text) + 1
        composer.box(x, composer.y - 3.2, x + 3.6, composer.y + 0.4)
        if option in chosen:
            composer.put(Glyphs(x + 0.5, composer.y, "x", composer.shop.pen, slot))
        x += 6.5
