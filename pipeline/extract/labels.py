"""Which printed label stands where: the most likely chain of a form's labels through a document.

A label may be misread, missing, or worded like another ("Tại Chi bộ" twice), and a value may contain the
words of a label. So every place where a label could stand is scored, and the chain of places that keeps
the order of the paper and scores highest is taken: no label is decided alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pipeline.extract.phrases import AHEAD, followed
from pipeline.forms.form import Field, Form
from pipeline.reading.align import Match, find, fold
from pipeline.reading.forced import align
from pipeline.reading.stream import Stream

_PREFIX = re.compile(
    r"(?:(?<![\w/])(?:(?P<item>[\dOIl]{1,2})(?:[.,]\d)?\s*[).:,/\-–]{1,2}|[A-Ea-eđ]\s*[)}])\s*)?(?:[-–—+*•_.,]{1,2}\s*)?$"
)
_BARE = re.compile(r"(?<![\w/])(?P<item>\d{1,2})\s*[-–—]?\s*$")
_NUMBER_ABOVE = re.compile(r"(?<![\w/])(?P<item>\d{1,2})\s*[).:,/\-–]{0,2}\s*\n\s*$")
_BRACKET = re.compile(r"\s*\((?:[^()]|\([^()]{0,40}\)){0,160}(?<!\n\w)(?<!\n\d\d)\)")
"""It does not end with the item of the next row, `b)`: then its own end was not read."""
_REST_OF_BRACKET = re.compile(r"[^()\n]{0,40}\)")
_UNOPENED = re.compile(r"[^()\n:]{0,60}\)\s*:")
"""The rest of a label whose opening bracket was not read; a colon behind it says that it is no value's."""
_TAIL = re.compile(r"(?: [^\W\d_]+){1,4}(?:\s*:|[\"”])")
_SEPARATOR = re.compile(
    r"\s*\)?\s*[.…_]*\s*[:;]|\s*[?\".…]*\s*[)}\]]+\s*[.…_]*\s*[:;'’`]?|\s*[.…_]{3,}|['’`´\-–](?=\s)"
)
"""A colon behind a label, as it may be misread, the bracket that ends it, or a leader."""

LOST_LABEL = re.compile(
    r"\s*(?:[\dO]{1,2}\s*(?:[).](?!\d)|/\s)|[A-Ea-eđĐ]\s*\)|[-–+]\s*\w+[^\n]*:"
    r"|[A-ZĐÀ-Ỹ][^\W\d]*(?: [^\W\d]+){2,8} ?:)"
)
"""A row that begins with an item number, "b)", "- …:" or a few words and a colon has a label nobody found:
nobody's value."""
DATELINE = re.compile(r"[^\n,;]{2,40}[,.] ?ngày\W*\w{0,2}\W*tháng\b", re.IGNORECASE)
"""Nor is a row anybody's that says where and when a paper was signed."""
_SURELY_NAMED = 0.8
"""A label out of its order is read with at most one letter in five wrong."""
_ONE_MORE = 0.1
"""What one more printed label of an order speaks for a chain: it ends a value and chooses nothing."""
_LONG = 8
_NAMED = 7
"""A shorter label stands in the middle of a row without a colon if it begins as printed, with a capital."""
_MISSED = 40
"""So many letters behind or before the end of a match its bracket may close."""
_NOT_FOLLOWED = 12.0
"""What it speaks against words of running text as a label that no name or number follows."""
_FIGURE = 6.0
"""What it speaks against a label that a figure stands within it: it is written between its words
("ngày 6 tháng 4 năm")."""
_WITHIN_BRACKET = 8.0
"""What it speaks against a label to stand in another one's bracket: "Trình độ (chuyên môn, ngoại ngữ):"."""


@dataclass(frozen=True, slots=True)
class Found:
    """A label in its place: `start` includes the item number before it, `end` the colon behind it.

    `words` is where its first letter stands: what looks like its number may end the label before. `marked`
    says that it is surely one, wherever it stands: a colon stands behind it and before it its own item number
    (or, where its form gives it none, the row begins with it), or it asks for a short answer and is all of a
    piece of a row.
    """

    order: int
    start: int
    words: int
    end: int
    score: float
    quality: float
    marked: bool = False


def find_labels(form: Form, stream: Stream) -> tuple[Found, ...]:
    """The best chain of this form's ordered labels in the stream, in order."""
    places = [
        found
        for order, field in enumerate(form.fields)
        if field.place in ("beside", "ticks", "column")
        for found in candidates(order, field, stream, prose=form.prose, choice=form.choice)
    ]
    chain = best_chain(places, {order for order, field in enumerate(form.fields) if field.key is None})
    return chain if form.prose else _with_moved(chain, places)


