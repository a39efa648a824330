"""Pages that tell what was done: the history of a dossier, progress, people, and what to scan again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, render_template, request

from pipeline.messages import FAULTS, REASONS, noted
from pipeline.review import values
from pipeline.review.cards import MODES, outcome_text
from pipeline.review.policy import SENIOR, heading_of, need
from pipeline.review.record import hidden_pages
from pipeline.review.web.door import SUPERVISOR, for_rank, language, rank, signed_in, store, tallies
from pipeline.review.web.shelf import STATUSES
from pipeline.store import Opened, Told

pages = Blueprint("books", __name__)

_MOST_POOR = 500
"""Poor scans on one page; beyond that something is wrong with the scanner, not with a sheet."""
_KINDS = {
    "answer": noted("answered"),
    "take_back": noted("took back"),
    "add_row": noted("missed a row"),
    "plant": noted("was shown a planted mistake"),
    "planted": noted("answered a planted mistake"),
    "take_new": noted("took what was read again"),
    "keep_old": noted("kept what was before the new reading"),
    "recheck": noted("missed a planted mistake: read again"),
}
_EFFECTS = {
    "settled": noted("settled"),
    "passed_on": noted("goes on to another person"),
    "noted": noted("noted"),
    "refused": noted("refused: others had gone on with it"),
    "caught": noted("saw it"),
    "missed": noted("took it for right"),
}


@pages.get("/dossiers/<int:number>/history")
@for_rank(SENIOR)
def history(number: int) -> Any:
    """Every act on a dossier's fields and documents, newest first."""
    opened = store().library.opened(number)
    if opened is None:
        abort(404)
    key = request.args.get("field", "")
    events = [_event(opened, told) for told in store().library.history(number, key)]
    return render_template(
        "history.html",
        opened=opened,
        events=events,
        stated=() if key else store().library.stated(number),
        hidden=hidden_pages(opened.read),
        heading=heading_of(key) if key else "",
        local=_local,
    )


@pages.get("/progress")
@signed_in
def progress() -> Any:
    """How far the batch is."""
    status, at = tallies().progress.told()
    return render_template("progress.html", status=status, modes=MODES, statuses=STATUSES, at=_local(at))


@pages.get("/people")
@for_rank(SUPERVISOR)
def people() -> Any:
    """Who did what, how fast, and how often others read something else."""
    paces, at = tallies().people.told()
    return render_template("people.html", paces=paces, at=_local(at))


@pages.get("/rescans")
@for_rank(SENIOR)
def rescans() -> Any:
    """Files and pages that could not be read, and pages whose scans are poor."""
    library = store().library
    return render_template(
        "rescans.html",
        refused=library.refused(),
        poor=library.rescans(_MOST_POOR),
        most=_MOST_POOR,
        reasons=REASONS,
        faults=FAULTS,
    )


def _event(opened: Opened, told: Told) -> dict[str, Any]:
    """An act as it may be shown: nothing of what stands on withheld pages or in masked fields."""
    shut = need(told.key) > rank() or told.content not in _open_contents(opened)
    return {
        "at": told.at,
        "shown": told.shown,
        "key": told.key,
        "heading": heading_of(told.key),
        "kind": _KINDS.get(told.kind, told.kind),
        "effect": _EFFECTS.get(told.effect, told.effect),
        "answer": None if shut else _answer(told.key, told.answer),
        "before": None if shut else _settled(told.key, told.before),
        "after": None if shut else _settled(told.key, told.after),
        "shut": shut,
        "seconds": told.elapsed_ms / 1000,
    }


def _open_contents(opened: Opened) -> frozenset[tuple[str, int]]:
    """The pages that lie in the dossier now and may be shown, by content."""
    hidden = hidden_pages(opened.read)
    shown = {(page.source, page.source_page) for page in opened.read.pages if page.number not in hidden}
    return frozenset(
        (job.sha256, job.source_page) for job in opened.jobs if (job.source, job.source_page) in shown
    )


def _answer(key: str, text: str) -> str:
    plain = json.loads(text) if text else {}
    if not plain:
        return ""
    return (
        values.shown(key, plain["value"]) if "value" in plain else outcome_text(plain["outcome"], language())
    )


def _settled(key: str, state: str) -> str:
    """What a task's state says stands: the settled answer, else what the machine reads."""
    plain = json.loads(state)
    return _answer(key, json.dumps(plain.get("settled") or plain["machine"]))


def _local(at: datetime) -> str:
    """A moment as the clock on the wall shows it; SQLite gives it back without its zone, which is UTC."""
    whole = at if at.tzinfo else at.replace(tzinfo=UTC)
    return whole.astimezone().strftime("%d/%m/%Y %H:%M")
