"""What becomes of a doubtful field when people look at it: state and event in, new state and effect out.

Pure: no clock, no database, no web. A task is one field of one dossier, or one row of one of its tables. Who
may see it at all, and in which order tasks come, is for others; this module alone says who must look next and
when a value is settled:

    confirm ──────────────────────────────────────────────▶ done     the value is shown
    blind ── keyed as the machine read it ────────────────▶ done     the value is hidden
      └── else ▶ double ── second person keys the same ───▶ done     another person, value hidden
                   └── else ▶ arbiter ───────────────────▶ done     a third person sees both and the page
    dossier, senior ──────────────────────────────────────▶ done     contradictions; questions from below
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.text import comparable
from pipeline.types import BETWEEN_CELLS


class Mode(StrEnum):
    """How a task is to be looked at next. `done`: a person settled it; `passed`: it needs nobody any more."""

    CONFIRM = "confirm"
    BLIND = "blind"
    DOUBLE = "double"
    ARBITER = "arbiter"
    SENIOR = "senior"
    DOSSIER = "dossier"
    DONE = "done"
    PASSED = "passed"


HIDDEN = frozenset({Mode.BLIND, Mode.DOUBLE})
"""Modes in which nobody is told what the machine, or anybody else, has read."""
CLOSED = frozenset({Mode.DONE, Mode.PASSED})


class Outcome(StrEnum):
    """What a person found: a value, or why there is none. NO_ROW: what was taken for a row is none."""

    VALUE = "value"
    BLANK = "blank"
    ILLEGIBLE = "illegible"
    STRUCK_OUT = "struck_out"
    NO_ROW = "no_row"
    WRONG_PICTURE = "wrong_picture"
    ASK_SENIOR = "ask_senior"


PASSED_UP = frozenset({Outcome.WRONG_PICTURE, Outcome.ASK_SENIOR})


@dataclass(frozen=True, slots=True)
class Answer:
    """One reading of a field, or of all cells of a row. `value` is normalised; only Outcome.VALUE has one."""

    outcome: Outcome
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer and the person it is from."""

    person: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Task:
    """All that is decided about one field. `version` grows with every change of it.

    `sure`: the machine would accept what it reads now. `before` is what it read when people settled the
    field, or had accepted where nobody was asked; None while it reads the same.
    """

    mode: Mode
    identity: bool
    machine: Answer
    first: Entry | None = None
    second: Entry | None = None
    settled: Entry | None = None
    version: int = 0
    sure: bool = False
    before: Answer | None = None

    @property
    def apart_from(self) -> tuple[int, ...]:
        """People who read the field already: none of them may give the next reading."""
        return tuple(entry.person for entry in (self.first, self.second) if entry)


@dataclass(frozen=True, slots=True)
class Answered:
    """A person answers what was seen at version `seen`."""

    person: int
    answer: Answer
    seen: int


@dataclass(frozen=True, slots=True)
class SetApart:
    """A person marks the odd one in a grid: it is to be looked at by itself."""

    person: int
    seen: int


@dataclass(frozen=True, slots=True)
class RowMissed:
    """A person says that a row stands here which the machine did not find; `mode` is how it begins."""

    person: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A person takes back the last act on a task; `before` is the task as it was, `after` what it became."""

    person: int
    before: Task
    after: Task


@dataclass(frozen=True, slots=True)
class Proposed:
    """The dossier was read again: the machine's answer now, and how a task that nobody saw would begin.

    `sure`: it would accept that answer. `accepted` is what it had accepted at the same place before.
    """

    machine: Answer
    mode: Mode
    sure: bool = False
    accepted: Answer | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person chooses, at version `seen`, between what stands and what is read there now (`now`)."""

    person: int
    now: bool
    seen: int


@dataclass(frozen=True, slots=True)
class Reopened:
    """A person doubts what is settled."""

    person: int


Event = Answered | SetApart | RowMissed | TakenBack | Proposed | Chosen | Reopened


