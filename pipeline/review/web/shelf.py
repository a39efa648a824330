"""Pages on dossiers: the list and its search, a record with its places on paper, conflicts, pictures."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for

from pipeline.geometry import Box
from pipeline.messages import noted
from pipeline.review import pictures
from pipeline.review import reasons as why
from pipeline.review.desk import Card, lanes
from pipeline.review.policy import ABOVE_KEYERS, SENIOR, fields_by_key, heading_of, need, place_of
from pipeline.review.record import Entry, conflicts, hidden_pages, page_of, record, tables
from pipeline.review.rows import missed_on
from pipeline.review.web.door import desk, for_rank, language, rank, source_of, store
from pipeline.review.web.sent import MOST
from pipeline.scans import PageUnreadable, Source
from pipeline.store import Opened, Place, Task, table_of
from pipeline.types import Status

pages = Blueprint("shelf", __name__)

A_SCREEN = 50
_MOST_CONFLICTS = 200
STATUSES = {
    Status.ACCEPTED.value: noted("accepted"),
    Status.REVIEW.value: noted("waiting for a person"),
    Status.VERIFIED.value: noted("verified by a person"),
    Status.BLANK.value: noted("left empty on paper"),
}


@pages.get("/dossiers")
@for_rank(SENIOR)
def dossiers() -> Any:
    """The dossiers, or those whose name or member's name fits what was typed."""
    text, start = request.args.get("q", "")[:200], request.args.get("start", 0, int)
    start = min(max(0, start), MOST)
    count, found = store().library.find(text, start, A_SCREEN)
    return render_template("dossiers.html", found=found, count=count, text=text, start=start, step=A_SCREEN)


@pages.get("/dossiers/<int:number>")
@for_rank(SENIOR)
def one_record(number: int) -> Any:
    """The record of a dossier, each value one key away from its place."""
    opened = _opened(number)
    store().note(g.person.login, "dossier_opened", opened.read.dossier)
    return render_template(
        "record.html",
        opened=opened,
        entries=record(opened, rank()),
        tables=tables(opened, rank()),
        papers=_pages_of(opened),
        act=partial(secrets.token_hex, 16),
        open_tasks={task.id for task in opened.tasks if _may_take(task)},
        statuses=STATUSES,
        source=_source,
        why=_why,
    )


@pages.get("/dossiers/<int:number>/conflicts")
@for_rank(SENIOR)
def one_conflicts(number: int) -> Any:
    """Where the papers of a dossier differ or break a rule, reading beside reading."""
    opened = _opened(number)
    return render_template(
        "conflicts.html",
        opened=opened,
        conflicts=conflicts(opened, rank()),
        open_tasks={task.id for task in opened.tasks if _may_take(task)},
        source=_source,
        why=_why,
    )


@pages.get("/conflicts")
@for_rank(SENIOR)
def all_conflicts() -> Any:
    """What waits for a senior, dossier by dossier."""
    tasks = store().library.senior_tasks(sorted(mode.value for mode in ABOVE_KEYERS), _MOST_CONFLICTS)
    shown = [task for task in tasks if task.field.need <= rank()]
    numbers = store().library.ids(task.dossier for task in shown)
    return render_template(
        "all_conflicts.html",
        tasks=shown,
        most=_MOST_CONFLICTS,
        numbers=numbers,
        heading=heading_of,
        why=_why,
    )


@pages.post("/tasks/<int:number>/take")
@for_rank(SENIOR)
def take(number: int) -> Any:
    """Put one task on this person's table, unless somebody else is at it."""
    task = store().task(number)
    if task is None or not _may_take(task):
        abort(404)
    return _to_work(desk().take(number))


@pages.post("/dossiers/<int:number>/rows")
@for_rank(SENIOR)
def add_row(number: int) -> Any:
    """Put a row that the machine did not find on this person's table: below another, or on a page."""
    opened, table = _opened(number), request.form.get("table", "")
    field = fields_by_key().get(table)
    if field is None or not field.columns or need(table) > rank():
        abort(404)
    kind, _, at = request.form.get("where", "").partition(":")
    if kind == "below":
        above = next((t for t in opened.tasks if str(t.id) == at and table_of(t.field.key) == table), None)
        if above is None:
            abort(404)
        return _to_work(desk().add_row(_token(), above))
    whole = _whole_page(opened, int(at)) if at.isdecimal() else None
    if whole is None:
        abort(404)
    return _to_work(desk().add_row_at(_token(), opened.read.dossier, missed_on(table, whole)))


def _whole_page(opened: Opened, number: int) -> Place | None:
    """A page that may be shown as a place; None where there is no such page or it cannot be opened."""
    found = page_of(opened, number)
    if found is None:
        return None
    _, job = found
    try:
        box = pictures.page_box(source_of(job.path, job.sha256, job.source_page))
    except PageUnreadable:
        return None
    return place_of(opened.read, opened.jobs, number, box)


def _token() -> str:
    """The form's own, so that a form that is sent twice misses one row."""
    return request.form.get("act", "")[:64] or secrets.token_hex(16)


def _to_work(card: Card | None) -> Any:
    if card is None:
        return render_template("taken.html"), 409
    return redirect(url_for("work", first=card.tasks[0].id))


@pages.get("/dossiers/<int:number>/pages/<int:page>/<part>")
@for_rank(SENIOR)
def page_picture(number: int, page: int, part: str) -> Any:
    """A page: `small`, `whole` with the place ?box= on it, or that `place` alone, enlarged."""
    found = page_of(_opened(number), page)
    if found is None or part not in ("small", "whole", "place"):
        abort(404)
    entry, job = found
    try:
        jpeg = _picture(source_of(job.path, job.sha256, job.source_page), entry.rotation, part)
    except PageUnreadable:
        abort(404)
    return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _picture(source: Source, rotation: int, part: str) -> bytes:
    if part == "small":
        return pictures.small_picture(source, rotation)
    box = _box(request.args.get("box", ""))
    if part == "place" and box is not None:
        return pictures.field_picture(source, Place("", source.page, 0, box, rotation))
    return pictures.place_picture(source, rotation, box or Box(0, 0, 0, 0))


def _box(text: str) -> Box | None:
    parts = text.split(",")
    if len(parts) != 4 or not all(part.isdecimal() and len(part) < 7 for part in parts):
        return None
    return Box(*map(float, parts))


def _opened(number: int) -> Opened:
    opened = store().library.opened(number)
    if opened is None:
        abort(404)
    return opened


def _pages_of(opened: Opened) -> list[tuple[int, str]]:
    """The pages that may be shown, each with the paper it belongs to."""
    hidden = hidden_pages(opened.read)
    names = {page: each.name for each in opened.read.documents for page in each.pages}
    return [(p.number, names.get(p.number, "")) for p in opened.read.pages if p.number not in hidden]


def _may_take(task: Task) -> bool:
    return (task.standing.mode, task.field.need) in lanes(rank())


def _source(number: int, entry: Entry, part: str) -> str:
    box = ",".join(map(str, entry.box))
    return url_for("shelf.page_picture", number=number, page=entry.page, part=part, box=box)


def _why(each: tuple[str, ...]) -> str:
    return " ".join(why.told(reason, language()) for reason in each)
