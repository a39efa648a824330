"""What a screen is given, in the browser or a terminal: a card as plain values in a person's language."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pipeline.messages import catalogue, noted
from pipeline.review import reasons, values
from pipeline.review.desk import Card, hides_value
from pipeline.review.policy import fields_by_key, heading_of, policy
from pipeline.review.queue import Answer, Mode, Outcome, Task
from pipeline.review.wire import from_json
from pipeline.store import Cell
from pipeline.store import Task as Kept
from pipeline.types import BETWEEN_CELLS

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
_MISSED = noted("Type the row that is missing.")
_GRID = noted("All the same? Enter. Arrows and Space mark the odd one.")
_OUTCOMES = {
    Outcome.BLANK: noted("blank on the paper"),
    Outcome.ILLEGIBLE: noted("illegible"),
    Outcome.STRUCK_OUT: noted("struck out"),
    Outcome.NO_ROW: noted("no row"),
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
    "empty_row": noted("Nothing is typed. F8 says that this is no row."),
    "written": noted(
        "Something stands in: {name}. Type it, F9 if illegible; Enter once more if it is blank."
    ),
    "no_table": noted("This is no row of a table."),
    "row_added": noted("The missing row comes next."),
    "row_taken": noted("Somebody else is at that row, or has settled it."),
    "illegible": noted("illegible"),
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
    mode = Mode(first.standing.mode)
    common = {
        "heading": heading_of(first.field.key),
        "ask": catalogue(language).gettext(_GRID if card.is_grid else _asked(first)),
        "mode": "grid" if card.is_grid else mode.value,
        "page": rank > 0,
        "columns": _columns(first),
    }
    return common | {"tasks": [_task_object(task, language) for task in card.tasks]}


def _asked(kept: Kept) -> str:
    task = from_json(kept.standing.state)
    is_missed = task.mode is Mode.SENIOR and task.machine.outcome is Outcome.NO_ROW and not task.apart_from
    return _MISSED if is_missed else _MODES[task.mode]


def _columns(kept: Kept) -> list[dict[str, Any]]:
    """The columns of a row, each with its share of the row's width; none for a plain field."""
    headings = {column.key: column.heading for field in fields_by_key().values() for column in field.columns}
    turn = kept.field.place.rotation
    whole = kept.field.place.box.turned(turn)
    # A cell's box is that of its letters: its column goes on to where the next one begins.
    edges = [*(cell.box.turned(turn).left for cell in kept.field.cells), whole.right]
    return [
        {"heading": headings.get(cell.column, cell.column), "share": round((right - left) / whole.width, 3)}
        for cell, (left, right) in zip(kept.field.cells, pairwise(edges), strict=True)
    ]


def _cells(kept: Kept, task: Task, hidden: bool) -> list[dict[str, Any]]:
    """The cells of a row: what each begins with, whether a person must look well, what else it may be."""
    said = [_texts(entry.answer, len(kept.field.cells)) for entry in (task.first, task.second) if entry]
    read = _texts(task.machine, len(kept.field.cells))
    return [
        _cell(cell, "" if hidden else read[n], [] if hidden else [texts[n] for texts in said])
        | {"written": cell.written and not read[n] and not hidden}
        for n, cell in enumerate(kept.field.cells)
    ]


def _cell(cell: Cell, read: str, said: list[str]) -> dict[str, Any]:
    """Where people have read it, it begins with what they agree on."""
    value = read if not said else said[0] if len(set(said)) == 1 else ""
    others = [*said, read, *(cell.candidates if read else ())]
    return {
        "value": value,
        "doubtful": bool(read) and cell.confidence < policy().blind_below,
        "candidates": [{"value": each, "source": ""} for each in dict.fromkeys(others) if each],
        "confidence": round(cell.confidence, 3),
    }


def _texts(answer: Answer, count: int) -> list[str]:
    texts = (answer.value or "").split(BETWEEN_CELLS)
    # A paper read anew may have other columns than those that somebody was shown.
    return texts if len(texts) == count else [""] * count


def _task_object(kept: Kept, language: str) -> dict[str, Any]:
    task = from_json(kept.standing.state)
    hidden = hides_value(kept)
    return {
        "id": kept.id,
        "cells": _cells(kept, task, hidden),
        "seen": kept.standing.version,
        "key": kept.field.key,
        "value": ""
        if hidden or task.mode is Mode.ARBITER
        else values.shown(kept.field.key, task.machine.value),
        "why": "" if hidden or task.machine.outcome is Outcome.NO_ROW else _why(kept, language),
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
