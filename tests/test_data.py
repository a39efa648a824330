"""Data files are read strictly: whatever is wrong is told with its file, its place and the rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline.rules
from pipeline.data import Entry, read_yaml
from pipeline.errors import ConfigInvalid
from pipeline.forms.members import member_fields
from pipeline.rules import load_rules, rules


def of(value: object) -> Entry:
    return Entry("x.yaml", "a", value)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (lambda: of([]).mapping({"b"}), "a: .*mapping"),
        (lambda: of({"c": 1}).mapping({"b"}), "a: .*'c'"),
        (lambda: of({}).mapping({"b"}, {"b"}), "a: .*'b' is missing"),
        (lambda: of({}).entries(), "a: .*list"),
        (lambda: of([1]).entries(least=2), "a: .*2 or more"),
        (lambda: of({"b": [1, " "]})["b"].entries()[1].text(), r"a\.b\[1\]: .*text"),
        (lambda: of("x").texts(), "a: .*square brackets"),
        (lambda: of(["x", 1]).texts(), "a: .*square brackets"),
        (lambda: of(True).whole(), "a: .*from 1 on"),
        (lambda: of([1, 0]).wholes(), "a: .*square brackets"),
        (lambda: of(1.5).number(0, 1), "a: .*from 0 to 1"),
        (lambda: of("yes").flag(), "a: .*true or false"),
        (lambda: of("z").one_of({"x", "y"}), "a: 'z' .*x, y"),
        (lambda: of({}).one_of({"x"}), "a: "),
        (lambda: of({"b": 1}).get("c", "d").whole(), r"a\.c: "),
    ],
)
def test_what_is_not_what_was_asked_for_is_refused_with_its_place(
    asked: Callable[[], object], told: str
) -> None:
    with pytest.raises(ConfigInvalid, match=told) as raised:
        asked()
    assert raised.value.args[0] == "x.yaml"


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"a: [", "not YAML"), (b"\xff\xfe\xfa", "not YAML"), (b"!!python/object:os.system {}", "not YAML")],
)
def test_what_is_no_plain_yaml_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigInvalid, match=told):
        read_yaml(path)


def test_the_rules_that_come_with_the_package_name_keys_of_the_record() -> None:
    keys, known = {field.key for field in member_fields()}, rules()
    assert keys.issuperset(key for pair in known.order for key in pair)
    assert keys.issuperset((*known.age, *known.required, *known.authority.keys() - {"usual"}))
    assert keys.issuperset(key for asked in known.required.values() for key in asked)
    assert len(known.provinces) == 63


def test_a_mistake_in_the_rules_is_named(tmp_path: Path) -> None:
    text = (Path(pipeline.rules.__file__).with_suffix(".yaml")).read_text(encoding="utf-8")
    for old, new, told in (
        ("[birth_date, enlistment_date]", "[birth_date]", r"order\[1\]: .*pair"),
        ("  usual: [", "  unusual: [", "authority: .*'usual'"),
        ("most_heads: 15", "most_heads: many", "most_heads: .*whole number"),
        ("  struck_out:\n    en:", "  struck_out:\n    fr:", r"doubts\.struck_out: .*'fr'"),
    ):
        assert old in text
        path = tmp_path / "rules.yaml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ConfigInvalid, match=told):
            load_rules(path)
