"""Issues copies of a credential: what it says is made from the register of people in that moment, and kept nowhere.

    whole = issue(credential, "dc+sd-jwt", wallet_key, clock.current)

A batch is several calls: each copy has salts and a place of status of its own. A card is printed as often as needed and
stays the same card.
"""

from __future__ import annotations

import os
from datetime import date

from django.conf import settings
from django.db import transaction

from safeconduct.cases.recording import Author
from safeconduct.identity import issuing
from safeconduct.identity.acts import VALID, NotPossible
from safeconduct.identity.card import telling
from safeconduct.identity.facts import Source
from safeconduct.identity.issuing import Draw, Grant
from safeconduct.identity.keys import PublicKey
from safeconduct.identity.kinds import CARD, Format, Kind, kinds
from safeconduct.identity.web import actions, roots, signing, wallets
from safeconduct.identity.web.lists import give_place, uri_of
from safeconduct.identity.web.models import Copy, Credential
from safeconduct.people.representation import Representation
from safeconduct.people.web.models import Person
from safeconduct.people.web.reading import records_of, representations_of
from safeconduct.people.web.registry import called
from safeconduct.shell.clock import Clock, day_of

INSTANCE = Author("the instance", "issuer", "the clock")


class Erased(LookupError):
    """The record of the person was erased: nothing is issued about them any more."""


def issue(
    credential: Credential,
    form: Format,
    holder: PublicKey | None,
    clock: Clock,
    draw: Draw = os.urandom,
    author: Author = INSTANCE,
    wallet: str = "",
) -> str | bytes:
    """Issue one copy: an SD-JWT VC or a card as text, a mobile document (IssuerSigned) as bytes.

    ``holder`` is the key that the copy is bound to; a card has none. ``draw`` gives chance that nobody can foresee.
    ``wallet`` is the digest of the token with which a wallet asks: copies under one token are in one wallet. The copy
    and its entry in the journal are written together with it, or there is none.

    Raises:
        NotPossible: it is suspended, revoked or over, has no such format, or the wallet was reported as lost.
        NothingToSay, NeedsHolder: see :mod:`safeconduct.identity.issuing`.
        Refused: no key signs now.
        Erased: there is nobody any more.

    """
    moment = clock()
    kind = kinds().kinds[credential.kind]
    _check(credential, kind, form, day_of(moment))
    source = source_of(credential, day_of(moment))
    signer, chain = signing.signer_at(moment, roots.DOCUMENTS)
    with transaction.atomic():
        copy = _copy(credential, form, clock, draw, author, wallet)
        grant = Grant(kind, source, settings.ISSUER, copy.issued, uri_of(copy.status_list_id), copy.place)
        return issuing.write(grant, form, holder, signer, chain, draw)


def source_of(credential: Credential, on: date) -> Source:
    """The facts that a credential may say, as the register has them today.

    Raises:
        Erased: there is nobody any more.

    """
    return source(credential.person, credential, on)


def source(person: Person, credential: Credential, on: date) -> Source:
    """The facts about somebody for a credential, which need not be written yet."""
    record = records_of([person]).get(person.pk)
    if record is None:
        raise Erased("The record was erased: nothing can be issued about this person any more.")
    guardian = guardian_of(person.pk, on)
    return Source(
        record,
        credential.kind,
        credential.number,
        authority_of(credential),
        " · ".join(filter(None, [credential.procedure, credential.act])),
        credential.conferred,
        credential.valid_until,
        kinds().kinds[credential.kind].legal_identity == "yes",
        credential.only_year,
        called([guardian.representative]).get(guardian.representative, "") if guardian else "",
        guardian,
    )


def authority_of(credential: Credential) -> str:
    """Who conferred it, as others may read it: an office whose name tells is named by the address of the issuer."""
    name = credential.authority
    return settings.ISSUER.partition("://")[2] if telling(name) else name


def guardian_of(person: str, on: date) -> Representation | None:
    """The guardianship of somebody that holds on a day, by the register of people."""
    held = representations_of([person])
    return next((one for one in held if one.is_guardianship and one.holds("", on)), None)


def _check(credential: Credential, kind: Kind, form: str, on: date) -> None:
    if credential.state != VALID:
        raise NotPossible(f"It is {credential.state}: no copy of it is issued.")
    if credential.valid_until < on:
        raise NotPossible(f"It was valid until {credential.valid_until}. Ask the office for a new one.")
    if form not in kind.formats:
        raise NotPossible(f"This kind is not issued as {form}, but as {', '.join(kind.formats)}.")


def _copy(credential: Credential, form: Format, clock: Clock, draw: Draw, author: Author, wallet: str) -> Copy:
    """The copy with its place; a card that was printed before is the same card."""
    kept = credential.copies.filter(format=CARD).order_by("pk").first() if form == CARD else None
    if kept is None:
        held = wallets.of_token(wallet, clock) if wallet else None
        kept = give_place(credential, form, clock(), draw, wallet=held)
        actions.note_issue(credential, form, author, clock, str(held.pk) if held else "")
    return kept
