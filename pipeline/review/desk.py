"""The desk: brings the queue's decisions and the store together; web and terminal both go through it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pipeline.errors import BadArguments
from pipeline.messages import noted
from pipeline.review import planting, policy, rows, values
from pipeline.review.queue import (
    CLOSED,
    HIDDEN,
    Answer,
    Answered,
    Chosen,
    Effect,
    Event,
    Mode,
    Outcome,
    Proposed,
    Reopened,
    RowMissed,
    SetApart,
    TakenBack,
    Task,
    decide,
    differs,
    stands,
)
from pipeline.review.siblings import siblings
from pipeline.review.wire import answer_json, answer_of, from_json, to_json
from pipeline.store import (
    Act,
    Done,
    Field,
    Lane,
    Person,
    ReviewStore,
    Settled,
    Standing,
    names_of_findings,
    table_of,
)
from pipeline.store import Task as Kept
from pipeline.types import BETWEEN_CELLS

LEASE_S = 300
"""So long a task is kept for a person who shows no sign of life."""
FETCHED = 20
GRID_LEAST, GRID_MOST = 6, 24
MOST_CHOSEN = 200
"""So many differences after reading again are decided in one act at most, and taken back with it."""
_TOO_MANY = noted("These are too many at once. Fields that say who a person is are decided one by one.")
_NEVER = -1
"""A version that no task ever had: what was seen then is a late answer."""
_ORDER = (Mode.ARBITER, Mode.SENIOR, Mode.DOSSIER, Mode.DOUBLE, Mode.BLIND, Mode.CONFIRM)
"""What others wait for comes first; only seniors meet the first three."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a person is to look at: one task, or a grid of tasks that all propose the same."""

    tasks: tuple[Kept, ...]

    @property
    def is_grid(self) -> bool:
        return len(self.tasks) > 1


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What came of an answer; `doubt` names why what was typed cannot be a value of this field."""

    effect: Effect
    doubt: str = ""


class Desk:
    """What one person can do. Who they are was checked by the caller.

    `planted` is the share of fields to be confirmed, 0 to 1, behind which a planted mistake follows.
    """

    def __init__(self, store: ReviewStore, person: Person, planted: float = 0.0) -> None:
        self._store, self._person, self._planted = store, person, planted

    @property
    def rank(self) -> int:
        return policy.ROLES.index(self._person.role)

    def next(self, without: frozenset[int] = frozenset()) -> tuple[Card, ...]:
        """Lend the next tasks to this person; `without` are those already on the table."""
        until = self._store.seconds() + LEASE_S
        lent = self._store.lend(self._person.id, lanes(self.rank), FETCHED + len(without), until)
        fresh = [task for task in lent if task.id not in without]
        return tuple(self._cards(fresh, until, without))

    def _cards(self, fresh: Sequence[Kept], until: int, without: frozenset[int]) -> Iterator[Card]:
        dealt: set[int] = set()
        many = _alike(fresh)
        for task in fresh:
            if task.id in dealt:
                continue
            card = Card((task,))
            if may_be_grid(task) and _proposing(task) in many:
                alike = self._store.lend_like(self._person.id, task.id, GRID_MOST, until)
                alike = tuple(t for t in alike if t.id not in without and t.id not in dealt)
                card = Card(alike) if len(alike) >= GRID_LEAST else card
            dealt.update(each.id for each in card.tasks)
            yield card
            if not card.is_grid and (mistake := self._mistake(task)) is not None:
                yield Card((mistake,))

    def _mistake(self, after: Kept) -> Kept | None:
        """A settled field like `after` with a wrong value planted, where one is due and there is such."""
        shown = after.standing.mode == Mode.CONFIRM.value and not after.field.cells
        if not shown or not planting.is_due(self._person.id, after, self._planted):
            return None
        like = self._store.settled_like(self._person.id, after)
        mistake = None if like is None else planting.planted(like)
        if mistake is not None:
            act = Act(secrets.token_hex(16), mistake.id, self._person.id, "")
            self._store.plant(act, planting.told(mistake))
        return mistake

    def holds(self, task: Kept) -> bool:
        return task.holder == self._person.id and task.leased_until >= self._store.seconds()

    def keep(self, tasks: Sequence[int]) -> int:
        """A heartbeat for the tasks on the table."""
        return self._store.prolong(self._person.id, tasks, self._store.seconds() + LEASE_S)

    def leave(self) -> int:
        """Give everything back."""
        return self._store.release(self._person.id)

    def answer(self, act: Act, outcome: Outcome, text: str, seen: int) -> Outcomes:
        """Keep a person's answer to a task seen at version `seen`."""
        kept = self._store.task(act.task)
        if kept is None:
            raise KeyError(act.task)
        if outcome is Outcome.NO_ROW and not kept.field.cells:
            return Outcomes(Effect.REFUSED, "no_table")
        answer = Answer(rows.outcome(kept.field, outcome))
        if outcome is Outcome.VALUE:
            value = _typed(kept.field, text)
            if value.doubt or not value.value:
                return Outcomes(Effect.REFUSED, value.doubt or "empty")
            answer = Answer(outcome, value.value)
        if (wrong := self._store.planted(self._person.id, act.task)) is not None:
            return self._answer_plant(act, answer_of(wrong), answer)
        if self.rank < policy.SENIOR and Mode(kept.standing.mode) in policy.ABOVE_KEYERS:
            # By now it is for seniors to decide: what a keyer says is noted, whatever they saw.
            seen = _NEVER
        return self._act(act, answer_json(answer), Answered(self._person.id, answer, seen))

    def _answer_plant(self, act: Act, wrong: Answer, given: Answer) -> Outcomes:
        """Keep what came of a planted mistake. After a missed one, others read again what this person
        confirmed last of the same key."""
        verdict = planting.verdict(wrong, given)
        whole = replace(act, person=self._person.id, answer=answer_json(given))
        self._store.answer_plant(whole, verdict)
        kept = self._store.task(act.task)
        if verdict == planting.MISSED and kept is not None:
            for task in self._store.confirmed(self._person.id, kept.field.key, planting.RECHECKED):
                again = Act(f"{act.token[:48]}-{task}", task, self._person.id, "recheck")
                self._act(again, "", Reopened(self._person.id))
        return Outcomes(Effect.SETTLED)

    def set_apart(self, act: Act, seen: int) -> Outcomes:
        """Mark the odd one of a grid."""
        return self._act(act, "", SetApart(self._person.id, seen))

    def add_row(self, token: str, below: Kept) -> Card | None:
        """Put a row that this person misses below another on their table; None where others are at it."""
        alike = [
            other.field.place
            for other in self._store.rows(below.dossier)
            if table_of(other.field.key) == table_of(below.field.key) and rows.is_row(other.standing)
        ]
        return self.add_row_at(token, below.dossier, rows.missed_below(below.field, alike))

    def add_row_at(self, token: str, dossier: str, field: Field) -> Card | None:
        """The same for a row at a place of its own. A keyer's is read by another person too."""
        number = self._store.add_row(dossier, field, standing_of(rows.UNFOUND))
        mode = Mode.SENIOR if self.rank >= policy.SENIOR else Mode.BLIND
        self._act(Act(token, number, self._person.id, "add_row"), "", RowMissed(self._person.id, mode))
        return self.take(number)

    def take(self, number: int) -> Card | None:
        """Put an open task on this person's table; None where another holds it or this person read it."""
        task = self._store.task(number)
        if task is None or Mode(task.standing.mode) in CLOSED or not self._is_free(task):
            return None
        until = self._store.seconds() + LEASE_S
        if not self._store.assign(number, self._person.id, until):
            return None
        return Card((task,))

    def _is_free(self, task: Kept) -> bool:
        return task.holder in (0, self._person.id) or task.leased_until < self._store.seconds()

    def choose(self, token: str, picked: Sequence[tuple[int, int]], *, now: bool) -> int:
        """Let what is read now stand (`now`), or keep what stands, for tasks and the versions seen of them.

        One group act. Gives how many were decided; the others somebody was at before, or they were read anew.
        Raises BadArguments for more than one act may hold: fields that say who a person is come one by one.
        """
        kept = [(task, seen) for number, seen in picked if (task := self._store.task(number)) is not None]
        alone = any(policy.is_identity(task.field.key) for task, _seen in kept)
        if len(kept) > (1 if alone else MOST_CHOSEN):
            raise BadArguments(_TOO_MANY)
        decided = 0
        for task, seen in kept:
            said = from_json(task.standing.state)
            answer = said.machine if now else stands(said)
            kind = "take_new" if now else "keep_old"
            act = Act(f"{token[:48]}-{task.id}", task.id, self._person.id, kind, group=token[:48])
            if task.field.need <= self.rank and answer is not None:
                came = self._act(act, answer_json(answer), Chosen(self._person.id, now, seen))
                decided += came.effect is Effect.SETTLED
        return decided

    def take_back(self, token: str) -> tuple[Done, ...]:
        """Take back this person's last act; a group act as a whole. Gives what could be taken back."""
        last = self._store.last_acts(self._person.id, MOST_CHOSEN)
        if not last:
            return ()
        group = [done for done in last if done.group == last[0].group] if last[0].group else [last[0]]
        return tuple(done for n, done in enumerate(group) if self._taken_back(f"{token}-{n}", done))

    def again(self, done: Sequence[Done]) -> tuple[Card, ...]:
        """Put tasks whose acts were taken back on this person's table again, but none asked of nobody."""
        until = self._store.seconds() + LEASE_S
        cards = []
        for act in done:
            wrong = self._store.planted(self._person.id, act.task)
            if wrong is None and from_json(act.before).mode in CLOSED:
                self._store.release(self._person.id, [act.task])
            elif wrong is not None or self._store.assign(act.task, self._person.id, until):
                task = self._store.task(act.task)
                assert task is not None
                shown = task if wrong is None else planting.disguised(task, answer_of(wrong))
                cards.append(Card((shown,)))
        return tuple(cards)

    def _taken_back(self, token: str, done: Done) -> bool:
        event = TakenBack(self._person.id, from_json(done.before), from_json(done.after))
        act = Act(token, done.task, self._person.id, "take_back", undoes=done.event)
        return self._act(act, "", event).effect is not Effect.REFUSED

    def _act(self, act: Act, answer: str, event: Event) -> Outcomes:
        def changed(standing: Standing) -> tuple[Standing, str]:
            decision = decide(from_json(standing.state), event)
            return standing_of(decision.task), decision.effect.value

        whole = replace(act, person=self._person.id, answer=answer)
        done = self._store.act(whole, changed)
        # Sent a second time, the answer to a planted mistake comes back as it was kept.
        told = done.effect in (planting.CAUGHT, planting.MISSED)
        return Outcomes(Effect.SETTLED if told else Effect(done.effect))


