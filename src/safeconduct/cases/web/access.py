"""Who may see a case and act in it. Each rule is one filter; what a page shows and what an export holds follow from it.

Whoever takes part sees the case they take part in; an office sees its own cases, and those in which it is asked, for as
long as the question is open. A slip opens one case. An inspector reads and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext

from safeconduct.cases.recording import Author
from safeconduct.cases.web.models import Absence, Asked, Case, Office, Participant, Post
from safeconduct.journal.payload import key_number
from safeconduct.journal.web import keys
from safeconduct.people.web.models import Person, Representation
from safeconduct.people.web.reading import in_force, on_day
from safeconduct.shell import clock, prepared
from safeconduct.shell.access import EVERYTHING, NOTHING, Principal, gate, rule
from safeconduct.shell.models import Account
from safeconduct.shell.prepared import DAY, NUMBER, Prepared, given
from safeconduct.shell.shapes import Among

REPRESENTATIVE = "representative"
LONGEST_NUMBER = 10
"""Digits that no number of a row or an entry has: longer ones are not read."""
WORKING = (Post.Role.OFFICER, Post.Role.SUPERVISOR, Post.Role.REGISTRY)
READING = (*WORKING, Post.Role.INSPECTOR)
"""Adjudicators read no case: they compare two records of the register."""


@dataclass(frozen=True, slots=True)
class Part:
    """A party in whose place somebody may act in a case.

    ``person`` is their number in the register where they take part themselves, ``represents`` whom they speak for,
    ``office`` where they act for one.
    """

    party: str
    person: str = ""
    represents: str = ""
    office: Office | None = None
    role: str = ""


def today() -> date:
    """The day, where the office stands."""
    return clock.day_of(clock.current())


def posts(who: Principal, *roles: str) -> list[Post]:
    """The posts that somebody holds today, of these roles or of any; read once for each request."""
    return [post for post in _posts_of(who.account) if not roles or post.role in roles] if who.account else []


def _posts_of(account: Account) -> list[Post]:
    # An account is read anew for each request, so what is kept on it is as fresh as the request.
    kept: list[Post] | None = vars(account).get("_posts")
    if kept is None:
        kept = _POSTS(account=account.pk, day=today())
        vars(account)["_posts"] = kept
    return kept


_DAY, _ACCOUNT = given("day", DAY), given("account", NUMBER)
_POSTS = Prepared(lambda: Post.objects.filter(on_day(_DAY), account=_ACCOUNT).select_related("office"))


def serving(office: int | None) -> QuerySet[Post]:
    """The posts of an office in which somebody works today: a case is given to nobody else."""
    return Post.objects.filter(on_day(today()), office=office, role__in=WORKING)


def persons(who: Principal) -> list[str]:
    """The numbers of the people and organisations for whom somebody signs in."""
    if who.account is None:
        return []
    kept: list[str] | None = vars(who.account).get("_persons")
    if kept is None:
        kept = _PERSONS(account=who.account.pk)
        vars(who.account)["_persons"] = kept
    return kept


_PERSONS = Prepared(lambda: Person.objects.filter(account=_ACCOUNT).values_list("id", flat=True))


def mandates(who: Principal) -> list[Representation]:
    """Whom somebody represents today by the register of people; read once for each request."""
    if who.account is None or not persons(who):
        return []
    kept: list[Representation] | None = vars(who.account).get("_mandates")
    if kept is None:
        kept = _MANDATES(account=who.account.pk, day=today())
        vars(who.account)["_mandates"] = kept
    return kept


_MANDATES = Prepared(
    lambda: Representation.objects.filter(
        in_force(_DAY), representative__in=Person.objects.filter(account=_ACCOUNT).values("id")
    ).select_related("represented")
)


# ---- rules -----------------------------------------------------------------------------------------------------------


def _takes_part(who: Principal) -> Q:
    """As a party, or with a power that holds today; the holder of a slip has the one case."""
    if who.reference:
        return Q(number=who.reference)
    mine = persons(who)
    if not mine:
        return NOTHING
    held = Among(Participant, _holding(today()) & Q(person__in=mine), "case_id")
    return Q(pk__in=held) | _represents(who)


def _represents(who: Principal) -> Q:
    """By the register of people, in one case or in all in which the person whom they are about is represented.

    A power of anybody else in a case opens nothing: an employer does not open the file of the person.
    """
    found = mandates(who)
    if not found:
        return NOTHING
    people = {each.represented_id: each.represented.key for each in found if not each.case}
    everywhere = Among(Participant, Q(represents="", person__in=list(people)), "case_id")
    one = [UUID(bytes=bytes(each.case)) for each in found if each.case]
    keys_of_those = {each.represented.key for each in found}
    return Q(key__in=keys_of_those) & (Q(pk__in=everywhere) | Q(pk__in=one))


def _holding(day: date | Value) -> Q:
    return Q(until__isnull=True) | Q(until__gte=day)


def _of_offices(held: list[Post]) -> Q:
    if not held:
        return NOTHING
    offices = [post.office_id for post in held]
    parties = sorted({party for post in held for party in post.office.parties})
    asked = Among(Asked, (Q(open=True) | Q(reviews=True)) & Q(party__in=parties), "case_id")
    return Q(office_id__in=offices) | Q(pk__in=asked)


def _reads(who: Principal) -> Q:
    return Q(erased=False) & (_takes_part(who) | _of_offices(posts(who, *READING)))


def _acts(who: Principal) -> Q:
    return Q(erased=False) & (_takes_part(who) | _of_offices(posts(who, *WORKING)))


def _works_on(who: Principal) -> Q:
    return Q(erased=False) & _of_offices(posts(who, *WORKING))


def _handles(who: Principal) -> Q:
    held = posts(who, *WORKING)
    return Q(erased=False, office_id__in=[post.office_id for post in held]) if held else NOTHING


def _leads(who: Principal) -> Q:
    held = posts(who, Post.Role.SUPERVISOR)
    return Q(erased=False, office_id__in=[post.office_id for post in held]) if held else NOTHING


def _inspects(who: Principal) -> Q:
    held = posts(who, Post.Role.INSPECTOR, Post.Role.SUPERVISOR)
    return Q(office_id__in=[post.office_id for post in held]) if held else NOTHING


READ = rule("cases.read", Case, _reads)
ACT = rule("cases.act", Case, _acts)
FOLLOW = rule("cases.follow", Case, lambda who: Q(erased=False) & _takes_part(who))
WORK = rule("cases.work", Case, _works_on)
HANDLE = rule("cases.handle", Case, _handles)
"""The office that has the case, and nobody whom it only asks."""
ASSIGN = rule("cases.assign", Case, _leads)
INSPECT = rule("cases.inspect", Case, _inspects)

OFFICIAL = gate("cases.official", lambda who: bool(posts(who)))
OFFICER = gate("cases.officer", lambda who: bool(posts(who, *WORKING)))
SUPERVISOR = gate("cases.supervisor", lambda who: bool(posts(who, Post.Role.SUPERVISOR)))
INSPECTOR = gate("cases.inspector", lambda who: bool(posts(who, Post.Role.INSPECTOR)))
APPLICANT = gate("cases.applicant", lambda who: who.account is not None)


def posts_of(accounts: QuerySet[Account]) -> dict[int, str]:
    """What each of many accounts is, in words, for those that hold a post today."""
    roles, words = _roles(), dict[int, list[str]]()
    for post in Post.objects.filter(on_day(today()), account__in=accounts).select_related("office").order_by("pk"):
        words.setdefault(post.account_id, []).append(f"{roles[post.role]}, {post.office.name}")
    return {account: " · ".join(found) for account, found in words.items()}


def role_on(account: int, office: int | None, day: date) -> str:
    """What an account was in an office on a day, in words; empty where it held no post there."""
    held = Post.objects.filter(on_day(day), account=account, office=office).values_list("role", flat=True)
    roles = _roles()
    return ", ".join(words for role, words in roles.items() if role in set(held))


def _roles() -> dict[str, str]:
    return {
        Post.Role.OFFICER: gettext("officer"),
        Post.Role.SUPERVISOR: gettext("supervisor"),
        Post.Role.REGISTRY: gettext("registry"),
        Post.Role.INSPECTOR: gettext("inspector"),
        Post.Role.ADJUDICATOR: gettext("adjudicator"),
    }


def accounts_of(numbers: Collection[str]) -> dict[str, tuple[int, str]]:
    """The accounts of officials whom the journal knows under these numbers, each with the name of its bearer.

    A number cannot be turned back into an account: it is made of each account that held a post.
    """
    secret = keys.secret(settings.PURPOSE)
    held = Account.objects.filter(posts__isnull=False).values_list("pk", "name").distinct()
    made = ((key_number(secret, f"account {pk}"), (pk, name)) for pk, name in held)
    return {number: account for number, account in made if number in numbers}


def holds_post(account: Account) -> bool:
    """Whether an account is an official's."""
    return bool(_posts_of(account))


