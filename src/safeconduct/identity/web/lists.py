"""Status lists: a place for each copy, drawn by chance, and the signed lists that everybody may fetch.

Nobody learns from a list whose credential is looked at, since it is fetched whole, nor who belongs to whom.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from safeconduct.identity import status_cwt, status_token
from safeconduct.identity.acts import REVOKED, STATUS, SUSPENDED
from safeconduct.identity.keys import Signer
from safeconduct.identity.status_list import StatusBits, build, free_place
from safeconduct.identity.web import signing
from safeconduct.identity.web.models import Copy, Credential, StatusList, Wallet

Draw = Callable[[int], bytes]
Below = Callable[[int], int]
SIZE = 1 << 17
FRESH = timedelta(minutes=5)
"""A list bears the beginning of its five minutes, so that whoever asks twice gets the same bytes."""
BELIEVED = timedelta(days=1)
"""A list is believed for a day: whoever checks cards where there is no network fetches it in the morning."""
TRIES = 5
_FALLEN = (SUSPENDED, REVOKED)


def give_place(
    credential: Credential,
    form: str,
    moment: datetime,
    draw: Draw = os.urandom,
    below: Below = secrets.randbelow,
    wallet: Wallet | None = None,
) -> Copy:
    """Note a copy, with a place that nobody can foresee; where two draw the same place the second draws again."""
    listed = _open_list(moment, draw)
    for _ in range(TRIES):
        place = free_place(listed.size, lambda one: listed.copies.filter(place=one).exists(), below)
        try:
            with transaction.atomic():
                return Copy.objects.create(
                    credential=credential,
                    wallet=wallet,
                    format=form,
                    status_list=listed,
                    place=place,
                    issued=moment.date(),
                )
        except IntegrityError:
            continue
    raise RuntimeError("No place in the status list could be taken: others drew the same ones. Try again.")


def changed(**copies: object) -> None:
    """Note that the status of copies changed: what was signed of their lists is over. Called where it is written."""
    named = {f"copies__{name}": value for name, value in copies.items()}
    StatusList.objects.filter(**named).update(changes=F("changes") + 1)


def uri_of(listed: StatusList | str) -> str:
    """The address of a list."""
    return f"{settings.ISSUER}/status/{listed if isinstance(listed, str) else listed.pk}"


def bits_of(listed: StatusList) -> StatusBits:
    """The statuses as they are now: of each copy what its credential is, or its wallet where that is worse."""
    fallen = Q(credential__state__in=_FALLEN) | Q(wallet__state__in=_FALLEN)
    rows = listed.copies.filter(fallen).values_list("place", "credential__state", "wallet__state")
    return build(listed.size, {place: STATUS[_worse(*states)] for place, *states in rows}, listed.width)


def _worse(one: str, other: str | None) -> str:
    return REVOKED if REVOKED in (one, other) else SUSPENDED


def as_jwt(listed: StatusList, moment: datetime) -> bytes:
    """The list as `application/statuslist+jwt`."""
    return _signed("jwt", listed, moment)


def as_cwt(listed: StatusList, moment: datetime) -> bytes:
    """The list as `application/statuslist+cwt`."""
    return _signed("cwt", listed, moment)


def _signed(form: str, listed: StatusList, moment: datetime) -> bytes:
    """Build and sign at most once for each change and each five minutes; ``listed`` was read just now."""
    signer, _ = signing.signer_at(moment)
    issued = _beginning(moment)
    key = (form, uri_of(listed), listed.changes, issued, signer.public.id)
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        _KEPT[key] = _WRITING[form](listed, signer, issued)
    return _KEPT[key]


def _jwt(listed: StatusList, signer: Signer, issued: datetime) -> bytes:
    times = (issued.timestamp(), (issued + BELIEVED).timestamp(), BELIEVED.total_seconds())
    return status_token.issue(status_token.StatusList(uri_of(listed), bits_of(listed), *times), signer).encode()


def _cwt(listed: StatusList, signer: Signer, issued: datetime) -> bytes:
    return status_cwt.issue_list(bits_of(listed), uri_of(listed), signer, issued, issued + BELIEVED, BELIEVED)


_WRITING = {"jwt": _jwt, "cwt": _cwt}
_KEPT: dict[tuple[str, str, int, datetime, str], bytes] = {}
"""What this process signed; forgetting it costs a signature once more, nothing else."""
MOST_KEPT = 200


def _beginning(moment: datetime) -> datetime:
    seconds = int(moment.timestamp()) % int(FRESH.total_seconds())
    return moment.replace(microsecond=0) - timedelta(seconds=seconds)


def _open_list(moment: datetime, draw: Draw) -> StatusList:
    """The list that has room; half taken, it is full, so that two draws are enough on average."""
    listed = StatusList.objects.filter(full=False).order_by("opened", "id").first()
    if listed is not None and listed.copies.count() * 2 >= listed.size:
        StatusList.objects.filter(pk=listed.pk).update(full=True)
        listed = None
    return listed or StatusList.objects.create(id=draw(16).hex(), size=SIZE, opened=moment)
