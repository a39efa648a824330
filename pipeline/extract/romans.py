"""Months in Roman figures, told by the paper as a whole: who writes 19/V/1974 does not mean November by II.

A reader takes I for 1, so that 28/II/1979 is read as 28/11/1979, surely. Where one date of a paper has a V
or an X for its month, those that could be Roman are taken so, and a person looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.dates import ROMAN, find_date
from pipeline.extract.draft import Draft
from pipeline.extract.kinds import LATEST_YEAR

_MONTH = re.compile(
    r"(?<!\w)(?P<day>\d{1,2}\s*[/.\-–]\s*)?(?P<month>[IVX1lT|]{1,4})(?P<year>\s*[/.\-–]\s*\d{4})(?!\d)"
)
_READ_FOR_I = str.maketrans("1lT|", "IIII")


def with_roman_months(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts of one paper; all the same where no month is surely Roman."""
    dates = [draft for draft in drafts if draft.kind == "date"]
    if not any(found and set("VX") & set(found["month"]) for found in map(_found, dates)):
        return tuple(drafts)
    return tuple(_as_roman(draft) if draft.kind == "date" else draft for draft in drafts)


def _found(draft: Draft) -> re.Match[str] | None:
    return _MONTH.search(draft.raw)


def _as_roman(draft: Draft) -> Draft:
    found = _found(draft)
    month = found["month"].translate(_READ_FOR_I) if found else ""
    if found is None or month not in ROMAN:
        return draft
    date = find_date(f"{found['day'] or ''}{month}{found['year']}", LATEST_YEAR)
    if date is None:
        return draft
    heard = ((date.value, 0.0), *((value, loss) for value, loss in draft.heard if value != date.value))
    doubts = (*draft.doubts, "roman_month") if date.value != draft.value else draft.doubts
    return replace(draft, value=date.value, heard=heard, doubts=doubts)
