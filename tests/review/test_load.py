"""Forty people at a server that is killed while they work: no task held twice, no answer lost or doubled."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from pipeline.config import open_workspace
from pipeline.review import people
from pipeline.review.queue import Mode
from pipeline.review.values import shown
from pipeline.store import Person, ReviewStore, Store
from pipeline.types import Status
from tests.review.office import PASSWORD, VALUES, fill, readings

PEOPLE, DOSSIERS, DEATHS = 40, 60, 3
MISREAD = {"full_name": "Lê Văn Thuần", "occupation": "Công dân"}
DEADLINE_S = 120.0


class Server:
    """`hoso review` in a process of its own, on one port over all its lives."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.at, self._folder = f"http://127.0.0.1:{self.port}", folder
        self._start()

    def _start(self) -> None:
        command = "from pipeline.cli import main; main()"
        arguments = ["review", "-w", str(self._folder), "--port", str(self.port)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", command, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def die_and_rise(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._start()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


class Clerk:
    """A browser of few means: signs in, asks, answers, and sends again what was not acknowledged."""

    def __init__(self, at: str, login: str) -> None:
        self.at, self.login = at, login
        self.acknowledged: list[str] = []
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self._token = self._read("/sign-in")
        self._token = self._read("/sign-in", {"login": login, "password": PASSWORD})

    def work(self) -> Iterator[tuple[int, int]]:
        """Answer field after field; yields each task and its version when it is met."""
        while cards := self._post("/api/next", {"have": []})["cards"]:
            for number, task in enumerate(task for card in cards[:2] for task in card["tasks"]):
                yield task["id"], task["seen"]
                act = f"{self.login}-{task['id']}-{task['seen']}-{number}"
                value = shown(task["key"], VALUES[task["key"]])
                sent = {"token": act, "task": task["id"], "seen": task["seen"], "outcome": "value"}
                self._post("/api/answer", sent | {"text": value})
                self.acknowledged.append(act)
            self._post("/api/leave", {})

    def _read(self, path: str, form: dict[str, str] | None = None) -> str:
        """The CSRF token of a page, after sending a form to it where there is one."""
        data = None if form is None else urllib.parse.urlencode({**form, "token": self._token}).encode()
        page = self._patiently(urllib.request.Request(self.at + path, data)).decode()
        found = re.search(r'(?:data-token|name="token" value)="([^"]+)"', page)
        assert found is not None
        return found.group(1)

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Content-Type": "application/json", "X-Token": self._token}
        return json.loads(
            self._patiently(urllib.request.Request(self.at + path, json.dumps(body).encode(), headers))
        )

    def _patiently(self, request: urllib.request.Request) -> bytes:
        """The answer, asked for again while the server is gone."""
        until = time.monotonic() + DEADLINE_S
        while time.monotonic() < until:
            try:
                with self._open(request, timeout=20) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError:
                raise
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise TimeoutError(request.full_url)


@contextmanager
def office(folder: Path) -> Iterator[tuple[Server, str]]:
    """A served workspace with forty accounts and doubtful fields, a third of them misread."""
    workspace = open_workspace(folder, create=True)
    wrong = {n: MISREAD if n % 3 == 0 else {} for n in range(DOSSIERS)}
    read = {f"D{n}": readings({**VALUES, **mistakes}) for n, mistakes in wrong.items()}
    fill(workspace.database_url, folder / "scans", read)
    with ReviewStore.open(workspace.database_url) as store:
        first = people.add(store, "p0", "P0", "keyer", PASSWORD)
        for n in range(1, PEOPLE):  # One password, hashed once: hashing takes its time by design.
            role = "senior" if n % 10 == 0 else "keyer"
            store.keep_person(f"p{n}", lambda _, n=n, role=role: _like(first, n, role))
    server = Server(folder)
    try:
        yield server, workspace.database_url
    finally:
        server.stop()


def _like(first: Person, number: int, role: str) -> Person:
    return replace(first, id=0, login=f"p{number}", shown=f"P{number}", role=role)


def test_forty_people_and_a_server_that_dies_lose_nothing(tmp_path: Path) -> None:
    met: dict[tuple[int, int], set[str]] = defaultdict(set)
    lock = threading.Lock()

    def sit(number: int) -> list[str]:
        clerk = Clerk(server.at, f"p{number}")
        for task, version in clerk.work():
            with lock:
                met[task, version].add(clerk.login)
                if deaths and len(met) >= deaths[0]:
                    deaths.pop(0)
                    server.die_and_rise()
        return clerk.acknowledged

    whole = DOSSIERS * len(VALUES)
    deaths = [whole * (n + 1) // (DEATHS + 1) for n in range(DEATHS)]
    with office(tmp_path / "work") as (server, url):
        with ThreadPoolExecutor(PEOPLE) as pool:
            acknowledged = [act for acts in pool.map(sit, range(PEOPLE)) for act in acts]
        for late in range(3):  # What came up for another person when most had gone home.
            acknowledged += sit(late)
        assert not deaths, "the server has died as often as it should"
    assert {len(holders) for holders in met.values()} == {1}, "a task was held by two at once"
    engine = create_engine(url)
    with engine.connect() as connection:
        kept = connection.execute(
            text("SELECT token, task_id, before, after, kind FROM field_event ORDER BY id")
        )
        events = kept.all()
        open_tasks = connection.scalar(
            text("SELECT count(*) FROM review_task WHERE mode <> :done"), {"done": Mode.DONE.value}
        )
    engine.dispose()
    tokens = [event.token for event in events]
    assert set(acknowledged) <= set(tokens), "an answer that was acknowledged is gone"
    assert len(tokens) == len(set(tokens)), "an answer was kept twice"
    states: dict[int, str] = {}
    for event in events:
        assert states.get(event.task_id, event.before) == event.before, "history has a gap"
        states[event.task_id] = event.after
    assert open_tasks == 0
    with Store.open(url) as store:
        record = {
            (read.dossier, reading.key): (reading.value, reading.status)
            for read in store.dossiers()
            for reading in read.member
        }
    assert set(record.values()) == {(value, Status.VERIFIED) for value in VALUES.values()}
