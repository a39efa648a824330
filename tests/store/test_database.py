"""Opening a database: migrations end where the models are, and what cannot be used is said in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, Table, create_engine, insert, inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

import models
from models import Base
from pipeline.errors import DependencyMissing, FileAccess
from pipeline.store import ReviewStore, Store
from pipeline.types import DossierScans, ScanFile
from tests.store.stock import SCANS, take_in, work


def described(engine: Engine) -> dict[str, object]:
    """All tables with their columns, keys and indices, by name."""
    seen = inspect(engine)
    tables = {}
    for table in sorted(set(seen.get_table_names()) - {"alembic_version"}):
        tables[table] = (
            [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)],
            seen.get_pk_constraint(table)["constrained_columns"],
            sorted((str(u["name"]), tuple(u["column_names"])) for u in seen.get_unique_constraints(table)),
            sorted((str(i["name"]), tuple(map(str, i["column_names"]))) for i in seen.get_indexes(table)),
            sorted((str(f["name"]), f["referred_table"]) for f in seen.get_foreign_keys(table)),
        )
    engine.dispose()
    return dict(tables)


def test_migrations_end_where_the_models_are(url: str) -> None:
    Store.open(url).close()
    migrated = create_engine(url)
    by_migrations = described(migrated)
    with migrated.begin() as connection:
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)
    assert by_migrations == described(migrated)
    assert set(by_migrations) == set(Base.metadata.tables)


FIRST_REVIEW = {
    "run": {"id": 1, "started": "2026-01-01", "version": "0"},
    "dossier": {"id": 1, "name": "D1"},
    "scan_file": dict.fromkeys(("dossier_id", "run_id", "pages"), 1)
    | {"source": "a.pdf", "path": "/a.pdf", "sha256": "a", "present": True},
    "settlement": dict.fromkeys(("id", "dossier_id", "run_id"), 1)
    | {"at": "2026-01-01", "inputs": "", "shape": "", "answer": b""},
    "person": {"id": 1, "login": "an", "shown": "An", "role": "keyer", "password": "", "stamp": ""}
    | {"active": True, "failures": 0, "locked_until": 0, "since": "2026-01-01"},
    "review_task": dict.fromkeys(("id", "dossier_id", "settlement_id"), 1)
    | dict.fromkeys(("need", "rank", "first_person", "second_person", "holder", "leased_until"), 0)
    | dict.fromkeys(("version", "document", "source_page", "rotation", "left", "top", "right", "bottom"), 0)
    | {"key": "sex", "mode": "done", "proposal": "", "state": "{}", "outcome": "value", "value": '"Nam"'}
    | {"confidence": 0.5, "reasons": "[]", "candidates": "[]", "sha256": "a"},
    "field_event": dict.fromkeys(("id", "task_id", "person_id"), 1)
    | {"token": "t", "at": "2026-01-01", "kind": "answer", "effect": "settled", "answer": ""}
    | {"before": "{}", "after": "{}", "group_act": "", "undoes": 0, "elapsed_ms": 1},
}
"""A database as the first version with a review left it: a row a table that others point at."""


def test_a_database_with_people_s_work_in_it_is_brought_up_to_date(url: str) -> None:
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(models.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003_review")
        for name, row in FIRST_REVIEW.items():
            kept = Table(name, MetaData(), autoload_with=connection)
            typed = {k: datetime(2026, 1, 1, tzinfo=UTC) if v == "2026-01-01" else v for k, v in row.items()}
            connection.execute(insert(kept), typed)
    with ReviewStore.open(url) as store:
        assert [each.name for each in store.library.find("d1", 0, 9)[1]] == ["D1"]
        assert [task.standing.value for task in store.settled_values()] == ["Nam"]
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM field_event"))
    engine.dispose()
    with (
        ReviewStore.open(url) as store,
        pytest.raises(IntegrityError),
        store._database.transaction() as session,
    ):
        session.execute(text("DELETE FROM dossier"))


def test_opening_again_changes_nothing(url: str) -> None:
    with Store.open(url) as store:
        work(store)
        before = tuple(store.dossiers())
    with Store.open(url) as store:
        assert tuple(store.dossiers()) == before


def test_a_newer_database_is_refused(url: str) -> None:
    Store.open(url).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(FileAccess, match="newer version"):
        Store.open(url)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/hoso.db"
    many = tuple(ScanFile(f"{n}.pdf", f"/s/{n}.pdf", f"{n:064d}", 1) for n in range(2000))
    with Store.open(url) as store:
        work(store)
        before = tuple(store.dossiers()), store.status()
        with store._database._engine.connect() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))
            connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
        run = store.start_run()
        with pytest.raises(FileAccess, match="the disk is full"):
            store.save_scans(run, DossierScans("D3", many))
        assert (tuple(store.dossiers()), store.status()) == before
    with Store.open(url) as store:
        take_in(store, DossierScans("D3", many))
        assert store.status().pages == before[1].pages + 2000


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "hoso.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(FileAccess, match=r"hoso\.db cannot be used: file is not a database"):
        Store.open(f"sqlite:///{tmp_path}/hoso.db")
    with pytest.raises(FileAccess, match="unable to open"):
        Store.open(f"sqlite:///{tmp_path}/nowhere/hoso.db")


def test_a_url_that_makes_no_sense_is_said() -> None:
    with pytest.raises(FileAccess, match="no SQLAlchemy URL"):
        Store.open("hoso.db")
    with pytest.raises((FileAccess, DependencyMissing)):
        Store.open("nobase://here")


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(FileAccess) as caught:
        Store.open("postgresql://clerk:hidden@/hoso?host=/nowhere")
    assert "hidden" not in str(caught.value)
    assert "nowhere" in str(caught.value)


def test_errors_carry_no_values(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/hoso.db") as store, pytest.raises(IntegrityError) as caught:
        store.save_scans(None, SCANS[0])  # type: ignore[arg-type]
    assert "a.pdf" not in str(caught.value)
