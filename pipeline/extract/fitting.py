"""How a form fits a page, for whoever writes forms: which labels were found where, and what stands behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.fields import Extracted, extract
from pipeline.extract.header import header_labels
from pipeline.extract.labels import find_labels
from pipeline.forms.form import Field, Form
from pipeline.geometry import Box
from pipeline.reading.align import find, fold
from pipeline.reading.stream import stream
from pipeline.types import PageRead


@dataclass(frozen=True, slots=True)
class Fitted:
    """A form laid over a page. `labels`: the fields whose label was found, with its place in the frame;
    `missing`: those between them whose label was not found. What comes before and behind may stand on
    other pages."""

    form: Form
    labels: tuple[tuple[Field, Box], ...]
    missing: tuple[Field, ...]
    extracted: Extracted


def fitted(forms: Sequence[Form], page: PageRead) -> Fitted | None:
    """The form whose labels fit the page best; None where not a single label of any is found."""
    found = [(form, _labels(form, page)) for form in forms]
    form, labels = max(found, key=lambda entry: sum(score for _, _, score in entry[1]), default=(None, ()))
    if form is None or not labels:
        return None
    orders = sorted(order for order, _, _ in labels)
    missing = (form.fields[order] for order in range(orders[0], orders[-1]) if order not in orders)
    return Fitted(
        form,
        tuple((form.fields[order], box) for order, box, _ in sorted(labels, key=lambda label: label[0])),
        tuple(field for field in missing if field.labels),
        extract([form], [page]),
    )


def titled(forms: Sequence[Form], page: PageRead) -> list[Form]:
    """The forms outside the catalogue one of whose printed titles stands on the page."""
    read = stream([page]).folded
    return [form for form in forms if any(find(fold(title), read, len(title) // 8) for title in form.titles)]


def _labels(form: Form, page: PageRead) -> tuple[tuple[int, Box, float], ...]:
    """Labels found on the page: the field's place in the form, the label's in the frame, its score."""
    letters = stream([page])
    chain = [(found, letters.place(found.start, found.end)) for found in find_labels(form, letters)]
    beside = ((found.order, place[1], found.score) for found, place in chain if place is not None)
    headed = header_labels(form, page)
    above = ((order, label.box, label.found.score) for order, label in headed.items())
    return (*above, *beside)
