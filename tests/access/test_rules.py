"""Rules: one filter, asked of a list, of one object, and of an address."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ninja import NinjaAPI
from ninja.testing import TestClient

from safeconduct.shell import access
from safeconduct.shell.access import EVERYTHING, NOTHING, Gate, Rule, may, needs
from safeconduct.shell.models import Account, ApiKey, Slip
from safeconduct.shell.principals import NOBODY, Principal
from tests.access.trying import disagreements

pytestmark = pytest.mark.django_db


def own_or_open(who: Principal) -> Q:
    """Hold for the slip of the case that is open, for everything to whoever may do everything, else for nothing."""
    if who.reference:
        return Q(reference=who.reference)
    return EVERYTHING if who.account and who.account.is_superuser else NOTHING


SLIPS = Rule("tests.slips", Slip, own_or_open)
MINE = Rule("tests.mine", Account, lambda who: Q(pk=who.account.pk) if who.account else NOTHING)


def slip(reference: str) -> Slip:
    """Make a slip, good for nothing."""
    day = "2027-01-11T12:00:00Z"
    return Slip.objects.create(reference=reference, typed=reference, code_hash="x", issued=day, until=day)


def request_of(account: Account | None = None, path: str = "/en/x/") -> HttpRequest:
    """Return a request of somebody."""
    request = RequestFactory().get(path)
    request.session = SessionBase()
    if account is not None:
        request.user = account
    return request


@needs(MINE, one="pk")
def page(request: HttpRequest, found: Account) -> HttpResponse:
    """Name the account that the address leads to."""
    return HttpResponse(found.email)


@needs(SLIPS, many=True)
def listing(request: HttpRequest, found: QuerySet[Slip]) -> HttpResponse:
    """Name the slips that may be seen."""
    return HttpResponse(" ".join(found.values_list("reference", flat=True)))


@needs(MINE, one={"email": "address"})
def by_address(request: HttpRequest, found: Account, more: int = 3) -> HttpResponse:
    """Take a part of the address besides the one that finds the object."""
    return HttpResponse(f"{found.pk} {more}")


def test_an_object_is_found_through_the_filter() -> None:
    me, other = Account.objects.create_user("me@example.com"), Account.objects.create_user("you@example.com")
    assert page(request_of(me), pk=str(me.pk)).content == b"me@example.com"
    with pytest.raises(Http404):
        page(request_of(me), pk=str(other.pk))
    with pytest.raises(Http404):
        page(request_of(me), pk="no number")


def test_a_stranger_is_sent_to_sign_in_whether_there_is_such_an_object_or_not() -> None:
    me = Account.objects.create_user("me@example.com")
    answers = [page(request_of(), pk=pk) for pk in (str(me.pk), "987654")]
    assert [answer.headers["Location"] for answer in answers] == ["/en/account/login/?next=/en/x/"] * 2


def test_a_list_holds_what_the_filter_allows() -> None:
    slip("AAAAA-22222")
    slip("BBBBB-33333")
    boss = Account.objects.create_superuser("boss@example.com")
    assert listing(request_of(boss)).content == b"AAAAA-22222 BBBBB-33333"
    assert listing(request_of()).content == b""


def test_a_gate_turns_away_by_who_somebody_is() -> None:
    @needs(Gate("tests.bosses", lambda who: bool(who.account and who.account.is_superuser)))
    def figures(request: HttpRequest) -> HttpResponse:
        return HttpResponse("figures")

    boss, other = Account.objects.create_superuser("b@example.com"), Account.objects.create_user("o@example.com")
    assert figures(request_of(boss)).content == b"figures"
    assert figures(request_of()).status_code == 302
    with pytest.raises(PermissionDenied):
        figures(request_of(other))


def test_a_machine_is_told_to_show_its_key() -> None:
    answer = page(request_of(path="/api/v1/x"), pk="1")
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_rule_about_objects_says_which() -> None:
    with pytest.raises(TypeError, match="say which one"):
        needs(MINE)
    with pytest.raises(TypeError, match="say which one"):
        needs(MINE, one="pk", many=True)


def test_an_action_without_rule_is_an_error_and_one_with_two_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "RULES", {})
    me, other = Account.objects.create_user("me@example.com"), Account.objects.create_user("you@example.com")
    with pytest.raises(access.UndeclaredRule, match=r"tests\.read"):
        may(Principal(me), "tests.read", me)
    access.rule("tests.read", Account, MINE.holds)
    access.gate("tests.sit", lambda who: who.account is not None)
    assert may(Principal(me), "tests.read", me)
    assert not may(Principal(me), "tests.read", other)
    assert not may(Principal(me), "tests.read")
    assert not may(Principal(me), "tests.read", Account(email="not saved"))
    assert (may(Principal(me), "tests.sit"), may(NOBODY, "tests.sit")) == (True, False)
    with pytest.raises(access.UndeclaredRule, match="twice"):
        access.rule("tests.read", Account, MINE.holds)


def test_an_operation_of_the_interface_keeps_its_parameters() -> None:
    api = NinjaAPI(urls_namespace="tests-of-rules")
    seen: dict[str, object] = {}

    @api.get("/accounts/{address}")
    @needs(MINE, one={"email": "address"})
    def account(request: HttpRequest, found: Account, wanted: int = 1) -> dict[str, object]:
        seen.update(email=found.email, wanted=wanted)
        return {"email": found.email}

    described = api.get_openapi_schema(path_prefix="/api/")["paths"]["/api/accounts/{address}"]["get"]["parameters"]
    assert [(one["in"], one["name"]) for one in described] == [("path", "address"), ("query", "wanted")]
    me = Account.objects.create_user("me@example.com")
    answer = TestClient(api).get("/accounts/me@example.com?wanted=7", user=me)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"email": "me@example.com"})
    assert seen == {"email": "me@example.com", "wanted": 7}


REFERENCES = ["AAAAA-22222", "BBBBB-33333", "CCCCC-44444"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(REFERENCES), max_size=6), st.sampled_from([*REFERENCES, ""]), st.booleans())
def test_in_every_world_a_list_is_what_may_be_seen(references: list[str], opened: str, boss: bool) -> None:
    Slip.objects.all().delete()
    Account.objects.all().delete()
    slips = [slip(reference) for reference in references]
    account = Account.objects.create_superuser("b@example.com") if boss else None
    whos = [NOBODY, Principal(reference=opened), Principal(account)]
    assert disagreements(SLIPS, whos, slips) == []
    assert {one.pk for one in SLIPS.objects(whos[1])} == {one.pk for one in slips if opened and one.reference == opened}


def test_a_filter_that_joins_is_seen_to_show_something_twice() -> None:
    """The comparison of lists and rules can fail: a join over two keys shows their account twice."""
    me = Account.objects.create_user("me@example.com")
    for name in ("one", "two"):
        ApiKey.objects.create(account=me, name=name, key_hash=name, made=me.joined, until=me.joined)
    joined = Rule("tests.joined", Account, lambda who: Q(keys__name__in=["one", "two"]))
    assert disagreements(joined, [Principal(me)], [me]) == [f"tests.joined: {Principal(me)} is shown something twice"]
