"""Fit the weights of the sequence model on drawn dossiers, and show how well they separate others.

    python -m pipeline.synthesis.dossiers --seed 1 --count 30 --split train --fonts FONTS --output FIT
    hoso run FIT -w FIT-WORK --reader ctc
    python benchmarks/separation.py FIT FIT-WORK CHECK CHECK-WORK --reader ctc --write

Several folders and workspaces of one side are joined by commas. The likelihood of the true documents is
maximised (gradient ascent with adaptive steps, a small pull towards the weights of before).
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import numpy as np

from pipeline.catalogue import sequence
from pipeline.catalogue.catalogue import OTHERS, catalogue
from pipeline.catalogue.chain import begin_probabilities, best_path, chain
from pipeline.catalogue.evidence import Evidence, evidence
from pipeline.catalogue.sequence import CONTINUED, FEATURES, LENGTH, LONGEST, START, Array, Features
from pipeline.config import open_workspace
from pipeline.store import Store
from pipeline.types import PageRead

TARGET = Path(sequence.__file__).with_suffix(".yaml")
HEAD = "# Weights of the sequence model in log-odds, made by benchmarks/separation.py; not for editing.\n"
STEPS, RATE = 260, 0.2
STRANGE = 0.15
"""Share of the papers of a second copy of every fit dossier that is made strange …"""
BARE = 0.5
"""… and that loses the code of its form: many print shops leave it out. Cards and curricula vitae of that
copy lie open on the scanner, two pages a scan."""
AGAINST = ("other_title", "other_exact", "titled_otherwise", "titled_again")
FOR = ("letters", "exact", "code", "body", "inside_titled", "inside")
"""Features that can only speak against a beginning or going on, and those that can only speak for one."""


@dataclass(frozen=True, slots=True)
class Pile:
    """A dossier's features and its true documents: column of the type, first and last place."""

    name: str
    features: Features
    truth: tuple[tuple[int, int, int], ...]