def _with_moved(chain: Sequence[Found], places: Sequence[Found]) -> tuple[Found, ...]:
    """The chain with labels that are marked as such and stand elsewhere than the form has them."""
    found, known = list(chain), {label.order for label in chain}
    for place in sorted(places, key=lambda place: -place.score):
        free = all(place.end <= other.start or place.start >= other.end for other in found)
        if place.marked and place.quality >= _SURELY_NAMED and place.order not in known and free:
            found.append(place)
            known.add(place.order)
    return tuple(sorted(found, key=lambda label: label.words))


def behind_choice(choice: Sequence[str], text: str, start: int, end: int) -> int:
    """Where an answer begins behind the printed boxes of a choice: `Có X Không`; `start` where none stand."""
    if not choice:
        return start
    boxes = r"\W*".join(rf"{re.escape(word)}\b\W*\w{{0,2}}" for word in choice)
    found = re.compile(rf"\W*{boxes}(?!\w)", re.IGNORECASE).match(text, start, end)
    return found.end() if found else start


def candidates(
    order: int, field: Field, stream: Stream, *, prose: bool = False, choice: Sequence[str] = ()
) -> Iterator[Found]:
    """Every place where one of the field's labels could stand; a printed `choice` behind one is as good as a
    colon."""
    for label in field.labels:
        folded = fold(label)
        for match in find(folded, stream.folded, limit=len(folded) // 5):
            found = _found(order, field, label, match, stream, prose=prose, choice=choice)
            if found.score > 0:
                yield found


def _found(
    order: int,
    field: Field,
    label: str,
    match: Match,
    stream: Stream,
    *,
    prose: bool,
    choice: Sequence[str],
) -> Found:
    folded = fold(label)
    start = stream.origin[match.start]
    end = stream.origin[match.end - 1] + 1
    end = _parted(label, stream, start, end) if match.distance else end
    before = stream.text[max(0, start - 12) : start].rpartition("\n")[2]
    prefix = _PREFIX.search(before) if not _bare_item(field, before) else _BARE.search(before)
    closed = _behind_bracket(stream.text, start, end)
    separator = _SEPARATOR.match(stream.text, closed) or (None if prose else _tail(stream.text, closed))
    score = len(folded) - 3.0 * match.distance
    first = start - len(prefix.group()) if prefix else start
    whole = field.key is not None and field.lines == 1 and _is_piece(stream, first, start, closed)
    parted = separator is not None or behind_choice(choice, stream.text, closed, len(stream.text)) > closed
    if not prose:
        separated = parted or whole or _led_out(stream, end)
        named = len(folded) >= _LONG or (len(folded) >= _NAMED and label[0] == stream.text[start])
        score += _context(field, before, prefix, separated, named)
        score -= _WITHIN_BRACKET if _within_bracket(stream.text, start, end) else 0.0
    elif not followed(field.kind, stream.text[end : end + AHEAD]):
        score -= _NOT_FOLLOWED
    if _inside_word(stream.text, start, end):
        score -= 5
    score -= 3 * sum(sign in ".,;:" and sign not in label for sign in stream.text[start:end])
    score -= _FIGURE * sum(sign.isdigit() and sign not in label for sign in stream.text[start:end])
    return Found(
        order,
        first if prose else _led_in(field, stream.text, first, start),
        start,
        separator.end() if separator else closed,
        score,
        1 - match.distance / len(folded),
        whole or (parted and _begins(field, before, prefix)),
    )


def _begins(field: Field, before: str, prefix: re.Match[str] | None) -> bool:
    """The label's own number stands before it; or nothing but a number or a bullet on its row, where its form
    gives it none."""
    lone = before == (prefix.group() if prefix else "")
    return lone if field.item is None else _has_own_number(field, prefix)


def _is_piece(stream: Stream, first: int, start: int, end: int) -> bool:
    """The label, with what leads it in, is a whole piece of a row, and not of one letter alone."""
    piece = stream.letters[start].piece
    before, behind = stream.letters[first - 1] if first else None, stream.letters[end]
    begins = before is None or before.piece != piece or before.letter == "\n"
    return begins and (behind.piece != piece or behind.first == len(stream.pieces[piece].steps))


def _has_own_number(field: Field, prefix: re.Match[str] | None) -> bool:
    item = prefix.group("item") if prefix else None
    return bool(field.item and item and _digits(item) == int(field.item))


def _tail(text: str, end: int) -> re.Match[str] | None:
    """The last words of a label that goes on: "Nơi ở hiện nay" as "Nơi ở hiện nay của gia đình:"."""
    tail = _TAIL.match(text, end)
    return tail if tail and tail.group().islower() else None


def _led_in(field: Field, text: str, start: int, words: int) -> int:
    """Where a label's line begins: what little stands before it on its row is its number or bullet, misread,
    unless it has one; and its number may have been cut off as a row of its own."""
    row = text.rfind("\n", 0, start) + 1
    if len(text[row:start].strip()) <= _BULLET and not text[start:words].strip():
        start = row
    above = _NUMBER_ABOVE.search(text, max(0, start - 12), start)
    return above.start() if above and field.item and int(above.group("item")) == int(field.item) else start


def _led_out(stream: Stream, end: int) -> bool:
    """Leader dots follow right behind: the colon before them was taken for one of them."""
    piece, behind = stream.letters[end - 1].piece, stream.letters[end]  # A line break ends every stream.
    return behind.first == len(stream.pieces[piece].steps) and stream.led[piece]


def _parted(label: str, stream: Stream, start: int, end: int) -> int:
    """Where a label that was misread ends: behind the last letter of the likeliest way of writing it.

    By its letters alone a mistake near the end of a label may as well be the value's first letter.
    """
    first, last = stream.letters[start], stream.letters[end - 1]
    if first.piece != last.piece:
        return end
    steps = stream.pieces[first.piece].steps[first.first :]
    aligned = align(steps[: last.last - first.first + 1 + _BEYOND], label, _STRAY)
    if aligned is None:
        return end
    edge = first.first + aligned.spans[-1][1]
    behind = (
        n for n in range(start + 1, len(stream.letters)) if _stands_behind(stream, n, first.piece, edge)
    )
    return next(behind, end)


def _stands_behind(stream: Stream, place: int, piece: int, edge: int) -> bool:
    letter = stream.letters[place]
    return letter.piece != piece or letter.first > edge


_BEYOND = 12
"""So many steps behind a label's read letters its last ones may be found."""
_STRAY = -1.0
"""What a letter before or behind a label costs, natural log: it should not be free to leave letters out."""


_BULLET = 2
"""Letters as which a bullet or an item number may be misread."""


def _bare_item(field: Field, before: str) -> bool:
    """The label's own number stands before it without any sign: `12 Ngày vào Đảng`."""
    bare = _BARE.search(before)
    return bool(bare and field.item and int(bare.group("item")) == int(field.item))


def _context(field: Field, before: str, prefix: re.Match[str] | None, separated: bool, named: bool) -> float:
    """What stands around a printed label: its item number, a dash, the start of the row, a colon behind."""
    item = prefix.group("item") if prefix else None
    score = 3.0 if separated else -4.0
    if field.item and item:
        score += 3.0 if _has_own_number(field, prefix) else -2.0
    led_in = not before.strip() or bool(prefix and prefix.group().strip())
    if not led_in and not separated:  # In the middle of a row, and no colon: words that only a label says.
        score -= 2.0 if named else 4.0
    return score + led_in


def _digits(item: str) -> int:
    return int(item.replace("O", "0").replace("I", "1").replace("l", "1"))


def _behind_bracket(text: str, start: int, end: int) -> int:
    """A label may go on in brackets, "(tương đương)", or end with one: its end is behind them.

    The end of a match inside a bracket is uncertain by some letters, the bracket's is not.
    """
    opened = text.find("(", start, end)
    if opened < 0:
        bracket = _BRACKET.match(text, end)
        unopened = _UNOPENED.match(text, end)
        return bracket.end() if bracket else unopened.end() - 1 if unopened else end
    bracket = _BRACKET.match(text, opened)
    return bracket.end() if bracket and abs(bracket.end() - end) <= _MISSED else end


def _within_bracket(text: str, start: int, end: int) -> bool:
    """The words stand in a bracket that was opened before them on their row and closes behind them."""
    row = text.rfind("\n", 0, start) + 1
    opened = text.count("(", row, start) > text.count(")", row, start)
    return opened and _REST_OF_BRACKET.match(text, end) is not None


def _inside_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and text[start - 1].isalpha()) or (end < len(text) and text[end].isalpha())


