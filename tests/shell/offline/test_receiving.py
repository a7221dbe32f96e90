"""Acts of devices on the server: carried out once, never over what changed, and only for who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from safeconduct.shell import clock
from safeconduct.shell.models import Account
from safeconduct.shell.offline import devices
from safeconduct.shell.offline.models import Arrived, Device, Taken
from tests.access.worlds import role
from tests.shell.offline.notebook import Notebook, registered

pytestmark = pytest.mark.django_db
WRITTEN = "2026-11-24T09:00:00Z"


@pytest.fixture
def book() -> Iterator[Notebook]:
    with registered() as found:
        yield found


class Tablet:
    """A device with somebody signed in on it."""

    def __init__(self, email: str = "officer@example.com") -> None:
        account = Account.objects.filter(email=email).first() or Account.objects.create_user(email)
        self.client = Client() if account.devices.exists() else role(email, account).client
        self.client.force_login(account)
        self.token = self.post("devices", {"name": "tablet"}).json()["device"]

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - a test answer
        headers = {"X-Device": getattr(self, "token", "")}
        return self.client.post(f"/api/v1/offline/{path}", body, content_type="application/json", headers=headers)

    def send(self, *acts: dict[str, Any]) -> list[dict[str, Any]]:
        return self.post("acts", {"acts": acts}).json()


def act(key: str, name: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    content = {"name": [name], "age": [more.pop("age", "")]}
    return {"key": key * 8, "kind": "notebook.note", "content": content, "written": WRITTEN, **more}


def test_an_act_is_carried_out_once_however_often_it_is_sent(book: Notebook) -> None:
    tablet = Tablet()
    first, again = tablet.send(act("a", "Alem")), tablet.send(act("a", "Alem"), act("b", "Sara"))
    assert [one["state"] for one in first + again] == ["done", "done", "done"]
    assert first[0]["item"] == again[0]["item"]
    assert book.names() == ["Alem", "Sara"]


def test_what_changed_meanwhile_is_not_overwritten(book: Notebook) -> None:
    one, other = Tablet(), Tablet("other@example.com")
    one.send(act("a", "Alem"))
    seen = one.post("items", {"kind": "notebook.note", "why": "visit"}).json()[0]
    other.send(act("b", "Alem B.", item=seen["item"], seen=seen["version"]))
    answer = one.send(act("c", "Alem C.", item=seen["item"], seen=seen["version"]))[0]
    assert (answer["state"], answer["theirs"]["name"]) == ("conflict", ["Alem B."])
    assert book.names() == ["Alem B."]
    decided = one.send(act("d", "Alem C.", item=answer["item"], seen=answer["version"], after="c" * 8))[0]
    assert decided["state"] == "done"
    assert book.names() == ["Alem C."]


def test_an_act_that_replaces_one_that_arrived_changes_what_that_made(book: Notebook) -> None:
    tablet = Tablet()
    tablet.send(act("a", "Alem"))
    assert tablet.send(act("b", "Alem B.", after="a" * 8))[0]["state"] == "done"
    assert book.names() == ["Alem B."]


def test_an_act_that_was_replaced_before_it_arrived_is_not_carried_out(book: Notebook) -> None:
    tablet = Tablet()
    tablet.send(act("b", "Alem B.", after="a" * 8))
    assert tablet.send(act("a", "Alem"))[0]["state"] == "replaced"
    assert book.names() == ["Alem B."]


def test_what_is_wrong_is_said_by_field_and_leaves_the_others(book: Notebook) -> None:
    answers = Tablet().send(act("a", "Alem", age="many"), act("b", "boom"), act("c", "Sara"))
    assert [one["state"] for one in answers] == ["refused", "later", "done"]
    assert list(answers[0]["errors"]) == ["age"]
    assert book.names() == ["Sara"]
    assert Arrived.objects.count() == 1


def test_an_account_that_may_not_is_told_so(book: Notebook) -> None:
    tablet = Tablet()
    answer = tablet.send(act("a", "Alem") | {"kind": "unknown"})[0]
    assert answer["state"] == "refused"
    reader = role("reader", Account.objects.create_user("reader@example.com"))
    assert reader.client.get("/en/offline/").status_code == 403


def test_a_device_of_somebody_else_or_of_nobody_is_refused(book: Notebook) -> None:
    tablet, other = Tablet(), Tablet("other@example.com")
    other.token = tablet.token
    assert other.post("acts", {"acts": []}).status_code == 403
    tablet.token = "invented"  # noqa: S105
    assert tablet.post("acts", {"acts": []}).status_code == 403


def test_a_stolen_device_is_revoked_its_session_ends_and_a_list_says_what_was_on_it(book: Notebook) -> None:
    tablet, at_home = Tablet(), Tablet()
    tablet.send(act("a", "Alem"))
    tablet.post("items", {"kind": "notebook.note", "why": "visit in Gedaref"})
    its = Device.objects.order_by("pk")[0]
    assert book.reasons == ["visit in Gedaref"]
    page = at_home.client.get(f"/en/offline/devices/{its.pk}/").content.decode()
    assert "Write a note <bdi>" in page
    at_home.client.post(f"/en/offline/devices/{its.pk}/", {"why": "stolen from the car"})
    assert not Session.objects.filter(session_key=its.session).exists()
    assert tablet.client.get("/en/offline/").status_code == 302
    assert tablet.post("standing", {}).json() | {"token": ""} == {
        "known": True, "revoked": True, "signed_in": False, "token": "",
    }  # fmt: skip
    assert "stolen from the car" in at_home.client.get(f"/en/offline/devices/{its.pk}/").content.decode()


def test_what_is_no_longer_taken_along_is_no_longer_on_the_list(book: Notebook) -> None:
    tablet = Tablet()
    tablet.send(act("a", "Alem"), act("b", "Sara"))
    for gone in ("", "1"):
        book.notes.pop(gone, None)
        tablet.post("items", {"kind": "notebook.note", "why": "visit"})
    assert list(Taken.objects.values_list("item", flat=True)) == ["2"]


def test_a_device_is_forgotten_a_year_after_it_was_revoked(book: Notebook) -> None:
    Tablet()
    now = clock.system()
    devices.revoke(Device.objects.get(), "lost", lambda: now)
    assert devices.forget_old(lambda: now + timedelta(days=364)) == 0
    assert devices.forget_old(lambda: now + timedelta(days=366)) == 1


def test_the_page_that_a_device_keeps_says_nothing_of_who_asked_for_it(book: Notebook) -> None:
    page = Tablet().client.get("/en/offline/").content.decode()
    assert "officer@example.com" not in page
    assert "csrfmiddlewaretoken" not in page
