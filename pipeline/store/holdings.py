"""What makes up a dossier now: derived from the files that lie there and the readings of their content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import models
from pipeline import codec
from pipeline.text import natural_key
from pipeline.types import DossierRead, PageFailed, PageJob, PageRead, Recipe

READ = "read"
"""The state of a page that was read; any other state is the reason why it was not."""
OUTCOME_SHAPE = codec.shape(PageRead | PageFailed)
ANSWER_SHAPE = codec.shape(DossierRead)

Content = tuple[str, int]
"""A page by its file's SHA-256 and its number in the file, wherever that file lies."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement by its row, and the digest of what it was made of."""

    id: int
    inputs: str


def content(job: PageJob) -> Content:
    return job.sha256, job.source_page


def recipe_name(recipe: Recipe) -> str:
    """One text for a recipe: readings under another recipe are other readings."""
    second = (f"second={recipe.second}",) if recipe.second else ()
    return " ".join([recipe.reader, *(f"{key}={value}" for key, value in recipe.options), *second])


def dossier_names(session: Session) -> list[str]:
    """Dossiers that have something under the scan root now, in natural order."""
    files = select(models.ScanFile.dossier_id).where(models.ScanFile.present)
    refused = select(models.Quarantine.dossier_id).where(models.Quarantine.present)
    found = session.scalars(select(models.Dossier.name).where(models.Dossier.id.in_(files.union(refused))))
    return sorted(found, key=natural_key)


def page_jobs(session: Session, recipe: Recipe, name: str | None = None) -> dict[str, tuple[PageJob, ...]]:
    """The pages of every dossier, or of the one named, each numbered from 1: files in natural order."""
    chosen = select(
        models.Dossier.name,
        models.ScanFile.source,
        models.ScanFile.path,
        models.ScanFile.sha256,
        models.ScanFile.pages,
    ).join_from(models.ScanFile, models.Dossier)
    chosen = chosen.where(models.ScanFile.present)
    files = session.execute(chosen if name is None else chosen.where(models.Dossier.name == name)).all()
    by_dossier: dict[str, list[Any]] = {}
    for file in files:
        by_dossier.setdefault(file.name, []).append(file)
    return {each: _numbered(recipe, by_dossier[each]) for each in sorted(by_dossier, key=natural_key)}


def _numbered(recipe: Recipe, files: Iterable[Any]) -> tuple[PageJob, ...]:
    # Two names of one natural key ("a1", "a01") still have one order, whatever the database gives first.
    ordered = sorted(files, key=lambda file: (natural_key(file.source), file.source))
    places = [(file, page) for file in ordered for page in range(1, file.pages + 1)]
    return tuple(
        PageJob(file.name, number, file.source, page, file.path, file.sha256, recipe)
        for number, (file, page) in enumerate(places, start=1)
    )


def standing(session: Session, recipe: Recipe | None, name: str | None = None) -> Mapping[Content, int]:
    """For each page that has an outcome, the row that stands: its newest reading, else its newest failure.

    Without a recipe, whatever recipe it was made under.

    Only outcomes of the shape of now count; what an older version kept in another shape is read again.
    """
    table = models.PageReading
    chosen = select(table.id, table.sha256, table.source_page, table.state)
    chosen = chosen.where(table.shape == OUTCOME_SHAPE)
    if recipe is not None:
        chosen = chosen.where(table.recipe == recipe_name(recipe))
    if name is not None:
        own = select(models.ScanFile.sha256).join(models.Dossier)
        own = own.where(models.Dossier.name == name, models.ScanFile.present)
        chosen = chosen.where(table.sha256.in_(own))
    rows = session.execute(chosen.order_by(table.id)).all()
    ranked = sorted(rows, key=lambda row: row.state == READ)
    return {(row.sha256, row.source_page): row.id for row in ranked}


def read_pages(session: Session, recipe: Recipe) -> set[Content]:
    """The pages that were read under a recipe."""
    table = models.PageReading
    rows = session.execute(
        select(table.sha256, table.source_page).where(
            table.recipe == recipe_name(recipe), table.shape == OUTCOME_SHAPE, table.state == READ
        )
    )
    return {(row.sha256, row.source_page) for row in rows}


def outcomes(
    session: Session, jobs: Sequence[PageJob], rows: Mapping[Content, int]
) -> tuple[PageRead | PageFailed, ...]:
    """What came of each page, with the number and place the page has now."""
    table = models.PageReading
    wanted = {rows[content(job)] for job in jobs}
    kept = session.execute(select(table.id, table.outcome).where(table.id.in_(wanted)))
    packed = {row.id: row.outcome for row in kept}
    found: list[PageRead | PageFailed] = []
    for job in jobs:
        outcome: PageRead | PageFailed = codec.unpack(packed[rows[content(job)]], PageRead | PageFailed)
        found.append(replace(outcome, job=job))
    return tuple(found)


def inputs(
    jobs: Sequence[PageJob], rows: Mapping[Content, int], recipe: Recipe, version: str, decision: int = 0
) -> str | None:
    """What a settlement is made of, as a digest: the pages in their order, the recipe and the version.

    `decision` is the last one a person made about the dossier. None while a page has no outcome yet.
    """
    if any(content(job) not in rows for job in jobs):
        return None
    parts = [f"{job.source}\0{job.source_page}\0{rows[content(job)]}" for job in jobs]
    decided = [f"decision {decision}"] if decision else []
    return sha256("\n".join([recipe_name(recipe), version, *decided, *parts]).encode()).hexdigest()


def newest_inputs(session: Session, dossier: int) -> str | None:
    """What the newest settlement of a dossier was made of; None where there is none."""
    table = models.Settlement
    own = select(table.inputs).where(table.dossier_id == dossier, table.shape == ANSWER_SHAPE)
    return session.scalar(own.order_by(table.id.desc()).limit(1))


def newest_settlements(session: Session) -> dict[str, Settled]:
    """The newest settlement of each dossier that is there now, in natural order."""
    table = models.Settlement
    newest = select(func.max(table.id)).where(table.shape == ANSWER_SHAPE).group_by(table.dossier_id)
    chosen = select(models.Dossier.name, table.id, table.inputs).join_from(table, models.Dossier)
    rows = session.execute(chosen.where(table.id.in_(newest)))
    found = {row.name: Settled(row.id, row.inputs) for row in rows}
    return {each: found[each] for each in dossier_names(session) if each in found}
