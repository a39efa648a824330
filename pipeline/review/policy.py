"""Which fields people are asked about, how each begins, and who may see it. The rules are `policy.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import yaml

from pipeline.errors import ConfigInvalid
from pipeline.forms.members import MemberField, member_fields
from pipeline.review.queue import Answer, Mode, Outcome
from pipeline.store import LIKE_A_FINDING, Field, Place
from pipeline.text import comparable
from pipeline.types import DossierRead, PageJob, Reading, Status

ROLES = ("keyer", "senior", "supervisor", "admin")
"""From the one who sees least to the one who may do everything; the place is the rank."""
SENIOR = ROLES.index("senior")
_MOST_CANDIDATES = 5
ABOVE_KEYERS = frozenset({Mode.ARBITER, Mode.SENIOR, Mode.DOSSIER})
"""Modes in which a person sees the page and other readings; a keyer sees the picture of the field alone."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of `policy.yaml`."""

    blind_below: float
    contradictions: frozenset[str]
    senior_only: frozenset[str]


@cache
def policy() -> Policy:
    """The rules that come with the package."""
    return load_policy(Path(__file__).parent / "policy.yaml")


def load_policy(path: Path) -> Policy:
    """Read the rules; raises ConfigInvalid naming file and key."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {"blind_below", "contradictions", "senior_only"}
    if not isinstance(table, dict) or set(table) != known:
        raise ConfigInvalid(path.name, f"it must have exactly the keys {', '.join(sorted(known))}.")
    below = table["blind_below"]
    if not isinstance(below, (int, float)) or not 0 <= below <= 1:
        raise ConfigInvalid(path.name, "blind_below must lie between 0 and 1.")
    for key in table["senior_only"]:
        if key not in fields_by_key():
            raise ConfigInvalid(path.name, f"senior_only: the record has no key {key}.")
    return Policy(float(below), frozenset(table["contradictions"]), frozenset(table["senior_only"]))


@cache
def fields_by_key() -> Mapping[str, MemberField]:
    return {field.key: field for field in member_fields()}


def need(key: str) -> int:
    """The least rank of role that may see a field at all."""
    return SENIOR if key in policy().senior_only else 0


def machine_answer(reading: Reading) -> Answer:
    """What the machine says; a mark it could make nothing of is illegible."""
    if reading.status is Status.BLANK:
        return Answer(Outcome.BLANK)
    return Answer(Outcome.VALUE, str(reading.value)) if reading.value else Answer(Outcome.ILLEGIBLE)


def in_sample(dossier: str, reading: Reading, share: float) -> bool:
    """Whether an accepted value is looked at all the same; its digest decides, the same in every run."""
    if reading.status is not Status.ACCEPTED:
        return False
    digest = sha256(f"{dossier}\n{reading.key}".encode()).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


def first_mode(reading: Reading, *, unseen: bool = False) -> Mode:
    """How a field begins. Identity is always keyed blind: a shown value is too easily believed.

    So is an accepted value that is looked at all the same (`unseen`), as a sample or because one like it was
    wrong: nobody can tell it from what the machine doubts.
    """
    if unseen:
        return Mode.BLIND
    if reading.status in (Status.ACCEPTED, Status.BLANK):
        return Mode.PASSED
    if is_identity(reading.key):
        return Mode.BLIND
    if policy().contradictions & set(reading.reasons):
        return Mode.DOSSIER
    unsure = reading.confidence < policy().blind_below
    return Mode.BLIND if unsure or reading.value is None else Mode.CONFIRM


def is_identity(key: str) -> bool:
    field = fields_by_key().get(key)
    return field is not None and field.identity


def doubtful(
    read: DossierRead,
    pages: tuple[PageJob, ...],
    share: float,
    reopened: frozenset[str] = frozenset(),
) -> Iterator[tuple[Field, Reading]]:
    """The plain values of a dossier with the place where each stands, as the review keeps it.

    Nothing of withheld papers, nor of pages whose file is gone. `share` of what was accepted is a sample;
    `reopened` are keys of accepted values one like which is wrong.
    """
    secret = {page.number for page in read.pages if page.withheld}
    hidden = {n for n, document in enumerate(read.documents) if secret & set(document.pages)}
    by_number = {job.number: job for job in pages}
    rotations = {page.number: page.rotation for page in read.pages}
    rank = {key: place for place, key in enumerate(fields_by_key())}
    for reading in read.member:
        if reading.document in hidden or reading.page in secret or reading.page not in by_number:
            continue
        job = by_number[reading.page]
        turn = rotations[reading.page]
        place = Place(job.sha256, job.source_page, reading.document, reading.box, turn)
        yield (
            Field(
                reading.key,
                need(reading.key),
                rank.get(reading.key, len(rank)),
                reading.confidence,
                (*reading.reasons, LIKE_A_FINDING) if reading.key in reopened else reading.reasons,
                _candidates(read, reading, hidden),
                place,
                in_sample(read.dossier, reading, share),
            ),
            reading,
        )


def _candidates(read: DossierRead, reading: Reading, hidden: set[int]) -> tuple[tuple[str, str], ...]:
    """What the dossier's papers say, each value once with the paper it stands on; the machine's first.

    Then what else may have been read there, by the second reader or as the decoder's runner-up.
    """
    found: dict[str, tuple[str, str]] = {}
    for number, document in enumerate(read.documents):
        for each in document.readings if number not in hidden else ():
            if each.key == reading.key and isinstance(each.value, str) and each.value:
                found.setdefault(comparable(each.value), (each.value, document.name))
    for value in reading.candidates:
        found.setdefault(comparable(value), (value, ""))
    own = comparable(str(reading.value or ""))
    ranked = sorted(found.items(), key=lambda entry: entry[0] != own)
    return tuple(candidate for _, candidate in ranked)[:_MOST_CANDIDATES]
