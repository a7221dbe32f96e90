"""Asks a wallet for a proof, takes its answer, and hands what was shown to the form that asked.

On the same device the answer waits until the person comes back to the browser in which they began, with the code that
the wallet was given: whoever tricked them into answering another person's request gets nothing (OpenID4VP 1.0, 14.2).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from safeconduct.cases.said import Shown
from safeconduct.identity import evidence
from safeconduct.identity.base64url import encode
from safeconduct.identity.evidence import Form
from safeconduct.identity.openid import encryption
from safeconduct.identity.openid import request as protocol
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.request import ENCRYPTED, SECONDS, Request
from safeconduct.identity.openid.response import WalletDeclined, judge_answer, read_answer
from safeconduct.identity.openid.secrets_kept import digest, is_same
from safeconduct.identity.openid.token import Form as Posted
from safeconduct.identity.refusal import Refused
from safeconduct.identity.verifying import Judging
from safeconduct.identity.web import protocol_store as store
from safeconduct.identity.web import roots, signing, trusting
from safeconduct.identity.web.answering import secret

BY_HOST = "x509_san_dns"
CASE = "case"
"""What an order about a running case begins with; others name a draft."""
UNKNOWN = "The request is not known, or has expired. Begin again on the page that asked."


class Asked(msgspec.Struct, frozen=True):
    """A request, and what it is for: a proof of a procedure; ``about`` names the form that asked."""

    request: Request
    procedure: str
    proof: str
    about: str


class Answered(msgspec.Struct, frozen=True):
    """How it ended: what was shown, or why nothing was taken. ``code`` is the digest of the way back."""

    shown: Shown | None = None
    why: str = ""
    code: str = ""


def ask(procedure: str, proof: str, about: str, session: str, moment: datetime) -> str:
    """Begin a request and return its number. ``session`` is that of the browser on the same device, else empty."""
    number = secrets.token_urlsafe(16)
    trusted = trusting.trust(moment)
    forms = evidence.forms_of(procedure, proof)
    _, chain = signing.signer_at(moment, roots.ACCESS)
    where = f"{settings.ISSUER}/openid4vp/answer/{number}"
    made = Request(
        digest(number),
        client_of(chain[0], where),
        encode(os.urandom(16)),
        encode(os.urandom(16)),
        where,
        evidence.query_of(forms, trusting.issuers(trusted, moment)),
        int(moment.timestamp()) + SECONDS,
        proof,
        digest(session) if session else "",
        ENCRYPTED,
    )
    store.keep(store.REQUEST, made.id, Asked(made, procedure, proof, about), _moment(made.expires))
    return number


def client_of(certificate: bytes, where: str) -> str:
    """By which name wallets know who asks: the host where the operator wants that and the certificate bears it."""
    if settings.WALLET_CLIENT == BY_HOST and protocol.bears_host(certificate, where):
        return protocol.client_by_host(certificate, where)
    return protocol.client_by_hash(certificate)


def link_of(number: str, asked: Asked) -> str:
    """The link that opens a wallet."""
    return protocol.link(asked.request, f"{settings.ISSUER}/openid4vp/request/{number}")


def back_of(number: str, moment: datetime) -> str:
    """Where a wallet on the same device leads the person back to."""
    asked = find(number, moment)
    if asked is not None and asked.about.startswith(CASE):
        return settings.ISSUER + reverse("wallet:proof-asked", args=[asked.about.split(" ")[1], number])
    return settings.ISSUER + reverse("wallet:back", args=[number])


def find(number: str, moment: datetime, *, lock: bool = False) -> Asked | None:
    """A request that is still open to be fetched, answered or waited for."""
    return store.find(store.REQUEST, digest(number), Asked, moment, lock=lock)


def signed(number: str, wallet_nonce: str, moment: datetime) -> str:
    """The signed request, the same each time it is fetched, but for the wallet's own nonce."""
    asked = find(number, moment)
    if asked is None:
        raise ProtocolError("invalid_request", UNKNOWN, 404)
    signer, chain = signing.signer_at(moment, roots.ACCESS)
    began = asked.request.expires - SECONDS
    return protocol.request_object(asked.request, signer, chain, began, key=key_of(number), wallet_nonce=wallet_nonce)


def key_of(number: str) -> ec.EllipticCurvePrivateKey:
    """The key that the answer is encrypted to: made from our secret each time, and kept nowhere."""
    return encryption.key_for(secret("answer", number, "1") + secret("answer", number, "2"))


