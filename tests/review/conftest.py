"""The review's tests use the same databases as the store's: SQLite and a real PostgreSQL."""

from __future__ import annotations

from tests.store.conftest import postgresql, url

__all__ = ["postgresql", "url"]
