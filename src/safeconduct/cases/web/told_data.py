"""What is kept about somebody, told to them in their language: why, by which law, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from safeconduct.cases.processing import Activity, Datum
from safeconduct.cases.retention import Category, schedule
from safeconduct.cases.web import law
from safeconduct.people.fields import fields
from safeconduct.people.person import Person
from safeconduct.people.told import told
from safeconduct.people.web.values import titled, values
from safeconduct.procedures.periods import Length, parse_length
from safeconduct.procedures.web.presenting.counting import first_large, length
from safeconduct.procedures.web.presenting.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is kept: its name, its value where it is of a record, why, by which law, until when, for whom."""

    name: str
    purpose: str
    law: str
    kept: str
    value: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfProcedure:
    """What a procedure asks for and who receives it; ``attribute`` says if its words are in another language."""

    title: str
    attribute: SafeString
    data: tuple[Told, ...]


def filled(record: Person) -> Iterator[Told]:
    """Each field of a record that holds something."""
    register, words, held = fields(), told(_language()), values(record)
    for name, field in register.person.items():
        if name in held:
            its = register.retention[field.retention]
            kept = _kept(parse_length(its.length), its.start, its.ends_by)
            yield Told(titled(name), words.purposes[name], words.laws[field.basis], kept, held[name])


def of_procedure(activity: Activity) -> OfProcedure:
    """What a procedure processes, in its words."""
    shown = law.shown(activity.procedure)
    data = tuple(_of_datum(datum, shown.words) for datum in activity.data)
    return OfProcedure(shown.words.title, shown.words.attribute, data)


def _of_datum(datum: Datum, words: Words) -> Told:
    section, key = datum.called
    forms = f": {', '.join(words.form(key, form) for form in datum.forms)}" if datum.forms else ""
    category = schedule().categories[datum.category]
    return Told(
        f"{first_large(words.name(section, key))}{forms}",
        words.name("purposes", datum.purpose),
        "; ".join(words.law(cited) for cited in datum.laws),
        _of_category(category),
        recipients=tuple(words.party(party) for party in datum.recipients),
    )


def _of_category(category: Category) -> str:
    return _kept(category.kept, category.starts_with, category.at_the_end)


def _kept(kept: Length, start: str, end: str) -> str:
    words = told(_language())
    said = {"length": length(kept), "start": words.starts.get(start, start), "end": words.ends.get(end, end)}
    return gettext("%(length)s from: %(start)s; then: %(end)s") % said


def _language() -> str:
    return get_language() or "en"
