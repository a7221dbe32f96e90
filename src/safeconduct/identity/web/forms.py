"""Forms of credentials: what happened to a lost one, why one is changed, and what is conferred by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.identity.kinds import kinds
from safeconduct.identity.web.presenting import remedy, title_of

LONGEST = 2000


class LossForm(forms.Form):
    """What happened, in the holder's words."""

    what = forms.ChoiceField(
        label=_("What happened?"),
        choices=[("lost", _("I lost it")), ("stolen", _("It was stolen")), ("broken", _("It cannot be read any more"))],
        widget=forms.RadioSelect,
    )
    account = forms.CharField(
        label=_("When and where, as far as you know"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The office reads it and nobody else: a report to the police is another matter."),
    )

    def told(self) -> str:
        """Both as one sentence."""
        words = dict(self.fields["what"].choices)  # type: ignore[attr-defined]
        said = str(words[self.cleaned_data["what"]])
        return f"{said}. {self.cleaned_data['account']}".strip()


class WalletsForm(LossForm):
    """Which wallets were lost with a telephone, and what happened to it."""

    wallets = forms.MultipleChoiceField(
        label=_("What was on it?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose all that you are not sure of: what you suspend comes back as soon as you find it."),
    )
    field_order = ("wallets", "what", "account")

    def __init__(self, *args: Any, held: Sequence[tuple[str, str]] = (), **parts: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **parts)
        self.fields["wallets"].choices = list(held)  # type: ignore[attr-defined]
        choices = self.fields["what"].choices  # type: ignore[attr-defined]
        self.fields["what"].choices = [one for one in choices if one[0] != "broken"]  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """Why, and what its holder can do against it."""

    why = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its holder reads it. Write it so that they can answer it."),
    )
    remedy = forms.CharField(
        label=_("What its holder can do against it"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, language: str = "en", **parts: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **parts)
        self.fields["remedy"].initial = remedy(language)


class ConferForm(forms.Form):
    """Which kind, and on what it rests."""

    kind = forms.ChoiceField(label=_("Document"), widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("On what it rests"),
        max_length=300,
        help_text=_("For example the decision of a court by its number, or that you saw the originals."),
    )

    def __init__(self, *args: Any, **parts: Any) -> None:  # noqa: ANN401 - as Django's own
        super().__init__(*args, **parts)
        by_hand = [(code, title_of(kind)) for code, kind in kinds().kinds.items() if kind.by_hand == "yes"]
        self.fields["kind"].choices = by_hand  # type: ignore[attr-defined]
