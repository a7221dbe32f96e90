"""A referral: nothing without consent, nothing but what consent names, everything answered and seen by the person."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from safeconduct.cases.web.models import Post
from safeconduct.people.web import actions as register
from safeconduct.people.web import copying, registry
from safeconduct.people.web.models import Reading
from safeconduct.people.web.registry import By
from safeconduct.services import referral
from safeconduct.services.referral import FIELDS, NotAReferral, Terms
from safeconduct.services.web import actions, referrals
from safeconduct.services.web.models import Organisation, Referral, Service
from safeconduct.shell import clock
from tests.access.world_cases import account, office
from tests.access.world_services import keeper
from tests.access.worlds import Role, role
from tests.cases.web.walking import on, send, text_of
from tests.services.making import demo, marked, named

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TODAY, UNTIL = date(2026, 11, 2), date(2027, 2, 1)
FORM: dict[str, Any] = {
    "purpose": "equipment for a small shop", "given": ["names", "contact"], "message": "He sells telephones.",
    "until": UNTIL.isoformat(), "language": "fr", "explained": "read aloud", "agrees": "yes",
}  # fmt: skip


class Scene:
    """An officer, a man whose record is open, and the keeper of the organisation that may help him."""

    def __init__(self) -> None:
        _, (self.officer,) = office("Reception office", "permit authority", Post.Role.OFFICER)
        self.account = account("modou")
        self.modou = register.register(marked(), self.account)
        self.person = role("modou", self.account)
        self.service = Service.objects.get(number=named("Petite activité"))
        self.receiver = keeper("keeper", self.service.organisation)
        self.other = keeper("another", Organisation.objects.exclude(pk=self.service.organisation_id)[0])
        self.look()

    def look(self) -> None:
        """Say why the officer looks at the record."""
        assert self.officer.who.account is not None
        register.note_reading(
            [self.modou], self.officer.who.account, "he asks for help", "people:record", clock.current
        )

    def referred(self, service: str = "Petite activité", **changed: Any) -> Any:  # noqa: ANN401 - Django's answers
        """Send the form of a referral."""
        address = f"/en/services/person/{self.modou.pk}/refer/{named(service)}/"
        return send(self.officer.client, address, **(FORM | changed))

    def answered(self, step: str, by: Role | None = None, **typed: str) -> str:
        """Answer the referral as a receiver."""
        row = Referral.objects.get()
        address = f"/en/services/received/{row.pk}/"
        fields = {f"{step}-{name}": value for name, value in typed.items()}
        answer = send((by or self.receiver).client, address, step=step, seen=str(row.changed), **fields)
        return text_of((by or self.receiver).client.get(address)) if answer.status_code == 302 else text_of(answer)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Everybody, and the invented directory."""
    on(monkeypatch, TODAY)
    actions.take(demo())
    return Scene()


def test_the_packet_holds_what_consent_names_and_no_marker_of_another_field(scene: Scene) -> None:
    assert scene.referred().status_code == 302
    row = Referral.objects.get()
    opened = referrals.opened([row], TODAY)[row.pk]
    assert set(opened.packet or {}) == {"names", "contact", "message"}
    page = text_of(scene.receiver.client.get(f"/en/services/received/{row.pk}/"))
    machine = scene.receiver.client.get(f"/api/v1/referrals/{row.pk}").content.decode()
    assert "MARKER-names" in page
    assert "MARKER-names" in machine
    for shown in (page, machine):
        assert {
            name for name in ("born", "nationality", "needs", "documents", "gender") if f"MARKER-{name}" in shown
        } == set()
        assert not {"1999-09-09", "GMB", "MARKER-old", "mnk"} & set(shown.replace('"', " ").replace("<", " ").split())


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_is_handed_over_alone(name: str) -> None:
    record = marked()
    terms = Terms("help", (name,), UNTIL, "fr", "read aloud")
    said = registry.consent.Consent("help", "Somebody", (name,), TODAY, UNTIL)
    assert set(referral.packet(record, terms, "Somebody", [said], TODAY)) == {name}
    assert referral.packet(record, terms, "Somebody else", [said], TODAY) == {}
    assert referral.packet(record, terms, "Somebody", [said], UNTIL + timedelta(1)) == {}


def test_refusing_consent_hands_nothing_over_and_costs_nothing(scene: Scene) -> None:
    before = text_of(scene.officer.client.post(f"/en/services/person/{scene.modou.pk}/", {"near": "Dakar"}))
    assert scene.referred(agrees="no", purpose="", given=[], until="", explained="").status_code == 302
    assert not Referral.objects.exists()
    assert registry.consents_of(scene.modou) == {}
    after = text_of(scene.officer.client.post(f"/en/services/person/{scene.modou.pk}/", {"near": "Dakar"}))
    assert before.split("<h3>")[1:] == after.split("<h3>")[1:]
    assert registry.history_of(scene.modou)[0].verb == referral.DECLINES
    assert scene.referred().status_code == 302


def test_a_service_that_does_not_take_him_is_chosen_only_with_a_reason(scene: Scene) -> None:
    page = text_of(scene.referred("Foyer des femmes et des enfants"))
    assert "It takes only: female." in page
    assert "Choose another one, or say why this one all the same." in page
    assert not Referral.objects.exists()
    assert scene.referred("Foyer des femmes et des enfants", although="He fetches his sister there.").status_code == 302
    row = Referral.objects.get()
    assert referrals.opened([row])[row.pk].told.terms.although == "He fetches his sister there."


def test_a_body_that_enforces_the_law_is_handed_nothing(scene: Scene) -> None:
    from safeconduct.services.terms import attribute

    of = scene.service.organisation
    of.row = {**of.row, "attributes": [attribute(of.pk, "enforcement", "yes")]}
    of.save()
    assert "never handed to it" in text_of(scene.referred(although="it is urgent"))
    assert not Referral.objects.exists()


