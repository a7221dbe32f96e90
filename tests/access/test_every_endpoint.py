"""Every address of the site says who may come in, and holds it: roles × endpoints × objects."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path, reverse

from safeconduct.shell.access import Gate, public
from safeconduct.shell.accounts.declared import DECLARED
from safeconduct.shell.guard import Guard
from safeconduct.shell.models import Account
from tests.access import trying
from tests.access.endpoints import Endpoint, endpoints
from tests.access.worlds import WORLDS, load, role

load()
DATABASES = ["default", "keys"]
ENDPOINTS = endpoints()
WITH_OBJECTS = [one for one in ENDPOINTS if one.rule is not None]
GATED = [one for one in ENDPOINTS if one.access is not None and isinstance(one.access.rule, Gate)]
PUBLIC = [one for one in ENDPOINTS if one.access is not None and one.access.is_public]


def undeclared(request: HttpRequest) -> HttpResponse:
    """A view whose author forgot to say who may see it."""
    return HttpResponse("everything")


@public("Only here, to stand beside one that is not.")
def declared(request: HttpRequest) -> HttpResponse:
    """A view that is open to all."""
    return HttpResponse("hello")


urlpatterns = [path("forgotten/", undeclared, name="forgotten"), path("open/", declared, name="open")]


def test_the_table_of_addresses_was_read() -> None:
    names = {one.name for one in ENDPOINTS}
    assert {"procedures:library", "api:procedures", "account_login", "shell:account", "live"} <= names


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_each_endpoint_declares_who_may_come_in(endpoint: Endpoint) -> None:
    assert endpoint.access is not None, "Say @needs(rule) or @public(why) at the view."
    assert endpoint.access.rule is not None or len(endpoint.access.why) > 10


def test_a_forgotten_rule_is_found_and_its_view_refused(client: Client) -> None:
    found = {one.name: one.access for one in endpoints(__name__)}
    assert found["forgotten"] is None
    assert found["open"] is not None
    with override_settings(ROOT_URLCONF=__name__):
        assert client.get("/open/").status_code == 200
        request = RequestFactory().get("/forgotten/")
        request.user = AnonymousUser()
        request.resolver_match = None
        with pytest.raises(PermissionDenied):
            Guard(undeclared).process_view(request, undeclared, [], {})


def test_what_is_declared_for_others_is_there() -> None:
    """A name in our table that no address has any more would hide a new view of that name."""
    optional = {name for name in DECLARED if name.startswith(("saml_", "openid_connect_"))}
    assert set(DECLARED) - optional - {one.name for one in ENDPOINTS} == set()


@pytest.mark.django_db(databases=DATABASES)
@pytest.mark.parametrize("endpoint", GATED, ids=str)
def test_a_gate_is_shut_to_whom_it_is_shut(endpoint: Endpoint) -> None:
    assert endpoint.access is not None
    assert isinstance(endpoint.access.rule, Gate)
    somebody = role("somebody", Account.objects.create_user("somebody@example.com"))
    for one in (role("stranger"), somebody):
        answer = trying.ask(one.client, endpoint, dict(endpoint.samples))
        assert trying.trouble_with(answer, endpoint, endpoint.access.rule.holds(one.who)) == "", one.name


@pytest.mark.parametrize("endpoint", WITH_OBJECTS, ids=str)
def test_each_rule_about_objects_has_a_world(endpoint: Endpoint) -> None:
    assert endpoint.rule is not None
    assert endpoint.rule.action in WORLDS, "Add a world for this rule to tests/access, see worlds.py."


@pytest.mark.django_db(databases=DATABASES, transaction=True)
@pytest.mark.parametrize("action", sorted({one.rule.action for one in WITH_OBJECTS if one.rule} & set(WORLDS)))
def test_doors_stand_as_the_rule_says(action: str) -> None:
    world = WORLDS[action]()
    assert len(world.roles) > 1
    assert world.objects
    asked = [one for one in WITH_OBJECTS if one.rule and one.rule.action == action]
    assert [f"{one}: {wrong}" for one in asked for wrong in trying.wrong_doors(one, world)] == []


@pytest.mark.django_db
def test_a_door_that_stands_wrongly_is_seen(client: Client) -> None:
    own = next(one for one in GATED if str(one) == "GET shell:account")
    page, refused = client.get("/en/about/"), client.get("/en/account/")
    assert trying.trouble_with(page, own, True) == "200, and the rule says open"
    assert trying.trouble_with(page, own, False) == "200, and the rule says shut"
    assert trying.trouble_with(refused, own, True) == "302, and the rule says open"
    assert trying.trouble_with(refused, own, False) == ""


def test_public_pages_have_reasons_that_are_read_here() -> None:
    """Whoever opens a page to all adds to this list of reasons, which is short and reviewed."""
    reasons = {one.access.why for one in PUBLIC if one.access}
    assert all(reason.endswith(".") for reason in reasons), reasons
    assert reverse("live") == "/health/live"
