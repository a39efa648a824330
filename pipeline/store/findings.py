"""Findings: values the machine had accepted of which people found that they are wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

import models
from pipeline import codec
from pipeline.store import holdings
from pipeline.store.judging import is_right
from pipeline.types import DossierRead, ProcessingStep

LIKE_A_FINDING = "like_a_finding"
"""Why an accepted value is looked at after all: one like it was wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A value accepted by the machine, what people say stands there ("" for nothing), and who had read it."""

    task: int
    dossier: str
    document: int
    read: str
    stands: str
    made_by: tuple[ProcessingStep, ...]


@dataclass(frozen=True, slots=True)
class Reopened:
    """How many findings there are, how many values like them went to people, and how many of these wait."""

    findings: int
    values: int
    waiting: int


def findings(session: Session) -> tuple[Finding, ...]:
    """Every finding there is now; one that was taken back is none."""
    table = models.ReviewTask
    chosen = (
        select(table, models.Dossier.name).join(models.Dossier).where(table.outcome.in_(("value", "blank")))
    )
    rows = session.execute(chosen.where(_had_been_accepted()).order_by(table.id)).all()
    return tuple(_finding(session, row, name) for row, name in rows if not is_right(row))


def names(found: Iterable[Finding]) -> str:
    """One name for a set of findings; empty for none."""
    told = ",".join(f"{each.task}:{each.stands}" for each in found)
    return sha256(told.encode()).hexdigest() if told else ""


def reopened(session: Session) -> Reopened:
    """What findings led to."""
    table = models.ReviewTask
    like = select(func.count()).select_from(table).where(_like_a_finding())
    waiting = like.where(table.mode.not_in(("done", "passed")))
    return Reopened(len(findings(session)), session.scalars(like).one(), session.scalars(waiting).one())


def waiting(dossier: str) -> Any:
    """The query for keys of a dossier whose values wait because one like them was wrong."""
    table = models.ReviewTask
    chosen = select(table.key).join(models.Dossier).where(models.Dossier.name == dossier)
    return chosen.where(_like_a_finding(), table.mode.not_in(("done", "passed")))


def _had_been_accepted() -> Any:
    return or_(models.ReviewTask.sampled, _like_a_finding())


def _like_a_finding() -> Any:
    told = models.ReviewTask.reasons.contains(f'"{LIKE_A_FINDING}"', autoescape=True)
    return and_(told, ~models.ReviewTask.sampled)


def _finding(session: Session, row: models.ReviewTask, dossier: str) -> Finding:
    settlement = session.get_one(models.Settlement, row.settlement_id)
    known = settlement.shape == holdings.ANSWER_SHAPE
    made_by = codec.unpack(settlement.answer, DossierRead).made_by if known else ()
    machine = json.loads(row.state)["machine"].get("value") or ""
    return Finding(row.id, dossier, row.document, machine, json.loads(row.value) or "", made_by)
