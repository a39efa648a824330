"""A whole run: nothing is lost or doubled, whatever pages do to their workers, whenever the run is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import FailureLimit
from pipeline.executors import Processes, Serial, Workplace
from pipeline.run import FailurePolicy, RunReport, run
from pipeline.store import Store
from pipeline.types import DossierRead, Reason
from tests.killed_run import STAGES, order
from tests.stages import GOOD, HANGS, KILLS, RAISES, REFUSED, draw

ROOT = Path(__file__).parent.parent


def silent(_done: int, _pages: int) -> None:
    pass


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    """Two dossiers of five pages, a file that is one by itself, and a file that is no image."""
    root = tmp_path / "scans"
    for number in range(10):
        draw(root / f"D{number // 5 + 1}" / f"{number}.png", GOOD, number)
    draw(root / "alone.png", GOOD, 10)
    (root / "D2" / "broken.png").write_bytes(b"no image")
    return root


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'hoso.db'}") as opened:
        yield opened


def records(store: Store) -> tuple[DossierRead, ...]:
    return tuple(store.dossiers())


@pytest.mark.parametrize("place", [Serial(), Processes(2)])
def test_a_run_reads_all_pages_and_settles_all_dossiers(scans: Path, store: Store, place: Workplace) -> None:
    report = run(order(scans), store, STAGES, place, silent)
    assert report == RunReport(3, 12, ((Reason.UNSUPPORTED, 1),), 11, 11, (), 3, ())
    assert {read.dossier: len(read.pages) for read in records(store)} == {"D1": 5, "D2": 5, "alone": 1}


def test_a_second_run_does_no_work(scans: Path, store: Store) -> None:
    run(order(scans), store, STAGES, Serial(), silent)
    before = records(store)
    report = run(order(scans), store, STAGES, Serial(), silent)
    assert (report.pages, report.pages_read, report.dossiers_settled) == (11, 0, 0)
    assert records(store) == before


def test_a_new_page_is_read_and_its_dossier_settled_again(scans: Path, store: Store) -> None:
    run(order(scans), store, STAGES, Serial(), silent)
    draw(scans / "D1" / "new.png", GOOD, 20)
    report = run(order(scans), store, STAGES, Serial(), silent)
    assert (report.pages_read, report.dossiers_settled) == (1, 1)
    assert len(next(read for read in records(store) if read.dossier == "D1").pages) == 6


def test_a_new_way_of_settling_reads_nothing_again(scans: Path, store: Store) -> None:
    run(order(scans), store, STAGES, Serial(), silent)
    report = run(order(scans), store, replace(STAGES, settled_by="2"), Serial(), silent)
    assert (report.pages_read, report.dossiers_settled) == (0, 3)


def test_the_same_content_in_two_dossiers_is_read_once_and_in_both(tmp_path: Path, store: Store) -> None:
    for dossier in ("A", "B"):
        draw(tmp_path / "scans" / dossier / "same.png", GOOD, 1)
        draw(tmp_path / "scans" / dossier / "own.png", GOOD, 2 if dossier == "A" else 3)
    report = run(order(tmp_path / "scans"), store, STAGES, Serial(), silent)
    assert (report.pages_read, report.dossiers_settled) == (3, 2)
    assert [len(read.pages) for read in records(store)] == [2, 2]


def test_pages_that_harm_their_worker_are_kept_with_their_reason(scans: Path, store: Store) -> None:
    harm = {
        KILLS: Reason.WORKER_DIED,
        HANGS: Reason.TIMED_OUT,
        RAISES: Reason.INTERNAL,
        REFUSED: Reason.UNREADABLE,
    }
    for behaviour in harm:
        draw(scans / "bad" / f"{behaviour}.png", behaviour)
    report = run(replace(order(scans), page_timeout_s=2), store, STAGES, Processes(2), silent)
    assert dict(report.pages_failed) == dict.fromkeys(harm.values(), 1)
    assert (report.pages_read, report.dossiers_settled) == (11, 4)
    bad = next(read for read in records(store) if read.dossier == "bad")
    assert {page.source: page.failed for page in bad.pages} == {f"{b}.png": r for b, r in harm.items()}


def test_failed_pages_are_tried_again_by_the_next_run(scans: Path, store: Store) -> None:
    draw(scans / "D1" / "bad.png", RAISES)
    assert run(order(scans), store, STAGES, Serial(), silent).pages_failed == ((Reason.INTERNAL, 1),)
    before = records(store)
    again = run(order(scans), store, STAGES, Serial(), silent)
    assert (again.pages_read, again.pages_failed) == (0, ((Reason.INTERNAL, 1),))
    assert records(store) == before
    draw(scans / "D1" / "bad.png", GOOD, 40)
    assert run(order(scans), store, STAGES, Serial(), silent).pages_read == 1


def test_a_dossier_that_cannot_be_settled_holds_up_no_other(scans: Path, store: Store) -> None:
    draw(scans / "cannot" / "page.png", GOOD, 30)
    report = run(order(scans), store, STAGES, Serial(), silent)
    assert report.dossiers_failed == ("cannot",)
    assert report.dossiers_settled == 3


def test_the_policy_stops_a_run_that_fails_too_often(tmp_path: Path, store: Store) -> None:
    for number in range(20):
        draw(tmp_path / "scans" / "D" / f"{number}.png", REFUSED, number)
    strict = replace(order(tmp_path / "scans"), policy=FailurePolicy(max_failed_percent=10))
    with pytest.raises(FailureLimit) as caught:
        run(strict, store, STAGES, Serial(), silent)
    assert caught.value.args == (3, 20, "10")


@pytest.mark.parametrize(
    ("percent", "failed", "stops"),
    [(100, 20, False), (10, 2, False), (10, 3, True), (0, 0, False), (0, 1, True)],
)
def test_the_policy_counts_of_all_pages(percent: float, failed: int, stops: bool) -> None:
    assert FailurePolicy(percent).stops(failed, 20) is stops


def test_progress_goes_up_to_the_end(scans: Path, store: Store) -> None:
    told: list[tuple[int, int]] = []
    run(order(scans), store, STAGES, Serial(), lambda done, pages: told.append((done, pages)))
    assert told == [(done, 11) for done in range(12)]


def test_an_interrupted_run_goes_on_where_it_was(scans: Path, store: Store) -> None:
    def interrupt(done: int, _pages: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(order(scans), store, STAGES, Processes(2), interrupt)
    report = run(order(scans), store, STAGES, Serial(), silent)
    assert report.pages_read == 7
    assert len(records(store)) == 3


def test_killed_at_any_moment_and_run_again_gives_the_same(scans: Path, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'whole.db'}") as whole:
        run(order(scans), whole, STAGES, Serial(), silent)
        expected = records(whole)
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    for pages_to_live in (1, 5):
        program = f"from tests.killed_run import main; main({str(scans)!r}, {url!r}, {pages_to_live})"
        assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == -9
    with Store.open(url) as killed:
        report = run(order(scans), killed, STAGES, Serial(), silent)
        assert 0 < report.pages_read < 11
        assert records(killed) == expected
