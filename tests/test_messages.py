"""Every sentence has its Vietnamese, and the compiled catalogue is the written one."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import messages as catalogues  # noqa: E402 (tools/ is no package)

import pipeline.errors  # noqa: E402
from pipeline.errors import DependencyMissing, InputMissing  # noqa: E402
from pipeline.messages import LOCALES, REASONS, catalogue, counted, language, reason, sentence  # noqa: E402
from pipeline.types import Reason  # noqa: E402

FOLDER = LOCALES / "vi" / "LC_MESSAGES"
PLACES = re.compile(r"\{[^}]*\}|%\(\w+\)s")


@pytest.fixture(scope="module")
def vietnamese() -> Catalog:
    return catalogues.updated((FOLDER / "hoso.po").read_text(encoding="utf-8"), "vi")


def forms(message: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
    both = message.id if message.pluralizable else (message.id,), message.string
    return both[0], both[1] if isinstance(both[1], (tuple, list)) else (both[1],)


def test_no_sentence_lacks_its_vietnamese(vietnamese: Catalog) -> None:
    lacking = [message.id for message in vietnamese if message.id and not all(forms(message)[1])]
    assert lacking == [], "run `make messages` and translate them in pipeline/locale"


def test_translations_keep_what_is_filled_in(vietnamese: Catalog) -> None:
    for message in vietnamese:
        if message.id:
            english, other = forms(message)
            assert set(PLACES.findall(english[-1])) == set(PLACES.findall(other[-1])), message.id


def test_the_files_are_up_to_date(vietnamese: Catalog) -> None:
    assert (FOLDER / "hoso.po").read_bytes() == catalogues.written(vietnamese), "run `make messages`"
    assert (FOLDER / "hoso.mo").read_bytes() == catalogues.compiled(vietnamese), "run `make messages`"


def test_the_catalogue_collects_more_than_marked_words(vietnamese: Catalog) -> None:
    assert InputMissing.template in vietnamese
    assert all(text in vietnamese for text in REASONS.values())


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "vi"}, "vi"),
        ({"LANG": "vi_VN", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US", "HOSO_LANG": "vi"}, "vi"),
        ({"LANG": "vi_VN", "HOSO_LANG": ""}, "vi"),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], code: str) -> None:
    assert language(environment) == code


def test_a_sentence_and_the_sentences_in_it_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    error = DependencyMissing("Tesseract", "Install it: apt-get install tesseract-ocr tesseract-ocr-vie")
    monkeypatch.setenv("HOSO_LANG", "en")
    assert sentence(error) == str(error)
    monkeypatch.setenv("HOSO_LANG", "vi")
    assert "Tesseract" in sentence(error)
    assert "missing" not in sentence(error)
    assert "Install" not in sentence(error)


@pytest.mark.parametrize("code", ["en", "vi"])
def test_every_reason_has_a_sentence(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSO_LANG", code)
    assert len({reason(kind) for kind in Reason}) == len(Reason)


def test_numbers_are_written_as_the_language_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOSO_LANG", "en")
    assert counted("{n} page", "{n} pages", 1) == "1 page"
    assert counted("{n} page", "{n} pages", 12345) == "12,345 pages"
    monkeypatch.setenv("HOSO_LANG", "vi")
    assert counted("{n} page", "{n} pages", 12345) == "12.345 trang"


def test_an_unknown_language_is_a_mistake_of_ours() -> None:
    with pytest.raises(FileNotFoundError):
        catalogue("xx")


def test_no_error_is_built_where_no_catalogue_can_find_its_words() -> None:
    """An f-string is made before anybody can translate it; `_("… {0}").format(…)` is not."""
    errors = {name for name, kind in vars(pipeline.errors).items() if isinstance(kind, type)}
    sources = Path(pipeline.__file__).parent.rglob("*.py")
    calls = (
        (path, node)
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in errors
    )
    said = [f"{path.name}:{call.lineno}" for path, call in calls if any(map(_holds_words, call.args))]
    assert not said


def _holds_words(argument: ast.expr) -> bool:
    """An f-string with words of its own around what it puts in."""
    parts = argument.values if isinstance(argument, ast.JoinedStr) else []
    return any(isinstance(p, ast.Constant) and any(map(str.isalpha, str(p.value))) for p in parts)
