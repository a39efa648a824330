"""The checklist of a dossier: which papers are missing, doubled, or do not go together. Pure; the rules
are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline.catalogue.catalogue import Catalogue
from pipeline.data import YAMLError, read_yaml
from pipeline.errors import ConfigInvalid
from pipeline.messages import _

Fault = Literal["missing", "doubled", "contradicting"]
_KEYS = {"stages", "once", "contradicting"}
_STAGE_KEYS = {"name", "shown_by", "record", "needs"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the papers of a dossier that a person should know.

    `types`: the missing paper or its alternatives, the doubled one, or those that contradict each other;
    `priority`: 1 to 3 as the catalogue ranks papers, that of the weightiest.
    """

    fault: Fault
    types: tuple[int, ...]
    priority: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """The stages of the member's life that the dossier shows, and what was found, weightiest first."""

    stages: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what shows that a member has reached it, and the papers it leaves (each with
    alternatives)."""

    name: str
    shown_by: tuple[int, ...]
    record: tuple[str, ...]
    needs: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """All that a dossier is checked against."""

    stages: tuple[Stage, ...]
    once: tuple[int, ...]
    contradicting: tuple[tuple[int, ...], ...]


def checklist(types: Collection[int], record: Collection[str], known: Catalogue, rules: Rules) -> Checklist:
    """Check the types of a dossier's documents, one entry a document, and the keys its record has values
    for."""
    stages = tuple(stage for stage in rules.stages if _reached(stage, types, record))
    priority = {kind.type: kind.priority for kind in known.kinds}
    findings = (
        Finding(fault, found, min(priority.get(each, 3) for each in found))
        for fault, found in _findings(stages, types, rules)
    )
    return Checklist(
        tuple(stage.name for stage in stages),
        tuple(sorted(findings, key=lambda finding: (finding.priority, finding.fault, finding.types))),
    )


def _reached(stage: Stage, types: Collection[int], record: Collection[str]) -> bool:
    return not set(stage.shown_by).isdisjoint(types) or not set(stage.record).isdisjoint(record)


def _findings(
    stages: tuple[Stage, ...], types: Collection[int], rules: Rules
) -> Iterator[tuple[Fault, tuple[int, ...]]]:
    needs = dict.fromkeys(need for stage in stages for need in stage.needs)
    yield from (("missing", need) for need in needs if set(need).isdisjoint(types))
    counts = Counter(types)
    yield from (("doubled", (once,)) for once in rules.once if counts[once] > 1)
    yield from (("contradicting", pair) for pair in rules.contradicting if set(pair).issubset(types))


# --- the rules as data -----------------------------------------------------------------------------------


@cache
def built_in_rules() -> Rules:
    """The rules that come with the package."""
    return load_rules(Path(__file__).with_suffix(".yaml"))


def load_rules(path: Path) -> Rules:
    """Read rules; raises ConfigInvalid naming file, place and rule."""
    try:
        content = read_yaml(path)
    except YAMLError as error:
        raise ConfigInvalid(path.name, _("This is not YAML: {0}").format(error)) from None
    _check(path, _("the file"), content, _KEYS, _KEYS)
    stages = []
    for number, entry in enumerate(content["stages"]):
        place = f"stages[{number}]"
        _check(path, place, entry, _STAGE_KEYS, {"name", "needs"})
        stages.append(
            Stage(
                str(entry["name"]),
                _types(path, f"{place}.shown_by", entry.get("shown_by", [])),
                tuple(map(str, entry.get("record", []))),
                tuple(_need(path, f"{place}.needs", need) for need in entry["needs"]),
            )
        )
    pairs = (_types(path, "contradicting", pair) for pair in content["contradicting"])
    return Rules(tuple(stages), _types(path, "once", content["once"]), tuple(pairs))


def _need(path: Path, place: str, need: Any) -> tuple[int, ...]:
    return _types(path, place, need if isinstance(need, list) else [need])


def _types(path: Path, place: str, found: Any) -> tuple[int, ...]:
    if not isinstance(found, list) or not all(type(number) is int and number > 0 for number in found):
        raise ConfigInvalid(path.name, _("{0} must be a list of the catalogue's numbers.").format(place))
    return tuple(found)


def _check(path: Path, place: str, found: Any, known: set[str], needed: set[str]) -> None:
    if not isinstance(found, dict):
        raise ConfigInvalid(path.name, _("{0} must be a mapping.").format(place))
    if unknown := set(found) - known:
        raise ConfigInvalid(path.name, _("{0} has the unknown key {1!r}.").format(place, min(unknown)))
    if missing := needed - set(found):
        raise ConfigInvalid(path.name, _("{0} lacks the key {1!r}.").format(place, min(missing)))
