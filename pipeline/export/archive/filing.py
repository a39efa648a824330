"""Filing: brings the archive's folder up to what the settled dossiers say, and touches nothing else.

A document whose scans, words and name are what they were is not written again. A file is there whole or
not at all; what has another name now is removed under the old one; a file that is not of this archive is
never written over.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from pipeline import __version__
from pipeline.config import LimitSettings
from pipeline.errors import FileAccess
from pipeline.export.archive import ledger
from pipeline.export.archive.ledger import Entry, Share
from pipeline.export.archive.naming import NameRules, check_rules
from pipeline.export.archive.pdfa import Description, Leaf, write_document
from pipeline.export.archive.plan import Filed, Left, Plan, Why, plan, settled_text
from pipeline.export.archive.words import page_words
from pipeline.export.files import write_whole
from pipeline.scans import PageUnreadable, digest_of
from pipeline.types import DossierJob, DossierRead, PageRead, Reading, Reason, Status


@dataclass(frozen=True, slots=True)
class ArchiveRules:
    """How the archive is made: names, which scans it opens, and what the committee says of every dossier
    (empty: not said)."""

    names: NameRules
    limits: LimitSettings
    access: str = ""
    retention: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What an export did. `outdated`: dossiers whose pages are no longer those that were settled.

    `withheld`, `unreadable`: pages by dossier and number.
    """

    written: int = 0
    kept: int = 0
    removed: int = 0
    left: int = 0
    withheld: tuple[tuple[str, int], ...] = ()
    unreadable: tuple[tuple[str, int], ...] = ()
    outdated: tuple[str, ...] = ()


def write_archive(
    dossiers: Iterable[tuple[DossierRead, DossierJob]], names: Sequence[str], root: Path, rules: ArchiveRules
) -> ArchiveReport:
    """File every dossier; `names` are those of all that will come, in their order.

    Raises FileAccess where the folder cannot be used or holds a strange file in a place that is needed.
    """
    check_rules(rules.names)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for scrap in list(ledger.leftovers(root)):
        shutil.rmtree(scrap) if scrap.is_dir() else scrap.unlink()
    filing = _Filing(root, rules, ledger.load(root), frozenset(names))
    for read, job in dossiers:
        filing.add(read, job)
    ledger.write_lists(root, filing.shares.values())
    return filing.report


