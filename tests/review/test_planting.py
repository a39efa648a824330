"""Planted mistakes: shown like any other field, never part of the record, and followed up where missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.geometry import Box
from pipeline.review import planting
from pipeline.review.desk import Desk, standing_of
from pipeline.review.queue import Answer, Effect, Entry, Mode, Outcome, Task
from pipeline.review.values import shown, typed
from pipeline.review.wire import from_json
from pipeline.store import Act, Field, Place, ReviewStore, Store
from pipeline.store import Task as Kept
from pipeline.text import comparable
from pipeline.types import Status
from tests.review.office import fill, person, readings

JOBS = ("Thợ may", "Thợ điện", "Giáo viên", "Kỹ sư", "Bác sĩ", "Lái xe", "Kế toán", "Thủ kho")
RIGHT = {f"D{n}": value for n, value in enumerate(JOBS)}


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[ReviewStore]:
    """Four fields settled by Lan, four more that wait."""
    dossiers = {name: readings({"occupation": value}) for name, value in RIGHT.items()}
    fill(url, tmp_path, dict(list(dossiers.items())[:4]))
    with ReviewStore.open(url) as opened:
        lan = Desk(opened, person(opened, "lan"))
        for card in lan.next():
            answer(lan, card.tasks[0], RIGHT[card.tasks[0].dossier])
        fill(url, tmp_path, dossiers, version="2")
        yield opened


def answer(desk: Desk, task: Kept, value: str, token: str = "") -> Effect:
    act = Act(token or f"{task.id}-{desk._person.id}-{value}", task.id, 0, "answer")
    return desk.answer(act, Outcome.VALUE, value, task.standing.version).effect


def offered(task: Kept) -> str:
    """What the card shows as the machine's value."""
    return from_json(task.standing.state).machine.value or ""


def dealt(desk: Desk) -> list[tuple[Kept, bool]]:
    """What is on the table, each with whether it is planted: only who knows the truth can tell."""
    tasks = [card.tasks[0] for card in desk.next()]
    return [(task, offered(task) != RIGHT[task.dossier]) for task in tasks]


def entry(value: str) -> Entry:
    return Entry(1, Answer(Outcome.VALUE, value))


def kept(key: str, task: Task) -> Kept:
    """A settled task as the store gives it."""
    place = Place("0" * 64, 1, 0, Box(0.0, 0.0, 9.0, 9.0))
    return Kept(7, "D1", Field(key, 0, 0, 0.5, (), (), place), standing_of(task), 0, 0)


def record(url: str) -> dict[str, tuple[object, Status]]:
    with Store.open(url) as store:
        return {read.dossier: (read.member[0].value, read.member[0].status) for read in store.dossiers()}


def test_mistakes_come_between_the_fields_and_look_like_them(store: ReviewStore) -> None:
    mai = Desk(store, person(store, "mai"), planted=1.0)
    table = dealt(mai)
    assert [planted for _task, planted in table] == [False, True] * 4
    assert {task.standing.mode for task, _planted in table} == {Mode.CONFIRM.value}
    assert len({task.id for task, _planted in table}) == 8, "no mistake is shown twice to one person"
    assert not any(planted for _task, planted in dealt(Desk(store, person(store, "hoa"))))


def test_who_settled_a_field_never_meets_it_planted(store: ReviewStore) -> None:
    known = store.person("lan")
    assert known is not None
    lan = Desk(store, known, planted=1.0)
    assert not any(planted for _task, planted in dealt(lan))


def test_a_mistake_never_enters_the_record_whatever_is_said_to_it(url: str, store: ReviewStore) -> None:
    mai = Desk(store, person(store, "mai"), planted=1.0)
    before = record(url)
    planted = [task for task, is_planted in dealt(mai) if is_planted]
    assert answer(mai, planted[0], offered(planted[0])) is Effect.SETTLED
    assert answer(mai, planted[1], RIGHT[planted[1].dossier]) is Effect.SETTLED
    assert answer(mai, planted[2], "Nông dân", "twice") is Effect.SETTLED
    assert answer(mai, planted[2], "Nông dân", "twice") is Effect.SETTLED, "sent again"
    act = Act("t", planted[3].id, 0, "answer")
    assert mai.answer(act, Outcome.ILLEGIBLE, "", planted[3].standing.version).effect is Effect.SETTLED
    assert record(url) == before
    (_lan, mais) = store.paces()
    assert (mais.shown, mais.planted, mais.missed, mais.acts) == ("Mai", 4, 1, 0)


def test_after_a_missed_one_others_read_again_what_was_confirmed_before(store: ReviewStore) -> None:
    mai = Desk(store, person(store, "mai"), planted=1.0)
    table = dealt(mai)
    (first, _), (mistake, is_planted), *rest = table
    assert is_planted
    answer(mai, first, offered(first))
    answer(mai, rest[0][0], "Thợ xây")  # Typed, not confirmed unseen.
    assert answer(mai, mistake, offered(mistake)) is Effect.SETTLED
    kept = store.task(first.id)
    assert kept is not None
    assert kept.standing.mode == Mode.DOUBLE.value
    hoa = Desk(store, person(store, "hoa"))
    assert first.id in {task.id for card in hoa.next() for task in card.tasks}
    assert first.id not in {task.id for card in mai.next() for task in card.tasks}


def test_one_taken_back_is_shown_again_and_judged_by_the_last_answer(store: ReviewStore) -> None:
    mai = Desk(store, person(store, "mai"), planted=1.0)
    mistake = next(task for task, planted in dealt(mai) if planted)
    answer(mai, mistake, "Nông dân")
    (card,) = mai.again(mai.take_back("back"))
    assert offered(card.tasks[0]) == offered(mistake)
    answer(mai, card.tasks[0], RIGHT[mistake.dossier], "second")
    assert store.task(mistake.id) == replace(store.task(mistake.id) or mistake, holder=0)


def test_a_field_that_went_on_since_is_answered_in_earnest(store: ReviewStore) -> None:
    mai, chi = Desk(store, person(store, "mai"), planted=1.0), Desk(store, person(store, "chi"))
    mistake = next(task for task, planted in dealt(mai) if planted)
    late = Act("late", mistake.id, 0, "answer")
    chi.answer(late, Outcome.VALUE, "Thợ xây", 0)  # A second reading that differs: a senior decides.
    assert answer(mai, mistake, offered(mistake)) is not Effect.SETTLED


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ("occupation", "Kỹ sư"),
        ("discharge_date", "1983-11-30"),
        ("hometown", "xã Nghĩa Hành, Nghệ An"),
        ("income_per_head", "18000000"),
    ],
)
def test_a_planted_value_is_wrong_and_could_be_right(key: str, right: str) -> None:
    settled = Task(Mode.DONE, False, Answer(Outcome.VALUE, right), settled=entry(right), version=1)
    wrong = planting.mistaken(kept(key, settled))
    assert wrong is not None
    assert comparable(wrong.value or "") != comparable(right)
    again = typed(key, shown(key, wrong.value))
    assert (again.value, again.doubt) == (wrong.value, "")


def test_where_nothing_can_be_mistaken_nothing_is_planted() -> None:
    settled = Task(Mode.DONE, False, Answer(Outcome.VALUE, "Kinh"), settled=entry("Hmm"), version=1)
    assert planting.mistaken(kept("ethnicity", settled)) is None
