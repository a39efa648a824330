"""`hoso calibrate` on recorded dossiers whose values people settled: fitted, compared, taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.config import open_workspace
from pipeline.dossier import settle_dossier
from pipeline.review.desk import Desk, take_in
from pipeline.review.queue import Outcome
from pipeline.store import Act, ReviewStore, Store
from pipeline.types import DossierScans, ScanFile
from tests.golden.record import recorded
from tests.review.office import person

DOSSIERS = ("MAU-01", "MAU-02", "MAU-03")
"""Recorded dossiers; by its name the last is held out."""


def hoso(folder: Path, *words: str) -> Any:
    environment = {"HOSO_WORKSPACE": str(folder), "LANGUAGE": "en", "HOSO_LANG": "en"}
    return CliRunner().invoke(main, words, env=environment)


@pytest.fixture
def verified(tmp_path: Path) -> Path:
    """A workspace in which a person settled every value, every third value as another than was read."""
    workspace = open_workspace(tmp_path / "w", create=True)
    recipe = workspace.recipe()
    with Store.open(workspace.database_url) as store:
        run = store.start_run()
        for name in DOSSIERS:
            pages = {(page.job.sha256, page.job.source_page): page for page in recorded(name)}
            files = {page.job.sha256: page.job for page in pages.values()}  # The last page of each.
            scans = (ScanFile(j.source, f"/s/{j.source}", j.sha256, j.source_page) for j in files.values())
            store.save_scans(run, DossierScans(name, tuple(scans)))
            for job in tuple(store.pending_pages(recipe)):
                store.save_page(run, replace(pages[job.sha256, job.source_page], job=job))
            read = settle_dossier(store.dossier_job(name, recipe))
            store.save_dossier(run, read, recipe, "1")
    with ReviewStore.open(workspace.database_url) as reviewed:
        take_in(reviewed, 1.0)
        desk, seen = Desk(reviewed, person(reviewed, "chi", "senior")), set[int]()
        while cards := desk.next(frozenset(seen)):
            for task in (task for card in cards for task in card.tasks):
                seen.add(task.id)
                machine = task.standing.proposal
                value = f"{machine} khác" if len(seen) % 3 == 0 else machine
                act = Act(f"t{task.id}", task.id, 0, "answer")
                outcome = Outcome.VALUE if value else Outcome.BLANK
                desk.answer(act, outcome, value, task.standing.version)
    return workspace.folder


def test_a_curve_is_fitted_on_what_people_settled_and_taken_back(
    verified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.cli.accuracy._LEAST_HELD", 3)
    ended = hoso(verified, "calibrate")
    assert ended.exit_code == 0, ended.stderr
    assert int(re.findall(r"Loss on (\d+) values", ended.stderr)[0]) >= 3
    assert (verified / "confidence.yaml").exists() == ("in force" in ended.stderr)
    assert hoso(verified, "calibrate", "--undo").exit_code == 0
    assert not (verified / "confidence.yaml").exists()
