"""Why a value was stopped, in a sentence of the person's language: words for every doubt and broken rule."""

from __future__ import annotations

from pipeline.messages import catalogue, noted
from pipeline.validate import sentence_of

_REASONS = {
    "documents_differ": noted("The papers of the dossier differ."),
    "dates_out_of_order": noted("The dates are not in order."),
    "unlikely_age": noted("The age is unlikely."),
    "identifier_against_birth_year": noted("The number does not fit the birth year."),
    "identifier_against_sex": noted("The number does not fit the sex."),
    "one_reader_alone": noted("Who a person is, is never taken from the machine alone."),
    "not_in_vocabulary": noted("This word is not in the list of the field."),
    "corrected_to_vocabulary": noted("Corrected to the nearest word of the list."),
    "not_a_name": noted("This does not look like a name."),
    "not_a_date": noted("This is no date."),
    "wrong_shape": noted("The number has the wrong length."),
    "illegible": noted("The machine could not read it."),
    "struck_out": noted("It is struck out on the paper."),
    "another_person": noted("The paper seems to be another person's."),
    "printed_label": noted("It looks like printed words of the form."),
    "stray_marks": noted("There are stray marks beside it."),
    "option_not_read": noted("A box could not be told ticked or empty."),
}


def told(reason: str, language: str) -> str:
    """The sentence of one reason; its bare name where there is none."""
    if reason in _REASONS:
        return catalogue(language).gettext(_REASONS[reason])
    return sentence_of(reason, language) or reason.replace("_", " ")


def known(reason: str) -> bool:
    """Whether there is a sentence for it."""
    return reason in _REASONS or sentence_of(reason, "en") is not None
