"""What a dossier is to hold: its papers in order, how each was written, how the pile was scanned."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from pipeline.synthesis.members import TEMPLATES
from pipeline.synthesis.paper import Mode, Severity
from pipeline.synthesis.sheets import Style

Container = Literal["pdf", "jpeg", "tiff", "mixed"]
CARD = "card"
BY_HAND = frozenset({"application", "self_review", "helper_review", "letter"})
"""Papers that their writers have to write themselves, by rule."""

_BEFORE = ("awareness", "application", "youth_resolution", "cell_resolution")
_RESUMES = ("resume", "member_resume")
_AFTER = ("new_member", "self_review", "helper_review", "official_resolution")
_RUNNING = ("notice", "card_decision", "reward", "supplement", "transfer", "retirement")
_MODES: tuple[tuple[Mode, ...], ...] = (
    ("color",),
    ("color", "gray"),
    ("gray",),
    ("color", "gray", "copy"),
    ("color", "bilevel"),
)
_STRANGE = ("letter", "receipt", "index")


@dataclass(frozen=True, slots=True)
class Plan:
    """One dossier to draw.

    `upside_down` and `doubled` name papers; `contradiction` is a key that one paper has wrong; `quality` is
    the JPEG quality of all pages, None leaves it to each page's severity; `families` are the typefaces to
    use, all where none is named.
    """

    name: str
    edition: str
    style: Style
    papers: tuple[str, ...]
    container: Container
    severities: tuple[Severity, ...]
    modes: tuple[Mode, ...]
    upside_down: str | None = None
    doubled: str | None = None
    blank_backs: float = 0.3
    contradiction: str | None = None
    faded: bool = False
    quality: int | None = None
    families: tuple[str, ...] = ()


def invent_plan(name: str, chance: random.Random) -> Plan:
    """Draw what one dossier of an endless cabinet holds."""
    before = [paper for paper in _BEFORE if chance.random() < 0.5]
    after = [paper for paper in _AFTER if chance.random() < 0.4]
    running = chance.sample(_RUNNING, chance.randint(0, 3))
    resumes = [paper for paper in _RESUMES if chance.random() < 0.25]
    papers = [*before, *resumes, "admission", *after, "official", *running]
    papers.insert(chance.randint(0, len(papers)), CARD)
    if chance.random() < 0.6:
        papers.insert(chance.randint(0, len(papers)), chance.choice(_STRANGE))
    if chance.random() < 0.3:
        papers.insert(chance.randint(1, len(papers)), "inspection")
    grades: tuple[Severity, ...] = ("clean", "mild", "medium", "hard")
    severity = chance.choices(grades, (15, 35, 40, 10))[0]
    milder: Severity = "clean" if chance.random() < 0.5 else "mild"
    return Plan(
        name,
        chance.choices(("A", "B", "C"), (40, 45, 15))[0],
        chance.choices(("print", "typewriter", "handfont"), (35, 25, 40))[0],
        tuple(papers),
        chance.choices(("pdf", "jpeg", "tiff", "mixed"), (50, 20, 10, 20))[0],
        (severity, severity, milder),
        chance.choice(_MODES),
        chance.choice(papers) if chance.random() < 0.5 else None,
        chance.choice(papers) if chance.random() < 0.4 else None,
        chance.choice((0.0, 0.2, 0.5)),
        chance.choice(("birth_date", "hometown", "official_date")) if chance.random() < 0.25 else None,
        chance.random() < 0.15,
        families=plain_hands() if chance.random() < 0.65 else (),
    )


@cache
def plain_hands() -> tuple[str, ...]:
    """Script families that look like the hand of someone filling a form, not like an invitation."""
    return tuple(yaml.safe_load((TEMPLATES / "hands.yaml").read_text(encoding="utf-8"))["plain"])


def load_plans(path: Path) -> tuple[Plan, ...]:
    """Read plans from YAML: a list of mappings with the fields of `Plan`."""
    return tuple(_plan(entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")))


def sample_plans() -> tuple[Plan, ...]:
    """The dossiers that come with the project."""
    return load_plans(TEMPLATES / "samples.yaml")


def _plan(entry: dict[str, Any]) -> Plan:
    lists: dict[str, Any] = {
        key: tuple(entry[key]) for key in ("papers", "severities", "modes", "families") if key in entry
    }
    return Plan(**(entry | lists))
