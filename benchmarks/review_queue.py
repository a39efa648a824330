"""A million fields: how long the next tasks, an answer and each page take.

    python benchmarks/review_queue.py [--fields N] [--url URL]

Fills an empty database (SQLite in a temporary folder, or the one named): fifty fields and four pages a
dossier, two fields in ten settled, the rest waiting in every way. Then asks and answers as a keyer, as one
who read every field that waits for a second reading (all of these are barred to them), and as a senior; and
opens every page over HTTP.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import re
import secrets
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import waitress
from sqlalchemy import create_engine, insert, text

import models
from pipeline import codec
from pipeline.config import LimitSettings
from pipeline.forms.members import TABLE, member_fields
from pipeline.geometry import Box
from pipeline.review import people, policy
from pipeline.review.desk import Desk, standing_of
from pipeline.review.queue import Answer, Entry, Mode, Outcome, Task
from pipeline.review.web.app import create_app
from pipeline.review.wire import answer_json, to_json
from pipeline.store import Act, Field, Person, Place, ReviewStore
from pipeline.store.holdings import ANSWER_SHAPE, OUTCOME_SHAPE, READ
from pipeline.store.tasks import field_columns, standing_columns
from pipeline.text import comparable, natural_order, strip_marks
from pipeline.types import Document, DossierRead, PageEntry, Reading, Status

KEYS = [field for field in member_fields() if field.kind != TABLE][:50]
PAGES = 4
ROUNDS, LOADS = 200, 40
PASSWORD = "mat-khau-do-luong"
MODES = (Mode.DOUBLE, *[Mode.BLIND] * 2, *[Mode.CONFIRM] * 4, Mode.DONE, Mode.DONE, Mode.DOSSIER)
"""How the fields of a dossier stand, over and over: seven of ten wait for anybody, one for a senior."""
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Võ")
MIDDLES = ("Văn", "Thị", "Đức", "Ngọc", "Hữu")
GIVEN = ("An", "Bình", "Cường", "Dũng", "Thuận", "Thuần", "Hòa", "Lan", "Minh", "Ý", "Yến")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Rows = Iterator[dict[str, Any]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fields", type=int, default=1_000_000)
    options.add_argument("--url", default="")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{Path(folder) / 'hoso.db'}"
        with ReviewStore.open(url) as store:
            keyer, reader, senior = (
                people.add(store, login, login, role, PASSWORD)
                for login, role in (("an", "keyer"), ("binh", "keyer"), ("chi", "supervisor"))
            )
            start = time.perf_counter()
            fill(url, given.fields // len(KEYS), reader.id)
            print(f"{given.fields} fields filled in {time.perf_counter() - start:.0f} s")
            for name, person in (("a keyer", keyer), ("a reader of all", reader), ("a senior", senior)):
                measure_desk(store, name, person)
            only_confirm(url)
            measure_desk(store, "a keyer with nothing but fields to confirm, some in grids", keyer)
            measure_pages(store, given.fields // len(KEYS) // 2)


# --- filling -----------------------------------------------------------------------------------------


def fill(url: str, dossiers: int, reader: int) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    numbers = range(1, dossiers + 1)
    with engine.begin() as connection:
        for table, rows in (
            (models.Run, iter([{"id": 1, "started": NOW, "version": "0"}])),
            (models.Dossier, (_dossier(n) for n in numbers)),
            (models.ScanFile, (_file(n) for n in numbers)),
            (models.PageReading, (_page(n, page) for n in numbers for page in range(1, PAGES + 1))),
            (models.Settlement, (_settlement(n) for n in numbers)),
            (models.ReviewIntake, ({"settlement_id": n, "findings": ""} for n in numbers)),
            (models.DocumentReading, (_document(n) for n in numbers)),
            (models.FieldReading, (row for n in numbers for row in _readings(n))),
            (models.ReviewTask, (row for n in numbers for row in _tasks(n, reader))),
            (models.FieldEvent, (row for n in numbers for row in _events(n, reader))),
        ):
            while chunk := list(islice(rows, 20_000)):
                connection.execute(insert(table), chunk)
        if engine.dialect.name == "postgresql":  # The numbers were given: the next one must not be taken.
            for name in ("run", "dossier", "settlement", "review_task", "field_event"):
                own = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))"
                connection.execute(text(own))
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    engine.dispose()


def _member(n: int) -> str:
    return f"{SURNAMES[n % 7]} {MIDDLES[n // 7 % 5]} {GIVEN[n // 35 % 11]}"


def _name(n: int) -> str:
    return f"H-{n:05}"


def _sha(n: int) -> str:
    return f"{n:064x}"


def _dossier(n: int) -> dict[str, Any]:
    words = comparable(f"{_name(n)} {_member(n)}")
    found_by = {"words": f" {words}", "plain": f" {strip_marks(words)}"}
    return {"id": n, "name": _name(n), "position": natural_order(_name(n))} | found_by


def _file(n: int) -> dict[str, Any]:
    own = {"dossier_id": n, "run_id": 1, "source": "a.pdf", "path": f"/scans/{_name(n)}/a.pdf"}
    return own | {"sha256": _sha(n), "pages": PAGES, "present": True}


def _page(n: int, page: int) -> dict[str, Any]:
    own = {"run_id": 1, "sha256": _sha(n), "source_page": page, "recipe": "null", "state": READ}
    return own | {"blank": page == PAGES, "withheld": False, "shape": OUTCOME_SHAPE, "outcome": b""}


def _value(n: int, place: int) -> str:
    return _member(n) if KEYS[place].key == "full_name" else f"giá trị {n % 50}"


def _mode(n: int, place: int) -> Mode:
    return MODES[(n + place) % len(MODES)]


def _reading(n: int, place: int) -> Reading:
    value, box = _value(n, place), Box(100, 60 * place, 900, 60 * place + 40)
    return Reading(KEYS[place].key, value, value, 0.9, Status.REVIEW, 0, 1 + place % PAGES, box)


def _settlement(n: int) -> dict[str, Any]:
    member = tuple(_reading(n, place) for place in range(len(KEYS)))
    entries = tuple(PageEntry(page, "a.pdf", page, 0, False, False) for page in range(1, PAGES + 1))
    paper = Document(3, "Phiếu đảng viên", tuple(range(1, PAGES + 1)), 0.9, Status.ACCEPTED, member)
    answer = codec.pack(DossierRead(_name(n), member, (), (paper,), entries, ()), DossierRead)
    own = {"id": n, "dossier_id": n, "run_id": 1, "at": NOW, "inputs": _sha(n)}
    return own | {"shape": ANSWER_SHAPE, "answer": answer}


def _document(n: int) -> dict[str, Any]:
    own = {"settlement_id": n, "number": 0, "type": 3, "first_page": 1, "pages": PAGES}
    return own | {"confidence": 0.9, "status": "accepted"}


def _readings(n: int) -> Rows:
    for place, field in enumerate(KEYS):
        value = json.dumps(_value(n, place), ensure_ascii=False)
        own = {"settlement_id": n, "key": field.key, "value": value, "raw": "", "confidence": 0.9}
        place_of = {"document": 0, "page": 1, "left": 0, "top": 0, "right": 1, "bottom": 1}
        yield own | place_of | {"status": "accepted" if place % 3 else "review"}


def _task(n: int, place: int, reader: int) -> tuple[Task, Task]:
    """A field before and after what was done to it."""
    machine, mode = Answer(Outcome.VALUE, _value(n, place)), _mode(n, place)
    before = Task(Mode.CONFIRM, KEYS[place].identity, machine)
    if mode is Mode.DONE:
        return before, Task(mode, before.identity, machine, settled=Entry(reader, machine), version=1)
    first = Entry(reader, Answer(Outcome.VALUE, "khác")) if mode is Mode.DOUBLE else None
    return before, Task(mode, before.identity, machine, first)


def _tasks(n: int, reader: int) -> Rows:
    for place, field in enumerate(KEYS):
        here = Place(_sha(n), 1 + place % PAGES, 0, Box(100, 60 * place, 900, 60 * place + 40))
        need = policy.need(field.key)
        own = Field(field.key, need, policy.rank_of(field.key), 0.9, (), (), here)
        standing = standing_of(_task(n, place, reader)[1])
        keys = {"id": (n - 1) * len(KEYS) + place + 1, "dossier_id": n, "settlement_id": n}
        yield keys | {"holder": 0, "leased_until": 0} | field_columns(own) | standing_columns(standing)


def _events(n: int, reader: int) -> Rows:
    for place in range(len(KEYS)):
        if _mode(n, place) is Mode.DONE:
            before, after = _task(n, place, reader)
            number = (n - 1) * len(KEYS) + place + 1
            own = {"token": f"e{number}", "task_id": number, "person_id": reader, "at": NOW, "kind": "answer"}
            told = {"answer": answer_json(before.machine), "before": to_json(before), "after": to_json(after)}
            yield own | told | {"effect": "settled", "group_act": "", "undoes": 0, "elapsed_ms": 1600}


def only_confirm(url: str) -> None:
    """Let nothing wait that is keyed blind: what is left is shown, much of it alike over many dossiers."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE review_task SET mode = 'passed' WHERE mode IN ('double', 'blind')"))
    engine.dispose()