def lanes(rank: int) -> tuple[Lane, ...]:
    """The lanes a role may be served from, in order."""
    modes = _ORDER if rank >= policy.SENIOR else tuple(m for m in _ORDER if m not in policy.ABOVE_KEYERS)
    needs = [need for need in (policy.SENIOR, 0) if need <= rank]
    return tuple((mode.value, need) for mode in modes for need in needs)


def may_be_grid(task: Kept) -> bool:
    """A grid shows one value over many dossiers; never one that says who a person is, nor a row."""
    shown = task.standing.mode == Mode.CONFIRM.value and not task.field.cells
    return shown and not policy.is_identity(task.field.key)


def _alike(lent: Sequence[Kept]) -> frozenset[tuple[str, str]]:
    """What so many tasks propose that they may be a grid.

    Tasks are lent in the order of what they propose: only of the last there may be more than were lent.
    """
    count = Counter(map(_proposing, lent))
    last = {_proposing(task) for task in lent[-1:]}
    return frozenset(last | {each for each, times in count.items() if times >= GRID_LEAST})


def _proposing(task: Kept) -> tuple[str, str]:
    return task.field.key, task.standing.proposal


def hides_value(task: Kept) -> bool:
    return Mode(task.standing.mode) in HIDDEN


def standing_of(task: Task) -> Standing:
    """A decision as the store keeps it."""
    settled = task.settled.answer if task.settled else None
    value = task.machine.value or ""
    return Standing(
        to_json(task),
        task.mode.value,
        task.version,
        task.apart_from,
        # Rows come in the order in which they stand on the paper, and not by what they say.
        "" if BETWEEN_CELLS in value else value,
        settled.outcome.value if settled else "",
        settled.value if settled else None,
        differs(task),
    )


