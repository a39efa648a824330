"""Settings for all tests: property tests are seeded, so that a red run can be run again; a command that
puts its passing files into a workspace does so for its own test alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import settings

settings.register_profile("hoso", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("hoso")


@pytest.fixture(autouse=True)
def own_scraps() -> Iterator[None]:
    """Put back where passing files go, after each test."""
    with scraps_put_back():
        yield


@contextmanager
def scraps_put_back() -> Iterator[None]:
    """For fixtures that outlive a test and run a command as they begin."""
    place, variable = tempfile.tempdir, os.environ.get("TMPDIR")
    try:
        yield
    finally:
        tempfile.tempdir = place
        if variable is None:
            os.environ.pop("TMPDIR", None)
        else:
            os.environ["TMPDIR"] = variable
