"""Which workers are alive."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """A lane of a worker, when it was last seen, and the names of the tasks that failed when they were last done."""

    worker = models.CharField(max_length=64, unique=True)
    lane = models.CharField(max_length=16)
    began = models.DateTimeField()
    seen = models.DateTimeField(db_index=True)
    failing = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.worker
