"""What a person decided about documents, kept; and the dossier settled again with it at once.

The workspace is held meanwhile: a run that settles the dossier without the decision must not end later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.lock import locked
from pipeline.review.desk import take_in
from pipeline.store import ReviewStore
from pipeline.types import DecidedDocument, DossierJob, DossierRead, Recipe


@dataclass(frozen=True, slots=True)
class Settling:
    """All it takes to settle a dossier as `hoso run` would. `version` names what settling depends on.

    `names` are the types of the catalogue in force, by number.
    """

    folder: Path
    recipe: Recipe
    version: str
    settle: Callable[[DossierJob], DossierRead]
    names: Mapping[int, str]


def decide(
    store: ReviewStore,
    settling: Settling,
    number: int,
    documents: Iterable[DecidedDocument],
    actor: str,
    seen: str,
) -> bool:
    """Keep decisions and settle the dossier; False, and nothing kept, where it changed since `seen`.

    A dossier with pages that were read under another recipe is left for the next `hoso run`. Raises
    WorkspaceLocked while one is going on.
    """
    with locked(settling.folder):
        if store.library.decide(number, documents, actor, seen) is None:
            return False
        job = store.library.job(number, settling.recipe)
        if job is not None:
            store.library.save(settling.settle(job), settling.recipe, settling.version)
    take_in(store)
    return True
