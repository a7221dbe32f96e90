"""Whom to begin with in the demonstration: somebody who holds documents."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from safeconduct.identity.acts import VALID
from safeconduct.people.web.models import Person
from safeconduct.shell.accounts.demo import Start


def starts() -> list[Start]:
    """Give whoever holds most documents that are valid."""
    held = Count("credentials", filter=Q(credentials__state=VALID))
    people = Person.objects.filter(account__isnull=False, account__posts__isnull=True, credentials__state=VALID)
    person = people.annotate(held=held).select_related("account").order_by("-held", "pk").first()
    sees = _("Documents to print or take into a wallet, who read them, and what to do when one is lost.")
    return [Start(person.account, _("Holder of documents"), sees)] if person and person.account else []
