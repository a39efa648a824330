"""What the page is given: a card as plain values in the person's language, and the sentences it may say."""

from __future__ import annotations

from typing import Any

from pipeline.messages import catalogue, noted
from pipeline.review import reasons, values
from pipeline.review.desk import Card, hides_value
from pipeline.review.policy import fields_by_key
from pipeline.review.queue import Answer, Mode, Outcome, Task
from pipeline.review.wire import from_json
from pipeline.store import Task as Kept

_MODES = {
    Mode.CONFIRM: noted("Right? Enter. Else correct it."),
    Mode.BLIND: noted("Type what stands on the paper."),
    Mode.DOUBLE: noted("Type what stands on the paper."),
    Mode.ARBITER: noted("Two readings differ. You decide."),
    Mode.SENIOR: noted("A colleague asks you."),
    Mode.DOSSIER: noted("The dossier contradicts itself. You decide."),
}
MODES = {
    Mode.CONFIRM.value: noted("to confirm"),
    Mode.BLIND.value: noted("to type without seeing the machine's value"),
    Mode.DOUBLE.value: noted("to type a second time, by another person"),
    Mode.ARBITER.value: noted("two readings differ: a senior decides"),
    Mode.SENIOR.value: noted("a question to a senior"),
    Mode.DOSSIER.value: noted("the dossier contradicts itself: a senior decides"),
    Mode.DONE.value: noted("settled by people"),
    Mode.PASSED.value: noted("the machine is sure by now"),
}
_UNSURE = noted("The machine is not sure.")
_EITHER = noted("It may read either way: {0}")
_GRID = noted("All the same? Enter. Arrows and Space mark the odd one.")
_OUTCOMES = {
    Outcome.BLANK: noted("blank on the paper"),
    Outcome.ILLEGIBLE: noted("illegible"),
    Outcome.STRUCK_OUT: noted("struck out"),
    Outcome.WRONG_PICTURE: noted("wrong picture"),
    Outcome.ASK_SENIOR: noted("ask a senior"),
}
_SAID = {
    "waiting": noted("{n} not saved yet"),
    "offline": noted("The server does not answer. What you typed is kept here and sent as soon as it does."),
    "nothing": noted("Nothing waits for you."),
    "not_a_date": noted("This is no date. Write 15/03/1962, 03/1962 or 1962."),
    "wrong_shape": noted("The number cannot be like this."),
    "empty": noted("Nothing is typed. F8 is for blank on the paper."),
    "refused": noted("Somebody else has gone on with it; nothing was changed."),
    "signed_out": noted("You are signed out. Sign in again."),
    "speed": noted("{n} s a field"),
}


def outcome_text(outcome: str, language: str) -> str:
    """What a person found where it is no value, in brackets."""
    return f"({catalogue(language).gettext(_OUTCOMES[Outcome(outcome)])})"


def sentences(language: str) -> dict[str, str]:
    """What the page says by itself."""
    texts = catalogue(language)
    return {name: texts.gettext(text) for name, text in _SAID.items()}


def card_object(card: Card, language: str, rank: int) -> dict[str, Any]:
    """A card as plain values. In blind modes neither the machine's value nor any other is in it."""
    first = card.tasks[0]
    texts = catalogue(language)
    mode = Mode(first.standing.mode)
    common = {
        "heading": _heading(first),
        "ask": texts.gettext(_GRID if card.is_grid else _MODES[mode]),
        "mode": "grid" if card.is_grid else mode.value,
        "page": rank > 0,
    }
    return common | {"tasks": [_task_object(task, language) for task in card.tasks]}


def _heading(kept: Kept) -> str:
    field = fields_by_key().get(kept.field.key)
    return kept.field.key if field is None else field.heading


def _task_object(kept: Kept, language: str) -> dict[str, Any]:
    task = from_json(kept.standing.state)
    hidden = hides_value(kept)
    return {
        "id": kept.id,
        "seen": kept.standing.version,
        "key": kept.field.key,
        "value": ""
        if hidden or task.mode is Mode.ARBITER
        else values.shown(kept.field.key, task.machine.value),
        "why": "" if hidden else _why(kept, language),
        "candidates": [] if hidden else _candidates(kept, task, catalogue(language).gettext),
    }


def _why(kept: Kept, language: str) -> str:
    known = [reasons.told(each, language) for each in kept.field.reasons if reasons.known(each)]
    readings = [values.shown(kept.field.key, value) for value, _source in kept.field.candidates]
    if not known and len(readings) > 1:
        return catalogue(language).gettext(_EITHER).format(" / ".join(readings[:2]))
    return " ".join(known) or catalogue(language).gettext(_UNSURE)


def _candidates(kept: Kept, task: Task, say: Any) -> list[dict[str, str]]:
    """Readings of people first, then what the papers say; each once."""
    entries = [entry.answer for entry in (task.first, task.second) if entry]
    machine = [task.machine] if entries else []
    found = {_text(kept, answer, say): "" for answer in (*entries, *machine)}
    for value, source in kept.field.candidates:
        found.setdefault(values.shown(kept.field.key, value), source)
    return [{"value": value, "source": source} for value, source in found.items()]


def _text(kept: Kept, answer: Answer, say: Any) -> str:
    if answer.outcome is Outcome.VALUE:
        return values.shown(kept.field.key, answer.value)
    return f"({say(_OUTCOMES[answer.outcome])})"
