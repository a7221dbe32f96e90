"""What a case has yet to confer, and on whom: a wallet can wait for it from the day of the application on."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.cases.web import law
from safeconduct.cases.web.access import Part
from safeconduct.cases.web.models import Case
from safeconduct.identity.kinds import CARD, events, kinds
from safeconduct.identity.web.models import Credential


def kinds_of(case: Case) -> list[str]:
    """The kinds that a case may confer and has not, in a format that wallets hold; none where it has ended."""
    if case.closed:
        return []
    named = {
        kind
        for (procedure, _), changes in events().items()
        for kind, change in changes
        if procedure == case.procedure and change.does == "confers"
    }
    given = set(Credential.objects.filter(case=case).values_list("kind", flat=True)) if named else set()
    return [code for code, kind in kinds().kinds.items() if code in named - given and set(kind.formats) - {CARD}]


def person_of(case: Case, held: Sequence[Part]) -> str:
    """Whom the case is about, among those for whom somebody acts; empty where it is none of them."""
    party = law.shown(f"{case.procedure}@{case.version}").procedure.person
    return next((part.represents or part.person for part in held if part.person and part.party == party), "")
