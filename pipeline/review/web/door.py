"""The door of the web application: who asks, what their role may see, the language, and safe headers."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from werkzeug.exceptions import HTTPException

from pipeline.data import read_yaml
from pipeline.errors import places
from pipeline.messages import catalogue
from pipeline.review import policy
from pipeline.review.desk import Desk
from pipeline.review.web.tallies import Tallies
from pipeline.scans import Source
from pipeline.store import Person, ReviewStore

POLICY = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
SUPERVISOR = policy.ROLES.index("supervisor")
_KEYS = Path(policy.__file__).parent

_log = logging.getLogger("hoso")
View = Callable[..., Any]


def guard(app: Flask) -> None:
    """Put the door before every page of an application."""
    app.before_request(_know)
    app.after_request(_close_off)
    app.context_processor(_words)
    app.register_error_handler(Exception, _fault)


def store() -> ReviewStore:
    opened: ReviewStore = current_app.config["STORE"]
    return opened


def source_of(path: str, sha256: str, page: int) -> Source:
    """A page that was read, to be opened under the limits of the workspace."""
    return Source(path, sha256, page, current_app.config["LIMITS"])


def tallies() -> Tallies:
    counts: Tallies = current_app.config["TALLIES"]
    return counts


def desk() -> Desk:
    """What the person who asks can do."""
    person: Person = g.person
    return Desk(store(), person, current_app.config["PLANTED"])


def rank() -> int:
    """The rank of who asks; -1 for nobody."""
    return -1 if g.person is None else policy.ROLES.index(g.person.role)


def language() -> str:
    code = session.get("language", "vi")
    return code if code in ("vi", "en") else "vi"


@cache
def work_keys() -> Mapping[str, tuple[str, ...]]:
    """The keys of the queue's page, as data."""
    return _keys("keys.yaml")


@cache
def page_keys() -> Mapping[str, tuple[str, ...]]:
    """The keys of the page of documents, as data."""
    return _keys("page_keys.yaml")


@cache
def reread_keys() -> Mapping[str, tuple[str, ...]]:
    """The keys of the page of differences after reading again, as data."""
    return _keys("reread_keys.yaml")


def _keys(name: str) -> Mapping[str, tuple[str, ...]]:
    acts = read_yaml(_KEYS / name).items()
    return {act: tuple(str(key.value) for key in keys.entries()) for act, keys in acts}


def signed_in(view: View) -> View:
    """Only for people with an account."""
    return for_rank(0)(view)


def for_rank(least: int) -> Callable[[View], View]:
    """Only for people of this rank or above; for others there is no such page."""

    def guarded(view: View) -> View:
        @wraps(view)
        def entered(*args: Any, **given: Any) -> Any:
            if g.person is None:
                return ("", 401) if request.path.startswith("/api/") else redirect(url_for("sign_in"))
            if rank() < least:
                abort(404)
            return view(*args, **given)

        return entered

    return guarded


def _know() -> None:
    """Find out who asks; refuse a change that does not come from a page of ours."""
    session.setdefault("token", secrets.token_urlsafe(24))
    g.person = None
    if (login := session.get("login")) is not None:
        person = store().person(login)
        if person is not None and person.active and person.stamp == session.get("stamp"):
            g.person = person
    if request.method == "POST":
        sent = request.headers.get("X-Token") or request.form.get("token", "")
        if not secrets.compare_digest(sent.encode(), session["token"].encode()):
            abort(400)


def _fault(error: Exception) -> Any:
    """A refusal is its own answer; of a fault of ours the log tells the place, and nobody its words."""
    if isinstance(error, HTTPException):
        return error
    _log.critical("fault at %s: %s\n%s", request.endpoint, type(error).__name__, places(error))
    return "", 500


def _close_off(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _words() -> dict[str, Any]:
    texts = catalogue(language())
    return {
        "_": texts.gettext,
        "language": language(),
        "person": g.get("person"),
        "token": session.get("token", ""),
        "theme": session.get("theme", "auto"),
        "large": session.get("large", False),
        "senior": g.get("person") is not None and rank() >= policy.SENIOR,
        "supervisor": g.get("person") is not None and rank() >= SUPERVISOR,
    }
