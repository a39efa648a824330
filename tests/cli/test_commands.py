"""The commands on real scans and a real workspace, with the reader that reads nothing."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from PIL import Image, ImageDraw

from pipeline.cli import main
from pipeline.cli.edge import log
from tests.conftest import scraps_put_back

TRUTH = {"dossier": "D1", "member": {"full_name": "X"}, "fields": {}, "documents": [], "pages": []}


def hoso(workspace: Path, *words: object, code: str = "en") -> Result:
    """Call the program in this process; the workers are processes of their own all the same."""
    environment = {"HOSO_LANG": code, "HOSO_WORKSPACE": str(workspace), "LANGUAGE": code}
    try:
        return CliRunner().invoke(main, [str(word) for word in words], env=environment)
    finally:
        for handler in log.handlers[:]:
            handler.close()
            log.removeHandler(handler)
        log.propagate = True


def draw(path: Path, mark: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page = Image.new("L", (248, 351), 255)
    ImageDraw.Draw(page).text((20, 40), f"SPECIMEN {mark}", fill=0)
    page.save(path, dpi=(30, 30))


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scans")
    for number in range(4):
        draw(root / f"D{number // 2 + 1}" / f"page {number}.png", number)
    return root


@pytest.fixture(scope="module")
def workspace(scans: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after its first run."""
    folder = tmp_path_factory.mktemp("work") / "hoso-data"
    with scraps_put_back():
        ended = hoso(folder, "run", scans, "--reader", "null", "--workers", 1, "--json")
    assert ended.exit_code == 0, ended.stderr
    assert json.loads(ended.stdout)["pages_read"] == 4
    return folder


def asked(workspace: Path, *words: object) -> Any:
    ended = hoso(workspace, *words, "--json")
    assert ended.exit_code == 0, ended.stderr
    return json.loads(ended.stdout)


def test_a_run_ends_by_telling_what_was_read_and_where_to_look(scans: Path, tmp_path: Path) -> None:
    ended = hoso(tmp_path / "data", "run", scans, "--reader", "null", "--workers", 1)
    assert ended.exit_code == 0
    assert ended.stdout == ""
    assert "Found: 2 dossiers, 4 files, 4 pages." in ended.stderr
    assert "hoso export" in ended.stderr
    assert "\r" not in ended.stderr, "no bar without a terminal"


def test_a_second_run_does_no_work(scans: Path, workspace: Path) -> None:
    before = hoso(workspace, "export", "--format", "jsonl", "-o", "-").stdout
    report = asked(workspace, "run", scans, "--reader", "null", "--workers", 1)
    assert (report["pages"], report["pages_read"], report["dossiers_settled"]) == (4, 0, 0)
    assert hoso(workspace, "export", "--format", "jsonl", "-o", "-").stdout == before


def test_status_counts(workspace: Path) -> None:
    status = asked(workspace, "status")
    assert (status["dossiers"], status["settled"], status["read"], status["left"]) == (2, 2, 4, 0)
    told = hoso(workspace, "status").stdout
    assert "Dossiers" in told


def test_status_of_one_dossier_lists_its_papers(workspace: Path) -> None:
    told = asked(workspace, "status", "D1")
    assert sorted(page for document in told["documents"] for page in document["pages"]) == [1, 2]
    assert "Papers of D1" in hoso(workspace, "status", "D1").stdout


def test_a_dossier_that_is_not_there_is_named(workspace: Path) -> None:
    ended = hoso(workspace, "status", "D9")
    assert ended.exit_code == 1
    assert "D9" in ended.stderr


def test_a_mistake_in_the_units_own_catalogue_stops_the_run_before_the_first_page(
    scans: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "hoso.toml").write_text('[catalogue]\nfile = "own.yaml"\n', encoding="utf-8")
    (folder / "own.yaml").write_text("types: [{type: 5, tiles: [A]}]", encoding="utf-8")
    ended = hoso(folder, "run", scans, "--reader", "null", "--workers", 1)
    assert ended.exit_code == 9
    assert "own.yaml" in ended.stderr
    assert "types[0]" in ended.stderr
    assert asked(folder, "status")["read"] == 0


