"""What may stand in a place, as a graph of letters: built from words, choices and repeats, walked by decode.

A graph is a finite automaton whose arcs bear letters and costs. A cost is a natural-log prior (0 or below):
what is rarer costs more. Building is Thompson's construction (1968); empty arcs are taken out, and lists of
words are branched, only where the decoder goes: of a hundred thousand words a dossier walks a few hundred.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Arc = tuple[int, float]
"""Target state and cost."""


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


# --- the graph ---------------------------------------------------------------------------------------


class Graph:
    """State 0 is the start. What leads on from a state is found when it is first asked for, and kept."""

    def __init__(self, part: Part) -> None:
        self._draft = _Draft()
        start = self._draft.state()
        self._end = self._draft.add(part, start)
        self._known: dict[int, tuple[Mapping[str, tuple[Arc, ...]], float | None]] = {}

    def arcs(self, state: int) -> Mapping[str, tuple[Arc, ...]]:
        """Where each letter leads, one arc a target, each at its least cost."""
        return self._at(state)[0]

    def final(self, state: int) -> float | None:
        """The cost of ending there; None where nothing may end."""
        return self._at(state)[1]

    def accepts(self, text: str) -> bool:
        """Whether this text may stand there."""
        states = {0}
        for letter in text:
            states = {target for state in states for target, _ in self.arcs(state).get(letter, ())}
        return any(self.final(state) is not None for state in states)

    def _at(self, state: int) -> tuple[Mapping[str, tuple[Arc, ...]], float | None]:
        if state not in self._known:
            reached = self._draft.reached(state)
            found: dict[str, dict[int, float]] = {}
            for inner, cost in reached.items():
                for letter, target, own in self._draft.lettered[inner]:
                    best = found.setdefault(letter, {})
                    best[target] = max(best.get(target, own + cost), own + cost)
            arcs = {letter: tuple(targets.items()) for letter, targets in found.items()}
            self._known[state] = arcs, reached.get(self._end)
        return self._known[state]


@dataclass(frozen=True, slots=True)
class _Branch:
    """Words of a sorted list, `low` to `high`, that share their first `depth` letters; then comes `end`."""

    texts: Sequence[str]
    costs: Sequence[float]
    low: int
    high: int
    depth: int
    end: int


class _Draft:
    """The automaton with empty arcs, and with lists of words not yet branched."""

    def __init__(self) -> None:
        self.lettered: list[list[tuple[str, int, float]]] = []
        self._empty: list[list[Arc]] = []
        self._unbranched: dict[int, _Branch] = {}

    def state(self) -> int:
        self.lettered.append([])
        self._empty.append([])
        return len(self._empty) - 1

    def add(self, part: Part, start: int) -> int:
        """Put a part behind a state; return the state behind the part."""
        match part:
            case Letters(letters, cost):
                end = self.state()
                self.lettered[start] += [(letter, end, cost) for letter in letters]
            case Words(listed):
                end = self.state()
                texts, costs = zip(*sorted(listed), strict=True) if listed else ((), ())
                self._empty[start].append((self._branch(_Branch(texts, costs, 0, len(texts), 0, end)), 0.0))
            case Chain(parts):
                end = start
                for inner in parts:
                    end = self.add(inner, end)
            case Choice(parts):
                end = self.state()
                for inner in parts:
                    first = self.state()
                    self._empty[start].append((first, 0.0))
                    self._empty[self.add(inner, first)].append((end, 0.0))
            case Repeat(inner, least, cost):
                first, end = self.state(), self.state()
                self._empty[start].append((first, cost))
                last = self.add(inner, first)
                self._empty[last] += [(first, cost), (end, 0.0)]
                if least == 0:
                    self._empty[start].append((end, 0.0))
        return end

    def reached(self, state: int) -> dict[int, float]:
        """The states reached without a letter, each at its least cost (costs never rise above 0)."""
        reached = {state: 0.0}
        waiting = [state]
        while waiting:
            here = waiting.pop()
            if here in self._unbranched:
                self._grow(here, self._unbranched.pop(here))
            for target, cost in self._empty[here]:
                total = reached[here] + cost
                if total > reached.get(target, float("-inf")):
                    reached[target] = total
                    waiting.append(target)
        return reached

    def _branch(self, branch: _Branch) -> int:
        state = self.state()
        self._unbranched[state] = branch
        return state

    def _grow(self, state: int, of: _Branch) -> None:
        """Give a state its letters. Where no longer word goes on, the last one leads straight to the end."""
        low = of.low
        if low < of.high and len(of.texts[low]) == of.depth:
            self._empty[state].append((of.end, of.costs[low]))
            low += 1
        while low < of.high:
            letter = of.texts[low][of.depth]
            shared = of.texts[low][: of.depth + 1]
            high = bisect_right(of.texts, shared + _LAST, low, of.high)
            if high == low + 1 and of.texts[low] == shared:
                self.lettered[state].append((letter, of.end, of.costs[low]))
            else:
                inner = _Branch(of.texts, of.costs, low, high, of.depth + 1, of.end)
                self.lettered[state].append((letter, self._branch(inner), 0.0))
            low = high


_LAST = "\U0010ffff"
"""Sorts behind every letter."""
