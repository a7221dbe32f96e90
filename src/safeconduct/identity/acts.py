"""What happens to a credential, and where it stands after it: every act is an entry in the credential's own chain.

A credential is valid, suspended or revoked. A suspension can end; a revocation cannot. What becomes of the copies in
one wallet leaves the credential as it is. What was said with an act, its reason and remedy, is sealed with the key of
the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from safeconduct.identity import status_list

NONE: Final = ""
VALID: Final = "valid"
SUSPENDED: Final = "suspended"
REVOKED: Final = "revoked"
CONFERS: Final = "confers"
SUSPENDS: Final = "suspends"
RESTORES: Final = "ends the suspension"
REVOKES: Final = "revokes"
REPLACES: Final = "replaces"
ISSUES: Final = "issues"
LOSES: Final = "suspends the copies of a wallet"
FINDS: Final = "ends the suspension of a wallet"
GIVES_UP: Final = "revokes the copies of a wallet"
PROPOSES: Final = "proposes"
DISCARDS: Final = "discards"
SEPARATOR: Final = " · "
"""Between the names of several remedies."""

_AS_BEFORE = {VALID: VALID, SUSPENDED: SUSPENDED, REVOKED: REVOKED}
_AFTER: dict[str, dict[str, str]] = {
    CONFERS: {NONE: VALID},
    SUSPENDS: {VALID: SUSPENDED},
    RESTORES: {SUSPENDED: VALID},
    REVOKES: {VALID: REVOKED, SUSPENDED: REVOKED},
    REPLACES: {VALID: REVOKED, SUSPENDED: REVOKED},
    ISSUES: {VALID: VALID},
    LOSES: _AS_BEFORE,
    FINDS: _AS_BEFORE,
    GIVES_UP: _AS_BEFORE,
    PROPOSES: {VALID: VALID, SUSPENDED: SUSPENDED},
    DISCARDS: {VALID: VALID, SUSPENDED: SUSPENDED},
}
STATUS: dict[str, int] = {
    VALID: status_list.VALID,
    SUSPENDED: status_list.SUSPENDED,
    REVOKED: status_list.INVALID,
}


class NotPossible(ValueError):
    """An act that cannot follow on where a credential stands."""


class Told(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What came with an act: why, what can be done against it, and what it is about."""

    why: str = ""
    remedy: str = ""
    about: dict[str, str] = {}


def after(state: str, verb: str) -> str:
    """Where a credential stands after an act.

    Raises:
        NotPossible: the act cannot follow.

    """
    found = _AFTER.get(verb, {}).get(state)
    if found is None:
        raise NotPossible(f"A credential that is {state or 'not conferred yet'} cannot be changed so: {verb!r}.")
    return found


def state_of(verbs: Iterable[str]) -> str:
    """Where a credential stands after all its acts, from the first."""
    state: str = NONE
    for verb in verbs:
        state = after(state, verb)
    return state


def written(told: Told) -> bytes:
    """Return the bytes that are sealed."""
    return msgspec.json.encode(told, order="sorted")


def read(plain: bytes) -> Told:
    """Read them back."""
    return msgspec.json.decode(plain, type=Told)
