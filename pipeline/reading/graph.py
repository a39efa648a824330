"""What may stand in a place, as a graph of letters: built from words, choices and repeats, walked by decode.

A graph is a finite automaton whose arcs bear letters and costs. A cost is a natural-log prior (0 or below):
what is rarer costs more. Building is Thompson's construction (1968); the empty arcs are taken out at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

Arc = tuple[int, float]
"""Target state and cost."""


@dataclass(frozen=True, slots=True)
class Graph:
    """`arcs[state][letter]` leads on; `finals[state]` is the cost of ending there. State 0 is the start."""

    arcs: tuple[Mapping[str, tuple[Arc, ...]], ...]
    finals: Mapping[int, float]

    def accepts(self, text: str) -> bool:
        """Whether this text may stand there."""
        states = {0}
        for letter in text:
            states = {target for state in states for target, _ in self.arcs[state].get(letter, ())}
        return any(state in self.finals for state in states)


# --- parts -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Letters:
    """One letter out of these."""

    letters: str
    cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """One word out of a list, no word twice, each with its cost; a hundred thousand are no burden."""

    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One part after another."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part as often as one likes, `least` times or more (0 or 1); `cost` for each time."""

    part: Part
    least: int = 1
    cost: float = 0.0


Part = Letters | Words | Chain | Choice | Repeat

NOTHING = Chain(())


def words(texts: Iterable[str], cost: float = 0.0) -> Words:
    """Words of one cost."""
    return Words(tuple((text, cost) for text in dict.fromkeys(texts)))


def either_case(texts: Iterable[str], cost: float = 0.0) -> Words:
    """Words small, with a capital, in capitals, and as they stand."""
    return words((form for text in texts for form in (text, text.lower(), capital(text), text.upper())), cost)


def capital(text: str) -> str:
    """The text with its first letter a capital, the rest small."""
    return text[:1].upper() + text[1:].lower()


def chain(*parts: Part) -> Chain:
    """One part after another."""
    return Chain(parts)


def choice(*parts: Part) -> Choice:
    """One of the parts."""
    return Choice(parts)


def maybe(part: Part) -> Choice:
    """The part or nothing."""
    return Choice((part, NOTHING))


def times(part: Part, least: int, most: int) -> Chain:
    """The part from `least` to `most` times."""
    return Chain((*(part for _ in range(least)), *(maybe(part) for _ in range(most - least))))


# --- building ----------------------------------------------------------------------------------------


class _Draft:
    """A graph under construction, with empty arcs."""

    def __init__(self) -> None:
        self.lettered: list[dict[str, list[Arc]]] = []
        self.empty: list[list[Arc]] = []

    def state(self) -> int:
        self.lettered.append({})
        self.empty.append([])
        return len(self.empty) - 1

    def add(self, part: Part, start: int) -> int:
        """Put a part behind a state; return the state behind the part."""
        match part:
            case Letters(letters, cost):
                end = self.state()
                for letter in letters:
                    self._arc(start, letter, end, cost)
            case Words(listed):
                end = self._add_words(listed, start)
            case Chain(parts):
                end = start
                for inner in parts:
                    end = self.add(inner, end)
            case Choice(parts):
                end = self.state()
                for inner in parts:
                    first = self.state()
                    self.empty[start].append((first, 0.0))
                    self.empty[self.add(inner, first)].append((end, 0.0))
            case Repeat(inner, least, cost):
                first, end = self.state(), self.state()
                self.empty[start].append((first, cost))
                last = self.add(inner, first)
                self.empty[last] += [(first, cost), (end, 0.0)]
                if least == 0:
                    self.empty[start].append((end, 0.0))
        return end

    def _add_words(self, listed: Sequence[tuple[str, float]], start: int) -> int:
        """A tree of the words in which equal rests are one: fifty thousand words that end alike take little
        room. Where no longer word goes on, the last letter leads straight to the end."""
        end = self.state()
        known: dict[tuple[float | None, frozenset[tuple[str, Arc]]], int] = {}

        def rest(of: Sequence[tuple[str, float]]) -> int:
            """The state from which these rests of words, in order, lead to the end."""
            cost = of[0][1] if of[0][0] == "" else None
            following = groupby(of if cost is None else of[1:], key=lambda entry: entry[0][0])
            arcs = frozenset(
                (letter, behind([(word[1:], c) for word, c in own])) for letter, own in following
            )
            if (cost, arcs) not in known:
                known[cost, arcs] = state = self.state()
                for letter, (target, own_cost) in sorted(arcs):
                    self._arc(state, letter, target, own_cost)
                if cost is not None:
                    self.empty[state].append((end, cost))
            return known[cost, arcs]

        def behind(of: Sequence[tuple[str, float]]) -> Arc:
            """Where the letter before these rests leads, and at what cost."""
            return (end, of[0][1]) if len(of) == 1 and of[0][0] == "" else (rest(of), 0.0)

        if listed:
            self.empty[start].append((rest(sorted(listed)), 0.0))
        return end

    def _arc(self, start: int, letter: str, end: int, cost: float) -> None:
        self.lettered[start].setdefault(letter, []).append((end, cost))


def build(part: Part) -> Graph:
    """The graph of a part."""
    draft = _Draft()
    start = draft.state()
    end = draft.add(part, start)
    numbers: dict[int, int] = {start: 0}
    arcs: list[Mapping[str, tuple[Arc, ...]]] = []
    finals: dict[int, float] = {}
    order = [start]
    for state in order:  # Grows while states are reached.
        found: dict[str, dict[int, float]] = {}
        for reached, cost in _closure(draft, state).items():
            if reached == end:
                finals[numbers[state]] = cost
            for letter, targets in draft.lettered[reached].items():
                for target, own in targets:
                    if target not in numbers:
                        numbers[target] = len(order)
                        order.append(target)
                    best = found.setdefault(letter, {})
                    best[numbers[target]] = max(best.get(numbers[target], own + cost), own + cost)
        arcs.append({letter: tuple(targets.items()) for letter, targets in found.items()})
    return Graph(tuple(arcs), finals)


def _closure(draft: _Draft, state: int) -> dict[int, float]:
    """The states reached without a letter, each at its least cost (costs never rise above 0)."""
    reached = {state: 0.0}
    waiting = [state]
    while waiting:
        here = waiting.pop()
        for target, cost in draft.empty[here]:
            total = reached[here] + cost
            if total > reached.get(target, float("-inf")):
                reached[target] = total
                waiting.append(target)
    return reached
