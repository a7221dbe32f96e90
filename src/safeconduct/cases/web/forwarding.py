"""Brings a case forward that began on paper or in another system: where it stands, and when its limits began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from safeconduct.cases.recording import Author
from safeconduct.cases.said import Joined, Said
from safeconduct.cases.web import actions, filing
from safeconduct.cases.web.access import WORKING, account_number, posts
from safeconduct.cases.web.actions import Done, Filing
from safeconduct.cases.web.models import Case, Office
from safeconduct.cases.web.old_numbers import hash_of
from safeconduct.cases.web.registering import came_with_a_case
from safeconduct.people import person as records
from safeconduct.people.web import registry
from safeconduct.procedures import brought_forward, state
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.state import STAGE_LIMIT, Finding, Start
from safeconduct.shell.access import Principal
from safeconduct.shell.clock import Clock, day_of
from safeconduct.shell.models import Account


@dataclass(frozen=True, slots=True)
class Forward:
    """What is known of a case that began elsewhere; what is not known is left out and never guessed."""

    procedure: Procedure
    office: Office
    stage: str
    old_number: str
    circumstances: Mapping[str, bool]
    people: Mapping[str, int]
    starts: tuple[Start, ...]
    findings: tuple[Finding, ...]
    registered: tuple[tuple[str, records.Person], ...]
    """Each party with its record; the one whom the case is about first."""
    known: Mapping[str, str] = field(default_factory=dict)
    """For parties who are in the register already, as an officer chose: their numbers."""


class HereAlready(ValueError):
    """A case with this number in the earlier system is here already."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(f"This earlier number is that of case {number}.")


def office_for(who: Principal, procedure: str) -> Office | None:
    """The office of the reader that takes cases of a procedure."""
    return next((p.office for p in posts(who, *WORKING) if procedure in p.office.procedures), None)


def stages(procedure: Procedure) -> list[str]:
    """Where a case may stand that is brought forward: stages, waiting for service, and remedies."""
    named = [s.name for s in procedure.stages.values() if not s.outcome]
    hidden = [f"service of {s.name}" for s in procedure.steps if s.is_served and s.to]
    for remedy in procedure.remedies.values():
        about = [str(event) for event in remedy.against]
        hidden += [f"time for {remedy.name} against {a}" for a in about] + [f"{remedy.name} against {a}" for a in about]
    return [name for name in dict.fromkeys([*named, *hidden]) if brought_forward.standing_named(procedure, name)]


def limits(procedure: Procedure) -> list[str]:
    """What may have begun to run: the time for the stage, the limits, the questions to others."""
    return [STAGE_LIMIT, *procedure.limits, *procedure.opinions]


def findings(procedure: Procedure) -> list[str]:
    """What may be established already. Where several people stand in a case it is entered later, for each of them."""
    if procedure.people:
        return []
    made = [answer for o in procedure.opinions.values() for answer in o.answers]
    return list(dict.fromkeys([*made, *(s.finds for s in procedure.steps if s.finds)]))


def begun(its: Forward, on: date) -> state.Case:
    """The case as it would stand, so that its intervals can be shown before anything is written.

    Raises:
        ValueError: something does not fit the procedure; says what.

    """
    law = filing.law_for(its.procedure, its.office.state, on)
    return brought_forward.begin(law.procedure, law.charter, law.calendar, _opening(its, on))


def bring(its: Forward, who: Principal, clock: Clock) -> Done:
    """Register those of its people who are new, and begin the case, all of it or nothing.

    Raises:
        HereAlready: its number is known.
        ValueError: as :func:`begun`.

    """
    on = day_of(clock())
    check_number(its)
    with transaction.atomic():
        law, account = filing.law_for(its.procedure, its.office.state, on), who.account
        joined = tuple(_joined(its, account, clock))
        number = account_number(account.pk) if account is not None else ""
        by = Author(number, _deciding(its.procedure), "another system")
        said = Said(old_number=its.old_number)
        then = filing.assigned(its.office)
        return actions.file(Filing(law, _opening(its, on), by, joined[0].person, joined, said, then), clock)


def check_number(its: Forward) -> None:
    """Refuse a case that is here already.

    Raises:
        HereAlready: its number in the earlier system is known.

    """
    known = Case.objects.filter(old_number=hash_of(its.old_number)).first() if its.old_number else None
    if known is not None:
        raise HereAlready(known.number)


def _joined(its: Forward, account: Account | None, clock: Clock) -> Iterator[Joined]:
    """Everybody with their number; those who are new are entered in the register by the officer."""
    if account is None:
        raise PermissionDenied
    new = [(party, record) for party, record in its.registered if not its.known.get(party)]
    by = came_with_a_case(account, "office", "another system")
    made = registry.enter_all([(record, None) for _, record in new], by, clock)
    numbers = {party: row.pk for (party, _), row in zip(new, made, strict=True)}
    for party, _record in its.registered:
        yield Joined(party, its.known.get(party) or numbers[party])


def _deciding(procedure: Procedure) -> str:
    return next(p.name for p in procedure.parties.values() if p.role == "deciding")


def _opening(its: Forward, on: date) -> state.Opening:
    return state.Opening(
        on,
        brought_forward.true_of(its.procedure, its.circumstances),
        brought_forward.sizes_of(its.procedure, its.people),
        its.stage,
        its.findings,
        its.starts,
    )