def piles(folders: str, workspaces: str, reader: str, strange: float = 0.0) -> Iterator[Pile]:
    """Every dossier of the truth that was read."""
    for folder, work in zip(folders.split(","), workspaces.split(","), strict=True):
        lines = (Path(folder) / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        workspace = open_workspace(Path(work), create=False)
        with Store.open(workspace.database_url) as store:
            for truth in map(json.loads, lines):
                job = store.dossier_job(truth["dossier"], workspace.recipe(reader))
                pages = [page for page in job.pages if isinstance(page, PageRead)]
                yield pile(truth, pages, strange)


def pile(truth: dict[str, Any], pages: list[PageRead], strange: float = 0.0) -> Pile:
    """Features of the pages that count, and where the true documents lie among them.

    A share of the papers is made strange (`_strangers`), so that the model meets papers no catalogue knows.
    """
    known = catalogue()
    twins = {page["number"] for page in truth["pages"] if page["duplicate"]}
    seen = [evidence(page, known) for page in pages if not page.blank and page.job.number not in twins]
    return of_evidence(truth, seen, strange)


def of_evidence(truth: dict[str, Any], seen: list[Evidence], strange: float) -> Pile:
    """The same from what was seen on the pages."""
    known = catalogue()
    owner = {n: place for place, document in enumerate(truth["documents"]) for n in document["pages"]}
    types = {n: None if d["withheld"] else d["type"] for d in truth["documents"] for n in d["pages"]}
    hidden = _strangers(truth, strange)
    bare = _some(truth, BARE, "bare") if strange else set()
    seen = [replace(page, codes=()) if owner.get(page.number) in bare else page for page in seen]
    seen = list(_opened(seen, owner, _leaflets(truth))) if strange else seen
    seen = [_strange(page, types[page.number]) if owner.get(page.number) in hidden else page for page in seen]
    found = sequence.features(seen, known)
    column = {kind: place for place, kind in enumerate(found.types)}
    parts: list[tuple[int, int, int]] = []
    last: object = object()
    for place, page in enumerate(seen):
        document = owner.get(page.number)
        if document is not None and document == last:
            parts[-1] = (*parts[-1][:2], place)
        else:
            kind = None if document in hidden else types.get(page.number)
            other = kind is None and page.fit(OTHERS) is not None
            parts.append((len(known.kinds) if other else column[kind], place, place))
        last = document
    return Pile(truth["dossier"], found, tuple(parts))


def _leaflets(truth: dict[str, Any]) -> set[int]:
    """Papers of types with later pages of their own, by their place: these are folded."""
    folded = {kind.type for kind in catalogue().kinds if kind.inside}
    return {place for place, paper in enumerate(truth["documents"]) if paper["type"] in folded}


def _opened(seen: Sequence[Evidence], owner: dict[int, int], leaflets: set[int]) -> Iterator[Evidence]:
    """The pages as they look where leaflets are scanned two pages at a time."""
    for place, run in groupby(seen, lambda page: owner.get(page.number)):
        pages = list(run)
        if place not in leaflets:
            yield from pages
            continue
        for left in range(0, len(pages) - 1, 2):
            yield _side_by_side(pages[left], pages[left + 1])
        yield from pages[len(pages) - len(pages) % 2 :]


def _side_by_side(left: Evidence, right: Evidence) -> Evidence:
    """What is seen on a scan of two pages; nothing stands in its middle any more."""

    def summed(field: str) -> tuple[tuple[int, int], ...]:
        one, two = (dict(getattr(page, field)) for page in (left, right))
        return tuple((kind, one.get(kind, 0) + two.get(kind, 0)) for kind in sorted({*one, *two}))

    parts = {kind: {*left.parts(kind), *right.parts(kind)} for kind, _ in (*left.inside, *right.inside)}
    items = [*left.items, *right.items]
    names = dict.fromkeys(name for name, _, _ in items)
    numbers = {name: [each for each in items if each[0] == name] for name in names}
    return replace(
        left,
        size=(left.size[0] + right.size[0], left.size[1]),
        titles=(*left.titles, *right.titles),
        codes=(*left.codes, *right.codes),
        tells=summed("tells"),
        against=summed("against"),
        body=summed("body"),
        inside=tuple((kind, tuple(sorted(places))) for kind, places in parts.items()),
        begins=left.begins or right.begins,
        headed=left.headed or right.headed,
        centred=0,
        ends=left.ends or right.ends,
        full=left.full or right.full,
        page_number=None,
        items=tuple((name, same[0][1], same[-1][2]) for name, same in numbers.items()),
        line_height=(left.line_height + right.line_height) / 2,
        left=left.left / 2,
    )


def _strangers(truth: dict[str, Any], share: float) -> set[int]:
    """Papers, by their place, that are to look as if the catalogue did not know their type."""
    return _some(truth, share) - _leaflets(truth)


def _some(truth: dict[str, Any], share: float, seed: str = "") -> set[int]:
    """A share of the papers of a dossier, by their place."""
    chance = random.Random(truth["dossier"] + seed)
    return {place for place in range(len(truth["documents"])) if chance.random() < share}


def _strange(page: Evidence, kind: int | None) -> Evidence:
    """The page as it looks where its type is unknown, and its heading is on no list."""
    return replace(
        page,
        titles=tuple(fit for fit in page.titles if fit.type != kind),
        codes=tuple(code for code in page.codes if code != kind),
        body=tuple(entry for entry in page.body if entry[0] != kind),
        headed=page.headed and page.number % 2 == 0,
    )


def counts(found: Features, parts: tuple[tuple[int, int, int], ...]) -> Array:
    """The features of one way to separate a pile, summed."""
    total = np.zeros(len(FEATURES))
    a, b, c = np.cumsum([len(START), len(CONTINUED), len(LENGTH)])
    for column, first, last in parts:
        total[:a] += found.start[first, column]
        for place in range(1, last - first + 1):
            total[a:b] += found.continued[first + place, column]
            total[b:c] += found.length[column, min(place, LONGEST - 1)]
        total[c:] += found.end[column, min(last - first, LONGEST - 1)]
    return total


def expected(found: Features, weight: Array) -> tuple[Array, float]:
    """The features over all ways to separate a pile, weighed by their probability, and the log of the sum."""
    scored = sequence.scores(found, tuple(weight))
    sums = chain(scored)
    occupied = np.exp(sums.forward + sums.backward - sums.total)
    begun = begin_probabilities(sums)
    went_on = occupied.copy()
    went_on[:, :, 0] = 0
    start = np.einsum("pt,ptf->f", begun, found.start)
    continued = np.einsum("pt,ptf->f", went_on.sum(axis=2), found.continued)
    length = np.einsum("tk,tkf->f", went_on.sum(axis=0), found.length)
    # A document ends where the next begins: mass of a state at a page that is not carried on.
    ended = _ended(scored, sums)
    end = np.einsum("tk,tkf->f", ended, found.end)
    return np.concatenate((start, continued, length, end)), sums.total


def _ended(scored: sequence.Scores, sums: Any) -> Array:
    pages = scored.start.shape[0]
    ended = np.exp(sums.forward[-1] + scored.end - sums.total)
    for page in range(pages - 1):
        onward = sums.backward[page + 1, :, 0] + scored.start[page + 1]
        most = onward.max()
        begun = most + np.log(np.exp(onward - most).sum())
        ended = ended + np.exp(sums.forward[page] + scored.end + begun - sums.total)
    return np.asarray(ended)


_BOUNDS = (
    np.array([0.0 if name in FOR else -np.inf for name in FEATURES]),
    np.array([0.0 if name in AGAINST else np.inf for name in FEATURES]),
)


def fitted(all_piles: list[Pile], before: Array, pull: float, only: Sequence[str] = ()) -> Array:
    """Weights under which the true documents are most likely, pulled a little towards those of before: what
    these piles do not show stays known. `only`: the features whose weights may change; none means all."""
    free = np.array([not only or name in only for name in FEATURES], np.float64)
    truth = sum((counts(each.features, each.truth) for each in all_piles), np.zeros(len(FEATURES)))
    weight = before.copy()
    mean, spread = np.zeros_like(weight), np.zeros_like(weight)
    for step in range(1, STEPS + 1):
        model, likelihood = np.zeros_like(weight), 0.0
        for each in all_piles:
            model_counts, total = expected(each.features, weight)
            model, likelihood = model + model_counts, likelihood - total
        slope = free * ((truth - model) / len(all_piles) - pull * (weight - before))
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        shrink = 1.0 if step < STEPS // 2 else 0.3
        weight = weight + RATE * shrink * (mean / (1 - 0.9**step)) / (
            np.sqrt(spread / (1 - 0.99**step)) + 1e-8
        )
        weight = np.clip(weight, _BOUNDS[0], _BOUNDS[1])
        if step % 50 == 0:
            click.echo(f"step {step}: log-likelihood {likelihood + truth @ weight:.2f}")
    return weight


def report(all_piles: list[Pile], weight: Array, errors: bool) -> None:
    """Boundaries and types of the best sequence against the truth."""
    hits = told = real = right = 0
    for each in all_piles:
        scored = sequence.scores(each.features, tuple(weight))
        found = best_path(scored)
        starts, truths = {first: column for column, first, _ in found}, {f: c for c, f, _ in each.truth}
        hits += len(starts.keys() & truths.keys())
        told, real = told + len(starts), real + len(truths)
        for first, column in truths.items():
            here = next(c for c, f, last in found if f <= first <= last)
            right += here == column
            if errors and (here != column or first not in starts):
                types = each.features.types
                cut = "" if first in starts else ", not cut off"
                click.echo(f"  {each.name} place {first}: {types[column]} taken for {types[here]}{cut}")
        for first in sorted(starts.keys() - truths.keys()) if errors else ():
            click.echo(
                f"  {each.name} place {first}: cut where none is, {each.features.types[starts[first]]}"
            )
    f1 = 2 * hits / (told + real)
    click.echo(f"boundaries F1 {f1:.4f} ({hits} of {real}, told {told}); type exact {right / real:.4f}")


@click.command()
@click.argument("fit")
@click.argument("fit_work")
@click.argument("check")
@click.argument("check_work")
@click.option("--reader", default="ctc", show_default=True)
@click.option("--errors", is_flag=True, help="Name every mistake on the check side.")
@click.option(
    "--only", multiple=True, type=click.Choice(FEATURES), help="Fit this weight; all but such stay."
)
@click.option(
    "--pull", default=0.02, show_default=True, help="Towards the weights of before; less for a new one."
)
@click.option("--write", is_flag=True, help="Put the fitted weights into the package.")
def main(
    fit: str,
    fit_work: str,
    check: str,
    check_work: str,
    reader: str,
    errors: bool,
    only: tuple[str, ...],
    pull: float,
    write: bool,
) -> None:
    """Fit on one set of drawn dossiers and measure on another."""
    both = [*piles(fit, fit_work, reader), *piles(fit, fit_work, reader, STRANGE)]
    weight = fitted(both, np.array(sequence.weights()), pull, only)
    report(list(piles(check, check_work, reader)), weight, errors)
    if write:
        lines = (f"{name}: {value:.4f}" for name, value in zip(FEATURES, weight, strict=True))
        TARGET.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
