"""What all tables share: names of constraints, and the columns that come back in many of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, Double, ForeignKey, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


Key = Annotated[int, mapped_column(primary_key=True)]
Digest = Annotated[str, mapped_column(String(64))]
"""SHA-256 as hexadecimal text."""
Shape = Annotated[str, mapped_column(String(16))]
"""Which fields a packed value has; one of another shape is not unpacked."""
Packed = Annotated[bytes, mapped_column(LargeBinary)]
"""Bytes: a frozen value as compressed JSON, or a name as it is sorted."""
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
"""A point in time, UTC."""
Word = Annotated[str, mapped_column(String(64))]
"""One of a few words: a status, a reason, a key of the record."""
Probability = Annotated[float, mapped_column(Double)]
Name = Annotated[str, mapped_column(String(1024))]
Long = Annotated[str, mapped_column(Text)]
InDossier = Annotated[int, mapped_column(ForeignKey("dossier.id"), index=True)]
InRun = Annotated[int, mapped_column(ForeignKey("run.id"), index=True)]
InSettlement = Annotated[int, mapped_column(ForeignKey("settlement.id"), index=True)]
