"""Bring the message catalogues up to date: `make messages`.

Collects every sentence of the program (marked with `_`, `noted` or `counted`, the templates of the error
tree, the sentences given to errors as arguments, click's own words), merges them into each `.po` and
compiles the `.mo`. New sentences arrive without a translation, and the tests fail until they have one.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import pipeline.errors
from pipeline.errors import HosoError
from pipeline.messages import DOMAIN, LANGUAGES, LOCALES

SOURCES = Path(pipeline.errors.__file__).parent
KEYWORDS = {"_": None, "noted": None, "counted": (1, 2)}
CLICK = (
    "Usage:",
    "Options",
    "Show this message and exit.",
    "Error: {message}",
    "Missing command.",
    "Missing argument",
    "Missing option",
    "Missing parameter",
    "No such option: {name}",
    "No such option {name!r}.",
    "No such command {name!r}.",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "{value!r} is not a valid {number_type}.",
    "{value} is not in the range {range}.",
    "{name} {filename!r} does not exist.",
    "{name} {filename!r} is a file.",
    "{name} {filename!r} is a directory.",
    "default: {default}",
    "env var: {var}",
    "Try '{command} {option}' for help.",
)
"""What people meet of click's own words; they are in its source, not in ours."""


def collected() -> Catalog:
    """Every message of the program, without translations."""
    catalog = Catalog(domain=DOMAIN, project=DOMAIN, charset="utf-8")
    found = extract_from_dir(SOURCES, [("**.py", "python"), ("**.html", "jinja2")], keywords=KEYWORDS)
    for name, _line, message, _comments, _context in found:
        catalog.add(message, locations=[(f"pipeline/{name}", 1)])
    for name, message in _of_errors():
        catalog.add(message, locations=[(name, 1)])
    for message in CLICK:
        catalog.add(message, locations=[("click", 1)])
    return catalog


def _of_errors() -> Iterator[tuple[str, str]]:
    """Templates of the error classes, and the whole sentences given to them where they are raised."""
    classes = {HosoError.__name__} | {error.__name__ for error in HosoError.__subclasses__()}
    for error in (HosoError, *HosoError.__subclasses__()):
        yield "pipeline/errors.py", error.template
    for path in sorted(SOURCES.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in classes:
                for argument in call.args:
                    if isinstance(argument, ast.Constant) and " " in str(argument.value):
                        yield f"pipeline/{path.relative_to(SOURCES)}", str(argument.value)


def updated(source: str, language: str) -> Catalog:
    """The catalogue of a language as written in `source`, with exactly the messages of the program."""
    catalog = read_po(io.StringIO(source), locale=language, domain=DOMAIN)
    catalog.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The bytes of the `.mo` file."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> bytes:
    """The bytes of the `.po` file: sorted, without line numbers, so that a change shows only itself."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return out.getvalue()


def main() -> None:
    for language in LANGUAGES[1:]:
        folder = LOCALES / language / "LC_MESSAGES"
        catalog = updated((folder / f"{DOMAIN}.po").read_text(encoding="utf-8"), language)
        (folder / f"{DOMAIN}.po").write_bytes(written(catalog))
        (folder / f"{DOMAIN}.mo").write_bytes(compiled(catalog))
        missing = [m.id for m in catalog if m.id and not (all(m.string) if m.pluralizable else m.string)]
        print(f"{language}: {len(catalog)} messages, {len(missing)} without translation")


if __name__ == "__main__":
    main()
