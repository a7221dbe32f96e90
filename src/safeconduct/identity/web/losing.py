"""Loss and theft: what a person reports is suspended on their word, at once, and the procedure for a new one begins.

A suspension can be undone if the document is found, so it needs no proof and no reason beyond the word of whom it
belongs to. Where no office here takes such cases, the office that conferred it decides.
"""

from __future__ import annotations

from django.db import transaction

from safeconduct.cases.recording import Author
from safeconduct.cases.said import Joined, Said
from safeconduct.cases.web import actions as cases
from safeconduct.cases.web.access import person_number
from safeconduct.cases.web.actions import Filing
from safeconduct.cases.web.filing import assigned, case_number_of, law_for, office_for
from safeconduct.cases.web.models import Case
from safeconduct.identity.acts import VALID, Told
from safeconduct.identity.kinds import kinds
from safeconduct.identity.web import actions
from safeconduct.identity.web.models import Credential
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.library import Library
from safeconduct.procedures.state import Opening
from safeconduct.shell.clock import Clock, day_of


def report(credential: Credential, account: str, clock: Clock, source: str = "portal") -> str:
    """Note that its holder lost it, or that it was stolen; return the number of the case that began, or nothing.

    ``account`` is what happened, in the holder's words; it goes to nobody else.
    """
    with transaction.atomic():
        case = _filed(credential, account, clock, source)
        if credential.state == VALID:
            author = Author(person_number(credential.person_id), "holder", source)
            actions.suspend(credential, Told(account), author, clock, case.pk if case else None)
    return case.number if case else ""


def _filed(credential: Credential, account: str, clock: Clock, source: str) -> Case | None:
    procedure = kinds().kinds[credential.kind].lost
    office = office_for(procedure) if procedure else None
    if office is None:
        return None
    published, on = Library.default().load(procedure), day_of(clock())
    opening = Opening(on, true_of(published, {}), sizes_of(published, {}))
    author = Author(person_number(credential.person_id), published.person, source)
    joined = (Joined(published.person, credential.person_id),)
    law = law_for(published, office.state, on)
    filing = Filing(law, opening, author, credential.person_id, joined, Said(text=account), assigned(office))
    case = Case.objects.get(number=case_number_of(cases.file(filing, clock)))
    actions.concern(case.pk, credential)
    return case
