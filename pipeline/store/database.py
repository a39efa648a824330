"""Opening a database: made or brought up to date first, durable, and its failures told in a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

import models
from pipeline.errors import DependencyMissing, FileAccess
from pipeline.messages import noted

_MIGRATIONS = Path(models.__file__).parent / "migrations"
_SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
"""WAL lets others read during a run; FULL so that a finished transaction survives a power cut."""


class Database:
    """A database of the newest shape, with transactions to write in and views to read."""

    def __init__(self, url: str) -> None:
        """Open `url`; raises FileAccess where it cannot be used, DependencyMissing without its driver."""
        self._engine = _engine(url)
        # A writer takes the lock at once: one that only read before could be refused it later.
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        with self._telling(), self._writing.connect() as connection, _unbound(connection), connection.begin():
            _migrate(connection, self.place)

    @property
    def place(self) -> str:
        """Where it is, for a person: the file, or the URL without its password."""
        url = self._engine.url
        is_file = url.get_backend_name() == "sqlite" and url.database
        return str(url.database) if is_file else url.render_as_string(hide_password=True)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose changes are all kept at the end, or none."""
        with self._telling(), Session(self._writing) as session, session.begin():
            yield session

    @contextmanager
    def view(self) -> Iterator[Session]:
        """A session to read in: everything it sees is of one moment."""
        with self._telling(), Session(self._engine) as session:
            yield session

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what a person can do something about into FileAccess; faults of ours stay what they are."""
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            raise FileAccess(self.place, _cause(error)) from None
        except DatabaseError as error:
            if type(error) is not DatabaseError:
                raise
            raise FileAccess(self.place, _cause(error)) from None


def _cause(error: DatabaseError | InterfaceError) -> str:
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return noted("the disk is full; make room and start the command again")
    return (str(error.orig).splitlines() or [type(error.orig).__name__])[0]


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        # Parameters are values from papers: no error message may carry them.
        engine = create_engine(parsed, hide_parameters=True)
    except ArgumentError:
        raise FileAccess("The database URL in hoso.toml", "it is no SQLAlchemy URL") from None
    except ModuleNotFoundError as error:
        raise DependencyMissing(str(error.name), "Install it: pip install 'hoso[postgres]'.") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # Left to itself, Python's driver begins no transaction for a SELECT or for CREATE TABLE.
    connection.isolation_level = None
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def _unbound(connection: Connection) -> Iterator[None]:
    """Without foreign keys in SQLite, which changes a table by making it anew: others point at the old one.

    Only outside of a transaction can they be turned off.
    """
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def _migrate(connection: Connection, place: str) -> None:
    """Bring the tables to the newest shape, all in one transaction; refuse what a newer version made."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise FileAccess(place, "it was made by a newer version of hoso")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
