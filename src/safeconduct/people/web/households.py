"""Who lives with whom: entered, ended and struck out, each as an entry in the journal of the person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from safeconduct.people import acts, household
from safeconduct.people.codes import HEAD
from safeconduct.people.household import NotAHousehold
from safeconduct.people.web.models import Household, Membership, Person
from safeconduct.people.web.reading import on_day
from safeconduct.people.web.registry import By, note
from safeconduct.shell.clock import Clock


class Home(NamedTuple):
    """Where somebody lives on a day: the number of the membership, the household, its head, how they stand to it."""

    row: int
    household: str
    head: str
    relationship: str


def household_of(person: Person, on: date) -> tuple[str, household.Household] | None:
    """The household that somebody belongs to on a day: its number and all who ever belonged to it."""
    row = Membership.objects.filter(on_day(on), person=person).order_by("pk").first()
    return (row.household_id, all_of(row.household_id)) if row else None


def all_of(number: str) -> household.Household:
    """A household with all who ever belonged to it."""
    rows = Membership.objects.filter(household=number).order_by("pk")
    return household.Household(tuple(household.Member(r.person_id, r.relationship, r.since, r.until) for r in rows))


def members_with(person: Person, on: date) -> list[Membership]:
    """The memberships of those who live with somebody on a day, and their own; the head first."""
    row = Membership.objects.filter(on_day(on), person=person).order_by("pk").first()
    rows = Membership.objects.filter(on_day(on), household=row.household_id).order_by("pk") if row else ()
    return sorted(rows, key=lambda each: each.relationship != HEAD)


def ever_with(person: Person) -> QuerySet[Membership]:
    """All memberships of every household that somebody ever belonged to."""
    mine = Membership.objects.filter(person=person)
    return Membership.objects.filter(household__in=mine.values("household")).order_by("household", "since", "pk")


def homes_of(people: Iterable[str], on: date) -> dict[str, Home]:
    """Where each of many people lives on a day, in two queries; who belongs to no household is left out."""
    rows = list(Membership.objects.filter(on_day(on), person__in=list(people)).order_by("-pk"))
    houses = {row.household_id for row in rows}
    heads = dict(
        Membership.objects.filter(on_day(on), household__in=houses, relationship=HEAD)
        .order_by("-pk")
        .values_list("household", "person")
    )
    return {
        row.person_id: Home(row.pk, row.household_id, heads.get(row.household_id, ""), row.relationship) for row in rows
    }


def house(head: Person, person: Person, relationship: str, since: date, by: By, clock: Clock) -> None:
    """Enter somebody into the household of its head, which is made where there is none yet.

    Raises:
        NotAHousehold: it would contradict itself, or somebody would live in two at once.

    """
    with transaction.atomic():
        found = household_of(head, since)
        if found and found[1].head(since) not in ("", head.pk):
            message = gettext(
                "Somebody else is the head of this household. Enter the member on the record of its head."
            )
            raise NotAHousehold(message)
        home = household_of(person, since)
        if home and (not found or home[0] != found[0]):
            message = gettext("They belong to another household on that day. End that first.")
            raise NotAHousehold(message)
        number = found[0] if found else _founded(head, since, by, clock)
        member = household.Member(person.pk, relationship, since)
        household.Household((*all_of(number).members, member))
        Membership.objects.create(household_id=number, person=person, relationship=relationship, since=since)
        about = {"head": head.pk, "relationship": relationship, "since": since.isoformat()}
        note(person, acts.HOUSES, number, about, by, clock)


def leave(person: Person, until: date, by: By, clock: Clock) -> None:
    """Say until which day somebody belongs to their household."""
    with transaction.atomic():
        for row in Membership.objects.filter(on_day(until), person=person):
            end(row, until, by, clock)


def end(row: Membership, until: date, by: By, clock: Clock) -> None:
    """Say until which day one membership lasts; ending it again on that day changes nothing.

    Raises:
        NotAHousehold: it begins later, or lasts longer than it did: what ended is not taken up again by its end.

    """
    household.Member(row.person_id, row.relationship, row.since, until)
    if row.until is not None and row.until < until:
        raise NotAHousehold(
            gettext("This membership has ended before. Enter a new one from the day on which they came.")
        )
    if row.until == until:
        return
    with transaction.atomic():
        Membership.objects.filter(pk=row.pk).update(until=until)
        about = {"until": until.isoformat()}
        note(row.person, acts.LEAVES, row.household_id, about, by, clock)
    row.until = until


def strike(row: Membership, by: By, clock: Clock) -> None:
    """Take out a membership that was entered wrongly; the entry keeps what it said.

    Raises:
        NotAHousehold: others still belong to a household of which this is the head.

    """
    with transaction.atomic():
        others = Membership.objects.filter(household=row.household_id).exclude(pk=row.pk)
        if row.relationship == HEAD and others.exists():
            message = gettext("Others belong to the household of this head. Take them out first, or end it instead.")
            raise NotAHousehold(message)
        about = {"relationship": row.relationship, "since": row.since.isoformat()}
        if row.until:
            about["until"] = row.until.isoformat()
        note(row.person, acts.STRIKES, row.household_id, about, by, clock)
        row.delete()
        if not others.exists():
            Household.objects.filter(pk=row.household_id).delete()


def move(person: Person, head: Person | None, relationship: str, on: date, by: By, clock: Clock) -> None:
    """Have somebody live in the household of this head from a day on, or in none; where they lived ends the day before.

    Raises:
        NotAHousehold: the household would contradict itself.

    """
    with transaction.atomic():
        for row in Membership.objects.filter(on_day(on), person=person):
            if row.since >= on:
                strike(row, by, clock)
            else:
                leave(person, on - timedelta(days=1), by, clock)
        if head is not None:
            house(head, person, relationship, on, by, clock)


def _founded(head: Person, since: date, by: By, clock: Clock) -> str:
    made = Household.objects.create(id=uuid4().hex)
    made.members.create(person=head, relationship=HEAD, since=since)
    about = {"relationship": HEAD, "since": since.isoformat()}
    note(head, acts.HOUSES, made.pk, about, by, clock)
    return made.pk
