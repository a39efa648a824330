"""The sentences a person reads, in the person's language: the only module that knows of catalogues.

English is in the code, Vietnamese in `locale/vi`. `HOSO_LANG` chooses, then the usual `LC_ALL`,
`LC_MESSAGES`, `LANG`. Values and words read from a page never become part of a sentence.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.errors import HosoError
from pipeline.types import Fault, Reason

DOMAIN = "hoso"
LOCALES = Path(__file__).parent / "locale"
LANGUAGES = ("en", "vi")
_VARIABLES = ("HOSO_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def noted(message: str) -> str:
    """Mark a message for the catalogue where it is written down but not yet said."""
    return message


REASONS: Mapping[Reason, str] = {
    Reason.UNREADABLE: noted("the file is damaged or is no image"),
    Reason.ENCRYPTED: noted("the file is locked with a password; save it without one and put it back"),
    Reason.EMPTY: noted("the file is empty; scan the sheet again"),
    Reason.OVERSIZED: noted("the file or page is larger than hoso.toml allows under [limits]"),
    Reason.TRUNCATED: noted("the file ends too early; copy it again or scan the sheet again"),
    Reason.UNSUPPORTED: noted("this kind of file is not read; use PDF, TIFF, JPEG, PNG, WebP or HEIC"),
    Reason.CHANGED: noted("the file was changed during the run; run again"),
    Reason.WORKER_DIED: noted("reading this page ends its process; scan the sheet again"),
    Reason.TIMED_OUT: noted("reading takes longer than page_timeout_s in hoso.toml allows"),
    Reason.INTERNAL: noted("a fault of the program; please report it with the line from the log"),
}

FAULTS: Mapping[Fault, str] = {
    Fault.COARSE: noted("too few dots an inch"),
    Fault.BLURRED: noted("blurred"),
    Fault.FAINT: noted("too faint"),
    Fault.SKEWED: noted("the sheet lay askew"),
    Fault.CUT: noted("an edge is cut off"),
    Fault.FAILED: noted("it could not be read"),
}


def language(environment: Mapping[str, str]) -> str:
    """The language of LANGUAGES that the environment asks for; English where it names none of them."""
    wanted = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    code = wanted.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return code if code in LANGUAGES else "en"


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """The messages of a language; English is what stands in the code."""
    return gettext.translation(DOMAIN, LOCALES, [code], fallback=code == "en")


def _(message: str) -> str:
    """The message in the person's language."""
    return catalogue(language(os.environ)).gettext(message)


def counted(one: str, many: str, number: int) -> str:
    """The message that fits a number; `{n}` becomes the number, written as the language does."""
    code = language(os.environ)
    written = f"{number:,}".replace(",", "." if code == "vi" else ",")
    return catalogue(code).ngettext(one, many, number).format(n=written)


def sentence(error: HosoError) -> str:
    """What to tell a person of an error; arguments that are sentences themselves are translated too."""
    return _(error.template).format(*(_(a) if isinstance(a, str) and a else a for a in error.args))


def reason(code: Reason) -> str:
    """Why something could not be read, and what to do."""
    return _(REASONS[code])


def speak_everywhere() -> None:
    """Let libraries that use the process-wide catalogue, click above all, speak the same language."""
    os.environ["LANGUAGE"] = language(os.environ)
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)