def take_in(store: ReviewStore, sample: float = 0.0, *, reopen: bool = False) -> int:
    """Put before people what runs found since; gives how many dossiers that were.

    `sample` is the share of accepted values that are looked at all the same, 0 to 1. With `reopen`, also what
    was accepted in dossiers taken in before and is like a value found wrong since; that goes through all.
    """
    count, wrong = 0, store.findings()
    known = names_of_findings(wrong)
    for settled in store.untaken(known if reopen else None):
        doubted = siblings(settled.read, wrong)
        fields = policy.doubtful(settled.read, settled.pages, sample, doubted, settled.earlier)
        found = (*fields, *rows.doubtful_rows(settled.read, settled.pages))
        doubts = [(each.field, partial(_taken_in, each)) for each in found]
        store.take_in(settled.id, doubts, partial(_gone, settled), known)
        count += 1
    return count


def _taken_in(found: policy.Doubtful, kept: Standing | None) -> Standing | None:
    """How the task of a field stands after a run; None where nobody has to be asked."""
    if kept is not None:
        event = Proposed(found.machine, found.mode, found.sure, found.accepted)
        return standing_of(decide(from_json(kept.state), event).task)
    passed = found.mode is Mode.PASSED
    before = found.accepted if passed else None
    identity = policy.is_identity(found.field.key)
    task = Task(found.mode, identity, found.machine, sure=found.sure, before=before)
    return None if passed and not differs(task) else standing_of(task)


def _gone(settled: Settled, kept: Kept) -> Standing:
    """A field that a run does not find any more, or finds on a withheld paper, is asked of nobody new.

    A row that a person misses is found by no run; it waits on while its page may be shown.
    """
    task = from_json(kept.standing.state)
    shown = policy.is_open(settled.read, settled.pages, kept.field.place)
    waits = shown and task.machine == rows.UNFOUND.machine
    return standing_of(decide(task, Proposed(task.machine, task.mode if waits else Mode.PASSED)).task)


def _typed(field: Field, text: str) -> values.Typed:
    return values.typed_row(len(field.cells), text) if field.cells else values.typed(field.key, text)
