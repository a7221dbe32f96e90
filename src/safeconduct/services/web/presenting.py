"""Entries, verdicts and reasons in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

from safeconduct.people.web.presenting import label as code_label
from safeconduct.services import keeping
from safeconduct.services.directory import SITES
from safeconduct.services.eligibility import Finding, Verdict
from safeconduct.services.entry import is_free, schedules_of
from safeconduct.services.hsds import Row
from safeconduct.services.terms import label, needs, said, terms
from safeconduct.services.web.models import Service
from safeconduct.services.web.searching import Hit

TONES = {"yes": "ok", "no": "bad", "ask": "info"}
Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One hit as a page shows it."""

    number: str
    name: str
    organisation: str
    where: str
    away: str
    tone: str
    verdict: str
    reasons: tuple[str, ...]
    facts: tuple[str, ...]
    alert: str


def shown(hit: Hit) -> Shown:
    """Say a hit in words."""
    row = hit.service.row
    return Shown(
        hit.service.number,
        hit.service.name,
        hit.service.organisation.name,
        address(hit.location) or gettext("by telephone or on the internet"),
        distance(hit.km),
        TONES[hit.verdict.answer],
        verdict(hit.verdict),
        tuple(because(hit.verdict)),
        tuple(_facts(row, hit)),
        row.get("alert", ""),
    )


def verdict(its: Verdict) -> str:
    """The answer in three words."""
    words = {"yes": gettext("takes this person"), "no": gettext("does not take this person"), "ask": gettext("ask")}
    return words[its.answer]


def because(its: Verdict) -> Iterator[str]:
    """Every reason for an answer that is not yes."""
    if its.answer == "ask" and not its.findings:
        yield gettext("The entry says whom it takes in words only.")
    yield from (_reason(one) for one in its.because)


def distance(km: float | None) -> str:
    """How far, as the crow flies."""
    if km is None:
        return ""
    if km < 1:
        return gettext("less than 1 km")
    return gettext("%(km)s km") % {"km": round(km)}


def address(location: Row) -> str:
    """Where it is, on one line."""
    its: Row = next(iter(location.get("addresses", [])), {})
    parts = (location.get("name"), its.get("address_1"), its.get("city"))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def rules_in_words(findings: tuple[Finding, ...]) -> list[str]:
    """Whom an entry takes, each rule in words."""
    return [_rule(one) for one in findings]


def _reason(one: Finding) -> str:
    if one.answer == "ask":
        return gettext("%(rule)s This is not known of the person.") % {"rule": _rule(one)}
    return _rule(one)


def _rule(one: Finding) -> str:
    if one.about == "age":
        return _ages(*one.wanted)
    named = ", ".join(_named(one, value) for value in one.wanted)
    sentences = {
        "sex": gettext("It takes only: %(who)s."),
        "status": gettext("It takes only who %(who)s."),
        "nationality": gettext("It takes only people of this nationality: %(who)s."),
        "area": gettext("It takes only people who live here: %(who)s."),
    }
    return sentences[one.about] % {"who": named}


def _ages(youngest: str, oldest: str) -> str:
    if not oldest:
        return gettext("It takes people from %(youngest)s years on.") % {"youngest": youngest}
    if not youngest:
        return gettext("It takes people up to %(oldest)s years.") % {"oldest": oldest}
    told = {"youngest": youngest, "oldest": oldest}
    return gettext("It takes people from %(youngest)s to %(oldest)s years.") % told


def _named(one: Finding, value: str) -> str:
    language = get_language() or "en"
    if one.about == "sex":
        return {"female": gettext("female"), "male": gettext("male")}.get(value, value)
    if one.about == "status":
        return label(terms().statuses, value, language)
    return code_label("nationalities", value) if one.about == "nationality" else value


def _facts(row: Row, hit: Hit) -> Iterator[str]:
    language = get_language() or "en"
    if hit.open is not None:
        yield gettext("open on that day") if hit.open else gettext("closed on that day")
    if is_free(row):
        yield gettext("costs nothing")
    spoken = [code for code in hit.site.languages.split("|") if code]
    if spoken:
        yield ", ".join(code_label("languages", code) for code in spoken)
    yield from (label(terms().access, code, language) for code in hit.site.access.split("|") if code)
    places = next(iter(said(row, "places-free")), "")
    if places.isdecimal():
        yield gettext("places free: %(n)s") % {"n": places}


# ---- one entry -------------------------------------------------------------------------------------------------------


def told_of(service: Service, locations: dict[str, Any], today: date) -> dict[str, Any]:
    """Everything that the page of an entry says."""
    row = service.row
    assured = keeping.assured_on(row)
    places = [(locations.get(one.get("location_id", ""), {}), one) for one in row.get(SITES, [])]
    language = get_language() or "en"
    return {
        "service": service,
        "row": row,
        "needs": [label(needs(), code, language) for code in said(row, "need")],
        "facts": [(name, value) for name, value in _rows(row) if value],
        "places": [(address(where), where, _times(row, at, where)) for where, at in places],
        "phones": _phones(row, places),
        "assured": assured,
        "state": keeping.state(assured, today),
    }


def _rows(row: Row) -> Facts:
    capacity = next(iter(said(row, "capacity")), "")
    return [
        (gettext("How to come"), row.get("application_process", "")),
        (gettext("Whom it takes, in its words"), row.get("eligibility_description", "")),
        (gettext("Bring along"), ", ".join(one.get("document", "") for one in row.get("required_documents", []))),
        (gettext("Costs"), gettext("nothing") if is_free(row) else row.get("fees_description", "")),
        (gettext("Languages"), ", ".join(_language(one) for one in row.get("languages", []))),
        (gettext("Interpreters"), row.get("interpretation_services", "")),
        (gettext("How long one waits"), row.get("wait_time", "")),
        (gettext("Takes at a time"), capacity),
        (gettext("E-mail address"), row.get("email", "")),
    ]


def _language(one: Row) -> str:
    code = one.get("code", "").lower()
    told = code_label("languages", code) if code else ""
    return told if told and told != code else one.get("name", code)


def _times(row: Row, at: Row, location: Row) -> list[str]:
    """When it is open: the days, the hours, and what the entry adds in words."""
    found = []
    for one in schedules_of(row, at, location):
        hours = "–".join(part[:5] for part in (one.get("opens_at", ""), one.get("closes_at", "")) if part)
        days = ", ".join(weekday_names().get(day.strip()[-2:], day) for day in one.get("byday", "").split(",") if day)
        found.append(" · ".join(part for part in (days, hours, one.get("description", "")) if part))
    return [one for one in found if one]


def weekday_names() -> dict[str, str]:
    """The days of the week by their two letters in RFC 5545."""
    return {
        "MO": gettext("Monday"), "TU": gettext("Tuesday"), "WE": gettext("Wednesday"), "TH": gettext("Thursday"),
        "FR": gettext("Friday"), "SA": gettext("Saturday"), "SU": gettext("Sunday"),
    }  # fmt: skip


def _phones(row: Row, places: list[tuple[Row, Row]]) -> list[str]:
    rows = [row, *(at for _, at in places), *(where for where, _ in places)]
    numbers = [one["number"].strip('"') for each in rows for one in each.get("phones", [])]
    return list(dict.fromkeys(numbers))
