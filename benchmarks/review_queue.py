"""How long the next tasks take when a million fields wait: `python benchmarks/review_queue.py [FIELDS]`.

Fills an SQLite database in a temporary folder, then asks for tasks and answers them as one keyer, and as one
who read every waiting field first (the worst case: all tasks for a second reading are barred to them).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, insert

import models
from pipeline.geometry import Box
from pipeline.review.desk import Desk, standing_of
from pipeline.review.queue import Answer, Entry, Mode, Outcome, Task
from pipeline.store import Act, Field, Person, Place, ReviewStore
from pipeline.store.tasks import field_columns, standing_columns

ROUNDS = 200
KEYS = ("full_name", "birth_date", "ethnicity", "occupation", "hometown", "cell", "religion", "health")


def main(fields: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'hoso.db'}"
        with ReviewStore.open(url) as store:
            people = [_person(store, login) for login in ("an", "binh")]
            _fill(url, fields, people[0].id)
            for person in people:
                asked, kept = _measure(store, person)
                next_ms, answer_ms = _p95(asked), _p95(kept)
                print(f"{person.login}: p95 next {next_ms:.1f} ms, answer {answer_ms:.1f} ms, n {len(asked)}")


def _person(store: ReviewStore, login: str) -> Person:
    return store.keep_person(login, lambda _: Person(0, login, login, "keyer", "", "", True, 0, 0))


def _fill(url: str, fields: int, first: int) -> None:
    engine = create_engine(url)
    now = datetime.now(UTC)
    with engine.begin() as connection:
        connection.execute(insert(models.Run), {"id": 1, "started": now, "version": "0"})
        dossiers = [{"id": n, "name": f"D{n}"} for n in range(1, fields // len(KEYS) + 1)]
        connection.execute(insert(models.Dossier), dossiers)
        settlement = {"id": 1, "dossier_id": 1, "run_id": 1, "at": now}
        settlement |= {"inputs": "", "shape": "", "answer": b""}
        connection.execute(insert(models.Settlement), settlement)
        rows = _rows(len(dossiers), first)
        while chunk := [row for _, row in zip(range(20_000), rows, strict=False)]:
            connection.execute(insert(models.ReviewTask), chunk)
    engine.dispose()


def _rows(dossiers: int, first: int) -> Iterator[dict[str, object]]:
    place = Place("0" * 64, 1, 0, Box(0, 0, 100, 20))
    for rank, key in enumerate(KEYS):
        mode = (Mode.DOUBLE, Mode.BLIND, Mode.CONFIRM)[min(rank, 2)]
        for dossier in range(1, dossiers + 1):
            machine = Answer(Outcome.VALUE, f"value {dossier % 50}")
            before = Entry(first, Answer(Outcome.VALUE, "other")) if mode is Mode.DOUBLE else None
            standing = standing_of(Task(mode, rank < 2, machine, before))
            field = Field(key, 0, rank, 0.5, (), (), place)
            own = {"dossier_id": dossier, "settlement_id": 1, "holder": 0, "leased_until": 0}
            yield own | field_columns(field) | standing_columns(standing)


def _measure(store: ReviewStore, person: Person) -> tuple[list[float], list[float]]:
    desk, asked, kept = Desk(store, person), [], []
    for number in range(ROUNDS):
        start = time.perf_counter()
        cards = desk.next()
        asked.append(time.perf_counter() - start)
        task = cards[0].tasks[0]
        act = Act(f"{person.id}-{number}", task.id, 0, "answer")
        start = time.perf_counter()
        desk.answer(act, Outcome.ILLEGIBLE, "", task.standing.version)
        kept.append(time.perf_counter() - start)
    return asked, kept


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)] * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
