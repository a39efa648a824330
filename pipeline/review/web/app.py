"""The web application: sessions, tokens against forged requests, headers, and the routes of every page."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Any

import yaml
from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, session, url_for

from pipeline.messages import catalogue
from pipeline.review import people, pictures, policy
from pipeline.review.desk import Desk, take_in
from pipeline.review.queue import Outcome
from pipeline.review.web.cards import MODES, card_object, sentences
from pipeline.scans import PageUnreadable
from pipeline.store import Act, Person, ReviewStore
from pipeline.store import Task as Kept

POLICY = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"

View = Callable[..., Any]


def create_app(store: ReviewStore, secret: bytes, sample: float = 0.0) -> Flask:
    """The application over a store; `secret` signs the session cookies, `sample` as `desk.take_in` has it."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_NAME="hoso",
        MAX_CONTENT_LENGTH=64 * 1024,
    )
    app.config.update(STORE=store, SAMPLE=sample)
    app.before_request(_know)
    app.after_request(_close_off)
    app.context_processor(_words)
    _routes(app)
    return app


def session_secret(folder: Path) -> bytes:
    """The secret of a workspace, made at the first use; only its keeper may read it."""
    path = folder / "session.key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(32))
    return path.read_bytes()


def _store() -> ReviewStore:
    store: ReviewStore = current_app.config["STORE"]
    return store


# --- before and after every request ----------------------------------------------------------------------


def _know() -> None:
    """Find out who asks; refuse a change that does not come from a page of ours."""
    session.setdefault("token", secrets.token_urlsafe(24))
    g.person = None
    if (login := session.get("login")) is not None:
        person = _store().person(login)
        if person is not None and person.active and person.stamp == session.get("stamp"):
            g.person = person
    if request.method == "POST":
        sent = request.headers.get("X-Token") or request.form.get("token", "")
        if not secrets.compare_digest(sent, session["token"]):
            abort(400)


