"""The record models: tables alone, no behaviour, no knowledge of the pipeline."""

from models.base import Base
from models.decision import DecidedPage, DocumentDecision
from models.dossier import Dossier, Quarantine, ScanFile
from models.reading import DocumentReading, FieldReading, PageReading, Settlement
from models.run import Run

__all__ = [
    "Base",
    "DecidedPage",
    "DocumentDecision",
    "DocumentReading",
    "Dossier",
    "FieldReading",
    "PageReading",
    "Quarantine",
    "Run",
    "ScanFile",
    "Settlement",
]
