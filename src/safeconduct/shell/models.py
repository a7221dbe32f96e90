"""Accounts of the people who work with the system, slips for those without one, and what an instance is bound to."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.utils import timezone


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, email: str, password: str | None = None, name: str = "") -> Account:
        """Make an account, whose address the office answers for; without a password it cannot sign in by one."""
        account = self.model(email=self.normalize_email(email), name=name)
        account.set_password(password)
        with transaction.atomic(using=self._db):
            account.save(using=self._db)
            addresses = apps.get_model("account", "EmailAddress")
            addresses.objects.create(user=account, email=account.email.lower(), verified=True, primary=True)
        return account

    def create_superuser(self, email: str, password: str | None = None, name: str = "") -> Account:
        """Make an account with every permission."""
        account = self.create_user(email, password, name)
        account.is_superuser = True
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in, known by e-mail address.

    The name is one field, as its bearer writes it: many names have no first and last part.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    """The language in which this person is written to; empty until it is known."""
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        """Name the account by what its bearer is called, or by its address."""
        return self.name or self.email


class Slip(models.Model):
    """A paper slip for somebody without telephone and e-mail: it opens one case, once, until a day."""

    reference = models.CharField(max_length=64)
    """Number of the case, as it is printed on the slip."""
    typed = models.CharField(max_length=64, db_index=True)
    """The same in capital letters and digits alone, which is what is compared with what somebody types."""
    code_hash = models.CharField(max_length=64)
    issued = models.DateTimeField()
    until = models.DateTimeField()
    used = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["until"], name="slips_by_end")]

    def __str__(self) -> str:
        return f"Slip {self.pk}"


class ApiKey(models.Model):
    """A key with which a program acts for an account; only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=100)
    key_hash = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"Key {self.pk}"


class Instance(models.Model):
    """What this database is bound to for good: one family of purposes, and live or training. One row."""

    purpose = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.kind}, {self.purpose}"


class TrainingClock(models.Model):
    """How far the clock of the training stands ahead of the clock of the machine. One row."""

    ahead = models.DurationField(default=timedelta)

    def __str__(self) -> str:
        return f"{self.ahead} ahead"


class CacheEntry(models.Model):
    """The table of Django's database cache, in which several processes share counts of attempts."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "shell_cache"

    def __str__(self) -> str:
        return self.cache_key
