"""The record of processing activities (GDPR Article 30(1)), made from the files that the instance runs on.

Nobody writes it beside the software, so it cannot say something else than what is kept: each procedure gives an
activity with its data, parties and laws; the fields of people and the schedule of retention give theirs. A field
without a purpose or a retention is refused with file and line, and so is a recipient abroad that no procedure knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from safeconduct.cases.controller import Controller, NotARecord, Transfer
from safeconduct.cases.retention import Category, Schedule
from safeconduct.people.fields import Field, Register
from safeconduct.procedures.model import Charter, Place, Procedure
from safeconduct.procedures.period_files import read_part

MEASURES = "processing/measures.yaml"
FILE, PAPERS, REQUESTS = "file of a case", "papers of a case", "requests about data"
"""The categories of the schedule by which everything is kept that a procedure asks for."""
SENSITIVE = ("health", "protection")
"""Purposes of the charter whose data are special (Article 9) or endanger somebody when they are known."""
COLUMNS = (
    "activity",
    "purpose",
    "legal basis",
    "data",
    "special",
    "of whom",
    "recipients",
    "transfers",
    "kept",
    "source",
)


@dataclass(frozen=True, slots=True)
class Datum:
    """One category of personal data: why, on what basis, who receives it, how long it is kept; where that stands."""

    name: str
    purpose: str
    basis: str
    of_whom: str
    kept: str
    source: str
    recipients: tuple[str, ...] = ()
    special: bool = False
    called: tuple[str, str] = ("", "")
    """The section and key of the procedure that name it, from which its words in other languages come."""
    forms: tuple[str, ...] = ()
    """The forms in which a proof is accepted."""
    laws: tuple[str, ...] = ()
    """The citations of the procedure on which it rests."""
    category: str = ""
    """The category of the schedule by which it is kept."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity: its purposes, whose data, to whom they go, and where they are transferred."""

    name: str
    data: tuple[Datum, ...]
    transfers: tuple[Transfer, ...] = ()
    procedure: str = ""
    """The id of the procedure that it runs, empty for what stands beside procedures."""

    @property
    def purposes(self) -> tuple[str, ...]:
        """Each purpose once, in the order of the data (Article 30(1)(b))."""
        return tuple(dict.fromkeys(d.purpose for d in self.data))

    @property
    def recipients(self) -> tuple[str, ...]:
        """Each recipient once (Article 30(1)(d))."""
        return tuple(dict.fromkeys(r for d in self.data for r in d.recipients))


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record, with the texts that it was made from: a changed file gives another record."""

    controller: Controller
    activities: tuple[Activity, ...]
    measures: tuple[str, ...]
    made_from: tuple[str, ...]


def record(
    controller: Controller,
    procedures: Sequence[Procedure],
    charter: Charter,
    people: Register,
    plan: Schedule,
) -> Record:
    """Make the record.

    Raises:
        NotARecord: a datum has no purpose or no retention, or a transfer names nobody who receives anything.

    """
    for transfer in controller.transfers:
        _goes_somewhere(transfer, procedures)
    found = [_of_procedure(p, charter, plan, controller.transfers) for p in procedures]
    found += [Activity(f"register of people: {group}", tuple(d)) for group, d in _of_people(people)]
    found.append(Activity("running the instance", tuple(_of_category(c) for c in plan.categories.values())))
    made_from = [f"{p.identity} {p.hash}" for p in procedures]
    made_from += [f"charter {charter.version} {charter.hash}", f"retention {plan.version}", "people/fields.yaml"]
    return Record(controller, tuple(a for a in found if a.data), measures(), tuple(made_from))


def table(found: Record) -> Iterator[tuple[str, ...]]:
    """The record as rows, the first with the names of the columns: one row for each category of data."""
    yield COLUMNS
    for activity in found.activities:
        for datum in activity.data:
            gone = [t for t in activity.transfers if t.recipient in datum.recipients]
            yield (
                activity.name,
                datum.purpose,
                datum.basis,
                datum.name,
                "yes" if datum.special else "no",
                datum.of_whom,
                "; ".join(datum.recipients),
                "; ".join(str(transfer) for transfer in gone),
                datum.kept,
                datum.source,
            )


def recipients(procedure: Procedure, datum: str) -> tuple[str, ...]:
    """Who comes to hold a datum: from the start, or because a step sends it. The person is no recipient."""
    held = procedure.data[datum].held_by if datum in procedure.data else ()
    sent = [to for step in procedure.steps for name, to in step.sends if name == datum]
    return tuple(dict.fromkeys(to for to in (*held, *sent) if to != procedure.person))


@cache
def measures() -> tuple[str, ...]:
    """What the software does to keep data safe (Article 30(1)(g))."""
    text = files("safeconduct").joinpath("library", *MEASURES.split("/")).read_text(encoding="utf-8")
    part = read_part(text, f"library/{MEASURES}")
    found = part.value("measures")
    part.end()
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise NotARecord(f"library/{MEASURES}: 'measures' must be a list of sentences. Correct that entry.")
    return tuple(found)


# -- what a procedure processes ----------------------------------------------------------------------------------------


def _of_procedure(procedure: Procedure, charter: Charter, plan: Schedule, transfers: Iterable[Transfer]) -> Activity:
    data = (*_data(procedure, charter, plan), *_evidence(procedure, charter, plan))
    mine = tuple(t for t in transfers if t.procedure == procedure.id)
    return Activity(f"procedure: {procedure.title} ({procedure.id})", data, mine, procedure.id)


def _data(procedure: Procedure, charter: Charter, plan: Schedule) -> Iterator[Datum]:
    for name, datum in procedure.data.items():
        _has_purpose(name, datum.given_for, datum.place, charter)
        laws, category = _laws_of(procedure, name), _category(procedure, FILE)
        yield Datum(
            name,
            datum.given_for,
            "; ".join(_titled(procedure, law) for law in laws),
            datum.by,
            _kept(plan, category, datum.place),
            str(datum.place),
            recipients(procedure, name),
            datum.given_for in SENSITIVE,
            ("data", name),
            laws=laws,
            category=category,
        )


def _evidence(procedure: Procedure, charter: Charter, plan: Schedule) -> Iterator[Datum]:
    deciding = tuple(p.name for p in procedure.parties.values() if p.role == "deciding")
    for name, proof in procedure.evidence.items():
        _has_purpose(name, proof.purpose, proof.place, charter)
        category = _category(procedure, PAPERS)
        yield Datum(
            f"{name}: {', '.join(proof.accepted)}",
            proof.purpose,
            _titled(procedure, proof.asked_by),
            procedure.person,
            _kept(plan, category, proof.place),
            str(proof.place),
            deciding,
            proof.purpose in SENSITIVE,
            ("evidence", name),
            tuple(proof.accepted),
            (proof.asked_by,),
            category,
        )


def _has_purpose(name: str, purpose: str, place: Place, charter: Charter) -> None:
    if not purpose:
        raise NotARecord(f"{place}: '{name}' has no purpose. Say for what it is used, or do not ask for it.")
    if purpose not in charter.purposes:
        known = ", ".join(charter.purposes)
        raise NotARecord(f"{place}: '{name}' is for '{purpose}', which is no purpose of the charter ({known}).")


def _category(procedure: Procedure, usual: str) -> str:
    """Requests about data are procedures in which nobody has another purpose than to review."""
    return REQUESTS if {p for party in procedure.parties.values() for p in party.purposes} == {"review"} else usual


def _kept(plan: Schedule, category: str, place: Place) -> str:
    found = plan.categories.get(category)
    if found is None:
        raise NotARecord(
            f"{place}: nothing says how long this is kept. Write '{category}' into library/retention.yaml."
        )
    return _told(found)


def _told(category: Category) -> str:
    return f"{category.kept} from: {category.starts_with}; then {category.at_the_end}"


def _laws_of(procedure: Procedure, datum: str) -> tuple[str, ...]:
    """The laws of the steps that send the datum; where none does, those that the procedure itself rests on."""
    laws = [step.law for step in procedure.steps if any(name == datum for name, _ in step.sends)]
    return tuple(dict.fromkeys(laws)) or tuple(k for k, s in procedure.sources.items() if not s.own_promise)


def _titled(procedure: Procedure, law: str) -> str:
    key = next((k for k in sorted(procedure.sources, key=len, reverse=True) if law == k or law.startswith(f"{k} ")), "")
    return f"{procedure.sources[key].title}{law.removeprefix(key)}" if key else law


# -- what stands beside procedures -------------------------------------------------------------------------------------


def _of_people(people: Register) -> Iterator[tuple[str, list[Datum]]]:
    for group, kept in people.groups().items():
        yield group, [_of_field(people, group, name, field) for name, field in kept.items()]


def _of_field(people: Register, group: str, name: str, field: Field) -> Datum:
    kept = people.retention[field.retention]
    return Datum(
        name,
        field.purpose,
        people.bases[field.basis].law,
        group,
        f"{kept.length} from: {kept.start}; then {kept.ends_by}",
        f"people/fields.yaml: {group}.{name}",
        special=field.special,
    )


def _of_category(category: Category) -> Datum:
    return Datum(
        f"{category.name}: {category.holds}",
        category.purpose,
        category.basis,
        ", ".join(category.of),
        _told(category),
        f"retention.yaml: {category.name}",
    )


# -- transfers ------------------------------------------------------------------------------------------------------


def _goes_somewhere(transfer: Transfer, procedures: Sequence[Procedure]) -> None:
    mine = [p for p in procedures if p.id == transfer.procedure]
    if not mine:
        raise NotARecord(f"{transfer.place}: this instance runs no procedure '{transfer.procedure}'.")
    known = {who for p in mine for name in p.data for who in recipients(p, name)}
    if transfer.recipient not in known:
        told = ", ".join(sorted(known)) or "nobody"
        raise NotARecord(
            f"{transfer.place}: '{transfer.recipient}' receives nothing in {transfer.procedure}: {told} do."
        )
