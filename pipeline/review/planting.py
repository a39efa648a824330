"""Planted mistakes: now and then a person is shown a wrong value of a field whose right one is known.

Who accepts it did not look (automation bias: a shown value is too easily believed). Nothing of the record
changes; what the person confirmed of such fields since is read again by another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.review.queue import Answer, Mode, Outcome, Task, same
from pipeline.review.values import shown, typed
from pipeline.review.wire import answer_json, from_json, to_json
from pipeline.store import Task as Kept
from pipeline.text import comparable

CAUGHT, MISSED = "caught", "missed"
RECHECKED = 20
"""So many of a person's latest confirmed fields of one key another reads again after a missed mistake."""


def is_due(person: int, kept: Kept, share: float) -> bool:
    """Whether a planted mistake follows this field; its digest decides, so it cannot be told beforehand."""
    digest = sha256(f"plant\n{person}\n{kept.id}\n{kept.standing.version}".encode()).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


def planted(kept: Kept) -> Kept | None:
    """A settled field as if it waited with a wrong value; None where no likely mistake can be made of it."""
    wrong = mistaken(kept)
    return None if wrong is None else disguised(kept, wrong)


def disguised(kept: Kept, wrong: Answer) -> Kept:
    """The field as it looks with the planted mistake: like any other that is to be confirmed."""
    task = from_json(kept.standing.state)
    before = Task(Mode.CONFIRM, task.identity, wrong, version=task.version)
    standing = replace(
        kept.standing, state=to_json(before), mode=Mode.CONFIRM.value, proposal=wrong.value or ""
    )
    return replace(kept, standing=standing)


def told(kept: Kept) -> str:
    """The planted value as the history keeps it."""
    return answer_json(from_json(kept.standing.state).machine)


def verdict(wrong: Answer, given: Answer) -> str:
    """Missed is who accepted the planted value; whoever said anything else has looked."""
    return MISSED if same(wrong, given) else CAUGHT


def mistaken(kept: Kept) -> Answer | None:
    """A wrong value that may be overlooked: another reading there was, else one letter or digit exchanged."""
    settled = from_json(kept.standing.state).settled
    if settled is None or settled.answer.outcome is not Outcome.VALUE or not settled.answer.value:
        return None
    right = settled.answer.value
    others = (value for value, _source in kept.field.candidates)
    for value in (*others, *_exchanged(right, kept.id)):
        # A date or number must stay one that can be: else the page itself would tell.
        if comparable(value) != comparable(right) and not typed(kept.field.key, _shown(kept, value)).doubt:
            return Answer(Outcome.VALUE, value)
    return None


def _shown(kept: Kept, value: str) -> str:
    return shown(kept.field.key, value)


def _exchanged(value: str, number: int) -> Iterator[str]:
    """The value with one letter exchanged, from a place on that differs from field to field."""
    start = number % max(1, len(value))
    for place in (*range(start, len(value)), *range(start)):
        for alike in _alike(value[place]):
            yield value[:place] + alike + value[place + 1 :]


def _alike(letter: str) -> str:
    small = _table().get(letter.lower(), "")
    return small.upper() if letter != letter.lower() else small


@cache
def _table() -> dict[str, str]:
    """For each letter those it is mistaken for."""
    names = ("digits", "letters")
    lists = read_yaml(Path(__file__).parent / "planting.yaml").mapping(names, names)
    table: dict[str, str] = {}
    for letters in (text for name in names for text in lists[name].texts()):
        for letter in letters:
            table[letter] = table.get(letter, "") + letters.replace(letter, "")
    return table
