"""What a field can be: each kind's way from what was read to the value of the export contract.

A kind never repairs what it cannot know: it returns the value with doubts, or no value at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.extract.dates import find_date
from pipeline.extract.spelt import like_another_word, without_stray_dots
from pipeline.text import comparable, nfc, squeeze
from pipeline.vocabulary.places import plain, with_commas, with_whole_names
from pipeline.vocabulary.present import same_place
from pipeline.vocabulary.spelling import spelling, syllables
from pipeline.vocabulary.words import nearest, vocabulary

LATEST_YEAR = 2035
"""No paper of this product's lifetime is dated later; bounds two-digit years and misread ones."""

_LEADERS = re.compile(r"[.…·_‥]{2,}|[…_]+|(?<=\s)[.·](?=\s)")
_LEADER_AT_ROW_END = re.compile(r"(?<=\w\w)[.…]+\s*\n\s*(?=\w)")
"""The last dots of a leader cling to a word at the end of a row; an abbreviation's letter is alone."""
_LEADER_BETWEEN_WORDS = re.compile(r"(?<=[a-zà-ỹđ\d])\.(?=[^\W\d_])")
"""A leader's dot between words or behind a number; abbreviations end in a capital (`P.Nghi`, `TX.Cửa Lò`)."""
_DOUBLED = re.compile(r"([,;])(?:\s?[.,;])+")
"""A comma and a leader's dot beside it are read as two signs; nobody writes two."""
EMPTY_SIGNS = " \n.,;:–—_…·'`´’\"|/\\-"
"""What leaders, printed slashes and specks of dirt are read as."""
_ENDS = " .,;:–—_…·'\"|/\\*-=~"


@dataclass(frozen=True, slots=True)
class Value:
    """A normalised value. `fit`: how well it satisfies its kind, 0 to 1; `doubts` say why it may be wrong."""

    value: str | None
    fit: float = 1.0
    doubts: tuple[str, ...] = ()


def tidy(raw: str) -> str:
    """What was read without leaders, line breaks and stray marks at the ends."""
    whole = _LEADER_BETWEEN_WORDS.sub(" ", _LEADER_AT_ROW_END.sub(" ", nfc(raw)))
    return _DOUBLED.sub(r"\1", squeeze(_LEADERS.sub(" ", whole))).strip(_ENDS)


def is_empty(raw: str) -> bool:
    """Nothing but leaders, printed slashes and specks; a mark that is none of these is writing."""
    return all(sign.isspace() or sign in EMPTY_SIGNS for sign in raw)


def normalise(kind: str, raw: str) -> Value:
    """The value of `raw` under its kind; `raw` is not empty. Marks without letter or digit are illegible."""
    if not any(sign.isalnum() for sign in raw):
        return Value(None, 0.0, ("illegible",))
    if vocabulary(kind):
        return _word(kind, tidy(raw))
    dashes = _LONGEST_DASH if kind == "period" else _LONG_DASH
    found = _KINDS.get(kind, _text)(dashes.sub("-", raw))
    odd = kind in _WORDS and not found.doubts and like_another_word(found.value or "")
    return Value(without_stray_dots(found.value or ""), found.fit, ("like_another_word",)) if odd else found


_WORDS = frozenset({"text", "organisation"})
"""Kinds that are words of the language, not names."""


_LONG_DASH, _LONGEST_DASH = re.compile("[–—]"), re.compile("—")
"""Between words nobody means another dash than the hyphen; a period is kept with the dash it was printed with
(`9/1990 – 5/1995`), and no form prints the longest."""


def meaning(kind: str, value: str) -> str:
    """What two writings of one value have in common: neither case nor ranks of places count."""
    return plain(value) if kind == "place" else comparable(value)


def renamed(kind: str, one: str, other: str) -> bool:
    """Whether two values of other meanings name one place, by its name until 2025 and by that since."""
    return kind == "place" and same_place(one, other)


_COMMA = re.compile(r"\s*([,;])\s*(?=[^\W\d_])")
"""A comma before a word; hands and hasty typists leave out the space behind it."""


def _text(raw: str) -> Value:
    value = _COMMA.sub(r"\1 ", tidy(raw))
    strange = sum(not (letter.isalnum() or letter in " .,-–/()&:;%+'\"") for letter in value)
    halved = value.count("(") != value.count(")")
    if strange or halved:
        return Value(value, 0.3, ("strange_signs",))
    if any(map(_among_capitals, re.findall(r"[^\W\d_]+", value))):
        return Value(value, 0.3, ("small_among_capitals",))
    return Value(value, 0.3, ("unfinished",)) if _goes_on(value, "text_goes_on") else Value(value)


