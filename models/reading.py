"""What was read: pages, settled dossiers, their documents and fields. Rows are added and never changed."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    Base,
    Digest,
    InDossier,
    InRun,
    InSettlement,
    Key,
    Long,
    Moment,
    Name,
    Packed,
    Probability,
    Shape,
    Word,
)


class PageReading(Base):
    """What came of one page of one file's content under one recipe.

    `state` is `read`, or the reason why it could not be: a page that fails the same way again adds nothing,
    one that is read at last adds its reading.
    """

    __tablename__ = "page_reading"
    __table_args__ = (UniqueConstraint("sha256", "source_page", "recipe", "shape", "state"),)

    id: Mapped[Key]
    run_id: Mapped[InRun]
    sha256: Mapped[Digest]
    source_page: Mapped[int]
    recipe: Mapped[Name]
    state: Mapped[Word]
    blank: Mapped[bool]
    withheld: Mapped[bool]
    shape: Mapped[Shape]
    outcome: Mapped[Packed]


class Settlement(Base):
    """A dossier settled from certain page readings by a certain version: its whole answer.

    Not unique by `inputs`: a file that goes and comes back settles its dossier a third time, as the first.
    """

    __tablename__ = "settlement"

    id: Mapped[Key]
    dossier_id: Mapped[InDossier]
    run_id: Mapped[InRun]
    at: Mapped[Moment]
    inputs: Mapped[Digest] = mapped_column(index=True)
    shape: Mapped[Shape]
    answer: Mapped[Packed]


class PageFault(Base):
    """A page of a settlement that should be scanned again: `faults` are words with commas between them."""

    __tablename__ = "page_fault"
    __table_args__ = (UniqueConstraint("settlement_id", "page"),)

    id: Mapped[Key]
    settlement_id: Mapped[InSettlement]
    page: Mapped[int]
    source: Mapped[Name]
    source_page: Mapped[int]
    rotation: Mapped[int]
    withheld: Mapped[bool]
    faults: Mapped[Word]


class DocumentReading(Base):
    """One document a settlement found, counted from 0. `type` is null where unknown."""

    __tablename__ = "document_reading"
    __table_args__ = (UniqueConstraint("settlement_id", "number"),)

    id: Mapped[Key]
    settlement_id: Mapped[InSettlement]
    number: Mapped[int]
    type: Mapped[int | None]
    first_page: Mapped[int]
    pages: Mapped[int]
    confidence: Mapped[Probability]
    status: Mapped[Word]


class FieldReading(Base):
    """One value of the merged record as a settlement gave it. `value` is JSON: text, list or null."""

    __tablename__ = "field_reading"
    __table_args__ = (
        UniqueConstraint("settlement_id", "key"),
        Index("ix_field_reading_status", "settlement_id", "status"),
    )

    id: Mapped[Key]
    settlement_id: Mapped[InSettlement]
    key: Mapped[Word]
    value: Mapped[Long]
    raw: Mapped[Long]
    confidence: Mapped[Probability]
    status: Mapped[Word]
    document: Mapped[int]
    page: Mapped[int]
    left: Mapped[int]
    top: Mapped[int]
    right: Mapped[int]
    bottom: Mapped[int]
