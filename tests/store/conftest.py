"""Databases for tests: SQLite in a file, and a real PostgreSQL where a server is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/hoso.db"
    server: str = request.getfixturevalue("postgresql")
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A private server that listens on a socket in a folder of its own, and nowhere else."""
    pytest.importorskip("psycopg")
    programs = _programs()
    # Not tmp_path: a socket's path may have no more than 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="hoso-pg-"))
    as_user = []
    if os.getuid() == 0:  # The server refuses to run as root.
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def call(program: str, *arguments: str) -> None:
        command = [*as_user, str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=folder)

    call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    call("pg_ctl", "-w", "-o", options, "-l", str(folder / "log"), "start")
    yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    call("pg_ctl", "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    if found or on_path:
        return (found[-1] if found else Path(str(on_path)).resolve()).parent
    return pytest.skip("no PostgreSQL server is installed")
