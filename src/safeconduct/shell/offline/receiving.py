"""Acts that arrive from devices: each is carried out once, however often it is sent."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from safeconduct.shell.clock import Clock
from safeconduct.shell.offline import devices
from safeconduct.shell.offline.kinds import Act, Conflict, Content, Done, Kind, Outcome, Refused, kind_for
from safeconduct.shell.offline.models import Arrived, Device
from safeconduct.shell.offline.references import resolved
from safeconduct.shell.principals import Principal

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an act: ``done``, ``conflict``, ``refused``, ``replaced``, or ``later``: to be sent again."""

    key: str
    state: str
    item: str = ""
    version: str = ""
    theirs: Content = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def receive(device: Device, who: Principal, act: Act, after: str, clock: Clock) -> Answer:
    """Carry an act out unless it was before. ``after`` is the key of an act that this one replaces on the device."""
    kind = kind_for(who, act.kind)
    if kind is None:
        return Answer(act.key, "refused", errors={"": [gettext("This account may not do this work.")]})
    try:
        return _once(device, who, kind, act, after, clock)
    except IntegrityError:
        # The same act was sent twice at once: the other one was first, and this one left nothing.
        return _known(device, act.key) or Answer(act.key, "later")
    except Exception:
        _LOG.exception("An act of a device could not be carried out; the device keeps it and sends it again.")
        return Answer(act.key, "later")


def _once(device: Device, who: Principal, kind: Kind, act: Act, after: str, clock: Clock) -> Answer:
    known = _known(device, act.key)
    if known is not None:
        return known
    its = resolved(device, kind, act)
    if its is None:
        return Answer(act.key, "later")
    if isinstance(its, Refused):
        return _answer(act.key, its)
    with transaction.atomic():
        outcome = kind.carry_out(who, _in_place_of(device, its, after, clock))
        if isinstance(outcome, Done):
            _note(device, act, act.key, outcome, clock)
            if kind.stays:
                devices.note_kept(device, kind, outcome.item, clock)
    return _answer(act.key, outcome)


def _in_place_of(device: Device, act: Act, after: str, clock: Clock) -> Act:
    """Read an act that replaces one that may have arrived: then it changes what that one made."""
    if not after:
        return act
    former = Arrived.objects.filter(device=device, key=after).first()
    if former is None:
        _note(device, act, after, Done("", ""), clock)  # should it still arrive, it is not carried out
        return act
    if not former.item or act.item:
        return act
    return Act(act.key, act.kind, act.content, act.written, former.item, former.version)


def _note(device: Device, act: Act, key: str, done: Done, clock: Clock) -> None:
    Arrived.objects.create(
        device=device, key=key, kind=act.kind, item=done.item, version=done.version, written=act.written, at=clock()
    )


def _known(device: Device, key: str) -> Answer | None:
    row = Arrived.objects.filter(device=device, key=key).first()
    if row is None:
        return None
    return Answer(key, "done" if row.item else "replaced", row.item, row.version)


def _answer(key: str, outcome: Outcome) -> Answer:
    match outcome:
        case Done(item, version, content):
            return Answer(key, "done", item, version, content)
        case Conflict(item, version, theirs):
            return Answer(key, "conflict", item, version, theirs)
        case Refused(errors):
            return Answer(key, "refused", errors=errors)
