"""The same field on several papers, heard together: what no paper says surely, all of them may.

Each paper's writing gives every value a likelihood, and papers were written one by one, so their likelihoods
multiply. What is decided this way is always a value that some paper was read to say; a paper takes it over
only where its own writing bears it. A paper that surely says something else keeps what it says: that is a
contradiction, and not for a machine to settle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from pipeline.extract.decoded import FIGURES
from pipeline.extract.draft import Draft
from pipeline.extract.grammars import AROUND_VALUE
from pipeline.extract.kinds import meaning
from pipeline.extract.tables import TableRow
from pipeline.reading.decode import score
from pipeline.text import comparable, edit_distance, strip_marks

MOST = 8.0
"""Most that one paper says against a value, in nats: one surely misread must not outvote the rest."""
BEARS = 3.5
"""A paper bears a value that its own writing makes less likely by no more than this a letter, in nats."""
FEW = 3
"""Nor one that differs in more letters than these are worth: that is another value."""
SURELY = 3.0
"""Papers settle a value where together they make it so much likelier than the next, in nats."""


def heard_together(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts of one member's papers, each key decided by all papers that tell it; same order.

    Where papers differ, `value` becomes the value that all together make likeliest, in every draft whose
    writing bears it, if as many papers say it by themselves as say what that draft says; `together` is how
    much likelier it is than the next, in nats.
    """
    telling: dict[str, list[int]] = {}
    for place, draft in enumerate(drafts):
        if draft.value is not None:
            telling.setdefault(draft.key, []).append(place)
    found = list(drafts)
    for key, places in telling.items():
        own = [drafts[place] for place in places]
        kin = [draft for draft in drafts if draft.key != key and any(_akin(draft, each) for each in own)]
        for place, draft in zip(places, _decided([*own, *kin]), strict=False):
            found[place] = draft
    return tuple(found)


def rows_together(papers: Sequence[Sequence[TableRow]]) -> tuple[tuple[TableRow, ...], ...]:
    """The rows of one member's papers, each cell decided by all papers that have its row; same order.

    Rows of two papers are one where they say nearly the same, in the order of both.
    """
    found = [list(rows) for rows in papers]
    for table in {row.table for rows in papers for row in rows}:
        for same in _same_rows([[row if row.table == table else None for row in rows] for rows in papers]):
            heard = iter(heard_together([cell for _, _, row in same for cell in row.cells]))
            for paper, place, row in same:
                found[paper][place] = replace(row, cells=tuple(next(heard) for _ in row.cells))
    return tuple(map(tuple, found))


def _same_rows(
    papers: Sequence[Sequence[TableRow | None]],
) -> Iterator[list[tuple[int, int, TableRow]]]:
    """The rows of the longest paper, each with those of the others that are it: paper, place, row."""
    longest = max(papers, key=lambda rows: sum(row is not None for row in rows))
    found: dict[int, list[tuple[int, int, TableRow]]] = {}
    for number, rows in enumerate(papers):
        for place, other in enumerate(_places_in(longest, rows)):
            if other is not None and (row := rows[place]) is not None:
                found.setdefault(other, []).append((number, place, row))
    yield from (same for same in found.values() if len(same) > 1)


def _places_in(longest: Sequence[TableRow | None], rows: Sequence[TableRow | None]) -> list[int | None]:
    """For each row its place in the longest paper, None where it has none: the likest match in order."""
    if rows is longest:
        return list(range(len(rows)))
    ways: list[tuple[float, list[int | None]]] = [(0.0, [])] * (len(longest) + 1)
    for row in rows:
        above, ways = ways, []
        for place, (worth, way) in enumerate(above):
            skipped = (worth, [*way, None])
            before = ways[-1] if ways else skipped
            like = _likeness(row, longest[place - 1]) if place else 0.0
            taken = (above[place - 1][0] + like, [*above[place - 1][1], place - 1]) if like else skipped
            ways.append(max(skipped, taken, before, key=lambda entry: entry[0]))
    return ways[-1][1]


def _likeness(row: TableRow | None, other: TableRow | None) -> float:
    """How alike two rows are, 0 to 1; 0 for those that are not one row."""
    if row is None or other is None:
        return 0.0
    one, two = (comparable(" ".join(cell.value or "" for cell in each.cells)) for each in (row, other))
    like = 1 - edit_distance(one, two) / max(len(one), len(two), 1)
    return like if like >= _SAME_ROW else 0.0


