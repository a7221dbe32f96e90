"""Registering and correcting people on a device without a network, carried out by the verbs of the register.

A device takes along whom its officer lately opened, for a reason, and who lives with them: nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.codes import HEAD
from safeconduct.people.household import NotAHousehold
from safeconduct.people.person import NotARecord
from safeconduct.people.person import Person as Record
from safeconduct.people.web import actions, households, registry
from safeconduct.people.web.access import STAFF, WORK
from safeconduct.people.web.amending import amended
from safeconduct.people.web.forms import PARTS
from safeconduct.people.web.forms.whole import HOME, NEVER_TOLD, PERSON, WholeForm
from safeconduct.people.web.households import Home
from safeconduct.people.web.models import Membership, Person, Reading
from safeconduct.people.web.reading import on_day, records_of
from safeconduct.people.web.registry import By, Stale
from safeconduct.shell import clock
from safeconduct.shell.models import Account
from safeconduct.shell.offline import devices
from safeconduct.shell.offline.kinds import Act, Conflict, Content, Done, Item, Kind, Outcome, Refused, refusal_of
from safeconduct.shell.principals import Principal

PAGE, SOURCE = "offline:page", "device"
LATELY = timedelta(days=7)
"""Whom an officer opened or wrote about within this time is taken along."""
MOST = 200
"""People that one device takes along at most, those opened last first: what is not on it cannot be stolen with it."""


def carry_out(who: Principal, act: Act) -> Outcome:
    """Register somebody, or correct the one whom the device took along; all of it or nothing."""
    if who.account is None:
        return Refused({"": [gettext("This account may not do this work.")]})
    try:
        with transaction.atomic():
            return _corrected(who, act, who.account) if act.item else _registered(who, act, who.account)
    except NotARecord as refused:
        return Refused({"": [str(refused)]})
    except NotAHousehold as refused:
        return Refused({"household": [str(refused)]})
    except Stale:
        return _conflict(Person.objects.get(pk=act.item), act)


def _registered(who: Principal, act: Act, account: Account) -> Outcome:
    form = _form(act)
    if not form.is_valid():
        return refusal_of(form)
    fields = [part.of(form, form.cleaned_data) for _title, part in PARTS.values()]
    record = Record("person", **{name: value for part in fields for name, value in part.items()})
    by = _by(act, account, form)
    made = registry.enter(record, by, clock.current)
    if form.cleaned_data["household"]:
        _move(who, made, form, by)
    return _done(made)


def _corrected(who: Principal, act: Act, account: Account) -> Outcome:
    person = WORK.objects(who).filter(pk=act.item).first()
    record = records_of([person]).get(act.item) if person else None
    if person is None or record is None:
        return Refused({"": [gettext("This record is not here any more, or this account may not change it.")]})
    home = _homes([person]).get(person.pk)
    if act.seen != _version(person, home):
        return _conflict(person, act)
    form = _form(act)
    now = _content(record, home, form)
    changed = form.changed(now)
    errors = _wrong_in(form, changed)
    if errors:
        return Refused(errors)
    by = _by(act, account, form)
    for part in changed:
        record = amended(record, part, PARTS[part][1].of(form, form.cleaned_data))
    fresh = registry.correct(person, record, by, person.changed, clock.current)
    if form.home_changed(now):
        _move(who, fresh, form, by)
    return _done(fresh)


def _wrong_in(form: WholeForm, changed: list[str]) -> dict[str, list[str]]:
    """What is wrong with what was typed now; what was left out earlier stands in no correction's way."""
    typed = {*HOME, "why", *(name for part in changed for name in PARTS[part][1].base_fields)}
    return {name: errors for name, errors in refusal_of(form).errors.items() if name in typed}


def _move(who: Principal, person: Person, form: WholeForm, by: By) -> None:
    """Enter where the person lives from today on: the day of a device may be wrong, and stands in the entry."""
    number = form.cleaned_data["household"]
    head = WORK.objects(who).filter(pk=number).first() if number else None
    if number and head is None:
        raise NotAHousehold(gettext("Nobody is registered whom this names. Choose the head again."))
    today = clock.day_of(clock.current())
    households.move(person, head, form.cleaned_data["relationship"], today, by, clock.current)


def _form(act: Act) -> WholeForm:
    return cast(WholeForm, KIND.filled(act.content))


def _by(act: Act, account: Account, form: WholeForm) -> By:
    return By(account, form.cleaned_data["why"], source=SOURCE, written=act.written)


# ---- what a device is told -------------------------------------------------------------------------------------------


def _done(person: Person) -> Done:
    home = _homes([person]).get(person.pk)
    return Done(person.pk, _version(person, home), _content(records_of([person])[person.pk], home))


def _conflict(person: Person, act: Act) -> Conflict:
    """What stands here now. What the act adds, and why, contradicts nothing and is told as it was written."""
    home = _homes([person]).get(person.pk)
    theirs = _content(records_of([person])[person.pk], home)
    added = {name: values for name, values in act.content.items() if name in NEVER_TOLD}
    return Conflict(person.pk, _version(person, home), theirs | added)


def _version(person: Person, home: Home | None) -> str:
    """The record and where the person lives: an act on an older one of either is a conflict.

    That others came to live with a head changes nothing of the head.
    """
    lives = _with_a_head(home)
    return f"{person.changed}-{lives.row if lives else 0}"


def _content(record: Record, home: Home | None, form: WholeForm | None = None) -> Content:
    """The head of a household has an empty place for whose it is."""
    lives = _with_a_head(home)
    return (form or WholeForm()).content(record, lives.head if lives else "", lives.relationship if lives else "")


def _with_a_head(home: Home | None) -> Home | None:
    return home if home and home.relationship != HEAD else None


def _homes(people: list[Person]) -> dict[str, Home]:
    return households.homes_of([person.pk for person in people], clock.day_of(clock.current()))


def taken_along(who: Principal, why: str) -> Iterator[Item]:
    """The people whom this officer lately opened or wrote about, and who lives with them; the reason is logged."""
    if who.account is None:
        return
    people = list(WORK.objects(who).filter(pk__in=_lately(who.account)))
    actions.note_reading(people, who.account, why, PAGE, clock.current)
    records, homes, form = records_of(people), _homes(people), WholeForm()
    for person in people:
        if person.pk in records:
            home = homes.get(person.pk)
            yield Item(person.pk, _version(person, home), _content(records[person.pk], home, form))


def _lately(account: Account) -> list[str]:
    now = clock.current()
    opened = Reading.objects.filter(account=account, at__gt=now - LATELY).exclude(page=PAGE).order_by("-at", "-pk")
    wrote = devices.brought(account, PERSON, now - LATELY)
    found = [*sorted(wrote), *opened.values_list("person", flat=True)]
    today = on_day(clock.day_of(now))
    houses = Membership.objects.filter(today, person__in=found).values("household")
    with_them = Membership.objects.filter(today, household__in=houses).order_by("pk").values_list("person", flat=True)
    return list(dict.fromkeys([*found, *with_them]))[:MOST]


KIND = Kind(
    PERSON,
    _("Person"),
    WholeForm,
    "whole",
    STAFF,
    carry_out,
    taken_along,
    takes=_("The people whom you opened or wrote about in the last seven days, and those who live with them."),
    begin=_("Register a person"),
    page="people:record",
    stays=True,
)
