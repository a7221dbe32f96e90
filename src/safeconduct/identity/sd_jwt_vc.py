"""SD-JWT VC (draft-ietf-oauth-sd-jwt-vc-19): a credential as SD-JWT, with kind, issuer, holder's key and status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from safeconduct.identity import sd_jwt, status_token
from safeconduct.identity.jws import check_times, check_type
from safeconduct.identity.jws import verify as verify_signature
from safeconduct.identity.keys import Signer
from safeconduct.identity.refusal import Outcome, Reason, Refused, Verdict, outcome_of
from safeconduct.identity.sd_jwt import Binding, Path, SdJwt
from safeconduct.identity.trust import TrustList, decide

TYPE = "dc+sd-jwt"
# Section 2.2.2.2: what a verifier needs before it can judge is always shown.
NEVER_CONCEALED = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"})


@dataclass(frozen=True, slots=True)
class Checking:
    """By what a credential is judged.

    ``purpose`` is what its issuer must be trusted for, ``moment`` now, ``lists`` the status lists at hand (verified),
    ``longest`` how many seconds old they may be, ``binding`` what the holder's proof must name, ``kinds`` which `vct`
    are asked for (any, if empty), ``needs_status`` refuses a credential that could never be revoked.
    """

    trust: TrustList
    purpose: str
    moment: datetime
    lists: Mapping[str, status_token.StatusList] = field(default_factory=dict)
    longest: float = status_token.LONGEST_DAY
    binding: Binding | None = None
    kinds: frozenset[str] = frozenset()
    needs_status: bool = False


def issue(
    claims: Mapping[str, Any],
    concealed: Sequence[Path],
    signer: Signer,
    salts: Iterator[str],
    header: Mapping[str, Any] | None = None,
    decoys: Mapping[Path, int] | None = None,
) -> str:
    """Issue a credential; its claims have `vct`, and what a verifier needs first is not concealed."""
    if not isinstance(claims.get("vct"), str) or not claims["vct"]:
        raise ValueError("A credential says its kind (vct).")
    if hidden := sorted(str(path[0]) for path in concealed if path[0] in NEVER_CONCEALED):
        raise ValueError(f"The claim {hidden[0]} is never concealed.")
    named = {"kid": signer.public.id} if signer.public.id else {}
    return sd_jwt.issue(claims, concealed, signer, salts, {"typ": TYPE} | named | dict(header or {}), decoys)


def verify(text: str, checking: Checking) -> Outcome:
    """Judge a presentation."""
    try:
        return _verify(sd_jwt.split(text), checking)
    except Refused as refused:
        return outcome_of(refused)


def _verify(shown: SdJwt, checking: Checking) -> Outcome:
    payload = shown.issued.payload
    check_type(shown.issued, TYPE)
    issuer = payload.get("iss", "")
    if not isinstance(issuer, str):
        raise Refused("issuer-malformed", "The issuer (iss) is not a text.")
    decision = decide(checking.trust, issuer, checking.purpose, shown.issued.header, checking.moment)
    verify_signature(shown.issued, decision.key)
    claims = sd_jwt.disclose(payload, shown.disclosures)
    _check_claims(payload, claims, checking)
    if checking.binding is not None:
        sd_jwt.verify_binding(shown, checking.binding)
    status = _check_status(payload, checking)
    return Outcome(Verdict.VALID, (decision.reason, status), claims, issuer)


def _check_claims(payload: Mapping[str, Any], claims: Mapping[str, Any], checking: Checking) -> None:
    # What was disclosed has only been added to what the issuer shows.
    if len(NEVER_CONCEALED.intersection(claims)) != len(NEVER_CONCEALED.intersection(payload)):
        raise Refused("claim-concealed", "A claim that must always be shown was concealed.")
    kind = payload.get("vct")
    if not isinstance(kind, str) or not kind:
        raise Refused("kind-missing", "The credential does not say its kind (vct).")
    if checking.kinds and kind not in checking.kinds:
        raise Refused("kind-other", "The credential is of another kind than asked for.")
    check_times(payload, checking.moment.timestamp())


def _check_status(payload: Mapping[str, Any], checking: Checking) -> Reason:
    if "status" in payload:
        return status_token.check(payload["status"], checking.lists, checking.moment.timestamp(), checking.longest)
    if checking.needs_status:
        raise Refused("status-missing", "The credential has no status, and could not be revoked.")
    return Reason("status-none", "The issuer gives no status for this credential: it cannot be revoked.")
