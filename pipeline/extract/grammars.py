"""What each kind of field can look like on paper, as graphs of letters for the decoder.

A graph never forbids what people do write: it prices it. Costs are natural-log priors, chosen so that a
free letter costs about what it adds in meaning (English and Vietnamese text carry 1 to 2 nats a letter).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from pipeline.extract.dates import ROMAN
from pipeline.reading.graph import (
    Choice,
    Graph,
    Letters,
    Part,
    Repeat,
    Words,
    capital,
    chain,
    choice,
    either_case,
    maybe,
    times,
    words,
)
from pipeline.text import ACCENTED_LETTERS
from pipeline.vocabulary.places import forms, register
from pipeline.vocabulary.spelling import (
    answers,
    common_syllables,
    compounds,
    other_tone_place,
    spelling,
    terms,
    toned_rimes,
)

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZĐ"
LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
AROUND_VALUE = " .,:;-–—_/'\"|"
"""What stands at the ends of a value and is not part of it: leaders, specks, the label's colon."""

FREE_LETTER = -2.0
"""A letter outside every known syllable."""
_SYLLABLE = -4.0
_RARE_SYLLABLE = -9.0
_COMMONEST, _MOST_ZIPF, _ZIPF = -2.5, 7.3, 1.15
"""A syllable ten times as rare costs half the nats that this is worth: papers have words of their own."""
_FAMILY, _GIVEN = -2.0, -2.5
_MIDDLE = -0.7
"""`Thị` or `Văn` stands in half of all names."""
_TERM = -5.0
_PLACE = -7.0
_ANSWER = -1.0
"""Many fields that ask whether there is anything are answered by no more than a word."""
_DIGIT = -1.5
_MIXED = -2.0
_SIGN = -1.0
RARE_SIGNS = "!'*<=>?@[]_§°²×“”•"
_RARE_SIGN = -3.0
"""Signs have a price, too, so that none is taken for the letter or figure it resembles (`45%` for `456`)."""
_AREA = -3.0
_COLON = -2.0
"""A colon ends a label; within a value it is rarer than the semicolon it resembles."""
_RARE_FAMILY = -2.0
_UNGROUPED = -2.0
_ROMAN_MONTH = -4.0
"""One date in fifty, at most, has its month in Roman figures, of which one is often read as 1."""
_HALF = -4.0
"""A period that tells one end only."""


def graph(kind: str) -> Graph | None:
    """The graph of an open kind; None for kinds that have none of their own."""
    part = _PARTS.get(kind)
    return None if part is None else _built(part)


@cache
def _built(part: Callable[[], Part]) -> Graph:
    """Kinds of one make share one graph, with what was walked of it."""
    return Graph(_loose(part()))


def _loose(part: Part) -> Part:
    """A value with leaders and specks around it."""
    specks = Repeat(Letters(AROUND_VALUE), 0, -0.1)
    return chain(specks, part, specks)


# --- numbers and dates -------------------------------------------------------------------------------


def _number(*lengths: int) -> Part:
    """Digits of these counts, spaces or points among them."""
    digit = chain(Letters(DIGITS), Repeat(Letters(" .-–|"), 0, -0.5))
    return Choice(tuple(times(digit, length, length) for length in lengths))


def _profile() -> Part:
    gap = Repeat(Letters(" .-–|/"), 0, -0.5)
    digit, letter = chain(Letters(DIGITS), gap), chain(Letters(CAPITALS), gap)
    return chain(times(digit, 6, 6), times(letter, 1, 4))


def _money() -> Part:
    """A sum in groups of three or in one, or in millions, with what people write behind it."""
    digit = Letters(DIGITS)
    group = chain(choice(Letters(".,"), chain(maybe(Letters(".,")), Letters(" "))), digit, digit, digit)
    grouped = chain(times(digit, 1, 3), Repeat(group))
    whole = choice(grouped, chain(_price(_UNGROUPED), Repeat(digit)))
    tenth = maybe(chain(Letters(".,"), digit))
    millions = chain(times(digit, 1, 4), tenth, maybe(Letters(" ")), _word("triệu", "tr"))
    unit = chain(Repeat(Letters(" .…"), 0, -0.1), _word("đồng", "đ", "vnđ", "vnd"))
    share = chain(Letters("/"), _word("năm", "tháng", "người"))
    return chain(choice(whole, millions), maybe(unit), maybe(share))