def test_a_type_of_the_units_own_is_told_wherever_types_are(scans: Path, tmp_path: Path) -> None:
    """Also after its file is gone: then by its number."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "hoso.toml").write_text('[catalogue]\nfile = "own.yaml"\n', encoding="utf-8")
    own = "types: [{type: 201, name: Sổ nhà đất, titles: [SỔ NHÀ ĐẤT], pages: [1, 2, 9]}]"
    (folder / "own.yaml").write_text(own, encoding="utf-8")
    read = ("run", scans, "--reader", "null", "--workers", 1)
    assert hoso(folder, *read).exit_code == 0
    assert hoso(folder, "documents", "D1", "--type", "1=202").exit_code == 1
    assert "201 Sổ nhà đất" in hoso(folder, "documents", "D1", "--type", "1=201").stdout
    assert hoso(folder, *read).exit_code == 0
    for told in (("status",), ("status", "D1"), ("documents", "D1")):
        assert "201 Sổ nhà đất" in hoso(folder, *told).stdout, told
    (folder / "hoso.toml").write_text("", encoding="utf-8")
    assert hoso(folder, *read).exit_code == 0
    for told in (("status",), ("status", "D1"), ("documents", "D1")):
        assert " 201" in hoso(folder, *told).stdout, told


def test_the_log_tells_of_the_run(workspace: Path) -> None:
    assert "run of" in (workspace / "logs" / "hoso.log").read_text(encoding="utf-8")


def test_export_to_stdout_and_to_a_file_are_the_same_bytes(workspace: Path, tmp_path: Path) -> None:
    for kind in ("jsonl", "csv"):
        ended = hoso(workspace, "export", "--format", kind, "--output", tmp_path / kind)
        assert (ended.exit_code, ended.stdout) == (0, "")
        shown = hoso(workspace, "export", "--format", kind, "--output", "-").stdout_bytes
        assert (tmp_path / kind).read_bytes() == shown


def test_the_export_lists_every_page(workspace: Path) -> None:
    lines = hoso(workspace, "export", "--format", "jsonl", "-o", "-").stdout.splitlines()
    assert [json.loads(line)["dossier"] for line in lines] == ["D1", "D2"]
    assert [len(json.loads(line)["pages"]) for line in lines] == [2, 2]


def test_a_workbook_is_written(workspace: Path, tmp_path: Path) -> None:
    assert hoso(workspace, "export", "--format", "xlsx", "-o", tmp_path / "records.xlsx").exit_code == 0
    assert load_workbook(tmp_path / "records.xlsx").active.max_row == 3


def test_eval_reads_a_folder_first_and_prints_measures(scans: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth.jsonl"
    truth.write_text(json.dumps(TRUTH) + "\n", encoding="utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "hoso.toml").write_text('[run]\nreader = "null"\nworkers = 1\n')
    ended = hoso(data, "eval", truth, "--scans", scans)
    assert ended.exit_code == 0, ended.stderr
    assert "0 / 1" in ended.stdout
    assert asked(data, "eval", truth)


def test_what_cannot_be_read_is_told_every_time_and_ends_with_11(scans: Path, tmp_path: Path) -> None:
    root = tmp_path / "scans"
    draw(root / "D1" / "good.png", 9)
    (root / "D1" / "empty.png").write_bytes(b"")
    (root / "D1" / "half.pdf").write_bytes(b"%PDF-1.4\n")
    for _ in range(2):
        ended = hoso(tmp_path / "data", "run", root, "--reader", "null", "--workers", 1)
        assert ended.exit_code == 11
        assert "2 of" in ended.stderr
    refused = {entry["source"]: entry["reason"] for entry in asked(tmp_path / "data", "status")["refused"]}
    assert refused.keys() == {"empty.png", "half.pdf"}
    assert refused["empty.png"] == "empty"
    assert "D1/empty.png: the file is empty" in hoso(tmp_path / "data", "status").stdout


def test_two_runs_in_one_workspace_are_refused(scans: Path, workspace: Path) -> None:
    with (workspace / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ended = hoso(workspace, "run", scans, "--reader", "null")
    assert ended.exit_code == 13
    assert str(workspace) in ended.stderr


@pytest.mark.parametrize(
    ("words", "exit_code"),
    [
        (("run", "{tmp}/no-such-folder"), 2),
        (("run", "{tmp}"), 1),  # The workspace would lie among the scans.
        (("run", "{scans}", "--reader", "nobody"), 1),
        (("run", "{scans}", "--scheduler", "tcp://127.0.0.1:1"), 1),
        (("status",), 5),
        (("export", "--format", "csv", "-o", "-"), 5),
        (("eval", "{tmp}/no-truth.jsonl"), 5),
    ],
)
def test_each_mistake_has_its_exit_code(
    words: tuple[str, ...], exit_code: int, scans: Path, tmp_path: Path
) -> None:
    filled = [word.format(tmp=tmp_path, scans=scans) for word in words]
    ended = hoso(tmp_path / "data", *filled)
    assert ended.exit_code == exit_code, ended.stderr
    assert ended.stdout == ""
    assert ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_mistake_in_the_settings_ends_with_9_and_names_the_key(scans: Path, tmp_path: Path) -> None:
    (tmp_path / "hoso.toml").write_text("[run]\nworker = 1\n")
    ended = hoso(tmp_path, "run", scans)
    assert ended.exit_code == 9
    assert "run.workers" in ended.stderr


def test_no_truth_in_another_shape(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "truth.jsonl").write_text('{"dossier": "D1"}\n')
    ended = hoso(workspace, "eval", tmp_path / "truth.jsonl")
    assert ended.exit_code == 5
    assert "line 1" in ended.stderr


def test_scans_are_never_written_to(scans: Path, workspace: Path) -> None:
    kept = sorted(path.name for path in scans.rglob("*") if path.is_file())
    assert kept == [f"page {number}.png" for number in range(4)]


def test_the_summary_speaks_vietnamese(scans: Path, workspace: Path) -> None:
    ended = hoso(workspace, "run", scans, "--reader", "null", code="vi")
    assert "hồ sơ" in ended.stderr
    assert "Where" not in ended.stderr
