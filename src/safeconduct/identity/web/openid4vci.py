"""OpenID4VCI 1.0: the end points at which wallets get credentials. The rules are in ``safeconduct.identity.openid``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from safeconduct.identity.acts import NotPossible
from safeconduct.identity.base64url import encode
from safeconduct.identity.chain_header import x5c
from safeconduct.identity.evidence import names_of_claim
from safeconduct.identity.issuing import NothingToSay, vct_of
from safeconduct.identity.keys import PublicKey, from_jwk, to_jwk
from safeconduct.identity.kinds import MDOC, Format, Kind, kinds
from safeconduct.identity.openid import authorization
from safeconduct.identity.openid import issuer_metadata as metadata
from safeconduct.identity.openid import token as tokens
from safeconduct.identity.openid.credential_request import credential_response, denied, read_request
from safeconduct.identity.openid.deferred import (
    ACCEPTED,
    Transaction,
    check_transaction,
    deferred_response,
    new_transaction,
    transaction_of,
)
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.issuer_metadata import Claim, Configuration, Endpoints
from safeconduct.identity.openid.nonce import LONGEST, check_nonce, make_nonce, nonce_used
from safeconduct.identity.openid.notification import notification_unknown, read_notification
from safeconduct.identity.openid.proof import verify_proofs
from safeconduct.identity.openid.secrets_kept import digest
from safeconduct.identity.openid.token import AccessToken, Grant
from safeconduct.identity.web import codes, issuing, offers, possession, roots, signing
from safeconduct.identity.web import protocol_store as store
from safeconduct.identity.web.answering import form_of, machine, secret
from safeconduct.identity.web.models import Credential
from safeconduct.shell import clock

ES256_COSE = -7
SIGNED_FOR = 86_400
JWT = "application/jwt"


class Notified(msgspec.Struct, frozen=True):
    """Credentials that were given under a number, to which token; and what the wallet told of them."""

    token: str
    event: str = ""


@machine("Wallets read here what is issued (OpenID4VCI 1.0, section 12.2).", "GET", "HEAD")
def issuer(request: HttpRequest, tenant: str = "") -> HttpResponseBase:
    """Give the metadata, signed where the wallet asks for that."""
    _check_place(metadata.CREDENTIAL_ISSUER, tenant)
    document = metadata.issuer_metadata(settings.ISSUER, endpoints(), configurations(), _called())
    if request.get_preferred_type(["application/json", JWT]) != JWT:
        return _vary(JsonResponse(document))
    moment = clock.current()
    signer, chain = signing.signer_at(moment, roots.ACCESS)
    signed = metadata.signed_metadata(document, signer, {"x5c": x5c(chain)}, _seconds(moment), SIGNED_FOR)
    return _vary(HttpResponse(signed, content_type=JWT))


@machine("Wallets read here where they get tokens (RFC 8414).", "GET", "HEAD")
def authorization_server(request: HttpRequest, tenant: str = "") -> HttpResponseBase:
    """Give the metadata of the authorization server, which is this issuer."""
    _check_place(metadata.AUTHORIZATION_SERVER, tenant)
    return JsonResponse(metadata.authorization_server(settings.ISSUER, endpoints(), configurations()))


@machine("A wallet fetches an offer by a number that nobody can guess; the six digits protect it.", "GET", "HEAD")
def offer(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give an offer that was scanned (OpenID4VCI 1.0, section 4.1.3)."""
    found = offers.fetch(number, clock.current())
    if found is None:
        raise ProtocolError("invalid_request", "The offer is not known, or has expired.", HTTPStatus.NOT_FOUND)
    return JsonResponse(found)


