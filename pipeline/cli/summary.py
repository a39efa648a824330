"""What is told of a run and of a workspace, in sentences and counts; never a value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.messages import _, counted, reason
from pipeline.run import RunReport
from pipeline.store import Refused, StatusReport
from pipeline.types import Reason, Status

_DONE, _PASSED = "done", "passed"
"""Tasks that people settled, and those nobody is asked about any more."""
MOST_LISTED = 50
"""Files and pages that could not be read are listed up to so many; --json has them all."""


def run_summary(report: RunReport, status: StatusReport, workspace: Path) -> str:
    """What the run read, what waits for a person and where to look next; the failures by kind end it."""
    lines = [_found(report), _done(report)]
    waiting = dict(status.fields).get(Status.REVIEW.value, 0)
    lines.append(
        counted("{n} value waits for a person.", "{n} values wait for a person.", waiting)
        if waiting
        else _("No value waits for a person.")
    )
    lines += ["", _("Where to look next:"), *_next(workspace)]
    failures = Counter(Reason(entry.reason) for entry in status.refused)
    if failures or report.dossiers_failed:
        lines += ["", _("Could not be read:"), *_failures(failures, report.dossiers_failed)]
    return "\n".join(lines)


def status_summary(status: StatusReport, names: Mapping[int, str]) -> str:
    """The state of a workspace as a table of counts, then what could not be read; `names` of the types."""
    counts = [
        (_("Dossiers"), status.dossiers),
        (_("  settled"), status.settled),
        (_("Files"), status.files),
        (_("Pages"), status.pages),
        (_("  read"), status.read),
        (_("  blank"), status.blank),
        (_("  withheld for secrecy"), status.withheld),
        (_("  still to read"), status.left),
        (_("Values"), sum(count for _status, count in status.fields)),
        *(
            (f"  {_status_name(name)}", count)
            for name, count in status.fields
            if name != Status.VERIFIED.value  # The machine never says so; people are counted below.
        ),
        (_("Before people"), sum(count for mode, count in status.tasks if mode != _PASSED)),
        (_("  to look at"), sum(count for mode, count in status.tasks if mode not in (_PASSED, _DONE))),
        (_("  settled by people"), dict(status.tasks).get(_DONE, 0)),
    ]
    lines = list(_table(counts))
    if status.documents:
        lines += ["", _("Documents by type:"), *_table(_documents(status, names))]
    if status.refused:
        lines += ["", _("Could not be read:"), *_refused(status.refused)]
    return "\n".join(lines)


def _found(report: RunReport) -> str:
    return _("Found: {0}, {1}, {2}.").format(
        counted("{n} dossier", "{n} dossiers", report.dossiers),
        counted("{n} file", "{n} files", report.files),
        counted("{n} page", "{n} pages", report.pages),
    )


def _done(report: RunReport) -> str:
    if not (report.pages_read or report.pages_failed or report.dossiers_settled):
        return _("Nothing was left to do.")
    return _("Read: {0}; {1} settled.").format(
        counted("{n} page", "{n} pages", report.pages_read),
        counted("{n} dossier", "{n} dossiers", report.dossiers_settled),
    )


def _next(workspace: Path) -> Iterable[str]:
    yield f"  hoso status -w {workspace}"
    yield f"  hoso export -w {workspace} --format xlsx --output records.xlsx"
    yield _("  settings: {0}").format(workspace / "hoso.toml")
    yield _("  log: {0}").format(workspace / "logs" / "hoso.log")


def _failures(failures: Counter[Reason], dossiers: tuple[str, ...]) -> Iterable[str]:
    for kind, count in sorted(failures.items()):
        yield f"  {count} × {kind}: {reason(kind)}"
    for name in dossiers:
        yield _("  {0}: its pages are read, but it could not be settled; the log tells where").format(name)


def _documents(status: StatusReport, names: Mapping[int, str]) -> Iterable[tuple[str, int]]:
    for kind, count in status.documents:
        yield f"  {type_name(kind, names)}", count


def type_name(kind: int | None, names: Mapping[int, str]) -> str:
    """A document's type with its number; one that no catalogue has any more is a number alone."""
    return _("unknown") if kind is None else f"{kind} {names.get(kind, '')}".rstrip()


def _refused(refused: tuple[Refused, ...]) -> Iterable[str]:
    for entry in refused[:MOST_LISTED]:
        place = f"{entry.dossier}/{entry.source}"
        if entry.page is not None:
            place = _("{0}, page {1}").format(place, entry.page)
        yield f"  {place}: {reason(Reason(entry.reason))}"
    if len(refused) > MOST_LISTED:
        yield _("  … and {0} more; --json has them all").format(len(refused) - MOST_LISTED)


def _status_name(name: str) -> str:
    return {
        Status.ACCEPTED: _("accepted"),
        Status.REVIEW: _("waiting for a person"),
        Status.VERIFIED: _("verified by a person"),
        Status.BLANK: _("left empty on paper"),
    }[Status(name)]


def _table(rows: Iterable[tuple[str, int]]) -> Iterable[str]:
    every = tuple(rows)
    width = max(len(name) for name, _count in every)
    return (f"{name:<{width}}  {count:>7}" for name, count in every)
