"""What the forms of a record have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from safeconduct.people.person import Person

LONGEST = 200


class Part(forms.Form):
    """One part of a record."""

    def told(self, record: Person) -> dict[str, Any]:
        """What the record says, as this form shows it."""
        raise NotImplementedError

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Fields of a record, from what was typed."""
        raise NotImplementedError


def several(typed: Mapping[str, Any], name: str, most: int) -> tuple[str, ...]:
    """What was chosen in boxes of one kind, numbered from one; empty ones are left out."""
    return tuple(typed[f"{name}_{at}"] for at in range(1, most + 1) if typed.get(f"{name}_{at}"))
