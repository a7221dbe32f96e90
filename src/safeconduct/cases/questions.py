"""What is asked of somebody who files, one thing a page: made of the procedure itself, so that a new law needs no form.

Nothing is asked that the procedure does not name. Who does not know may say so: doubt then goes the way the law says.
Who has no paper yet may say that too: the office asks for it later, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from safeconduct.procedures.model import Procedure

Kind = Literal["person", "organisation", "circumstance", "number", "text", "paper", "representative"]

YES, NO, UNSURE = "yes", "no", "unsure"
LATER, OR_ELSE = "later", "or else"
SHOWN = "shown"
"""The answer of a proof that was shown from a wallet."""
MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Question:
    """One page: its place in the address, its kind, and the name of the procedure that it is about."""

    key: str
    kind: Kind
    name: str = ""
    optional: bool = False


def questions(procedure: Procedure, party: str) -> tuple[Question, ...]:
    """Everything that is asked when ``party`` files, in order."""
    return tuple(_questions(procedure, party))


def _questions(procedure: Procedure, party: str) -> Iterator[Question]:
    yield from _who(procedure, party)
    for at, name in enumerate(procedure.people):
        yield Question(f"how-many-{at}", "number", name)
    for at, name in enumerate(procedure.circumstances):
        yield Question(f"circumstance-{at}", "circumstance", name)
    for at, (name, datum) in enumerate(procedure.data.items()):
        if datum.by in (party, procedure.person) and datum.given_for != "protection":
            yield Question(f"datum-{at}", "text", name, optional=True)
    for at, name in enumerate(procedure.evidence):
        yield Question(f"paper-{at}", "paper", name)
    if party == procedure.person and any(p.represents == party for p in procedure.parties.values()):
        yield Question("representative", "representative", optional=True)


def _who(procedure: Procedure, party: str) -> Iterator[Question]:
    known = procedure.parties.get(party)
    if known is not None and party != procedure.person and not known.represents:
        yield Question("filer", "organisation", party)
    yield Question("person", "person", procedure.person)
    if "employer" in procedure.parties and party != "employer":
        yield Question("employer", "organisation", "employer")


def question_at(found: tuple[Question, ...], key: str) -> Question | None:
    """The question of an address."""
    return next((q for q in found if q.key == key), None)


def after(found: tuple[Question, ...], key: str) -> Question | None:
    """The question that follows, None after the last."""
    at = [q.key for q in found].index(key)
    return found[at + 1] if at + 1 < len(found) else None


def before(found: tuple[Question, ...], key: str) -> Question | None:
    """The question before, None at the first."""
    at = [q.key for q in found].index(key)
    return found[at - 1] if at else None


def unanswered(found: tuple[Question, ...], answers: Mapping[str, str]) -> tuple[Question, ...]:
    """What still must be answered before sending."""
    return tuple(q for q in found if not q.optional and not answers.get(q.key))


def circumstances(procedure: Procedure, found: tuple[Question, ...], answers: Mapping[str, str]) -> dict[str, bool]:
    """What was said of each circumstance; where somebody is unsure nothing is said, and the law decides the doubt."""
    said = {q.name: answers.get(q.key, UNSURE) for q in found if q.kind == "circumstance"}
    return {
        name: answer == YES for name, answer in said.items() if answer in (YES, NO) and name in procedure.circumstances
    }


def people(found: tuple[Question, ...], answers: Mapping[str, str]) -> dict[str, int]:
    """How many stand in the case, of each group."""
    counted = {q.name: answers.get(q.key, "") for q in found if q.kind == "number"}
    return {name: int(number) for name, number in counted.items() if number.isdecimal()}


def is_number(text: str) -> bool:
    """Whether this is a number of people that a case can hold."""
    return text.isdecimal() and 0 <= int(text) <= MOST_PEOPLE
