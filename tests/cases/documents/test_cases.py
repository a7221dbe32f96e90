"""Documents of cases as they ran: the decision that was signed, and the whole file with its links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from safeconduct.cases import verbs
from safeconduct.cases.documents.sources import words
from safeconduct.cases.said import Paper, Proposal, Said
from safeconduct.cases.web import actions, documents
from safeconduct.cases.web.models import Case, Office
from tests.cases.documents.conformance import faults
from tests.cases.documents.making import text_of
from tests.cases.web.making import FILED, OFFICER, SECOND, WORKER, Hand, acted, filed

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
REASONS = "You did not show #import where you will live."


def refused() -> actions.Done:
    """A case that was refused by two officials."""
    clock = Hand(FILED)
    done = filed(clock)
    done = acted(done, clock, OFFICER, "does", "wait for the applicant", date(2027, 1, 12))
    done = acted(done, clock, WORKER, "does", "appear in person", date(2027, 1, 13))
    done = acted(done, clock, OFFICER, "does", "confirm the file is complete", date(2027, 1, 18))
    done = acted(done, clock, OFFICER, "answers", "no threat", date(2027, 2, 1), by="police")
    done = acted(done, clock, OFFICER, "answers", "local candidate found", date(2027, 2, 8), by="labour office")
    said = Said(proposal=Proposal("p1", "does", "refuse"), reasons=REASONS)
    done = acted(done, clock, OFFICER, verbs.PROPOSES, "p1", date(2027, 3, 25), said=said)
    return actions.sign(done.file.id, done.file.version, "p1", SECOND, clock)


def its_case() -> Case:
    """The case, at an office whose language is Czech."""
    case = Case.objects.get()
    case.office = Office.objects.create(name="Office of Brno", address="Street 1\nBrno", language="cs")
    case.save()
    return case


def test_a_signed_refusal_is_printed_with_reasons_remedy_and_two_signatures() -> None:
    done, case = refused(), its_case()
    line = next(
        li
        for li in done.file.lines
        if li.verb == "does" and li.what == "refuse" and documents.is_printed(done.file, li)
    )
    made = documents.decision(case, done.file, line)
    said = text_of(made)
    assert faults(made) == []
    for part in (
        "Office of Brno Street 1 Brno",
        case.number,
        REASONS,
        words("cs")["where"],
        words("cs")["from-service"],
    ):
        assert part in said
    assert said.count("for the office") + said.count("za úřad") == 2


def test_the_whole_file_has_every_entry_and_says_what_is_missing() -> None:
    done, case = refused(), its_case()
    paper = Paper("f" * 32, "Contract", "pdf", 100, "0" * 64, pages=1)
    *others, last = done.file.lines
    lines = (*others, last._replace(said=replace_papers(last.words, paper)))
    made = documents.whole_file(case, replace(done.file, lines=lines))
    said = text_of(made)
    assert faults(made) == []
    assert all(line.link.hex() in said for line in done.file.lines)
    assert words("cs")["shown-absent"] in said


def replace_papers(said: Said, paper: Paper) -> Said:
    """What was said, with a paper."""
    return msgspec.structs.replace(said, papers=(paper,))
