"""The record models: tables alone, no behaviour, no knowledge of the pipeline."""

from models.audit import AuditEvent
from models.base import Base
from models.decision import DecidedPage, DocumentDecision
from models.dossier import Dossier, Quarantine, ScanFile
from models.people import Person
from models.reading import DocumentReading, FieldReading, PageFault, PageReading, Settlement
from models.review import FieldEvent, ReviewIntake, ReviewTask
from models.run import Run

__all__ = [
    "AuditEvent",
    "Base",
    "DecidedPage",
    "DocumentDecision",
    "DocumentReading",
    "Dossier",
    "FieldEvent",
    "FieldReading",
    "PageFault",
    "PageReading",
    "Person",
    "Quarantine",
    "ReviewIntake",
    "ReviewTask",
    "Run",
    "ScanFile",
    "Settlement",
]
