"""The typefaces that synthesis draws with: which they are, and where to get them.

Only this module knows where faces come from. `fonts.tsv` names the families; `fetch` takes them from their
npm packages (`@fontsource/…`, all under free licences) and joins the latin, latin-ext and vietnamese
parts of each style to one TrueType file. A script face gets the accented letters that it lacks composed of
its own. A face that then lacks a letter is refused, because a recogniser trained on empty boxes learns boxes.
"""

from __future__ import annotations

import csv
import shutil
import string
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import DependencyMissing
from pipeline.synthesis.composed import complete
from pipeline.text import ACCENTED_LETTERS

FAMILIES = Path(__file__).with_name("fonts.tsv")
DEFAULT_FOLDER = Path.home() / ".cache" / "hoso" / "fonts"
NEEDED = string.printable.strip() + ACCENTED_LETTERS
"""What a face must hold: visible ASCII and the 134 accented letters."""

_SUBSETS = ("latin", "latin-ext", "vietnamese")
_PACK_TIMEOUT_S = 120
_DROPPED = "GSUB GPOS GDEF STAT DSIG fpgm prep cvt gasp hdmx VDMX"


@dataclass(frozen=True, slots=True)
class Face:
    """One style of one family. `role`: print, typewriter or script. `split`: train, or check (held out)."""

    family: str
    path: str
    role: str
    split: str


@dataclass(frozen=True, slots=True)
class Family:
    """A row of `fonts.tsv`. `styles` are weight and slope as in `700-italic`."""

    name: str
    package: str
    styles: tuple[str, ...]
    role: str
    split: str
    licence: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A style that was not taken, and why."""

    family: str
    style: str
    reason: str


def families() -> tuple[Family, ...]:
    """The families of `fonts.tsv`, in its order."""
    with FAMILIES.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t")
        next(rows)
        return tuple(
            Family(name, package, tuple(styles.split()), role, split, licence)
            for name, package, styles, role, split, licence in rows
        )


def faces(folder: Path, role: str | None = None, split: str | None = None) -> tuple[Face, ...]:
    """The faces that lie in the folder, in the order of `fonts.tsv`, of one role or split if named."""
    return tuple(
        Face(family.name, str(path), family.role, family.split)
        for family in families()
        if role in (None, family.role) and split in (None, family.split)
        for path in (_place(folder, family, style) for style in family.styles)
        if path.exists()
    )


def fetch(folder: Path) -> tuple[Refused, ...]:
    """Bring every face of `fonts.tsv` that is not in the folder yet; return those that were refused.

    Needs npm on the PATH and the fonttools and brotli packages; raises DependencyMissing without them.
    """
    if shutil.which("npm") is None:
        raise DependencyMissing("npm", "Fetching typefaces needs it: install Node.js.")
    folder.mkdir(parents=True, exist_ok=True)
    wanting = [
        family
        for family in families()
        if not all(_place(folder, family, style).exists() for style in family.styles)
    ]
    return tuple(refused for family in wanting for refused in _fetch_family(folder, family))


def missing_letters(path: str | Path) -> str:
    """The letters of `NEEDED` that this font file cannot write."""
    known = letters(str(path))
    return "".join(letter for letter in NEEDED if letter not in known)


@lru_cache(maxsize=1024)
def letters(path: str) -> frozenset[str]:
    """Every letter and sign that this font file can write."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return frozenset(chr(code) for code in font.getBestCmap())


def _place(folder: Path, family: Family, style: str) -> Path:
    return folder / f"{family.name}-{style}.ttf"


def _fetch_family(folder: Path, family: Family) -> Iterator[Refused]:
    with tempfile.TemporaryDirectory() as scratch:
        pack = _pack(family.package, Path(scratch))
        if pack is None:
            yield from (Refused(family.name, style, "package not available") for style in family.styles)
            return
        for style in family.styles:
            yield from _take_style(pack, family, style, _place(folder, family, style))


def _pack(package: str, scratch: Path) -> Path | None:
    """Download and unpack one npm package without running any of its scripts."""
    command = ["npm", "pack", "--silent", "--ignore-scripts", package]
    done = subprocess.run(command, cwd=scratch, capture_output=True, timeout=_PACK_TIMEOUT_S, check=False)
    if done.returncode:
        return None
    with tarfile.open(next(scratch.glob("*.tgz"))) as archive:
        # Debian 12's Python 3.11.2 has no extraction filters yet: plain files below the folder, no others.
        inside = [m for m in archive if m.isfile() and not m.name.startswith("/") and ".." not in m.name]
        archive.extractall(scratch, members=inside)
    return scratch / "package" / "files"


def _take_style(files: Path, family: Family, style: str, target: Path) -> Iterator[Refused]:
    parts = [path for subset in _SUBSETS for path in files.glob(f"*-{subset}-{style}.woff2")]
    parts = [path for path in parts if path.name.removesuffix(f"-{style}.woff2").endswith(_SUBSETS)]
    if not parts:
        yield Refused(family.name, style, "style not in package")
        return
    draft = target.with_suffix(".part")
    _join(parts, draft)
    if family.role == "script":
        complete(draft)
    letters.cache_clear()
    missing = missing_letters(draft)
    if missing:
        draft.unlink()
        yield Refused(family.name, style, f"{len(missing)} letters missing")
    else:
        draft.replace(target)


def _join(parts: list[Path], target: Path) -> None:
    """Merge the parts of one style, without layout and hinting tables: those of the parts contradict."""
    from fontTools.merge import Merger, Options
    from fontTools.ttLib import TTFont

    with tempfile.TemporaryDirectory() as scratch:
        plain = []
        for number, part in enumerate(dict.fromkeys(parts)):
            with TTFont(part) as font:
                font.flavor = None
                for table in (name.ljust(4) for name in _DROPPED.split()):
                    if table in font:
                        del font[table]
                plain.append(str(Path(scratch) / f"{number}.ttf"))
                font.save(plain[-1])
        merged = Merger(options=Options(drop_tables=["vhea", "vmtx"])).merge(plain)
        merged.save(target)
        merged.close()
