"""The web application: signing in, settings, and the page of the queue; the other pages are blueprints."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, session, url_for

from pipeline.config import LimitSettings
from pipeline.review import people, pictures, policy
from pipeline.review.cards import card_object, sentences
from pipeline.review.desk import Card, Desk, take_in
from pipeline.review.queue import Mode, Outcome
from pipeline.review.settling import Settling
from pipeline.review.web import books, papers, rereads, sent, shelf
from pipeline.review.web.door import desk, guard, language, rank, signed_in, source_of, store, work_keys
from pipeline.review.web.tallies import tallies
from pipeline.scans import PageUnreadable
from pipeline.store import Act, ReviewStore
from pipeline.store import Task as Kept

_MOST_ON_TABLE, _MOST_TEXT = 200, 10_000
_CUT = {"field": pictures.field_picture, "band": pictures.band_picture, "page": pictures.page_picture}


def create_app(
    opened: ReviewStore,
    secret: bytes,
    limits: LimitSettings,
    settling: Settling | None = None,
    sample: float = 0.0,
    planted: float = 0.0,
) -> Flask:
    """The application over a store; `secret` signs the session cookies, `limits` say which scans it opens.

    `sample` as `desk.take_in` has it, `planted` as a Desk. With `settling`, a dossier whose documents a
    person corrected is settled again at once.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_NAME="hoso",
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.config.update(STORE=opened, LIMITS=limits, SETTLING=settling, SAMPLE=sample, PLANTED=planted)
    app.config["TALLIES"] = tallies(opened)
    app.url_map.converters["int"] = sent.Number
    guard(app)
    _routes(app)
    for group in (shelf.pages, papers.pages, books.pages, rereads.pages):
        app.register_blueprint(group)
    return app


def session_secret(folder: Path) -> bytes:
    """The secret of a workspace, made at the first use; only its keeper may read it."""
    path = folder / "session.key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(32))
    return path.read_bytes()


# --- routes ----------------------------------------------------------------------------------------------


def _routes(app: Flask) -> None:
    app.add_url_rule("/", view_func=work)
    app.add_url_rule("/sign-in", view_func=sign_in, methods=["GET", "POST"])
    app.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])
    app.add_url_rule("/settings", view_func=settings, methods=["POST"])
    app.add_url_rule("/api/next", view_func=next_cards, methods=["POST"])
    app.add_url_rule("/api/keep", view_func=keep, methods=["POST"])
    app.add_url_rule("/api/answer", view_func=answer, methods=["POST"])
    app.add_url_rule("/api/take-back", view_func=take_back, methods=["POST"])
    app.add_url_rule("/api/row", view_func=missing_row, methods=["POST"])
    app.add_url_rule("/api/leave", view_func=leave, methods=["POST"])
    app.add_url_rule("/picture/<int:number>/<part>", view_func=picture)


def sign_in() -> Any:
    """Ask for login and password; a wrong one is told without saying which of them."""
    if request.method == "GET":
        return render_template("sign_in.html", failed=False)
    login, password = request.form.get("login", ""), request.form.get("password", "")
    person = people.sign_in(store(), login.strip().lower(), password)
    if person is None:
        store().note(login[:64], "sign_in_failed", "")
        return render_template("sign_in.html", failed=True), 403
    kept = {name: session[name] for name in ("language", "theme", "large") if name in session}
    session.clear()  # A session that was there before signing in must not go on.
    session.update(kept, login=person.login, stamp=person.stamp, token=secrets.token_urlsafe(24))
    store().note(person.login, "sign_in", "")
    return redirect(url_for("work"))


def sign_out() -> Any:
    if g.person is not None:
        desk().leave()
        store().note(g.person.login, "sign_out", "")
    session.clear()
    return redirect(url_for("sign_in"))


def settings() -> Any:
    """Language, light or dark, large text: kept in the session."""
    for name, allowed in (("language", ("vi", "en")), ("theme", ("auto", "light", "dark"))):
        if request.form.get(name) in allowed:
            session[name] = request.form[name]
    if "large" in request.form:
        session["large"] = request.form["large"] == "yes"
    return redirect(url_for("work" if g.person else "sign_in"))


