"""The facts that a credential may say: a closed list, each taken from the register of people, the case or the kind.

What is not known is left out and never guessed. A date of birth is as long as it is known: the year alone where the
act that conferred the credential established no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from safeconduct.people import born
from safeconduct.people.document import Document
from safeconduct.people.names import script_of
from safeconduct.people.person import UNKNOWN, Name, Person
from safeconduct.people.representation import Representation

SEXES = {"female": "F", "male": "M", "unspecified": "X"}
YEAR = 4
QUALIFYING = "school-certificate"


@dataclass(frozen=True, slots=True)
class Source:
    """All that facts are taken from.

    ``kind`` and ``number`` are printed on the document, ``authority`` is the name of the office that conferred it,
    ``act`` the act that did, ``only_year`` whether it established no more than the year of birth. ``guardian`` is the
    name of the guardian in force and ``guardianship`` what the register says of it.
    """

    person: Person
    kind: str
    number: str
    authority: str
    act: str
    conferred: date
    valid_until: date
    legal_identity: bool
    only_year: bool = False
    guardian: str = ""
    guardianship: Representation | None = None


Fact = str | bool | list[dict[str, str]] | None


def _parts(its: Person) -> Name | None:
    return next((name for name in its.names if name.use == "present"), None)


def _other_script(its: Person) -> str:
    """A name in a script that is not Latin, as the bearer writes it."""
    return next((n.whole for n in its.names if n.whole != its.called and script_of(n.whole) != "latin"), "")


def _born(source: Source) -> str:
    """As long as it is known: an office that only registers passes no 1 January on that no document shows."""
    its = source.person
    short = source.only_year or (its.born_may_be_a_year and not source.legal_identity)
    return its.born[:YEAR] if short else its.born


def _birthplace(its: Person) -> str:
    """The place as it is written, and the country by its three letters; nothing of what nobody knows."""
    return ", ".join(part for part in (its.born_at, its.born_in) if part and part != UNKNOWN)


def _adult(source: Source) -> bool | None:
    """Said only where it is beyond doubt, and for the day of conferring."""
    known = _born(source) if source.person.born_by != "estimated" else ""
    return True if known and not born.may_be_child(known, source.conferred) else None


def _qualifications(documents: Iterable[Document]) -> list[dict[str, str]]:
    relied = (d for d in documents if d.kind == QUALIFYING and d.is_relied_on)
    told = ({"issuer": d.authority, "country": d.country, "issued": d.issued, "number": d.number} for d in relied)
    return [{name: value for name, value in one.items() if value} for one in told]


def _guardian(source: Source, name: str) -> str:
    its = source.guardianship
    value = getattr(its, name) if its is not None else None
    return value.isoformat() if isinstance(value, date) else value or ""


FACTS: Mapping[str, Callable[[Source], Fact]] = {
    "number": lambda s: s.number,
    "kind and number": lambda s: f"{s.kind} {s.number}",
    "authority": lambda s: s.authority,
    "legal identity": lambda s: s.legal_identity,
    "conferred by": lambda s: s.act,
    "conferred on": lambda s: s.conferred.isoformat(),
    "valid until": lambda s: s.valid_until.isoformat(),
    "full name": lambda s: s.person.called,
    "given names": lambda s: its.given if (its := _parts(s.person)) else "",
    "family name": lambda s: its.family if (its := _parts(s.person)) else "",
    "name in own script": lambda s: _other_script(s.person),
    "date of birth": _born,
    "place of birth": lambda s: _birthplace(s.person),
    "adult": _adult,
    "sex": lambda s: SEXES.get(s.person.sex, ""),
    "guardian": lambda s: s.guardian,
    "guardianship": lambda s: _guardian(s, "kind"),
    "guardian since": lambda s: _guardian(s, "since"),
    "guardian until": lambda s: _guardian(s, "until"),
    "qualifications": lambda s: _qualifications(s.person.documents),
}


def known(source: Source, names: Iterable[str]) -> dict[str, str | bool | list[dict[str, str]]]:
    """The facts of these names that are known."""
    found = {name: FACTS[name](source) for name in names}
    return {name: value for name, value in found.items() if value is not None and value not in ("", [])}
