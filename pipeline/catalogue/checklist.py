"""The checklist of a dossier: which papers are missing, doubled, or do not go together. Pure; the rules
are data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pipeline.catalogue.catalogue import Catalogue
from pipeline.data import Entry, read_yaml

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
    content = read_yaml(path).mapping(_KEYS, _KEYS)
    stages = tuple(
        Stage(
            stage["name"].text(),
            stage.get("shown_by", []).wholes(),
            stage.get("record", []).texts(),
            tuple(_need(need) for need in stage["needs"].entries()),
        )
        for entry in content["stages"].entries()
        for stage in [entry.mapping(_STAGE_KEYS, {"name", "needs"})]
    )
    pairs = tuple(pair.wholes() for pair in content["contradicting"].entries())
    return Rules(stages, content["once"].wholes(), pairs)


def _need(entry: Entry) -> tuple[int, ...]:
    """A paper, or those of which one is enough."""
    return entry.wholes() if isinstance(entry.value, list) else (entry.whole(),)
