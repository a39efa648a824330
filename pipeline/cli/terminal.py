"""`hoso review --terminal`: review on a machine without a browser, one field after the other.

The desk decides, as for the page; nothing is decided here. What is typed is the value, a word with a colon
before it an act (`terminal_words.yaml`).
"""

from __future__ import annotations

import secrets
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click

from pipeline import review
from pipeline.cli.edge import say
from pipeline.config import LimitSettings
from pipeline.data import read_yaml
from pipeline.errors import BadArguments
from pipeline.export.files import write_whole
from pipeline.messages import _, noted
from pipeline.review import braille, pictures
from pipeline.review.cards import card_object, sentences
from pipeline.review.desk import Card, Desk
from pipeline.review.people import sign_in
from pipeline.review.policy import SENIOR
from pipeline.review.queue import Effect, Outcome
from pipeline.scans import PageUnreadable, Source
from pipeline.store import Act, Person, ReviewStore, Task
from pipeline.types import BETWEEN_CELLS, ILLEGIBLE_CELL

WORDS = Path(review.__file__).parent / "terminal_words.yaml"
_SIGN = ":"
_ACTS = {
    **{outcome.value: outcome for outcome in Outcome if outcome is not Outcome.VALUE},
    **dict.fromkeys(("missing_row", "take_back", "page", "help", "quit")),
}
_OF_A_CELL = {"blank": "", "illegible": ILLEGIBLE_CELL}
"""Acts that in a row are about the cell in hand, and what such a cell says."""
_TOLD = {
    "blank": noted("blank on the paper; in a row: this cell"),
    "illegible": noted("illegible; in a row: this cell"),
    "struck_out": noted("struck out"),
    "wrong_picture": noted("wrong picture"),
    "ask_senior": noted("ask a senior"),
    "no_row": noted("what is shown is no row of the table"),
    "missing_row": noted("a row is missing below this one"),
    "take_back": noted("take back the last answer"),
    "page": noted("write the picture of the whole page (seniors)"),
    "help": noted("these words"),
    "quit": noted("end; what was answered is kept"),
}


@dataclass(slots=True)
class Sitting:
    """One person at one terminal. `folder` is where the picture of the field in hand lies."""

    store: ReviewStore
    desk: Desk
    limits: LimitSettings
    folder: Path
    language: str
    settled: int = 0


def person_of(store: ReviewStore) -> Person:
    """Ask for login and password; raises BadArguments where they do not fit."""
    login = click.prompt(_("Login"), err=True)
    password = click.prompt(_("Password"), hide_input=True, err=True)
    person = sign_in(store, login.strip().lower(), password)
    store.note(login[:64], "sign_in" if person else "sign_in_failed", "terminal")
    if person is None:
        raise BadArguments(_("Login or password is wrong, or the account is closed for now."))
    return person


def sit(sitting: Sitting) -> None:
    """Ask field after field until nothing waits or the person ends; what is in hand is given back."""
    say(_("{0} explains; an empty line accepts what is shown.").format(_words()["help"][0]))
    try:
        while (cards := sitting.desk.next()) and _dealt(sitting, cards):
            pass
    except click.Abort:  # The end of the input is an end like another.
        pass
    finally:
        sitting.desk.leave()
        for left in sitting.folder.glob("*.jpg"):
            left.unlink()
    say(_("Settled here: {0}.").format(sitting.settled))


def _dealt(sitting: Sitting, cards: tuple[Card, ...]) -> bool:
    """Go through what was lent; False where the person ends. After taking back, it is dealt anew."""
    tasks = [task for card in cards for task in card.tasks]
    for place, task in enumerate(tasks):
        sitting.desk.keep([each.id for each in tasks[place:]])
        word = _asked(sitting, task)
        if word == "quit":
            return False
        if word == "take_back":
            sitting.desk.leave()
            return _again(sitting)
    return True


def _again(sitting: Sitting) -> bool:
    done = sitting.desk.take_back(secrets.token_hex(16))
    cards = sitting.desk.again(done)
    sitting.settled -= len(cards)
    if not cards:
        say(_("There is nothing to take back."))
    return _dealt(sitting, cards)


def _asked(sitting: Sitting, task: Task) -> str:
    """Show one field and take answers until one is kept; gives the word that ends or goes back."""
    told = card_object(Card((task,)), sitting.language, sitting.desk.rank)
    began = time.monotonic()
    _shown(sitting, task, told)
    while True:
        word, text = _line(told)
        if word in ("quit", "take_back"):
            return word
        if word == "help":
            _help()
        elif word == "page":
            _page(sitting, task)
        elif word == "missing_row":
            if after := _missing_row(sitting, task):
                return after
        elif word == "":
            say(_("There is no such word; {0} explains.").format(_words()["help"][0]))
        elif _kept(sitting, task, (Outcome(word) if word else Outcome.VALUE, text), began):
            return ""


def _missing_row(sitting: Sitting, task: Task) -> str:
    """Ask for the row that is missing below another before going on with that one."""
    card = sitting.desk.add_row(secrets.token_hex(16), task) if task.field.cells else None
    if card is None:
        say(sentences(sitting.language)["row_taken"])
        return ""
    return _asked(sitting, card.tasks[0])