def takes_part(who: Principal) -> bool:
    """Whether the pages for those who take part are theirs: everybody who is signed in and no official."""
    return who.account is not None and not posts(who)


def follows(who: Principal) -> bool:
    """Whether a page of their own cases is theirs: whoever takes part, with an account or with a slip."""
    return bool(who.reference) or takes_part(who)


def adjudicates_for(who: Principal) -> list[str]:
    """The offices for which somebody decides whether two records are of one person."""
    return [post.office.name for post in posts(who, Post.Role.ADJUDICATOR)]


def oversees(who: Principal) -> bool:
    """Whether somebody oversees an office."""
    return bool(posts(who, Post.Role.SUPERVISOR, Post.Role.INSPECTOR))


def devices_overseen(who: Principal) -> Q:
    """Devices of those who worked in an office that somebody supervises, at some time since the device was prepared."""
    held = posts(who, Post.Role.SUPERVISOR)
    if not held:
        return NOTHING
    since = Q(until__isnull=True) | Q(until__gte=OuterRef("since__date"))
    offices = [post.office_id for post in held]
    return Q(Exists(Post.objects.filter(since, account=OuterRef("account"), office__in=offices)))


# ---- acting ----------------------------------------------------------------------------------------------------------


def parts(who: Principal, case: Case) -> list[Part]:
    """Every party in whose place somebody may act in this case today."""
    return [*_own_parts(who, case), *_office_parts(who, case)]


