"""How sure the values of a dossier are, and what follows: accepted, or put before a person, with the reasons.

A value is first taken alone, then with what the other papers of the dossier's owner say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from pipeline.confidence import NEVER, Curve, Signals, built_in_curve, probability
from pipeline.extract.decoded import FIGURES
from pipeline.extract.draft import Draft
from pipeline.extract.kinds import meaning, renamed
from pipeline.forms.members import member_fields
from pipeline.merge import Seen, agreement, merge, strangers, untold_news
from pipeline.route import Dial, route
from pipeline.rules import rules
from pipeline.text import comparable
from pipeline.types import Reading, Status
from pipeline.validate import borne_out, findings
from pipeline.vocabulary.words import vocabulary

_SHAKES = 0.2
"""What other papers say otherwise is a conflict where they are worth more than this: less was misread."""
_CHORUS = 1.5
"""Figures that other papers, worth so many, say alike need no second reader."""
_CLEARLY = 0.7
"""Mean letter probability below which nothing is accepted: of 6,891 values that a curve was fitted on nine
were read so poorly, so it knows nothing of such."""
_BACKED = 0.9
"""So much worth are other papers that say the same that looks need not agree: 5 in 75 were wrong."""


_NOT_BLANK = frozenset({"illegible", "news_hardly_read"})
"""With such a doubt an answer is never held for empty."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a paper of a type, as a reading whose place is the scan's."""

    type: int | None
    reading: Reading
    draft: Draft


def alone(found: Sequence[Found], curve: Curve) -> tuple[Seen, ...]:
    """Each with the confidence it has by itself."""
    return tuple(_alone(each, curve) for each in found)


def _alone(found: Found, curve: Curve) -> Seen:
    if found.draft.value is None:
        return Seen(found.type, found.reading)
    sure = probability(_signals(found, _NOTHING_AROUND), curve)
    return Seen(found.type, replace(found.reading, confidence=sure))


def judged(found: Sequence[Found], dial: Dial, curve: Curve, untold: Sequence[int] = ()) -> tuple[Seen, ...]:
    """Judge every value: rules broken by the record, agreement with the other documents, probability.

    `untold`: documents that tell of changes, and of more than was understood.
    """
    plain = alone(found, curve)
    others = strangers(plain)
    told = [number for number in untold if number not in others]
    around, broken = replace(_around(found, plain), untold=told), _broken(owners(plain))
    judge = partial(_judge, around=around, broken=broken, dial=dial, curve=curve)
    return tuple(judge(_doubted(each) if each.reading.document in others else each) for each in found)


def _doubted(found: Found) -> Found:
    return replace(found, draft=replace(found.draft, doubts=(*found.draft.doubts, "another_person")))


def signals_of(found: Sequence[Found], curve: Curve) -> tuple[Signals, ...]:
    """What speaks for each value, as `judged` weighs it: what a curve is fitted on."""
    around = _around(found, alone(found, curve))
    return tuple(_signals(each, around) for each in found)


def judged_cell(found: Found) -> Reading:
    """A cell stands alone: no other paper repeats it, and no curve was fitted on cells, so a person looks."""
    never = Curve(built_in_curve().weights, ((NEVER, 0.0),))
    return _judge(found, around=_NOTHING_AROUND, broken={}, dial=Dial(), curve=never).reading


