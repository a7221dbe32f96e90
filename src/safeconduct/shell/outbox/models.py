"""Letters that are to be sent, were sent, or could not be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """One letter to one recipient."""

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=128, unique=True)
    """What makes this letter the same letter: posting it again does nothing, and a copy that arrives twice is known."""
    language = models.CharField(max_length=12, blank=True)
    sealed = models.BinaryField()
    """Recipient, subject and text, encrypted; empty once the letter is sent."""
    written = models.DateTimeField()
    due = models.DateTimeField()
    """When it is to be sent, or tried again."""
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=200, blank=True)
    """Why the last try failed, without anything of the letter."""
    sent = models.DateTimeField(null=True)
    given_up = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due"], name="letters_due", condition=Q(sent=None, given_up=None)),
            models.Index(fields=["written"], name="letters_written"),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"
