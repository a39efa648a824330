"""Setting type on sheets: a cursor that runs down the page and opens the next one.

Knows lines, leaders, wrapping and boxes of one-letter combs; knows nothing of forms.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from pipeline.synthesis.measuring import text_width
from pipeline.synthesis.sheets import A4_MM, BLACK, Dots, Glyphs, Hand, Mark, Sheet, Slot, Stroke
from pipeline.synthesis.shops import Shop


class Composer:
    """Places marks on sheets from top to bottom. `y` is the baseline of the last line set, in millimetres."""

    def __init__(self, shop: Shop, chance: random.Random, size: tuple[float, float] = A4_MM) -> None:
        self.shop = shop
        self.chance = chance
        self.width, self.height = size
        self.y = shop.top
        self._done: list[Sheet] = []
        self._marks: list[Mark] = []
        self._slots: list[Slot] = []

    @property
    def left(self) -> float:
        return self.shop.left

    @property
    def right(self) -> float:
        return self.width - self.shop.right

    @property
    def page(self) -> int:
        """How many pages are done before this one."""
        return len(self._done)

    @property
    def room(self) -> float:
        """Height left on this page."""
        return self.height - self.shop.bottom - self.y

    def put(self, *marks: Mark) -> None:
        self._marks.extend(marks)

    def slot(self, key: str, value: str | tuple[str, ...], written: str) -> int:
        """Announce a value of the record; returns what its marks are to carry, on this page or the next."""
        self._slots.append(Slot(key, value, written, self.shop.pen.style))
        return len(self._slots) - 1

    def line(self, height: float | None = None) -> float:
        """Go one line down, to the next page where this one is full; returns the new baseline."""
        step = self.shop.pitch if height is None else height
        if step > self.room:
            self.new_page()
        self.y += step
        return self.y

    def new_page(self) -> None:
        self._done.append(Sheet(self.width, self.height, tuple(self._marks), tuple(self._slots)))
        self._marks = []
        self.y = self.shop.top

    def finish(self) -> tuple[Sheet, ...]:
        """The sheets set so far; the composer is used up."""
        if self._marks:
            self.new_page()
        return tuple(self._done)

    def text(self, x: float, text: str, hand: Hand | None = None, slot: int | None = None) -> float:
        """Set a text on the current baseline; returns where it ends."""
        hand = hand or self.shop.print
        if text:
            self.put(Glyphs(x, self.y, text, hand, slot))
        return x + text_width(hand, text)

    def centred(
        self, text: str, hand: Hand | None = None, middle: float | None = None
    ) -> tuple[float, float]:
        """Set a text around a middle; returns its left and right end."""
        hand = hand or self.shop.print
        centre = (self.left + self.right) / 2 if middle is None else middle
        x = centre - text_width(hand, text) / 2
        return x, self.text(x, text, hand)

    def underline(self, left: float, right: float, below: float = 1.3, width: float = 0.25) -> None:
        self.put(Stroke(((left, self.y + below), (right, self.y + below)), width, self.shop.print.ink))

    def leaders(self, left: float, right: float) -> None:
        """Fill a gap on the current baseline with the shop's leaders."""
        shop, hand = self.shop, self.shop.print
        if right - left < 1.5 or shop.leaders == "none":
            return
        if shop.leaders == "dots":
            self.put(Dots(left, right, self.y, shop.dot_pitch, 0.16))
        elif shop.leaders == "rule":
            self.put(Stroke(((left, self.y + 0.5), (right, self.y + 0.5)), 0.15, BLACK))
        else:
            unit = "…" if shop.leaders == "ellipsis" else ". "
            count = int((right - left) / max(0.3, text_width(hand, unit * 20) / 20))
            self.put(Glyphs(left, self.y, unit * count, replace(hand, bold=False)))

    def fill(self, left: float, right: float, text: str, slot: int | None) -> None:
        """Write a value into the gap between two places of the baseline, with its leaders."""
        hand = self.shop.pen
        start = left + (self.chance.uniform(0.5, 2.0) if hand.unsteady else 0.8)
        end = min(right, start + text_width(hand, text))
        if self.shop.leaders_under or not text:
            self.leaders(left, right)
        else:
            self.leaders(end + 0.6, right)
        if text:
            lift = self.chance.uniform(0.2, 0.9) if hand.unsteady else 0.0
            self.put(Glyphs(start, self.y - lift, text, hand, slot, right - start))

    def comb(self, left: float, text: str, groups: Sequence[int], slot: int | None) -> None:
        """Draw a row of one-letter boxes on the current baseline and write a text into them."""
        shop, x = self.shop, left
        top = self.y - shop.comb_size * 0.78
        letters = iter(text)
        for group in groups:
            for _ in range(group):
                self.box(x, top, x + shop.comb_size, top + shop.comb_size)
                letter = next(letters, "")
                middle = x + (shop.comb_size - text_width(shop.pen, letter)) / 2
                if letter:
                    jitter = self.chance.uniform(-0.5, 0.5) * shop.pen.unsteady
                    self.put(Glyphs(middle + jitter, self.y + jitter / 2, letter, shop.pen, slot))
                x += shop.comb_size + shop.comb_gap
            x += 2.2

    def box(self, left: float, top: float, right: float, bottom: float, width: float = 0.2) -> None:
        corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
        self.put(Stroke(corners, width, self.shop.print.ink))
