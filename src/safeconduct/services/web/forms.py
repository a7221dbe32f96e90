"""The form of a search: what, where, and whom the help is for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.codes import codes
from safeconduct.services.eligibility import Asker
from safeconduct.services.terms import Labels, label, needs, terms
from safeconduct.services.web import searching
from safeconduct.services.web.models import Town
from safeconduct.services.web.searching import USUAL_KM, Wanted

OLDEST = 120
DISTANCES = (5, 20, 50, 200)


class SearchForm(forms.Form):
    """A search. Nothing that is typed is kept."""

    need = forms.ChoiceField(label=_("What do you need?"), required=False)
    near = forms.CharField(
        label=_("Near which town?"), max_length=200, required=False, widget=forms.TextInput(attrs={"list": "towns"})
    )
    km = forms.TypedChoiceField(
        label=_("How far?"),
        coerce=int,
        empty_value=USUAL_KM,  # type: ignore[arg-type] # as Django documents it
        choices=[(km, f"{km} km") for km in DISTANCES],
        initial=USUAL_KM,
        required=False,
    )
    words = forms.CharField(label=_("Words in the name"), max_length=100, required=False)
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=OLDEST, required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    status = forms.ChoiceField(label=_("Who is it for?"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    language = forms.ChoiceField(label=_("Language spoken there"), required=False)
    on = forms.DateField(
        label=_("Open on which day?"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    access = forms.ChoiceField(label=_("How must one get in?"), required=False)
    free = forms.BooleanField(label=_("Only what costs nothing"), required=False)
    everybody = forms.BooleanField(label=_("Show too what does not take this person"), required=False)

    FACTS = ("age", "sex", "status", "nationality")
    """What is asked of the person; taken from the record where somebody's is open."""
    FIRST = ("need", "near", "km")

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        language = get_language() or "en"
        self.found: Town | None = None
        self._choose("need", _chosen(needs(), language))
        self._choose("status", _chosen(terms().statuses, language))
        self._choose("access", _chosen(terms().access, language))
        self._choose("sex", [("female", gettext("female")), ("male", gettext("male"))])
        self._choose("nationality", codes("nationalities").choices(language))
        self._choose("language", codes("languages").choices(language))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", gettext("does not matter")), *choices]  # type: ignore[attr-defined]

    def clean_near(self) -> str:
        """Find the place among the towns of the directory."""
        name: str = self.cleaned_data["near"]
        if name:
            self.found = searching.town(name)
            if self.found is None:
                raise forms.ValidationError(
                    gettext("The directory knows no help in a town of this name. Choose one from the list.")
                )
        return name

    def wanted(self, asker: Asker | None = None) -> Wanted:
        """What is looked for; for ``asker`` where somebody's record is open."""
        typed = self.cleaned_data
        return Wanted(
            need=typed["need"],
            words=typed["words"],
            latitude=self.found.latitude if self.found else None,
            longitude=self.found.longitude if self.found else None,
            km=typed["km"],
            language=typed["language"],
            on=typed["on"],
            free=typed["free"],
            access=typed["access"],
            asker=asker or self._asker(),
            everybody=typed["everybody"],
        )

    def _asker(self) -> Asker:
        typed = self.cleaned_data
        return Asker(
            typed.get("age"),
            typed.get("sex", ""),
            typed.get("status", ""),
            (typed["nationality"],) if typed.get("nationality") else (),
            tuple(self.found.areas) if self.found else (),
        )


def _chosen(labels: Labels, language: str) -> list[tuple[str, str]]:
    return [(code, label(labels, code, language)) for code in labels]


def known_age(born: str, today: date) -> int | None:
    """The age in whole years; nothing where only a year is known and the birthday may not have been."""
    try:
        day = date.fromisoformat(born)
    except ValueError:
        return None
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
