"""hoso.toml: what is wrong is named with file and key, what is not written has its default."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Config, first_version, keep_apart, open_workspace, parsed, workers
from pipeline.errors import BadArguments, ConfigInvalid, FileAccess

DOCS = Path(__file__).parent.parent / "docs" / "cli.md"


def test_a_new_workspace_gets_a_commented_file_that_says_the_defaults(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "new" / "data", create=True)
    assert workspace.config == Config()
    text = (workspace.folder / "hoso.toml").read_text(encoding="utf-8")
    assert "# reader = " in text
    assert workspace.database_url == f"sqlite:///{workspace.folder}/hoso.db"


def test_the_defaults_of_the_file_are_the_defaults_of_the_code() -> None:
    spelled_out = re.sub(r"^# (\w+ = )", r"\1", first_version(), flags=re.MULTILINE)
    assert parsed(spelled_out, "hoso.toml") == Config()
    assert spelled_out != first_version()


def test_a_file_in_place_is_kept(tmp_path: Path) -> None:
    (tmp_path / "hoso.toml").write_text("[run]\nworkers = 3\npage_timeout_s = 20\n")
    config = open_workspace(tmp_path, create=True).config
    assert (config.run.workers, config.run.page_timeout_s) == (3, 20.0)
    assert workers(config) == 3
    assert config.limits == Config().limits


def test_no_workers_named_means_one_a_core() -> None:
    assert workers(Config()) >= 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[run]\nworker = 3", ("run.worker.", "run.workers")),
        ("[runs]\nworkers = 3", ("[runs]", "[run]")),
        ("[run]\nsomething = 3", ("run.something", "run.reader")),
        ("run = 3", ("[run]",)),
        ("[run]\nworkers = true", ("run.workers", "whole number")),
        ("[run]\nworkers = 1.5", ("run.workers", "whole number")),
        ("[run]\nreader = 7", ("run.reader", "text")),
        ("[run]\nworkers = -1", ("run.workers", "between 0 and 1024")),
        ("[accept]\ntarget_error = 1.5", ("accept.target_error", "between 0 and 1")),
        ("[accept]\ntarget_error = nan", ("accept.target_error", "between 0 and 1")),
        ("[run", ("TOML",)),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, named: tuple[str, ...]) -> None:
    (tmp_path / "hoso.toml").write_text(text)
    with pytest.raises(ConfigInvalid) as caught:
        open_workspace(tmp_path, create=True)
    assert str(caught.value).startswith(str(tmp_path / "hoso.toml"))
    assert all(word in str(caught.value) for word in named)


@given(st.text(alphabet="[]=ab.1\"\n #'rundb", max_size=60))
def test_any_text_is_settings_or_a_named_mistake(text: str) -> None:
    with suppress(ConfigInvalid):
        assert isinstance(parsed(text, "hoso.toml"), Config)


def test_only_a_run_makes_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(FileAccess):
        open_workspace(tmp_path / "mistyped", create=False)
    assert not (tmp_path / "mistyped").exists()


def test_a_file_where_the_workspace_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(FileAccess):
        open_workspace(tmp_path / "data", create=True)


def test_no_settings_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "hoso.toml").write_bytes("# Đảng".encode("utf-16"))
    with pytest.raises(ConfigInvalid):
        open_workspace(tmp_path, create=False)


@pytest.mark.parametrize(("scans", "work"), [("a", "a/b"), ("a/b", "a"), ("a", "a"), ("a", "link/b")])
def test_scans_and_workspace_lie_apart(tmp_path: Path, scans: str, work: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(BadArguments):
        keep_apart(tmp_path / scans, tmp_path / work)


def test_neighbours_are_apart(tmp_path: Path) -> None:
    keep_apart(tmp_path / "scans", tmp_path / "scans-data")


def test_every_setting_is_documented() -> None:
    documented = DOCS.read_text(encoding="utf-8")
    names = re.findall(r"^# (\w+) = (.+)$", first_version(), flags=re.MULTILINE)
    assert names
    for name, default in names:
        assert f"| `{name}` | `{default}` |" in documented
