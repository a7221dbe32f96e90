"""Draws people, and takes offices, employers and advisers from their lists. All of them are invented."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from msgspec import field

from safeconduct.cases.seed.lot import Lot
from safeconduct.cases.seed.model import Adviser, Employer, Office, Official, Person
from safeconduct.cases.seed.reading import Part, content

_LANGUAGES = {"CZ": "cs", "DE": "de", "TR": "tr", "CH": "de", "AZ": "az"}
_DOMAIN = "example.org"
_ADULT, _OLDEST = 19, 58
_NO_EMAIL, _NO_PHONE, _NO_SEX = 0.14, 0.1, 0.01
_CALLING = {
    "UKR": "+380",
    "VNM": "+84",
    "MNG": "+976",
    "MDA": "+373",
    "IND": "+91",
    "PHL": "+63",
    "TUR": "+90",
    "SYR": "+963",
}


class Culture(Part, frozen=True):
    """How names are made for people of one nationality."""

    nationality: str
    share: float
    languages: tuple[str, ...]
    script: str
    order: str
    female: dict[str, str]
    male: dict[str, str]
    family: dict[str, str]
    family_of_women: dict[str, str] = field(default_factory=dict)


class Occupation(Part, frozen=True):
    """An occupation of ISCO-08."""

    isco: str
    en: str
    cs: str
    sectors: tuple[str, ...]
    skilled: bool = False


class _Employer(Part, frozen=True):
    name: str
    sector: str
    size: int
    recognised: bool
    city: str
    contact: str
    weight: float
    host: bool = False


class _Adviser(Part, frozen=True):
    name: str
    firm: str
    city: str
    weight: float


class OfficeEntry(Part, frozen=True):
    """An office as its file has it; ``takes`` is how many cases of its parties come to it first, ``pace`` how slow."""

    key: str
    name: str
    local: str
    parties: tuple[str, ...]
    city: str
    officials: dict[str, tuple[str, ...]]
    takes: float = 0
    pace: float = 1.0
    state: str = "CZ"


class _Cultures(Part, frozen=True):
    cultures: tuple[Culture, ...]


class _Occupations(Part, frozen=True):
    occupations: tuple[Occupation, ...]


class _Employers(Part, frozen=True):
    employers: tuple[_Employer, ...]


class _Offices(Part, frozen=True):
    offices: tuple[OfficeEntry, ...]
    lawyers: tuple[_Adviser, ...]
    guardians: tuple[_Adviser, ...]
    interpreters: dict[str, str]


@dataclass(frozen=True)
class Lists:
    """The lists of the library, read once."""

    cultures: tuple[Culture, ...]
    occupations: tuple[Occupation, ...]
    employers: tuple[tuple[Employer, float], ...]
    lawyers: tuple[tuple[Adviser, float], ...]
    guardians: tuple[tuple[Adviser, float], ...]
    offices: tuple[OfficeEntry, ...]
    interpreters: Mapping[str, str]

    @cached_property
    def of_party(self) -> dict[str, tuple[OfficeEntry, ...]]:
        """The offices that act as each party."""
        names = dict.fromkeys(party for office in self.offices for party in office.parties)
        return {name: tuple(o for o in self.offices if name in o.parties) for name in names}


def load_lists() -> Lists:
    """Read the lists of the demonstration."""
    offices = content("offices", _Offices)
    employers = content("employers", _Employers).employers
    return Lists(
        content("names", _Cultures).cultures,
        content("occupations", _Occupations).occupations,
        tuple((_employer(i, e), e.weight) for i, e in enumerate(employers, 1)),
        tuple((_adviser("lawyer", i, a), a.weight) for i, a in enumerate(offices.lawyers, 1)),
        tuple((_adviser("guardian", i, a), a.weight) for i, a in enumerate(offices.guardians, 1)),
        offices.offices,
        offices.interpreters,
    )


def office_of(entry: OfficeEntry, procedures: Iterable[str]) -> Office:
    """An office with its officials."""
    officials = [
        Official(f"{entry.key}-{role}-{i}", name, _mail(name, entry.key), role, entry.key)
        for role, names in entry.officials.items()
        for i, name in enumerate(names, 1)
    ]
    return Office(
        entry.key,
        entry.name,
        entry.local,
        entry.parties,
        tuple(procedures) if entry.takes else (),
        entry.state,
        _LANGUAGES[entry.state],
        f"{entry.local}, {entry.city}",
        _mail("office", entry.key),
        tuple(officials),
    )


def draw_person(lists: Lists, key: str, lot: Lot, today: date, nationality: str = "") -> Person:
    """An adult; of this nationality if one is said."""
    shares = {c.nationality: c.share for c in lists.cultures}
    wanted = nationality or lot.weighted(shares, "nationality")
    culture = next(c for c in lists.cultures if c.nationality == wanted)
    sex = "female" if lot.happens(0.46, "sex") else "male"
    born = today - timedelta(days=lot.number(_ADULT * 366, _OLDEST * 365, "born"))
    shown = "unspecified" if lot.happens(_NO_SEX, "unspecified") else sex
    return _named(culture, key, lot, (sex, shown), born)


def draw_child(lists: Lists, key: str, lot: Lot, parent: Person, today: date) -> Person:
    """A child of somebody, with the parent as guardian."""
    sex = "female" if lot.happens(0.49, "sex") else "male"
    born = today - timedelta(days=lot.number(400, 17 * 365, "born"))
    culture = next(c for c in lists.cultures if c.nationality == parent.nationality)
    child = _named(culture, key, lot, (sex, sex), born, parent.family)
    return replace(child, guardian=parent.key, address=parent.address, email="", phone="")


def draw_minor_alone(lists: Lists, key: str, lot: Lot, guardian: str, today: date) -> Person:
    """A child who is alone, between eleven and seventeen."""
    person = draw_person(lists, key, lot, today, lot.one(("SYR", "ERI", "VNM"), "from where"))
    born = today - timedelta(days=lot.number(11 * 366, 17 * 365, "age"))
    return replace(person, born=born, guardian=guardian, email="", phone="")


def _named(
    culture: Culture,
    key: str,
    lot: Lot,
    sexes: tuple[str, str],
    born: date,
    family: tuple[str, str] | None = None,
) -> Person:
    sex, shown = sexes
    given = lot.one(tuple((culture.female if sex == "female" else culture.male).items()), "given")
    families = culture.family_of_women if sex == "female" and culture.family_of_women else culture.family
    family = family or lot.one(tuple(families.items()), "family")
    first, last = (given, family) if culture.order == "given family" else (family, given)
    latin = f"{first[1]} {last[1]}"
    return Person(
        key=key,
        written=f"{first[0]} {last[0]}",
        latin=latin,
        given=given,
        family=family,
        script=culture.script,
        nationality=culture.nationality,
        languages=culture.languages,
        born=born,
        sex=shown,
        address=_address(lot),
        email="" if lot.happens(_NO_EMAIL, "no e-mail") else _mail(latin, key),
        phone="" if lot.happens(_NO_PHONE, "no phone") else _phone(culture.nationality, lot),
    )


_STREETS = ("Dlouhá", "Krátká", "Nádražní", "Školní", "Polní", "Zahradní", "Husova", "Lesní", "Na Kopečku")
_CITIES = ("Praha", "Brno", "Plzeň", "Ostrava", "Mladá Boleslav", "Pardubice", "Liberec", "Olomouc", "Jihlava")


def _address(lot: Lot) -> str:
    return f"{lot.one(_STREETS, 'street')} {lot.number(1, 140, 'house')}, {lot.one(_CITIES, 'city')}"


def _phone(nationality: str, lot: Lot) -> str:
    """An invented number; nothing is ever sent to it."""
    prefix = "+420" if lot.happens(0.6, "here") else _CALLING.get(nationality, "+420")
    return f"{prefix} 700 000 {lot.number(0, 999, 'phone'):03}"


def _mail(name: str, where: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ə", "a").replace("Ə", "A").replace("ı", "i"))
    local = ".".join("".join(c for c in plain.lower() if c.isascii() and (c.isalnum() or c == " ")).split())
    return f"{local}.{where.rpartition('-')[2] if where[-1].isdigit() else where}@{_DOMAIN}"


def _employer(number: int, e: _Employer) -> Employer:
    key = f"employer-{number}"
    return Employer(
        key, e.name, e.sector, e.size, e.recognised, e.host, e.contact, _mail(e.contact, key), f"{e.name}, {e.city}"
    )


def _adviser(kind: str, number: int, a: _Adviser) -> Adviser:
    key = f"{kind}-{number}"
    return Adviser(key, kind, a.name, a.firm, _mail(a.name, key), f"{a.firm}, {a.city}")
