"""The archive on the disk: everything filed once, nothing secret, nothing half made, nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import FileAccess
from pipeline.export.archive.filing import ArchiveReport
from pipeline.types import PageFailed, PageRead, Status
from tests.export.archive.filed import SECRET, contents, dossier, export

FOLDER = "40.168.053.000.001/040076123456_Dang_Van_Mau"
FILES = {
    f"{FOLDER}/05.Quyet_dinh_ket_nap_dang_vien.1.pdf",
    f"{FOLDER}/05.Quyet_dinh_ket_nap_dang_vien.2.pdf",
    f"{FOLDER}/03.Phieu_dang_vien.pdf",
    f"{FOLDER}/Chua_phan_loai/Trang_006.pdf",
}
LISTS = {"manifest-sha256.txt", "contents.jsonl"}


def test_every_page_is_in_one_file_or_in_the_remainder(tmp_path: Path) -> None:
    report = export(tmp_path / "out", dossier(tmp_path / "D1"))
    assert contents(tmp_path / "out").keys() == FILES | LISTS
    (line,) = (tmp_path / "out" / "contents.jsonl").read_text(encoding="utf-8").splitlines()
    told = json.loads(line)
    pages = [n for entry in told["files"] for n in entry["pages"]] + [each["page"] for each in told["left"]]
    assert sorted(pages) == list(range(1, 9))
    assert {each["page"]: each["why"] for each in told["left"]} == {7: "withheld", 8: "second_scan"}
    assert (report.written, report.withheld) == (4, (("D1", 7),))


def test_a_second_export_writes_nothing_and_changes_no_byte(tmp_path: Path) -> None:
    one = dossier(tmp_path / "D1")
    export(tmp_path / "out", one)
    before = contents(tmp_path / "out")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    report = export(tmp_path / "out", one)
    assert (report.written, report.kept, report.removed) == (0, 4, 0)
    assert contents(tmp_path / "out") == before
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == times


def test_two_archives_of_the_same_dossiers_are_the_same_bytes(tmp_path: Path) -> None:
    one = dossier(tmp_path / "D1")
    for place in ("a", "b"):
        export(tmp_path / place, one)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    read, job = dossier(tmp_path / "D1")
    export(tmp_path / "out", (read, job))
    before = contents(tmp_path / "out")
    texts = [f"Số {n}" if n != 3 else "Trang khác" for n in range(1, 9)]
    other = tuple(
        replace(new, job=old.job) for new, old in zip(_pages(tmp_path, texts), job.pages, strict=True)
    )
    report = export(tmp_path / "out", (read, replace(job, pages=other)))
    after = contents(tmp_path / "out")
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"{FOLDER}/05.Quyet_dinh_ket_nap_dang_vien.2.pdf", *LISTS}
    assert (report.written, report.kept) == (1, 3)


def _pages(tmp_path: Path, texts: list[str]) -> tuple[PageRead | PageFailed, ...]:
    return dossier(tmp_path / "again", texts=texts)[1].pages


def test_a_new_name_leaves_nothing_under_the_old_one(tmp_path: Path) -> None:
    read, job = dossier(tmp_path / "D1")
    export(tmp_path / "out", (read, job))
    unsettled = tuple(replace(reading, status=Status.REVIEW) for reading in read.member)
    report = export(tmp_path / "out", (replace(read, member=unsettled), job))
    names = contents(tmp_path / "out").keys() - LISTS
    assert {Path(name).parts[1] for name in names} == {"D1_Chua_ro_ten"}
    assert (report.written, report.removed) == (4, 4)
    assert not (tmp_path / "out" / FOLDER).exists()


def test_nothing_of_a_withheld_page_is_in_the_archive(tmp_path: Path) -> None:
    read, job = dossier(tmp_path / "D1", texts=[SECRET if n == 7 else f"Trang {n}" for n in range(1, 9)])
    named = (*read.documents[:4], replace(read.documents[4], type=34, name=SECRET, pages=(6, 7)))
    export(tmp_path / "out", (replace(read, documents=named), job))
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert SECRET.encode() not in everything
    assert not any("34." in name or "Trang_006" in name for name in contents(tmp_path / "out"))


def test_two_dossiers_of_one_name_lose_nothing(tmp_path: Path) -> None:
    report = export(tmp_path / "out", dossier(tmp_path / "D1", "D1"), dossier(tmp_path / "D2", "D2"))
    assert report.written == 8
    assert len(contents(tmp_path / "out")) == 8 + len(LISTS)


def test_a_strange_file_is_never_written_over(tmp_path: Path) -> None:
    place = tmp_path / "out" / FOLDER / "03.Phieu_dang_vien.pdf"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"mine")
    with pytest.raises(FileAccess, match="no file of this archive"):
        export(tmp_path / "out", dossier(tmp_path / "D1"))
    assert place.read_bytes() == b"mine"


def test_a_damaged_file_of_the_archive_is_made_again(tmp_path: Path) -> None:
    one = dossier(tmp_path / "D1")
    export(tmp_path / "out", one)
    before = contents(tmp_path / "out")
    (tmp_path / "out" / FOLDER / "03.Phieu_dang_vien.pdf").write_bytes(b"%PDF-1.7 half")
    assert export(tmp_path / "out", one).written == 1
    assert contents(tmp_path / "out") == before


def test_a_scan_that_is_no_longer_what_was_read_is_not_filed_and_told(tmp_path: Path) -> None:
    one = dossier(tmp_path / "D1")
    with (tmp_path / "D1" / "d.png").open("ab") as file:
        file.write(b"more")
    assert ("D1", 6) in export(tmp_path / "out", one).unreadable
    assert "Trang_006" not in " ".join(contents(tmp_path / "out"))


def test_a_dossier_with_other_pages_than_were_settled_waits(tmp_path: Path) -> None:
    read, job = dossier(tmp_path / "D1")
    export(tmp_path / "out", (read, job))
    before = contents(tmp_path / "out")
    report = export(tmp_path / "out", (read, replace(job, pages=job.pages[:-1])))
    assert report == ArchiveReport(outdated=("D1",))
    assert contents(tmp_path / "out") == before


KILLED = """
import os, sys
from pathlib import Path
import pipeline.export.archive.filing as filing
from tests.export.archive.filed import dossier, export
left = int(sys.argv[2])
def write(*arguments, real=filing.write_document):
    global left
    left -= 1
    real(*arguments)
    if left == 0:
        os.kill(os.getpid(), 9)
filing.write_document = write
root = Path(sys.argv[1])
export(root / "out", dossier(root / "D1"))
"""


@pytest.mark.parametrize("document", [1, 3])
def test_a_killed_export_leaves_no_half_file_and_the_next_one_ends_it(tmp_path: Path, document: int) -> None:
    whole = tmp_path / "whole"
    one = dossier(tmp_path / "D1")
    export(whole, one)
    killed = [sys.executable, "-c", KILLED, str(tmp_path), str(document)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    assert subprocess.run(killed, check=False, env=environment).returncode == -9
    visible = {name for name in contents(tmp_path / "out") if not Path(name).name.startswith(".hoso-")}
    assert all(contents(tmp_path / "out")[name] == contents(whole)[name] for name in visible)
    assert len(visible) == document - 1
    export(tmp_path / "out", one)
    assert contents(tmp_path / "out") == contents(whole)
