"""What everybody may fetch: the issuer's keys, status lists, and what each kind of credential says."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from safeconduct.identity.device import DeviceTrouble
from safeconduct.identity.issuing import vct_of
from safeconduct.identity.kinds import Kind, kinds
from safeconduct.identity.refusal import Refused
from safeconduct.identity.web import lists, signing
from safeconduct.identity.web.models import Root, StatusList
from safeconduct.shell import clock
from safeconduct.shell.access import public
from safeconduct.shell.problems import Problem, problem_response

JWT, CWT = "application/statuslist+jwt", "application/statuslist+cwt"
AGE = 60
"""For how many seconds caches may keep a list: a revocation is seen by whoever fetches a minute later."""


@require_safe
@public("Verifiers find the issuer's keys here (SD-JWT VC, section 5).")
def issuer(request: HttpRequest) -> HttpResponseBase:
    """Give the issuer and its keys whose signatures count."""
    return JsonResponse({"issuer": settings.ISSUER, "jwks": signing.published(clock.current())})


@require_safe
@public("Verifiers fetch whole lists, so that nobody learns whose credential they look at.")
def status(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give a status list as JWT or CWT, as the reader asks (Token Status List, section 8.1)."""
    listed, moment = get_object_or_404(StatusList, pk=number), clock.current()
    kind = request.get_preferred_type([JWT, CWT]) or JWT
    try:
        data = lists.as_cwt(listed, moment) if kind == CWT else lists.as_jwt(listed, moment)
    except (Refused, DeviceTrouble):
        # What is not signed anew is soon too old: verifiers then say that they cannot tell.
        return problem_response(Problem(HTTPStatus.SERVICE_UNAVAILABLE, "No key signs now. Try again later.", "no-key"))
    return _cached(request, data, kind)


@require_safe
@public("Readers of mobile documents trust the root of this instance, and fetch it here (ISO/IEC 18013-5, annex B).")
def root(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give the certificate of a root."""
    return _file(request, bytes(get_object_or_404(Root, pk=number).certificate), "application/pkix-cert")


@require_safe
@public("Readers look up here which certificates of signers were revoked (RFC 5280, section 5).")
def revocations(request: HttpRequest, number: str) -> HttpResponseBase:
    """Give the list of certificates that a root took back."""
    return _file(request, bytes(get_object_or_404(Root, pk=number).revocations), "application/pkix-crl")


@require_safe
@public("Wallets show what a kind of credential says by this (SD-JWT VC, section 6).")
def kind(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the metadata of a kind: its names by language, its claims, and what it confers and what not."""
    found = next((one for one in kinds().kinds.values() if one.vct == code), None)
    if found is None:
        return JsonResponse({"title": "There is no such kind of credential."}, status=404)
    return JsonResponse(_metadata(found))


def _metadata(kind: Kind) -> dict[str, object]:
    return {
        "vct": vct_of(settings.ISSUER, kind),
        "name": kind.title["en"],
        "description": f"{kind.says['en']} {kind.confers['en']}",
        "display": [
            {"locale": code, "name": kind.title[code], "description": f"{kind.says[code]} {kind.confers[code]}"}
            for code in kind.title
        ],
        "claims": [
            {"path": [name], "sd": "allowed" if claim.disclosable else "never"} for name, claim in kind.claims.items()
        ],
    }


def _file(request: HttpRequest, data: bytes, kind: str) -> HttpResponseBase:
    answer = _cached(request, data, kind)
    del answer.headers["Vary"]
    return answer


def _cached(request: HttpRequest, data: bytes, kind: str) -> HttpResponseBase:
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    known = [one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))]
    answer: HttpResponseBase = HttpResponseNotModified() if tag in known else HttpResponse(data, content_type=kind)
    for name, value in {"ETag": tag, "Cache-Control": f"public, max-age={AGE}", "Vary": "Accept"}.items():
        answer.headers[name] = value
    return answer
