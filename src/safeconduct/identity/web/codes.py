"""Requests of wallets whose holder signs in, from the push to the token: what is kept, and for whom it is."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from safeconduct.cases.web.access import FOLLOW, parts
from safeconduct.identity.acts import VALID
from safeconduct.identity.kinds import kinds
from safeconduct.identity.openid import authorization
from safeconduct.identity.openid.authorization import Code, Pushed
from safeconduct.identity.openid.errors import ProtocolError
from safeconduct.identity.openid.secrets_kept import digest
from safeconduct.identity.openid.token import TOKEN_SECONDS, AccessToken, Form, one_of
from safeconduct.identity.web import offers, pending
from safeconduct.identity.web import protocol_store as store
from safeconduct.identity.web.access import OWN
from safeconduct.shell.access import Principal
from safeconduct.shell.clock import day_of


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the holder can give to the wallet: what it is for us, what it is called, its number."""

    subject: str
    title: str
    number: str


def push(form: Form, known: Collection[str], key: str, fresh: str, moment: datetime) -> Pushed:
    """Keep a pushed request until somebody agrees."""
    state = one_of(form, "issuer_state")
    subject = store.find(store.OFFERED, digest(state), str, moment) if state else None
    pushed = authorization.read_pushed(form, known, fresh, int(moment.timestamp()), key, subject or "")
    if len({offers.kind_of(one) for one in pushed.configurations}) > 1:
        raise ProtocolError("invalid_request", "One kind of document is asked for at a time, in any of its formats.")
    store.keep(store.PUSHED, pushed.id, pushed, _moment(pushed.expires))
    return pushed


def find(request_uri: str, client: str, moment: datetime, *, lock: bool = False) -> Pushed:
    """A pushed request that nobody has answered yet.

    Raises:
        ProtocolError: there is none of this client any more.

    """
    kept = store.find(store.PUSHED, authorization.pushed_id(request_uri), Pushed, moment, lock=lock)
    return authorization.check_pushed(kept, client, int(moment.timestamp()))


def choices(pushed: Pushed, who: Principal, moment: datetime) -> list[Choice]:
    """What whoever signed in can give to the wallet; where it had an offer, what that was for and is theirs."""
    kind = offers.kind_of(pushed.configurations[0])
    title = kinds().kinds[kind].text("title", get_language() or "en")
    if pushed.subject.startswith("case "):
        return _pending(pushed.subject, who, title)
    rows = OWN.objects(who).filter(kind=kind, state=VALID, valid_until__gte=day_of(moment)).order_by("-conferred", "pk")
    found = [Choice(offers.subject_of(row), title, row.number) for row in rows]
    return [one for one in found if pushed.subject in {"", one.subject}]


def agree(request_uri: str, client: str, subject: str, who: Principal, moment: datetime) -> str:
    """Use up the request, and return where the browser goes with the code; an empty subject is a no."""
    fresh, now = secrets.token_urlsafe(32), int(moment.timestamp())
    with transaction.atomic():
        pushed = find(request_uri, client, moment, lock=True)
        store.drop(store.PUSHED, pushed.id)
        if subject not in {one.subject for one in choices(pushed, who, moment)}:
            return authorization.address_of_refusal(pushed, settings.ISSUER)
        code = authorization.new_code(pushed, subject, fresh, now)
        store.keep(store.CODE, code.id, code, _moment(code.expires))
    return authorization.address_of_code(pushed, fresh, settings.ISSUER)


def redeem(form: Form, key: str, fresh: str, moment: datetime) -> AccessToken:
    """Give a token for a code, once; whoever brings it again ends the token that it gave."""
    if not key:
        raise ProtocolError("invalid_dpop_proof", "A proof of the wallet's key is needed (header DPoP, RFC 9449).")
    name = digest(one_of(form, "code"))
    with transaction.atomic():
        code = store.find(store.CODE, name, Code, moment, lock=True)
        if code is not None and code.token:
            store.drop(store.TOKEN, code.token)
        else:
            seconds = offers.seconds_for(code.subject, moment) if code is not None else TOKEN_SECONDS
            after, token = authorization.redeem_code(form, code, int(moment.timestamp()), fresh, key, seconds)
            store.keep(store.CODE, name, after, _moment(token.expires))
            store.keep(store.TOKEN, token.token, token, _moment(token.expires))
            return token
    raise ProtocolError("invalid_grant", "The code was used before: the token that it gave has ended.")


def _pending(subject: str, who: Principal, title: str) -> list[Choice]:
    _, case, person, _ = subject.split(" ")
    its = FOLLOW.objects(who).filter(pk=case).first()
    if its is None or pending.person_of(its, parts(who, its)) != person:
        return []
    return [Choice(subject, title, its.number)]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
