"""One record from many papers: for each key the paper with the authority, agreement and conflict counted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.rules import rules
from pipeline.text import comparable, edit_distance, strip_marks
from pipeline.types import Document, Reading, Row, Status

_FEWEST_NAMES = 3
"""With fewer names in a dossier nobody can say whose it is."""
_NAMED = 0.1
"""What is less probably the name that stands there may be anything: a label, a row of several answers. (By
hand.)"""
_SAME_NAME = 0.35
"""Readings of one name differ in less of their letters, marks aside."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A reading and the type of the document it stands on."""

    type: int | None
    reading: Reading


_POORLY, _SURELY = 0.5, 0.9
"""A reading less probable than the first yields to one alike whose probabilities, over its papers, come to
the second."""
_CLEAR = frozenset({"documents_differ", "looks_differ"})
"""What may be said of news that was read well enough."""
_HARDLY = 0.1
"""What is less probable than this was misread, and its paper's authority says nothing for it; but what a
supplement is there to change is improbable beside all others."""


def merge(seen: Sequence[Seen]) -> tuple[Reading, ...]:
    """One reading a key, in the order the keys first appear.

    A paper that leaves a field empty, can hardly be read there, or gives less of a date than another (the
    year alone), yields to one that tells. Papers that differ are a conflict: the value of the
    highest authority is proposed, and a person decides. Of two places of one paper the surer one speaks.
    """
    keys = dict.fromkeys(entry.reading.key for entry in seen)
    return tuple(_one(key, [entry for entry in seen if entry.reading.key == key]) for key in keys)


def strangers(seen: Sequence[Seen]) -> frozenset[int]:
    """Documents that name another person than most others: neither name nor birth date is the owner's.

    What was hardly read as a name names nobody."""
    named = (e for e in seen if e.reading.key == "full_name" and e.reading.confidence >= _NAMED and _told(e))
    names = {entry.reading.document: _told(entry) for entry in named}
    births = {e.reading.document: _told(e) for e in seen if e.reading.key == "birth_date" and _told(e)}
    if len(names) < _FEWEST_NAMES:
        return frozenset()
    owner = max(names.values(), key=lambda name: sum(_alike(name, other) for other in names.values()))
    own_births = {births[number] for number in births if _alike(names.get(number, ""), owner)}
    return frozenset(
        number
        for number, name in names.items()
        if not _alike(name, owner) and births.get(number) not in own_births
    )


def _told(entry: Seen) -> str:
    value = entry.reading.value
    return strip_marks(comparable(value)) if isinstance(value, str) else ""


def _alike(name: str, other: str) -> bool:
    return edit_distance(name, other) <= _SAME_NAME * max(len(name), len(other))


def _one(key: str, seen: Sequence[Seen]) -> Reading:
    order = rules().authority_of(key)
    rank = {kind: place for place, kind in enumerate(order)}

    values = [_text(entry.reading) for entry in seen]

    def precedence(entry: Seen) -> tuple[bool, bool, int, int, float]:
        told = entry.reading
        vague = any(value != _text(told) and _less_precise(_text(told), value) for value in values)
        newest_first = -told.document if entry.type in rules().newest else told.document
        news = entry.type in rules().newest and entry.type == order[0] and _CLEAR.issuperset(told.reasons)
        hardly = told.value is not None and told.confidence < _HARDLY and not news
        return hardly, vague, rank.get(entry.type or 0, len(rank)), newest_first, -told.confidence

    ranked = sorted(seen, key=precedence)
    filled = [entry.reading for entry in ranked if entry.reading.status is not Status.BLANK]
    told = [reading for reading in filled if reading.value is not None]
    return _better_read(told) if told else (filled or [ranked[0].reading])[0]


def _better_read(told: Sequence[Reading]) -> Reading:
    """The first reading, that of the highest authority; where that was poorly read and other papers surely
    say what it may be a misreading of, theirs. Dates may as well differ in truth."""
    first, mine = told[0], comparable(_text(told[0]))
    if first.confidence > _POORLY or _DATE.fullmatch(mine):
        return first
    sure: dict[str, float] = defaultdict(float)
    for other in told[1:]:
        sure[comparable(_text(other))] += other.confidence
    alike = (
        other for other in told[1:] if sure[said := comparable(_text(other))] > _SURELY and _alike(mine, said)
    )
    return next(alike, first)


def merge_rows(documents: Sequence[Document]) -> tuple[Row, ...]:
    """Each table from the paper with the highest authority for it: rows of two papers are never mixed."""
    tables = dict.fromkeys(row.table for document in documents for row in document.rows)
    return tuple(row for table in tables for row in _table(table, documents))


def _table(table: str, documents: Sequence[Document]) -> tuple[Row, ...]:
    order = rules().authority_of(table)
    rank = {kind: place for place, kind in enumerate(order)}
    telling = [document for document in documents if any(row.table == table for row in document.rows)]
    best = min(telling, key=lambda document: rank.get(document.type or 0, len(rank)))
    return tuple(row for row in best.rows if row.table == table)


def agreement(
    key: str,
    value: str | None,
    own: int,
    seen: Sequence[Seen],
    meaning: Callable[[str], str] = comparable,
    renamed: Callable[[str, str], bool] = lambda _one, _other: False,
) -> tuple[float, float]:
    """How many other documents say the same and how many something else, each counted by its confidence.

    So a paper that was hardly read neither confirms nor shakes one that was read well. Silent ones count
    for neither, nor do those that say the same less precisely (`1976` beside `1976-08-15`), nor those where
    what is meant was only `renamed`. `meaning` folds away what does not count.
    """
    others = [e.reading for e in seen if e.reading.key == key and e.reading.document != own]
    said, mine = value or "", meaning(value or "")
    told = [(str(o.value), meaning(str(o.value)), o.confidence) for o in others if o.value is not None]
    same = sum(worth for _, other, worth in told if other == mine)
    return same, sum(
        worth
        for text, other, worth in told
        if other != mine and not _one_date(other, mine) and not renamed(text, said)
    )


def untold_news(key: str, value: str, kind: int | None, seen: Sequence[Seen]) -> bool:
    """Whether a paper that is there to tell what changed says something unlike `value`, which stands on a
    paper of another type, `kind`: however poorly it was read, it may be news."""
    newest = rules().newest
    if kind in newest or rules().authority_of(key)[0] not in newest:
        return False
    mine = strip_marks(comparable(value))
    told = (entry for entry in seen if entry.reading.key == key and entry.type in newest)
    return any(e.reading.status is not Status.BLANK and not _alike(_told(e), mine) for e in told)


def _one_date(first: str, second: str) -> bool:
    return _less_precise(first, second) or _less_precise(second, first)


def _text(reading: Reading) -> str:
    return reading.value if isinstance(reading.value, str) else ""


def _less_precise(first: str, second: str) -> bool:
    """The first date is the beginning of the second."""
    return bool(_DATE.fullmatch(first) and _DATE.fullmatch(second)) and second.startswith(first)


_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
