"""The store: nothing lost, nothing doubled, whatever was interrupted; on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from models import Base
from pipeline.dossier import settle_dossier
from pipeline.errors import FileAccess, WorkspaceLocked
from pipeline.lock import locked
from pipeline.store import Store
from pipeline.types import (
    DossierScans,
    PageFailed,
    PageJob,
    PageRead,
    Quarantined,
    Reason,
    Recipe,
    ScanFile,
)
from tests.paper import page

RECIPE = Recipe("null")
ROWS = ["PHIẾU ĐẢNG VIÊN", "01) Họ và tên đang dùng: LÊ VĂN AN", "04) Sinh ngày: 1/2/1970"]


def scans(name: str = "D1", *files: ScanFile | Quarantined) -> DossierScans:
    return DossierScans(name, files or (ScanFile("a.pdf", "/s/a.pdf", "a" * 64, 2), ScanFile("b.jpg", "/s/b.jpg", "b" * 64, 1)))


def outcome(job: PageJob) -> PageRead | PageFailed:
    if job.source_page == 2:
        return PageFailed(job, Reason.TRUNCATED, "ends early")
    return replace(page(ROWS, job.number), job=job)


def work(store: Store, stop_after: int = 1000) -> int:
    """What a run does, up to so many transactions; returns how many were needed."""
    run, done = store.start_run(), 0
    for dossier in (scans(), scans("D2", ScanFile("c.jpg", "/s/c.jpg", "c" * 64, 1))):
        store.save_scans(run, dossier)
    for job in store.pending_pages(RECIPE):
        if (done := done + 1) > stop_after:
            return done
        store.save_page(run, outcome(job))
    for name in store.unsettled(RECIPE, "1"):
        if (done := done + 1) > stop_after:
            return done
        store.save_dossier(run, settle_dossier(store.dossier_job(name, RECIPE)), RECIPE, "1")
    return done


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hoso.db"
    server: str = request.getfixturevalue("postgresql")
    name = f"t{abs(hash(str(tmp_path))) % 10**12}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A private server on a socket in a folder of its own."""
    pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        pytest.skip("no PostgreSQL server is installed")
    programs, folder = found[-1].parent, Path("/tmp") / f"hoso-pg-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o777)
    as_user = []
    if os.getuid() == 0:  # The server refuses to run as root.
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data, options = str(folder / "data"), f"-k {folder} -c listen_addresses="
    subprocess.run([*as_user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust"], check=True, capture_output=True, cwd=folder)
    subprocess.run([*as_user, programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start"], check=True, capture_output=True, cwd=folder)
    yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    subprocess.run([*as_user, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=True, capture_output=True, cwd=folder)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_run_keeps_everything_and_a_second_one_has_nothing_to_do(url: str) -> None:
    with Store.open(url) as store:
        assert work(store) == 6
        first = tuple(store.dossiers())
        assert work(store) == 0
        assert tuple(store.dossiers()) == first
        assert [(read.dossier, len(read.pages)) for read in first] == [("D1", 3), ("D2", 1)]
        assert first[0].pages[1].failed is Reason.TRUNCATED


@pytest.mark.parametrize("stop_after", range(7))
def test_a_run_stopped_anywhere_goes_on_to_the_same_end(tmp_path: Path, stop_after: int) -> None:
    with Store.open(f"sqlite:///{tmp_path}/whole.db") as store:
        work(store)
        whole = tuple(store.dossiers())
    stopped = f"sqlite:///{tmp_path}/stopped.db"
    with Store.open(stopped) as store:
        work(store, stop_after)
    with Store.open(stopped) as store:
        work(store)
        assert tuple(store.dossiers()) == whole


def test_a_process_killed_in_a_transaction_leaves_a_sound_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    code = (
        "import os, signal\n"
        "from tests.test_store import *\n"
        f"store = Store.open({url!r})\n"
        "work(store, 3)\n"
        "with store._transaction() as session:\n"
        "    session.execute(text('DELETE FROM page_reading'))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent.parent)
    assert killed.returncode == -9
    with Store.open(url) as store:
        assert work(store) == 3
        assert len(tuple(store.dossiers())) == 2


def test_outcomes_and_settlements_are_kept_once(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        run = store.start_run()
        job = next(iter(store.dossier_job("D1", RECIPE).pages)).job
        store.save_page(run, PageFailed(job, Reason.INTERNAL, "late"))
        store.save_dossier(run, settle_dossier(store.dossier_job("D1", RECIPE)), RECIPE, "1")
        assert isinstance(store.dossier_job("D1", RECIPE).pages[0], PageRead)
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM settlement")) == 2
        assert connection.scalar(text("SELECT count(*) FROM field_reading WHERE key = 'full_name'")) == 2
    engine.dispose()


def test_a_new_version_settles_again_and_reads_nothing_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        assert store.unsettled(RECIPE, "2") == ("D1", "D2")
        assert list(store.pending_pages(RECIPE)) == []


def test_another_recipe_reads_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        assert len(list(store.pending_pages(Recipe("other")))) == 4


def test_the_same_content_under_another_name_is_listed_but_not_read_again(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        run = store.start_run()
        again = ScanFile("copy of b.jpg", "/s/copy.jpg", "b" * 64, 1)
        store.save_scans(run, scans("D1", *scans().files, again))
        assert list(store.pending_pages(RECIPE)) == []
        job = store.dossier_job("D1", RECIPE)
        assert [p.job.source for p in job.pages] == ["a.pdf", "a.pdf", "b.jpg", "copy of b.jpg"]
        assert [p.job.number for p in job.pages] == [1, 2, 3, 4]
        assert store.unsettled(RECIPE, "1") == ("D1",)


def test_a_file_that_is_gone_is_listed_no_more_but_its_reading_stays(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        run = store.start_run()
        store.save_scans(run, scans("D1", scans().files[0]))
        assert len(store.dossier_job("D1", RECIPE).pages) == 2
        store.save_scans(run, scans())
        assert list(store.pending_pages(RECIPE)) == []
        assert store.unsettled(RECIPE, "1") == ()


def test_quarantined_files_are_told_of_once_and_until_they_are_mended(url: str) -> None:
    bad = Quarantined("bad.pdf", "/s/bad.pdf", None, Reason.ENCRYPTED, "needs a password")
    with Store.open(url) as store:
        for _ in range(2):
            store.save_scans(store.start_run(), scans("D1", bad))
        (refused,) = store.status().refused
        assert (refused.source, refused.page, refused.reason) == ("bad.pdf", None, "encrypted")
        assert store.status().dossiers == 1
        store.save_scans(store.start_run(), scans("D1"))
        assert store.status().refused == ()


def test_status_counts_every_page_once(url: str) -> None:
    with Store.open(url) as store:
        work(store, 2)
        part = store.status()
        assert (part.pages, part.read, len(part.refused), part.left) == (4, 1, 1, 2)
        work(store)
        whole = store.status()
        assert (whole.pages, whole.read, len(whole.refused), whole.left) == (4, 3, 1, 0)
        assert whole.settled == whole.dossiers == 2
        assert sum(count for _, count in whole.fields) == sum(len(read.member) for read in store.dossiers())


def test_migrations_end_where_the_models_are(url: str) -> None:
    Store.open(url).close()
    migrated, made = create_engine(url), create_engine("sqlite://")
    Base.metadata.create_all(made)
    for table in Base.metadata.tables:
        for engine in (migrated, made):
            assert inspect(engine).has_table(table)
        columns = [
            {(c["name"], c["nullable"]) for c in inspect(engine).get_columns(table)} for engine in (migrated, made)
        ]
        assert columns[0] == columns[1]
        unique = [
            {frozenset(u["column_names"]) for u in inspect(engine).get_unique_constraints(table)}
            for engine in (migrated, made)
        ]
        assert unique[0] == unique[1]
    migrated.dispose()


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    Store.open(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(FileAccess, match="newer"):
        Store.open(url)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    with Store.open(url) as store:
        work(store, 1)
        before = store.status()
        with store._engine.connect() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(FileAccess, match="full"):
            for _ in range(50):
                work(store)
                run = store.start_run()
                many = [ScanFile(f"{n}.pdf", "/s", f"{n:064d}", 1) for n in range(500)]
                store.save_scans(run, scans("D3", *many))
        assert store.status().pages >= before.pages
    with Store.open(url) as store:
        work(store)
        assert len([read for read in store.dossiers() if read.dossier in ("D1", "D2")]) == 2


def test_a_database_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileAccess, match="cannot be used"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/hoso.db")


def test_times_come_from_the_clock_that_was_given(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    with Store.open(url, now=lambda: datetime(2001, 2, 3, tzinfo=UTC)) as store:
        store.start_run()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert str(connection.scalar(text("SELECT started FROM run"))).startswith("2001-02-03")
    engine.dispose()


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(WorkspaceLocked), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass
