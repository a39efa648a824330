"""Who must look: accepts a value that is sure enough and free of doubts, sends the rest to a person."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.types import Status


@dataclass(frozen=True, slots=True)
class Dial:
    """How much may be wrong of what no person sees: a share, 0 to 1.

    0.0014 is what keying everything twice leaves (docs/sources.md). What says who a person is has a share of
    its own, and single fields may have theirs. `tightened` divides them all: 1, or more where a sample of
    accepted values turned out worse than was aimed at.
    """

    error: float = 0.0014
    identity: float = 0.001
    fields: tuple[tuple[str, float], ...] = ()
    tightened: float = 1.0

    def error_of(self, key: str, *, identity: bool) -> float:
        """The share of wrong values that is aimed at for a field."""
        return dict(self.fields).get(key, self.identity if identity else self.error) / self.tightened


def route(confidence: float, doubts: tuple[str, ...], *, written: bool, accept_at: float) -> Status:
    """The status of a machine's value. A field printed and left empty is blank, not doubtful."""
    if not written:
        return Status.BLANK
    return Status.ACCEPTED if confidence >= accept_at and not doubts else Status.REVIEW
