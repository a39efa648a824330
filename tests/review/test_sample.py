"""The blind sample: drawn by digest, looked at blind, counted, and not trusted while disputed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.review import policy
from pipeline.review.desk import Desk, hides_value, take_in
from pipeline.review.queue import Outcome
from pipeline.store import Act, Reopened, ReviewStore, Store
from pipeline.types import Reading, Status
from tests.review.office import VALUES, fill, person, readings

SHARE = 0.3
SURE = {"occupation": VALUES["occupation"]}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hoso.db'}"


@pytest.fixture
def office(url: str, tmp_path: Path) -> Iterator[ReviewStore]:
    accepted = readings(SURE, 0.999, Status.ACCEPTED)
    fill(url, tmp_path, {f"D{n}": accepted for n in range(6)}, sample=1.0)
    with ReviewStore.open(url) as store:
        yield store


def answered(store: ReviewStore, login: str, text: str, count: int) -> None:
    desk = Desk(store, person(store, login))
    for card in desk.next()[:count]:
        (task,) = card.tasks
        assert hides_value(task)
        act = Act(f"{login}-{task.id}", task.id, 0, "answer")
        desk.answer(act, Outcome.VALUE, text, task.standing.version)


def test_the_same_values_are_drawn_every_time_and_doubtful_ones_never() -> None:
    (accepted,) = readings(SURE, 0.999, Status.ACCEPTED)
    (doubtful,) = readings(SURE, 0.5)
    names = [f"D{n}" for n in range(4000)]
    drawn = [name for name in names if policy.in_sample(name, accepted, 0.02)]
    assert 40 < len(drawn) < 130
    assert drawn == [name for name in names if policy.in_sample(name, accepted, 0.02)]
    assert not any(policy.in_sample(name, doubtful, 1.0) for name in names)


def test_a_sample_that_agrees_is_counted_right(url: str, office: ReviewStore) -> None:
    answered(office, "lan", VALUES["occupation"], 6)
    with Store.open(url) as store:
        verdicts = store.verdicts()
        assert [(v.sampled, v.right) for v in verdicts] == [(True, True)] * 6
        assert all(read.member[0].status is Status.VERIFIED for read in store.dossiers())


def test_a_disputed_value_is_accepted_no_more_and_counted_when_settled(url: str, office: ReviewStore) -> None:
    answered(office, "lan", "Giáo viên", 1)
    with Store.open(url) as store:
        assert not store.verdicts()
        states = [read.member[0].status for read in store.dossiers()]
        assert states.count(Status.REVIEW) == 1
        assert states.count(Status.ACCEPTED) == 5
    answered(office, "mai", "Giáo viên", 1)
    with Store.open(url) as store:
        assert [(v.sampled, v.right) for v in store.verdicts()] == [(True, False)]


def test_without_a_sample_accepted_values_are_asked_of_nobody(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, {"D1": readings(SURE, 0.999, Status.ACCEPTED)})
    with ReviewStore.open(url) as store:
        assert take_in(store) == 0
        assert Desk(store, person(store, "lan")).next() == ()


def named(drawn: bool, *values: Reading) -> str:
    """A dossier of which the first value, and only it, is drawn into a sample of SHARE; or none is."""
    wanted = [drawn, *(False for _ in values[1:])]
    names = (f"{values[0].key}{n}" for n in range(10_000))
    return next(n for n in names if [policy.in_sample(n, value, SHARE) for value in values] == wanted)


def test_a_value_found_wrong_sends_those_like_it_to_people(url: str, tmp_path: Path) -> None:
    (wrong,) = readings({"occupation": "Công nhận"}, 0.999, Status.ACCEPTED)
    beside = replace(wrong, key="religion", value="Không")
    alike = replace(wrong, key="schooling", candidates=("Công nhân",))
    unlike = replace(wrong, key="degree", candidates=("Cổng nhận",))
    found, like, other = named(True, wrong, beside), named(False, alike), named(False, unlike)
    fill(url, tmp_path, {found: (wrong, beside), like: (alike,), other: (unlike,)}, sample=SHARE)
    with ReviewStore.open(url) as store:
        assert take_in(store, SHARE, reopen=True) == 0
        answered(store, "lan", "Công nhân", 1)
        answered(store, "mai", "Công nhân", 1)
        assert take_in(store, SHARE) == 0
        assert take_in(store, SHARE, reopen=True) == 3
        assert take_in(store, SHARE, reopen=True) == 0
        waiting = [task for card in Desk(store, person(store, "hoa")).next() for task in card.tasks]
        assert {(t.dossier, t.field.key) for t in waiting} == {(like, "schooling"), (found, "religion")}
        assert all(map(hides_value, waiting))
    with Store.open(url) as books:
        last = {read.dossier: read.member[-1] for read in books.dossiers()}
        assert last[other].status is Status.ACCEPTED
        for name in (found, like):
            assert (last[name].status, last[name].reasons) == (Status.REVIEW, ("like_a_finding",))
        assert books.reopened() == Reopened(1, 2, 2)
