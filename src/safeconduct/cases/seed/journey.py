"""The journey by which the whole is tried, as data: two cases of January 2027 and what must be so on which morning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from msgspec import field

from safeconduct.cases.said import Assignment, Power, Said, Service
from safeconduct.cases.seed.model import Event, Paper, Person, Script, World
from safeconduct.cases.seed.people import load_lists, office_of
from safeconduct.cases.seed.reading import Part, content
from safeconduct.cases.seed.telling import DESK
from safeconduct.cases.verbs import ASSIGNS, EMPOWERS, OPENS
from safeconduct.procedures.brought_forward import sizes_of, true_of
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Procedure
from safeconduct.procedures.state import Opening

PROCEDURE = "cz/employee-card"
_PURPOSE = "migration"
_POWER = "power of attorney"


class Expected(Part, frozen=True):
    """What must be so on a morning: the stage, last days that run, what stands still, and the sum of the decision."""

    on: date
    stage: str
    due: dict[str, date] = field(default_factory=dict)
    suspended: list[str] = field(default_factory=list)
    sum: str = ""


class _Person(Part, frozen=True):
    key: str
    written: tuple[str, str]
    latin: tuple[str, str]
    script: str
    nationality: str
    languages: tuple[str, ...]
    born: date
    sex: str
    address: str
    email: str = ""
    phone: str = ""


class _Paper(Part, frozen=True):
    title: str
    evidence: str
    form: str


class _Event(Part, frozen=True):
    on: date
    verb: str
    what: str = ""
    by: str = ""
    actor: str = ""
    source: str = DESK
    typed_by: str = ""
    second: str = ""
    text: str = ""
    reasons: str = ""
    grounds: tuple[str, ...] = ()
    translation: str = ""
    proof: str = ""
    official: str = ""
    papers: list[_Paper] = field(default_factory=list)


class _Filing(Part, frozen=True):
    by: str
    actor: str
    source: str
    typed_by: str
    occupation: str


class _Case(Part, frozen=True):
    key: str
    title: str
    person: str
    filed: date
    circumstances: dict[str, bool]
    filing: _Filing
    papers: list[_Paper]
    events: list[_Event]
    expect: list[Expected]


class _File(Part, frozen=True):
    today: date
    people: list[_Person]
    employer: str
    lawyer: str
    office: str
    cases: list[_Case]


@dataclass(frozen=True, slots=True)
class Journey:
    """Both cases with everybody in them, and what must be so, by the key of the case."""

    world: World
    expected: dict[str, tuple[Expected, ...]]


def journey(library: Library | None = None) -> Journey:
    """Read the journey; its acts are held by tests to be those that the law offers."""
    file, lists = content("journey", _File), load_lists()
    procedure = (library or Library.default()).load(PROCEDURE)
    offices = (office_of(o, (PROCEDURE,) if o.key == file.office else ()) for o in lists.offices)
    scripts = tuple(_Telling(file, case).script(procedure.identity, _opening(case, procedure)) for case in file.cases)
    parties = {e.by for s in scripts for e in s.events} - {"permit authority"}
    world = World(
        file.today,
        tuple(o for o in offices if o.procedures or parties & set(o.parties)),
        tuple(e for e, _ in lists.employers if e.key == file.employer),
        tuple(a for a, _ in lists.lawyers if a.key == file.lawyer),
        tuple(_person(p) for p in file.people),
        scripts,
    )
    return Journey(world, {case.key: tuple(case.expect) for case in file.cases})


def _opening(case: _Case, procedure: Procedure) -> Opening:
    return Opening(case.filed, true_of(procedure, case.circumstances), sizes_of(procedure, {}))


def _person(p: _Person) -> Person:
    given, family = zip(p.written, p.latin, strict=True)
    return Person(
        key=p.key,
        written=" ".join(p.written),
        latin=" ".join(p.latin),
        given=given,
        family=family,
        script=p.script,
        nationality=p.nationality,
        languages=p.languages,
        born=p.born,
        sex=p.sex,
        address=p.address,
        email=p.email,
        phone=p.phone,
    )


class _Telling:
    """Tells one case of the file."""

    def __init__(self, file: _File, case: _Case) -> None:
        self.file, self.case = file, case

    def script(self, identity: str, opening: Opening) -> Script:
        """The case as a script."""
        case, filing = self.case, self.case.filing
        opens = Event(
            case.filed,
            OPENS,
            "",
            filing.by,
            filing.actor,
            filing.source,
            said=Said(answers={"occupation": filing.occupation}),
            papers=tuple(_paper(p, i) for i, p in enumerate(case.papers)),
            typed_by=filing.typed_by,
        )
        last = case.expect[-1].stage
        return Script(
            key=case.key,
            title=case.title,
            procedure=identity,
            state="CZ",
            purpose=_PURPOSE,
            opening=opening,
            filing=opens,
            participants=(("worker", "", case.person), ("employer", "", self.file.employer)),
            office=self.file.office,
            events=tuple(self._events()),
            stage=last,
            outcome=last if last == "refused" else "",
        )

    def _events(self) -> Iterator[Event]:
        for number, e in enumerate(self.case.events):
            yield Event(
                e.on,
                e.verb,
                e.what,
                e.by,
                e.actor,
                e.source,
                said=self._said(e),
                papers=tuple(_paper(p, 100 * number + i) for i, p in enumerate(e.papers)),
                typed_by=e.typed_by,
                second=e.second,
                language="cs" if e.translation else "en",
                translation=e.translation,
            )

    def _said(self, e: _Event) -> Said:
        if e.verb == ASSIGNS:
            return Said(assignment=Assignment(self.file.office, e.official))
        if e.verb == EMPOWERS:
            return Said(power=Power(self.file.lawyer, self.case.person, _POWER, "both", e.on))
        if e.verb == "sends":
            return Said(service=self._service(e))
        if e.proof:
            return Said(service=Service("", "", proof=e.proof))
        return Said(text=e.text, reasons=e.reasons, grounds=e.grounds)

    def _service(self, e: _Event) -> Service:
        """On the lawyer where the power was shown before, else on the person."""
        shown = any(x.verb == EMPOWERS and x.on <= e.on for x in self.case.events)
        if shown:
            return Service("representative", self.file.lawyer, _POWER, "post with proof")
        return Service("worker", self.case.person, "", "post with proof")


def _paper(p: _Paper, number: int) -> Paper:
    return Paper(p.title, "application/pdf", f"scan-{1000 + number}.pdf", 1, p.evidence, p.form)
