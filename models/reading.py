"""What was read: pages, settled dossiers and their fields. Rows are added and never changed."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Digest, InDossier, InRun, Key, Moment, Name, Packed


class PageReading(Base):
    """What came of one page of one file's content under one recipe: a reading, or why there is none."""

    __tablename__ = "page_reading"
    __table_args__ = (UniqueConstraint("sha256", "source_page", "recipe"),)

    id: Mapped[Key]
    run_id: Mapped[InRun]
    sha256: Mapped[Digest]
    source_page: Mapped[int]
    recipe: Mapped[Name]
    failed: Mapped[Name | None]
    blank: Mapped[bool]
    withheld: Mapped[bool]
    outcome: Mapped[Packed]


class Settlement(Base):
    """A dossier settled from certain page readings by a certain version: its whole answer."""

    __tablename__ = "settlement"
    __table_args__ = (Index("ix_settlement_inputs", "inputs"),)

    id: Mapped[Key]
    dossier_id: Mapped[InDossier]
    run_id: Mapped[InRun]
    at: Mapped[Moment]
    inputs: Mapped[Digest]
    answer: Mapped[Packed]


class FieldReading(Base):
    """One value of the merged record as a settlement gave it. `value` is JSON: text, list or null."""

    __tablename__ = "field_reading"
    __table_args__ = (UniqueConstraint("settlement_id", "key"),)

    id: Mapped[Key]
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"), index=True)
    key: Mapped[Name]
    value: Mapped[str] = mapped_column(Text)
    raw: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    status: Mapped[Name] = mapped_column(index=True)
    page: Mapped[int]
    left: Mapped[int]
    top: Mapped[int]
    right: Mapped[int]
    bottom: Mapped[int]
