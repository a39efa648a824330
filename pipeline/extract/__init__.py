"""Extraction: a document's pages and its form in, readings out. Pure; knows neither images nor readers."""
