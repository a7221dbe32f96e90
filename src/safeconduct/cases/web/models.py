"""Tables of cases: those made from the journal can be dropped and made again, the rest is how offices work."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

ACCOUNT = settings.AUTH_USER_MODEL


class Office(models.Model):
    """An authority or another body, and the parties of procedures in whose name it acts."""

    name = models.CharField(max_length=200, unique=True)
    address = models.TextField(blank=True)
    state = models.CharField(max_length=2, default="CZ")
    language = models.CharField(max_length=12, default="en")
    parties = models.JSONField(default=list)
    """Names of parties, such as ``permit authority``."""
    procedures = models.JSONField(default=list)
    """Ids of procedures for which cases come to this office first; empty where it only answers others."""

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """What an account may do for an office, and from when to when."""

    class Role(models.TextChoices):
        """Officers decide, the registry enters paper, supervisors assign, inspectors only read.

        Adjudicators decide whether two records are of one person, and nothing else.
        """

        OFFICER = "officer"
        SUPERVISOR = "supervisor"
        REGISTRY = "registry"
        INSPECTOR = "inspector"
        ADJUDICATOR = "adjudicator"

    account = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="posts")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(max_length=12, choices=Role.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "office", "role"], name="one_post_of_each_role"),)

    def __str__(self) -> str:
        return f"{self.account}, {self.role} of {self.office}"


class Absence(models.Model):
    """An official is away, and somebody of the same office stands in."""

    account = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="stands_in")
    since = models.DateField()
    until = models.DateField()

    def __str__(self) -> str:
        return f"{self.account}, {self.since} to {self.until}"


# ---- made from the journal -------------------------------------------------------------------------------------------


class Case(models.Model):
    """The row of a case: what a desk is sorted and searched by, and no word about a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=11, unique=True)
    procedure = models.CharField(max_length=120)
    """Its id, without the version."""
    version = models.CharField(max_length=10)
    entries = models.PositiveIntegerField(default=0)
    """Number of the last entry: who acts says which one they have seen."""
    head = models.BinaryField(max_length=32)
    key = models.CharField(max_length=32)
    """Number of the key that its payloads are sealed with."""
    filed = models.DateField()
    closed = models.BooleanField(default=False)
    stage = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    outcome = models.CharField(max_length=60, blank=True)
    holder = models.CharField(max_length=80, blank=True)
    due = models.DateField(null=True)
    due_limit = models.CharField(max_length=200, blank=True)
    person_due = models.DateField(null=True)
    decision_due = models.DateField(null=True)
    still = models.BooleanField(default=False)
    overdue = models.BooleanField(default=False)
    silent_on = models.DateField(null=True)
    last_day = models.DateField()
    decided = models.DateField(null=True)
    days_late = models.PositiveIntegerField(default=0)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="cases")
    officer = models.ForeignKey(ACCOUNT, on_delete=models.SET_NULL, null=True, related_name="cases")
    proposed = models.BooleanField(default=False)
    """Something waits for a second signature."""
    fees = models.BooleanField(default=False)
    """A fee was charged: a statement of the bank may concern it."""
    old_number = models.CharField(max_length=64, blank=True)
    """Keyed hash of the number in an earlier system, for searching."""
    erased = models.BooleanField(default=False)
    troubled = models.BooleanField(default=False)
    """What is due in it could not be written; an operator looks, and the other cases come first."""

    class Meta:
        indexes = (
            models.Index(fields=["office", "closed", "due", "id"], name="desk_by_due"),
            models.Index(fields=["officer", "closed", "due", "id"], name="own_desk_by_due"),
            models.Index(fields=["silent_on"], name="silence_by_day"),
            models.Index(fields=["old_number"], name="by_old_number"),
        )

    def __str__(self) -> str:
        return self.number


class Participant(models.Model):
    """Somebody who is a party of a case, or holds a power to act for one."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    party = models.CharField(max_length=80)
    member = models.CharField(max_length=80, blank=True)
    person = models.CharField(max_length=32, db_index=True)
    """Number in the register of people."""
    represents = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    scope = models.CharField(max_length=12, blank=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "party", "member", "person", "represents"], name="once_a_party"),
        )

    def __str__(self) -> str:
        return f"{self.party} of {self.case_id}"


class Asked(models.Model):
    """An office that a case concerns beside its own: a question is or was open to it, or a remedy goes before it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="asked")
    party = models.CharField(max_length=80)
    reviews = models.BooleanField(default=False)
    """A remedy goes before it; whoever only answers a question sees the case no longer than the question is open."""
    open = models.BooleanField(default=True)
    due = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "party"], name="once_asked"),)
        indexes = (models.Index(fields=["party", "open", "due"], name="asked_by_due"),)

    def __str__(self) -> str:
        return f"{self.party} in {self.case_id}"


class LateDuty(models.Model):
    """A limit that was missed and then kept: which, when it was due, by how many days, and who answers for it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="late_duties")
    limit = models.CharField(max_length=200)
    member = models.CharField(max_length=80, blank=True)
    party = models.CharField(max_length=80)
    due = models.DateField()
    days = models.PositiveIntegerField()

    class Meta:
        indexes = (models.Index(fields=["party", "due"], name="late_by_party"),)

    def __str__(self) -> str:
        return f"{self.limit} of {self.case_id}"


# ---- how people work, apart from the file ----------------------------------------------------------------------------


class Draft(models.Model):
    """What somebody began to write and did not send: theirs alone, sealed, gone after thirty days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(ACCOUNT, on_delete=models.CASCADE, related_name="drafts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True)
    procedure = models.CharField(max_length=140)
    act = models.CharField(max_length=200, blank=True)
    """Which act it is a draft of; empty for a filing."""
    sealed = models.BinaryField()
    changed = models.DateTimeField()

    def __str__(self) -> str:
        return f"Draft {self.id}"


class Note(models.Model):
    """An internal note, apart from the file: for the office, and for whoever asks for access to their data."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.CASCADE)
    written = models.DateTimeField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"Note {self.pk}"


class Reading(models.Model):
    """Who looked at a case, when, for which office and why; shown to the person."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="readings")
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()
    why = models.CharField(max_length=300)

    class Meta:
        indexes = (models.Index(fields=["case", "at"], name="readings_of_a_case"),)

    def __str__(self) -> str:
        return f"Reading {self.pk}"


class Hold(models.Model):
    """A legal hold: nothing of this case is erased until it is lifted or not renewed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    account = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT)
    why = models.CharField(max_length=300)
    since = models.DateField()
    review_by = models.DateField()
    lifted = models.DateField(null=True)
    lifted_by = models.ForeignKey(ACCOUNT, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class DraftFile(models.Model):
    """A file of a draft, sealed like it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    question = models.CharField(max_length=60)
    sealed_name = models.BinaryField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"File {self.pk}"
