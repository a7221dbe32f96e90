"""Judge whatever somebody shows: a card, a credential, a mobile document, a seal, an acknowledgement, a zone.

Offline: with a trust list and status lists that were fetched before. The answer is valid, refused with a reason, or
that it cannot be told; “cannot tell” is never “valid”.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from safeconduct.identity import acknowledgement, jws, mdoc, sd_jwt_vc, status_cwt, status_token
from safeconduct.identity.base64url import decode
from safeconduct.identity.card import card_values, read_card
from safeconduct.identity.chain import verify_chain
from safeconduct.identity.cose import Message, verify
from safeconduct.identity.cwt import STATUS, SUB, Token, check_times, read_token, verify_token
from safeconduct.identity.health_envelope import PREFIX, contents, read_health_certificate
from safeconduct.identity.keys import PublicKey
from safeconduct.identity.mrz import NotAZone
from safeconduct.identity.mrz_reading import read as read_zone
from safeconduct.identity.refusal import CannotTell, Outcome, Reason, Refused, Verdict, outcome_of
from safeconduct.identity.trust import TrustList, check_revoked, decide
from safeconduct.identity.vds_nc import is_well_formed, key_of, read_seal, verify_seal

ZONE = re.compile(r"\s*[A-Z0-9<]{30,44}(\s+[A-Z0-9<]{30,44}){1,2}\s*")
SD_JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+~[\w.~-]*")
HEX = re.compile(r"[aA][0-9a-fA-F\s]+")
# A map of CBOR with few members, in base64url: what wallets are given.
BASE64URL_MAP = re.compile(r"o[\w-]+", re.ASCII)
STATUS_PURPOSE = "status"
HOLDER_NOT_CHECKED = Reason(
    "holder-not-checked", "Who shows it was not checked: that needs the session in which it is shown."
)


@dataclass(frozen=True, slots=True)
class Judging:
    """By what something is judged: trust list, purpose, moment, verified status lists, and how old they may be (s)."""

    trust: TrustList
    purpose: str
    moment: datetime
    lists: Mapping[str, status_token.StatusList] = field(default_factory=dict)
    longest: float = status_token.LONGEST_DAY


def judge(data: bytes, by: Judging) -> tuple[str, Outcome]:
    """Return of which kind it is, and the answer.

    ``data`` is a text in UTF-8, or CBOR as bytes, hexadecimal or base64url.
    """
    kind, check = _kind(data)
    try:
        return kind, check(by)
    except Refused as refused:
        return kind, outcome_of(refused)


def _kind(data: bytes) -> tuple[str, Callable[[Judging], Outcome]]:
    try:
        # Not the spaces: base45 may end with one.
        text = data.decode().strip("\r\n")
    except UnicodeDecodeError:
        return "mdoc", lambda by: _mdoc(data, by)
    for name, fits, check in KINDS:
        if fits(text):
            return name, partial(check, text)
    return "card", lambda by: _card(text, by)


def _unhex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Refused("not-hexadecimal", "The text is not hexadecimal: a letter was lost.") from None


def _sd_jwt(text: str, by: Judging) -> Outcome:
    """A copy of what is bound to a key is good, but anybody may show it: only an answer to a request tells who."""
    checking = sd_jwt_vc.Checking(by.trust, by.purpose, by.moment, by.lists, by.longest)
    outcome = sd_jwt_vc.verify(text.strip(), checking)
    bound = "cnf" in outcome.disclosed
    return replace(outcome, reasons=(*outcome.reasons, HOLDER_NOT_CHECKED)) if bound else outcome


def _card(text: str, by: Judging) -> Outcome:
    token = read_card(text)
    decision = decide(by.trust, token.issuer, by.purpose, _header(token.message), by.moment)
    claims = verify_token(token, decision.key, by.moment)
    return Outcome(Verdict.VALID, (decision.reason, _status(claims.get(STATUS), by)), card_values(token), token.issuer)


def _header(message: Message) -> dict[str, Any]:
    """The header as a trust list looks at it: the chain as base64, else the name of the key."""
    if message.chain:
        return {"x5c": _base64(message.chain)}
    return {"kid": message.kid.decode("utf-8", "replace")} if message.kid else {}


def _base64(chain: Sequence[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in chain]


def _status(reference: object, by: Judging) -> Reason:
    if reference is None:
        return Reason("status-none", "The issuer gives no status for this: it cannot be revoked.")
    return status_token.check(reference, by.lists, by.moment.timestamp(), by.longest)


def _mdoc(data: bytes, by: Judging) -> Outcome:
    """A response of a device, or what an issuer gave a wallet; without the session its holder cannot be checked."""
    documents = mdoc.read_response(data) if b"deviceSigned" in data else [mdoc.read_issuer_signed(data)]
    issuers: list[str] = []

    def key(chain: Sequence[bytes], moment: datetime) -> PublicKey:
        issuer, found = issuer_of_chain(chain, by)
        issuers.append(issuer)
        return found

    verified = [mdoc.verify_issuer(document, key, by.moment) for document in documents]
    reasons = [
        by.trust.reason(issuers[0], by.purpose),
        *(_status(one.status, by) for one in verified),
        HOLDER_NOT_CHECKED,
    ]
    shown = {space: values for one in verified for space, values in one.elements.items()}
    return Outcome(Verdict.VALID, tuple(reasons), shown, issuers[0])


def _health(text: str, by: Judging) -> Outcome:
    """The key is looked up by the first eight bytes of the hash of its certificate; several may begin alike."""
    token = read_health_certificate(text)
    fitting = [
        (entry.issuer, anchor)
        for entry in by.trust.in_force(by.purpose, by.moment)
        for anchor in entry.anchors
        if sha256(anchor).digest()[:8] == token.message.kid
    ]
    issuer = next((issuer for issuer, anchor in fitting if _signed(token, anchor)), "")
    if not issuer:
        raise Refused("signer-unknown", f"It was not signed with a key of the list {by.trust.name} for {by.purpose}.")
    check_times(token.claims, by.moment)
    return Outcome(
        Verdict.VALID,
        (by.trust.reason(issuer, by.purpose),),
        {str(key): value for key, value in contents(token).items()},
        issuer,
    )


def _signed(token: Token, certificate: bytes) -> bool:
    try:
        verify(token.message, key_of(certificate))
    except Refused:
        return False
    return True


def _seal(text: str, by: Judging) -> Outcome:
    seal = read_seal(text)
    if is_well_formed(seal.certificate):
        issuer, key = issuer_of_chain([seal.certificate], by)
    else:
        issuer, key = _key_of_named(seal.certificate, by)
    message = verify_seal(seal, key)
    return Outcome(Verdict.VALID, (by.trust.reason(issuer, by.purpose),), message, issuer)


def issuer_of_chain(chain: Sequence[bytes], by: Judging) -> tuple[str, PublicKey]:
    """The issuer whose anchor a chain leads to; where there is none, why: that it leads to no anchor says the least."""
    trouble: Refused | None = None
    for entry in by.trust.in_force(by.purpose, by.moment):
        try:
            verified = verify_chain(_base64(chain), entry.anchors, by.moment, by.trust.memory)
            check_revoked(verified, entry.revoked)
        except Refused as refused:
            trouble = refused if trouble is None or trouble.reason.code == "chain-untrusted" else trouble
        else:
            return entry.issuer, verified.key
    raise trouble or Refused("signer-unknown", f"Nobody is on the list {by.trust.name} for {by.purpose}.")


def _key_of_named(certificate: bytes, by: Judging) -> tuple[str, PublicKey]:
    for entry in by.trust.in_force(by.purpose, by.moment):
        if certificate in entry.anchors:
            return entry.issuer, key_of(certificate)
    raise Refused(
        "certificate-malformed",
        "The certificate breaks the rules of its kind, so that no chain can be verified; the list does not name it.",
    )


def _zone(text: str, by: Judging) -> Outcome:
    """A zone bears no signature: good check digits say that it was read rightly, and no more."""
    try:
        zone = read_zone(text, by.moment.date())
    except NotAZone as problem:
        raise Refused("zone-malformed", str(problem)) from problem
    if wrong := [check.field for check in zone.checks if not check.good]:
        raise Refused("check-digit-wrong", f"The check digit does not fit: {', '.join(wrong)}.")
    raise CannotTell(
        "not-signed", "All check digits fit. A zone bears no signature: whether it is genuine is not said."
    )


def read_status_list(data: bytes, trust: TrustList, moment: datetime) -> status_token.StatusList:
    """Read a status list as JWT or CWT, signed by whoever the trust list names for ``status`` and its address."""
    by = Judging(trust, STATUS_PURPOSE, moment)
    if data[:2] == b"ey":
        token = jws.parse(data.decode("ascii", "replace").strip())
        uri = str(token.payload.get("sub", ""))
        return status_token.read(token, _key_for(uri, token.header, by), uri)
    cwt = read_token(data, status_cwt.LARGEST)
    uri = str(cwt.claims.get(SUB, ""))
    return status_cwt.read_list(data, uri, _key_for(uri, _header(cwt.message), by), moment)


def _key_for(uri: str, header: Mapping[str, Any], by: Judging) -> PublicKey:
    """The key of a status list: of an issuer whose address the list's address begins with."""
    for entry in by.trust.in_force(STATUS_PURPOSE, by.moment):
        if uri == entry.issuer or uri.startswith(entry.issuer.rstrip("/") + "/"):
            return decide(by.trust, entry.issuer, STATUS_PURPOSE, header, by.moment).key
    raise Refused("issuer-unknown", f"Nobody on the list {by.trust.name} keeps the status list {uri}.")


KINDS: tuple[tuple[str, Callable[[str], object], Callable[[str, Judging], Outcome]], ...] = (
    ("health certificate", lambda text: text.startswith(PREFIX), _health),
    (
        "acknowledgement of receipt",
        acknowledgement.is_receipt,
        lambda text, by: acknowledgement.judge(text, by.trust, by.moment),
    ),
    ("seal", lambda text: text.lstrip().startswith("{"), _seal),
    ("sd-jwt", lambda text: SD_JWT.fullmatch(text.strip()), _sd_jwt),
    ("machine-readable zone", ZONE.fullmatch, _zone),
    ("mdoc", HEX.fullmatch, lambda text, by: _mdoc(_unhex(text), by)),
    ("mdoc", lambda text: BASE64URL_MAP.fullmatch(text.strip()), lambda text, by: _mdoc(decode(text.strip()), by)),
)
