"""Lines to learn from, cut where people settled values: with the text of the paper, or no line at all."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("onnx")

from pipeline.cli.train import train_command
from pipeline.config import LimitSettings, open_workspace
from pipeline.errors import BadArguments
from pipeline.geometry import Box
from pipeline.reading.ctc import CtcReader
from pipeline.review.queue import Outcome
from pipeline.review.values import shown
from pipeline.scans import Source, digest_of
from pipeline.store import Act, ReviewStore
from pipeline.synthesis.training import evaluate
from pipeline.synthesis.training.settled import (
    SettledValue,
    spellings,
    verified_lines,
)
from pipeline.text import edit_distance
from tests.golden.record import FOLDER, SAMPLES
from tests.review.office import VALUES, desk, fill, readings

pytestmark = pytest.mark.train

DOSSIER = "MAU-01"


@cache
def value(key: str) -> SettledValue:
    """A value of the shipped sample where its golden record has it, as people would have settled it."""
    record = json.loads((FOLDER / f"{DOSSIER}.json").read_text(encoding="utf-8"))
    reading = record["member"][key]
    page = record["pages"][reading["page"] - 1]
    path = str(SAMPLES / DOSSIER / page["source"])
    box = Box(*map(float, reading["box"]))
    source = Source(path, digest_of(path), page["source_page"], LimitSettings())
    return SettledValue(DOSSIER, reading["value"], source, page["rotation"], box)


def test_lines_are_cut_where_the_values_stand_with_the_text_of_the_paper() -> None:
    read = partial(evaluate.read, CtcReader())
    wanted = {
        "birth_date": "09 / 12 / 1988",
        "admission_decision_date": "ngày 29 tháng 05 năm 2012",
        "full_name": "Quách Hoài Thơ",
        "ethnicity": "Kinh",
        "hometown": "phường Quang Tiến, thị xã Thái Hòa, tỉnh Nghệ An",
    }
    lines = tuple(verified_lines(map(value, wanted), read))
    closed = {text.replace(" / ", "/") for text in wanted.values()}  # Leaders hide whether there is room.
    assert {line.text.replace(" / ", "/") for line in lines} == closed
    assert {line.group for line in lines} == {DOSSIER}
    for line in lines:
        assert edit_distance(read(line.image), line.text) <= 0.3 * len(line.text)


def test_what_cannot_be_taught_is_left_out() -> None:
    read = partial(evaluate.read, CtcReader())
    name, address = value("full_name"), value("permanent_address")
    of_another = SettledValue(DOSSIER, "Lò Văn Bích", name.source, name.rotation, name.box)
    gone = replace(name, source=replace(name.source, path="no-such-file.png"))
    another_sheet = replace(name, source=replace(name.source, sha256="0" * 64))
    off_paper = SettledValue(DOSSIER, "Kinh", name.source, 0, Box(0, 0, 20, 20))
    left_out = (of_another, address, gone, another_sheet, off_paper)
    assert tuple(verified_lines(left_out, read)) == ()


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("1962-03-05", "5/3/62"),
        ("1962-03-05", "05 - 03 - 1962"),
        ("1962-03", "tháng 3 năm 1962"),
        ("1962", "1962"),
        ("84000000", "84.000.000"),
        ("Lê Văn Thuận", "LÊ VĂN THUẬN"),
        ("040162000123", "040162000123"),
    ],
)
def test_a_value_of_the_record_is_known_in_the_ways_papers_write_it(kept: str, written: str) -> None:
    assert written in spellings(kept)


def test_a_workspace_with_few_settled_values_says_how_many_are_missing(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    workspace = open_workspace(folder, create=True)
    fill(workspace.database_url, tmp_path / "scans", {"D1": readings(VALUES)})
    with ReviewStore.open(workspace.database_url) as store:
        an = desk(store, "an")
        while cards := an.next():
            for task in (task for card in cards for task in card.tasks):
                value = shown(task.field.key, VALUES[task.field.key])
                act = Act(f"t{task.id}", task.id, 0, "answer")
                an.answer(act, Outcome.VALUE, value, task.standing.version)
    ended = CliRunner().invoke(train_command, ["adapt", "-w", str(folder)])
    assert ended.stderr.startswith(f"{len(VALUES)} values were settled by people; ")
    assert isinstance(ended.exception, BadArguments)
    assert "few" in str(ended.exception)
