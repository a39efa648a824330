"""Closed vocabularies: which words a field can hold, and the canonical spelling of each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipeline.data import read_yaml
from pipeline.text import comparable, edit_distance, strip_marks


@cache
def vocabulary(kind: str) -> dict[str, str]:
    """Every accepted spelling of a kind, folded, to its canonical spelling; empty for an open kind."""
    entries = _words().get(kind, {})
    return {
        comparable(spelling): canonical
        for canonical, others in entries.items()
        for spelling in (canonical, *others)
    }


@cache
def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    kinds = read_yaml(Path(__file__).parent / "words.yaml").items()
    return {kind: {word: others.texts() for word, others in words.items()} for kind, words in kinds}


def nearest(kind: str, raw: str) -> tuple[str, int] | None:
    """The canonical word next to `raw` and its distance in letters, marks counted half as letters.

    None where two different words are equally near or nothing is near: then it is not for a machine to say.
    """
    folded = comparable(raw)
    known = vocabulary(kind)
    if folded in known:
        return known[folded], 0
    ranked = sorted(
        (edit_distance(folded, word) + edit_distance(strip_marks(folded), strip_marks(word)), canonical)
        for word, canonical in known.items()
    )
    best = [canonical for distance, canonical in ranked if distance == ranked[0][0]]
    distance = ranked[0][0]
    return (best[0], distance) if len(set(best)) == 1 and distance <= max(1, len(folded) // 2) else None
