"""Why a value was stopped, in a sentence of the person's language (rules.yaml)."""

from __future__ import annotations

from pipeline.validate import sentence_of


def told(reason: str, language: str) -> str:
    """The sentence of one reason; its bare name where there is none."""
    return sentence_of(reason, language) or reason.replace("_", " ")


def known(reason: str) -> bool:
    """Whether there is a sentence for it."""
    return sentence_of(reason, "en") is not None
