"""Exports: settled dossiers in, files out, the same bytes for the same records."""
