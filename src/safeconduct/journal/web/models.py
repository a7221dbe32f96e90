"""Tables of the journal: entries, sealed payloads, the tree's right edge, checkpoints; and, in a database apart, keys.

Only :mod:`.writing` and :mod:`.sealing` write the first, only :mod:`.keys` the last.
"""

from __future__ import annotations

from django.db import models

from safeconduct.journal.web.fields import Position


class Entry(models.Model):
    """An entry, as it is hashed; case and number stand before it as one key of twenty bytes."""

    position = Position(primary_key=True)
    """Place in the tree, from 0. Where several write at once it is below zero, later writers lower, until counted."""
    place = models.BinaryField(max_length=20, unique=True)
    link = models.BinaryField(max_length=32, unique=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"Entry {self.position}"


class Payload(models.Model):
    """What an act said or handed in, sealed."""

    place = models.BinaryField(max_length=20, primary_key=True)
    key = models.CharField(max_length=32)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return bytes(self.place).hex()


class Edge(models.Model):
    """The right edge of the tree. One row."""

    size = models.BigIntegerField()
    roots = models.BinaryField()
    """Roots of its whole subtrees, largest first, one after the other."""
    latest = models.BigIntegerField()
    """Latest time of writing among its entries, in microseconds since 1970."""

    def __str__(self) -> str:
        return f"{self.size} entries"


class Block(models.Model):
    """The root of a whole block of the tree, so that proofs and verification need not hash all inner nodes."""

    number = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    """Signed: the root, and the hash over the leaves that it was made from."""

    def __str__(self) -> str:
        return f"Block {self.number}"


class Checkpoint(models.Model):
    """A signed checkpoint."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()

    def __str__(self) -> str:
        return f"{self.size} entries"


class Key(models.Model):
    """The key of a person for one purpose, wrapped; nothing but its number is left when it was destroyed."""

    number = models.CharField(max_length=32, primary_key=True)
    purpose = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    destroyed = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.number
