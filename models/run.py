"""Runs: when something was done, and with what."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import Base, Key, Moment, Name


class Run(Base):
    """One call of `hoso run`."""

    __tablename__ = "run"

    id: Mapped[Key]
    started: Mapped[Moment]
    version: Mapped[Name]
