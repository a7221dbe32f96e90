"""The forms of how somebody is reached, and of what they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeconduct.people.codes import codes
from safeconduct.people.person import Contact, Person
from safeconduct.people.web.forms.part import Part


class ContactForm(Part):
    """How the person is reached."""

    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, help_text=_("A family may share one; that is no trouble.")
    )
    post = forms.CharField(
        label=_("Postal address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )

    def told(self, record: Person) -> dict[str, Any]:
        """The contact."""
        return {"email": record.contact.email, "phone": record.contact.phone, "post": "\n".join(record.contact.post)}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The contact; whether they asked for the portal is theirs to say and stays."""
        post = tuple(line.strip() for line in typed.get("post", "").splitlines() if line.strip())
        return {"contact": Contact(typed.get("email", ""), typed.get("phone", ""), post)}


class SupportForm(Part):
    """What the person asks for, so that they can take part."""

    support = forms.MultipleChoiceField(
        label=_("What does the person ask for?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ask everybody. Why they need it is not asked."),
    )
    needs = forms.CharField(label=_("In their own words"), max_length=300, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        self.fields["support"].choices = codes("support").choices(get_language() or "en")  # type: ignore[attr-defined]

    def told(self, record: Person) -> dict[str, Any]:
        """What they asked for."""
        return {"support": list(record.support), "needs": record.needs}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What they ask for."""
        return {"support": tuple(typed.get("support", ())), "needs": typed.get("needs", "")}
