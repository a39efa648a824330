"""The desk over a real store: nobody holds what another holds, no answer is lost, a person's word stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from pipeline.errors import BadArguments
from pipeline.review import people
from pipeline.review.desk import GRID_LEAST, LEASE_S, Desk
from pipeline.review.queue import Effect, Outcome
from pipeline.review.values import shown
from pipeline.store import Act, ReviewStore, Store, Task
from pipeline.types import Status
from tests.review.office import PASSWORD, VALUES, desk, fill, person, readings


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


def keyed(desk: Desk, task: Task, value: str, token: str = "") -> Effect:
    act = Act(token or f"{desk._person.id}-{task.id}-{task.standing.version}", task.id, 0, "answer")
    return desk.answer(act, Outcome.VALUE, shown(task.field.key, value), task.standing.version).effect


def on_table(desk: Desk) -> dict[tuple[str, str], Task]:
    return {(task.dossier, task.field.key): task for card in desk.next() for task in card.tasks}


def record(url: str) -> dict[str, tuple[object, Status]]:
    with Store.open(url) as store:
        return {r.key: (r.value, r.status) for read in store.dossiers() for r in read.member}


def test_what_a_person_settled_is_exported_and_survives_another_run(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, {"D1": readings(VALUES)})
    with ReviewStore.open(url) as store:
        an = desk(store, "an")
        table = on_table(an)
        while table:
            for (_, key), task in table.items():
                assert keyed(an, task, "Thợ may" if key == "occupation" else VALUES[key]) is Effect.SETTLED
            table = on_table(an)
    verified = {**VALUES, "occupation": "Thợ may"}
    assert record(url) == {key: (value, Status.VERIFIED) for key, value in verified.items()}
    fill(url, tmp_path, {"D1": readings({**VALUES, "full_name": "Lê Văn Thuần"})}, version="2")
    assert record(url) == {key: (value, Status.VERIFIED) for key, value in verified.items()}
    fill(url, tmp_path, {"D1": readings({"ethnicity": "Kinh"})}, version="3")
    assert record(url) == {key: (value, Status.VERIFIED) for key, value in verified.items()}


def test_a_name_is_keyed_blind_and_a_difference_goes_to_another_and_then_to_a_senior(
    url: str, tmp_path: Path
) -> None:
    fill(url, tmp_path, {"D1": readings({"full_name": "Lê Văn Thuận"})})
    name = ("D1", "full_name")
    with ReviewStore.open(url) as store:
        an, binh, chi = desk(store, "an"), desk(store, "binh"), desk(store, "chi", "senior")
        assert keyed(an, on_table(an)[name], "Lê Văn Thuần") is Effect.PASSED_ON
        assert on_table(an) == {}, "nobody reads a second time what they read first"
        assert keyed(binh, on_table(binh)[name], "Lê Văn Thuân") is Effect.PASSED_ON
        assert on_table(binh) == {}
        assert keyed(chi, on_table(chi)[name], "Lê Văn Thuận") is Effect.SETTLED
    assert record(url) == {"full_name": ("Lê Văn Thuận", Status.VERIFIED)}


def test_an_expired_task_goes_to_another_and_the_late_answer_is_a_second_reading(
    url: str, tmp_path: Path
) -> None:
    clock = Clock()
    fill(url, tmp_path, {"D1": readings({"occupation": "Nông dân"})})
    with ReviewStore.open(url, clock) as store:
        an, binh, chi = desk(store, "an"), desk(store, "binh"), desk(store, "chi", "senior")
        slow = on_table(an)["D1", "occupation"]
        assert on_table(binh) == {}
        clock.now += timedelta(seconds=LEASE_S - 1)
        assert an.keep([slow.id]) == 1
        clock.now += timedelta(seconds=LEASE_S + 1)
        assert keyed(binh, on_table(binh)["D1", "occupation"], "Nông dân") is Effect.SETTLED
        assert an.keep([slow.id]) == 0
        assert keyed(an, slow, "Công nhân") is Effect.PASSED_ON
        assert keyed(chi, on_table(chi)["D1", "occupation"], "Công nhân") is Effect.SETTLED
    assert record(url)["occupation"] == ("Công nhân", Status.VERIFIED)


def test_an_answer_sent_twice_is_kept_once(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, {"D1": readings({"full_name": "Lê Văn Thuận"})})
    with ReviewStore.open(url) as store:
        an = desk(store, "an")
        task = on_table(an)["D1", "full_name"]
        assert [keyed(an, task, "Lê Văn Thuần", token="once") for _ in range(2)] == [Effect.PASSED_ON] * 2
        assert len(store.last_acts(an._person.id, 10)) == 1


def test_last_acts_are_taken_back_across_items_and_history_keeps_both(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, {"D1": readings({"occupation": "Nông dân", "ethnicity": "Kinh"})})
    with ReviewStore.open(url) as store:
        an = desk(store, "an")
        for task in on_table(an).values():
            keyed(an, task, "Khác")
        assert [done.effect for done in an.take_back("t1") + an.take_back("t2")] == ["settled"] * 2
        assert an.take_back("t3") == ()
        assert len(on_table(an)) == 2
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM field_event")) == 4
    engine.dispose()
    assert {status for _, status in record(url).values()} == {Status.REVIEW}


def test_history_cannot_be_changed(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, {"D1": readings({"occupation": "Nông dân"})})
    with ReviewStore.open(url) as store:
        an = desk(store, "an")
        keyed(an, on_table(an)["D1", "occupation"], "Nông dân")
    engine = create_engine(url)
    for statement in ("UPDATE field_event SET after = ''", "DELETE FROM field_event"):
        with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()


def test_one_value_over_many_dossiers_is_a_grid_but_never_a_name(url: str, tmp_path: Path) -> None:
    same = {"full_name": "Lê Văn Thuận", "ethnicity": "Kinh"}
    fill(url, tmp_path, {f"D{n}": readings(same) for n in range(GRID_LEAST)})
    with ReviewStore.open(url) as store:
        an = desk(store, "an")
        cards = an.next()
        assert [len(card.tasks) for card in cards] == [1] * GRID_LEAST, "names come one by one"
        for card in cards:
            keyed(an, card.tasks[0], "Lê Văn Thuận")
        (grid,) = an.next()
        assert len(grid.tasks) == GRID_LEAST
        odd = grid.tasks[0]
        an.set_apart(Act("odd", odd.id, 0, "set_apart", group="g"), odd.standing.version)
        for task in grid.tasks[1:]:
            act = Act(f"g{task.id}", task.id, 0, "answer", group="g")
            assert an.answer(act, Outcome.VALUE, "Kinh", task.standing.version).effect is Effect.SETTLED
        assert [task.standing.mode for card in an.next() for task in card.tasks] == ["blind"]
        assert len(an.take_back("back")) == GRID_LEAST, "a group act is taken back as a whole"


def test_keyers_never_see_what_only_seniors_may(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path, {"D1": readings({"discipline": "Không"})})
    with ReviewStore.open(url) as store:
        assert on_table(desk(store, "an")) == {}
        assert len(on_table(desk(store, "chi", "senior"))) == 1


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("birth_date", "15/03/1962", "1962-03-15"),
        ("birth_date", "15031962", "1962-03-15"),
        ("birth_date", "x", None),
    ],
)
def test_dates_are_typed_as_people_write_them(key: str, typed: str, kept: str | None, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    fill(url, tmp_path, {"D1": readings({key: "1962-03-15"})})
    with ReviewStore.open(url) as store:
        an = desk(store, "an")
        assert keyed(an, on_table(an)["D1", key], typed) is (Effect.SETTLED if kept else Effect.REFUSED)
    assert record(url)[key] == ("1962-03-15", Status.VERIFIED if kept else Status.REVIEW)


def test_many_people_at_once_never_hold_one_task_twice_and_lose_nothing(url: str, tmp_path: Path) -> None:
    values = {"full_name": "Lê Văn Thuận", "occupation": "Nông dân"}
    fill(url, tmp_path, {f"D{n}": readings(values) for n in range(20)})
    with ReviewStore.open(url) as store:
        office = [person(store, f"p{n}") for n in range(16)]
        taken: list[tuple[int, int, int]] = []

        def work(number: int) -> None:
            own = Desk(store, office[number])
            while cards := own.next():
                for task in (task for card in cards[:3] for task in card.tasks):
                    taken.append((task.id, task.standing.version, number))
                    keyed(own, task, VALUES[task.field.key])
                own.leave()

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(work, range(16)))
        assert len({(task, version) for task, version, _ in taken}) == len(taken) == 40
    assert {status for _, status in record(url).values()} == {Status.VERIFIED}
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM field_event WHERE effect = 'settled'")) == 40
    engine.dispose()


def test_wrong_passwords_lock_an_account_out_for_a_while(tmp_path: Path) -> None:
    clock = Clock()
    with ReviewStore.open(f"sqlite:///{tmp_path}/hoso.db", clock) as store:
        an = people.add(store, "an", "An", "keyer", PASSWORD)
        assert PASSWORD not in an.password
        assert people.sign_in(store, "nobody", PASSWORD) is None
        for _ in range(people.MOST_FAILURES):
            assert people.sign_in(store, "an", "wrong") is None
        assert people.sign_in(store, "an", PASSWORD) is None
        clock.now += timedelta(seconds=people.LOCKED_S + 1)
        assert people.sign_in(store, "an", PASSWORD) is not None
        assert people.set_password(store, "an", PASSWORD + "2").stamp != an.stamp
        people.disable(store, "an")
        assert people.sign_in(store, "an", PASSWORD + "2") is None
        with pytest.raises(BadArguments):
            people.add(store, "AN!", "", "keyer", PASSWORD)


def test_what_else_may_have_been_read_is_offered_behind_what_papers_say(url: str, tmp_path: Path) -> None:
    (one,) = readings({"occupation": "Nông dân"})
    fill(url, tmp_path, {"D1": (replace(one, candidates=("Nông dấn", "nông dân")),)})
    with ReviewStore.open(url) as store:
        (task,) = on_table(desk(store, "an")).values()
    assert [value for value, _source in task.field.candidates] == ["Nông dân", "Nông dấn"]