class _Filing:
    """The books of one export: what is on the disk, which places are taken, what was done."""

    def __init__(
        self, root: Path, rules: ArchiveRules, shares: Mapping[str, Share], coming: frozenset[str]
    ) -> None:
        self._root, self._rules = root, rules
        self.shares, self.report = dict(shares), ArchiveReport()
        others = (each for name, each in shares.items() if name not in coming)
        self._taken = {entry.path.casefold() for share in others for entry in share.files}
        self._ours = {entry.path for share in shares.values() for entry in share.files}

    def add(self, read: DossierRead, job: DossierJob) -> None:
        """File one dossier; one that is out of date is told of, and its files stay as they are."""
        if not _belong_together(read, job):
            self.report = replace(self.report, outdated=(*self.report.outdated, read.dossier))
            return
        planned = plan(read, self._rules.names, self._taken)
        old = self.shares.get(read.dossier, Share(read.dossier, ()))
        entries = tuple(
            _entry(each, made_of(_about(each, planned, read, self._rules), _leaves(each, read, job)))
            for each in planned.files
        )
        self._refuse_strangers(entries)
        ledger.save(self._root, ledger.announced(old, entries))
        done = [
            self._filed(entry, file, old, planned, read, job)
            for entry, file in zip(entries, planned.files, strict=True)
        ]
        files = tuple(entry for entry in done if entry.sha256)
        lost = [page for entry in done if not entry.sha256 for page in entry.pages]
        left = (*planned.left, *(Left(page, Why.FAILED) for page in lost))
        self._remove(old, files)
        self.shares[read.dossier] = Share(
            read.dossier, files, tuple(sorted(left, key=lambda each: each.page))
        )
        ledger.save(self._root, self.shares[read.dossier])
        self._count(planned, lost)

    def _filed(
        self, entry: Entry, file: Filed, old: Share, planned: Plan, read: DossierRead, job: DossierJob
    ) -> Entry:
        """The entry with its file's digest; without one where a scan can no longer be read."""
        before, place = old.entry(entry.path), self._root / entry.path
        if before and before.made_of == entry.made_of and ledger.digest_of(place) == before.sha256:
            self.report = replace(self.report, kept=self.report.kept + 1)
            return replace(entry, sha256=before.sha256)
        leaves, about = _leaves(file, read, job), _about(file, planned, read, self._rules)
        try:
            _check_unchanged(leaves)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(place, lambda path: write_document(leaves, about, path, self._rules.limits))
        except PageUnreadable:
            return entry
        self.report = replace(self.report, written=self.report.written + 1)
        return replace(entry, sha256=ledger.digest_of(place) or "")

    def _refuse_strangers(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.path not in self._ours and (self._root / entry.path).exists():
                raise FileAccess(
                    str(self._root / entry.path),
                    "it is no file of this archive; move it away and export again",
                )
        self._ours |= {entry.path for entry in entries}

    def _remove(self, old: Share, files: Iterable[Entry]) -> None:
        """Remove what this dossier had under other names, and folders that are empty then."""
        staying = {entry.path.casefold() for entry in files} | self._taken
        for entry in old.files:
            place = self._root / entry.path
            if entry.path.casefold() in staying or not place.exists():
                continue
            place.unlink()
            self.report = replace(self.report, removed=self.report.removed + 1)
            for folder in place.parents:
                if folder == self._root or any(folder.iterdir()):
                    break
                folder.rmdir()

    def _count(self, planned: Plan, lost: Sequence[int]) -> None:
        name = planned.dossier
        secret = ((name, each.page) for each in planned.left if each.why is Why.WITHHELD)
        failed = ((name, each.page) for each in planned.left if each.why is Why.FAILED)
        self.report = replace(
            self.report,
            left=self.report.left + len(planned.left) + len(lost),
            withheld=(*self.report.withheld, *secret),
            unreadable=(*self.report.unreadable, *failed, *((name, page) for page in lost)),
        )


def _belong_together(read: DossierRead, job: DossierJob) -> bool:
    """Whether the pages there are now are those the dossier was settled from."""
    settled = [(page.number, page.source, page.source_page) for page in read.pages]
    return settled == [(page.job.number, page.job.source, page.job.source_page) for page in job.pages]


def _entry(file: Filed, digest: str) -> Entry:
    return Entry(file.path, file.type, file.name, file.pages, file.status.value, digest)


def _leaves(file: Filed, read: DossierRead, job: DossierJob) -> tuple[Leaf, ...]:
    pages = {page.job.number: page for page in job.pages if isinstance(page, PageRead)}
    readings = _readings(file.number, read)
    return tuple(
        Leaf(pages[n], page_words(pages[n], [r for r in readings if r.page == n])) for n in file.pages
    )


def _readings(number: int, read: DossierRead) -> tuple[Reading, ...]:
    """The values that stand on a document, the record's own first: a person's word is among them."""
    documents = read.documents[number : number + 1]
    cells = (cell for each in documents for row in each.rows for cell in row.cells)
    merged = (reading for reading in read.member if reading.document == number)
    own = (reading for each in documents for reading in each.readings)
    every = (*merged, *own, *cells)
    return tuple(sorted(every, key=lambda reading: reading.status is not Status.VERIFIED))


def _about(file: Filed, planned: Plan, read: DossierRead, rules: ArchiveRules) -> Description:
    """The metadata of a document and its dossier that TT 05/2025 asks for, as far as they are known."""
    settled = file.status in (Status.ACCEPTED, Status.VERIFIED)
    said = (
        ("maHoSo", planned.holder.national_id or read.dossier, "Code of the dossier"),
        ("maHoSoGiay", settled_text(read, "profile_number") or "", "Code of the paper dossier"),
        ("tieuDeHoSo", settled_text(read, "full_name") or "", "Title of the dossier"),
        ("soThuTu", "" if file.type is None else f"{file.type:02d}", "Number of the kind of document"),
        ("soTrang", str(len(file.pages)), "Number of pages"),
        ("mucDoTiepCan", rules.access, "Level of access"),
        ("thoiHanLuuTru", rules.retention, "Retention period"),
        ("mucDoTinCay", _TRUST[settled], "Level of trust in the kind of document"),
    )
    title = file.name or _UNKNOWN_TITLE
    return Description(title, file.path, tuple(each for each in said if each[1]))


_TRUST = {True: "Đã xác định", False: "Chờ kiểm tra"}
_UNKNOWN_TITLE = "Tài liệu chưa phân loại"


def made_of(about: Description, leaves: Iterable[Leaf]) -> str:
    """A digest of all that goes into a file: other scans, words, names or programs make another."""
    parts = [repr((__version__, about))]
    for leaf in leaves:
        job, page = leaf.page.job, leaf.page
        parts.append(repr((job.sha256, job.source_page, page.rotation, page.to_scan, leaf.words)))
    return sha256("\n".join(parts).encode()).hexdigest()


def _check_unchanged(leaves: Iterable[Leaf]) -> None:
    """Refuse a scan that is not what was read: words and pictures would not be of one paper."""
    for path, digest in {(leaf.page.job.path, leaf.page.job.sha256) for leaf in leaves}:
        if digest_of(path) != digest:
            raise PageUnreadable(Reason.CHANGED, "not the file that was read")
