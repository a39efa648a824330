"""The catalogue of document types and the separation of a pile of pages into documents."""