def _line(told: Mapping[str, Any]) -> tuple[str | None, str]:
    """What is typed for a field, or cell by cell for a row: a word, or None and the value."""
    own = told["tasks"][0]
    if not own["cells"]:
        line = _prompt(">")
        return _act(line), _value(line, own)
    texts = []
    for column, cell in zip(told["columns"], own["cells"], strict=True):
        line = _prompt(f"{column['heading']} [{cell['value']}] >")
        word = _act(line)
        if word is not None and word not in _OF_A_CELL:
            return word, ""
        texts.append(_value(line, cell) if word is None else _OF_A_CELL[word])
    return None, BETWEEN_CELLS.join(texts)


def _prompt(sign: str) -> str:
    line: str = click.prompt(sign, default="", show_default=False, prompt_suffix=" ", err=True)
    return line


def _act(line: str) -> str | None:
    """The act a line asks for: None where it is a value or a reading's number, empty for no such word."""
    if not line.startswith(_SIGN) or line[1:].isdigit():
        return None
    return next((act for act, typed in _words().items() if line in typed), "")


def _value(line: str, own: Mapping[str, Any]) -> str:
    """The value a line stands for: what is typed, the reading of that number, else what is shown."""
    if not line.startswith(_SIGN):
        return line or str(own["value"])
    number = int(line[1:]) - 1 if line[1:].isdigit() else -1
    readings = own["candidates"]
    return str(readings[number]["value"]) if 0 <= number < len(readings) else ""


def _kept(sitting: Sitting, task: Task, answer: tuple[Outcome, str], began: float) -> bool:
    """Give an answer to the desk; False, and why in a sentence, where it cannot be one."""
    elapsed = round(1000 * (time.monotonic() - began))
    act = Act(secrets.token_hex(16), task.id, 0, "answer", elapsed_ms=elapsed)
    came = sitting.desk.answer(act, *answer, task.standing.version)
    if came.doubt == "empty":
        say(_("Nothing is typed. {0} is for blank on the paper.").format(_words()["blank"][0]))
    elif came.doubt == "empty_row":
        say(_("Nothing is typed. {0} says that this is no row.").format(_words()["no_row"][0]))
    elif came.doubt:
        say(sentences(sitting.language)[came.doubt])
    elif came.effect is Effect.REFUSED:
        say(sentences(sitting.language)["refused"])
    sitting.settled += not came.doubt and came.effect is not Effect.REFUSED
    return not came.doubt


def _shown(sitting: Sitting, task: Task, told: Mapping[str, Any]) -> None:
    """A field on the screen: what it is, its picture, why it was stopped, what it may be."""
    own = told["tasks"][0]
    say(f"\n{click.style(told['heading'], bold=True)}   {told['ask']}")
    if (source := _source(sitting, task)) is not None:
        try:
            cut = pictures.row_picture if task.field.cells else pictures.field_picture
            jpeg = cut(source, task.field.place)
        except PageUnreadable:
            say(_("The scan cannot be opened any more."))
        else:
            if sys.stderr.isatty():
                say(braille.as_text(jpeg, shutil.get_terminal_size().columns - 1))
            say(_written(sitting.folder / "field.jpg", jpeg))
    if own["why"]:
        say(own["why"])
    if own["value"] and not own["cells"]:
        say(f"  = {own['value']}")
    for cell in own["cells"] or [own]:
        for number, each in enumerate(cell["candidates"], start=1):
            say(f"  {_SIGN}{number} {each['value']}   {each['source']}".rstrip())


def _page(sitting: Sitting, task: Task) -> None:
    """The whole page as a picture, for those who may see it."""
    source = _source(sitting, task)
    if sitting.desk.rank < SENIOR or source is None:
        say(_("Only a senior sees the whole page."))
        return
    try:
        say(_written(sitting.folder / "page.jpg", pictures.page_picture(source, task.field.place)))
    except PageUnreadable:
        say(_("The scan cannot be opened any more."))


def _source(sitting: Sitting, task: Task) -> Source | None:
    """The page on which the field stands, as it was read; None where it is gone or secret."""
    place = task.field.place
    path = sitting.store.path_of(place.sha256, place.source_page)
    return Source(path, place.sha256, place.source_page, sitting.limits) if path else None


def _written(path: Path, jpeg: bytes) -> str:
    """Put a picture where a viewer finds it, for the owner's eyes only; gives the place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, lambda draft: _store(draft, jpeg))
    return str(path)


def _store(path: Path, jpeg: bytes) -> None:
    path.write_bytes(jpeg)


def _help() -> None:
    for act, typed in _words().items():
        say(f"  {' '.join(typed):<8} {_(_TOLD[act])}")
    say(f"  {_SIGN}1 {_SIGN}2 …  " + _("take this reading"))


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    table = read_yaml(WORDS).mapping(_ACTS, _ACTS)
    words = {act: entry.texts() for act, entry in table.items()}
    typed = [word for listed in words.values() for word in listed]
    if len(set(typed)) < len(typed) or not all(word.startswith(_SIGN) for word in typed):
        table.refuse(_("each word must begin with a colon and stand for one act."))
    return words
