"""The form of names, in every script."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.people.person import Name, Person
from safeconduct.people.web.forms.part import LONGEST, Part

_SCRIPTS = {
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "ETHIOPIC": "Ethi",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "LATIN": "Latn",
}


class NamesForm(Part):
    """Names in every script, in parts where the person says them, and those they had before."""

    whole = forms.CharField(
        label=_("Full name, as the person writes it"),
        max_length=LONGEST,
        help_text=_("One name is enough. Nothing is made up to fill a box."),
    )
    given = forms.CharField(label=_("Given names, if they have parts"), max_length=LONGEST, required=False)
    family = forms.CharField(label=_("Family name"), max_length=LONGEST, required=False)
    patronymic = forms.CharField(label=_("Name of the father or mother"), max_length=LONGEST, required=False)
    order = forms.ChoiceField(
        label=_("In which order are the parts said?"),
        required=False,
        choices=[
            ("", _("not known, or one name")),
            ("given first", _("given name first")),
            ("family first", _("family name first")),
        ],
    )
    other_script = forms.CharField(label=_("The name in another script"), max_length=LONGEST, required=False)
    system = forms.CharField(
        label=_("By which rule or document it was written so"),
        max_length=LONGEST,
        required=False,
        help_text=_("For example: passport, or ICAO Doc 9303. Leave it empty if the person wrote it."),
    )
    former = forms.CharField(
        label=_("Former names and other names they are known by, one a line"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )

    def told(self, record: Person) -> dict[str, Any]:
        """The first present name with its parts, a transliteration, and all others."""
        first = next((n for n in record.names if n.use == "present"), record.names[0])
        other = next((n for n in record.names if n.use == "transliteration"), None)
        rest = [n.whole for n in record.names if n not in (first, other)]
        parts = {name: getattr(first, name) for name in ("whole", "given", "family", "patronymic", "order")}
        return parts | {
            "other_script": other.whole if other else "",
            "system": other.system if other else "",
            "former": "\n".join(rest),
        }

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """All names, each with the script that its letters are of."""
        parts = {name: typed.get(name, "") for name in ("given", "family", "patronymic", "order")}
        names = [Name(typed["whole"], script=script_of(typed["whole"]), **parts)]
        if typed.get("other_script"):
            other = typed["other_script"]
            system = typed.get("system", "")
            names.append(Name(other, use="transliteration", script=script_of(other), system=system))
        former = [line.strip() for line in typed.get("former", "").splitlines() if line.strip()]
        names += [Name(line, use="former", script=script_of(line)) for line in former]
        return {"names": tuple(names)}


def script_of(text: str) -> str:
    """The script that the letters of a name are of; empty where they are of several or of none that is listed."""
    found = {unicodedata.name(sign, "").partition(" ")[0] for sign in text if sign.isalpha()}
    return _SCRIPTS.get(next(iter(found)), "") if len(found) == 1 else ""