def _among_capitals(word: str) -> bool:
    """A small letter stands in a word that begins as an abbreviation does: `TTỵT`, not `ThS`."""
    return word[:2].isupper() and not word.isupper()


def _goes_on(value: str, listed: str) -> bool:
    """Whether the value ends with a word behind which more must stand."""
    return f" {comparable(value)}".endswith(tuple(f" {word}" for word in spelling()[listed]))


def _word(kind: str, raw: str) -> Value:
    found = nearest(kind, raw)
    if found is None and " " in raw:
        first = nearest(kind, raw.rpartition(" ")[0])  # A speck behind the word may read as another.
        return Value(first[0], 0.2, ("more_than_the_word",)) if first and first[1] == 0 else _unknown(raw)
    if found is None:
        return _unknown(raw)
    word, distance = found
    return Value(word) if distance == 0 else Value(word, 0.5 ** (distance + 1), ("corrected_to_vocabulary",))


def _unknown(raw: str) -> Value:
    return Value(raw or None, 0.2, ("not_in_vocabulary",))


def _person_name(raw: str) -> Value:
    """A name; one of another language than Vietnamese (`H'Yên`, `Ksor`) cannot be checked by its spelling."""
    value = tidy(re.sub(r"[.·]", " ", raw))  # No name holds a dot; leaders leave them.
    words = value.split()
    good = 2 <= len(words) <= 6 and all(re.fullmatch(r"[^\W\d_]+(?:['-][^\W\d_]+)*", word) for word in words)
    if good and not all(word.lower() in syllables() for word in words):
        return Value(reading_case(value), 0.6, ("unusual_name",))
    if good and _goes_on(value, "name_goes_on"):
        return Value(reading_case(value), 0.3, ("unfinished",))
    return Value(reading_case(value), 1.0 if good else 0.2, () if good else ("not_a_name",))


def reading_case(value: str) -> str:
    """`TRẦN XUÂN LÂM` as `Trần Xuân Lâm`; what is not all capitals stays."""
    if value != value.upper():
        return value
    return re.sub(r"[^\W\d_]+", lambda word: word.group()[:1].upper() + word.group()[1:].lower(), value)


def _organisation(raw: str) -> Value:
    found = _text(raw)
    if found.value is None or len(found.value) <= 6:
        return found
    return Value(_organisation_case(found.value), found.fit, found.doubts)


def _place(raw: str) -> Value:
    """A place with a comma before each rank that is written out, none behind it, and a stop behind one of a
    single letter: hands leave them out, and leaders and specks read as them. No unit ends in a semicolon."""
    found = _text(raw)
    if found.value is None:
        return found
    commas = _COMMA_AND_DASH.sub(", ", _organisation_case(found.value).replace(";", ","))
    commas = _WITHIN_RANK.sub(r"\1", commas)
    ranked = _BEFORE_RANK.sub(_parted, _BEHIND_RANK.sub(r"\1 ", commas))
    parted = _LONE_RANK.sub(r"\1. ", ranked if _DASH in ranked else with_whole_names(with_commas(ranked)))
    if _RANK_AT_END.search(parted) and not found.doubts:
        return Value(parted, 0.3, ("unfinished",))
    return Value(parted, found.fit, found.doubts)


def _parted(unit: re.Match[str]) -> str:
    """A comma behind a name. Behind a small word the rank goes on: `Trạm Y tế xã A`, `nay là tỉnh B`."""
    return unit[0] if unit[1][0].islower() else f"{unit[1]}, {unit[2]}"


_DASH = " - "
"""Who parts the units by dashes puts no commas there."""
_RANK = "tỉnh|thành phố|huyện|quận|thị xã|thị trấn|phường|xã"
_SHORT_RANK = r"[XPHQT]\. ?|T[PXT]\. ?|TP |TX "
_COMMA_AND_DASH = re.compile(r", ?[-–] ?")
_BEFORE_RANK = re.compile(rf"(\w+)[.]? (?<![Tt]hị )((?:(?:{_RANK}) |{_SHORT_RANK})(?=[A-ZĐÀ-Ỹ\d]))")
_LONE_RANK = re.compile(r"(?:(?<=^)|(?<=, ))([XPHQT]) (?=[A-ZĐÀ-Ỹ])")
_RANK_AT_END = re.compile(rf"(?:^|[,;] ?)(?:{_RANK})$", re.IGNORECASE)
_WITHIN_RANK = re.compile(r"\b([Tt]hị(?=, (?:xã|trấn) )|thành(?=, phố )),")
_BEHIND_RANK = re.compile(rf"\b({_RANK}), ?(?=[A-ZĐÀ-Ỹ])")


