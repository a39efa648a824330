"""A field as it was found on paper, before anybody judged how sure it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, log, prod

from pipeline.extract.decoded import FAR, Decoded, decoded
from pipeline.extract.kinds import EMPTY_SIGNS, Value, is_empty, normalise, tidy
from pipeline.forms.form import Field
from pipeline.geometry import Box
from pipeline.reading.lattice import glyphs
from pipeline.reading.stream import UNREAD, Stream
from pipeline.text import comparable
from pipeline.types import BLANK, Lattice

_FAR = 50.0
"""Stray marks stand at least so far behind the value, frame pixels (6.4 mm)."""
_MOST_STRAY = 5
_OFFERED = log(0.02)
_STROKES = rf"[{re.escape(EMPTY_SIGNS)}]*(?:[/1IlLt|\\][{re.escape(EMPTY_SIGNS)}]*){{0,2}}"
_CLEAR, _UNCLEAR = 0.8, 0.6
"""Mean letter probabilities of a value read clearly, and of marks that are no letters."""


NOTHING_SEEN = Lattice(())


@dataclass(frozen=True, slots=True)
class Draft:
    """One field of one document. `box` is in the frame of `page` (its number in the dossier).

    `weakest` and `mean` are the least and the mean probability of the letters read, `whole` that of all
    together; `label` says how well the printed label matched; `fit` how well the value satisfies its kind;
    all 0 to 1. `margin` is how far
    the next other value is, `gap` what the kind had to overrule of the plain reading, in nats. `written` is
    false where the label was found and nothing stands behind it. `heard` are the values that the writing
    allows, best first, each with how much less likely it is (nats); `seen` the writing itself. `second` is
    the value as another reader has it, empty where that makes none, None where it was not asked, and
    `second_mean` the mean probability of its letters. `together` is how much likelier the value is than the
    next by all papers that tell it (nats), 0 where they make another likelier (`extract/together.py`).
    `disputed`: how many of its letters one other look at the line read otherwise, `denied` how many more did.
    """

    key: str
    kind: str
    value: str | None
    raw: str
    written: bool
    page: int
    box: Box
    weakest: float
    mean: float
    whole: float
    label: float
    fit: float
    margin: float
    gap: float
    doubts: tuple[str, ...]
    heard: tuple[tuple[str, float], ...] = ()
    seen: Lattice = NOTHING_SEEN
    second: str | None = None
    second_mean: float = 0.0
    disputed: int = 0
    denied: int = 0
    together: float = 0.0

    @property
    def chosen(self) -> float:
        """The probability of the value among those that the writing allows, 0 to 1."""
        return 1 / max(1.0, sum(exp(loss) for _, loss in self.heard))

    @property
    def others(self) -> tuple[str, ...]:
        """Up to three other values it may have, likeliest first."""
        own = comparable(self.value or "")
        return tuple(value for value, _ in self.heard if comparable(value) != own)[:3]


def draft(field: Field, letters: Stream, start: int, end: int, empty: tuple[int, Box], label: float) -> Draft:
    """The field whose value is `letters[start:end]`; `empty` is its page and place if nothing is written."""
    assert field.key is not None
    raw = letters.text[start:end]
    written = not is_empty(seen := _seen(letters, start, end)) and not _is_frame(field.kind, seen)
    kept = _stray_from(letters, start, end)
    found = _decoded(field.kind, letters, start, kept) if written else Decoded(Value(None), FAR, 0.0)
    value = found.value
    doubts = value.doubts if kept == end else (*value.doubts, "stray_marks")
    if UNREAD in letters.text[start:kept]:  # Something stands there that the value does not tell.
        doubts = tuple(dict.fromkeys((*doubts, "illegible")))
    read = [exp(letter.log_prob) for letter in letters.letters[start:end] if letter.letter.isalnum()]
    disputes = [letter.disputed for letter in letters.letters[start:kept] if letter.disputed]
    page, place = letters.place(start, end) or empty if written else empty
    second, second_mean = _second(field.kind, letters, start, kept) if written else (None, 0.0)
    return Draft(
        key=field.key,
        kind=field.kind,
        value=value.value,
        raw=tidy(raw),
        written=written,
        page=page,
        box=place,
        weakest=min(read, default=0.0),
        mean=sum(read) / len(read) if read else 0.0,
        whole=prod(read) if read else 0.0,
        label=label,
        fit=value.fit,
        margin=found.margin,
        gap=found.gap,
        doubts=doubts,
        heard=found.heard,
        seen=letters.lattice(start, kept) if written else NOTHING_SEEN,
        second=second,
        second_mean=second_mean,
        disputed=disputes.count(1),
        denied=len(disputes) - disputes.count(1),
    )


def _seen(letters: Stream, start: int, end: int) -> str:
    """What stands there, with the likeliest letters of a piece of which the reader made nothing."""
    return "".join(
        _likeliest(letters.pieces[letter.piece]) if letter.letter == UNREAD else letter.letter
        for letter in letters.letters[start:end]
    )


def _likeliest(piece: Lattice) -> str:
    """The letters that a reader was about to read in a piece without any; else UNREAD."""
    if glyphs(piece):
        return UNREAD
    offered = (
        letter
        for step in piece.steps
        for letter, log_prob in list(zip(step.letters, step.log_probs, strict=True))[:2]
        if letter not in (BLANK, " ") and log_prob > _OFFERED
    )
    return "".join(offered) or UNREAD


def _is_frame(kind: str, seen: str) -> bool:
    """Of a date nothing but the two printed strokes: `…/…/……`, and each may have been taken for a letter; of
    words nothing but the strokes with which an item is left empty: `//`."""
    if kind == "date":
        return re.fullmatch(_STROKES, seen) is not None
    return kind in _WORDS and re.fullmatch(r"\W*(?:[1Il|/\\]\s*){2,3}\W*", seen) is not None


_WORDS = frozenset({"text", "place", "person_name", "academic_degree", "academic_title", "political_theory"})
"""Kinds of which no answer is a number alone."""


def _second(kind: str, letters: Stream, start: int, end: int) -> tuple[str | None, float]:
    """The value the second reader has, and the mean probability of its letters."""
    read = letters.second(start, end)
    if read is None:
        return None, 0.0
    text, mean = read
    return normalise(kind, text).value or "", mean


def _decoded(kind: str, letters: Stream, start: int, end: int) -> Decoded:
    """The decoded value; where the kind allows nothing of what was seen, what the plain reading gives."""
    found = decoded(kind, letters.lattice(start, end))
    return found or Decoded(normalise(kind, letters.text[start:end]), 0.0, 0.0)


def _stray_from(letters: Stream, start: int, end: int) -> int:
    """Where stray marks begin that were read as a few letters far behind a clearly read value, or `end`.

    The edge of a seal or a fold reads so. What is left out stays in `raw`, and a person looks at the value.
    """
    seen = [n for n in range(start, end) if not letters.letters[n].letter.isspace()]
    for first in range(len(seen) - 1, max(0, len(seen) - 1 - _MOST_STRAY), -1):
        before, behind = letters.letters[seen[first - 1]], letters.letters[seen[first]]
        if before.row == behind.row and behind.x - before.x > _FAR:
            value = [exp(letters.letters[n].log_prob) for n in seen[:first]]
            stray = [exp(letters.letters[n].log_prob) for n in seen[first:]]
            clear = sum(value) / len(value) > _CLEAR and sum(stray) / len(stray) < _UNCLEAR
            return seen[first] if clear else end
    return end
