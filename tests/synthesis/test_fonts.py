"""Faces: listed, fetched, and with all the letters that they are to draw."""

from __future__ import annotations

import os
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from pipeline.errors import DependencyMissing
from pipeline.synthesis import fonts
from pipeline.text import ACCENTED_LETTERS
from tests.synthesis.drawn import face

HEADER = "name\tpackage\tstyles\trole\tsplit\tlicence\n"


def test_the_table_names_each_family_once_with_known_roles_and_splits() -> None:
    table = fonts.families()
    assert len({family.name for family in table}) == len(table)
    assert {family.role for family in table} == {"print", "typewriter", "script"}
    assert {family.split for family in table} == {"train", "check"}
    assert {family.licence for family in table} <= {"OFL-1.1", "Apache-2.0"}


def test_enough_families_are_held_out() -> None:
    held_out = Counter(family.role for family in fonts.families() if family.split == "check")
    trained = Counter(family.role for family in fonts.families() if family.split == "train")
    assert held_out["script"] >= 5
    assert held_out["print"] >= 4
    assert held_out["typewriter"] >= 2
    assert trained["script"] >= 38


def test_missing_letters_names_what_a_face_cannot_write() -> None:
    assert fonts.missing_letters(face("DejaVuSans", "print").path) == ""
    missing = fonts.missing_letters(face("DejaVuSansMono", "typewriter").path)
    assert missing
    assert set(missing) <= set(ACCENTED_LETTERS)


def test_faces_lists_what_lies_in_the_folder(tmp_path: Path) -> None:
    family = next(family for family in fonts.families() if family.role == "script")
    (tmp_path / f"{family.name}-{family.styles[0]}.ttf").touch()
    (found,) = fonts.faces(tmp_path)
    assert (found.family, found.role, found.split) == (family.name, "script", family.split)
    assert fonts.faces(tmp_path, role="print") == ()
    assert fonts.faces(tmp_path, split="check" if family.split == "train" else "train") == ()


def _part(name: str, letters: str, target: Path) -> None:
    subset = pytest.importorskip("fontTools.subset")
    options = subset.Options(flavor="woff2", glyph_names=True, notdef_outline=True)
    font = subset.load_font(face(name, "print").path, options)
    chooser = subset.Subsetter(options)
    chooser.populate(text=letters)
    chooser.subset(font)
    subset.save_font(font, str(target), options)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An `npm` that knows two packages: one has all letters, in two parts, the other lacks some."""
    pytest.importorskip("brotli")
    shop = tmp_path / "shop"
    for package, name in (("whole", "DejaVuSans"), ("poor", "DejaVuSansMono")):
        files = shop / package / "package" / "files"
        files.mkdir(parents=True)
        plain = "".join(letter for letter in fonts.NEEDED if letter.isascii())
        _part(name, plain, files / f"{package}-latin-400-normal.woff2")
        _part(name, ACCENTED_LETTERS, files / f"{package}-vietnamese-400-normal.woff2")
        with tarfile.open(shop / f"{package}.tgz", "w:gz") as archive:
            archive.add(shop / package / "package", "package")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    npm = bin_folder / "npm"
    npm.write_text(f'#!/bin/sh\nfor last; do :; done\ncp "{shop}/$last.tgz" .\n', encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}:{os.environ['PATH']}")
    packages = ("whole", "poor", "gone")
    rows = "".join(f"{name}\t{name}\t400-normal\tprint\ttrain\tOFL-1.1\n" for name in packages)
    (tmp_path / "fonts.tsv").write_text(HEADER + rows, encoding="utf-8")
    monkeypatch.setattr(fonts, "FAMILIES", tmp_path / "fonts.tsv")
    return tmp_path


def test_fetch_joins_the_parts_and_refuses_what_cannot_write_vietnamese(registry: Path) -> None:
    folder = registry / "faces"
    refused = {entry.family: entry.reason for entry in fonts.fetch(folder)}
    assert [found.family for found in fonts.faces(folder)] == ["whole"]
    assert fonts.missing_letters(fonts.faces(folder)[0].path) == ""
    assert "letters missing" in refused["poor"]
    assert refused["gone"] == "package not available"
    assert sorted(path.name for path in folder.iterdir()) == ["whole-400-normal.ttf"]


def test_fetch_leaves_what_is_there_alone(registry: Path) -> None:
    folder = registry / "faces"
    fonts.fetch(folder)
    (place,) = folder.iterdir()
    before = place.stat().st_mtime_ns
    fonts.fetch(folder)
    assert place.stat().st_mtime_ns == before


def test_fetch_says_that_npm_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DependencyMissing):
        fonts.fetch(tmp_path / "faces")
