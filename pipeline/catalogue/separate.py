"""A dossier's pages into documents: the most likely sequence, second scans set aside and put back.

What is not recognised stays unknown: gluing two strangers together hides a paper, splitting one only costs a
glance. A document of which a page bears a mark of secrecy is secret as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.chain import segments
from pipeline.catalogue.evidence import Evidence, evidence
from pipeline.catalogue.sequence import Segment, features, scores, weights
from pipeline.catalogue.twins import joined, second_scans
from pipeline.types import PageRead

_SURELY_ANOTHER = 0.8
"""Pages behind a secret document are secret too unless a new document begins there this surely."""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of one document, by their numbers, second scans with the first.

    `begins`: the probability that a document begins where this one does; `confidence`: that exactly these
    pages are one document of this type. `secret`: a page of it, or of what it may belong to, bears a mark.
    """

    type: int | None
    pages: tuple[int, ...]
    begins: float
    confidence: float
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Separation:
    """The documents of a dossier; every page that is not blank is in exactly one of them.

    `twins`: pages that are a second scan of an earlier one, number → number of the first.
    """

    groups: tuple[Group, ...]
    twins: Mapping[int, int]


def separate(pages: Sequence[PageRead], known: Catalogue) -> Separation:
    """Group the pages that are not blank, in page order."""
    twins = second_scans(pages)
    seen = [evidence(page, known) for page in pages if not page.blank and page.job.number not in twins]
    found = features(seen, known)
    parts = segments(scores(found, weights()), found.types) if seen else ()
    groups = (_group(part, seen, twins) for part in parts)
    return Separation(
        tuple(_with_secrets(tuple(groups), {page.number for page in seen if page.withheld})), twins
    )


def _group(part: Segment, seen: Sequence[Evidence], twins: Mapping[int, int]) -> Group:
    numbers = [page.number for page in seen[part.first : part.last + 1]]
    return Group(part.type, joined(numbers, twins), part.begins, part.certainty)


def _with_secrets(groups: tuple[Group, ...], marked: set[int]) -> Iterator[Group]:
    """Spread secrecy over whole documents, and onto what may belong to the secret document before it."""
    before = False
    for group in groups:
        before = bool(marked.intersection(group.pages)) or (before and group.begins < _SURELY_ANOTHER)
        yield replace(group, secret=before)
