"""The doctor: each check finds what it is for, and says what to do."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from pipeline import doctor
from pipeline.doctor import examine, open_checked
from pipeline.errors import BadArguments, DependencyMissing, SelfTestFailed
from pipeline.text import ACCENTED_LETTERS
from pipeline.types import Recipe


def recording(path: Path, alphabet: str) -> Recipe:
    """A replay reader that knows just these letters."""
    stored = {"line_height": 32, "made_by": "test", "alphabet": alphabet, "lattices": {}}
    path.write_bytes(gzip.compress(json.dumps(stored).encode()))
    return Recipe("replay", (("recording", str(path)),))


def test_a_machine_that_has_all_is_found_so(tmp_path: Path) -> None:
    checks = examine(tmp_path / "data", "null")
    assert [check for check in checks if check.exit_code] == []
    assert not (tmp_path / "data").exists(), "the doctor changes nothing"


def test_every_fault_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hoso.toml").write_text("[run\n")
    monkeypatch.setattr(doctor, "PYTHON", (9, 9))
    monkeypatch.setattr(doctor, "SQLITE", (9, 9))
    monkeypatch.setattr(doctor, "FREE_BYTES", 10**18)
    monkeypatch.setattr(doctor, "_NATIVE", ("no_such_library",))
    faults = [check for check in examine(tmp_path, "nobody") if check.exit_code]
    assert {check.exit_code for check in faults} == {1, 3, 5, 9}
    assert len(faults) == 6
    assert all(check.advice for check in faults)


def test_a_missing_tesseract_is_a_missing_dependency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DependencyMissing):
        open_checked(Recipe("tesseract"))


def test_a_reader_that_lacks_letters_fails_its_self_test(tmp_path: Path) -> None:
    with pytest.raises(SelfTestFailed) as caught:
        open_checked(recording(tmp_path / "r", ACCENTED_LETTERS.replace("ữ", "").replace("ỵ", "")))
    assert "ữ" in str(caught.value)


def test_the_rarest_letter_may_be_lacking_but_is_told(tmp_path: Path) -> None:
    _version, lacking = open_checked(recording(tmp_path / "r", ACCENTED_LETTERS.replace("ỵ", "")))
    assert lacking == "ỵ"


def test_a_reader_that_knows_all_lacks_nothing(tmp_path: Path) -> None:
    assert open_checked(recording(tmp_path / "r", ACCENTED_LETTERS))[1] == ""


def test_a_reader_nobody_offers_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(BadArguments):
        open_checked(Recipe("nobody"))
