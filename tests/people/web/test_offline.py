"""People who were registered and corrected on a device without a network, as they arrive in the register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from safeconduct.cases.web.models import Post
from safeconduct.people import acts
from safeconduct.people.person import Name
from safeconduct.people.person import Person as Record
from safeconduct.people.web import households, offline, registry, searching
from safeconduct.people.web.models import Membership, Person, Reading
from safeconduct.people.web.reading import records_of
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from safeconduct.shell.offline.models import Device, Taken
from tests.access.world_cases import account, office
from tests.access.worlds import Role, role
from tests.cases.web.walking import on

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY, WRITTEN = date(2027, 1, 13), "2027-01-11T09:00:00Z"
DAUGHTER = {
    "whole": "ለምለም ተስፋይ", "other_script": "Lemlem Tesfay", "system": "ICAO Doc 9303", "year": "2009", "month": "1",
    "day": "1", "born_by": "stated", "nationality_1": "ERI", "language_1": "ti", "reads_1": "on",
    "support": ["interpreter"], "born_in": "XXX", "born_at": "Om Hajer",
}  # fmt: skip


class Tablet:
    """A device of an officer."""

    def __init__(self, officer: Role) -> None:
        self.client, self.token = officer.client, ""
        self.token = self.post("devices", {"name": "tablet"}).json()["device"]

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 - a test answer
        headers = {"X-Device": self.token}
        return self.client.post(f"/api/v1/offline/{path}", body, content_type="application/json", headers=headers)

    def send(self, *acts: dict[str, Any]) -> list[dict[str, Any]]:
        return self.post("acts", {"acts": acts}).json()

    def take(self) -> dict[str, dict[str, Any]]:
        items = self.post("items", {"kind": offline.PERSON, "why": "visit in Gedaref"}).json()
        return {one["item"]: one for one in items}


def act(key: str, said: dict[str, Any], **more: str) -> dict[str, Any]:
    """Something written on a device, registered in the field."""
    filled = {"why": "registered in Gedaref"} | said
    content = {name: value if isinstance(value, list) else [value] for name, value in filled.items()}
    return {"key": key * 8, "kind": offline.PERSON, "content": content, "written": WRITTEN, **more}


@pytest.fixture
def officers(monkeypatch: pytest.MonkeyPatch) -> list[Role]:
    """Two officers and the supervisor of their office."""
    on(monkeypatch, TODAY)
    monkeypatch.setattr(searching, "_KEPT", {})
    made, roles = office("Gedaref", "mission", Post.Role.OFFICER, Post.Role.SUPERVISOR)
    second = account("second officer")
    Post.objects.create(account=second, office=made, role=Post.Role.OFFICER, since=date(2026, 1, 1))
    return [roles[0], role("second officer", second), roles[1]]


def test_a_family_is_registered_with_its_household_each_once(officers: list[Role]) -> None:
    tablet = Tablet(officers[0])
    family = [
        act("a", {"whole": "Tesfay Haile", "year": "1980", "born_by": "stated", "nationality_1": "XXA"}),
        act("b", DAUGHTER | {"household": "act:aaaaaaaa", "relationship": "child"}),
    ]
    first, again = tablet.send(*family), tablet.send(*family)
    assert [one["state"] for one in first + again] == ["done"] * 4
    father, daughter = (Person.objects.get(pk=one["item"]) for one in first)
    its = records_of([daughter])[daughter.pk]
    assert [(n.whole, n.script, n.use) for n in its.names] == [
        ("ለምለም ተስፋይ", "Ethi", "present"), ("Lemlem Tesfay", "Latn", "transliteration"),
    ]  # fmt: skip
    assert (its.born_in, its.born_at) == ("XXX", "Om Hajer")
    assert (its.born, its.born_may_be_a_year, its.reads, its.support) == (
        "2009-01-01", True, ("ti",), ("interpreter",),
    )  # fmt: skip
    assert households.homes_of([daughter.pk], TODAY)[daughter.pk][2:] == (father.pk, "child")
    history = registry.history_of(daughter)
    assert [line.verb for line in history] == [acts.HOUSES, acts.REGISTERS]
    assert history[1].told is not None
    assert (history[1].told.why, history[1].told.about) == (
        "registered in Gedaref", {"written on the device": "2027-01-11T09:00:00+00:00"},
    )  # fmt: skip
    assert Person.objects.count() == 2
    said = {"content": first[0]["theirs"] | {"phone": ["+249 1"], "why": ["a phone"]}}
    (changed,) = tablet.send(act("c", {}, item=father.pk, seen=first[0]["version"]) | said)
    assert changed["state"] == "done", "that a child was entered is no conflict for the head"


def test_what_refers_to_what_has_not_arrived_waits_for_it(officers: list[Role]) -> None:
    tablet = Tablet(officers[0])
    child = act("b", DAUGHTER | {"household": "act:aaaaaaaa", "relationship": "child"})
    father = act("a", {"whole": "Tesfay Haile", "year": "1980"})
    refused, waits = tablet.send(father, child)
    assert (refused["state"], list(refused["errors"]), waits["state"]) == ("refused", ["born_by"], "later")
    anew = act("c", {"whole": "Tesfay Haile", "year": "1980", "born_by": "stated"}, after="a" * 8)
    done, still = tablet.send(anew, child)
    assert (done["state"], still["state"], list(still["errors"])) == ("done", "refused", ["household"])
    child["content"]["household"] = ["act:cccccccc"]
    assert tablet.send(child)[0]["state"] == "done"
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"whole": ""}, "whole"),
        ({"year": "2009", "month": "2", "day": "30"}, "day"),
        ({"household": "nobody", "relationship": "child"}, "household"),
        ({"household": "", "relationship": "child"}, "household"),
        ({"former": "\n".join("abcdefghijklmnopqrstuvwxyz")}, ""),
    ],
    ids=str,
)
def test_what_cannot_be_leaves_nothing_behind(officers: list[Role], wrong: dict[str, str], field: str) -> None:
    (answer,) = Tablet(officers[0]).send(act("a", DAUGHTER | wrong))
    assert (answer["state"], list(answer["errors"])) == ("refused", [field])
    assert not Person.objects.exists()


def known(officer: Role, record: Record) -> Person:
    """Somebody in the register whose record an officer opened."""
    assert officer.who.account is not None
    made = registry.enter(record, By(officer.who.account, "came to the counter"), clock.current)
    assert officer.client.get(f"/en/people/{made.pk}/?why=a+visit").status_code == 200
    return made


def test_somebody_who_was_changed_meanwhile_is_never_overwritten(officers: list[Role]) -> None:
    lemlem = known(officers[0], Record("person", (Name("Lemlem"),), born="2009"))
    known(officers[1], Record("person", (Name("Somebody else"),)))
    assert officers[1].client.get(f"/en/people/{lemlem.pk}/?why=a+visit").status_code == 200
    one, other = Tablet(officers[0]), Tablet(officers[1])
    mine, theirs = one.take()[lemlem.pk], other.take()[lemlem.pk]
    assert list(one.take()) == [lemlem.pk]
    changed = {"content": mine["content"] | {"phone": ["+249 1"], "why": ["call"]}}
    assert one.send(act("a", {}, item=lemlem.pk, seen=mine["version"]) | changed)[0]["state"] == "done"
    said = theirs["content"] | {"phone": ["+249 2"], "post": ["Tent 4"], "why": ["visit"]}
    (conflict,) = other.send(act("b", {}, item=lemlem.pk, seen=theirs["version"]) | {"content": said})
    assert (conflict["state"], conflict["theirs"]) == (
        "conflict", {"whole": ["Lemlem"], "year": ["2009"], "phone": ["+249 1"], "why": ["visit"]},
    )  # fmt: skip
    chosen = {"content": conflict["theirs"] | {"post": ["Tent 4"]}}
    later = act("c", {}, item=lemlem.pk, seen=conflict["version"], after="b" * 8) | chosen
    assert other.send(later)[0]["state"] == "done"
    its = records_of([lemlem := Person.objects.get(pk=lemlem.pk)])[lemlem.pk]
    assert (its.contact.phone, its.contact.post, its.born) == ("+249 1", ("Tent 4",), "2009")
    assert [line.verb for line in registry.history_of(lemlem)] == [acts.CORRECTS, acts.CORRECTS, acts.REGISTERS]


def test_a_household_that_was_entered_meanwhile_is_a_conflict_too(officers: list[Role]) -> None:
    child, father = (known(officers[0], Record("person", (Name(name),))) for name in ("Lemlem", "Tesfay"))
    tablet = Tablet(officers[0])
    seen = tablet.take()[child.pk]
    assert officers[0].who.account is not None
    by = By(officers[0].who.account, "the mother says it")
    households.house(father, child, "child", TODAY, by, clock.current)
    said = {"content": seen["content"] | {"phone": ["1"], "why": ["visit"]}}
    (answer,) = tablet.send(act("a", {}, item=child.pk, seen=seen["version"]) | said)
    assert (answer["state"], answer["theirs"]["household"]) == ("conflict", [father.pk])
    again = act("b", {}, item=child.pk, seen=answer["version"], after="a" * 8)
    moved = answer["theirs"] | {"household": [""], "relationship": [""]}
    assert tablet.send(again | {"content": moved})[0]["state"] == "done"
    assert [line.verb for line in registry.history_of(child)] == [acts.STRIKES, acts.HOUSES, acts.REGISTERS]


def test_what_no_form_can_show_stays(officers: list[Role]) -> None:
    names = (Name("Lemlem"), Name("Lem", use="also known as"), Name("Lula", use="former", given="Lula"))
    record = Record("person", names, nationalities=("ERI", "ETH", "SDN", "SSD"), languages=("ti", "ar", "am", "en"))
    lemlem, tablet = known(officers[0], record), Tablet(officers[0])
    seen = tablet.take()[lemlem.pk]
    said = seen["content"] | {"whole": ["Lemlem T."], "nationality_2": ["XXB"], "kind": ["passport"], "why": ["x"]}
    assert tablet.send(act("a", {}, item=lemlem.pk, seen=seen["version"]) | {"content": said})[0]["state"] == "done"
    its = records_of([Person.objects.get()])[lemlem.pk]
    assert its.names == (Name("Lemlem T.", script="Latn"), *names[1:])
    assert (its.nationalities, its.languages) == (("ERI", "XXB", "SDN", "SSD"), record.languages)
    assert [one.kind for one in its.documents] == ["passport"]


def test_whom_a_stolen_device_holds_is_told_to_the_supervisor_who_ends_its_session(officers: list[Role]) -> None:
    tablet, supervisor = Tablet(officers[0]), officers[2]
    father = known(officers[0], Record("person", (Name("Tesfay"),)))
    tablet.take()
    (made,) = tablet.send(act("b", DAUGHTER | {"household": father.pk, "relationship": "child"}))
    assert set(Taken.objects.values_list("item", flat=True)) == {father.pk, made["item"]}
    assert set(tablet.take()) == {made["item"], father.pk}
    assert {row.why for row in Reading.objects.filter(page=offline.PAGE)} == {"visit in Gedaref"}
    its = Device.objects.get()
    page = supervisor.client.get(f"/en/offline/devices/{its.pk}/").content.decode()
    assert f"/en/people/{made['item']}/" in page and "Tesfay" not in page
    assert officers[1].client.get(f"/en/offline/devices/{its.pk}/").status_code == 404
    supervisor.client.post(f"/en/offline/devices/{its.pk}/", {"why": "stolen from the car"})
    assert officers[0].client.get("/en/offline/").status_code == 302
    assert tablet.post("standing", {}).json()["revoked"]


def test_who_works_in_no_office_registers_nobody(officers: list[Role]) -> None:
    stranger = role("stranger", account("stranger"))
    assert stranger.client.get("/en/offline/").status_code == 403
    page = officers[0].client.get("/en/offline/").content.decode()
    assert 'data-kind="people.person"' in page and "officer" not in page
