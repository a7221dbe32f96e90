"""The desk of officials: their cases by last day, searched by number, earlier number or name with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from safeconduct.cases.web import desk as desks
from safeconduct.cases.web import law
from safeconduct.cases.web.access import OFFICER, READ, posts, today
from safeconduct.cases.web.models import Case
from safeconduct.cases.web.presenting.timeline import what
from safeconduct.people.web import searching
from safeconduct.procedures.web.presenting.counting import days
from safeconduct.procedures.web.presenting.words import Words
from safeconduct.shell.access import Principal, needs, principal


class Shown(NamedTuple):
    """What a desk shows of a case."""

    number: str
    procedure: str
    version: str
    closed: bool
    stage: str
    kind: str
    holder: str
    due: date | None
    due_limit: str
    still: bool
    overdue: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One case on the desk."""

    number: str
    title: str
    stage: str
    holder: str
    hue: str
    due: date | None
    limit: str
    left: str
    state: str
    marks: tuple[tuple[str, str], ...]


@require_safe
@needs(READ, many=True)
def desk(request: HttpRequest, cases: QuerySet[Case]) -> HttpResponse:
    """Show the desk, or what was searched for in it."""
    who, day = principal(request), today()
    if not posts(who):
        return redirect("cases:my")
    which = request.GET.get("show", "all")
    text, why = request.GET.get("q", "").strip(), request.GET.get("why", "").strip()
    found, asks_why = searched(cases, text, why, who) if text else (desks.shown(cases, which, who, day), False)
    language = get_language() or "en"
    counts = desks.counts(who, day)
    pages = Paginator(found.values_list(*Shown._fields), desks.PAGE)
    if not text and which not in desks.NARROWER:
        pages.count = counts.in_hand
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "cases/desk.html",
        {
            "rows": mark_safe("".join(row(Shown(*case), day, language) for case in page.object_list)),  # noqa: S308 - pages
            "page": page,
            "counts": counts,
            "heading": _heading(counts),
            "today": day,
            "works": OFFICER.holds(who),
            "which": which if which in desks.VIEWS else "all",
            "views": _views(),
            "text": text,
            "why": why,
            "asks_why": asks_why,
        },
    )


def searched(cases: QuerySet[Case], text: str, why: str, who: Principal) -> tuple[QuerySet[Case], bool]:
    """By number first, which says nothing of anybody; by name only for a reason, which is logged."""
    by_number = desks.found(cases, text)
    if by_number is not None:
        return by_number.order_by("id"), False
    if not why or who.account is None:
        return cases.none(), True
    persons = [hit.person for hit in searching.search(text, who.account, why)]
    return desks.of_persons(cases, persons).order_by("due", "id"), False


@lru_cache(maxsize=8_192)
def row(case: Shown, day: date, language: str) -> SafeString:
    """A row of the desk: what the case shows, the day and the language are all that it is made of."""
    with translation.override(language):
        return cast(SafeString, get_template("cases/parts/desk_row.html").render({"line": line(case, day)}))


def line(case: Case | Shown, day: date) -> Line:
    """One case in the reader's words."""
    words = law.words(case.procedure, case.version)
    return Line(
        number=case.number,
        title=words.title,
        stage=words.stage(case.stage),
        holder=words.party(case.holder) if case.holder else "",
        hue=words.hue(case.holder),
        due=case.due,
        limit=_limit(words, case.due_limit),
        left=left(case.due, day),
        state="late" if case.overdue or (case.due and case.due < day) else "still" if case.still else "",
        marks=tuple(_marks(case, day)),
    )


def _limit(words: Words, name: str) -> str:
    return what(words, name) if name else ""


def left(due: date | None, day: date) -> str:
    """How much time is left, in words."""
    if due is None:
        return ""
    number = (due - day).days
    if number < 0:
        return gettext("%(days)s late") % {"days": days(-number)}
    return gettext("today") if number == 0 else gettext("%(days)s left") % {"days": days(number)}


def _marks(case: Case | Shown, day: date) -> list[tuple[str, str]]:
    marks = []
    if case.closed:
        marks.append(("ok", gettext("closed")))
    if case.overdue or (case.due and case.due < day):
        marks.append(("bad", gettext("late")))
    if case.still:
        marks.append(("info", gettext("stands still")))
    if case.proposed:
        marks.append(("warn", gettext("to be signed")))
    if case.kind == "claim":
        marks.append(("warn", gettext("silence to be confirmed")))
    return marks


def _heading(counts: desks.Counts) -> str:
    late = ngettext("%(number)s case is late", "%(number)s cases are late", counts.late) % {"number": counts.late}
    soon = ngettext("%(number)s case ends within a week", "%(number)s cases end within a week", counts.soon) % {
        "number": counts.soon
    }
    if counts.late and counts.soon:
        return gettext("%(late)s, %(soon)s") % {"late": late, "soon": soon}
    return late if counts.late else soon if counts.soon else gettext("Nothing is late")


def _views() -> tuple[tuple[str, str], ...]:
    return (
        ("all", gettext("All, by last day")),
        ("mine", gettext("Mine")),
        ("act", gettext("We must act")),
        ("late", gettext("Late")),
        ("sign", gettext("Waiting for a signature")),
        ("claims", gettext("Silence to be confirmed")),
        ("still", gettext("Standing still")),
    )
