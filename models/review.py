"""Fields that wait for a person or were settled by one, and every act on them."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Digest, InDossier, Key, Long, Moment, Probability, Word

InTask = Annotated[int, mapped_column(ForeignKey("review_task.id"), index=True)]
InPerson = Annotated[int, mapped_column(ForeignKey("person.id"))]
OfSettlement = Annotated[int, mapped_column(ForeignKey("settlement.id"))]
Proposal = Annotated[str, mapped_column(String(64))]


class ReviewIntake(Base):
    """A settlement whose doubtful values were put to people. `findings` names the wrong ones known then."""

    __tablename__ = "review_intake"

    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"), primary_key=True)
    findings: Mapped[Digest]


class ReviewTask(Base):
    """One field of one dossier, or one row of a table.

    `state` is the decision so far, as JSON; most other columns serve to find it. `holder` (0: nobody) has it
    until `leased_until`, seconds since 1970. `first_person` and `second_person` (0: nobody) may not be asked
    again. `outcome` and `value` are what a person settled, empty before. The place is that of the content
    (`sha256`, `source_page`), so that it outlives renamed and added files. `sampled`: the machine had
    accepted the value, and it was drawn into the blind sample. `cells` are those of a row, as JSON.
    `differs`: nobody is asked, but it was read differently since, and a senior may choose.
    """

    __tablename__ = "review_task"
    __table_args__ = (
        UniqueConstraint("dossier_id", "key"),
        Index("ix_review_task_next", "mode", "need", "first_person", "rank", "proposal", "id"),
        Index("ix_review_task_holder", "holder", "leased_until"),
        Index("ix_review_task_shelf", "mode", "dossier_id", "rank"),
        Index("ix_review_task_differs", "differs", "rank", "id"),
    )

    id: Mapped[Key]
    dossier_id: Mapped[InDossier]
    settlement_id: Mapped[OfSettlement]
    key: Mapped[Word]
    mode: Mapped[Word]
    need: Mapped[int]
    rank: Mapped[int]
    proposal: Mapped[Proposal]
    first_person: Mapped[int]
    second_person: Mapped[int]
    holder: Mapped[int]
    leased_until: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    state: Mapped[Long]
    outcome: Mapped[Word]
    value: Mapped[Long]
    confidence: Mapped[Probability]
    reasons: Mapped[Long]
    candidates: Mapped[Long]
    document: Mapped[int]
    sha256: Mapped[Digest]
    source_page: Mapped[int]
    rotation: Mapped[int]
    left: Mapped[int]
    top: Mapped[int]
    right: Mapped[int]
    bottom: Mapped[int]
    sampled: Mapped[bool]
    cells: Mapped[Long]
    differs: Mapped[bool]


class FieldEvent(Base):
    """One act on one task, never changed: the task before and after as JSON, who, when, of which group act.

    `token` is made by whoever sends the act: sent twice, it is kept once. `undoes` names the event that this
    one takes back. `elapsed_ms` is how long the person looked at it.
    """

    __tablename__ = "field_event"
    __table_args__ = (
        UniqueConstraint("token"),
        Index("ix_field_event_person", "person_id", "id"),
    )

    id: Mapped[Key]
    token: Mapped[Word]
    task_id: Mapped[InTask]
    person_id: Mapped[InPerson]
    at: Mapped[Moment]
    kind: Mapped[Word]
    effect: Mapped[Word]
    answer: Mapped[Long]
    before: Mapped[Long]
    after: Mapped[Long]
    group_act: Mapped[Word]
    undoes: Mapped[int]
    elapsed_ms: Mapped[int]