def _organisation_case(value: str) -> str:
    """`SỞ NÔNG NGHIỆP VÀ PTNT` as `Sở Nông Nghiệp Và PTNT`: what cannot be a word stays in capitals."""
    if value != value.upper():
        return value
    return re.sub(r"[^\W\d_]+", lambda word: _word_case(word.group()), value)


def _word_case(word: str) -> str:
    return word if word.lower() not in syllables() else word[:1] + word[1:].lower()


def _date(raw: str) -> Value:
    found = find_date(raw, LATEST_YEAR)
    if found is None:
        return Value(None, 0.0, ("not_a_date",))
    rest = raw[: found.start] + raw[found.end :]
    if any(letter.isdigit() for letter in rest):
        return Value(found.value, 0.2, ("more_digits_than_the_date",))
    letters = sum(letter.isalpha() for letter in re.sub(r"ng[aà]y|n[aă]m|th[aá]ng", "", rest, flags=re.I))
    if letters:
        return Value(found.value, 0.4, ("letters_in_the_date",))
    return Value(found.value, 0.4, ("short_year",)) if found.short_year else Value(found.value)


def _number(*shapes: str) -> Callable[[str], Value]:
    """Digits without what groups them. Of an old number and a new one, in the longest shape, the new one."""

    def kind(raw: str) -> Value:
        value = re.sub(r"[\s.\-–…_|]", "", raw).strip(":;,/'\"()").upper()
        good = any(re.fullmatch(shape, value) for shape in shapes)
        newest = [] if good else re.findall(rf"(?<!\w){shapes[-1]}(?!\w)", raw)
        value = newest[0] if len(newest) == 1 else value
        return Value(value or None, 1.0 if good else 0.1, () if good else ("wrong_shape",))

    return kind


_KINDS: dict[str, Callable[[str], Value]] = {
    "text": _text,
    "place": _place,
    "organisation": _organisation,
    "person_name": _person_name,
    "date": _date,
    "national_id": _number(r"\d{9}", r"\d{12}"),
    "card_number": _number(r"\d{8}", r"\d{12}"),
    "profile_number": _number(r"\d{6}[A-ZĐ]{1,4}"),
}


_SUM = re.compile(r"\d[\d.,\s]*")
_FEWEST_DIGITS = 4
"""A sum of đồng has so many at least."""
_MILLIONS = re.compile(r"(\d+)(?:[.,](\d))?\s*(?:triệu|tr)\b", re.IGNORECASE)


def _money(raw: str) -> Value:
    """Whole đồng: the digits of the first sum; dots, commas and spaces only group them, and `triệu` stands
    for six noughts."""
    if millions := _MILLIONS.match(raw.strip(EMPTY_SIGNS)):
        return Value(f"{millions[1]}{millions[2] or ''}".ljust(len(millions[1]) + 6, "0"))
    found = _SUM.search(raw)
    if found is None:
        return Value(None, 0.0, ("not_a_sum",))
    groups = re.split(r"[.,\s]+", found.group().strip(" .,\n"))
    grouped = len(groups) == 1 or all(len(group) == 3 for group in groups[1:])
    more = any(sign.isdigit() for sign in raw[found.end() :])
    good = grouped and not more and sum(map(len, groups)) >= _FEWEST_DIGITS
    return Value("".join(groups), 1.0 if good else 0.2, () if good else ("wrong_shape",))


_ONE_MONTH = r"(?:\d{1,2}\s*[/.-]\s*)?(?:\d{1,2}\s*[/.-]\s*)?\d{4}"
_PERIOD = re.compile(rf"{_ONE_MONTH}\s*(?:[-–]|đến)\s*(?:{_ONE_MONTH}|nay)", re.IGNORECASE)


def _period(raw: str) -> Value:
    """A period as it stands; a dash has space on both sides or on neither, also where the row ended."""
    value = re.sub(r"(?<! )([-–])\s+|\s+([-–])(?! )", r"\1\2", tidy(raw))
    good = _PERIOD.fullmatch(value) is not None
    return Value(value, 1.0 if good else 0.3, () if good else ("not_a_period",))


def _year(raw: str) -> Value:
    value = re.sub(r"[\s.…_|]", "", raw)
    good = re.fullmatch(r"(?:19|20)\d\d", value) is not None
    return Value(value or None, 1.0 if good else 0.2, () if good else ("wrong_shape",))


_KINDS |= {"money": _money, "period": _period, "year": _year}
