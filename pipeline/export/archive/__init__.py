"""The archive: each document of a dossier its own searchable PDF/A-2b, named and filed."""