# --- measuring ---------------------------------------------------------------------------------------


def measure_desk(store: ReviewStore, name: str, person: Person) -> None:
    desk, asked, kept = Desk(store, person), [], []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        cards = desk.next()
        asked.append(time.perf_counter() - start)
        task = cards[0].tasks[0]
        act = Act(secrets.token_hex(16), task.id, 0, "answer")
        start = time.perf_counter()
        desk.answer(act, Outcome.ILLEGIBLE, "", task.standing.version)
        kept.append(time.perf_counter() - start)
    print(f"{name}: next {_told(asked)}, answer {_told(kept)}")


def measure_pages(store: ReviewStore, dossier: int) -> None:
    app = create_app(store, b"secret", LimitSettings())
    for tally in (app.config["TALLIES"].progress, app.config["TALLIES"].people):
        start = time.perf_counter()
        tally.told()  # As when the server has been up for a moment.
        print(f"counted beforehand in {time.perf_counter() - start:.1f} s")
    server = waitress.create_server(app, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    at, own = f"http://127.0.0.1:{server.effective_port}", f"/dossiers/{dossier}"
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)
    token = re.search(rb'name="token" value="([^"]+)"', browser.open(f"{at}/sign-in").read())
    assert token is not None
    form = {"token": token.group(1).decode(), "login": "chi", "password": PASSWORD}
    browser.open(f"{at}/sign-in", urllib.parse.urlencode(form).encode()).read()
    searches = ("/dossiers?q=thuan", "/dossiers?q=Thu%E1%BA%ADn", "/dossiers?q=h-00777")
    parts = (own, f"{own}/conflicts", f"{own}/documents", f"{own}/history")
    for path in ("/", "/dossiers", *searches, *parts, "/conflicts", "/progress", "/people", "/rescans"):
        times = []
        for _ in range(LOADS):
            start = time.perf_counter()
            browser.open(at + path).read()
            times.append(time.perf_counter() - start)
        print(f"{path}: {_told(times)}, first {1000 * times[0]:.0f} ms")
    server.task_dispatcher.shutdown()
    server.close()


def _told(seconds: list[float]) -> str:
    return f"p95 {sorted(seconds)[int(len(seconds) * 0.95)] * 1000:.1f} ms (n {len(seconds)})"


if __name__ == "__main__":
    main()
