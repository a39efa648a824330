"""The error tree: its drawing, its exit codes in the documentation, and its way between processes."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import pipeline.errors
from pipeline.errors import HosoError

DOCS = Path(__file__).parent.parent / "docs" / "cli.md"


def tree(root: type[HosoError]) -> Iterator[type[HosoError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


ERRORS = [error for error in tree(HosoError) if error.__module__ == pipeline.errors.__name__]
KNOWN = {error.__name__: error.exit_code for error in ERRORS}


def test_the_drawing_is_the_tree() -> None:
    drawn = re.findall(r"^[ │├└─]*([A-Z]\w+) +(\d+)$", str(pipeline.errors.__doc__), flags=re.MULTILINE)
    assert {name: int(code) for name, code in drawn} == KNOWN
    assert all(error.__base__ is HosoError for error in ERRORS[1:])


def test_the_documented_exit_codes_are_those_of_the_classes() -> None:
    documented = re.findall(r"^\| (\d+) \| `(\w+)` \|", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name: int(code) for code, name in documented} == KNOWN


def test_every_exit_code_means_one_thing() -> None:
    assert len(set(KNOWN.values())) == len(KNOWN)


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_survives_the_way_between_processes(error: type[HosoError]) -> None:
    places = {int(place) for place in re.findall(r"\{(\d)\}", error.template)}
    raised = error(*(f"argument {place}" for place in sorted(places)))
    arrived = pickle.loads(pickle.dumps(raised))
    assert (type(arrived), arrived.args, str(arrived)) == (error, raised.args, str(raised))
    assert all(f"argument {place}" in str(arrived) for place in places)
