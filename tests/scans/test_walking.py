"""The walk: every file of every dossier once, in natural order, and nothing under the root touched."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.config import LimitSettings
from pipeline.errors import FileAccess, InputMissing
from pipeline.scans import open_page, walk
from pipeline.types import Quarantined, Reason, ScanFile

from .making import LIMITS, WHOLE, accepted, picture, refused, saved, tiff, walked

JPEG = saved(picture(), "JPEG")


def lay(root: Path, *names: str, content: bytes = JPEG) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)


@contextmanager
def closed(*paths: Path) -> Iterator[None]:
    """Nobody may read these meanwhile, unless the tests run as one to whom nothing is closed."""
    for path in paths:
        path.chmod(0)
    try:
        if os.access(paths[0], os.R_OK):
            pytest.skip("nothing is closed to this user")
        yield
    finally:
        for path in paths:
            path.chmod(0o700)


def sources(root: Path) -> dict[str, list[str]]:
    return {dossier.name: [file.source for file in dossier.files] for dossier in walked(root)}


# --- names and order ---------------------------------------------------------------------------------


def test_folders_and_loose_files_are_dossiers_in_natural_order(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "D10/1.jpg",
        "D2/scan 10.jpg",
        "D2/scan 2.jpg",
        "D2/phần hai/10.jpg",
        "D2/phần hai/9.jpg",
        "D1.pdf",
    )
    (tmp_path / "D3").mkdir()
    assert sources(tmp_path) == {
        "D1": ["D1.pdf"],
        "D2": ["phần hai/9.jpg", "phần hai/10.jpg", "scan 2.jpg", "scan 10.jpg"],
        "D3": [],
        "D10": ["1.jpg"],
    }
    assert list(sources(tmp_path)) == ["D1", "D2", "D3", "D10"]


def test_like_names_are_kept_apart(tmp_path: Path) -> None:
    lay(tmp_path, "D1/1.jpg", "D1.pdf", "D2.jpg", "D2.JPG", "D2.tif", "D3.jpg")
    assert set(sources(tmp_path)) == {"D1", "D1 (pdf)", "D2 (jpg)", "D2 (JPG)", "D2 (tif)", "D3"}


def test_composed_and_decomposed_spellings_are_kept_apart(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "H\u1ed3 s\u01a1/\u1ea3nh.jpg",
        "Ho\u0302\u0300 so\u031b/1.jpg",
        "H\u1ed3 s\u01a1/a\u0309nh.jpg",
    )
    assert sorted(sources(tmp_path)) == ["H\u1ed3 s\u01a1", "H\u1ed3 s\u01a1 (2)"]
    assert sorted(map(len, sources(tmp_path).values())) == [1, 2]
    assert ["\u1ea3nh.jpg", "\u1ea3nh.jpg (2)"] in sources(tmp_path).values()


@pytest.mark.parametrize(
    "name", ["e\u0302.jpg", "a\nb.jpg", "😀.jpg", "x" * 250 + ".jpg", "-rf.jpg", "%s {0}.jpg", "a.b.c"]
)
def test_strange_names_are_names(tmp_path: Path, name: str) -> None:
    assert open_page(accepted(tmp_path, JPEG, name).path, 1, LIMITS).pixels.size
    pdf = accepted(tmp_path / "x", WHOLE["jpeg.pdf"](), name) if (tmp_path / "x").mkdir() is None else None
    assert pdf is not None
    assert open_page(pdf.path, 2, LIMITS).pixels.size


def test_a_name_that_is_no_text_is_quarantined_by_a_name_that_is(tmp_path: Path) -> None:
    (tmp_path / "D1").mkdir()
    try:
        (Path(os.fsdecode(os.fsencode(tmp_path / "D1") + b"/\xff\xfe.jpg"))).write_bytes(JPEG)
    except OSError:
        pytest.skip("this file system takes no such name")
    (dossier,) = walked(tmp_path)
    (file,) = dossier.files
    assert isinstance(file, Quarantined)
    assert file.source.encode() == rb"\xff\xfe.jpg"
    assert file.path.encode()


names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.tuples(names, names), max_size=6))
def test_whatever_they_are_called_each_file_comes_once(
    tmp_path_factory: pytest.TempPathFactory, pairs: set[tuple[str, str]]
) -> None:
    root = tmp_path_factory.mktemp("scans")
    for folder, name in pairs - {(".", "."), ("..", "..")}:
        try:
            lay(root, f"{folder}/{name}")
        except OSError:
            continue
    there = {
        str(path)
        for path in root.rglob("*")
        if path.is_file() and not any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
    }
    dossiers = walked(root)
    found = [file.path for dossier in dossiers for file in dossier.files]
    assert sorted(found) == sorted(there)
    assert len({dossier.name for dossier in dossiers}) == len(dossiers)
    for dossier in dossiers:
        assert len({file.source for file in dossier.files}) == len(dossier.files)


# --- what is passed over, and what is told of --------------------------------------------------------


def test_what_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "D1/1.jpg",
        "D1/Thumbs.db",
        "D1/.DS_Store",
        "D1/desktop.ini",
        "D1/~$a.jpg",
        "D1/._1.jpg",
        ".x/1.jpg",
    )
    lay(tmp_path, "D1/@eaDir/1.jpg/THUMB.jpg", "__MACOSX/1.jpg")
    assert sources(tmp_path) == {"D1": ["1.jpg"]}


def test_notes_lie_beside_the_dossiers_unless_they_are_scans(tmp_path: Path) -> None:
    lay(tmp_path, "README.md", "truth.jsonl", "list.csv", "D1/note.txt", "letter.docx", content=b"words")
    lay(tmp_path, "scan.txt")
    assert sources(tmp_path) == {"D1": ["note.txt"], "letter": ["letter.docx"], "scan": ["scan.txt"]}
    (first, letter, scan) = (dossier.files[0] for dossier in walked(tmp_path))
    assert isinstance(first, Quarantined)
    assert isinstance(letter, Quarantined)
    assert first.reason is letter.reason is Reason.UNSUPPORTED
    assert isinstance(scan, ScanFile)


def test_links_are_followed_within_the_root_to_files_only(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside.jpg"
    lay(root, "D1/1.jpg", "D2/2.jpg")
    outside.write_bytes(JPEG)
    links = {
        "inside.jpg": root / "D2/2.jpg",
        "away.jpg": outside,
        "loop": root / "D1",
        "self": root / "D1/self",
    }
    for name, target in links.items():
        (root / "D1" / name).symlink_to(target)
    (root / "D1/nowhere.jpg").symlink_to(root / "gone.jpg")
    (root / "D3").symlink_to(root / "D2")
    found = {file.source: file for dossier in walked(root) for file in dossier.files}
    assert {name for name, file in found.items() if isinstance(file, ScanFile)} == {
        "1.jpg",
        "2.jpg",
        "inside.jpg",
    }
    assert {name for name, file in found.items() if isinstance(file, Quarantined)} == {
        "away.jpg", "loop", "self", "nowhere.jpg", "D3",
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / "D1").mkdir()
    os.mkfifo(tmp_path / "D1" / "1.jpg")
    os.mkfifo(tmp_path / "list.csv")
    (dossier,) = walked(tmp_path)
    (file,) = dossier.files
    assert isinstance(file, Quarantined)
    assert file.reason is Reason.UNSUPPORTED


def test_a_folder_called_like_a_file_is_a_folder(tmp_path: Path) -> None:
    lay(tmp_path, "D1.pdf/2.pdf/1.jpg")
    assert sources(tmp_path) == {"D1.pdf": ["2.pdf/1.jpg"]}


def test_what_may_not_be_opened_is_told_of(tmp_path: Path) -> None:
    lay(tmp_path, "D1/1.jpg", "D1/closed/1.jpg", "D2/1.jpg")
    with closed(tmp_path / "D1/1.jpg", tmp_path / "D1/closed", tmp_path / "D2"):
        found = [(dossier.name, file.source, file) for dossier in walked(tmp_path) for file in dossier.files]
    assert [(name, source) for name, source, _ in found] == [("D1", "1.jpg"), ("D1", "closed"), ("D2", ".")]
    assert all(isinstance(file, Quarantined) and file.reason is Reason.UNREADABLE for *_, file in found)


def test_a_deep_tree_is_walked(tmp_path: Path) -> None:
    deep = tmp_path / "D1"
    deep.mkdir()
    for _ in range(1200):
        deep = deep / "d"
        deep.mkdir()
    (deep / "1.jpg").write_bytes(JPEG)
    (dossier,) = walked(tmp_path)
    assert isinstance(dossier.files[0], ScanFile)
    for _ in range(1201):  # Deeper than what clears temporary folders away can go.
        for path in deep.glob("*.jpg"):
            path.unlink()
        deep.rmdir()
        deep = deep.parent


def test_a_root_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(JPEG)
    for root in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(InputMissing):
            walk(root, LIMITS)


def test_a_root_that_is_closed_is_said(tmp_path: Path) -> None:
    with closed(tmp_path), pytest.raises(FileAccess):
        walk(tmp_path, LIMITS)


# --- each file ---------------------------------------------------------------------------------------


def test_the_digest_is_of_the_bytes_and_the_path_opens_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, "scans/D1/1.jpg")
    monkeypatch.chdir(tmp_path)
    (dossier,) = walked(Path("scans"))
    (file,) = dossier.files
    assert isinstance(file, ScanFile)
    assert file.sha256 == sha256(JPEG).hexdigest()
    monkeypatch.chdir(tmp_path.parent)
    assert open_page(file.path, 1, LIMITS).pixels.size


@pytest.mark.parametrize(
    ("content", "limits"),
    [
        (lambda: JPEG + bytes(2 << 20), LimitSettings(max_file_mib=1)),
        (lambda: tiff(*(picture(seed) for seed in range(4))), LimitSettings(max_pages=3)),
        (lambda: WHOLE["jpeg.pdf"](), LimitSettings(max_pages=1)),
        (lambda: JPEG, LimitSettings(max_megapixels=0)),
        (lambda: WHOLE["a.heic"](), LimitSettings(max_megapixels=0)),
        (lambda: saved(picture(size=(33_000, 1)), "PNG"), LIMITS),
    ],
)
def test_what_is_too_big_is_refused(
    tmp_path: Path, content: Callable[[], bytes], limits: LimitSettings
) -> None:
    assert refused(tmp_path, content(), limits).reason is Reason.OVERSIZED


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    header = bytearray(saved(picture(mode="1"), "PNG"))
    header[16:24] = (30_000).to_bytes(4, "big") * 2
    assert refused(tmp_path, bytes(header)).reason in (Reason.OVERSIZED, Reason.UNREADABLE)


def test_a_file_that_grows_while_it_is_read_is_left_for_the_next_run(tmp_path: Path) -> None:
    lay(tmp_path, "D1/1.jpg", content=JPEG[:-500])
    path = tmp_path / "D1/1.jpg"
    written = path.stat().st_mtime
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        path.write_bytes(JPEG)

    (dossier,) = walk(tmp_path, LIMITS, now=lambda: written + 0.5, wait=wait)
    (file,) = dossier.files
    assert isinstance(file, Quarantined)
    assert file.reason is Reason.CHANGED
    assert waited == [pytest.approx(1.5)]
    assert isinstance(walked(tmp_path)[0].files[0], ScanFile)


def test_a_broken_file_that_stays_as_it_is_was_not_being_copied(tmp_path: Path) -> None:
    lay(tmp_path, "D1/1.jpg", content=JPEG[:-500])
    written = (tmp_path / "D1/1.jpg").stat().st_mtime
    (dossier,) = walk(tmp_path, LIMITS, now=lambda: written, wait=lambda _: None)
    (file,) = dossier.files
    assert isinstance(file, Quarantined)
    assert file.reason is Reason.TRUNCATED


def test_whole_files_are_never_waited_for(tmp_path: Path) -> None:
    lay(tmp_path, "D1/1.jpg")
    written = (tmp_path / "D1/1.jpg").stat().st_mtime
    (dossier,) = walk(tmp_path, LIMITS, now=lambda: written, wait=lambda _: pytest.fail("waited"))
    assert isinstance(dossier.files[0], ScanFile)