@signed_in
def work() -> Any:
    """The page on which all the work is done."""
    first = min(max(0, request.args.get("first", 0, int)), sent.MOST)
    return render_template("work.html", keys=work_keys(), said=sentences(language()), first=first)


@signed_in
def next_cards() -> Any:
    """The next tasks for this person, without those already on the table."""
    have, own = _have(), desk()
    own.keep(have)
    asked = _asked_for(own)
    cards = (*asked, *own.next(frozenset(have) | {card.tasks[0].id for card in asked}))
    if not cards and not have and take_in(store(), current_app.config["SAMPLE"]):
        cards = own.next()
    return {"cards": [card_object(card, language(), own.rank) for card in cards]}


def _asked_for(own: Desk) -> tuple[Card, ...]:
    """The task somebody chose on another page; it was lent to them there."""
    task = store().task(sent.number("first", 0))
    return () if task is None or not own.holds(task) else (Card((task,)),)


@signed_in
def missing_row() -> Any:
    """Put the row that is missing below the one in hand on this person's table."""
    task = store().task(sent.number("task"))
    if task is None or not task.field.cells or not _may_see(task):
        abort(404)
    card = desk().add_row(sent.text("token", 64), task)
    return {"card": None if card is None else card_object(card, language(), rank())}


@signed_in
def keep() -> Any:
    """The heartbeat: what is on the table stays this person's."""
    return {"kept": desk().keep(_have())}


def _have() -> list[int]:
    return sent.numbers("have", _MOST_ON_TABLE)


@signed_in
def answer() -> Any:
    """Keep one answer, a late one too. Answers 422 where what was typed cannot be a value of the field."""
    act = Act(
        sent.text("token", 64),
        sent.number("task"),
        0,
        "answer",
        group=sent.text("group", 64, ""),
        elapsed_ms=sent.milliseconds("elapsed_ms"),
    )
    seen, said = sent.number("seen"), sent.text("outcome", 64)
    task = store().task(act.task)
    if task is None or task.field.need > rank():
        abort(404)
    if said == "set_apart":
        return {"effect": desk().set_apart(act, seen).effect.value}
    if said not in set(Outcome):
        abort(422)
    came = desk().answer(act, Outcome(said), sent.text("text", _MOST_TEXT, ""), seen)
    return {"effect": came.effect.value, "doubt": came.doubt}, 422 if came.doubt else 200


@signed_in
def take_back() -> Any:
    """Take back this person's last act; the tasks come back to the table."""
    own = desk()
    done = own.take_back(sent.text("token", 48))
    cards = [card_object(card, language(), own.rank) for card in own.again(done)]
    return {"cards": cards, "gone": [act.task for act in done]}


@signed_in
def leave() -> Any:
    return {"released": desk().leave()}


@signed_in
def picture(number: int, part: str) -> Any:
    """The picture of a task's field (`field`), what stands around it (`band`) or its page (`page`)."""
    kept = store().task(number)
    if kept is None or part not in _CUT or not _may_see(kept, part):
        abort(404)
    if kept.standing.mode == Mode.PASSED.value and not kept.standing.differs:
        # Asked of nobody any more: perhaps because the paper it stands on turned out to be secret.
        abort(404)
    place = kept.field.place
    path = store().path_of(place.sha256, place.source_page)
    if path is None:
        abort(404)
    try:
        cut = pictures.row_picture if part == "field" and kept.field.cells else _CUT[part]
        jpeg = cut(source_of(path, place.sha256, place.source_page), place)
    except PageUnreadable:
        abort(404)
    return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _may_see(kept: Kept | None, part: str = "field") -> bool:
    """A keyer sees the picture of a field held, and nothing around it; a senior sees the page."""
    if kept is None:
        return False
    if rank() >= policy.SENIOR:
        return True
    return part == "field" and kept.field.need <= rank() and kept.holder in (g.person.id, 0)
