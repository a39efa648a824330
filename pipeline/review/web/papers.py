"""The page of a dossier's documents: a person splits, joins, moves and names them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, g, render_template

from pipeline.catalogue.catalogue import catalogue as catalogue_of_types
from pipeline.errors import BadArguments, WorkspaceLocked
from pipeline.messages import catalogue, noted
from pipeline.review.papers import loose, papers, stated
from pipeline.review.policy import SENIOR
from pipeline.review.record import hidden_pages
from pipeline.review.settling import decide
from pipeline.review.web import sent
from pipeline.review.web.door import for_rank, language, page_keys, store

pages = Blueprint("papers", __name__)

_SAID = {
    "changed": noted("Not kept yet. Ctrl+Enter keeps it."),
    "keeping": noted("Being kept…"),
    "kept": noted("Kept; the dossier is settled again."),
    "offline": noted("The server does not answer. Nothing was kept; try again."),
    "document": noted("document {n}"),
    "page": noted("page {n}"),
}
_LATE = noted("Somebody else changed this dossier meanwhile. Open the page again.")
_LOCKED = noted("A run is going on. Try again when it is over; nothing was kept.")


@pages.get("/dossiers/<int:number>/documents")
@for_rank(SENIOR)
def documents(number: int) -> Any:
    """The documents with their pages, to be rearranged."""
    opened = store().library.opened(number)
    if opened is None:
        abort(404)
    texts, settling = catalogue(language()), current_app.config["SETTLING"]
    return render_template(
        "documents.html",
        opened=opened,
        papers=papers(opened),
        loose=loose(opened),
        hidden=hidden_pages(opened.read),
        entries={page.number: page for page in opened.read.pages},
        names=settling.names if settling else catalogue_of_types().names(),
        keys=page_keys(),
        said={name: texts.gettext(text) for name, text in _SAID.items()},
    )


@pages.post("/api/dossiers/<int:number>/documents")
@for_rank(SENIOR)
def keep(number: int) -> Any:
    """Keep an arrangement; 409 where it changed meanwhile or a run is going on, 422 for a wrong one."""
    opened, wanted, seen = store().library.opened(number), sent.documents("documents"), sent.text("seen", 64)
    settling = current_app.config["SETTLING"]
    if opened is None or settling is None:
        abort(404)
    say = catalogue(language()).gettext
    try:
        said = stated(opened, wanted, settling.names)
        kept = decide(store(), settling, number, said, g.person.login, seen)
    except BadArguments as error:
        return {"fault": say(error.args[0])}, 422
    except WorkspaceLocked:
        return {"fault": say(_LOCKED)}, 409
    return {"kept": len(said)} if kept else ({"fault": say(_LATE)}, 409)
