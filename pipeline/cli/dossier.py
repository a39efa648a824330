"""One dossier as `hoso status DOSSIER` shows it: its papers, what is secret, what its checklist says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.catalogue.catalogue import Catalogue
from pipeline.catalogue.checklist import Checklist, Finding, built_in_rules, checklist
from pipeline.errors import BadArguments
from pipeline.messages import _
from pipeline.store import Store
from pipeline.types import Document, DossierRead, Status


def settled_dossier(store: Store, name: str) -> DossierRead:
    """The dossier of this name; raises BadArguments where none is settled."""
    read = store.dossier(name)
    if read is None:
        message = _("There is no settled dossier {0}; `hoso run` settles those it has read.")
        raise BadArguments(message.format(name))
    return read


def checked(read: DossierRead, known: Catalogue) -> Checklist:
    """The checklist of a settled dossier; a paper counts even where a person still has to confirm its
    type."""
    types = [document.type for document in read.documents if document.type is not None]
    record = {reading.key for reading in read.member if reading.value is not None}
    return checklist(types, record, known, built_in_rules())


def dossier_summary(read: DossierRead, known: Catalogue) -> str:
    """Papers in page order, then what is missing, doubled or contradicting, by priority."""
    secret = {page.number for page in read.pages if page.withheld}
    lines = [_("Papers of {0}:").format(read.dossier)]
    lines += [_paper(document, bool(secret & set(document.pages))) for document in read.documents]
    found = checked(read, known)
    if found.findings:
        lines += ["", _("Checklist:"), *_findings(found, known)]
    return "\n".join(lines)


def _paper(document: Document, secret: bool) -> str:
    pages = ", ".join(map(str, document.pages))
    if secret:
        return _("  pages {0}: withheld for secrecy, for the officer alone").format(pages)
    name = _("unknown") if document.type is None else f"{document.type} {document.name}"
    doubt = _(" (to be confirmed)") if document.status is Status.REVIEW else ""
    return _("  pages {0}: {1}{2}").format(pages, name, doubt)


def _findings(found: Checklist, known: Catalogue) -> Iterator[str]:
    names = known.names()
    for finding in found.findings:
        papers = _(" or ") if finding.fault == "missing" else _(" and ")
        told = papers.join(f"{number} {names.get(number, '')}" for number in finding.types)
        yield f"  [{finding.priority}] {_fault(finding)}: {told}"


def _fault(finding: Finding) -> str:
    return {
        "missing": _("missing"),
        "doubled": _("more than once"),
        "contradicting": _("do not go together"),
    }[finding.fault]


def dossier_status(read: DossierRead, known: Catalogue) -> dict[str, Any]:
    """The same for programs."""
    found = checked(read, known)
    return {
        "dossier": read.dossier,
        "documents": [
            {"type": each.type, "pages": list(each.pages), "status": each.status.value}
            for each in read.documents
        ],
        "stages": list(found.stages),
        "checklist": [
            {"fault": each.fault, "types": list(each.types), "priority": each.priority}
            for each in found.findings
        ],
    }
