"""Forms of accounts that are ours."""

from __future__ import annotations

from typing import ClassVar

from allauth.account.forms import LoginForm, SignupForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from safeconduct.shell.models import Account


class SignIn(LoginForm):  # type: ignore[misc]
    """Address and password, under their labels alone: the page itself says what else one can do."""

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class SignUp(SignupForm):  # type: ignore[misc]
    """Asks for the name as one piece, as its bearer writes it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("Write it as you write it yourself."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order: ClassVar[list[str]] = ["name", "email", "password1"]


class AboutMe(forms.ModelForm):  # type: ignore[type-arg]  # Django knows no type argument at run time
    """What a person may change about their account without more ado."""

    language = forms.ChoiceField(label=_("Language in which we write to you"), choices=settings.LANGUAGES)

    class Meta:
        model = Account
        fields = ("name", "language")
        labels: ClassVar[dict[str, object]] = {"name": _("Your name")}
        widgets: ClassVar[dict[str, forms.Widget]] = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class SlipForm(forms.Form):
    """What stands on a slip."""

    number = forms.CharField(label=_("Number of your case"), max_length=64)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Twelve letters and digits. Small or capital letters, spaces and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
