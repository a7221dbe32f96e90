"""The form of each kind of question, and what its answer is kept as: flat texts under the key of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from safeconduct.cases.questions import LATER, NO, OR_ELSE, SHOWN, UNSURE, YES, Question, is_number
from safeconduct.cases.web import drafts
from safeconduct.cases.web.forms import LONGEST_TEXT, DayField, FilesField, sizes
from safeconduct.cases.web.models import Draft
from safeconduct.cases.web.showing import facts_of
from safeconduct.people import nationalities
from safeconduct.procedures.web.presenting.words import Words


def _is_known(code: str) -> None:
    """Refuse two letters that are of no State; those of ISO 3166-1 are made three."""
    try:
        nationalities.check([code.upper()])
    except nationalities.NotANationality:
        raise ValidationError(_("Write the three letters of the passport, such as UKR.")) from None


class PersonForm(forms.Form):
    """Whom it is about: what the office needs to know them and to write to them, and nothing more."""

    name = forms.CharField(label=_("Full name, as in the passport"), max_length=200)
    own_script = forms.CharField(label=_("Name in your own script"), max_length=200, required=False)
    born = DayField(label=_("Day of birth"), required=False, help_text=_("Leave it empty if it is not known."))
    nationality = forms.CharField(
        label=_("Nationality"),
        max_length=3,
        validators=[
            RegexValidator(r"^[A-Za-z]{2,3}$", _("Write the three letters of the passport, such as UKR.")),
            _is_known,
        ],
        required=False,
        help_text=_("Three letters, as in the passport, such as UKR. XXA if you have none."),
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    post = forms.CharField(
        label=_("Postal address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )
    language = forms.ChoiceField(label=_("Language for letters"), choices=settings.LANGUAGES)
    needs = forms.CharField(
        label=_("What you need to take part"),
        max_length=300,
        required=False,
        help_text=_("For example an interpreter, large print, a room without steps. You need not say why."),
    )


class OrganisationForm(forms.Form):
    """An employer or host."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    registered_as = forms.CharField(label=_("Number in the public register"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    post = forms.CharField(
        label=_("Postal address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )


class CircumstanceForm(forms.Form):
    """Whether something is so."""

    said = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Yes")), (NO, _("No")), (UNSURE, _("I am not sure: doubt goes the way the law says"))],
    )


class NumberForm(forms.Form):
    """How many people."""

    said = forms.CharField(label=_("Number"), max_length=2, widget=forms.TextInput(attrs={"inputmode": "numeric"}))

    def clean_said(self) -> str:
        """Refuse what is no number of people."""
        said: str = self.cleaned_data["said"].strip()
        if not is_number(said):
            raise forms.ValidationError(_("Write a number from 0 to 20."))
        return said


class TextForm(forms.Form):
    """A few words."""

    said = forms.CharField(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 6}), max_length=LONGEST_TEXT)


class PaperForm(forms.Form):
    """A proof: in which form, or the way out, or later."""

    said = forms.ChoiceField(label=_("What do you have?"), widget=forms.RadioSelect)
    papers = FilesField(label=_("Photos or files"), required=False, help_text=sizes())

    def clean(self) -> dict[str, Any]:
        """Ask for the file where somebody says that they have it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("said") not in (LATER, OR_ELSE, SHOWN, None) and not (
            cleaned.get("papers") or self.initial.get("kept")
        ):
            self.add_error("papers", _("Choose a photo or file, or say that you bring it later."))
        return cleaned


class RepresentativeForm(forms.Form):
    """Who acts for the person."""

    email = forms.EmailField(label=_("E-mail address of the lawyer or helper"), required=False)


def is_answered(question: Question, answers: Mapping[str, str]) -> bool:
    """Whether anything was said to a question."""
    return any(said and key.partition(".")[0] == question.key for key, said in answers.items())


def form_for(
    question: Question, words: Words, answers: Mapping[str, str], request: HttpRequest | None = None
) -> forms.Form:
    """The form of a question with what was answered before, or what is sent now."""
    data = (request.POST, request.FILES) if request is not None and request.method == "POST" else (None, None)
    return _FORMS[question.kind](question, words, answers, *data)


Maker = Callable[[Question, Words, Mapping[str, str], Any, Any], forms.Form]


def _fields(kind: type[forms.Form]) -> Maker:
    def make(question: Question, words: Words, answers: Mapping[str, str], data: Any, files: Any) -> forms.Form:  # noqa: ANN401
        start = f"{question.key}."
        initial: dict[str, Any] = {k.removeprefix(start): v for k, v in answers.items() if k.startswith(start)}
        if initial.get("born"):
            initial["born"] = initial["born"].split("-")[::-1]
        return kind(data, initial=initial)

    return make


def _said(kind: type[forms.Form]) -> Maker:
    def make(question: Question, words: Words, answers: Mapping[str, str], data: Any, files: Any) -> forms.Form:  # noqa: ANN401
        form = kind(data, initial={"said": answers.get(question.key, "")})
        if question.optional:
            form.fields["said"].required = False
        return form

    return make


def _paper(question: Question, words: Words, answers: Mapping[str, str], data: Any, files: Any) -> forms.Form:  # noqa: ANN401
    kept = answers.get(f"{question.key}.files", "")
    form = PaperForm(data, files, initial={"said": answers.get(question.key, ""), "kept": kept})
    evidence = words.procedure.evidence[question.name]
    choices = [(f, words.form(question.name, f)) for f in evidence.accepted]
    if answers.get(question.key) == SHOWN:
        choices.insert(
            0, (SHOWN, _("What I showed from my wallet: %(facts)s") % {"facts": facts_of(question.key, answers)})
        )
    if evidence.or_else:
        choices.append((OR_ELSE, words.or_else(question.name)))
    form.fields["said"].choices = [*choices, (LATER, _("I do not have it yet: I bring it later"))]  # type: ignore[attr-defined]
    if kept:
        form.fields["papers"].help_text = _("Kept already: %(names)s") % {"names": kept}
    return form


_FORMS: dict[str, Maker] = {
    "person": _fields(PersonForm),
    "organisation": _fields(OrganisationForm),
    "circumstance": _said(CircumstanceForm),
    "number": _said(NumberForm),
    "text": _said(TextForm),
    "paper": _paper,
    "representative": _fields(RepresentativeForm),
}


def said_of(question: Question, form: forms.Form, draft: Draft) -> dict[str, str]:
    """What a filled form is kept as; its files are kept beside the draft."""
    cleaned = form.cleaned_data
    if "said" in cleaned:
        said = {question.key: cleaned["said"]}
        if cleaned.get("papers"):
            drafts.keep_files(draft, question.key, cleaned["papers"])
            said[f"{question.key}.files"] = ", ".join(file.name for file in cleaned["papers"])
        return said
    flat = {f"{question.key}.{name}": _flat(value) for name, value in cleaned.items()}
    return flat | {question.key: next(iter(flat.values()), "")}


def _flat(value: object) -> str:
    return "" if value is None else str(value)
