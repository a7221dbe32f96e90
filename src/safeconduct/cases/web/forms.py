"""Forms of acts: day, words, grounds, papers, how it came. They check what was typed; the law is checked by the act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.cases.attachments.content import kinds

LONGEST_TEXT = 20_000


def _sizes() -> str:
    """How large a file may be, as the library of attachments says it."""
    known = kinds().kinds
    most = {kind.most_bytes for kind in known.values()}
    large, usual = max(most), min(most)
    names = ", ".join(name.upper() for name, kind in known.items() if kind.most_bytes == large)
    values = {"kinds": names, "large": large // 1_000_000, "usual": usual // 1_000_000}
    if large == usual:
        return gettext("Photos or files, at most %(usual)s MB each.") % values
    return gettext("Photos or files, at most %(usual)s MB each (%(kinds)s: %(large)s MB).") % values


sizes = lazy(_sizes, str)
SOURCES = [
    ("portal", _("in these pages")),
    ("post", _("by post")),
    ("counter", _("at the counter")),
    ("e-mail", _("by e-mail")),
    ("another system", _("from another system")),
]


class DayWidget(forms.MultiWidget):
    """Three boxes, in the order of day, month, year."""

    template_name = "cases/parts/day.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [
            forms.TextInput(attrs={"inputmode": "numeric", "maxlength": n, "autocomplete": "off"}) for n in (2, 2, 4)
        ]
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class DayField(forms.MultiValueField):
    """A day, typed as three numbers; says which of them is wrong."""

    widget = DayWidget

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__([forms.CharField(required=False) for _box in range(3)], require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list):
            return None
        try:
            day, month, year = (int(part) for part in data_list)
        except ValueError:
            raise forms.ValidationError(_("Write the day as three numbers, such as 17 4 2027.")) from None
        try:
            return date(year, month, day)
        except ValueError:
            raise forms.ValidationError(_("There is no such day. Check the day and the month.")) from None


class ManyFiles(forms.ClearableFileInput):
    """Lets several files be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, as a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ANN401 - Django's own
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class ActForm(forms.Form):
    """One act. Fields that the act does not need are left out when the form is made."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=_("On which day did it happen?"))
    source = forms.ChoiceField(label=_("How did it come?"), choices=SOURCES)
    grounds = forms.MultipleChoiceField(
        label=_("Grounds"), widget=forms.CheckboxSelectMultiple, help_text=_("Only grounds that are established.")
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST_TEXT,
        help_text=_("In plain words: what was found, from which evidence, and why it leads to this decision."),
    )
    text = forms.CharField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST_TEXT, required=False
    )
    proof = forms.CharField(
        label=_("Proof"), max_length=300, required=False, help_text=_("For example the number of the return receipt.")
    )
    papers = FilesField(label=_("Papers"), required=False, help_text=sizes())

    def __init__(self, *args: Any, keep: Mapping[str, object], **options: Any) -> None:  # noqa: ANN401
        """Keep the fields named; the value of ``grounds`` is its choices, of ``on`` the last possible day."""
        super().__init__(*args, **options)
        for name in list(self.fields):
            if name != "seen" and name not in keep:
                del self.fields[name]
        if "grounds" in keep:
            self.fields["grounds"].choices = keep["grounds"]  # type: ignore[attr-defined]
        self._today = keep.get("on")

    def clean_on(self) -> date | None:
        """Refuse a day that has not come."""
        day: date | None = self.cleaned_data["on"]
        if day and isinstance(self._today, date) and day > self._today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class NoteForm(forms.Form):
    """An internal note."""

    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_TEXT)


class AppointmentForm(forms.Form):
    """An interview or another appointment."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    day = DayField(label=_("Day"))
    time = forms.TimeField(label=_("Time"), help_text=_("For example 9:30"))
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=5, max_value=600, initial=60)
    place = forms.CharField(label=_("Where"), max_length=300)
    about = forms.CharField(label=_("What it is about"), max_length=500)
    interpreter = forms.CharField(label=_("Language to be interpreted"), max_length=60, required=False)
    needs = forms.CharField(
        label=_("What the person needs there"),
        max_length=300,
        required=False,
        help_text=_("For example a room without steps, a sign language interpreter, an officer who is a woman."),
    )


class RecordForm(forms.Form):
    """The record of an appointment."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 10}), max_length=LONGEST_TEXT)
    present = forms.CharField(label=_("Who was there"), max_length=300)
    interpreter = forms.CharField(label=_("Interpreter"), max_length=200, required=False)
    read_back = forms.BooleanField(label=_("It was read back to the person in their language"))
    corrections = forms.CharField(
        label=_("What the person corrected"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class PowerForm(forms.Form):
    """A power of attorney, given by the person or entered from paper."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    email = forms.EmailField(label=_("E-mail address of the lawyer or helper"))
    scope = forms.ChoiceField(
        label=_("What they may do"),
        choices=[
            ("both", _("act for me and receive letters")),
            ("service", _("receive letters")),
            ("acting", _("act for me")),
        ],
    )
    since = DayField(label=_("From which day"))
    until = DayField(label=_("Until which day"), required=False, help_text=_("Leave it empty if there is no end."))


class MessageForm(forms.Form):
    """A message to the office."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Your message"), widget=forms.Textarea(attrs={"rows": 6}), max_length=LONGEST_TEXT)


class PapersForm(forms.Form):
    """Papers, and which proof they are."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    evidence = forms.ChoiceField(label=_("What is it?"), required=False)
    papers = FilesField(label=_("Papers"), help_text=sizes())
    text = forms.CharField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 3}), max_length=LONGEST_TEXT, required=False
    )

    def __init__(self, *args: Any, evidence: list[tuple[str, str]], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.fields["evidence"].choices = [*evidence, ("", _("something else"))]  # type: ignore[attr-defined]