def _own_parts(who: Principal, case: Case) -> Iterator[Part]:
    for row in _rows_of(who, case):
        if not row.represents or row.scope in ("acting", "both"):
            yield Part(row.party, row.person, row.represents)
    for power in mandates(who):
        in_this = not power.case or UUID(bytes=bytes(power.case)) == case.pk
        if in_this and power.represented.key == case.key and power.scope in ("act", "both"):
            yield Part(_representing(case), power.representative_id, power.represented_id)


def _rows_of(who: Principal, case: Case) -> Iterable[Participant]:
    if who.account is not None:
        return _TAKING_PART(case=case.pk, account=who.account.pk, day=today()) if persons(who) else ()
    if who.reference != case.number:
        return ()
    return Participant.objects.filter(_holding(today()), case=case, represents="", party=_person_party(case))


_CASE = given("case", prepared.UUID)
_TAKING_PART = Prepared(
    lambda: Participant.objects.filter(
        _holding(_DAY), case=_CASE, person__in=Person.objects.filter(account=_ACCOUNT).values("id")
    )
)


def _office_parts(who: Principal, case: Case) -> Iterator[Part]:
    held = posts(who, *WORKING)
    asked = set(_ASKED(case=case.pk)) if any(case.office_id != post.office_id for post in held) else set()
    for post in held:
        for party in post.office.parties:
            if case.office_id == post.office_id or party in asked:
                yield Part(party, office=post.office, role=post.role)


_ASKED = Prepared(lambda: Asked.objects.filter(case=_CASE, open=True).values_list("party", flat=True))


def _person_party(case: Case) -> str:
    from safeconduct.procedures.library import Library  # noqa: PLC0415 - only a slip asks this

    return Library.default().load(f"{case.procedure}@{case.version}").person


def _representing(case: Case) -> str:
    """The party that represents the person whom a case is about, as its procedure calls it."""
    from safeconduct.procedures.library import Library  # noqa: PLC0415 - only who represents somebody asks this

    procedure = Library.default().load(f"{case.procedure}@{case.version}")
    named = (p.name for p in procedure.parties.values() if p.represents == procedure.person)
    return next(named, REPRESENTATIVE)


def author(who: Principal, part: Part, source: str, typed_for: str = "") -> Author:
    """Who an entry says acted: a number of this instance's purpose, in the role of the party.

    ``typed_for`` is the person on whose behalf an official enters what came on paper or was said at the counter.
    """
    me = number_of(who, part)
    return Author(person_number(typed_for), part.party, source, me) if typed_for else Author(me, part.party, source)


def number_of(who: Principal, part: Part | None = None) -> str:
    """The number under which the journal knows who acts: an official by their account, a party by their person."""
    if part is not None and part.person:
        return person_number(part.person)
    return account_number(who.account.pk) if who.account is not None else ""


def account_number(account: int) -> str:
    """The number of an official in the journal."""
    return key_number(keys.secret(settings.PURPOSE), f"account {account}")


def person_number(person: str) -> str:
    """The number of a person in the journal."""
    return key_number(keys.secret(settings.PURPOSE), person)


def deputies(account: int, day: date) -> list[int]:
    """Accounts for which somebody stands in on a day, their own first."""
    away = Absence.objects.filter(deputy_id=account, since__lte=day, until__gte=day)
    return [account, *away.values_list("account_id", flat=True)]


__all__ = [
    "ACT",
    "APPLICANT",
    "ASSIGN",
    "EVERYTHING",
    "FOLLOW",
    "HANDLE",
    "INSPECT",
    "INSPECTOR",
    "OFFICER",
    "OFFICIAL",
    "READ",
    "SUPERVISOR",
    "WORK",
    "Part",
    "account_number",
    "accounts_of",
    "author",
    "deputies",
    "number_of",
    "parts",
    "person_number",
    "persons",
    "posts",
    "role_on",
    "today",
]
