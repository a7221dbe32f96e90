"""The form of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.born import NotADateOfBirth, check_born
from safeconduct.people.codes import codes
from safeconduct.people.document import Document, NotADocument
from safeconduct.people.person import Person
from safeconduct.people.web.forms.part import LONGEST, Part


class DocumentForm(Part):
    """One document with its quality; none where no kind is chosen."""

    kind = forms.ChoiceField(label=_("Which document?"), required=False)
    seen = forms.ChoiceField(
        label=_("How was it shown?"),
        required=False,
        choices=[
            ("original", _("the original was seen")),
            ("copy", _("a copy or photograph was seen")),
            ("stated", _("the person tells of it")),
        ],
    )
    number = forms.CharField(label=_("Its number"), max_length=60, required=False)
    country = forms.ChoiceField(label=_("Issued by which State"), required=False)
    authority = forms.CharField(label=_("Which office issued it"), max_length=LONGEST, required=False)
    issued = forms.CharField(
        label=_("Issued on"),
        max_length=10,
        required=False,
        help_text=_("Year, month and day as far as they can be read: 2019-05-17, 2019-05 or 2019."),
    )
    expires = forms.CharField(label=_("Good until"), max_length=10, required=False)
    doubts = forms.CharField(
        label=_("What does not fit"),
        max_length=300,
        required=False,
        help_text=_("What was seen, not what is concluded from it. The person can read it."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        language = get_language() or "en"
        none = [("", gettext("none, or nothing more to add"))]
        self.fields["kind"].choices = [*none, *codes("documents").choices(language)]  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", ""), *codes("nationalities").choices(language)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse dates that cannot be."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("kind"):
            for name in ("issued", "expires"):
                try:
                    check_born(typed.get(name, ""))
                except NotADateOfBirth:
                    self.add_error(name, gettext("Write it as 2019-05-17, 2019-05 or 2019."))
            if not self.errors:
                try:
                    _document(typed)
                except NotADocument:
                    self.add_error("expires", gettext("It ends before it was issued. Correct one of the days."))
        return typed

    def told(self, record: Person) -> dict[str, Any]:
        """Nothing: a new one is added."""
        return {}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The document, if there is one."""
        return {"documents": (_document(typed),)} if typed.get("kind") else {}


def _document(typed: Mapping[str, Any]) -> Document:
    names = ("number", "country", "authority", "issued", "expires", "doubts")
    return Document(typed["kind"], typed.get("seen") or "stated", **{name: typed.get(name, "") for name in names})
