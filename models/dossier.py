"""What lies under the scan root: dossiers, their files, and files that could not be taken in."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Digest, InDossier, InRun, Key, Long, Name, Packed, Word


class Dossier(Base):
    """One member's dossier, by its name under the scan root.

    `words` is that name and the member's names, small, with a space before each word, to be found by; `plain`
    is the same without marks. Both are empty where an older version kept the dossier. Sorted by `position`,
    dossiers come in the natural order of their names.
    """

    __tablename__ = "dossier"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    plain: Mapped[Long]
    words: Mapped[Long]
    position: Mapped[Packed] = mapped_column(index=True)


class ScanFile(Base):
    """A file of a dossier as a run saw it. `present` is false once the file is gone or has other content."""

    __tablename__ = "scan_file"
    __table_args__ = (UniqueConstraint("dossier_id", "source", "sha256"),)

    id: Mapped[Key]
    dossier_id: Mapped[InDossier]
    run_id: Mapped[InRun]
    source: Mapped[Name]
    path: Mapped[Long]
    sha256: Mapped[Digest] = mapped_column(index=True)
    pages: Mapped[int]
    present: Mapped[bool]


class Quarantine(Base):
    """A file that could not be taken in, with its reason. `present` as for scan files.

    `sha256` is empty where the content could not even be read.
    """

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("dossier_id", "source", "reason", "sha256"),)

    id: Mapped[Key]
    dossier_id: Mapped[InDossier]
    run_id: Mapped[InRun]
    source: Mapped[Name]
    sha256: Mapped[Digest]
    reason: Mapped[Word]
    detail: Mapped[Long]
    present: Mapped[bool]
