"""Wallets that were lost: the copies in them are suspended, found again or given up; paper and other wallets hold on.

A credential is worth the same in each of its copies, so whoever lost a telephone keeps it on paper, and takes new
copies into another wallet at once. Their word is enough, as with a lost paper: a suspension can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from safeconduct.cases.recording import Author
from safeconduct.identity import acts
from safeconduct.identity.acts import REVOKED, SUSPENDED, VALID, NotPossible, Told
from safeconduct.identity.web import actions, lists
from safeconduct.identity.web.models import Credential, Wallet
from safeconduct.shell.clock import Clock, day_of

_LEADS = {acts.LOSES: (VALID, SUSPENDED), acts.FINDS: (SUSPENDED, VALID), acts.GIVES_UP: (SUSPENDED, REVOKED)}
"""From where to where each act leads a wallet; where it does not lead from here, nothing happens twice."""


@dataclass(frozen=True, slots=True)
class Held:
    """A wallet and the credentials of which it holds copies, among those that somebody may see."""

    row: Wallet
    credentials: tuple[Credential, ...]


def of_token(token: str, clock: Clock) -> Wallet:
    """The wallet that asks with a token, by its digest; noted when it first does.

    Raises:
        NotPossible: it was reported as lost.

    """
    found, _ = Wallet.objects.get_or_create(key=token, defaults={"since": clock()})
    if found.state != VALID:
        raise NotPossible("This wallet was reported as lost. Ask for a new offer.")
    return found


def held(credentials: QuerySet[Credential]) -> list[Held]:
    """The wallets that hold copies of these credentials, the newest first. Three queries."""
    kept = {row.pk: row for row in credentials}
    rows = Wallet.objects.filter(copies__credential__in=list(kept)).distinct().order_by("-since", "-pk")
    pairs = rows.order_by("pk").values_list("pk", "copies__credential").distinct()
    inside: dict[int, list[Credential]] = {}
    for wallet, credential in pairs:
        if credential in kept:
            inside.setdefault(wallet, []).append(kept[credential])
    return [Held(row, tuple(inside[row.pk])) for row in rows]


def lose(lost: Sequence[Held], told: Told, author: Author, clock: Clock) -> int:
    """Suspend every copy in these wallets; return how many wallets that were."""
    return _lead(lost, acts.LOSES, told, author, clock)


def find(found: Sequence[Held], told: Told, author: Author, clock: Clock) -> int:
    """Let the copies hold again: the wallet was found."""
    return _lead(found, acts.FINDS, told, author, clock)


def give_up(lost: Sequence[Held], told: Told, author: Author, clock: Clock) -> int:
    """Revoke the copies for good: the wallet will not come back, or others hold their place."""
    return _lead(lost, acts.GIVES_UP, told, author, clock)


def _lead(those: Iterable[Held], verb: str, told: Told, author: Author, clock: Clock) -> int:
    before, after = _LEADS[verb]
    done = 0
    with transaction.atomic():
        for its in those:
            led = Wallet.objects.filter(pk=its.row.pk, state=before).update(state=after, changed=day_of(clock()))
            done += led
            if led:
                lists.changed(wallet=its.row.pk)
                for credential in its.credentials:
                    about = Told(told.why, told.remedy, {"wallet": str(its.row.pk)})
                    actions.note_of_wallet(credential, verb, about, author, clock)
    return done