def owners(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """What stands on the papers of the dossier's owner: a stranger's paper tells nothing of the member."""
    others = strangers(seen)
    return tuple(entry for entry in seen if entry.reading.document not in others)


def _broken(plain: Sequence[Seen]) -> dict[str, tuple[str, ...]]:
    """The rules each key of the merged record breaks."""
    merged, record = merge(plain), _record(plain)
    blanks = {r.key for r in merged if r.status is Status.BLANK}
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings(record, blanks):
        for key in finding.keys:
            found[key] = (*found.get(key, ()), finding.rule)
    return found


def _record(own: Sequence[Seen]) -> dict[str, str]:
    told = ((reading.key, reading.value) for reading in merge(own) if reading.value is not None)
    return {key: value if isinstance(value, str) else ", ".join(value) for key, value in told}


@dataclass(frozen=True, slots=True)
class _Around:
    """What the rest of the dossier says of a value: all readings of its owner's papers, what a second reader
    has too, what other fields bear out, and which papers say more than was understood."""

    own: Sequence[Seen]
    backed: _Backed
    borne_out: frozenset[tuple[str, str]]
    untold: Sequence[int] = ()


_NOTHING_AROUND = _Around((), {}, frozenset())


def _around(found: Sequence[Found], plain: Sequence[Seen]) -> _Around:
    own = owners(plain)
    return _Around(own, _backed([each.draft for each in found]), _borne_out(own))


def _judge(
    found: Found,
    *,
    around: _Around,
    broken: dict[str, tuple[str, ...]],
    dial: Dial,
    curve: Curve,
) -> Seen:
    draft, signals = found.draft, _signals(found, around)
    confidence = 0.0 if draft.written and draft.value is None else probability(signals, curve)
    conflict = ("documents_differ",) if signals.differing > _SHAKES else _news(found, around)
    poor = ("read_poorly",) if draft.value is not None and draft.mean < _CLEARLY else ()
    lone = ("looks_differ",) if _stands_alone(draft, signals) else ()
    doubts = (*draft.doubts, *broken.get(draft.key, ()), *conflict, *_one_voice(draft, signals), *poor, *lone)
    error = dial.error_of(draft.key, identity=draft.key in _identity())
    written = draft.written or not _NOT_BLANK.isdisjoint(doubts)
    status = route(confidence, doubts, written=written, accept_at=curve.threshold(error))
    return Seen(found.type, replace(found.reading, confidence=confidence, status=status, reasons=doubts))


def _news(found: Found, around: _Around) -> tuple[str, ...]:
    """What is accepted, or held for empty, must not be out of date by a supplement that was hardly read or
    not understood. Supplements are filed from the oldest to the newest."""
    draft, older = found.draft, found.type not in rules().newest
    number = found.reading.document
    hidden = draft.key in rules().changing and any(older or number < other for other in around.untold)
    unread = draft.value is not None and untold_news(draft.key, draft.value, found.type, around.own)
    return ("news_hardly_read",) if hidden or unread else ()


def _stands_alone(draft: Draft, signals: Signals) -> bool:
    """Two of three looks at the line read something else in the value, and no other paper says the same: of
    such values 30 in 52 were wrong (three other hands). A closed vocabulary has few values to mistake."""
    return draft.denied > 0 and signals.agreeing < _BACKED and not signals.closed


def _one_voice(draft: Draft, signals: Signals) -> tuple[str, ...]:
    """What says who a person is needs two readers that agree on it, on this paper or on another.

    One reader misreads a name alike on every paper (Ẩn as Ấn on three, measured), so what it read alone is
    never accepted there, however sure it is. Figures that it reads alike on several papers are enough: each
    was written anew, and they have no marks to lose.
    """
    if not draft.written or draft.key not in _identity() or signals.second > 0:
        return ()
    if draft.kind in FIGURES and signals.agreeing >= _CHORUS:
        return ()
    return ("one_reader_alone",) if draft.second is None else ("readers_differ",)


def _borne_out(own: Sequence[Seen]) -> frozenset[tuple[str, str]]:
    """Key and value of the merged record that other fields of it bear out."""
    record = _record(own)
    return frozenset((key, comparable(record[key])) for key in borne_out(record))


_Backed = Mapping[tuple[str, str], float]
"""Key and value that another reader has too, on any paper, and how surely it reads there."""


def _backed(drafts: Sequence[Draft]) -> _Backed:
    found: dict[tuple[str, str], float] = {}
    for draft in drafts:
        if (sure := _second(draft)) > 0:
            told = draft.key, meaning(draft.kind, draft.value or "")
            found[told] = max(sure, found.get(told, 0.0))
    return found


def _second(draft: Draft) -> float:
    """How surely the second reader has the same value, less than 0 where it has another (-1 to 1); 0 where it
    was not asked."""
    if draft.second is None or draft.value is None:
        return 0.0
    same = comparable(draft.second) == comparable(draft.value)
    return draft.second_mean if same else -draft.second_mean


@cache
def _identity() -> frozenset[str]:
    """Keys that say who a person is."""
    return frozenset(field.key for field in member_fields() if field.identity)


def _signals(found: Found, around: _Around) -> Signals:
    reading, draft = found.reading, found.draft
    fold, same_place = partial(meaning, draft.kind), partial(renamed, draft.kind)
    agreeing, differing = agreement(draft.key, draft.value, reading.document, around.own, fold, same_place)
    told = draft.key, fold(draft.value or "")
    return Signals(
        kind=draft.kind,
        weakest=draft.weakest,
        mean=draft.mean,
        whole=draft.whole,
        label=draft.label,
        fit=draft.fit,
        chosen=draft.chosen,
        margin=draft.margin,
        gap=draft.gap,
        letters=len(draft.raw),
        closed=bool(vocabulary(draft.kind)),
        agreeing=agreeing,
        differing=differing,
        doubts=len(draft.doubts),
        second=around.backed.get(told, _second(draft)),
        borne_out=told in around.borne_out,
        together=draft.together,
        disputed=draft.disputed,
        denied=draft.denied,
    )
