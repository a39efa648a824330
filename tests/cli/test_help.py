"""Help answers at once: it loads nothing that a command would need."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS

HEAVY = {"cv2", "numpy", "sqlalchemy", "PIL", "onnxruntime", "pikepdf", "pypdfium2", "yaml", "tqdm", "babel"}
DOCS = Path(__file__).parent.parent.parent / "docs" / "cli.md"
LOADED = """
import json, sys
from pipeline.cli import main
try:
    main(sys.argv[1:])
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def hoso(*words: str, code: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "HOSO_LANG": code, "COLUMNS": "100"}
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize("words", [("--help",), ("--version",)])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    ended = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert HEAVY.isdisjoint(json.loads(ended.stderr.splitlines()[-1]))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_is_documented(command: str) -> None:
    ended = hoso(command, "--help")
    assert ended.returncode == 0, ended.stderr
    documented = DOCS.read_text(encoding="utf-8")
    assert f"## hoso {command}" in documented
    options = re.findall(r"--[a-z-]+", ended.stdout)
    assert all(f"`{o}" in documented or f" {o}" in documented for o in options if o != "--help"), options


@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("words", [(), *((command,) for command in COMMANDS)])
def test_help_speaks_both_languages(words: tuple[str, ...], code: str) -> None:
    spoken = hoso(*words, "--help", code=code).stdout
    assert ("Cách dùng:" in spoken) == (code == "vi")
    assert ("Usage:" in spoken) == (code == "en")


@pytest.mark.parametrize(
    "words", [("nonsense",), ("run",), ("run", "x", "--workers", "many"), ("--nonsense",), ("export",)]
)
def test_a_command_line_that_makes_no_sense_ends_with_1(words: tuple[str, ...]) -> None:
    ended = hoso(*words)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "Error:" in ended.stderr
