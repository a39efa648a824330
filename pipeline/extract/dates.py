"""Dates as Vietnamese papers write them, with the precision they have: no day is made up.

Shapes: 20/10/1975 · 20.10.75 · 20-10-1975 · "ngày 20 tháng 10 năm 1975" · "tháng 12/1992" · …/11/1999 · 1975;
the month between signs also in Roman figures, 20/X/1975.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

_GAP = r"[\s.…_]*"
_SEPARATOR = rf"{_GAP}[/\-–.,|\\]{_GAP}"
_NAMES = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ROMAN = {name: number for number, name in enumerate(_NAMES, start=1)}
"""Months as older hands and typists write them."""
_MONTH_FIGURES = r"(?P<month>\d{1,2}|[IVX]{1,4})"
_WORDS = re.compile(
    rf"(?:ng[aà]y)?{_GAP}(?P<day>\d{{1,2}})?{_GAP}th[aá]ng{_GAP}(?P<month>\d{{1,2}}){_GAP}n[aă]m{_GAP}(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}}){_SEPARATOR}{_MONTH_FIGURES}{_SEPARATOR}(?P<year>\d{{4}}|\d{{2}})(?!\d)"
)
_MONTH = re.compile(rf"(?<![\dIVX]){_MONTH_FIGURES}{_SEPARATOR}(?P<year>\d{{4}})(?!\d)")
"""A month needs a year of four digits: 5/76 may as well be a day and the beginning of a month."""
_YEAR = re.compile(r"(?<!\d)(?P<year>19\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Date:
    """A date of known precision and where it stood in the text. `short_year`: two digits were written."""

    value: str
    start: int
    end: int
    short_year: bool


def find_date(text: str, latest_year: int) -> Date | None:
    """The date that begins first in `text`, ISO 8601 cut to its precision; of two the longer one.

    None where there is none, or where it cannot exist.

    A two-digit year is the latest such year not after `latest_year`.
    """
    matches = [match for shape in (_WORDS, _WHOLE, _MONTH, _YEAR) if (match := shape.search(text))]
    if not matches:
        return None
    return _date(min(matches, key=lambda match: (match.start(), -match.end())), latest_year)


def _date(match: re.Match[str], latest_year: int) -> Date | None:
    parts: dict[str, str] = match.groupdict()
    short = len(parts["year"]) == 2
    year = _whole_year(int(parts["year"]), latest_year) if short else int(parts["year"])
    written = parts.get("month")
    month = (ROMAN.get(written, 0) if not written.isdigit() else int(written)) if written else None
    day = int(parts["day"]) if parts.get("day") else None
    if not 1900 <= year <= latest_year or not _exists(year, month, day):
        return None
    value = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    return Date(value, match.start(), match.end(), short)


def _whole_year(short: int, latest_year: int) -> int:
    century = latest_year - latest_year % 100
    return century + short if century + short <= latest_year else century - 100 + short


def _exists(year: int, month: int | None, day: int | None) -> bool:
    if month is None:
        return day is None
    return 1 <= month <= 12 and (day is None or 1 <= day <= monthrange(year, month)[1])
