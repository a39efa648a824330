"""The sequence model: which documents a pile of pages most likely holds, and how sure that is.

A chain over the pages of a dossier whose states are a type (or unknown) and a place in the document; a page
begins a document or continues the one before. Scores are weighted features (a conditional random field;
Lafferty et al. 2001), the weights are data (`sequence.yaml`), fitted on drawn dossiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf, log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.catalogue.catalogue import Catalogue, Kind
from pipeline.catalogue.evidence import Evidence
from pipeline.data import read_yaml

Array = NDArray[np.float64]

LONGEST = 26
"""Places of a document that are told apart; further pages share the last."""
_STRONGEST = 40
_DIFFERENT_SIZE = 0.06

COMMON = (
    *("begins", "headed", "first", "after_end", "after_full", "after_blank", "after_gap", "other_size"),
    *("page_number_1", "page_number_later", "withheld", "after_withheld", "centred", "not_centred"),
)
OF_TYPE = (
    *("known", "letters", "wrong", "left_over", "small", "exact", "no_title", "code", "body", "body_alone"),
    *("no_tells", "against", "inside_titled", "inside", "priority_1", "priority_3", "withheld_known"),
    "titled_otherwise",
)
OF_UNKNOWN = ("unknown", "unknown_headed", "unknown_titled", "unknown_withheld")
CONTINUED = (
    *("continued", "continued_unknown", "inside_next", "inside_back", "inside_none", "number_next"),
    *("items_next", "items_again", "own_title", "other_title", "other_exact", "other_lines", "other_left"),
    *("withheld_again", "titled_again"),
)
LENGTH = ("past_usual", "past_most")
END = ("short_of_fewest", "short_of_usual")
START = (*COMMON, *OF_TYPE, *OF_UNKNOWN)
FEATURES = (*START, *CONTINUED, *LENGTH, *END)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Features of a dossier's pages for every type, behind which stand the known others and the unknown.

    `start` (pages x types x START), `continued` (pages x types x CONTINUED), and of the catalogue alone
    `length` (types x places x LENGTH) and `end` (types x places x END).
    """

    types: tuple[int | None, ...]
    start: Array
    continued: Array
    length: Array
    end: Array


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Log-scores: of a beginning, of continuing, of a place in a document, and of ending there."""

    start: Array
    continued: Array
    length: Array
    end: Array


@dataclass(frozen=True, slots=True)
class Segment:
    """Pages `first` to `last` (places in the sequence) of one type; `begins` is the probability that a
    document
    begins at `first`, `certainty` that exactly these pages are one document of this type."""

    type: int | None
    first: int
    last: int
    begins: float
    certainty: float


@cache
def weights() -> tuple[float, ...]:
    """The fitted weights in the order of FEATURES; raises ConfigInvalid where one is missing or unknown."""
    found = read_yaml(Path(__file__).with_suffix(".yaml")).mapping(FEATURES, FEATURES)
    return tuple(found[name].number(-inf, inf) for name in FEATURES)


# --- features ----------------------------------------------------------------------------------------------


def features(pages: Sequence[Evidence], known: Catalogue) -> Features:
    """The features of pages in their order."""
    kinds = (*known.kinds, known.others)
    types = (*(kind.type for kind in known.kinds), None, None)
    start = np.zeros((len(pages), len(types), len(START)))
    continued = np.zeros((len(pages), len(types), len(CONTINUED)))
    for place, page in enumerate(pages):
        before = pages[place - 1] if place else None
        start[place, :, : len(COMMON)] = _common(page, before)
        strongest = max((fit.strength for fit in page.titles), default=0.0)
        for column, kind in enumerate(kinds):
            of_type = _of_type(page, kind.type, kind.priority, bool(kind.tells))
            start[place, column, len(COMMON) : len(COMMON) + len(OF_TYPE)] = of_type
        start[place, -1, -len(OF_UNKNOWN) :] = _of_unknown(page, strongest)
        if before is not None:
            for column, each in enumerate((*kinds, None)):
                continued[place, column] = _continued(page, before, each)
    length, end = _lengths(known)
    return Features(types, start, continued, length, end)


def _common(page: Evidence, before: Evidence | None) -> tuple[float, ...]:
    """What speaks for a beginning whatever the type."""
    number = page.page_number
    return (
        page.begins,
        page.headed,
        before is None,
        before is not None and before.ends,
        before is not None and before.full and not before.ends,
        before is not None and page.number - before.number == 2,
        before is not None and page.number - before.number > 2,
        before is not None and _other_size(page, before),
        number == 1,
        number is not None and number > 1,
        page.withheld,
        before is not None and before.withheld and not page.withheld,
        min(page.centred, 3),
        not page.centred,
    )


def _other_size(page: Evidence, before: Evidence) -> bool:
    return any(
        abs(log(one / other)) > _DIFFERENT_SIZE for one, other in zip(page.size, before.size, strict=True)
    )


def _of_type(page: Evidence, kind: int, priority: int, has_tells: bool) -> tuple[float, ...]:
    fit, code = page.fit(kind), kind in page.codes
    shrink = min(1.0, _STRONGEST / fit.letters) if fit else 0.0
    parts = len(page.parts(kind))
    tells, body = dict(page.tells).get(kind, 0), dict(page.body).get(kind, 0)
    return (
        1.0,
        fit.letters * shrink / 10 if fit else 0.0,
        fit.wrong * shrink if fit else 0.0,
        min(fit.left_over, 25) / 10 if fit else 0.0,
        bool(fit and not fit.capitals),
        bool(fit and fit.exact),
        fit is None,
        code,
        min(body, 2) if fit or code else 0.0,
        0.0 if fit or code else min(body, 3),
        bool((fit or code) and has_tells and not tells),
        min(dict(page.against).get(kind, 0), 2),
        min(parts, 4) if fit else 0.0,
        0.0 if fit else min(parts, 4),
        priority == 1,
        priority == 3,
        page.withheld,
        fit is None and any(other.exact for other in page.titles),
    )


def _of_unknown(page: Evidence, strongest: float) -> tuple[float, ...]:
    return 1.0, page.headed, max(0.0, strongest) / 10, page.withheld


def _continued(page: Evidence, before: Evidence, kind: Kind | None) -> tuple[float, ...]:
    """What speaks for and against going on as the same document of this type.

    Booklets, which have headings inside, repeat their title behind the cover; others begin with it.
    """
    own = page.fit(kind.type) if kind is not None else None
    others = [fit for fit in page.titles if kind is None or fit.type != kind.type]
    titled = any(fit.exact for fit in others) and not (own and own.exact)
    parts, earlier = (page.parts(kind.type), before.parts(kind.type)) if kind is not None else ((), ())
    parts = () if titled else parts  # A paper of another type may have the same headings.
    back = bool(parts and earlier and parts[0] < earlier[0])
    heights = page.line_height, before.line_height
    return (
        kind is not None,
        kind is None,
        0.0 if back else min(len(parts), 3),
        min(len(parts), 3) if back else 0.0,
        not parts,
        page.page_number is not None and page.page_number == (before.page_number or 1) + 1,
        any(_follows(page, before, step=1)),
        any(_follows(page, before, step=0)),
        max(0.0, own.strength) / 10 if own else 0.0,
        max((max(0.0, fit.strength) for fit in others), default=0.0) / 10,
        any(fit.exact for fit in others),
        abs(log(heights[0] / heights[1])) if all(heights) else 0.0,
        min(1.0, 5 * abs(page.left - before.left)),
        page.withheld,
        bool(kind and not kind.inside and own and own.exact),
    )


def _follows(page: Evidence, before: Evidence, step: int) -> list[bool]:
    """For each way of numbering: it goes on by one (step 1), or begins again at one (step 0)."""
    last = {name: number for name, _, number in before.items}
    if step:
        return [first == last.get(name, -9) + 1 and first > 1 for name, first, _ in page.items]
    return [first == 1 for _, first, _ in page.items]


@cache
def _lengths(known: Catalogue) -> tuple[Array, Array]:
    """Features of a place in a document of each type, and of ending there."""
    length = np.zeros((len(known.kinds) + 2, LONGEST, len(LENGTH)))
    end = np.zeros((len(known.kinds) + 2, LONGEST, len(END)))
    for column, kind in enumerate((*known.kinds, known.others)):
        fewest, usual, most = kind.pages
        for place in range(LONGEST):
            length[column, place] = place >= usual, place >= most
            end[column, place] = place + 1 < fewest, place + 1 < usual
    return length, end


def scores(found: Features, weight: Sequence[float]) -> Scores:
    """Features times weights."""
    parts = np.split(np.asarray(weight), np.cumsum([len(START), len(CONTINUED), len(LENGTH)]))
    return Scores(
        found.start @ parts[0], found.continued @ parts[1], found.length @ parts[2], found.end @ parts[3]
    )
