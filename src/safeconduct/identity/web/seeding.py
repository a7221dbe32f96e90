"""Documents of the demonstration that no case conferred: a mission registered people, one paper is in doubt.

Residence permits need nothing here: they were conferred when the invented cases were decided.
"""

from __future__ import annotations

from datetime import timedelta

from safeconduct.cases.recording import Author
from safeconduct.cases.web.access import account_number
from safeconduct.cases.web.models import Office, Post
from safeconduct.identity.acts import CONFERS, Told
from safeconduct.identity.kinds import kinds
from safeconduct.identity.web import actions
from safeconduct.identity.web.actions import Conferral
from safeconduct.identity.web.models import Credential
from safeconduct.identity.web.presenting import remedy
from safeconduct.people.web.models import Person
from safeconduct.shell.clock import Clock, day_of

MANY = 12
BEFORE = timedelta(days=20)
KIND = "registration-document"
SUSPENDED, PROPOSED = 2, 4
"""Which of them are suspended, and proposed to be revoked."""


def write(clock: Clock) -> int:
    """Confer documents on the first invented people, once; return how many there are of the kind."""
    posts = Post.objects.filter(role=Post.Role.OFFICER).select_related("office").order_by("pk")
    post = next((one for one in posts if any("mission" in party for party in one.office.parties)), None)
    if post is not None and not Credential.objects.filter(kind=KIND).exists():
        by = Author(account_number(post.account_id), post.office.parties[0], "counter")
        made = actions.confer_all([_conferral(person, post.office, by, clock) for person in _people()], clock)
        for place, one in enumerate(made):
            if place == SUSPENDED:
                actions.suspend(one, Told("The holder says that the card was left in a bus.", remedy("en")), by, clock)
            if place == PROPOSED:
                actions.propose(one, Told("Two cards were given to one person by mistake.", remedy("en")), by, clock)
    return Credential.objects.filter(kind=KIND).count()


def _people() -> list[Person]:
    """The first people by name, who stand on the first page of the demonstration."""
    found = Person.objects.filter(kind="person", account__email__endswith="@example.org", sealed__isnull=False)
    return list(found.exclude(account__posts__isnull=False).order_by("account__name", "pk")[:MANY])


def _conferral(person: Person, office: Office, by: Author, clock: Clock) -> Conferral:
    on = day_of(clock()) - BEFORE
    until = kinds().kinds[KIND].valid_until(on)
    return Conferral(KIND, person, office.name, CONFERS, by, on, until, told=Told("Registered at the counter."))
