"""Who must look: accepts a value that is sure enough and free of doubts, sends the rest to a person."""

from __future__ import annotations

from pipeline.types import Status

ACCEPT_AT = 0.995
"""Default probability from which no person needs to look."""


def route(
    confidence: float, doubts: tuple[str, ...], *, written: bool, accept_at: float = ACCEPT_AT
) -> Status:
    """The status of a machine's value. A field printed and left empty is blank, not doubtful."""
    if not written:
        return Status.BLANK
    return Status.ACCEPTED if confidence >= accept_at and not doubts else Status.REVIEW