def _date() -> Part:
    """Day, month and year in figures or with their words; what is missing may be left out from the left."""
    gap = Repeat(Letters(" ._…"), 0, -0.1)
    mark = chain(gap, Letters("/-–.,|\\"), gap)
    day = choice(chain(maybe(Letters("0")), Letters("123456789")), _two("12", DIGITS), _two("3", "01"))
    month = choice(chain(maybe(Letters("0")), Letters("123456789")), _two("1", "012"))
    named = choice(month, chain(_price(_ROMAN_MONTH), words(ROMAN)))
    year = choice(
        chain(words(("19",)), Letters(DIGITS), Letters(DIGITS)),
        chain(words(("20",)), Letters("0123"), Letters(DIGITS)),
    )
    short = chain(Letters(DIGITS, -0.5), Letters(DIGITS))
    in_figures = choice(
        chain(day, mark, named, mark, choice(year, short)),
        chain(maybe(chain(mark, maybe(mark))), named, mark, year),
        chain(maybe(chain(mark, maybe(mark))), year),
    )
    in_words = chain(
        maybe(chain(_word("ngày", "ngay"), gap)),
        maybe(chain(day, gap)),
        maybe(chain(_word("tháng", "thang"), gap, month, gap)),
        _word("năm", "nam"),
        gap,
        year,
    )
    of_month = chain(_word("tháng", "thang"), gap, month, mark, year)
    return choice(in_figures, chain(_word("ngày", "ngay"), gap, in_figures), in_words, of_month)


def _period() -> Part:
    """From one month or year to another, or to now; a broken period has its dash at the end of a row."""
    gap = Repeat(Letters(" ._…"), 0, -0.1)
    digit = Letters(DIGITS)
    year = choice(chain(words(("19",)), digit, digit), chain(words(("20",)), Letters("0123"), digit))
    part = chain(choice(chain(maybe(Letters("0123")), digit), digit), gap, Letters("/.-"), gap)
    when = chain(maybe(chain(_word("tháng", "năm"), gap)), maybe(chain(part, maybe(part))), year)
    until = choice(Letters("-–—", _SIGN), _word("đến"))
    start = chain(maybe(chain(_word("từ"), gap)), when)
    return choice(chain(start, gap, until, gap, choice(when, _word("nay"))), chain(start, _price(_HALF)))


def _year() -> Part:
    digit = Letters(DIGITS)
    return choice(chain(words(("19",)), digit, digit), chain(words(("20",)), Letters("012"), digit))


def _two(first: str, second: str) -> Part:
    return chain(Letters(first), Letters(second))


def _word(*spellings: str) -> Part:
    return either_case(spellings)


# --- words -------------------------------------------------------------------------------------------


def _price(cost: float) -> Part:
    """No letter at all, at a cost."""
    return words(("",), cost)


@cache
def _small() -> Part:
    """A syllable in small letters."""
    return choice(chain(words(_onsets()), words(toned_rimes())), words(toned_rimes()))


@cache
def _title() -> Part:
    """A syllable with a capital."""
    onsets = words(capital(onset) for onset in _onsets())
    return choice(chain(onsets, words(toned_rimes())), words(map(capital, toned_rimes())))


@cache
def _upper() -> Part:
    """A syllable in capitals."""
    rimes = words(rime.upper() for rime in toned_rimes())
    return choice(chain(words(onset.upper() for onset in _onsets()), rimes), rimes)


@cache
def _onsets() -> tuple[str, ...]:
    lists = spelling()
    return tuple(onset for name in ("onsets", "rare_onsets") for onset in lists[name] if onset)


@cache
def _common() -> Part:
    """The syllables that are written most, each at its price, in either case."""
    return Words(
        tuple(
            (form, _COMMONEST - _ZIPF * (_MOST_ZIPF - zipf))
            for syllable, zipf in common_syllables().items()
            for spelled in (syllable, *other_tone_place(syllable))
            for form in dict.fromkeys((spelled, capital(spelled), spelled.upper()))
        )
    )


