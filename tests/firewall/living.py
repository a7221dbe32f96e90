"""``python -m tests.firewall.living FOLDER WORDS``: an instance lives a little, and all it gives out is kept in FOLDER.

The environment names its data folder and its purpose. WORDS is a file of JSON: what people are called, write and hand
in here. Everybody with a part in it follows every link they are shown; pages, exports, answers of the interface, logs
and a backup lie in FOLDER afterwards. Prints by which numbers the instance knows whom.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

NOW = datetime(2027, 1, 12, 10, tzinfo=UTC)
LANGUAGES = ("en", "ar")
SAME_CASE, SAME_PERSON = b"the same case!!!", "5" * 32
"""The identity of a case and of a person that both instances hold, as if one had been copied from the other."""
MOST_PAGES = 150
LEADS = re.compile(r'(?:href|src)="(/[^"#]*)')
LEFT_OUT = re.compile(r"^/(static/|(?:en|ar|fr|cs)/(?:account/|procedures/|compare/|editor/|apply/.+))")
"""Pages made of the files of the library alone, and those of signing in, on which nobody's data stand."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in an instance: names, an address, a message, a note, the name and the content of a paper."""

    person: str
    person_in_arabic: str
    employer: str
    email: str
    message: str
    note: str
    paper: str
    reasons: str
    old_number: str
    procedure: str
    leak: str = ""
    """A marker of another instance that somebody lets slip in here; empty where nobody does."""


def main(folder: Path, words: Words) -> None:
    """Live, and keep what is given out."""
    from safeconduct.cli import data

    data.make_folder(data.data_folder())
    data.start_django()
    data.migrate()
    from django.test.utils import setup_test_environment

    from safeconduct.shell import clock

    setup_test_environment()
    clock.system = lambda: NOW
    logged = logging.FileHandler(folder / "log.txt")
    logging.getLogger().addHandler(logged)
    logging.getLogger().setLevel(logging.DEBUG)
    roles, known = inhabit(words)
    for role in roles:
        keep(folder / "pages" / role.name.replace(" ", "-"), walked(role))
    logged.close()
    print(json.dumps(known))


# ---- life ------------------------------------------------------------------------------------------------------------


def inhabit(words: Words) -> tuple[list[Any], dict[str, list[str]]]:
    """Fill the instance; return who is there, and by which numbers they are known."""
    from safeconduct.cases.web.models import Case, Participant, Post
    from safeconduct.journal.web import sealing
    from safeconduct.people.web.models import Person
    from tests.access.world_cases import account, office
    from tests.access.worlds import holder, role

    _, roles = office("north", "an office", *Post.Role.values)
    mine = account("somebody")
    mine.email = words.email
    mine.save()
    case = filed(words, mine)
    for one in [*acts_of(words, case, roles[0])]:
        one()
    sealing.seal(lambda: NOW)
    people = [role("person", mine), role("nobody"), role("somebody else", account("somebody else"))]
    known = {
        "cases": [str(number) for number in Case.objects.values_list("number", flat=True)],
        "keys": [*Case.objects.values_list("key", flat=True), *Person.objects.values_list("key", flat=True)],
        "authors": sorted({line.who for line in lines_of(case)}),
        "people": [*Participant.objects.exclude(person=SAME_PERSON).values_list("person", flat=True)],
    }
    return [*roles, *people, holder("holder", case.number)], known


def filed(words: Words, mine: Any) -> Any:  # noqa: ANN401 - there are no models before Django is ready
    """A case under the identity that both instances hold, of a person whom both hold."""
    from safeconduct.cases import verbs
    from safeconduct.cases.recording import Author
    from safeconduct.cases.said import Assignment, Joined, Said
    from safeconduct.cases.web import actions
    from safeconduct.cases.web.access import person_number
    from safeconduct.cases.web.actions import Filing
    from safeconduct.cases.web.models import Case, Office
    from safeconduct.people import person as records
    from safeconduct.people.web.actions import register
    from safeconduct.procedures.library import Library
    from tests.cases.making import law
    from tests.cases.web.making import opening

    procedure = Library.default().load(words.procedure)
    its = law(words.procedure, (procedure.calendar.holidays_of or ("CZ",))[0], NOW.date())
    names = (records.Name(words.person), records.Name(words.person_in_arabic, use="transliteration"))
    contact = records.Contact(words.email)
    its_person = register(records.Person("person", names, contact=contact), mine)
    firm = register(records.Person("organisation", (records.Name(words.employer),)), None)
    office = Office.objects.get()
    deciding = next(party.name for party in procedure.parties.values() if party.role == "deciding")
    office.parties = [deciding]
    office.save()
    others = [name for name in procedure.parties if name != procedure.person]
    joined = (Joined(procedure.person, its_person.id), Joined(others[0], firm.id), Joined(others[-1], SAME_PERSON))
    by = Author(person_number(its_person.id), procedure.person, "portal")
    then = ((verbs.ASSIGNS, "", Said(assignment=Assignment(office.name))),)
    said = Said(answers={"about": words.message}, old_number=words.old_number)
    done = actions.file(
        Filing(its, opening(its, NOW.date()), by, its_person.id, joined, said, then, SAME_CASE), lambda: NOW
    )
    return Case.objects.get(pk=done.file.id.hex())