_SAME_ROW = 0.7
"""Rows of two papers that differ in fewer of their letters are one row, each written anew."""


def _akin(draft: Draft, other: Draft) -> bool:
    """Two fields that name the same body (a cell, where it sat, who employed him), or nearly: what differs is
    then more likely misread than another. Figures never are: Chi bộ 1 and Chi bộ 2 are two. Names of people
    are one where they differ in marks alone: most have the name they were born with."""
    if draft.value is None:
        return False
    one, two = _meaning(draft), _meaning(other)
    if draft.kind == other.kind == _PERSON:
        return strip_marks(one) == strip_marks(two)
    if draft.kind not in _NAMING or other.kind not in _NAMING:
        return False
    longest = max(len(one), len(two))
    if longest < _LONG or abs(len(one) - len(two)) > _KIN * longest:
        return False
    return _figures(one) == _figures(two) and edit_distance(one, two) <= _KIN * longest


_NAMING = frozenset({"organisation", "text"})
_PERSON = "person_name"
_LONG = 8
"""Shorter names differ in a letter or two and mean two bodies."""
_KIN = 0.12
"""Share of the letters in which readings of one name differ at most."""


def _figures(text: str) -> list[str]:
    return [letter for letter in text if letter.isdigit()]


def _decided(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts that should say one thing, decided together."""
    tellers = {_meaning(draft): draft for draft in sorted(drafts, key=lambda d: d.margin)}
    losses = [_losses(draft, tellers) for draft in drafts]
    sums = {value: sum(max(-MOST, loss[value]) for loss in losses) for value in _values(losses)}
    best = max(tellers, key=lambda value: (sums[value], tellers[value].margin))
    beside = max((total for value, total in sums.items() if value != best), default=-MOST * len(drafts))
    together = sums[best] - beside
    count = Counter(map(_meaning, drafts))

    def agrees(draft: Draft, loss: float) -> bool:
        own = _meaning(draft)
        settled = together >= SURELY and count[best] >= count[own]
        return own == best or (settled and -loss <= BEARS * min(edit_distance(own, best), FEW))

    sure = any(_meaning(draft) == best and not draft.doubts for draft in drafts)
    teller = replace(tellers[best], doubts=() if sure else tellers[best].doubts)
    return [
        _taken(draft, teller, -loss[best], together) if agrees(draft, loss[best]) else draft
        for draft, loss in zip(drafts, losses, strict=True)
    ]


def _meaning(draft: Draft) -> str:
    return meaning(draft.kind, draft.value or "")


class _Losses(dict[str, float]):
    """Log-likelihoods of values on one paper less that of its best; -inf for what was not heard."""

    def __missing__(self, value: str) -> float:
        return -inf


def _values(losses: Sequence[_Losses]) -> set[str]:
    return {value for loss in losses for value in loss}


def _losses(draft: Draft, tellers: dict[str, Draft]) -> _Losses:
    """How likely each value is on this paper: as decoded; what others say is weighed on its writing."""
    heard = _Losses()
    for value, loss in reversed(draft.heard):  # The likeliest writing of a value stands for it.
        heard[meaning(draft.kind, value)] = loss
    heard[_meaning(draft)] = 0.0
    foreign = [value for value in tellers if value not in heard]
    if foreign and draft.kind not in FIGURES and draft.seen.steps:
        texts = [str(draft.value), *(str(tellers[value].value) for value in foreign)]
        best, *others = score(draft.seen, texts, AROUND_VALUE)
        if best > -inf:  # Else too few steps are left of it to weigh anything on.
            heard.update((value, min(0.0, float(s - best))) for value, s in zip(foreign, others, strict=True))
    return heard


_SAYS_MORE = frozenset({"illegible", "goes_on_below", "struck_word", "answers_two"})


def _taken(draft: Draft, teller: Draft, price: float, together: float) -> Draft:
    """A paper read as saying what all say; a doubt falls where another paper says the same without any.

    That something more stands there is no doubt another paper could answer: the newest may tell more."""
    if _meaning(draft) == _meaning(teller):
        doubts = draft.doubts if teller.doubts else tuple(d for d in draft.doubts if d in _SAYS_MORE)
        return replace(draft, together=together, doubts=doubts)
    return replace(
        draft,
        value=teller.value,
        fit=teller.fit,
        doubts=teller.doubts,
        margin=0.0,
        gap=draft.gap + price,
        together=together,
    )
