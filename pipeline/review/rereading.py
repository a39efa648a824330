"""Differences after reading again, put together by what changed: pure.

One reader makes one kind of change in many dossiers: whoever saw that `ô` is now read as `ơ` in fifty names
of villages need not think it over fifty times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.review.policy import is_identity
from pipeline.review.queue import Answer, stands
from pipeline.review.values import shown
from pipeline.review.wire import from_json
from pipeline.store import Task

Change = tuple[tuple[str, str], ...]
"""The pieces that were exchanged, in their order: what was before, and what is read now."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that reads otherwise now. `settled`: a person had said what was before, not the machine."""

    task: Task
    before: Answer
    now: Answer
    settled: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Differences of one field by one change; one alone where the field says who a person is."""

    key: str
    change: Change
    differences: tuple[Difference, ...]


def groups(tasks: Sequence[Task]) -> tuple[Group, ...]:
    """The differences of tasks that differ, the largest group first, then in the order of the tasks."""
    found: dict[tuple[str, Change, int], list[Difference]] = {}
    for task in tasks:
        state = from_json(task.standing.state)
        before = stands(state)
        if before is not None:
            alone = task.id if is_identity(task.field.key) else 0
            changed = change(_text(task.field.key, before), _text(task.field.key, state.machine))
            difference = Difference(task, before, state.machine, state.settled is not None)
            found.setdefault((task.field.key, changed, alone), []).append(difference)
    made = (Group(key, changed, tuple(each)) for (key, changed, _), each in found.items())
    return tuple(sorted(made, key=lambda group: -len(group.differences)))


def change(before: str, now: str) -> Change:
    """What was exchanged between two texts, letter by letter."""
    steps = SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
    return tuple((before[a:b], now[c:d]) for kind, a, b, c, d in steps if kind != "equal")


def _text(key: str, answer: Answer) -> str:
    return shown(key, answer.value) if answer.value else f"({answer.outcome.value})"
