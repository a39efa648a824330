"""What people decided about documents. Rows are added and never changed; the last one about a page holds."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Digest, InDossier, Key, Moment, Name


class DocumentDecision(Base):
    """One document as a person stated it. `type` is null where the person said it is unknown."""

    __tablename__ = "document_decision"

    id: Mapped[Key]
    dossier_id: Mapped[InDossier]
    at: Mapped[Moment]
    actor: Mapped[Name]
    type: Mapped[int | None]


class DecidedPage(Base):
    """A page of a decided document, `position` from 0: by content, so that it survives another numbering.

    `source` tells apart two files of one content.
    """

    __tablename__ = "decided_page"
    __table_args__ = (UniqueConstraint("decision_id", "position"),)

    id: Mapped[Key]
    decision_id: Mapped[int] = mapped_column(ForeignKey("document_decision.id"), index=True)
    position: Mapped[int]
    sha256: Mapped[Digest]
    source_page: Mapped[int]
    source: Mapped[Name]