def test_it_is_accepted_told_and_closed_and_the_person_sees_it(scene: Scene) -> None:
    scene.referred()
    assert "accepted" in scene.answered("accept", words="Pikine, room 3", day="2026-11-09")
    assert "has money" in scene.answered("tell", words="He has money for the first goods.")
    assert "closed" in scene.answered("close", words="The shop is open.")
    page = text_of(scene.person.client.get("/en/my-referrals/"))
    for told in ("Pikine, room 3", "2026-11-09", "He has money", "The shop is open.", "Reception office", "read aloud"):
        assert told in page, told
    row = Referral.objects.get()
    assert (row.packet, row.ended) == (None, TODAY)
    verbs = [line.verb for line in registry.history_of(scene.modou)]
    assert verbs[:5] == [referral.CLOSES, referral.TELLS, referral.ACCEPTS, referral.REFERS, "gives consent"]
    assert Reading.objects.filter(page="services:received-one").exists()
    scene.look()
    assert "The shop is open." in text_of(scene.officer.client.get(f"/en/services/sent/{row.pk}/"))


def test_refusing_needs_a_reason_which_the_person_reads(scene: Scene) -> None:
    scene.referred()
    assert "required" in scene.answered("refuse", words="")
    assert "refused" in scene.answered("refuse", words="We have no places until spring.")
    assert "no places until spring" in text_of(scene.person.client.get("/en/my-referrals/"))
    row = Referral.objects.get()
    with pytest.raises(NotAReferral):
        referrals.answer(row, "accept", by(scene), row.changed, clock.current)


def test_withdrawal_takes_the_packet_away_and_the_receiver_answers(scene: Scene) -> None:
    scene.referred()
    scene.answered("accept", words="room 3", day="2026-11-09")
    row = Referral.objects.get()
    assert send(scene.person.client, f"/en/my-referrals/{scene.modou.pk}/{row.pk}/withdraw/").status_code == 302
    page = text_of(scene.receiver.client.get(f"/en/services/received/{row.pk}/"))
    assert "MARKER-names" not in page
    assert "withdrew their consent on 2026-11-02" in page
    assert "By which law" in scene.answered("kept", words="") or "required" in scene.answered("kept", words="")
    scene.answered("kept", words="Act on accounts, five years: the receipt.")
    row.refresh_from_db()
    assert (row.confirmed, row.packet) == (TODAY, None)
    page = text_of(scene.person.client.get("/en/my-referrals/"))
    assert "Act on accounts" in page
    assert next(iter(registry.consents_of(scene.modou).values())).withdrawn == TODAY


def test_withdrawing_the_consent_at_the_counter_reaches_the_receiver_too(scene: Scene) -> None:
    scene.referred()
    row = Referral.objects.get()
    registry.withdraw(scene.modou, row.consent, by(scene), clock.current)
    row.refresh_from_db()
    assert (row.withdrawn, row.packet) == (TODAY, None)


def test_when_consent_is_over_nothing_can_be_opened(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.referred()
    row = Referral.objects.get()
    on(monkeypatch, UNTIL + timedelta(1))
    assert "MARKER" not in text_of(scene.receiver.client.get(f"/en/services/received/{row.pk}/"))
    assert referrals.forget(clock.current) == 1
    row.refresh_from_db()
    assert row.packet is None
    on(monkeypatch, UNTIL + timedelta(400))
    referrals.forget(clock.current)
    assert not Referral.objects.exists()


def test_two_answers_at_once_one_wins(scene: Scene) -> None:
    scene.referred()
    row = Referral.objects.get()
    referrals.answer(row, "accept", by(scene), row.changed, clock.current, "room 3")
    with pytest.raises(referrals.Changed):
        referrals.answer(row, "refuse", by(scene), row.changed, clock.current, "full")


def test_it_stands_in_the_copy_of_their_data_and_goes_with_them(scene: Scene) -> None:
    scene.referred()
    (told,) = copying.beside(scene.modou, TODAY)["referrals"]
    assert (told["service"], list(told["agreed to"]["fields"])) == ("Petite activité", ["names", "contact"])
    register.erase(scene.modou, clock.current)
    assert not Referral.objects.exists()


def test_machines_answer_never_unseen(scene: Scene) -> None:
    scene.referred()
    client, row = scene.receiver.client, Referral.objects.get()
    assert [one["id"] for one in client.get("/api/v1/referrals").json()["items"]] == [row.pk]
    assert scene.other.client.get("/api/v1/referrals").json()["items"] == []
    tag = client.get(f"/api/v1/referrals/{row.pk}").headers["ETag"]
    assert posted(client, row, {"step": "accept", "words": "room 3"}).status_code == 428
    done = posted(client, row, {"step": "accept", "words": "room 3", "day": "2026-11-09"}, tag)
    assert done.json()["events"][0]["words"] == "room 3"
    assert posted(client, row, {"step": "close"}, tag, "second").status_code == 412


def posted(client: Client, row: Referral, body: dict[str, str], tag: str = "", key: str = "first") -> Any:  # noqa: ANN401
    """Answer by the interface."""
    headers = {"HTTP_IF_MATCH": tag} if tag else {}
    return client.post(
        f"/api/v1/referrals/{row.pk}/answers", json.dumps(body), content_type="application/json",
        HTTP_IDEMPOTENCY_KEY=f"answer-{key}-{tag[:8]}", **headers,
    )  # fmt: skip


def by(scene: Scene) -> By:
    """The receiver, answering."""
    assert scene.receiver.who.account is not None
    return By(scene.receiver.who.account, "answers a referral", "receiver", "portal")