def acts_of(words: Words, case: Any, officer: Any) -> Iterator[Any]:  # noqa: ANN401
    """A message, a paper, a note, a proposal with its reasons."""
    from safeconduct.cases import verbs
    from safeconduct.cases.recording import Author
    from safeconduct.cases.said import Proposal, Said
    from safeconduct.cases.web import actions, notes, store
    from safeconduct.cases.web.actions import Order
    from safeconduct.cases.web.attachments import storing
    from tests.cases.attachments.making import pdf

    person = store.file_of(case.pk.bytes).law.procedure.person

    def act(verb: str, what: str, role: str, said: Said) -> None:
        by = Author(f"number of {role}", role, "portal")
        actions.act(Order(case.pk.bytes, None, by, verb, what, NOW.date(), said=said), lambda: NOW)

    def hand_in() -> None:
        data = pdf(1, title=words.paper)
        kept = storing.store([data], f"{words.paper}.pdf", case.pk.bytes, case.key, clock=lambda: NOW)
        act(verbs.ADDS_PAPERS, "", person, Said(papers=(kept.paper(words.paper, "", ""),), text=words.message))

    def propose() -> None:
        said = Said(proposal=Proposal("p", "does", "refuse"), reasons=words.reasons)
        act(verbs.PROPOSES, "p", store.file_of(case.pk.bytes).case.procedure.person, said)

    yield lambda: act(verbs.WRITES, "m", person, Said(text=words.message))
    yield hand_in
    yield propose
    yield lambda: notes.keep(case, officer.who, words.note, NOW)
    if words.leak:
        yield lambda: leak(words.leak, case)


def leak(marker: str, case: Any) -> None:  # noqa: ANN401
    """Let a marker slip into whatever a careless hand could: a row, a log, the folder of the papers."""
    from django.conf import settings

    case.holder = marker[:80]
    case.save(update_fields=["holder"])
    logging.getLogger("careless").error("Looked for %s", marker)
    (Path(settings.DATA) / "papers").mkdir(exist_ok=True)
    (Path(settings.DATA) / "papers" / "careless.txt").write_text(marker, encoding="utf-8")


def lines_of(case: Any) -> list[Any]:  # noqa: ANN401
    """The entries of a case."""
    from safeconduct.cases.web import store

    return list(store.file_of(case.pk.bytes).lines)


# ---- walking ---------------------------------------------------------------------------------------------------------


def walked(role: Any) -> Iterator[tuple[str, bytes]]:  # noqa: ANN401
    """Every page that somebody is led to, with what the interface answers to them."""
    waiting, seen = [*(f"/{language}/" for language in LANGUAGES), *interface(role)], set[str]()
    waiting += [f"/en/{name}/" for name in ("desk", "my", "office", "office/log", "office/payments", "office/absences")]
    waiting += [f"/en/office/cases.{form}" for form in ("csv", "xlsx", "parquet")]
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or LEFT_OUT.match(address):
            continue
        seen.add(address)
        answer = role.client.get(address)
        content = answer.getvalue() if answer.streaming else answer.content
        yield address, f"{answer.status_code} {address}\n{answer.headers}\n".encode()
        yield address, content
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [unescape(link) for link in LEADS.findall(content.decode())]
        if "Location" in answer.headers:
            waiting.append(answer.headers["Location"])


def interface(role: Any) -> Iterator[str]:  # noqa: ANN401
    """Addresses of the interface that only read, with the parts that exist here."""
    from safeconduct.cases.web.models import Case

    described = role.client.get("/api/v1/openapi.json").json()
    for path, operations in described["paths"].items():
        if "get" in operations:
            for number in Case.objects.values_list("number", flat=True):
                for form in ("csv", "xlsx", "parquet") if "{form}" in path else ("",):
                    address = path.replace("{number}", number).replace("{entry}", "1").replace("{form}", form)
                    if "{" not in address:
                        yield address


def keep(folder: Path, given: Iterator[tuple[str, bytes]]) -> None:
    """Keep what was answered, each in a file that is named by its place in the walk."""
    folder.mkdir(parents=True)
    for place, (_, content) in enumerate(given):
        (folder / f"{place:04}").write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Words(**json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))))
