"""The forms of a record, one part of it each: the same for registering somebody and for correcting them.

``told`` gives what a record says as the form shows it, ``of`` makes the fields of a record of what was typed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.born import NotADateOfBirth, check_born
from safeconduct.people.codes import codes
from safeconduct.people.document import Document, NotADocument
from safeconduct.people.person import Contact, Name, Person

LONGEST = 200
NATIONALITIES, LANGUAGES = 3, 3
_SCRIPTS = {
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "ETHIOPIC": "Ethi",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "LATIN": "Latn",
}


class Part(forms.Form):
    """One part of a record."""

    def told(self, record: Person) -> dict[str, Any]:
        """What the record says, as this form shows it."""
        raise NotImplementedError

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Fields of a record, from what was typed."""
        raise NotImplementedError


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


class BirthForm(Part):
    """The birth, as far as it is known and how it is known."""

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
        elif (month, day) == (1, 1) and typed["born_by"] != "document" and not typed.get("only_year"):
            text = gettext("Many offices write 1 January for a year. Leave out day and month, or confirm the day.")
            self.add_error("only_year", text)

    def told(self, record: Person) -> dict[str, Any]:
        """The parts that are known."""
        parts = [int(part) for part in record.born.split("-")] if record.born else []
        known = dict(zip(("year", "month", "day"), parts, strict=False))
        return known | {"born_by": record.born_by, "only_year": record.born_may_be_a_year}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The birth in one form."""
        return {"born": born_of(typed), "born_by": typed.get("born_by", "")}


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
        said = _several(typed, "nationality", NATIONALITIES)
        alone = len(said) > 1 and ({"XXA", "XXX"} & set(said) or len(set(said)) < len(said))
        if alone:
            self.add_error("nationality_2", gettext("Stateless and not known stand alone, and each nationality once."))
        return typed

    def told(self, record: Person) -> dict[str, Any]:
        """One box for each nationality."""
        said = {f"nationality_{at}": code for at, code in enumerate(record.nationalities[:NATIONALITIES], 1)}
        return said | {"sex": record.sex, "gender": record.gender}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The nationalities in the order they were said."""
        nationalities = _several(typed, "nationality", NATIONALITIES)
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
        languages = _several(typed, "language", LANGUAGES)
        return {"languages": languages, "reads": reads, "literacy": typed.get("literacy", "")}


class ContactForm(Part):
    """How the person is reached."""

    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, help_text=_("A family may share one; that is no trouble.")
    )
    post = forms.CharField(
        label=_("Postal address"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )

    def told(self, record: Person) -> dict[str, Any]:
        """The contact."""
        return {"email": record.contact.email, "phone": record.contact.phone, "post": "\n".join(record.contact.post)}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The contact; whether they asked for the portal is theirs to say and stays."""
        post = tuple(line.strip() for line in typed.get("post", "").splitlines() if line.strip())
        return {"contact": Contact(typed.get("email", ""), typed.get("phone", ""), post)}


class SupportForm(Part):
    """What the person asks for, so that they can take part."""

    support = forms.MultipleChoiceField(
        label=_("What does the person ask for?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ask everybody. Why they need it is not asked."),
    )
    needs = forms.CharField(label=_("In their own words"), max_length=300, required=False)

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **named)
        self.fields["support"].choices = codes("support").choices(get_language() or "en")  # type: ignore[attr-defined]

    def told(self, record: Person) -> dict[str, Any]:
        """What they asked for."""
        return {"support": list(record.support), "needs": record.needs}

    def of(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """What they ask for."""
        return {"support": tuple(typed.get("support", ())), "needs": typed.get("needs", "")}


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


PARTS: dict[str, tuple[Any, type[Part]]] = {
    "names": (_("What is the person called?"), NamesForm),
    "birth": (_("When was the person born?"), BirthForm),
    "origin": (_("Nationality, sex and gender"), OriginForm),
    "languages": (_("Which languages?"), LanguagesForm),
    "contact": (_("How is the person reached?"), ContactForm),
    "support": (_("What does the person need to take part?"), SupportForm),
    "documents": (_("Documents"), DocumentForm),
}
"""The parts of a record in the order they are asked: one page each."""


def born_of(typed: Mapping[str, Any]) -> str:
    """A date of birth as records hold it, from its parts."""
    year, month, day = (typed.get(name) for name in ("year", "month", "day"))
    parts = [f"{year:04d}" if year else "", f"{month:02d}" if month else "", f"{day:02d}" if day else ""]
    return "-".join(part for part in parts if part)


def script_of(text: str) -> str:
    """The script that the letters of a name are of; empty where they are of several or of none that is listed."""
    found = {unicodedata.name(sign, "").partition(" ")[0] for sign in text if sign.isalpha()}
    return _SCRIPTS.get(next(iter(found)), "") if len(found) == 1 else ""


def _document(typed: Mapping[str, Any]) -> Document:
    names = ("number", "country", "authority", "issued", "expires", "doubts")
    return Document(typed["kind"], typed.get("seen") or "stated", **{name: typed.get(name, "") for name in names})


def _several(typed: Mapping[str, Any], name: str, most: int) -> tuple[str, ...]:
    return tuple(typed[f"{name}_{at}"] for at in range(1, most + 1) if typed.get(f"{name}_{at}"))