class Effect(StrEnum):
    """What has happened, for whoever tells people."""

    SETTLED = "settled"
    PASSED_ON = "passed_on"
    NOTED = "noted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """The task as it is from now on, and what happened to it."""

    task: Task
    effect: Effect


def decide(task: Task, event: Event) -> Decision:
    """The only way a task changes. The version grows exactly when something in the task did change."""
    decision = _decided(task, event)
    if decision.task == task:
        return decision
    return replace(decision, task=replace(decision.task, version=task.version + 1))


def same(one: Answer, other: Answer) -> bool:
    """Whether two readings say the same, as the export contract compares values; rows cell by cell."""
    return one.outcome is other.outcome and _cells(one) == _cells(other)


def stands(task: Task) -> Answer | None:
    """What stands there, whatever is read now; None where nothing but the reading of now says so."""
    return task.settled.answer if task.settled else task.before


def differs(task: Task) -> bool:
    """Whether the machine surely reads now what it did not read before, and what does not stand there."""
    kept = stands(task)
    if task.mode not in CLOSED or not task.sure or task.before is None or kept is None:
        return False
    return not same(task.machine, task.before) and not same(task.machine, kept)


def _cells(answer: Answer) -> list[str]:
    return [comparable(cell) for cell in (answer.value or "").split(BETWEEN_CELLS)]


def _decided(task: Task, event: Event) -> Decision:
    match event:
        case Answered() if event.seen == task.version and task.mode not in CLOSED:
            return _answered(task, Entry(event.person, event.answer))
        case Answered():
            return _late(task, Entry(event.person, event.answer))
        case SetApart():
            return _set_apart(task, event)
        case RowMissed():
            return _missed(task, event)
        case TakenBack():
            return _taken_back(task, event)
        case Proposed():
            return _proposed(task, event)
        case Chosen():
            return _chosen(task, event)
        case Reopened():
            return _reopened(task, event)


# --- answers ---------------------------------------------------------------------------------------------


def _answered(task: Task, entry: Entry) -> Decision:
    if entry.person in task.apart_from:
        return Decision(task, Effect.REFUSED)
    if entry.answer.outcome in PASSED_UP:
        return _passed_up(task, entry)
    match task.mode:
        case Mode.BLIND if same(entry.answer, task.machine):
            # Equal but for case or the place of a tone: the machine's spelling is the normalised one.
            return _settle(task, Entry(entry.person, task.machine))
        case Mode.BLIND:
            return Decision(replace(task, mode=Mode.DOUBLE, first=entry), Effect.PASSED_ON)
        case Mode.DOUBLE:
            return _second(task, entry)
        case _:
            return _settle(task, entry)


def _settle(task: Task, entry: Entry) -> Decision:
    return Decision(replace(task, mode=Mode.DONE, settled=entry, before=None), Effect.SETTLED)


def _passed_up(task: Task, entry: Entry) -> Decision:
    """A senior has nobody to pass it on to; it stays until somebody settles it."""
    if task.mode in (Mode.SENIOR, Mode.ARBITER, Mode.DOSSIER):
        return Decision(task, Effect.REFUSED)
    return Decision(replace(task, mode=Mode.SENIOR), Effect.PASSED_ON)


def _second(task: Task, entry: Entry) -> Decision:
    assert task.first is not None
    if same(entry.answer, task.first.answer):
        return _settle(replace(task, second=entry), task.first)
    return Decision(replace(task, mode=Mode.ARBITER, second=entry), Effect.PASSED_ON)


def _late(task: Task, entry: Entry) -> Decision:
    """An answer to what is no more as it was seen: a second reading, which may disagree with the first."""
    if entry.answer.outcome in PASSED_UP or task.mode in (Mode.SENIOR, Mode.ARBITER, Mode.DOSSIER):
        return Decision(task, Effect.NOTED)
    if task.mode is Mode.PASSED or entry.person in task.apart_from:
        return Decision(task, Effect.NOTED)
    if task.mode is not Mode.DONE:
        return _answered(task, entry)
    assert task.settled is not None
    if entry.person == task.settled.person or same(entry.answer, task.settled.answer):
        return Decision(task, Effect.NOTED)
    both = replace(task, mode=Mode.ARBITER, first=task.settled, second=entry, settled=None)
    return Decision(both, Effect.PASSED_ON)


def _set_apart(task: Task, event: SetApart) -> Decision:
    if task.mode is not Mode.CONFIRM or event.seen != task.version:
        return Decision(task, Effect.NOTED)
    return Decision(replace(task, mode=Mode.BLIND), Effect.PASSED_ON)


def _missed(task: Task, event: RowMissed) -> Decision:
    """Only where nobody is asked yet; of two people who miss the same row, the second reads it too."""
    if task.mode is not Mode.PASSED:
        return Decision(task, Effect.NOTED)
    return Decision(replace(task, mode=event.mode), Effect.NOTED)


def _taken_back(task: Task, event: TakenBack) -> Decision:
    """Only while nobody else has built on it; what others did later stands."""
    if task != event.after:
        return Decision(task, Effect.REFUSED)
    return Decision(replace(event.before, version=task.version), Effect.NOTED)


# --- the machine and doubts ------------------------------------------------------------------------------


def _proposed(task: Task, event: Proposed) -> Decision:
    """Reading again only proposes: what people did stays, and a difference from it is put to a senior."""
    read = replace(task, machine=event.machine, sure=event.sure)
    if task.mode in (Mode.CONFIRM, Mode.DOSSIER, Mode.BLIND, Mode.PASSED) and not task.apart_from:
        before = (task.before or event.accepted) if event.mode is Mode.PASSED else None
        return Decision(replace(read, mode=event.mode, before=before), Effect.NOTED)
    if task.mode is Mode.DONE and not same(event.machine, task.machine):
        read = replace(read, before=task.before or task.machine)
    return Decision(read, Effect.NOTED)


def _chosen(task: Task, event: Chosen) -> Decision:
    """Only what was seen: whoever came first, or a newer reading, makes it another question."""
    kept = stands(task)
    if event.seen != task.version or not differs(task) or kept is None:
        return Decision(task, Effect.NOTED)
    if event.now:
        return _settle(task, Entry(event.person, task.machine))
    return _settle(task, task.settled or Entry(event.person, kept))


def _reopened(task: Task, event: Reopened) -> Decision:
    """What one person settled is read by another, blind; what two or more settled goes to a third."""
    if task.mode is not Mode.DONE or task.settled is None:
        return Decision(task, Effect.REFUSED)
    if task.second is not None:
        return Decision(replace(task, mode=Mode.SENIOR, settled=None), Effect.PASSED_ON)
    again = replace(task, mode=Mode.DOUBLE, first=task.settled, settled=None)
    return Decision(again, Effect.PASSED_ON)
