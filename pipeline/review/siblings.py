"""Which accepted values a finding casts doubt on: those one like which was found wrong.

Like it is what stands on the same paper, written by the same hand and scanned by the same scanner; and what
the same reader read, anywhere, with the letters in doubt that it had wrong there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from pipeline.store import Finding
from pipeline.text import nfc
from pipeline.types import DossierRead, ProcessingStep, Reading, Status

_SETTLING = "settle"
"""The step that reads nothing: a value read by the same readers is like another whoever settled it."""

Confusion = tuple[str, str]
"""Letters as they were read, and as they stand."""


def siblings(read: DossierRead, findings: Sequence[Finding]) -> frozenset[str]:
    """The keys of a dossier's accepted values on which findings cast doubt."""
    own = readers(read.made_by)
    alike = [finding for finding in findings if readers(finding.made_by) == own]
    confused = frozenset(pair for finding in alike for pair in confusions(finding.read, finding.stands))
    papers = {finding.document for finding in alike if finding.dossier == read.dossier}
    accepted = (reading for reading in read.member if reading.status is Status.ACCEPTED)
    return frozenset(
        reading.key
        for reading in accepted
        if reading.document in papers or not confused.isdisjoint(_in_doubt(reading))
    )


def readers(steps: Iterable[ProcessingStep]) -> frozenset[ProcessingStep]:
    """The steps that decide what is read."""
    return frozenset(step for step in steps if step.step != _SETTLING)


def confusions(read: str, stands: str) -> Iterator[Confusion]:
    """The letters in which two texts differ, one by one where as many stand there as were read."""
    one, other = nfc(read), nfc(stands)
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "replace" and b - a == d - c:
            yield from zip(one[a:b], other[c:d], strict=True)
        elif kind != "equal":
            yield one[a:b], other[c:d]


def _in_doubt(reading: Reading) -> Iterator[Confusion]:
    """The letters in which a value differs from what else may have been read there."""
    for other in reading.candidates:
        yield from confusions(str(reading.value), other)