@machine("Whoever has an offer gets a token for its code and transaction code, and has no account.", "POST")
def token(request: HttpRequest) -> HttpResponseBase:
    """Give a token for a code."""
    form, moment = form_of(request), clock.current()
    key, fresh = possession.proved(request, moment), secrets.token_urlsafe(32)
    if tokens.one_of(form, "grant_type") == authorization.GRANT:
        given = codes.redeem(form, key, fresh, moment)
        return JsonResponse(tokens.token_response(given, fresh, _seconds(moment)))
    code = digest(tokens.code_of(form))
    with transaction.atomic():
        grant = store.find(store.GRANT, code, Grant, moment, lock=True)
        seconds = offers.seconds_for(grant.subject, moment) if grant is not None else tokens.TOKEN_SECONDS
        after, result = tokens.redeem(form, grant, _seconds(moment), fresh, seconds)
        if after is not None and after != grant:
            store.keep(store.GRANT, code, after, _moment(after.expires))
        if isinstance(result, AccessToken):
            result = msgspec.structs.replace(result, key=key)
            store.keep(store.TOKEN, result.token, result, _moment(result.expires))
    if isinstance(result, ProtocolError):
        raise result
    return JsonResponse(tokens.token_response(result, fresh, _seconds(moment)))


@machine("A wallet pushes what it asks for before a browser is opened (RFC 9126), and has no account.", "POST")
def push(request: HttpRequest) -> HttpResponseBase:
    """Keep a request of a wallet whose holder signs in."""
    form, moment, fresh = form_of(request), clock.current(), secrets.token_urlsafe(32)
    codes.push(form, known(settings.ISSUER), possession.proved(request, moment), fresh, moment)
    return JsonResponse(authorization.pushed_response(fresh), status=HTTPStatus.CREATED)


@machine("A wallet opens this in a browser; whoever goes on from here signs in.", "GET", "HEAD")
def authorize(request: HttpRequest) -> HttpResponseBase:
    """Lead on to the page on which its holder agrees or not."""
    asked = {name: request.GET.get(name, "") for name in ("client_id", "request_uri")}
    if not all(asked.values()):
        raise ProtocolError("invalid_request", "Push the request first (RFC 9126), and name client_id and request_uri.")
    return redirect(f"{reverse('wallet:consent')}?{urlencode(asked)}")


@machine("A nonce is no secret, and no token is asked for it (OpenID4VCI 1.0, section 7).", "POST")
def nonce(request: HttpRequest) -> HttpResponseBase:
    """Give a fresh nonce."""
    made = make_nonce(secret("nonce"), _seconds(clock.current()), os.urandom(16))
    return JsonResponse({"c_nonce": made})


@machine("A wallet shows its access token in the header, and has no account.", "POST")
def credential(request: HttpRequest) -> HttpResponseBase:
    """Issue a copy for each proof, or say when to come back."""
    moment = clock.current()
    held = possession.token_of(request, moment)
    wanted = read_request(request.body, held, known(settings.ISSUER))
    now = moment.timestamp()
    proofs = verify_proofs(
        wanted.proofs, settings.ISSUER, now, lambda text: check_nonce(secret("nonce"), text, int(now)), held.client
    )
    _use_nonces({one.nonce for one in proofs}, moment)
    keys = [one.key for one in proofs]
    found = _found(held, moment)
    if found is not None:
        return JsonResponse(_issued(found, wanted.configuration, keys, held, moment))
    fresh = secrets.token_urlsafe(32)
    waiting = new_transaction(fresh, held, wanted.configuration, tuple(to_jwk(key) for key in keys))
    store.keep(store.TRANSACTION, waiting.id, waiting, _moment(held.expires))
    return JsonResponse(deferred_response(fresh), status=ACCEPTED)


@machine("A wallet that waits shows its access token in the header, and has no account.", "POST")
def deferred(request: HttpRequest) -> HttpResponseBase:
    """Issue what was pending, or say when to come back."""
    moment = clock.current()
    held = possession.token_of(request, moment)
    number = transaction_of(request.body)
    with transaction.atomic():
        kept = store.find(store.TRANSACTION, digest(number), Transaction, moment, lock=True)
        waiting = check_transaction(kept, held)
        found = _found(held, moment)
        if found is None:
            return JsonResponse(deferred_response(number), status=ACCEPTED)
        store.drop(store.TRANSACTION, waiting.id)
        keys = [from_jwk(key) for key in waiting.keys]
        return JsonResponse(_issued(found, waiting.configuration, keys, held, moment))