def _stranger(letters: str) -> Part:
    """A word that no rule of spelling knows: abbreviations, minority and foreign names."""
    return Repeat(Letters(letters, FREE_LETTER))


def _name() -> Part:
    """A family name and more words, all with a capital or all in capitals."""
    return choice(
        _named(words(spelling()["family"]), words(spelling()["middle"]), words(_given()), _title()),
        _named(
            words(family.upper() for family in spelling()["family"]),
            words(middle.upper() for middle in spelling()["middle"]),
            words(given.upper() for given in _given()),
            _upper(),
        ),
    )


def _given() -> tuple[str, ...]:
    """Syllables of given names, the tone on either letter where writers differ."""
    return tuple(form for name in spelling()["given"] for form in (name, *other_tone_place(name)))


def _named(family: Part, middle: Part, given: Part, syllable: Part) -> Part:
    word = choice(
        chain(_price(_MIDDLE), middle),
        chain(_price(_GIVEN), given),
        chain(_price(_SYLLABLE), syllable),
        _stranger(LATIN + ACCENTED_LETTERS + "'-"),
    )
    first = choice(chain(_price(_FAMILY), family), chain(_price(_RARE_FAMILY), word))
    return chain(first, Repeat(chain(Letters(" "), word)))


def _text() -> Part:
    """Words and figures with signs between them."""
    rare = chain(_price(_RARE_SYLLABLE), choice(_small(), _title(), _upper()))
    known = choice(_common(), rare)
    figures = Repeat(Letters(DIGITS, _DIGIT))
    strange = _stranger(LATIN + ACCENTED_LETTERS + "'")
    mixed = chain(_price(_MIXED), Repeat(choice(Letters(DIGITS, _DIGIT), Letters(CAPITALS, FREE_LETTER))))
    named = chain(
        _price(_PLACE),
        words(form for unit in _units() for form in (unit, unit[:1].lower() + unit[1:], unit.upper())),
    )
    area = words(("m2", "m²"), _AREA)
    word = choice(known, chain(_price(_TERM), _terms()), named, figures, area, strange, mixed)
    space = Letters(" ")
    mark = choice(Letters(',.-–—/();&+%"', _SIGN), Letters(":", _COLON), Letters(RARE_SIGNS, _RARE_SIGN))
    sign = chain(maybe(space), mark, maybe(space))
    opening = choice(Letters('("+', _SIGN), Letters(RARE_SIGNS, _RARE_SIGN))
    closing = choice(Letters(').%"', _SIGN), Letters(RARE_SIGNS, _RARE_SIGN))
    free = chain(
        maybe(chain(opening, maybe(space))),
        word,
        Repeat(chain(choice(space, sign, times(sign, 2, 2)), word), 0),
        times(chain(maybe(space), closing), 0, 2),
    )
    return choice(chain(_price(_ANSWER), either_case(answers())), free)


def _units() -> Iterator[str]:
    """Units that have committees and agencies: provinces and districts in every form, communes since 2025
    with their rank."""
    for province in register("until-2025"):
        yield from forms(province.name)
        for district in province.parts:
            yield from forms(district.name)
    for province in register("since-2025"):
        yield from (commune.name for commune in province.parts)


def _terms() -> Part:
    """Words of several syllables as people write them: as they stand, with one capital, in capitals."""
    return words(
        form
        for term in dict.fromkeys((*terms(), *compounds()))
        for spelled in (term, *other_tone_place(term))
        for form in (spelled, spelled[:1].upper() + spelled[1:], spelled.upper())
    )


_PARTS: dict[str, Callable[[], Part]] = {
    "date": _date,
    "period": _period,
    "year": _year,
    "person_name": _name,
    "national_id": lambda: _number(9, 12),
    "card_number": lambda: _number(8, 12),
    "profile_number": _profile,
    "money": _money,
    "text": _text,
    "place": _text,
    "organisation": _text,
}
