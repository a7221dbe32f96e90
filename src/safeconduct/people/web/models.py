"""Tables of people: sealed records under random numbers; nothing here says who anybody is without their key."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Person(models.Model):
    """A person or an organisation. ``id`` is random, ``key`` the number of their key for this instance's purpose."""

    id = models.CharField(max_length=32, primary_key=True)
    key = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=12)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="persons"
    )
    """Who signs in as this person, or for this organisation."""
    sealed = models.BinaryField(null=True)
    """The record; empty once it is erased."""
    changed = models.BigIntegerField(db_index=True)
    """Counts changes of the whole table, so that an index in memory reads only what is new."""

    def __str__(self) -> str:
        return self.id


class Counter(models.Model):
    """The last number of a change, one row. A new row, as after a restored backup, begins a new ``era``."""

    changes = models.BigIntegerField(default=0)
    era = models.CharField(max_length=32)

    def __str__(self) -> str:
        return str(self.changes)


class Representation(models.Model):
    """Who represents whom. People are numbers; ``case`` is sixteen bytes, empty for all cases."""

    represented = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="representations")
    representative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=20)
    scope = models.CharField(max_length=8)
    case = models.BinaryField(max_length=16, default=b"", db_index=True)
    since = models.DateField()
    until = models.DateField(null=True)
    revoked = models.DateField(null=True)
    proof = models.CharField(max_length=100, blank=True)
    """Where the paper is kept on which it rests."""

    def __str__(self) -> str:
        return f"Representation {self.pk}"


class Household(models.Model):
    """People who live together; the number is random."""

    id = models.CharField(max_length=32, primary_key=True)

    def __str__(self) -> str:
        return self.id


class Membership(models.Model):
    """Who belongs to a household, from when until when, and how they stand to its head."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    relationship = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"Membership {self.pk}"


class Consent(models.Model):
    """A consent of somebody, sealed with their key."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"Consent {self.pk}"


class Assessment(models.Model):
    """Answers about functioning, sealed with a key of their own: whoever opens a record does not open them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assessments")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"Assessment {self.pk}"


class Reading(models.Model):
    """Who looked at somebody's record, when, why and on which page; shown to the person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="readings")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=300)
    page = models.CharField(max_length=100)
    """The name of the page, never its address."""

    class Meta:
        indexes = (models.Index(fields=["person", "at"], name="readings_of_a_person"),)

    def __str__(self) -> str:
        return f"Reading {self.pk}"


class Pair(models.Model):
    """Two records that may be of one person, and how that stands. Nothing here says who anybody is.

    What officers decided and why is in the journal of both, sealed with their keys.
    """

    class State(models.TextChoices):
        """Merged or kept apart by an officer; ``settled``: both are joined already, by way of another record."""

        OPEN = "open"
        LATER = "later"
        MERGED = "merged"
        APART = "apart"
        UNDONE = "undone"
        SETTLED = "settled"

    WAITING = (State.OPEN, State.LATER)

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    """The number of ``one`` sorts before that of ``other``."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    probability = models.FloatField()
    reasons = models.JSONField()
    """For each comparison its name, the case that holds, and its weight in bits: codes, never what was compared."""
    model = models.CharField(max_length=64)
    card = models.CharField(max_length=64)
    """The SHA-256 of the model, and of the card with which it ran."""
    weighed = models.BigIntegerField()
    """The last change of either record that the weights know."""
    came = models.CharField(max_length=30)
    """The way on which the later record came into the register, as its entry names it."""
    arose = models.DateTimeField()
    decided = models.DateTimeField(null=True)
    turn = models.PositiveIntegerField(default=0)
    """Counts decisions, so that nobody decides about what they have not seen."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["one", "other"], name="each_pair_once"),)
        indexes = (models.Index(fields=["state", "probability", "id"], name="pairs_by_likelihood"),)

    def __str__(self) -> str:
        return f"Pair {self.pk}"

    @property
    def version(self) -> str:
        """What it was read as: changes with each decision and with each change of either record."""
        return f"{self.turn}.{self.one.changed}.{self.other.changed}"


class Compared(models.Model):
    """Up to which change records were compared with all others; one row."""

    AT_ONCE = 20
    """So many records are weighed at once, which takes a second or two: what comes next waits no longer."""

    changed = models.BigIntegerField(default=0)
    person = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return f"{self.changed} {self.person}"


class Search(models.Model):
    """A search by name: who, when, why; not what was searched for."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()
    why = models.CharField(max_length=300)
    found = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"Search {self.pk}"
