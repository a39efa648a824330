"""People who work with the records, and what they may see."""

from __future__ import annotations

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Long, Moment, Name, Word


class Person(Base):
    """One person. `password` is an argon2 hash; `stamp` changes with it, and ends all older sessions.

    `failures` counts wrong passwords since the last right one; until `locked_until`, in seconds since 1970,
    none is looked at.
    """

    __tablename__ = "person"

    id: Mapped[Key]
    login: Mapped[Word] = mapped_column(unique=True)
    shown: Mapped[Name]
    role: Mapped[Word]
    password: Mapped[Long]
    stamp: Mapped[Word]
    active: Mapped[bool]
    failures: Mapped[int]
    locked_until: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[Moment]
