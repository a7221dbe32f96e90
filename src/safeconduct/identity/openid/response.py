"""What a wallet answers, read and judged (OpenID4VP 1.0, sections 8 and 8.6).

Each presentation is judged by itself; one that is not good is dropped with its reason. What remains must be all that
was asked for, else the whole answer is refused.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from safeconduct.identity import mdoc, sd_jwt, sd_jwt_vc, session_transcript, status_token
from safeconduct.identity.base64url import decode, encode
from safeconduct.identity.jws import json_object
from safeconduct.identity.keys import PublicKey
from safeconduct.identity.openid.claims_path import ClaimsPath
from safeconduct.identity.openid.dcql import CredentialQuery, asked_claims, check_authorities, check_sets
from safeconduct.identity.openid.encryption import decrypt, key_thumbprint
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.issuer_metadata import MDOC
from safeconduct.identity.openid.request import ENCRYPTED, Request
from safeconduct.identity.openid.secrets_kept import is_same
from safeconduct.identity.openid.token import Form
from safeconduct.identity.refusal import CannotTell, Outcome, Reason, Refused, Verdict
from safeconduct.identity.verifying import Judging, issuer_of_chain

MOST_PRESENTATIONS = 20
CLIENT_ERRORS = frozenset(
    {
        "access_denied",
        "invalid_request",
        "invalid_client",
        "vp_formats_not_supported",
        "invalid_request_uri_method",
        "invalid_transaction_data",
        "wallet_unavailable",
    }
)


class WalletDeclined(Exception):
    """The wallet, or the person, does not answer; ``error`` is one of the codes of section 8.5."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error if error in CLIENT_ERRORS else "invalid_request"


@dataclass(frozen=True, slots=True)
class Presentation:
    """A credential that was shown and found good: for which query, of which kind, by whom, what was asked, and why."""

    query: str
    format: str
    kind: str
    issuer: str
    claims: Mapping[ClaimsPath, Any]
    reasons: tuple[Reason, ...]


def read_answer(form: Form, request: Request, key: ec.EllipticCurvePrivateKey | None, now: int) -> dict[str, list[str]]:
    """Read the form that a wallet posts: presentations by the query that they answer."""
    request.check_open(now)
    answer = _answer(form, request, key)
    if not is_same(str(answer.get("state", "")), request.state):
        raise ProtocolError("invalid_request", "The answer bears another state than the request.")
    if "error" in answer:
        raise WalletDeclined(str(answer["error"]))
    return _presentations(answer.get("vp_token"), request)


def _answer(form: Form, request: Request, key: ec.EllipticCurvePrivateKey | None) -> Mapping[str, Any]:
    plain = {name: values[0] for name, values in form.items() if values}
    if any(len(values) > 1 for values in form.values()):
        raise ProtocolError("invalid_request", "A parameter came more than once.")
    if "error" in plain:
        return plain
    try:
        if request.mode == ENCRYPTED:
            if key is None or "response" not in plain:
                raise Refused("not-encrypted", "The answer had to be encrypted, and holds no response.")
            return decrypt(plain["response"], key)
        return plain | {"vp_token": json_object(plain.get("vp_token", "").encode(), "vp_token")}
    except Refused as refused:
        raise ProtocolError("invalid_request", str(refused)) from refused


def _presentations(token: object, request: Request) -> dict[str, list[str]]:
    if not isinstance(token, dict) or not token:
        raise ProtocolError("invalid_request", "The vp_token is an object with a member for each query answered.")
    for name, shown in token.items():
        query = request.query.of(name)
        if query is None:
            raise ProtocolError("invalid_request", "The vp_token answers a query that was not asked.")
        if not isinstance(shown, list) or not shown or not all(isinstance(one, str) for one in shown):
            raise ProtocolError("invalid_request", "Each member of the vp_token is a list of texts, and not empty.")
        if len(shown) > (MOST_PRESENTATIONS if query.multiple else 1):
            raise ProtocolError("invalid_request", f"More than one presentation answers {query.id}.")
    return token