def _close_off(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _language() -> str:
    code = session.get("language", "vi")
    return code if code in ("vi", "en") else "vi"


def _words() -> dict[str, Any]:
    texts = catalogue(_language())
    return {
        "_": texts.gettext,
        "language": _language(),
        "person": g.person,
        "token": session["token"],
        "theme": session.get("theme", "auto"),
        "large": session.get("large", False),
    }


def _signed_in(view: View) -> View:
    @wraps(view)
    def guarded(*args: Any, **given: Any) -> Any:
        if g.person is None:
            return ("", 401) if request.path.startswith("/api/") else redirect(url_for("sign_in"))
        return view(*args, **given)

    return guarded


def _desk() -> Desk:
    person: Person = g.person
    return Desk(_store(), person)


# --- routes ----------------------------------------------------------------------------------------------


def _routes(app: Flask) -> None:
    app.add_url_rule("/", view_func=work)
    app.add_url_rule("/sign-in", view_func=sign_in, methods=["GET", "POST"])
    app.add_url_rule("/sign-out", view_func=sign_out, methods=["POST"])
    app.add_url_rule("/settings", view_func=settings, methods=["POST"])
    app.add_url_rule("/progress", view_func=progress)
    app.add_url_rule("/api/next", view_func=next_cards, methods=["POST"])
    app.add_url_rule("/api/keep", view_func=keep, methods=["POST"])
    app.add_url_rule("/api/answer", view_func=answer, methods=["POST"])
    app.add_url_rule("/api/take-back", view_func=take_back, methods=["POST"])
    app.add_url_rule("/api/leave", view_func=leave, methods=["POST"])
    app.add_url_rule("/picture/<int:number>/<part>", view_func=picture)


def sign_in() -> Any:
    """Ask for login and password; a wrong one is told without saying which of them."""
    if request.method == "GET":
        return render_template("sign_in.html", failed=False)
    login, password = request.form.get("login", ""), request.form.get("password", "")
    person = people.sign_in(_store(), login.strip().lower(), password)
    if person is None:
        _store().note(login[:64], "sign_in_failed", "")
        return render_template("sign_in.html", failed=True), 403
    kept = {name: session[name] for name in ("language", "theme", "large") if name in session}
    session.clear()  # A session that was there before signing in must not go on.
    session.update(kept, login=person.login, stamp=person.stamp, token=secrets.token_urlsafe(24))
    _store().note(person.login, "sign_in", "")
    return redirect(url_for("work"))


def sign_out() -> Any:
    if g.person is not None:
        _desk().leave()
        _store().note(g.person.login, "sign_out", "")
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


@_signed_in
def work() -> Any:
    """The page on which all the work is done."""
    return render_template("work.html", keys=keys(), said=sentences(_language()))


@_signed_in
def progress() -> Any:
    """How far the batch is."""
    return render_template("progress.html", counts=_store().counts(), paces=_store().paces(), modes=MODES)


@_signed_in
def next_cards() -> Any:
    """The next tasks for this person, without those already on the table."""
    have, desk = _have(), _desk()
    desk.keep(have)
    cards = desk.next(frozenset(have))
    if not cards and not have and take_in(_store(), current_app.config["SAMPLE"]):
        cards = desk.next()
    return {"cards": [card_object(card, _language(), desk.rank) for card in cards]}


@_signed_in
def keep() -> Any:
    """The heartbeat: what is on the table stays this person's."""
    return {"kept": _desk().keep(_have())}


def _have() -> list[int]:
    return [int(number) for number in request.get_json().get("have", [])][:200]


@_signed_in
def answer() -> Any:
    """Keep one answer. Answers 422 where what was typed cannot be a value of the field."""
    sent = request.get_json()
    act = Act(
        str(sent["token"])[:64],
        int(sent["task"]),
        0,
        "answer",
        group=str(sent.get("group", ""))[:64],
        elapsed_ms=int(sent.get("elapsed_ms", 0)),
    )
    if not _may_see(_store().task(act.task)):
        abort(404)
    if sent.get("outcome") == "set_apart":
        return {"effect": _desk().set_apart(act, int(sent["seen"])).effect.value}
    came = _desk().answer(act, Outcome(sent["outcome"]), str(sent.get("text", "")), int(sent["seen"]))
    return {"effect": came.effect.value, "doubt": came.doubt}, 422 if came.doubt else 200


@_signed_in
def take_back() -> Any:
    """Take back this person's last act; the tasks come back to the table."""
    desk = _desk()
    done = desk.take_back(str(request.get_json()["token"])[:48])
    cards = [card_object(card, _language(), desk.rank) for card in desk.again(done)]
    return {"cards": cards}


@_signed_in
def leave() -> Any:
    return {"released": _desk().leave()}


@_signed_in
def picture(number: int, part: str) -> Any:
    """The picture of a task's field (`field`), what stands around it (`band`) or its page (`page`)."""
    kept = _store().task(number)
    cut = {"field": pictures.field_picture, "band": pictures.band_picture, "page": pictures.page_picture}
    if kept is None or part not in cut or not _may_see(kept, part):
        abort(404)
    place = kept.field.place
    path = _store().path_of(place.sha256, place.source_page)
    if path is None:
        abort(404)
    try:
        jpeg = cut[part](path, place)
    except PageUnreadable:
        abort(404)
    return Response(jpeg, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


def _may_see(kept: Kept | None, part: str = "field") -> bool:
    """A keyer sees the picture of a field held, and nothing around it; a senior sees the page."""
    if kept is None:
        return False
    rank = policy.ROLES.index(g.person.role)
    if rank >= policy.SENIOR:
        return True
    return part == "field" and kept.field.need <= rank and kept.holder in (g.person.id, 0)


@cache
def keys() -> Mapping[str, list[str]]:
    """The key map, as data."""
    path = Path(pictures.__file__).parent / "keys.yaml"
    table: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table
