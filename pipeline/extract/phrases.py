"""Values in running text: what can follow a label there, and where a value ends without a next label."""

from __future__ import annotations

import re

from pipeline.extract.dates import find_date
from pipeline.extract.kinds import LATEST_YEAR
from pipeline.forms.form import Field
from pipeline.vocabulary.places import ends_in_place, ends_in_province

AHEAD = 60
"""A value that follows at once shows within so many letters."""
_NUMBERS = frozenset({"card_number", "national_id", "profile_number"})
_DIGITS = re.compile(r"[^\w;]*\d[\d\s.\-–]*")
_PROFILE = re.compile(r"[^\w;]*\d{6}[ .\-–]*[A-ZĐ]{0,4}")
_AT_ONCE = re.compile(r"\W*(?:\w{2,4}\W+)?\d")
_ENDS = {
    "date": re.compile(r"[,;\n]"),
    "place": re.compile(r"[;:]|(?<=\w{3})\.\s"),
    "": re.compile(r";"),
}
"""Signs that end a phrase; a shortened rank ("TP. Vinh") bears a stop of its own."""
_ROW_OF_ITS_OWN = re.compile(r"\n(?=Điều\s+\d|[-–+•]\s|\d{1,2}\s*[.)]\s|[A-ZĐÀ-Ỹ][^\n:;.,]{3,45}:)")
"""A row that begins so says something else: an article, an item, a label of which nothing is known."""
_WHOLE_NAME = 3
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ADDRESSES = frozenset({"ông", "bà", "đồng", "chí", "anh", "chị", "cho"})
"""Words before a name that may bear a capital themselves."""
_LED_IN = _ADDRESSES | {
    "cô",
    "quần",
    "chúng",
    "đoàn",
    "đảng",
    "viên",
    "dự",
    "bị",
    "ưu",
    "tú",
    "là",
    "đối",
    "với",
    "của",
}
"""Words that may stand between a label and the name it announces."""


def phrase(field: Field, text: str, start: int) -> tuple[int, int]:
    """Where the value stands that begins at `start` with `text`: to where its kind ends, or the phrase."""
    if field.kind == "date" and (date := find_date(text, LATEST_YEAR)):
        return start, start + date.end
    if field.kind == "person_name":
        first, end = named(text)
        return start + first, start + end
    number = _PROFILE if field.kind == "profile_number" else _DIGITS
    if field.kind in _NUMBERS and (found := number.match(text)):
        return start, start + found.end()
    if field.kind == "place" and (place := _place_end(text)):
        return start, start + place
    said = _ROW_OF_ITS_OWN.split(text)[0]
    return start, start + len(_ENDS.get(field.kind, _ENDS[""]).split(said)[0].rstrip(" \n,;.–-"))


def is_whole(place: str) -> bool:
    """Whether a place has come to its province: nothing of it goes on in the next row."""
    return ends_in_place(place.strip(" .,;")) or ends_in_province(place.strip(" .,;"))


def _place_end(text: str) -> int | None:
    """Behind the province of a place in full, or else of one whose district is misread."""
    ends = [word.end() for word in _WORD.finditer(text)]
    ways = ((end for end in ends if is_end(text[:end])) for is_end in (ends_in_place, ends_in_province))
    return min(filter(None, (next(way, None) for way in ways)), default=None)


def followed(kind: str, text: str) -> bool:
    """Whether a value of the kind begins at once: the words of a label may stand anywhere in a sentence."""
    if kind == "person_name":
        first, end = named(text)
        skipped = (word.group().casefold() for word in _WORD.finditer(text[:first]))
        return len(text[first:end].split()) > 1 and all(word in _LED_IN for word in skipped)
    return kind not in {"date", *_NUMBERS} or _AT_ONCE.match(text) is not None


def named(text: str) -> tuple[int, int]:
    """Where a name stands in running text: its words bear capitals; an address before it ("ông (bà):", in
    small letters, its second word in brackets) is skipped, and any sign or small word ends it."""
    first = end = None
    for word in _WORD.finditer(text):
        small = word.group()[0].islower() or (first is None and word.group().casefold() in _ADDRESSES)
        if first is None:
            if not small:
                first = word.start()
            elif ";" in text[: word.start()]:
                break
        elif small or re.search(r"[,;(.:–-]", text[end : word.start()]) or _begins_anew(text, first, word):
            break
        if first is not None:
            end = word.end()
    return (first, end) if first is not None and end is not None else (0, 0)


def _begins_anew(text: str, first: int, word: re.Match[str]) -> bool:
    """A capital that begins a sentence.

    It is title case behind capitals, or stands on a new row behind three words and before a small one.
    """
    before, behind = text[first : word.start()], text[word.end() :]
    in_capitals = before.isupper() and not word.group().isupper()
    new_row = "\n" in before[len(before.rstrip()) :] and len(before.split()) >= _WHOLE_NAME
    return in_capitals or (new_row and behind.lstrip(" \n")[:1].islower())
