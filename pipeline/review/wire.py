"""Tasks as JSON and back: what history keeps of them, readable without this program."""

from __future__ import annotations

import json
from typing import Any

from pipeline.review.queue import Answer, Entry, Mode, Outcome, Task


def to_json(task: Task) -> str:
    """A task as JSON, the same text for equal tasks."""
    entries = {"first": task.first, "second": task.second, "settled": task.settled}
    plain = {
        "mode": task.mode.value,
        "identity": task.identity,
        "machine": _answer_object(task.machine),
        **{name: _entry_object(entry) for name, entry in entries.items() if entry},
        **({"sure": True} if task.sure else {}),
        **({"before": _answer_object(task.before)} if task.before else {}),
        "version": task.version,
    }
    return json.dumps(plain, ensure_ascii=False)


def from_json(text: str) -> Task:
    """The task `to_json` wrote."""
    plain = json.loads(text)
    first, second, settled = (_entry(plain.get(name)) for name in ("first", "second", "settled"))
    before = _answer(plain["before"]) if "before" in plain else None
    return Task(
        Mode(plain["mode"]),
        plain["identity"],
        _answer(plain["machine"]),
        first,
        second,
        settled,
        plain["version"],
        plain.get("sure", False),
        before,
    )


def answer_json(answer: Answer) -> str:
    return json.dumps(_answer_object(answer), ensure_ascii=False)


def answer_of(text: str) -> Answer:
    """The answer `answer_json` wrote."""
    return _answer(json.loads(text))


def _answer_object(answer: Answer) -> dict[str, Any]:
    value = {} if answer.value is None else {"value": answer.value}
    return {"outcome": answer.outcome.value, **value}


def _entry_object(entry: Entry) -> dict[str, Any]:
    return {"person": entry.person, **_answer_object(entry.answer)}


def _answer(plain: dict[str, Any]) -> Answer:
    return Answer(Outcome(plain["outcome"]), plain.get("value"))


def _entry(plain: dict[str, Any] | None) -> Entry | None:
    return None if plain is None else Entry(plain["person"], _answer(plain))
