"""Writes a credential in one of its formats: SD-JWT VC, mobile document, or the code of a printed card.

Plain functions: the same grant, key and chance give the same bytes. All copies of one day bear the same times, so that
copies of one credential cannot be told to belong together by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cryptography.x509 import load_der_x509_certificate

from safeconduct.identity import mdoc, sd_jwt_vc
from safeconduct.identity.base64url import encode
from safeconduct.identity.card import make_card
from safeconduct.identity.facts import Source, known
from safeconduct.identity.keys import PublicKey, Signer, to_jwk
from safeconduct.identity.kinds import MDOC, SD_JWT, Format, Kind

Draw = Callable[[int], bytes]
SALT_OF_SD_JWT, SALT_OF_MDOC = 16, 32


class NothingToSay(ValueError):
    """A credential would lack what it is for."""


class NeedsHolder(ValueError):
    """A format that is bound to a key of its holder, and there was none."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What is issued: the kind, the facts, who issues, from and until which day, and its place of status."""

    kind: Kind
    source: Source
    issuer: str
    issued: date
    status_uri: str
    status_place: int

    @property
    def vct(self) -> str:
        """The kind as an address below the issuer's."""
        return vct_of(self.issuer, self.kind)


def vct_of(issuer: str, kind: Kind) -> str:
    """The kind of a credential as SD-JWT VC names it: an address below the issuer's."""
    return f"{issuer}/credentials/{kind.vct}"


def write(
    grant: Grant, form: Format, holder: PublicKey | None, signer: Signer, chain: Sequence[bytes], draw: Draw
) -> str | bytes:
    """Issue a credential. ``draw`` gives so many bytes that nobody can foresee; ``chain`` is the signer's (DER).

    Raises:
        NothingToSay: the register lacks what the kind is for.
        NeedsHolder: the format is bound to a key, and none was given.

    """
    check(grant.kind, grant.source)
    if form == SD_JWT:
        return _sd_jwt(grant, holder, signer, draw)
    if form == MDOC:
        return _mdoc(grant, holder, signer, chain, draw)
    return _card(grant, signer)


def check(kind: Kind, source: Source) -> None:
    """Refuse to confer what would say nothing."""
    missing = [fact for fact in kind.needs if not known(source, [fact])]
    if missing:
        raise NothingToSay(f"The register does not say: {', '.join(missing)}. Enter it first.")


def claims_of(kind: Kind, source: Source) -> dict[str, object]:
    """The claims of a credential by name; what is not known is left out."""
    facts = known(source, {claim.fact for claim in kind.claims.values()})
    return {name: facts[claim.fact] for name, claim in kind.claims.items() if claim.fact in facts}


def period(grant: Grant) -> tuple[datetime, datetime]:
    """From when and until when it is valid: whole days, UTC; the second is the end of the last day."""
    last = grant.source.valid_until + timedelta(days=1)
    return datetime.combine(grant.issued, time(), UTC), datetime.combine(last, time(), UTC)


def _sd_jwt(grant: Grant, holder: PublicKey | None, signer: Signer, draw: Draw) -> str:
    start, end = period(grant)
    claims = claims_of(grant.kind, grant.source)
    concealed = [(name,) for name in claims if grant.kind.claims[name].disclosable]
    payload: dict[str, object] = {
        "iss": grant.issuer,
        "vct": grant.vct,
        "nbf": int(start.timestamp()),
        "exp": int(end.timestamp()),
        "status": _status(grant),
    }
    if holder is not None:
        payload["cnf"] = {"jwk": to_jwk(holder)}
    return sd_jwt_vc.issue(payload | claims, concealed, signer, _salts(draw))


def _mdoc(grant: Grant, holder: PublicKey | None, signer: Signer, chain: Sequence[bytes], draw: Draw) -> bytes:
    if holder is None:
        raise NeedsHolder("A mobile document is bound to the key of a device, and none was given.")
    start, end = period(grant)
    # Readers refuse what outlives the certificate of its signer; the wallet fetches another copy in time.
    end = min(end, load_der_x509_certificate(chain[0]).not_valid_after_utc)
    elements = {grant.kind.doctype: claims_of(grant.kind, grant.source)}
    salts = iter(lambda: draw(SALT_OF_MDOC), None)
    times = (start, start, end)
    return mdoc.issue(grant.kind.doctype, elements, holder, signer, chain, times, salts, _status(grant))


def _card(grant: Grant, signer: Signer) -> str:
    facts = known(grant.source, grant.kind.card.values())
    values = {name: str(facts[fact]) for name, fact in grant.kind.card.items() if fact in facts}
    start, end = period(grant)
    return make_card(values, grant.issuer, signer, start, end, (grant.status_uri, grant.status_place))


def _status(grant: Grant) -> dict[str, object]:
    return {"status_list": {"uri": grant.status_uri, "idx": grant.status_place}}


def _salts(draw: Draw) -> Iterator[str]:
    while True:
        yield encode(draw(SALT_OF_SD_JWT))
