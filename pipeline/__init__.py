"""hoso: turns scanned dossiers of party members into verified member records."""

__version__ = "0.1.0"
