"""The page of differences after reading again: a senior takes what is read now, or keeps what stands."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for

from pipeline.errors import BadArguments
from pipeline.review import values
from pipeline.review.cards import outcome_text
from pipeline.review.desk import MOST_CHOSEN, take_in
from pipeline.review.policy import SENIOR, heading_of
from pipeline.review.queue import Answer
from pipeline.review.rereading import Group, groups
from pipeline.review.web.door import desk, for_rank, language, rank, reread_keys, store
from pipeline.review.web.sent import MOST
from pipeline.store import Task

pages = Blueprint("rereads", __name__)

_MOST_GROUPED = 1000
"""So many differences are put together; what comes after them comes when these are decided."""


@pages.get("/rereads")
@for_rank(SENIOR)
def rereads() -> Any:
    """What is read differently now and waits for a choice, group after group."""
    tasks = _differing()
    if not tasks and take_in(store(), current_app.config["SAMPLE"]):
        tasks = _differing()
    return render_template(
        "rereads.html",
        groups=tuple(_a_screen(groups(tasks))),
        count=len(tasks),
        most=_MOST_GROUPED,
        numbers=store().library.ids(task.dossier for task in tasks),
        act=lambda: secrets.token_hex(16),
        keys=reread_keys(),
        heading=heading_of,
        text=_text,
        decided=request.args.get("decided", None, int),
        asked=request.args.get("asked", 0, int),
    )


@pages.post("/rereads")
@for_rank(SENIOR)
def choose() -> Any:
    """Decide a group or the marked part of it: `pick` is a task and the version it was seen at."""
    picked = [_pick(text) for text in request.form.getlist("pick")]
    token = request.form.get("act", "")[:48]
    if not token or request.form.get("choice") not in ("take", "keep"):
        abort(422)
    try:
        decided = desk().choose(token, picked, now=request.form["choice"] == "take")
    except BadArguments:
        abort(422)
    return redirect(url_for("rereads.rereads", decided=decided, asked=len(picked)))


@pages.post("/rereads/take-back")
@for_rank(SENIOR)
def take_back() -> Any:
    """Take back this person's last act; an answer of the queue comes back to its page."""
    own = desk()
    cards = own.again(own.take_back(request.form.get("act", "")[:48] or secrets.token_hex(16)))
    return redirect(url_for("work", first=cards[0].tasks[0].id) if cards else url_for("rereads.rereads"))


def _differing() -> tuple[Task, ...]:
    return tuple(task for task in store().differing(_MOST_GROUPED) if task.field.need <= rank())


def _a_screen(found: tuple[Group, ...]) -> Any:
    """The first groups, of a large one as much as one act may decide; in all not many more than that."""
    shown = 0
    for group in found:
        if shown >= MOST_CHOSEN:
            return
        yield Group(group.key, group.change, group.differences[:MOST_CHOSEN])
        shown += len(group.differences)


def _pick(text: str) -> tuple[int, int]:
    number, _, seen = text.partition(":")
    if not (number.isdecimal() and seen.isdecimal() and int(number) <= MOST and int(seen) <= MOST):
        abort(422)
    return int(number), int(seen)


def _text(key: str, answer: Answer) -> str:
    return values.shown(key, answer.value) if answer.value else outcome_text(answer.outcome, language())
