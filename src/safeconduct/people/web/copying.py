"""What stands beside somebody's record, in plain values: for the copy of their data that the law gives them.

Others are named as on the person's own page, never by their numbers (Regulation (EU) 2016/679, Article 15(4)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import msgspec

from safeconduct.people import functioning
from safeconduct.people.web import households, registry
from safeconduct.people.web.models import Membership, Person, Representation

_NUMBERS = frozenset({"head", "representative"})


_PARTS: dict[str, Callable[[Person, date], Any]] = {}


def register_part(name: str, told: Callable[[Person, date], Any]) -> None:
    """Add what another room keeps beside a record; called by its AppConfig."""
    _PARTS[name] = told


def beside(person: Person, on: date) -> dict[str, Any]:
    """Households, who represents whom, consents, answers about functioning, what was done, and parts of other rooms."""
    return {
        "households": list(_households(person, on)),
        "represented by": [_power(row, row.representative_id) for row in person.representations.order_by("pk")],
        "represents": [_power(row, row.represented_id) for row in person.mandates.order_by("pk")],
        "consents": [msgspec.to_builtins(one) for one in registry.consents_of(person).values()],
        "answers about difficulties in daily life": [_answers(one) for one in registry.assessments_of(person)],
        "done in the register": list(_done(person)),
        **{name: told(person, on) for name, told in _PARTS.items()},
    }


def _households(person: Person, on: date) -> Iterator[dict[str, Any]]:
    """Every household of theirs; who lives with them today is named, who did is not."""
    for row in Membership.objects.filter(person=person).order_by("since", "pk"):
        whole = households.all_of(row.household_id)
        now = [one for one in whole.on(on) if one.person != person.pk] if row.until is None or on <= row.until else []
        called = registry.called(one.person for one in now)
        yield {
            "relationship to the head": row.relationship,
            "since": row.since.isoformat(),
            "until": row.until.isoformat() if row.until else "",
            "who lives there today": [
                {"called": called.get(one.person, ""), "relationship to the head": one.relationship} for one in now
            ],
        }


def _power(row: Representation, other: str) -> dict[str, Any]:
    return {
        "called": registry.called([other]).get(other, ""),
        "kind": row.kind,
        "scope": row.scope,
        "in": "one case" if row.case else "all cases",
        "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else "",
        "revoked": row.revoked.isoformat() if row.revoked else "",
        "proof": row.proof,
    }


def _answers(said: functioning.Assessment) -> dict[str, Any]:
    """Each question as it was asked, with the answer in words."""
    its = functioning.question_set(said.questions)
    told = {name: _in_words(its, name, answer) for name, answer in said.answers.items()}
    return {"questions": said.questions, "on": said.on.isoformat(), "answered by": said.by, "answers": told}


def _in_words(its: functioning.QuestionSet, name: str, answer: str) -> dict[str, str]:
    question = its.questions[name]
    words = its.scales[question.scale].answers.get(answer, {"en": answer})
    return {"question": question.text["en"], "answer": words["en"]}


def _done(person: Person) -> Iterator[dict[str, Any]]:
    for line in reversed(registry.history_of(person)):
        told: dict[str, Any] = {"at": line.at.isoformat(), "by": line.role, "act": line.verb}
        if line.told is None:
            yield told | {"content withheld because": "the key of this content was destroyed"}
            continue
        changes = [msgspec.to_builtins(change) for change in line.told.changes]
        about = {name: value for name, value in line.told.about.items() if name not in _NUMBERS}
        yield told | {"why": line.told.why, "changes": changes, "about": about}
