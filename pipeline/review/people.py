"""Accounts: passwords kept as argon2 hashes, sessions that end with the password, and the lock-out."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pipeline.errors import BadArguments
from pipeline.messages import _
from pipeline.review.policy import ROLES
from pipeline.store import Person, ReviewStore

LEAST_LETTERS = 10
MOST_FAILURES = 5
LOCKED_S = 900
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))
"""Checked where there is no such account, so that the time of the answer tells nothing."""


def add(store: ReviewStore, login: str, shown: str, role: str, password: str) -> Person:
    """Make an account; raises BadArguments where the name is taken or cannot be one."""
    if not _LOGIN.fullmatch(login):
        raise BadArguments(_("A login has small letters a-z, digits, dot, dash or underline only."))
    if role not in ROLES:
        raise BadArguments(_("There is no role {0}. Known are {1}.").format(role, ", ".join(ROLES)))
    hashed = _hashed(password)

    def change(known: Person | None) -> Person:
        if known is not None:
            raise BadArguments(_("There is an account {0} already.").format(login))
        return Person(0, login, shown or login, role, hashed, _stamp(), True, 0, 0)

    return store.keep_person(login, change)


def set_password(store: ReviewStore, login: str, password: str) -> Person:
    """Give an account a new password; it ends all its sessions and any lock-out."""
    hashed = _hashed(password)
    return store.keep_person(
        login,
        lambda known: replace(
            _known(known, login), password=hashed, stamp=_stamp(), failures=0, locked_until=0
        ),
    )


def disable(store: ReviewStore, login: str) -> Person:
    """Close an account and end its sessions; what the person did stays, and tasks they hold are free."""
    person = store.keep_person(
        login, lambda known: replace(_known(known, login), active=False, stamp=_stamp())
    )
    store.release(person.id)
    return person


def sign_in(store: ReviewStore, login: str, password: str) -> Person | None:
    """The account where the password is right and it is neither closed nor locked out.

    After MOST_FAILURES wrong passwords an account takes none for LOCKED_S seconds, the right one included.
    """
    person = store.person(login)
    fits = _fits(_NOBODY if person is None else person.password, password)
    if person is None or not person.active:
        return None
    now = store.seconds()

    def change(known: Person | None) -> Person:
        current = _known(known, login)
        if current.locked_until > now:
            return current
        if fits:
            return replace(current, failures=0, locked_until=0)
        failures = current.failures + 1
        locked = failures >= MOST_FAILURES
        return replace(current, failures=0 if locked else failures, locked_until=now + LOCKED_S * locked)

    changed = store.keep_person(login, change)
    return changed if fits and changed.locked_until <= now else None


def _known(person: Person | None, login: str) -> Person:
    if person is None:
        raise BadArguments(_("There is no account {0}.").format(login))
    return person


def _hashed(password: str) -> str:
    if len(password) < LEAST_LETTERS:
        raise BadArguments(_("A password has at least {0} letters.").format(LEAST_LETTERS))
    return _HASHER.hash(password)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _stamp() -> str:
    return secrets.token_hex(16)
