"""The course of an invented life: its dates in order, its jobs, its studies and its relatives.

Every date follows from the ones before it, so that the rules a real dossier keeps are kept here too:
sixteen before the youth union, eighteen before admission, twelve months of probation.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline.synthesis.places import Home

FORM_YEARS = {"A": (2025, 2026), "B": (2012, 2025), "C": (2003, 2011)}
"""The years in which each edition of the card form was filled."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a life, each after the one before where the rules say so."""

    birth: date
    youth_union: date
    school_end: date
    study_end: date
    recruitment: date
    decision: date
    admission: date
    official: date
    form: date


def later(day: date, years: float) -> date:
    """The day that many years on; 29 February becomes 28."""
    year = day.year + int(years)
    moved = day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
    return moved + timedelta(days=round((years - int(years)) * 365.25))


def invent_dates(edition: str, chance: random.Random) -> Dates:
    """Draw the days of a life that ends up on a card form of this edition."""
    first, last = FORM_YEARS[edition]
    start = date(2025, 7, 5) if edition == "A" else date(first, 1, 1)
    form = start + timedelta(days=chance.randrange((date(last, 7, 1) - start).days))
    birth = date(form.year - chance.randint(26, 62), chance.randint(1, 12), chance.randint(1, 28))
    school_end = date(birth.year + 18, 5, 31)
    study_end = date(birth.year + chance.choice((20, 22, 22, 22, 23)), chance.choice((6, 7, 8)), 15)
    recruitment = study_end + timedelta(days=chance.randint(60, 900))
    admission = _admission(birth, form, chance)
    return Dates(
        birth,
        later(birth, chance.uniform(15.2, 19)),
        school_end,
        study_end,
        recruitment,
        admission - timedelta(days=chance.randint(2, 28)),
        admission,
        later(admission, 1),
        form,
    )


def _admission(birth: date, form: date, chance: random.Random) -> date:
    latest = min(form - timedelta(days=500), later(birth, 50))
    earliest = later(birth, 19)
    span = max(1, (latest - earliest).days)
    return earliest + timedelta(days=round(span * chance.betavariate(1.5, 2.5)))


@dataclass(frozen=True, slots=True)
class Course:
    """What fills tables 21 and 22 besides the dates."""

    workplace: str
    cell: str
    jobs: tuple[str, ...]
    studies: tuple[dict[str, str], ...]
    school_place: str


def career(dates: Dates, course: Course, way: str) -> tuple[tuple[str, ...], ...]:
    """The rows of table 21: period, activity."""
    months = [dates.school_end, dates.study_end, dates.recruitment]
    work_years = max(1, (dates.form - dates.recruitment).days // 365)
    steps = min(len(course.jobs), 1 + work_years // 6)
    changes = [later(dates.recruitment, work_years * n / steps) for n in range(1, steps)]
    rows = [
        (
            _period(date(dates.birth.year + 6, 9, 1), months[0], way),
            f"Học sinh phổ thông tại {course.school_place}",
        ),
        (_period(date(months[0].year, 9, 1), months[1], way), f"Sinh viên {course.studies[0]['school']}"),
    ]
    starts = [dates.recruitment, *changes]
    ends = [*(later(day, -1 / 12) for day in changes), None]
    places = (f"{course.cell}, {course.workplace}", course.workplace)
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        party = ", Chi uỷ viên" if number >= 2 and start > dates.official else ""
        rows.append((_period(start, end, way), f"{course.jobs[number]}{party}, {places[number % 2]}"))
    return tuple(rows)


def training(dates: Dates, course: Course, mode: str, way: str) -> tuple[tuple[str, ...], ...]:
    """The rows of table 22: school, subject, period, mode, qualification."""
    rows = []
    start = date(dates.school_end.year, 9, 1)
    end: date = dates.study_end
    for study in course.studies:
        rows.append(
            (
                study["school"],
                study["subject"],
                _period(start, end, way),
                mode,
                f"Bằng {study['degree'].lower()}",
            )
        )
        start, end = later(end, 3), later(end, 4.5)
        mode = "Tại chức"
    if dates.official.year + 3 < dates.form.year:
        theory = dates.official
        rows.append(
            (
                "Trường Chính trị tỉnh Nghệ An",
                "Lý luận chính trị",
                _period(later(theory, 1), later(theory, 2), way),
                "Tập trung",
                "Bằng trung cấp",
            )
        )
    return tuple(rows)


def _period(start: date, end: date | None, way: str) -> str:
    """A period in one hand's way; the two months stand where `way` has its braces."""
    until = f"{end.month}/{end.year}" if end else "nay"
    written = way.format(f"{start.month}/{start.year}", until)
    return written if end else written.replace("tháng nay", "nay")


@dataclass(frozen=True, slots=True)
class Household:
    """Names for the relatives of table 29, from which their rows are made."""

    names: dict[str, str]
    home: Home
    spouse_home: Home
    children: tuple[str, ...]
    siblings: tuple[str, ...]


def family(
    dates: Dates, household: Household, man: bool, words: dict[str, Any], chance: random.Random
) -> tuple[tuple[str, ...], ...]:
    """The rows of table 29: relation, name, birth year, details."""
    born = dates.birth.year
    spouse = ("Vợ", "Cha vợ", "Mẹ vợ") if man else ("Chồng", "Cha chồng", "Mẹ chồng")
    father, mother = chance.choice((("Bố đẻ", "Mẹ đẻ"), ("Cha", "Mẹ"), ("Cha đẻ", "Mẹ đẻ")))
    jobs = words["jobs_of_relatives"]
    own, theirs = household.home.short, household.spouse_home.short
    rows = [
        (
            father,
            household.names["father"],
            str(born - chance.randint(22, 34)),
            f"Quê quán, nơi ở: {own}; {chance.choice(jobs)}",
        ),
        (
            mother,
            household.names["mother"],
            str(born - chance.randint(19, 30)),
            f"{own}; {chance.choice(jobs)}",
        ),
    ]
    if household.children:
        rows += [
            (
                spouse[1],
                household.names["father_in_law"],
                str(born - chance.randint(20, 33)),
                f"{theirs}; {chance.choice(jobs)}",
            ),
            (
                spouse[2],
                household.names["mother_in_law"],
                str(born - chance.randint(18, 28)),
                f"{theirs}; đã mất",
            ),
            (
                spouse[0],
                household.names["spouse"],
                str(born + chance.randint(-4, 5)),
                f"Quê: {theirs}; {chance.choice(jobs)}",
            ),
        ]
    for order, child in enumerate(household.children):
        year = min(born + 25 + 3 * order + chance.randint(0, 2), dates.form.year)
        rows.append(("Con", child, str(year), f"{own}; {chance.choice(words['jobs_of_children'])}"))
    for name in household.siblings:
        gap = chance.choice((-6, -4, -2, 2, 3, 5))
        elder = "Chị ruột" if "Thị" in name else "Anh ruột"
        relation = elder if gap < 0 else "Em ruột"
        rows.append((relation, name, str(born + gap), f"{own}; {chance.choice(jobs)}"))
    return tuple(rows)