@machine("A wallet says with its access token whether it could keep what it got.", "POST")
def notification(request: HttpRequest) -> HttpResponseBase:
    """Note what a wallet tells of what it got; twice the same is no fault."""
    moment = clock.current()
    held = possession.token_of(request, moment)
    number, event = read_notification(request.body)
    kept = store.find(store.NOTIFICATION, digest(number), Notified, moment)
    if kept is None or kept.token != held.token:
        raise notification_unknown()
    store.keep(store.NOTIFICATION, digest(number), Notified(held.token, event), _moment(held.expires))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def configurations() -> tuple[Configuration, ...]:
    """Every kind in every format that wallets hold."""
    return _configurations(settings.ISSUER)


@cache
def _configurations(issuer: str) -> tuple[Configuration, ...]:
    """Of an issuer: the library says the same as long as the process runs."""
    return tuple(
        _configuration(issuer, name, kind, offers.format_of(name))
        for code, kind in kinds().kinds.items()
        for name in offers.configurations_of(code, kind)
    )


@cache
def known(issuer: str) -> frozenset[str]:
    """The names of what an issuer issues."""
    return frozenset(one.id for one in _configurations(issuer))


def endpoints() -> Endpoints:
    """The addresses of this issuer, which are beneath its name."""
    parts = ("token", "credential", "nonce", "deferred", "notification", "authorize", "push")
    return Endpoints(*(f"{settings.ISSUER}/openid4vci/{part}" for part in parts))


def _configuration(issuer: str, name: str, kind: Kind, form: str) -> Configuration:
    is_mdoc = form == MDOC
    claims = tuple(
        Claim((kind.doctype, claim) if is_mdoc else (claim,), names_of_claim(claim), not said.disclosable)
        for claim, said in kind.claims.items()
    )
    called = kind.doctype if is_mdoc else vct_of(issuer, kind)
    return Configuration(name, form, called, kind.title, claims, ES256_COSE if is_mdoc else "ES256")


def _called() -> dict[str, str]:
    return {"en": settings.ISSUER.removeprefix("https://")}


def _check_place(name: str, tenant: str) -> None:
    """The document lies in one place alone: a wallet must not take it for that of another issuer."""
    path = f"/{tenant}" if tenant else ""
    if not metadata.well_known(settings.ISSUER, name).endswith(f"/.well-known/{name}{path}"):
        raise Http404


def _use_nonces(nonces: set[str], moment: datetime) -> None:
    for text in sorted(nonces):
        if not store.once(store.NONCE, digest(text), _moment(_seconds(moment) + LONGEST + 1)):
            raise nonce_used()


def _found(held: AccessToken, moment: datetime) -> Credential | None:
    """What the token is for; nothing while it is pending."""
    found = offers.find(held.subject, moment)
    if found.over:
        raise denied(found.over)
    return found.credential


def _issued(
    found: Credential, configuration: str, keys: Sequence[PublicKey], held: AccessToken, moment: datetime
) -> dict[str, object]:
    number = secrets.token_urlsafe(16)
    form = offers.format_of(configuration)
    with transaction.atomic():
        current = store.find(store.TOKEN, held.token, AccessToken, moment, lock=True) or held
        store.keep(store.TOKEN, held.token, current.spent(len(keys)), _moment(held.expires))
        copies = [_copy(found, form, key, held.token) for key in keys]
        store.keep(store.NOTIFICATION, digest(number), Notified(held.token), _moment(held.expires))
    return credential_response(copies, number)


def _copy(found: Credential, form: Format, key: PublicKey, wallet: str) -> str:
    try:
        made = issuing.issue(found, form, key, clock.current, wallet=wallet)
    except (issuing.Erased, NotPossible, NothingToSay) as problem:
        raise denied(str(problem)) from problem
    return made if isinstance(made, str) else encode(made)


def _vary(answer: HttpResponse) -> HttpResponse:
    answer.headers["Vary"] = "Accept"
    return answer


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
