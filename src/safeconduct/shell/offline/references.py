"""Work that refers to other work: a child's household is that of somebody who was written down a minute before.

On the device other work is named by the key of its act until it was sent, and by its item from then on; the functions
that carry work out are given items only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext

from safeconduct.shell.offline.kinds import Act, Kind, Refused
from safeconduct.shell.offline.models import Arrived, Device

NOT_SENT = "act:"


class Reference(forms.CharField):
    """A choice among what is on the device of a kind, taken along or written there. The page fills in the choices."""

    def __init__(self, kind: str, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(widget=forms.Select(choices=[("", "")], attrs={"data-of": kind}), max_length=64, **named)


def resolved(device: Device, kind: Kind, act: Act) -> Act | Refused | None:
    """Name items where an act names other acts of its device; nothing while one of those has not arrived."""
    content = dict(act.content)
    for name in (name for name, field in kind.form.base_fields.items() if isinstance(field, Reference)):
        key = next((value for value in content.get(name, []) if value.startswith(NOT_SENT)), "")
        if key:
            found = Arrived.objects.filter(device=device, key=key.removeprefix(NOT_SENT)).first()
            if found is None:
                return None
            if not found.item:
                return Refused({name: [gettext("This was written anew meanwhile. Choose it again.")]})
            content[name] = [found.item]
    return replace(act, content=content)