def judge_answer(
    shown: Mapping[str, Sequence[str]], request: Request, by: Judging, key: ec.EllipticCurvePrivateKey | None = None
) -> tuple[Presentation, ...]:
    """Judge all presentations, and whether together they are what was asked for; refuse with the reason if not."""
    good: list[Presentation] = []
    trouble: Refused | None = None
    asked = [(query, text) for query in request.query.credentials for text in shown.get(query.id, ())]
    for query, text in asked:
        try:
            good.append(_judge(text, query, request, by, key))
        except Refused as refused:
            trouble = trouble or refused
    try:
        check_sets(request.query, {one.query for one in good})
    except Refused as refused:
        # Why a credential is not good helps more than that it is missing.
        raise trouble or refused from None
    return tuple(good)


def _judge(
    text: str, query: CredentialQuery, request: Request, by: Judging, key: ec.EllipticCurvePrivateKey | None
) -> Presentation:
    if query.format == MDOC:
        return _judge_mdoc(text, query, request, by, key)
    proof = sd_jwt.Binding(request.client, request.nonce, by.moment.timestamp())
    binding = proof if query.require_cryptographic_holder_binding else None
    checking = sd_jwt_vc.Checking(by.trust, by.purpose, by.moment, by.lists, by.longest, binding, query.kinds)
    outcome = _valid(sd_jwt_vc.verify(text, checking))
    check_authorities(query, _key_identifiers(_chain(sd_jwt.split(text).issued.header)))
    claims = asked_claims(query, outcome.disclosed)
    return Presentation(query.id, query.format, str(outcome.disclosed["vct"]), outcome.issuer, claims, outcome.reasons)


def _judge_mdoc(
    text: str, query: CredentialQuery, request: Request, by: Judging, key: ec.EllipticCurvePrivateKey | None
) -> Presentation:
    documents = mdoc.read_response(decode(text))
    if len(documents) != 1 or (query.kinds and documents[0].doc_type not in query.kinds):
        raise Refused("kind-other", "The answer holds another document than the one asked for.")
    document, issuers = documents[0], list[str]()

    def key_of(chain: Sequence[bytes], _moment: object) -> PublicKey:
        issuer, found = issuer_of_chain(chain, by)
        issuers.append(issuer)
        return found

    verified = mdoc.verify_issuer(document, key_of, by.moment)
    encrypted = key_thumbprint(key) if key is not None and request.mode == ENCRYPTED else None
    transcript = session_transcript.for_redirect(request.client, request.nonce, encrypted, request.response_uri)
    mdoc.verify_device(document, verified, transcript)
    status = _status(verified.status, by)
    check_authorities(query, _key_identifiers(document.issuer_auth.chain))
    claims = asked_claims(query, verified.elements)
    reasons = (by.trust.reason(issuers[0], by.purpose), status)
    return Presentation(query.id, query.format, document.doc_type, issuers[0], claims, reasons)


def _status(reference: object, by: Judging) -> Reason:
    if reference is None:
        return Reason("status-none", "The issuer gives no status for this: it cannot be revoked.")
    return status_token.check(reference, by.lists, by.moment.timestamp(), by.longest)


def _valid(outcome: Outcome) -> Outcome:
    if outcome.valid:
        return outcome
    reason = outcome.reasons[-1]
    raise (CannotTell if outcome.verdict is Verdict.CANNOT_TELL else Refused)(reason.code, reason.sentence)


def _chain(header: Mapping[str, Any]) -> list[bytes]:
    """The chain of a token whose signature was verified by it."""
    return [b64decode(one) for one in header.get("x5c", ())]


def _key_identifiers(chain: Sequence[bytes]) -> set[str]:
    """The authority key identifiers in the certificates of a chain (section 6.1.1.1)."""
    found = set()
    for data in chain:
        try:
            extensions = x509.load_der_x509_certificate(data).extensions
            identifier = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        except (ValueError, x509.ExtensionNotFound):
            continue
        if identifier:
            found.add(encode(identifier))
    return found


def response_code_address(page: str, code: str) -> dict[str, str]:
    """What the wallet gets on the same device: where the person goes on, with a fresh code (section 8.2)."""
    return {"redirect_uri": f"{page}?response_code={code}"}
