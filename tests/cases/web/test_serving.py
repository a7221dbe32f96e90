"""On whom something is served where the register of people says who represents the person."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import structs

from safeconduct.cases.service import Addressee
from safeconduct.cases.web import acting, serving, store, telling
from safeconduct.cases.web.acting import Choice
from safeconduct.people import person as records
from safeconduct.people.representation import Representation
from safeconduct.people.web import actions as register
from safeconduct.people.web.models import Person
from safeconduct.procedures.state import Offer
from tests.access.test_rules_of_cases import RULES
from tests.access.trying import disagreements
from tests.cases.web.making import FILED
from tests.cases.web.test_attacks import Place, place

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
__all__ = ["place"]


def served(place: Place, on: date = FILED) -> Addressee:
    """On whom something is served in the case of the place."""
    found = serving.addressee_of(store.file_of(place.case.pk.bytes), on)
    assert found is not None
    return found


def represent(place: Place, **more: object) -> None:
    """Let mallory represent amina by the register of people."""
    said: dict[str, object] = {"kind": "power of attorney", "scope": "both", "since": FILED, **more}
    register.represent(Representation(place.people["amina"].id, place.people["mallory"].id, **said))  # type: ignore[arg-type]


def test_a_power_of_the_register_is_served_on_and_says_why(place: Place) -> None:
    assert (served(place).person, served(place).why) == (place.people["amina"].id, "")
    represent(place)
    to = served(place)
    assert (to.party, to.person, to.why) == ("representative", place.people["mallory"].id, "power of attorney")
    assert to.by is not None and to.by.since == FILED


@pytest.mark.parametrize(
    "more",
    [
        {"scope": "act"},
        {"case": "f" * 32},
        {"since": date(2028, 1, 1)},
        {"since": date(2026, 1, 1), "until": date(2026, 12, 31)},
        {"revoked": FILED},
    ],
    ids=str,
)
def test_a_power_that_does_not_cover_it_is_not(place: Place, more: dict[str, object]) -> None:
    represent(place, **more)
    assert served(place).person == place.people["amina"].id


def test_whoever_is_served_reads_the_file_and_acts_as_far_as_the_power_goes(place: Place) -> None:
    page, mallory = f"/en/my/{place.case.number}/", place.roles["mallory"]
    assert mallory.client.get(page).status_code == 404
    represent(place, scope="service")
    assert mallory.client.get(page).status_code == 200
    offered = mallory.client.get(f"/api/v1/cases/{place.case.number}").json()["offered"]
    assert not any(one["yours"] for one in offered)
    represent(place, scope="both")
    offered = mallory.client.get(f"/api/v1/cases/{place.case.number}").json()["offered"]
    assert any(one["yours"] for one in offered)
    whos = [one.who for one in [*place.roles.values(), *place.officials]]
    assert [wrong for rule in RULES.values() for wrong in disagreements(rule, whos, [place.case])] == []


def test_a_power_of_the_employer_opens_nothing(place: Place) -> None:
    power = Representation(place.people["firm"].id, place.people["mallory"].id, "power of attorney", "both", FILED)
    register.represent(power)
    assert place.roles["mallory"].client.get(f"/en/my/{place.case.number}/").status_code == 404


def test_a_representative_of_the_register_is_told_of_news(place: Place) -> None:
    represent(place)
    file = store.file_of(place.case.pk.bytes)
    held = telling._registered([file], FILED)
    assert place.people["mallory"].id in telling._concerned(file, FILED, held)


def test_nothing_is_served_on_a_child_without_a_guardian(place: Place) -> None:
    amina = Person.objects.get(pk=place.people["amina"].pk)
    register.change(amina, structs.replace(records.Person("person", (records.Name("Amina"),)), born="2010"))
    assert served(place).is_nobody
    choice = Choice(Offer("", "serves", "refusal", "", False, ""), None, None, False)
    with pytest.raises(acting.NoGuardian, match="guardian"):
        acting._service(store.file_of(place.case.pk.bytes), choice, {}, FILED)
    represent(place, kind="assigned guardian")
    assert served(place).why == "assigned guardian"
