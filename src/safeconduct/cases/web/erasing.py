"""Erases a person: their key and record are destroyed, and their cases leave every desk.

The entries stay in the journal and verify as before; what they said is gone for good (GDPR, Article 17). Nothing of
this happens while a legal hold lies on one of the cases (Article 17(3)(e)).
"""

from __future__ import annotations

from django.db import transaction

from safeconduct.cases.web import store
from safeconduct.cases.web.models import Case, Hold
from safeconduct.people.web import actions as register
from safeconduct.people.web.models import Person
from safeconduct.shell.clock import Clock


class OnHold(ValueError):
    """A legal hold lies on a case of the person; names the cases."""

    def __init__(self, numbers: list[str]) -> None:
        self.numbers = numbers
        super().__init__(f"A legal hold lies on {', '.join(numbers)}: lift it first, with a reason.")


def erase(person: Person, clock: Clock) -> int:
    """Erase somebody; return how many cases were about them.

    Raises:
        OnHold: nothing was erased.

    """
    with transaction.atomic():
        cases = Case.objects.select_for_update().filter(key=person.key, erased=False)
        ids = list(cases.values_list("pk", flat=True))
        held = Hold.objects.filter(case__in=ids, lifted__isnull=True).values_list("case__number", flat=True)
        if held:
            raise OnHold(sorted(set(held)))
        Case.objects.filter(pk__in=ids).update(erased=True)
        register.erase(person, clock)
    for case in ids:
        store.SHELF.drop(case.bytes)
    return len(ids)
