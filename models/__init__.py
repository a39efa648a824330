"""The record models: tables alone, no behaviour, no knowledge of the pipeline."""

from models.base import Base
from models.dossier import Dossier, Quarantine, ScanFile
from models.reading import DocumentReading, FieldReading, PageReading, Settlement
from models.run import Run

__all__ = [
    "Base",
    "DocumentReading",
    "Dossier",
    "FieldReading",
    "PageReading",
    "Quarantine",
    "Run",
    "ScanFile",
    "Settlement",
]
