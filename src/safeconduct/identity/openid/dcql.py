"""DCQL, in which a verifier says what it asks for (OpenID4VP 1.0, section 6), and whether an answer meets it.

A wallet decides what it sends; so each criterion is checked once more on what came, and what was not asked for is
dropped before anybody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from safeconduct.identity.openid.claims_path import ClaimsPath, NoSuchClaim, select, select_in_mdoc
from safeconduct.identity.openid.issuer_metadata import MDOC, SD_JWT
from safeconduct.identity.refusal import Refused

IDENTIFIER = re.compile(r"[A-Za-z0-9_-]+")
Value = str | int | bool


class NotAQuery(ValueError):
    """A query that the language does not know; says what is wrong."""


class ClaimsQuery(msgspec.Struct, frozen=True, omit_defaults=True):
    """A claim by path, and the values that are looked for (any, if none)."""

    path: ClaimsPath
    id: str = ""
    values: tuple[Value, ...] = ()
    intent_to_retain: bool = False


class TrustedAuthorities(msgspec.Struct, frozen=True):
    """Authorities whose credentials are taken: by `aki`, the key identifier in a certificate of the chain."""

    type: str
    values: tuple[str, ...]


class CredentialQuery(msgspec.Struct, frozen=True, omit_defaults=True):
    """A credential: format, kind (in ``meta``), claims, and which combinations of them are enough."""

    id: str
    format: str
    meta: dict[str, Any]
    claims: tuple[ClaimsQuery, ...] = ()
    claim_sets: tuple[tuple[str, ...], ...] = ()
    trusted_authorities: tuple[TrustedAuthorities, ...] = ()
    multiple: bool = False
    require_cryptographic_holder_binding: bool = True

    @property
    def kinds(self) -> frozenset[str]:
        """The `vct` values or the doctype that are asked for; any, if none."""
        if self.format == SD_JWT:
            return frozenset(self.meta.get("vct_values", ()))
        return frozenset([self.meta["doctype_value"]] if "doctype_value" in self.meta else [])


class CredentialSet(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which credentials together are enough for one use."""

    options: tuple[tuple[str, ...], ...]
    required: bool = True


class Query(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that one request asks for."""

    credentials: tuple[CredentialQuery, ...]
    credential_sets: tuple[CredentialSet, ...] = ()

    def of(self, name: str) -> CredentialQuery | None:
        """The query of this name."""
        return next((one for one in self.credentials if one.id == name), None)

    def written(self) -> dict[str, Any]:
        """The JSON object that goes into a request."""
        written: dict[str, Any] = msgspec.to_builtins(self)
        return written


def read_query(document: object) -> Query:
    """Read and check a query; members that the language does not know are passed over, as section 6 demands."""
    try:
        query = msgspec.convert(document, Query)
    except msgspec.ValidationError as problem:
        raise NotAQuery(f"This is no DCQL query: {problem}.") from None
    for fault in _faults(query):
        raise NotAQuery(fault)
    return query


def _faults(query: Query) -> Iterable[str]:
    if not query.credentials:
        yield "A query asks for at least one credential."
    names = [one.id for one in query.credentials]
    yield from _named(names, "credential")
    for one in query.credentials:
        yield from _faults_of(one)
    for wanted in query.credential_sets:
        if not wanted.options or not all(wanted.options):
            yield "A credential set has at least one option, and each option names a credential."
        yield from _unknown((name for option in wanted.options for name in option), names, "credential set")


def _faults_of(query: CredentialQuery) -> Iterable[str]:
    if query.format not in {SD_JWT, MDOC}:
        yield f"Credentials of the format {query.format} cannot be verified here."
    if not all(claim.path for claim in query.claims):
        yield f"A claim of {query.id} has no path."
    if len({claim.path for claim in query.claims}) != len(query.claims):
        yield f"A claim of {query.id} is asked for twice."
    yield from _named([claim.id for claim in query.claims if claim.id], f"claim of {query.id}")
    if query.claim_sets:
        if not query.claims or not all(claim.id for claim in query.claims):
            yield f"Claim sets of {query.id} need claims with identifiers."
        known = [claim.id for claim in query.claims]
        yield from _unknown((name for one in query.claim_sets for name in one), known, f"claim set of {query.id}")


def _named(names: Sequence[str], what: str) -> Iterable[str]:
    if len(set(names)) != len(names):
        yield f"Two of the identifiers are alike: each {what} has its own."
    for name in names:
        if not IDENTIFIER.fullmatch(name):
            yield f"The identifier {name!r} of a {what} has other characters than letters, digits, _ and -."


def _unknown(names: Iterable[str], known: Collection[str], where: str) -> Iterable[str]:
    for name in names:
        if name not in known:
            yield f"A {where} names {name}, which is not in the query."


def asked_claims(query: CredentialQuery, claims: Mapping[str, Any]) -> dict[ClaimsPath, Any]:
    """What was asked for, by path, and nothing else; refused where the claims do not meet the query (6.4.1).

    A path through all elements of a list gives a list. With claim sets the first one that is met counts, and what the
    wallet sent beyond it is dropped too.
    """
    met = {claim.path: found for claim in query.claims if (found := _found(claim, claims, _selecting(query)))}
    named = {claim.id: claim.path for claim in query.claims}
    sets = [[named[name] for name in one] for one in query.claim_sets] or [[claim.path for claim in query.claims]]
    for paths in sets:
        if all(path in met for path in paths):
            return {path: met[path] if None in path else met[path][0] for path in paths}
    missing = next(path for path in sets[0] if path not in met)
    raise Refused("claim-missing", f"The credential does not show {_spoken(missing)}, or not with a value asked for.")


def _selecting(query: CredentialQuery) -> Callable[[Mapping[str, Any], ClaimsPath], list[Any]]:
    return select_in_mdoc if query.format == MDOC else select


def _found(
    claim: ClaimsQuery, claims: Mapping[str, Any], selecting: Callable[[Mapping[str, Any], ClaimsPath], list[Any]]
) -> list[Any]:
    try:
        values = selecting(claims, claim.path)
    except NoSuchClaim:
        return []
    if not claim.values:
        return values
    # True is 1 in Python, and not in JSON.
    wanted = {(type(value), value) for value in claim.values}
    return [one for one in values if isinstance(one, Value) and (type(one), one) in wanted]


def check_sets(query: Query, shown: Collection[str]) -> None:
    """Refuse an answer that lacks a credential which it had to bring (6.4.2)."""
    if not query.credential_sets:
        missing = [one.id for one in query.credentials if one.id not in shown]
        if missing:
            raise Refused("credential-missing", f"The answer brings no good credential for {missing[0]}.")
    for wanted in query.credential_sets:
        if wanted.required and not any(all(name in shown for name in option) for option in wanted.options):
            named = " or ".join(" with ".join(option) for option in wanted.options)
            raise Refused("credential-missing", f"The answer brings no good credential for {named}.")


def check_authorities(query: CredentialQuery, identifiers: Collection[str]) -> None:
    """Refuse a credential none of whose authorities was asked for; ``identifiers`` are those of its chain (`aki`)."""
    if not query.trusted_authorities:
        return
    for one in query.trusted_authorities:
        if one.type == "aki" and set(one.values) & set(identifiers):
            return
    raise Refused("authority-other", "The credential does not come from an authority that was asked for.")


def _spoken(path: ClaimsPath) -> str:
    return " / ".join("each" if part is None else str(part) for part in path)
