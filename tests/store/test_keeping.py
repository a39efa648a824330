"""The store: nothing lost, nothing doubled, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from pipeline.store import Store
from pipeline.types import (
    DossierScans,
    PageFailed,
    PageRead,
    Quarantined,
    Reason,
    Recipe,
    ScanFile,
)
from tests.store.stock import FIRST, LOCKED, RECIPE, SCANS, SECOND, THIRD, outcome, settled, take_in, work


def counted(url: str, table: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.scalar(text(f"SELECT count(*) FROM {table}"))
    engine.dispose()
    return int(rows or 0)


def test_everything_saved_comes_back(url: str) -> None:
    with Store.open(url) as store:
        assert work(store) == (4, 2)
        first, second = store.dossiers()
        assert first == settled(store.dossier_job("D1", RECIPE))
        assert second == settled(store.dossier_job("D2", RECIPE))
        assert first.pages[1].failed is Reason.TRUNCATED
        assert [page.job.number for page in store.dossier_job("D1", RECIPE).pages] == [1, 2, 3]


def test_a_second_run_adds_nothing(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        before = tuple(store.dossiers()), store.status()
        pages, dossiers = work(store)
        assert (pages, dossiers) == (1, 0), "only the page that failed is tried again"
        assert (tuple(store.dossiers()), store.status()) == before
    rows = {table: counted(url, table) for table in ("page_reading", "settlement", "quarantine", "run")}
    assert rows == {"page_reading": 4, "settlement": 2, "quarantine": 1, "run": 2}


def test_a_page_that_is_read_at_last_takes_the_place_of_its_failure(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        run = store.start_run()
        (job,) = store.pending_pages(RECIPE)
        assert (job.source, job.source_page) == ("a.pdf", 2)
        store.save_page(run, replace(outcome(replace(job, source_page=1)), job=job))
        assert list(store.pending_pages(RECIPE)) == []
        assert isinstance(store.dossier_job("D1", RECIPE).pages[1], PageRead)
        assert store.unsettled(RECIPE, "1") == ("D1",)
        assert store.status().refused[1:] == ()


def test_a_page_once_read_stays_read(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        job = store.dossier_job("D1", RECIPE).pages[0].job
        store.save_page(store.start_run(), PageFailed(job, Reason.INTERNAL, "late"))
        assert isinstance(store.dossier_job("D1", RECIPE).pages[0], PageRead)
        assert store.unsettled(RECIPE, "1") == ()


def test_pages_are_pending_until_they_are_saved_and_dossiers_unsettled_until_then(url: str) -> None:
    with Store.open(url) as store:
        run = take_in(store, *SCANS)
        jobs = list(store.pending_pages(RECIPE))
        assert [(job.dossier, job.number, job.source, job.source_page) for job in jobs] == [
            ("D1", 1, "a.pdf", 1),
            ("D1", 2, "a.pdf", 2),
            ("D1", 3, "b.jpg", 1),
            ("D2", 1, "c.jpg", 1),
        ]
        store.save_page(run, outcome(jobs[3]))
        assert list(store.pending_pages(RECIPE)) == jobs[:3]
        assert store.unsettled(RECIPE, "1") == ("D2",)


def test_files_and_dossiers_come_in_natural_order(url: str) -> None:
    files = tuple(ScanFile(f"{n}.jpg", f"/s/{n}.jpg", f"{n:064d}", 1) for n in (1, 2, 10))
    with Store.open(url) as store:
        take_in(store, DossierScans("D10", files[::-1]), DossierScans("D9", files))
        jobs = list(store.pending_pages(RECIPE))
        assert [(job.dossier, job.source) for job in jobs] == [("D9", f"{n}.jpg") for n in (1, 2, 10)]


def test_a_new_version_settles_again_and_reads_nothing_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        assert store.unsettled(RECIPE, "2") == ("D1", "D2")
        assert len(list(store.pending_pages(RECIPE))) == 1


def test_another_recipe_reads_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        assert len(list(store.pending_pages(Recipe("other")))) == 4
        assert len(list(store.pending_pages(Recipe("null", (("scale", "2"),))))) == 4


def test_the_same_content_under_another_name_is_listed_but_not_read_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        again = replace(SECOND, source="copy of b.jpg", path="/s/D1/copy of b.jpg")
        take_in(store, DossierScans("D1", (FIRST, SECOND, again)))
        assert [job.source for job in store.pending_pages(RECIPE)] == ["a.pdf"]
        pages = store.dossier_job("D1", RECIPE).pages
        assert [page.job.source for page in pages] == ["a.pdf", "a.pdf", "b.jpg", "copy of b.jpg"]
        assert [page.job.number for page in pages] == [1, 2, 3, 4]
        assert store.unsettled(RECIPE, "1") == ("D1",)


def test_a_renamed_file_is_not_read_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        take_in(store, DossierScans("D2", (replace(THIRD, source="new.jpg", path="/s/D2/new.jpg"),)))
        (page,) = store.dossier_job("D2", RECIPE).pages
        assert (page.job.source, page.job.path) == ("new.jpg", "/s/D2/new.jpg")


def test_new_content_under_an_old_name_is_read(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        take_in(store, DossierScans("D2", (replace(THIRD, sha256="e" * 64, pages=2),)))
        jobs = [job for job in store.pending_pages(RECIPE) if job.dossier == "D2"]
        assert [(job.number, job.sha256) for job in jobs] == [(1, "e" * 64), (2, "e" * 64)]


def test_a_file_that_goes_and_comes_back_loses_nothing(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        before = tuple(store.dossiers())
        work(store, DossierScans("D1", (SECOND,)))
        assert len(next(store.dossiers()).pages) == 1
        pages, dossiers = work(store, SCANS[0])
        assert (pages, dossiers) == (1, 1)
        assert tuple(store.dossiers()) == before


def test_a_dossier_that_was_not_looked_at_stays(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        work(store, SCANS[0])
        assert [read.dossier for read in store.dossiers()] == ["D1", "D2"]


def test_quarantined_files_are_told_of_once_and_until_they_are_mended(url: str) -> None:
    unreadable = Quarantined("gone.pdf", "/s/D2/gone.pdf", None, Reason.UNREADABLE, "OSError")
    with Store.open(url) as store:
        for _ in range(2):
            take_in(store, DossierScans("D2", (LOCKED, unreadable)))
        told = [(refused.source, refused.page, refused.reason) for refused in store.status().refused]
        assert told == [("gone.pdf", None, "unreadable"), ("locked.pdf", None, "encrypted")]
        assert store.status().dossiers == 1
        take_in(store, DossierScans("D2", (replace(THIRD, source="locked.pdf"),)))
        assert store.status().refused == ()


def test_status_counts_every_page_once(url: str) -> None:
    with Store.open(url) as store:
        run = take_in(store, *SCANS)
        for job in list(store.pending_pages(RECIPE))[:2]:
            store.save_page(run, outcome(job))
        part = store.status()
        assert (part.files, part.pages, part.read, part.left, part.settled) == (3, 4, 1, 2, 0)
        work(store)
        whole = store.status()
        assert (whole.pages, whole.read, whole.left, whole.settled) == (4, 3, 0, 2)
        assert [(r.dossier, r.source, r.page, r.reason) for r in whole.refused] == [
            ("D2", "locked.pdf", None, "encrypted"),
            ("D1", "a.pdf", 2, "truncated"),
        ]
        assert dict(whole.fields) == {"accepted": 3, "review": 0, "verified": 0, "blank": 0}
        assert whole.documents == ((3, 2),)


def test_status_tells_blank_and_withheld_pages(url: str) -> None:
    with Store.open(url) as store:
        run = take_in(store, *SCANS)
        jobs = list(store.pending_pages(RECIPE))
        read = outcome(jobs[0])
        assert isinstance(read, PageRead)
        store.save_page(run, replace(read, blank=True))
        store.save_page(run, replace(read, job=jobs[2], withheld=True))
        status = store.status()
        assert (status.read, status.blank, status.withheld) == (2, 1, 1)


def test_times_come_from_the_clock_that_was_given(url: str) -> None:
    with Store.open(url, now=lambda: datetime(2001, 2, 3, tzinfo=UTC)) as store:
        store.start_run()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert str(connection.scalar(text("SELECT started FROM run"))).startswith("2001-02-0")
    engine.dispose()


def test_the_records_can_be_read_while_a_run_writes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    with Store.open(url) as writer, Store.open(url) as reader:
        work(writer)
        reading = reader.dossiers()
        next(reading)
        work(writer, DossierScans("D3", (replace(THIRD, sha256="f" * 64),)))
        assert len(list(reading)) == 1
        assert len(list(reader.dossiers())) == 3


def test_what_another_version_kept_in_another_shape_is_read_and_settled_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        before = tuple(store.dossiers())
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE page_reading SET shape = 'old'"))
            connection.execute(text("UPDATE settlement SET shape = 'old'"))
        engine.dispose()
        assert list(store.dossiers()) == []
        assert work(store) == (4, 2)
        assert tuple(store.dossiers()) == before


def test_a_place_among_the_scans_is_known(tmp_path: Path) -> None:
    (tmp_path / "D1" / "more").mkdir(parents=True)
    inner = ScanFile("more/a.jpg", str(tmp_path / "D1" / "more" / "a.jpg"), "a" * 64, 1)
    with Store.open(f"sqlite:///{tmp_path}/hoso.db") as store:
        store.save_scans(store.start_run(), DossierScans("D1", (inner,)))
        assert store.holds(tmp_path / "D1" / "more" / "a.jpg")
        assert store.holds(tmp_path / "D1" / "records.csv")
        assert not store.holds(tmp_path / "records.csv")
