"""Offers of a credential to a wallet: a link for the same device, a QR code for another, and a code told on its own.

The offer can be photographed over a shoulder; the transaction code is what it is worth nothing without. It is shown
once to whoever makes the offer, and told, printed or sent to the person on another way than the offer.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext

from safeconduct.cases.web.models import Case
from safeconduct.identity.acts import SUSPENDED, VALID
from safeconduct.identity.base64url import encode
from safeconduct.identity.kinds import CARD, MDOC, SD_JWT, Format, Kind, kinds
from safeconduct.identity.openid import offer as protocol
from safeconduct.identity.openid import token
from safeconduct.identity.openid.offer import TransactionCode
from safeconduct.identity.openid.secrets_kept import digest
from safeconduct.identity.web import protocol_store as store
from safeconduct.identity.web.models import Credential
from safeconduct.shell.clock import Clock, day_of

Draw = Callable[[int], bytes]
Below = Callable[[int], int]
GOOD_FOR = timedelta(minutes=15)
DIGITS = 6
SUFFIX = {SD_JWT: "sd-jwt", MDOC: "mdoc"}


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer as it is handed over: a link, a shorter one to draw, the code to tell, and until when they are good."""

    link: str
    drawn: str
    transaction_code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """What an offer is for: the credential, or nothing while it is pending; ``over`` says why it never comes."""

    credential: Credential | None = None
    over: str = ""


def offer(credential: Credential, clock: Clock, draw: Draw = os.urandom, below: Below = secrets.randbelow) -> Offer:
    """Offer a credential that was conferred."""
    return _offer(subject_of(credential), credential.kind, clock, draw, below)


def subject_of(credential: Credential) -> str:
    """What an offer of a credential is for, in our own words."""
    return f"credential {credential.pk}"


def offer_pending(
    case: str, person: str, kind: str, clock: Clock, draw: Draw = os.urandom, below: Below = secrets.randbelow
) -> Offer:
    """Offer what a case has yet to decide: the wallet gets it when it is conferred, and is told if it never is."""
    return _offer(f"case {case} {person} {kind}", kind, clock, draw, below)


def _offer(subject: str, kind: str, clock: Clock, draw: Draw, below: Below) -> Offer:
    code = encode(draw(32))
    transaction_code = f"{below(10**DIGITS):0{DIGITS}}"
    until = clock() + GOOD_FOR
    kinds_of = configurations_of(kind, kinds().kinds[kind])
    grant = token.new_grant(subject, kinds_of, code, int(until.timestamp()), transaction_code)
    store.keep(store.GRANT, grant.code, grant, until)
    told = TransactionCode(DIGITS, gettext("The office tells you this code."))
    state = encode(draw(16))
    store.keep(store.OFFERED, digest(state), subject, until)
    made = protocol.credential_offer(settings.ISSUER, kinds_of, code, told, state)
    # A code of so many letters is fine squares, which old cameras do not read: it names where the offer lies.
    number = encode(draw(16))
    store.keep(store.OFFER, digest(number), made, until)
    drawn = protocol.link_by_reference(f"{settings.ISSUER}/openid4vci/offer/{number}")
    return Offer(protocol.link_by_value(made), drawn, transaction_code, until)


def fetch(number: str, moment: datetime) -> dict[str, object] | None:
    """An offer that is fetched by the number in a code that was scanned."""
    kept: dict[str, object] | None = store.find(store.OFFER, digest(number), dict, moment)
    return kept


def configurations_of(code: str, kind: Kind) -> Sequence[str]:
    """The names under which a kind is offered, one for each format that a wallet holds."""
    return [f"{code}-{SUFFIX[form]}" for form in kind.formats if form != CARD]


def format_of(configuration: str) -> Format:
    """The format of a name."""
    is_mdoc = configuration.endswith(f"-{SUFFIX[MDOC]}")
    return "mso_mdoc" if is_mdoc else "dc+sd-jwt"


def kind_of(configuration: str) -> str:
    """The kind of a name."""
    return configuration.removesuffix(f"-{SUFFIX[MDOC]}").removesuffix(f"-{SUFFIX[SD_JWT]}")


def seconds_for(subject: str, moment: datetime) -> int:
    """How long a token for it is good: long where it is pending."""
    return token.TOKEN_SECONDS if find(subject, moment).credential else token.PENDING_SECONDS


def find(subject: str, moment: datetime) -> Found:
    """What an offer is for, as it stands now."""
    what, *rest = subject.split(" ")
    if what == "credential":
        return _judged(Credential.objects.select_related("person").filter(pk=rest[0]).first(), moment)
    case, person, kind = rest
    conferred = Credential.objects.select_related("person").filter(case_id=case, person_id=person, kind=kind)
    found = conferred.order_by("-conferred", "-pk").first()
    if found is None and not Case.objects.filter(pk=case, closed=False).exists():
        return Found(over="The case has ended without conferring it. The decision says why, and what can be done.")
    return _judged(found, moment)


def _judged(credential: Credential | None, moment: datetime) -> Found:
    # What is suspended may come back, and what is not conferred may be: both are pending.
    if credential is None or credential.state == SUSPENDED:
        return Found()
    if credential.state != VALID:
        return Found(over="The credential was revoked or replaced.")
    if credential.valid_until < day_of(moment):
        return Found(over="The credential is no longer valid. Ask the office for a new one.")
    return Found(credential)
