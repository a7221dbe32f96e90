"""Does a service take this person? Answered from the structured fields of its entry alone, never from its text.

Each rule of an entry is answered yes, no, or not known; one no is enough for "does not take you", one that is not
known makes it "ask". An entry that says nothing structured is always "ask": its text is shown, and turns nobody away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from safeconduct.services.hsds import Row
from safeconduct.services.terms import said

Answer = Literal["yes", "no", "ask"]
About = Literal["age", "sex", "status", "nationality", "area"]


@dataclass(frozen=True, slots=True)
class Asker:
    """What is known of who asks; empty is not known. ``areas`` are the town, region and state in which they live."""

    age: int | None = None
    sex: str = ""
    status: str = ""
    nationalities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom an entry takes; empty: no rule about it. Ages are whole years, both included."""

    youngest: float | None = None
    oldest: float | None = None
    sexes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    everybody: bool = False

    @property
    def silent(self) -> bool:
        """Whether the entry says nothing structured."""
        return self == Rules()


@dataclass(frozen=True, slots=True)
class Finding:
    """How one rule is answered, and what it asks for."""

    about: About
    answer: Answer
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer about one person, with every rule that leads to it."""

    answer: Answer
    findings: tuple[Finding, ...] = ()

    @property
    def because(self) -> tuple[Finding, ...]:
        """The rules that are not answered by yes."""
        return tuple(one for one in self.findings if one.answer == self.answer and self.answer != "yes")


def rules_of(service: Row) -> Rules:
    """Read whom an entry takes."""
    return Rules(
        service.get("minimum_age"),
        service.get("maximum_age"),
        said(service, "takes-sex"),
        said(service, "takes-status"),
        said(service, "takes-nationality"),
        said(service, "takes-area"),
        bool(said(service, "takes-everybody")),
    )


def judge(rules: Rules, asker: Asker) -> Verdict:
    """Answer for one person."""
    found = tuple(_findings(rules, asker))
    answers = {one.answer for one in found}
    if "no" in answers:
        return Verdict("no", found)
    return Verdict("ask" if "ask" in answers or rules.silent else "yes", found)


def _findings(rules: Rules, asker: Asker) -> Iterator[Finding]:
    if rules.youngest is not None or rules.oldest is not None:
        yield Finding("age", _age(rules, asker.age), (_year(rules.youngest), _year(rules.oldest)))
    if rules.sexes:
        yield Finding("sex", _among(rules.sexes, (asker.sex,)), rules.sexes)
    if rules.statuses:
        yield Finding("status", _among(rules.statuses, (asker.status,)), rules.statuses)
    if rules.nationalities:
        yield Finding("nationality", _among(rules.nationalities, asker.nationalities), rules.nationalities)
    if rules.areas:
        yield Finding("area", _among(rules.areas, asker.areas), rules.areas)


def _age(rules: Rules, age: int | None) -> Answer:
    if age is None:
        return "ask"
    fits = (rules.youngest is None or rules.youngest <= age) and (rules.oldest is None or age <= rules.oldest)
    return "yes" if fits else "no"


def _year(age: float | None) -> str:
    return "" if age is None else f"{age:g}"


def _among(wanted: tuple[str, ...], known: tuple[str, ...]) -> Answer:
    has = {one.casefold() for one in known if one}
    if not has:
        return "ask"
    return "yes" if has & {one.casefold() for one in wanted} else "no"
