"""Devices that keep work without a network, what they took along, and which acts arrived from them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Device(models.Model):
    """A browser on a device of somebody's. Its token tells it apart and opens nothing; only its hash is kept."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    since = models.DateTimeField()
    last_contact = models.DateTimeField()
    session = models.CharField(max_length=40, blank=True)
    """The session in which it was in contact last; it ends when the device is revoked."""
    revoked = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Taken(models.Model):
    """Something that a device took along: its number alone, so that this list tells nothing about anybody."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="taken")
    kind = models.CharField(max_length=60)
    item = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "kind", "item"], name="taken_along_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item}"


class Arrived(models.Model):
    """An act of a device that was carried out here, or that another one replaced: it is never carried out again."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="arrived")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    item = models.CharField(max_length=64, blank=True)
    """Empty for an act that was replaced before it arrived."""
    version = models.CharField(max_length=64, blank=True)
    written = models.DateTimeField()
    """By the clock of the device."""
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["device", "key"], name="an_act_arrives_once")]

    def __str__(self) -> str:
        return f"Act {self.pk}"
