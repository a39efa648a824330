"""What people did besides answering: signing in, making accounts, giving tasks back. Rows are only added."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.base import Base, Key, Moment, Name, Word


class AuditEvent(Base):
    """One act. `actor` and `subject` are logins; an actor at the keyboard of the machine itself is empty."""

    __tablename__ = "audit_event"

    id: Mapped[Key]
    at: Mapped[Moment]
    actor: Mapped[Name]
    act: Mapped[Word]
    subject: Mapped[Name]