def take(number: str, posted: Posted, back: str, moment: datetime) -> dict[str, str]:
    """Take a wallet's answer; return what the wallet is told.

    Raises:
        ProtocolError: the answer is no answer to this request, or nothing that was shown is taken; says why.

    """
    with transaction.atomic():
        asked = find(number, moment, lock=True)
        if asked is None:
            raise ProtocolError("invalid_request", UNKNOWN, 404)
        result, problem, code = _result(number, asked, posted, moment)
        done = msgspec.structs.replace(asked, request=msgspec.structs.replace(asked.request, answered=True))
        expires = _moment(asked.request.expires)
        store.keep(store.REQUEST, asked.request.id, done, expires)
        store.keep(store.ANSWER, asked.request.id, result, expires)
    if problem is not None and not code:
        raise problem
    return {"redirect_uri": f"{back}?response_code={code}"} if code else {}


def _result(number: str, asked: Asked, posted: Posted, moment: datetime) -> tuple[Answered, ProtocolError | None, str]:
    """What is kept of an answer; whoever is refused may still be led back, so that they can go on with the form."""
    key = key_of(number)
    code = secrets.token_urlsafe(16) if asked.request.session else ""
    kept = digest(code) if code else ""
    shown = _read(posted, asked, key, moment)
    if isinstance(shown, str):
        return Answered(why=shown, code=kept), None, code
    try:
        return Answered(_judged(shown, asked, key, moment), code=kept), None, code
    except Refused as refused:
        return Answered(why=refused.reason.code, code=kept), ProtocolError("invalid_request", str(refused)), ""


def _read(
    posted: Posted, asked: Asked, key: ec.EllipticCurvePrivateKey, moment: datetime
) -> dict[str, list[str]] | str:
    try:
        return read_answer(posted, asked.request, key, int(moment.timestamp()))
    except WalletDeclined as declined:
        return declined.error


def _judged(shown: dict[str, list[str]], asked: Asked, key: ec.EllipticCurvePrivateKey, moment: datetime) -> Shown:
    trusted = trusting.trust(moment)
    forms = evidence.forms_of(asked.procedure, asked.proof)
    lists = trusting.status_lists(shown, asked.request, trusted, moment)
    trouble: Refused | None = None
    for name, texts in shown.items():
        form = evidence.form_of(name, forms)
        by = Judging(trusted, form.kind.purpose, moment, lists)
        try:
            good = judge_answer({name: texts}, asked.request, by, key)
        except Refused as refused:
            trouble = trouble or refused
        else:
            return evidence.shown(good[0], form, asked.proof, moment.isoformat(timespec="seconds"))
    raise trouble or Refused("credential-missing", "Nothing was shown.")


def answer_of(number: str, code: str, session: str, moment: datetime) -> Answered | None:
    """The answer, for whoever began the request: nothing while it is awaited.

    On the same device it needs the code that the wallet was given, and the browser in which it began.
    """
    asked, found = find(number, moment), store.find(store.ANSWER, digest(number), Answered, moment)
    if asked is None or found is None:
        return None
    if asked.request.session and not (
        is_same(asked.request.session, digest(session)) and found.code and is_same(found.code, digest(code))
    ):
        return None
    return found


def forget(number: str) -> None:
    """Forget a request and its answer: what was shown is in the form now."""
    store.drop(store.REQUEST, digest(number))
    store.drop(store.ANSWER, digest(number))


def asked_for(forms: Sequence[Form], language: str) -> list[tuple[str, list[str]]]:
    """What a person reads before they show anything: each kind, and the claims that are asked of it."""
    either = gettext("or")
    return [
        (
            one.kind.text("title", language),
            [
                f" {either} ".join(called(claim, language) for claim in choice)
                for choice in (*one.choices, *((claim,) for claim in one.may))
            ],
        )
        for one in forms
    ]


def why_not(code: str) -> str:
    """Why nothing was taken, in the reader's language; the code is what an office can look up."""
    start = next((one for one in _WHY if code.startswith(one)), "")
    sentence = _WHY[start]() if start else gettext("It could not be verified.")
    return f"{sentence} ({code})"


_WHY: Mapping[str, Callable[[], str]] = {
    "revoked": lambda: gettext("It was revoked."),
    "suspended": lambda: gettext("It is suspended."),
    "expired": lambda: gettext("It has expired."),
    "status": lambda: gettext("Whether it still holds cannot be told now. Try again later, or use paper."),
    "issuer": lambda: gettext("Whoever issued it is not trusted for this."),
    "chain": lambda: gettext("Whoever issued it is not trusted for this."),
    "claim-missing": lambda: gettext("It does not show all that was asked for."),
    "binding": lambda: gettext("Your wallet could not prove that it is yours. Try again."),
}


def called(claim: str, language: str) -> str:
    """What a claim is called in a language."""
    names = evidence.names_of_claim(claim)
    return names.get(language) or names["en"]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
