"""The forms of birth, of nationality, sex and gender, and of languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.born import NotADateOfBirth, check_born
from safeconduct.people.codes import codes
from safeconduct.people.person import REFUGEE, STATELESS, UNKNOWN, Person
from safeconduct.people.web.forms.part import LONGEST, Part, several

NATIONALITIES, LANGUAGES = 3, 3


class BirthForm(Part):
    """The birth, as far as it is known and how it is known, and where it was."""

    year = forms.IntegerField(label=_("Year of birth"), min_value=1880, max_value=2200, required=False)
    month = forms.IntegerField(label=_("Month"), min_value=1, max_value=12, required=False)
    day = forms.IntegerField(
        label=_("Day"), min_value=1, max_value=31, required=False, help_text=_("Leave out what is not known.")
    )
    born_by = forms.ChoiceField(
        label=_("How is it known?"),
        required=False,
        choices=[
            ("", _("nothing is known")),
            ("document", _("a document shows it")),
            ("stated", _("the person says it")),
            ("estimated", _("an office estimated it")),
        ],
    )
    only_year = forms.BooleanField(label=_("1 January is really the day, and not written for a year"), required=False)

    born_in = forms.ChoiceField(
        label=_("Country of birth"),
        required=False,
        help_text=_("As it is called today. Not known stands last in the list."),
    )
    born_at = forms.CharField(
        label=_("Place of birth"),
        max_length=LONGEST,
        required=False,
        help_text=_("As the person or a document writes it: a town, a village, a camp."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        known = codes("nationalities").choices(get_language() or "en")
        choices = [("", ""), *(one for one in known if one[0] not in (STATELESS, *REFUGEE))]
        self.fields["born_in"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a day that does not exist, one without its month, and a 1 January that may be a year."""
        typed: dict[str, Any] = super().clean() or {}
        year, month, day = (typed.get(name) for name in ("year", "month", "day"))
        if (day and not month) or (month and not year):
            self.add_error("year" if month and not year else "month", gettext("Write this, or leave out the rest."))
        elif year:
            self._check(typed, year, month, day)
        elif typed.get("born_by"):
            self.add_error("born_by", gettext("Nothing is written of the birth: leave this empty."))
        return typed

    def _check(self, typed: dict[str, Any], year: int, month: int | None, day: int | None) -> None:
        try:
            check_born(born_of(typed))
        except NotADateOfBirth:
            self.add_error("day", gettext("There is no such day. Write what is known."))
            return
        if not typed.get("born_by"):
            self.add_error("born_by", gettext("Say how the birth is known."))
        elif "only_year" in self.fields and not typed.get("only_year") and _may_be_a_year(typed):
            text = gettext("Many offices write 1 January for a year. Leave out day and month, or confirm the day.")
            self.add_error("only_year", text)

    def told(self, record: Person) -> dict[str, Any]:
        """The parts that are known."""
        parts = [int(part) for part in record.born.split("-")] if record.born else []
        known = dict(zip(("year", "month", "day"), parts, strict=False))
        place = {"born_in": record.born_in, "born_at": record.born_at}
        return known | place | {"born_by": record.born_by, "only_year": record.born_may_be_a_year}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The birth in one form."""
        place = {"born_in": typed.get("born_in", ""), "born_at": typed.get("born_at", "").strip()}
        return {"born": born_of(typed), "born_by": typed.get("born_by", ""), **place}


class OriginForm(Part):
    """Nationalities or statelessness; sex as a document states it; gender in the person's own words."""

    nationality_1 = forms.ChoiceField(
        label=_("Nationality"), required=False, help_text=_("Also: stateless, refugee, or not known, last in the list.")
    )
    nationality_2 = forms.ChoiceField(label=_("Another nationality"), required=False)
    nationality_3 = forms.ChoiceField(label=_("A third nationality"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex, as a document states it"),
        required=False,
        choices=[
            ("", _("no document states it")),
            ("female", _("female")),
            ("male", _("male")),
            ("unspecified", _("X, unspecified")),
        ],
    )
    gender = forms.CharField(
        label=_("Gender, in the person's own words"),
        max_length=LONGEST,
        required=False,
        help_text=_("Only where it matters how to address or protect them. Nobody must say it."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        choices = [("", ""), *codes("nationalities").choices(get_language() or "en")]
        for at in range(1, NATIONALITIES + 1):
            self.fields[f"nationality_{at}"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse what excludes one another."""
        typed: dict[str, Any] = super().clean() or {}
        said = several(typed, "nationality", NATIONALITIES)
        alone = len(said) > 1 and ({STATELESS, UNKNOWN} & set(said) or len(set(said)) < len(said))
        if alone:
            self.add_error("nationality_2", gettext("Stateless and not known stand alone, and each nationality once."))
        return typed

    def told(self, record: Person) -> dict[str, Any]:
        """One box for each nationality."""
        said = {f"nationality_{at}": code for at, code in enumerate(record.nationalities[:NATIONALITIES], 1)}
        return said | {"sex": record.sex, "gender": record.gender}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The nationalities in the order they were said."""
        nationalities = several(typed, "nationality", NATIONALITIES)
        return {"nationalities": nationalities, "sex": typed.get("sex", ""), "gender": typed.get("gender", "")}


class LanguagesForm(Part):
    """Languages, which of them are read, and whether a letter is enough."""

    language_1 = forms.ChoiceField(label=_("Language for letters"), required=False)
    reads_1 = forms.BooleanField(label=_("reads it"), required=False)
    language_2 = forms.ChoiceField(label=_("Another language"), required=False)
    reads_2 = forms.BooleanField(label=_("reads this one"), required=False)
    language_3 = forms.ChoiceField(label=_("A third language"), required=False)
    reads_3 = forms.BooleanField(label=_("reads the third"), required=False)
    literacy = forms.ChoiceField(
        label=_("Is a letter enough?"),
        required=False,
        choices=[
            ("", _("not known")),
            ("reads and writes", _("reads and writes")),
            ("reads with help", _("reads with help")),
            ("does not read", _("does not read: letters are read aloud")),
        ],
    )

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        choices = [("", ""), *codes("languages").choices(get_language() or "en")]
        for at in range(1, LANGUAGES + 1):
            self.fields[f"language_{at}"].choices = choices  # type: ignore[attr-defined]

    def told(self, record: Person) -> dict[str, Any]:
        """One box for each language."""
        said: dict[str, Any] = {"literacy": record.literacy}
        for at, code in enumerate(record.languages[:LANGUAGES], 1):
            said |= {f"language_{at}": code, f"reads_{at}": code in record.reads}
            if code not in codes("languages").codes:
                self.fields[f"language_{at}"].choices = [  # type: ignore[attr-defined]
                    *self.fields[f"language_{at}"].choices,  # type: ignore[attr-defined]
                    (code, code),
                ]
        return said

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The languages in the order they were said."""
        reads = tuple(
            typed[f"language_{at}"]
            for at in range(1, LANGUAGES + 1)
            if typed.get(f"language_{at}") and typed.get(f"reads_{at}")
        )
        languages = several(typed, "language", LANGUAGES)
        return {"languages": languages, "reads": reads, "literacy": typed.get("literacy", "")}


def _may_be_a_year(typed: Mapping[str, Any]) -> bool:
    return (typed["month"], typed["day"]) == (1, 1) and typed["born_by"] != "document"


def born_of(typed: Mapping[str, Any]) -> str:
    """A date of birth as records hold it, from its parts."""
    year, month, day = (typed.get(name) for name in ("year", "month", "day"))
    parts = [f"{year:04d}" if year else "", f"{month:02d}" if month else "", f"{day:02d}" if day else ""]
    return "-".join(part for part in parts if part)
