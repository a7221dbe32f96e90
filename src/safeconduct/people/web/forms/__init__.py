"""The forms of a record, one part of it each: the same for registering somebody and for correcting them.

``told`` gives what a record says as the form shows it, ``of`` makes the fields of a record of what was typed.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from safeconduct.people.web.forms.documents import DocumentForm
from safeconduct.people.web.forms.names import NamesForm
from safeconduct.people.web.forms.origin import BirthForm, LanguagesForm, OriginForm
from safeconduct.people.web.forms.part import Part
from safeconduct.people.web.forms.reaching import ContactForm, SupportForm

PARTS: dict[str, tuple[Any, type[Part]]] = {
    "names": (_("What is the person called?"), NamesForm),
    "birth": (_("When and where was the person born?"), BirthForm),
    "origin": (_("Nationality, sex and gender"), OriginForm),
    "languages": (_("Which languages?"), LanguagesForm),
    "contact": (_("How is the person reached?"), ContactForm),
    "support": (_("What does the person need to take part?"), SupportForm),
    "documents": (_("Documents"), DocumentForm),
}
"""The parts of a record in the order they are asked: one page each."""

__all__ = ["PARTS", "Part"]
