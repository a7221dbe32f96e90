"""The forms of a referral: what was explained and agreed to, and what the receiver answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeconduct.people.codes import codes
from safeconduct.people.consent import LONGEST
from safeconduct.services.referral import Terms

DAY = {"type": "date"}
FIELD_NAMES = {
    "names": _("Names"),
    "born": _("Birth"),
    "sex": _("Sex"),
    "nationalities": _("Nationality"),
    "languages": _("Languages"),
    "literacy": _("Whether a letter is enough"),
    "contact": _("How the person is reached"),
    "support": _("What the person asks for"),
    "needs": _("What the person asks for, in their own words"),
    "documents": _("Documents"),
}
WAYS = {
    "read aloud": _("read aloud"),
    "on paper": _("on paper, which the person read"),
    "with an interpreter": _("with an interpreter"),
    "by telephone": _("by telephone"),
}


class ReferForm(forms.Form):
    """What the person was told, and whether they agree."""

    purpose = forms.CharField(label=_("What is it for?"), max_length=LONGEST)
    given = forms.MultipleChoiceField(
        label=_("What does the service get?"),
        widget=forms.CheckboxSelectMultiple,
        choices=list(FIELD_NAMES.items()),
        help_text=_("Only this is handed over. Leave out what is not needed."),
    )
    message = forms.CharField(
        label=_("A message to the service"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text=_("Read it to the person before they agree."),
    )
    until = forms.DateField(
        label=_("Until which day may they use it?"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    language = forms.ChoiceField(label=_("In which language was it explained?"))
    explained = forms.ChoiceField(
        label=_("How was it explained?"), choices=list(WAYS.items()), widget=forms.RadioSelect
    )
    although = forms.CharField(
        label=_("Why this service all the same?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Its entry says that it does not take this person."),
    )
    agrees = forms.ChoiceField(
        label=_("Does the person agree?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes: they agree")), ("no", _("No: nothing is handed over, and they lose nothing"))],
    )

    def __init__(self, *args: Any, takes: bool = True, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        self.fields["language"].choices = codes("languages").choices(get_language() or "en")  # type: ignore[attr-defined]
        if takes:
            del self.fields["although"]
        if self.data.get("agrees") == "no":
            for name in self.fields:
                self.fields[name].required = name == "agrees"

    def terms(self) -> Terms:
        """What was agreed to."""
        typed = self.cleaned_data
        return Terms(
            typed["purpose"], tuple(typed["given"]), typed["until"], typed["language"], typed["explained"],
            typed["message"], typed.get("although", ""),
        )  # fmt: skip


class AcceptForm(forms.Form):
    """The service takes the person."""

    words = forms.CharField(label=_("Where is the person awaited?"), max_length=1000)
    day = forms.DateField(label=_("On which day?"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))


class WordsForm(forms.Form):
    """An answer in words."""

    words = forms.CharField(label="", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    day = None

    def __init__(self, *args: Any, label: Any = "", required: bool = True, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **named)
        self.fields["words"].label, self.fields["words"].required = label, required
