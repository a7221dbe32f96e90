"""People, cases and keys for tests of credentials, made through the same acts as those of the pages."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Assignment, Joined, Said
from safeconduct.cases.web import actions, store
from safeconduct.cases.web.actions import Done, Filing, Order
from safeconduct.cases.web.models import Office
from safeconduct.identity.web import signing
from safeconduct.people.person import Name, Person
from safeconduct.people.web import models
from safeconduct.people.web.actions import register
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.state import Opening
from safeconduct.shell.models import Account
from tests.cases.making import law
from tests.cases.web.making import Hand

WITNESSES, LOSS, CORRECTION = (
    "es/registration-on-two-witnesses",
    "es/loss-and-theft-of-a-document",
    "es/correction-of-an-entry",
)
REGISTRY = "Civil registry of Example"
AMAL = Person(
    "person",
    (Name("Amal Idris", "Amal", "Idris"), Name("أمل إدريس", use="also known as")),
    born="2009-01-01",
    sex="female",
)
START = date(2027, 1, 11)

Act = tuple[date, str, str, str]
TO_REGISTER: tuple[Act, ...] = (
    (date(2027, 1, 13), "civil registrar", "does", "open the file"),
    (date(2027, 1, 13), "civil registrar", "does", "give a certificate that registration is pending"),
    (date(2027, 1, 18), "civil registrar", "does", "hear the first witness"),
    (date(2027, 1, 20), "civil registrar", "does", "hear the second witness"),
    (date(2027, 1, 20), "civil registrar", "does", "establish year and town of the birth"),
    (date(2027, 1, 20), "civil registrar", "does", "search all registers and find no entry"),
    (date(2027, 1, 21), "civil registrar", "does", "hear the child"),
    (date(2027, 1, 22), "civil registrar", "sends", "show the file and invite to be heard"),
    (date(2027, 1, 25), "", "serves", "show the file and invite to be heard"),
    (date(2027, 1, 26), "applicant", "does", "say what there is to say"),
    (date(2027, 1, 29), "public prosecutor", "answers", "no objection"),
    (date(2027, 2, 1), "civil registrar", "sends", "register with year and town"),
)
SERVED: tuple[Act, ...] = ((date(2027, 2, 3), "", "serves", "register with year and town"),)
"""The acts of the worked example `year-and-town` of the procedure."""


def hand() -> Hand:
    """A clock, with a key that has signed since the day before it began."""
    store.SHELF.clear()
    made = Hand(START)
    numbers = count(1)
    signing.begin(made() - timedelta(days=1), lambda n: next(numbers).to_bytes(n))
    return made


def person(record: Person = AMAL, account: Account | None = None) -> models.Person:
    """Somebody in the register."""
    return register(record, account)


def filed(procedure: str, who: models.Person, clock: Hand, on: date = START, **circumstances: bool) -> Done:
    """A case of somebody at the registry."""
    its = law(procedure, "ES", on)
    said = {name.replace("_", " "): so for name, so in circumstances.items()}
    opening = Opening(on, true_of(its.procedure, said), sizes_of(its.procedure, {}))
    by = Author("who files", its.procedure.person, "counter")
    Office.objects.get_or_create(name=REGISTRY, defaults={"parties": ["civil registrar", "documentation office"]})
    given = ((verbs.ASSIGNS, "", Said(assignment=Assignment(REGISTRY))),)
    joined = (Joined(its.procedure.person, who.pk),)
    return actions.file(Filing(its, opening, by, who.pk, joined, Said(), given), clock.to(on))


def play(done: Done, clock: Hand, acts: tuple[Act, ...], **said: str) -> Done:
    """The case after acts."""
    for on, by, verb, what in acts:
        author = Author(f"{by or 'the post'} 1", by, "portal" if by else "post")
        order = Order(done.file.id, None, author, verb, what, on, by, said=Said(**said))  # type: ignore[arg-type]
        done = actions.act(order, clock.to(on))
    return done


def registered(who: models.Person, clock: Hand) -> Done:
    """A birth that was registered on two witnesses, and the decision served."""
    return play(filed(WITNESSES, who, clock, child=True), clock, (*TO_REGISTER, *SERVED))