def best_chain(places: Sequence[Found], printed: Collection[int] = ()) -> tuple[Found, ...]:
    """The chain of places, rising in order and in place and never overlapping, of the highest total score.

    Labels of one field are its wordings, of which one stands there. Those of an order in `printed` bear no
    value and end others': several may stand one behind the other, and speak together for what the best does.
    """
    ordered = sorted(places, key=lambda place: (place.words, place.end, place.order))
    best: list[_Way] = []
    for place in ordered:
        ways = [_Way(place.score, place.score, None)]
        for there, (way, other) in enumerate(zip(best, ordered, strict=False)):
            if other.end > place.words:
                continue
            if other.order < place.order:
                ways.append(_Way(way.score + place.score, place.score, there))
            elif other.order == place.order in printed:
                more = _ONE_MORE + max(0.0, place.score - way.top)
                ways.append(_Way(way.score + more, max(way.top, place.score), there))
        best.append(max(ways, key=lambda way: way.score))
    chain: list[Found] = []
    step = max(range(len(best)), key=lambda here: best[here].score, default=None)
    while step is not None:
        chain.append(ordered[step])
        step = best[step].before
    return tuple(reversed(chain))


@dataclass(frozen=True, slots=True)
class _Way:
    """The best chain that ends in a place: its score, the best score among the last labels of one order, and
    the place before."""

    score: float
    top: float
    before: int | None
