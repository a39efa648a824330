"""A small office for tests: dossiers with doubtful values, settled in a store, and people to look at them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import waitress
from PIL import Image, ImageDraw
from waitress import wasyncore

from pipeline.geometry import Box
from pipeline.review.desk import Desk, take_in
from pipeline.scans import digest_of
from pipeline.store import Person, ReviewStore, Store
from pipeline.types import (
    Document,
    DossierJob,
    DossierRead,
    DossierScans,
    PageEntry,
    PageJob,
    PageRead,
    Reading,
    Recipe,
    Row,
    ScanFile,
    Status,
)
from tests.paper import page


class Served:
    """The review's pages on a free port, until they are closed."""

    def __init__(self, app: Any) -> None:
        self._sockets: dict[int, Any] = {}
        self._server: Any = waitress.create_server(app, port=0, map=self._sockets)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        self.at = f"http://127.0.0.1:{self._server.effective_port}"

    def close(self) -> None:
        """Answer what is asked, then end the serving thread.

        The thread closes its sockets itself: it would otherwise wait on descriptors that are closed, or
        that belong to the next server already.
        """
        self._server.task_dispatcher.shutdown()
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._sockets, ignore_all=True))
        self._thread.join()


RECIPE = Recipe("null")
PASSWORD = "mat-khau-thu-nghiem"
VALUES = {
    "full_name": "Lê Văn Thuận",
    "birth_date": "1962-03-15",
    "ethnicity": "Kinh",
    "occupation": "Nông dân",
}
BOXES = {
    key: Box(60.0, 60.0 + 60 * n, 520.0, 100.0 + 60 * n) for n, key in enumerate([*VALUES, "discipline"])
}


def readings(
    values: dict[str, str], confidence: float = 0.9, status: Status = Status.REVIEW
) -> tuple[Reading, ...]:
    return tuple(
        Reading(key, value, value, confidence, status, 0, 1, BOXES[key]) for key, value in values.items()
    )


FAMILY = ("relation", "name", "birth_year", "details")
EDGES = (60.0, 140.0, 300.0, 370.0, 540.0)


def family_row(top: float, *texts: str, height: float = 30.0, confidence: float = 0.9) -> Row:
    """A row of the family table at a place of the page; an empty text is a cell left empty."""
    return Row(
        "family",
        tuple(
            Reading(
                column,
                text or None,
                text,
                confidence,
                Status.REVIEW if text else Status.BLANK,
                0,
                1,
                Box(left, top, right, top + height),
            )
            for column, text, left, right in zip(FAMILY, texts, EDGES, EDGES[1:], strict=False)
        ),
    )


def draw(path: Path, values: dict[str, str], mark: int) -> None:
    """A page with the values at their places; its mark makes its content its own."""
    picture = Image.new("L", (600, 400), 250)
    pen = ImageDraw.Draw(picture)
    pen.text((10, 10), f"SPECIMEN {mark}", fill=0)
    for key, value in values.items():
        pen.text(
            (BOXES[key].left + 5, BOXES[key].top + 12), value.encode("ascii", "replace").decode(), fill=0
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)


def fill(
    url: str,
    folder: Path,
    dossiers: dict[str, tuple[Reading, ...]],
    version: str = "1",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sample: float = 0.0,
    rows: tuple[Row, ...] = (),
) -> None:
    """Let a store hold dossiers of one page each as a run would leave them, each with the same `rows`."""
    with Store.open(url, now) as store:
        run = store.start_run()
        for number, name in enumerate(dossiers):
            path = folder / name / "a.png"
            if not path.exists():
                draw(path, VALUES, number)
            store.save_scans(
                run, DossierScans(name, (ScanFile("a.png", str(path), digest_of(str(path)), 1),))
            )
        for job in tuple(store.pending_pages(RECIPE)):
            store.save_page(run, _outcome(job))
        for name in store.unsettled(RECIPE, version):
            job = store.dossier_job(name, RECIPE)
            store.save_dossier(run, _settled(job, dossiers[name], rows), RECIPE, version)
    with ReviewStore.open(url, now) as store:
        take_in(store, sample)


def _outcome(job: PageJob) -> PageRead:
    return replace(page(["x"]), job=job)


def _settled(job: DossierJob, member: tuple[Reading, ...], rows: tuple[Row, ...]) -> DossierRead:
    entry = PageEntry(1, "a.png", 1, 0, False, False)
    document = Document(3, "Phiếu đảng viên", (1,), 0.9, Status.ACCEPTED, member, rows)
    return DossierRead(job.dossier, member, rows, (document,), (entry,), ())


def person(store: ReviewStore, login: str, role: str = "keyer") -> Person:
    """An account that nobody signs in to: hashing a password takes its time by design."""
    return store.keep_person(login, lambda _: Person(0, login, login.capitalize(), role, "", "", True, 0, 0))


def desk(store: ReviewStore, login: str, role: str = "keyer") -> Desk:
    return Desk(store, person(store, login, role))
