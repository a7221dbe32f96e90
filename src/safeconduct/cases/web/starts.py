"""Whom to begin with in the demonstration: one for each way to use cases, whoever has most before them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.cases.web.access import today
from safeconduct.cases.web.models import Participant, Post
from safeconduct.people.web.models import Pair, Person
from safeconduct.people.web.reading import on_day
from safeconduct.shell.accounts.demo import Start
from safeconduct.shell.models import Account


def starts() -> list[Start]:
    """Give one person for each role of which there is one."""
    return [*_takes_part(), *_works()]


def _works() -> Iterator[Start]:
    for role, title, sees in (
        (
            Post.Role.OFFICER,
            _("Officer"),
            _("A desk by last day, with what each case owes next; decisions, and what was proposed to sign."),
        ),
        (
            Post.Role.SUPERVISOR,
            _("Supervisor"),
            _("The load of an office, what is late, and practice against promise."),
        ),
        (
            Post.Role.REGISTRY,
            _("Registry"),
            _("Post scanned in one go, filing at the counter, statements of the bank."),
        ),
        (Post.Role.ADJUDICATOR, _("Adjudicator"), _pairs()),
        (
            Post.Role.INSPECTOR,
            _("Inspector"),
            _("Every case to read and none to change; whatever they look at is logged."),
        ),
    ):
        account = _of_role(role)
        if account is not None:
            yield Start(account, title, sees)


def _of_role(role: Post.Role) -> Account | None:
    """Whoever of a role deals with most cases, in the office that has most."""
    own = Count("account__cases", filter=Q(account__cases__closed=False), distinct=True)
    all_ = Count("office__cases", filter=Q(office__cases__closed=False), distinct=True)
    posts = Post.objects.filter(on_day(today()), role=role).annotate(own=own, all=all_)
    post = posts.select_related("account").order_by("-own", "-all", "pk").first()
    return post.account if post else None


def _pairs() -> str:
    number = Pair.objects.filter(state__in=Pair.WAITING).count()
    return ngettext(
        "%(number)d pair of records may be one person: reasons in words, and a decision that can be undone.",
        "%(number)d pairs of records may be one person each: reasons in words, and a decision that can be undone.",
        number,
    ) % {"number": number}


def _takes_part() -> Iterator[Start]:
    running = Participant.objects.filter(case__closed=False, case__erased=False)
    acting, acted_for = running.filter(represents=""), running.exclude(represents="")
    must_answer = acting.filter(party=F("case__holder"), case__person_due__gte=today())
    for title, sees, some, kind in (
        (
            _("Applicant"),
            _("Must answer by a date, and sees the sum behind it, why, and what if not."),
            must_answer,
            "person",
        ),
        (_("Employer"), _("Filed for several people; follows each, answers, pays."), acting, "organisation"),
        (_("Lawyer"), _("Many clients on one desk, by the dates that end first."), acted_for, "person"),
    ):
        account = _with_most(some, kind)
        if account is not None:
            yield Start(account, title, sees)


def _with_most(some: QuerySet[Participant], kind: str) -> Account | None:
    """Whoever of these takes part in most cases, and signs in."""
    counted = some.values("person").annotate(cases=Count("case", distinct=True)).order_by("-cases", "person")
    people = Person.objects.filter(kind=kind, account__isnull=False, account__posts__isnull=True)
    by_id = {person.pk: person.account for person in people.select_related("account")}
    return next((by_id[row["person"]] for row in counted if row["person"] in by_id), None)
