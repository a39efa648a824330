"""What a dossier is to hold: its papers in order, how each was written, how the pile was scanned."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pipeline.data import read_yaml
from pipeline.synthesis.contradictions import OF_PAPERS, OF_RULES
from pipeline.synthesis.members import TEMPLATES
from pipeline.synthesis.paper import Mode, Severity
from pipeline.synthesis.sheets import Style

Container = Literal["pdf", "jpeg", "tiff", "mixed"]
CARD = "card"
BY_HAND = frozenset(
    {
        *("application", "self_review", "helper_review", "letter", "introduction", "exemption_application"),
        *("yearly_review", "yearly_review_second", "transfer_review", "fault_review"),
    }
)
"""Papers that their writers have to write themselves, by rule."""

_BEFORE = (
    *("awareness", "application", "youth_resolution", "union_resolution", "introduction", "opinions"),
    *("cell_resolution", "sub_report", "committee_admission", "verification_letter", "errand"),
)
_RESUMES = ("resume", "member_resume")
_AFTER = (
    *("new_member", "self_review", "helper_review", "opinions_probation", "official_resolution"),
    *("sub_report_official", "committee_official"),
)
_RUNNING = (
    *("notice", "card_decision", "reward", "supplement", "transfer", "retirement"),
    *("supplement_second", "supplement_third", "yearly_review", "yearly_review_second", "transfer_review"),
    *("transfer_temporary", "transfer_inner", "transfer_notice", "theory_diploma", "diploma", "certificate"),
    *("appointment", "demobilisation", "badge", "badge_form", "age_confirmation", "birth_certificate"),
)
_SELDOM = (
    *("restoration", "removal_decision", "discipline_decision", "suspension", "complaint_decision"),
    *("accusation_notice", "office_discipline", "fault_review", "verdict", "badge_again", "card_again"),
    *("card_changed", "exemption_application", "medical", "exemption_resolution", "health_retirement"),
    *("discharge", "candidate_letter", "death_notice"),
)
_MODES: tuple[tuple[Mode, ...], ...] = (
    ("color",),
    ("color", "gray"),
    ("gray",),
    ("color", "gray", "copy"),
    ("color", "bilevel"),
)
_STRANGE = ("letter", "receipt", "index", "minutes", "dossier_cover", "contract")
_SECRET = ("inspection", "secret_report")
_SCANNED_TWICE = 0.1
"""Of a disorderly pile so many papers are scanned a second time, besides the one every pile may have."""


_LISTS = ("papers", "severities", "modes", "families", "twice", "swapped", "one_sided")


@dataclass(frozen=True, slots=True)
class Plan:
    """One dossier to draw.

    `upside_down` and `doubled` name papers; `twice` more of them, whose whole length was scanned twice, the
    second time later in the pile; `swapped` papers have their pages out of order; `one_sided` papers have a
    blank back behind every page; `contradiction` is a key that one paper has wrong, or a rule that all papers
    break alike; `quality` is
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
    twice: tuple[str, ...] = ()
    swapped: tuple[str, ...] = ()
    one_sided: tuple[str, ...] = ()


def invent_plan(name: str, chance: random.Random) -> Plan:
    """Draw what one dossier of an endless cabinet holds."""
    before = [paper for paper in _BEFORE if chance.random() < 0.4]
    after = [paper for paper in _AFTER if chance.random() < 0.4]
    running = chance.sample(_RUNNING, chance.randint(1, 8)) + chance.sample(_SELDOM, chance.randint(0, 3))
    resumes = [paper for paper in _RESUMES if chance.random() < 0.25]
    papers = [*before, *resumes, "admission", *after, "official", *running]
    papers.insert(chance.randint(0, len(papers)), CARD)
    for paper in chance.sample(_STRANGE, chance.randint(0, 2)):
        papers.insert(chance.randint(0, len(papers)), paper)
    if chance.random() < 0.3:
        papers.insert(chance.randint(1, len(papers)), chance.choice(_SECRET))
    if chance.random() < 0.3:
        chance.shuffle(papers)
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
        chance.choice((*OF_PAPERS, *OF_RULES)) if chance.random() < 0.25 else None,
        chance.random() < 0.15,
        families=plain_hands() if chance.random() < 0.65 else (),
        twice=tuple(p for p in papers if chance.random() < _SCANNED_TWICE and p not in _SECRET),
        swapped=tuple(paper for paper in (CARD, *resumes) if chance.random() < 0.15),
        one_sided=tuple(paper for paper in papers if chance.random() < 0.08),
    )


@cache
def plain_hands() -> tuple[str, ...]:
    """Script families that look like the hand of someone filling a form, not like an invitation."""
    return tuple(read_yaml(TEMPLATES / "hands.yaml")["plain"].texts())


def load_plans(path: Path) -> tuple[Plan, ...]:
    """Read plans from YAML: a list of mappings with the fields of `Plan`."""
    return tuple(_plan(entry) for entry in read_yaml(path).value)


def sample_plans() -> tuple[Plan, ...]:
    """The dossiers that come with the project."""
    return load_plans(TEMPLATES / "samples.yaml")


def _plan(entry: dict[str, Any]) -> Plan:
    lists: dict[str, Any] = {key: tuple(entry[key]) for key in _LISTS if key in entry}
    return Plan(**(entry | lists))
