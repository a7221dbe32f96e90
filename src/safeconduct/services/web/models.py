"""Tables of the directory. An entry is kept as it came (HSDS 3.0); what a search needs is read out of it beside it.

The index of places and that of words are no tables of Django's: see the first migration. They follow these tables by
triggers on SQLite, and are indexes of them on PostgreSQL.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

ID = 64


class Organisation(models.Model):
    """Who gives services. ``row`` is the organisation as HSDS has it, without its services."""

    id = models.CharField(max_length=ID, primary_key=True)
    name = models.CharField(max_length=300)
    row = models.JSONField()

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """Where services are given, as HSDS has it."""

    id = models.CharField(max_length=ID, primary_key=True)
    row = models.JSONField()

    def __str__(self) -> str:
        return self.id


class Service(models.Model):
    """One service. ``row`` is it as HSDS has it, with its organisation and its locations named by their ids."""

    number = models.CharField(max_length=ID, unique=True)
    """Its id in HSDS; the key of the table is a number, as the index of words needs one."""
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=300)
    row = models.JSONField()
    words = models.TextField()
    status = models.CharField(max_length=20)
    asked = models.DateField(db_index=True)
    """The first day on which the entry is asked after."""
    hidden = models.DateField()
    """The first day on which it is hidden, unless somebody assures it before."""
    changed = models.PositiveIntegerField(default=1)
    """Counts changes of the entry."""

    class Meta:
        indexes = (models.Index(fields=["name", "number"], name="services_by_name"),)

    def __str__(self) -> str:
        return self.number


class Site(models.Model):
    """A service at one place: what a search filters and orders by. Lists are texts such as `` ar fr ``."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="sites")
    location = models.CharField(max_length=ID, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    x = models.FloatField(default=0)
    y = models.FloatField(default=0)
    z = models.FloatField(default=0)
    """The place as a point of the unit sphere (:mod:`safeconduct.services.places`)."""
    needs = models.TextField()
    languages = models.TextField()
    access = models.TextField()
    days = models.TextField()
    free = models.BooleanField()
    youngest = models.FloatField(null=True)
    oldest = models.FloatField(null=True)
    sexes = models.TextField()
    statuses = models.TextField()
    nationalities = models.TextField()
    areas = models.TextField()
    """Of the rules, each between bars: ``|dakar|thiès|``."""

    def __str__(self) -> str:
        return f"Site {self.pk}"


class Town(models.Model):
    """A place that people may name in a search: the towns and regions of the directory, in their middle."""

    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    """The name as it is searched for."""
    latitude = models.FloatField()
    longitude = models.FloatField()
    areas = models.JSONField()
    """Town, region and state, to which rules about where somebody lives refer."""
    sites = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Keeper(models.Model):
    """An account that answers for the entries of an organisation, and for what is referred to it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="keepers")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="keeps")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "account"], name="one_keeper_once"),)

    def __str__(self) -> str:
        return f"Keeper {self.pk}"


class Referral(models.Model):
    """Somebody referred to a service. What was agreed, answered and handed over is sealed with the person's key."""

    class State(models.TextChoices):
        """How it stands with the receiver."""

        SENT = "sent"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        CLOSED = "closed"

    id = models.CharField(max_length=32, primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals")
    office = models.CharField(max_length=200)
    """Who refers, as the receiver and the person are told."""
    consent = models.BigIntegerField()
    """The number of the consent on which it rests; withdrawing that withdraws this."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    sealed = models.BinaryField()
    packet = models.BinaryField(null=True)
    """What the receiver may open; empty from the day on which consent is withdrawn or over, or the referral closed."""
    sent = models.DateField()
    until = models.DateField()
    ended = models.DateField(null=True)
    """The day on which it was refused or closed."""
    withdrawn = models.DateField(null=True)
    confirmed = models.DateField(null=True)
    """The day on which the receiver answered to the withdrawal."""
    changed = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(fields=["organisation", "-sent"], name="referrals_received"),
            models.Index(fields=["person"], name="referrals_of_a_person"),
            models.Index(fields=["consent"], name="referrals_on_a_consent"),
        )

    def __str__(self) -> str:
        return self.pk
