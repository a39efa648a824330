"""Broken files: whatever happened to one, it is told of; no page is lost, doubled or passed off as blank."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipeline.config import LimitSettings
from pipeline.scans import PageUnreadable, open_page
from pipeline.types import Quarantined, Reason, ScanFile

from .making import WHOLE, picture, refused, saved, scanned_pdf, taken_in, walked

MAY_BE = frozenset(Reason) - {Reason.INTERNAL, Reason.WORKER_DIED, Reason.TIMED_OUT, Reason.CHANGED}
CUTS = 40
UNPACKED = ("plain.tif", "big.tif")


@cache
def content(name: str) -> bytes:
    return WHOLE[name]()


def pages_of(file: ScanFile) -> list[NDArray[np.uint8] | Reason]:
    """Each page's pixels, or why it has none."""
    found: list[NDArray[np.uint8] | Reason] = []
    for page in range(1, file.pages + 1):
        try:
            found.append(open_page(file.path, page, LimitSettings()).pixels)
        except PageUnreadable as refusal:
            found.append(refusal.reason)
    return found


def lost_nothing(root: Path, name: str, damaged: bytes) -> bool:
    """Whether the damaged file is quarantined, or has all its pages, each unchanged or refused."""
    (root / "whole").mkdir(exist_ok=True)
    whole = taken_in(root / "whole", content(name))
    assert isinstance(whole, ScanFile)
    (root / "damaged").mkdir(exist_ok=True)
    file = taken_in(root / "damaged", damaged)
    if isinstance(file, Quarantined):
        return file.reason in MAY_BE
    return file.pages == whole.pages and all(
        found in MAY_BE if isinstance(found, Reason) else np.array_equal(found, page)
        for page, found in zip(pages_of(whole), pages_of(file), strict=True)
    )


def places(name: str) -> list[int]:
    size = len(content(name))
    return sorted({*range(0, size, max(1, size // CUTS)), *range(max(0, size - 12), size)})


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_was_cut_off_loses_no_page_in_silence(tmp_path: Path, name: str) -> None:
    for place in places(name):
        assert lost_nothing(tmp_path, name, content(name)[:place]), place


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("filling", [b"\0", b"\xff"])
def test_a_file_whose_end_was_never_written_loses_no_page_in_silence(
    tmp_path: Path, name: str, filling: bytes
) -> None:
    """Copying to a stick that is pulled out leaves the size right and the rest as the stick was.

    In place of unpacked pixels that is black or white to everyone, and a few bytes nobody tells from data.
    """
    size = len(content(name))
    for place in places(name):
        if size - place >= 64 and name not in UNPACKED:
            assert lost_nothing(tmp_path, name, content(name)[:place] + filling * (size - place)), place


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(WHOLE)), st.floats(0, 1), st.binary(min_size=1, max_size=64))
def test_damage_anywhere_raises_nothing_else(tmp_path: Path, name: str, share: float, junk: bytes) -> None:
    whole = content(name)
    place = int(share * len(whole))
    file = taken_in(tmp_path, whole[:place] + junk + whole[place + len(junk) :])
    if isinstance(file, ScanFile):
        assert all(isinstance(page, np.ndarray) or page in MAY_BE for page in pages_of(file))
    else:
        assert file.reason in MAY_BE


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        [
            b"\xff\xd8\xff\xe0\0\x10JFIF\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"II*\0\x08\0\0\0",
            b"MM\0*\0\0\0\x08",
            b"II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0",
            b"RIFF\x10\0\0\0WEBPVP8 ",
            b"\0\0\0\x18ftypheic\0\0\0\0heicmif1",
            b"%PDF-1.7\n",
        ]
    ),
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd9", b"%%EOF\n", b"\0\0\0\0IEND\xaeB`\x82"]),
)
def test_garbage_behind_the_right_beginning_is_quarantined(
    tmp_path: Path, head: bytes, garbage: bytes, tail: bytes
) -> None:
    assert refused(tmp_path, head + garbage + tail).reason in MAY_BE


def test_a_tiff_that_leads_in_circles_ends(tmp_path: Path) -> None:
    circle = bytearray(saved(picture(), "TIFF"))
    first = int.from_bytes(circle[4:8], "little")
    entries = int.from_bytes(circle[first : first + 2], "little")
    link = first + 2 + 12 * entries
    circle[link : link + 4] = first.to_bytes(4, "little")
    file = taken_in(tmp_path, bytes(circle))
    assert isinstance(file, ScanFile)
    assert file.pages == 1


def test_a_corpus_of_broken_files_is_accounted_for_and_left_alone(tmp_path: Path) -> None:
    corpus = {
        "empty.jpg": b"",
        "empty.pdf": b"",
        "zeros.tif": bytes(5000),
        "letter.docx": b"PK\x03\x04 a letter",
        "locked.pdf": scanned_pdf(picture(), encryption=pikepdf.Encryption(owner="o", user="u")),
        "no pages.pdf": _without_pages(),
        "a.pdf": content("a.jpg"),
        **{f"cut {name}": content(name)[: len(content(name)) * 2 // 3] for name in WHOLE},
        **content_of_all(),
    }
    for number, (name, data) in enumerate(sorted(corpus.items())):
        folder = tmp_path / f"D{number % 3}" / "sub" if number % 2 else tmp_path / f"D{number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    before = _state(tmp_path)
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.chmod(0o500 if path.is_dir() else 0o400)
    found = [file for dossier in walked(tmp_path) for file in dossier.files]
    for file in found:
        if isinstance(file, ScanFile):
            assert all(isinstance(page, np.ndarray) for page in pages_of(file))
    assert sorted(Path(file.path).name for file in found) == sorted(corpus)
    assert {Path(file.path).name for file in found if isinstance(file, ScanFile)} == {"a.pdf", *WHOLE}
    assert _state(tmp_path) == before
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.chmod(0o700)


def content_of_all() -> dict[str, bytes]:
    return {name: content(name) for name in WHOLE}


def _without_pages() -> bytes:
    return scanned_pdf()


def _state(root: Path) -> dict[str, tuple[int, str]]:
    return {
        str(path): (path.stat().st_mtime_ns, sha256(path.read_bytes()).hexdigest() if path.is_file() else "")
        for path in root.rglob("*")
    }
