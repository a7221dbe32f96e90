"""Answers that are kept for a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptAnswer(models.Model):
    """What was answered to a request with a key. The answer is sealed: it may hold what the request was about."""

    owner = models.CharField(max_length=80)
    """Whose key it is: an account, a slip, a session."""
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    made = models.DateTimeField(db_index=True)
    answer = models.BinaryField(null=True)
    """Empty only inside the transaction in which the act is being done."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="one_answer_for_a_key")]

    def __str__(self) -> str:
        return f"Answer {self.pk}"
