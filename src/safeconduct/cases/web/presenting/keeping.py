"""Pages of a case, made once for all that they are made of, and kept with the file: they go when it does."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import TypeVar, cast

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from safeconduct.cases.file import File
from safeconduct.cases.web.access import Part
from safeconduct.cases.web.names import called_in
from safeconduct.cases.web.presenting.page import CasePage, page
from safeconduct.procedures.web.presenting.words import Words

MOST = 48
"""So many pieces are kept with one file; then they are made anew."""
Made = TypeVar("Made")


def kept(file: File, made_of: Hashable, make: Callable[[], Made]) -> Made:
    """What was made of a file before, or is made now. ``made_of`` is all beside the file that it depends on."""
    found: Made | None = file.shown.get(made_of)
    if found is None:
        if len(file.shown) >= MOST:
            file.shown.clear()
        found = file.shown[made_of] = make()
    return found


def page_of(words: Words, file: File, parts: Sequence[Part], today: date) -> tuple[CasePage, Hashable]:
    """The page of a case for whoever acts as these parties, and all beside the file that it is made of."""
    called = called_in(file)
    made_of = (get_language(), today, tuple(parts), tuple(called.items()))
    its = kept(file, made_of, lambda: page(words, file, parts, today, lambda person: called.get(person, "")))
    return its, made_of


def rendered(file: File, template: str, made_of: Hashable, context: Mapping[str, object]) -> SafeString:
    """A piece of a page; of the context it may show only what ``made_of`` and the file give."""
    return kept(file, (template, made_of), lambda: cast(SafeString, get_template(template).render(dict(context))))
