"""A world of cases: two offices and a body that is asked, their posts, parties and strangers, and cases of each."""

from __future__ import annotations

from datetime import date

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Assignment, Joined, Said
from safeconduct.cases.web import actions, store
from safeconduct.cases.web.actions import Filing
from safeconduct.cases.web.models import Asked, Case, Office, Post
from safeconduct.people import person as records
from safeconduct.people.web.actions import register
from safeconduct.people.web.models import Person
from safeconduct.shell.models import Account
from tests.access.worlds import Role, World, holder, role, world
from tests.cases.making import law
from tests.cases.web.making import FILED, Hand, opening

SINCE = date(2026, 1, 1)
ENDED = date(2026, 6, 30)


def account(name: str) -> Account:
    """Make an account."""
    return Account.objects.create_user(f"{name.replace(' ', '.')}@example.com", name=name)


def person(name: str, of: Account | None) -> Person:
    """Enter somebody in the register."""
    return register(records.Person("person", (records.Name(name),)), of)


def office(name: str, party: str, *held: str, until: date | None = None) -> tuple[Office, list[Role]]:
    """Make an office with a post of each of these roles."""
    made = Office.objects.create(name=name, parties=[party])
    roles = []
    for one in held:
        its = account(f"{one} of {name}")
        Post.objects.create(account=its, office=made, role=one, since=SINCE, until=until)
        roles.append(role(f"{one} of {name}", its))
    return made, roles


def case(of: Office, worker: Person, employer: Person) -> Case:
    """File a case and give it to an office."""
    its = law()
    by = Author("employer", "employer", "portal")
    joined = (Joined("worker", worker.id), Joined("employer", employer.id))
    given = ((verbs.ASSIGNS, "", Said(assignment=Assignment(of.name))),)
    filing = Filing(its, opening(its, FILED, filed_in_person=False), by, worker.id, joined, Said(), given)
    done = actions.file(filing, Hand(FILED))
    return Case.objects.get(pk__in=[case.pk for case in Case.objects.all() if case.pk.bytes == done.file.id])


@world("cases.read", "cases.act", "cases.follow", "cases.work", "cases.handle", "cases.assign", "cases.inspect")
def cases() -> World:
    """Fill the database."""
    store.SHELF.clear()
    north, of_north = office("north", "permit authority", *Post.Role.values)
    south, of_south = office("south", "permit authority of the south", Post.Role.OFFICER, Post.Role.SUPERVISOR)
    _, of_labour = office("labour", "labour office", Post.Role.OFFICER, Post.Role.INSPECTOR)
    _, former = office("former", "permit authority", Post.Role.OFFICER, until=ENDED)
    amina, ben, firm, lawyer = (account(name) for name in ("amina", "ben", "firm", "lawyer"))
    workers = [person("Amina", amina), person("Ben", ben)]
    employer = person("Firm", firm)
    first, second = case(north, workers[0], employer), case(south, workers[1], employer)
    asked, erased = case(south, workers[1], employer), case(north, workers[0], employer)
    Asked.objects.create(case=asked, party="labour office", open=True)
    Asked.objects.create(case=second, party="labour office", open=False)
    for its, until in ((second, None), (first, ENDED)):
        power = {"party": "worker", "person": person("Lawyer", lawyer).id, "scope": "both", "until": until}
        its.participants.create(represents=its.participants.get(party="worker").person, **power)
    Case.objects.filter(pk=erased.pk).update(erased=True)
    people = [role("amina", amina), role("ben", ben), role("firm", firm), role("lawyer", lawyer)]
    others = [role("stranger"), role("somebody", account("somebody")), holder("holder", first.number)]
    roles = [*of_north, *of_south, *of_labour, *former, *people, *others]
    return World(roles, [first, second, asked, erased])
