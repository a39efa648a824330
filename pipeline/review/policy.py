"""Which fields people are asked about, how each begins, and who may see it. The rules are `policy.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.forms.members import MemberField, member_fields
from pipeline.geometry import Box
from pipeline.review.queue import Answer, Mode, Outcome
from pipeline.store import LIKE_A_FINDING, Field, Place, table_of
from pipeline.text import comparable
from pipeline.types import DossierRead, PageJob, Reading, Status

ROLES = ("keyer", "senior", "supervisor", "admin")
"""From the one who sees least to the one who may do everything; the place is the rank."""
SENIOR = ROLES.index("senior")
_MOST_CANDIDATES = 5
ABOVE_KEYERS = frozenset({Mode.ARBITER, Mode.SENIOR, Mode.DOSSIER})
"""Modes in which a person sees the page and other readings; a keyer sees the picture of the field alone."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A field or row as the review keeps it, what the machine says there, and how it is looked at first.

    `sure`: the machine accepts what it says. `accepted` is what it had accepted at the same place before.
    Rows of tables have neither: all of them wait for a person.
    """

    field: Field
    machine: Answer
    mode: Mode
    sure: bool = False
    accepted: Answer | None = None


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
    keys = ("blind_below", "contradictions", "senior_only")
    table = read_yaml(path).mapping(keys, keys)
    table["senior_only"].texts()
    for entry in table["senior_only"].entries():
        entry.one_of(fields_by_key())
    return Policy(
        table["blind_below"].number(0, 1),
        frozenset(table["contradictions"].texts()),
        frozenset(table["senior_only"].texts()),
    )


@cache
def fields_by_key() -> Mapping[str, MemberField]:
    return {field.key: field for field in member_fields()}


def need(key: str) -> int:
    """The least rank of role that may see a field, or a row of a table, at all."""
    return SENIOR if table_of(key) in policy().senior_only else 0


def heading_of(key: str) -> str:
    """The printed heading of a field, or of the table of a row; the key itself where there is none."""
    field = fields_by_key().get(table_of(key))
    return key if field is None else field.heading


def rank_of(key: str) -> int:
    """The place of a field, or of the table of a row, on the card form."""
    known = list(fields_by_key())
    return known.index(table_of(key)) if table_of(key) in known else len(known)


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
    earlier: tuple[Reading, ...] = (),
) -> Iterator[Doubtful]:
    """The plain values of a dossier with the place where each stands, as the review keeps it.

    Nothing of withheld papers, nor of pages whose file is gone. `share` of what was accepted is a sample;
    `reopened` are keys of accepted values one like which is wrong. `earlier` is what was accepted before.
    """
    hidden = hidden_documents(read)
    for reading in read.member:
        place = place_of(read, pages, reading.page, reading.box)
        if place is None or reading.document in hidden:
            continue
        again = reading.key in reopened
        sampled = in_sample(read.dossier, reading, share)
        field = Field(
            reading.key,
            need(reading.key),
            rank_of(reading.key),
            reading.confidence,
            (*reading.reasons, LIKE_A_FINDING) if again else reading.reasons,
            _candidates(read, reading, hidden),
            replace(place, document=reading.document),
            sampled,
        )
        yield Doubtful(
            field,
            machine_answer(reading),
            first_mode(reading, unseen=sampled or again),
            reading.status in (Status.ACCEPTED, Status.BLANK),
            _accepted(reading, earlier),
        )


def _accepted(reading: Reading, earlier: tuple[Reading, ...]) -> Answer | None:
    """What had been accepted where a value stands; what another paper says is no other reading of this."""
    for other in earlier:
        at_the_same_place = other.page == reading.page and other.box.intersection(reading.box)
        if other.key == reading.key and at_the_same_place:
            return machine_answer(other)
    return None


def hidden_documents(read: DossierRead) -> set[int]:
    """Papers of which nothing is shown: a page of theirs is withheld."""
    secret = {page.number for page in read.pages if page.withheld}
    return {n for n, document in enumerate(read.documents) if secret & set(document.pages)}


def is_open(read: DossierRead, pages: tuple[PageJob, ...], place: Place) -> bool:
    """Whether the page of a place lies in the dossier now and may be shown."""
    hidden = hidden_documents(read)
    own = [job.number for job in pages if (job.sha256, job.source_page) == (place.sha256, place.source_page)]
    found = [place_of(read, pages, number, place.box) for number in own]
    return any(each is not None and each.document not in hidden for each in found)


def place_of(read: DossierRead, pages: tuple[PageJob, ...], number: int, box: Box) -> Place | None:
    """A box on a page as the review keeps it; None where the page is withheld or its file is gone."""
    job = next((job for job in pages if job.number == number), None)
    entry = next((page for page in read.pages if page.number == number), None)
    if job is None or entry is None or entry.withheld:
        return None
    document = next((n for n, each in enumerate(read.documents) if number in each.pages), -1)
    return Place(job.sha256, job.source_page, document, box, entry.rotation)


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
