"""The queries of a page do not grow with the number of cases."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safeconduct.cases import verbs
from safeconduct.cases.recording import Author
from safeconduct.cases.said import Assignment, Joined, Said
from safeconduct.cases.web import actions
from safeconduct.cases.web.actions import Filing
from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.people import person as records
from safeconduct.people.web import actions as register
from safeconduct.shell.models import Account
from tests.cases.making import law
from tests.cases.web.making import Hand, opening
from tests.cases.web.walking import on

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY = date(2027, 3, 1)
FEW, MANY = 10, 300


class Places:
    """An office with an officer and a supervisor, and a lawyer who takes part in all of its cases."""

    def __init__(self) -> None:
        self.office = Office.objects.create(
            name="Prague", parties=["permit authority"], procedures=["cz/employee-card"]
        )
        self.officer = self._official("officer@example.org", Post.Role.OFFICER)
        self.supervisor = self._official("supervisor@example.org", Post.Role.SUPERVISOR)
        account = Account.objects.create_user("worker@example.org", name="Worker")
        name = records.Name("Worker")
        self.worker = register.register_all([(records.Person("person", (name,)), account)])[0].id
        self.own = Client()
        self.own.force_login(account)

    def _official(self, email: str, role: str) -> Client:
        account = Account.objects.create_user(email, name=email)
        Post.objects.create(account=account, office=self.office, role=role, since=date(2020, 1, 1))
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "unused"})
        client = Client()
        client.force_login(account)
        return client

    def file(self, count: int) -> None:
        """File so many cases, each assigned to an officer."""
        its, dice = law(), random.Random(count)
        official = Account.objects.get(email="officer@example.org").pk
        assigned = (verbs.ASSIGNS, "", Said(assignment=Assignment(self.office.name, str(official))))
        filings = [
            Filing(
                its,
                opening(its, TODAY - timedelta(days=dice.randrange(2)), filed_in_person=False),
                Author("employer", "employer", "portal"),
                self.worker,
                (Joined("worker", self.worker),),
                then=(assigned,),
            )
            for _ in range(count)
        ]
        actions.file_all(filings, Hand(TODAY), tell=False)


def counted(client: Client, address: str) -> int:
    """How many queries a page asks the second time, when what never changes was read."""
    client.get(address)
    databases = [CaptureQueriesContext(connections[name]) for name in ("default", "keys")]
    with databases[0], databases[1]:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return sum(len(database) for database in databases)


def all_counts(places: Places) -> dict[str, int]:
    """The queries of each page."""
    number = Case.objects.order_by("number").values_list("number", flat=True)[0]
    pages = [
        (places.officer, "/en/desk/"),
        (places.officer, "/en/desk/?show=late"),
        (places.officer, f"/en/cases/{number}/"),
        (places.officer, "/api/v1/cases"),
        (places.officer, f"/api/v1/cases/{number}"),
        (places.supervisor, "/en/office/"),
        (places.own, "/en/my/"),
        (places.own, f"/en/my/{number}/"),
    ]
    return {address.replace(number, "NUMBER"): counted(client, address) for client, address in pages}


def test_pages_ask_as_often_for_many_cases_as_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, TODAY)
    places = Places()
    places.file(FEW)
    few = all_counts(places)
    places.file(MANY - FEW)
    assert all_counts(places) == few
    assert all(0 < count < 20 for count in few.values()), few
