"""A whole record in one form, with where the person lives: for a device without a network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.codes import HEAD, codes
from safeconduct.people.person import Person
from safeconduct.people.web.forms import PARTS
from safeconduct.people.web.forms.documents import DocumentForm
from safeconduct.people.web.forms.names import NamesForm
from safeconduct.people.web.forms.origin import BirthForm, LanguagesForm, OriginForm
from safeconduct.people.web.forms.reaching import ContactForm, SupportForm
from safeconduct.shell.offline.kinds import Content
from safeconduct.shell.offline.references import Reference

PERSON = "people.person"
"""The kind of work that this form is of."""
HOME = ("household", "relationship")
NEVER_TOLD = (*DocumentForm.base_fields, "why")
"""Fields that add something and say nothing of what the record holds."""
_TOGETHER = {
    "year": "born_by", "month": "year", "day": "month", "household": "relationship", "relationship": "household"
}  # fmt: skip
"""Fields that are not filled in without another: the device says so while the person is still there."""


class WholeForm(NamesForm, BirthForm, OriginForm, LanguagesForm, ContactForm, SupportForm, DocumentForm):
    """All parts of a record, the household, and why."""

    household = Reference(
        PERSON,
        label=_("Lives in the household of"),
        required=False,
        help_text=_("Choose the head, whom you registered before or took along. Leave it empty for the head."),
    )
    relationship = forms.ChoiceField(label=_("How do they stand to the head?"), required=False)
    why = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("Your reason is logged, and the person can read it.")
    )

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        # A 1 January is taken as it was said: the record marks that the year may be all that is known.
        del self.fields["only_year"]
        choices = codes("relationships").choices(get_language() or "en")
        self.fields["relationship"].choices = [("", ""), *(c for c in choices if c[0] != HEAD)]  # type: ignore[attr-defined]
        for name, other in _TOGETHER.items():
            self.fields[name].widget.attrs["data-with"] = other

    def clean(self) -> dict[str, Any]:
        """Refuse a household without a relationship to its head, and the other way round."""
        typed = super().clean()
        household, relationship = (typed.get(name) for name in HOME)
        if bool(household) != bool(relationship):
            self.add_error("relationship" if household else "household", gettext("Choose both, or none."))
        return typed

    def groups(self) -> Iterable[tuple[str, Mapping[str, list[BoundField]]]]:
        """The fields under the titles of their parts."""
        for title, part in PARTS.values():
            yield title, self._bound(part.base_fields)
        yield gettext("Household"), self._bound(HOME)
        yield gettext("The reason"), self._bound(["why"])

    def _bound(self, names: Iterable[str]) -> dict[str, list[BoundField]]:
        return {"visible_fields": [self[name] for name in names if name in self.fields]}

    def content(self, record: Person, household: str, relationship: str) -> Content:
        """What a record says, as a browser sends it."""
        said = {"household": household, "relationship": relationship}
        for _title, part in PARTS.values():
            said |= part.told(self, record)
        return {name: _values(said[name]) for name in self.fields if _values(said.get(name))}

    def changed(self, now: Content) -> list[str]:
        """The parts in which something was typed that differs from what the record says now."""
        return [name for name, (_title, part) in PARTS.items() if self._differs(part.base_fields, now)]

    def home_changed(self, now: Content) -> bool:
        """Whether it says something else of where the person lives."""
        return self._differs(HOME, now)

    def _differs(self, names: Iterable[str], now: Content) -> bool:
        typed = cast(QueryDict, self.data)
        return any(_plain(typed.getlist(name)) != _plain(now.get(name, [])) for name in names if name in self.fields)


def _values(said: object) -> list[str]:
    if isinstance(said, list | tuple):
        return [str(one) for one in said]
    if isinstance(said, bool):
        return ["on"] if said else []
    return [str(said)] if said not in (None, "") else []


def _plain(values: Iterable[str]) -> list[str]:
    return [value.replace("\r\n", "\n").strip() for value in values if value.strip()]
