"""Pairs of records: found on every way into the register, decided by an adjudicator, undone exactly."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime

import pytest
from django.http import HttpResponse
from django.utils.html import escape
from msgspec.structs import replace

from safeconduct.cases.web.models import Post
from safeconduct.people import acts
from safeconduct.people.linkage.adjudication import NotADecision
from safeconduct.people.person import Contact, Name, Person
from safeconduct.people.web import actions, adjudicating, comparing, households, registry, searching, waiting
from safeconduct.people.web.adjudicating import AlreadyJoined, Overtaken
from safeconduct.people.web.models import (
    Assessment,
    Consent,
    Household,
    Membership,
    Pair,
    Reading,
    Representation,
)
from safeconduct.people.web.models import Person as Row
from safeconduct.people.web.reading import records_of
from safeconduct.people.web.registry import By
from safeconduct.shell import clock
from tests.access.world_cases import account, office
from tests.access.worlds import Role, role
from tests.cases.web.walking import on, send, text_of
from tests.people.web.test_offline import Tablet, act
from tests.people.web.test_pages import answered, so_far

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
TODAY, TOMORROW = date(2027, 1, 13), date(2027, 1, 14)
NOW = datetime(2027, 1, 13, 9, 0, tzinfo=UTC)
WHY = "the list of the day"
FAMILY_PHONE = Contact(phone="+249912345678")


def girl(name: str, born: str = "2009-01-01", phone: str = "", *others: str) -> Person:
    names = (Name(name), *(Name(other, use="transliteration") for other in others))
    return Person("person", names, born, "stated", "female", nationalities=("ERI",), contact=Contact(phone=phone))


KASSALA = girl("ለተብርሃን ተስፋይ ሃይለ", "2009-01-01", "", "Letebirhan Tesfai Haile")
GEDAREF = girl("Letebrhan Tesfay Haile", "2009-01-01", FAMILY_PHONE.phone)


@pytest.fixture
def adjudicator(monkeypatch: pytest.MonkeyPatch) -> Role:
    """Somebody who decides about pairs, and an index of names of their own."""
    on(monkeypatch, TODAY)
    monkeypatch.setattr(searching, "_KEPT", {})
    _, (its,) = office("Gedaref", "permit authority", Post.Role.ADJUDICATOR)
    return its


def by(name: str, why: str = "came to the counter") -> By:
    return By(account(name), why)


def compare() -> int:
    return comparing.compare_new(clock.current)


def pair_of(first: Person = KASSALA, second: Person = GEDAREF) -> Pair:
    registry.enter(first, by("officer of Kassala"), clock.current)
    registry.enter(second, by("officer of Gedaref"), clock.current)
    compare()
    return Pair.objects.get()


def decide(its: Role, pair: Pair, verdict: str, why: str = "Same mother, same scar.", seen: str = "") -> HttpResponse:
    address = f"/en/people/pairs/{pair.pk}/"
    its.client.get(f"{address}?why={WHY}")
    pair = Pair.objects.get(pk=pair.pk)
    return send(its.client, address, verdict=verdict, why=why, seen=seen or pair.version)


def kept(number: str) -> Person:
    return records_of([Row.objects.get(pk=number)])[number]


# ---- finding ---------------------------------------------------------------------------------------------------------


def test_a_girl_is_proposed_under_another_spelling_with_reasons_and_no_name_is_kept(adjudicator: Role) -> None:
    pair = pair_of()
    assert (pair.state, pair.came, pair.decided) == (Pair.State.OPEN, "counter", None)
    assert pair.probability > 0.5
    cases = {name: case for name, case, _ in pair.reasons}
    assert cases["given"] in ("same spelling", "other spelling") and cases["born"] == "both 1 January"
    assert "Let" not in str(pair.reasons) and "2009" not in str(pair.reasons)
    assert compare() == 0, "what was compared is not compared again"


def test_everybody_is_compared_however_they_came(adjudicator: Role) -> None:
    first, second = actions.register_all([(KASSALA, None), (GEDAREF, None)])
    assert compare() == 2
    assert Pair.objects.get().came == comparing.CASE
    stranger = registry.enter(girl("Blessing Okafor"), by("an officer"), clock.current)
    compare()
    assert Pair.objects.count() == 1
    registry.correct(stranger, girl("Letebirhan Tesfai"), by("another officer"), stranger.changed, clock.current)
    compare()
    assert {p.came for p in Pair.objects.exclude(one__in=[first.pk, second.pk], other__in=[first.pk, second.pk])} == {
        comparing.CORRECTION
    }


def test_the_daughter_of_a_family_that_was_registered_without_a_network_is_proposed(adjudicator: Role) -> None:
    _, (officer,) = office("mission", "mission", Post.Role.OFFICER)
    known = registry.enter(KASSALA, by("officer of Kassala"), clock.current)
    father = {"whole": "Tesfay Haile", "year": "1980", "born_by": "stated", "nationality_1": "ERI"}
    daughter = {
        "whole": "Letebrhan Tesfay Haile", "year": "2009", "month": "1", "day": "1", "born_by": "stated",
        "only_year": "on", "nationality_1": "ERI", "household": "act:aaaaaaaa", "relationship": "child",
    }  # fmt: skip
    sent = Tablet(officer).send(act("a", father), act("b", daughter))
    assert [one["state"] for one in sent] == ["done", "done"], sent
    compare()
    pair = Pair.objects.get()
    assert {pair.one_id, pair.other_id} == {known.pk, sent[1]["item"]}
    assert pair.came == "device" and waiting.way(pair.came) == "registered without a network"


def test_a_telephone_of_the_family_alone_proposes_nobody(adjudicator: Role) -> None:
    registry.enter(girl("Freweyni Tesfay", "2011-01-01", FAMILY_PHONE.phone), by("one"), clock.current)
    registry.enter(girl("Blessing Okafor", "1988", FAMILY_PHONE.phone), by("other"), clock.current)
    compare()
    assert not Pair.objects.exists()


def test_a_pair_that_was_decided_is_not_opened_again(adjudicator: Role) -> None:
    pair = pair_of()
    decide(adjudicator, pair, "not the same")
    one = pair.one
    registry.correct(one, kept(one.pk), by("a third"), one.changed, clock.current)
    actions.change(one, kept(one.pk))
    compare()
    assert Pair.objects.get().state == Pair.State.APART


def test_an_erased_person_is_in_no_pair(adjudicator: Role) -> None:
    pair = pair_of()
    actions.erase(pair.one, clock.current)
    assert not Pair.objects.exists()
    assert compare() == 1


# ---- deciding --------------------------------------------------------------------------------------------------------


def test_the_queue_counts_and_names_nobody_and_a_name_is_searched_for_a_reason(adjudicator: Role) -> None:
    pair = pair_of()
    page = text_of(adjudicator.client.get("/en/people/pairs/"))
    assert "1 pair waits for a decision" in page and f"/people/pairs/{pair.pk}/" in page
    assert "Haile" not in page
    assert escape(waiting.reasons_of(pair)[0].case) in page
    assert "To search by name, say why" in text_of(adjudicator.client.get("/en/people/pairs/?q=Haile"))
    assert f"Pair {pair.pk}" in text_of(adjudicator.client.get("/en/people/pairs/?q=Letebrhan+Tesfay&why=she+asks"))
    assert f"Pair {pair.pk}" not in text_of(adjudicator.client.get("/en/people/pairs/?show=merged"))


def test_both_records_are_read_for_a_reason_and_what_differs_is_said(adjudicator: Role) -> None:
    pair = pair_of()
    address = f"/en/people/pairs/{pair.pk}/"
    assert "Why do you open" in text_of(adjudicator.client.get(address))
    page = text_of(adjudicator.client.get(f"{address}?why={WHY}"))
    assert "ለተብርሃን ተስፋይ ሃይለ" in page and "Letebrhan Tesfay Haile" in page
    assert "differs" in page and "known in one only" in page and "speaks strongly for one person" in page
    assert sorted(Reading.objects.values_list("person", flat=True)) == [pair.one_id, pair.other_id]
    assert {r.why for r in Reading.objects.all()} == {WHY}


def test_nobody_decides_who_was_not_appointed(adjudicator: Role) -> None:
    pair = pair_of()
    _, (officer, supervisor) = office("north", "permit authority", Post.Role.OFFICER, Post.Role.SUPERVISOR)
    for its in (officer, supervisor, role("somebody", account("somebody"))):
        assert its.client.get("/en/people/pairs/").status_code == 403
        assert decide(its, pair, "same").status_code == 404
    assert Pair.objects.get().state == Pair.State.OPEN


def test_a_decision_is_an_entry_of_both_with_office_and_reason(adjudicator: Role) -> None:
    pair = pair_of()
    assert decide(adjudicator, pair, "same").status_code == 302
    pair = Pair.objects.get()
    assert pair.state == Pair.State.MERGED
    assert adjudicating.joined_with(pair.one_id) == {pair.one_id, pair.other_id}
    for person, other in ((pair.one, pair.other_id), (pair.other, pair.one_id)):
        line = registry.history_of(person)[0]
        assert (line.verb, line.what) == (acts.JOINS, other)
        assert line.told is not None and line.told.about["office"] == "Gedaref"
        assert line.told.why == "Same mother, same scar."
    assert "These two records are joined" in text_of(adjudicator.client.get(f"/en/people/pairs/{pair.pk}/"))


def test_what_needs_more_stays_in_the_queue(adjudicator: Role) -> None:
    pair = pair_of()
    decide(adjudicator, pair, "needs more", "The mother comes on Thursday.")
    page = text_of(adjudicator.client.get("/en/people/pairs/?show=later"))
    assert f"Pair {pair.pk}" in page and "For 1 more is needed." in page
    decide(adjudicator, pair, "same")
    assert Pair.objects.get().state == Pair.State.MERGED


def test_a_reason_is_asked_and_nobody_decides_about_their_own_work(adjudicator: Role) -> None:
    assert adjudicator.who.account is not None
    own = By(adjudicator.who.account, "came to the counter")
    registry.enter(KASSALA, own, clock.current)
    registry.enter(GEDAREF, own, clock.current)
    compare()
    pair = Pair.objects.get()
    assert "This field is required" in text_of(decide(adjudicator, pair, "same", ""))
    assert "You registered both records" in text_of(decide(adjudicator, pair, "same"))
    assert Pair.objects.get().state == Pair.State.OPEN


def test_two_officers_at_once_and_a_double_click_decide_once(adjudicator: Role) -> None:
    pair = pair_of()
    seen, token = pair.version, secrets.token_urlsafe(16)
    address = f"/en/people/pairs/{pair.pk}/"
    adjudicator.client.get(f"{address}?why={WHY}")
    typed = {"once": token, "verdict": "same", "why": "Same mother, same scar.", "seen": seen}
    first, again = (adjudicator.client.post(address, typed) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    _, (other,) = office("Kassala", "permit authority of Kassala", Post.Role.ADJUDICATOR)
    late = decide(other, pair, "not the same", seen=seen)
    assert late.status_code == 409 and "meanwhile" in text_of(late) and "Gedaref" in text_of(late)
    assert Pair.objects.get().state == Pair.State.MERGED
    assert [line.verb for line in registry.history_of(pair.one)] == [acts.JOINS, acts.REGISTERS]


def test_a_record_that_was_changed_meanwhile_is_shown_before_anybody_decides(adjudicator: Role) -> None:
    pair = pair_of()
    seen = pair.version
    registry.correct(pair.one, girl("Blessing Okafor"), by("a third"), pair.one.changed, clock.current)
    late = decide(adjudicator, pair, "same", seen=seen)
    assert late.status_code == 409 and "Blessing Okafor" in text_of(late)
    assert "One of the records was changed" in text_of(late)


def test_three_records_of_one_person(adjudicator: Role) -> None:
    assert adjudicator.who.account is not None
    me = By(adjudicator.who.account, "Same mother.")
    numbers = [registry.enter(GEDAREF, by(f"officer {n}"), clock.current).pk for n in range(3)]
    compare()
    assert Pair.objects.count() == 3
    for _ in range(2):
        pair = Pair.objects.filter(state=Pair.State.OPEN).order_by("pk")[0]
        adjudicating.decide(pair, "same", me, "Gedaref", pair.version, clock.current)
    last = Pair.objects.get(state=Pair.State.SETTLED)
    with pytest.raises(AlreadyJoined):
        adjudicating.decide(last, "same", me, "Gedaref", last.version, clock.current)
    assert adjudicating.joined_with(numbers[0]) == set(numbers)
    joined = Pair.objects.filter(state=Pair.State.MERGED).order_by("pk")[0]
    with pytest.raises(Overtaken):
        adjudicating.undo(joined, {}, me, "Gedaref", joined.version, clock.current)
    adjudicating.undo(joined, {}, me, "Gedaref", adjudicating.version_of(joined), clock.current)
    assert Pair.objects.get(pk=last.pk).state == Pair.State.OPEN


def test_an_officer_proposes_what_no_comparison_found(adjudicator: Role) -> None:
    _, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    first = registry.enter(girl("Letebrhan Tesfay"), by("one"), clock.current)
    second = registry.enter(girl("Blessing Okafor"), by("two"), clock.current)
    compare()
    address = f"/en/people/{first.pk}/same-person/?q=Blessing+Okafor&why=she+says+so"
    officer.client.get(f"/en/people/{first.pk}/?why=she+says+so")
    assert "Which record is of the same person?" in text_of(officer.client.get(address))
    done = send(officer.client, address, other=second.pk, why="She shows both cards.")
    assert done.status_code == 302, text_of(done)
    pair = Pair.objects.get()
    assert (pair.came, pair.state, pair.reasons) == (adjudicating.OFFICER, Pair.State.OPEN, [])
    page = text_of(adjudicator.client.get(f"/en/people/pairs/{pair.pk}/?why={WHY}"))
    assert "She shows both cards." in page and "not compared" in page
    compare()
    assert decide(adjudicator, pair, "not the same").status_code == 302
    send(officer.client, address, other=second.pk, why="She brings a third card.")
    assert Pair.objects.get().state == Pair.State.OPEN, "what was kept apart waits again"


# ---- undoing ---------------------------------------------------------------------------------------------------------


def test_the_girl_of_gedaref_is_joined_and_parted_exactly_the_next_day(
    adjudicator: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    assert officer.who.account is not None
    worker = By(officer.who.account, "her aunt came")
    kassala = registry.enter(KASSALA, by("officer of Kassala"), clock.current)
    gedaref = registered_on_pages(officer)
    start = {number: kept(number) for number in (kassala.pk, gedaref.pk)}
    compare()
    pair = Pair.objects.get()
    assert "An adjudicator compares them" in text_of(officer.client.get(f"/en/people/{gedaref.pk}/?why=her+mother"))
    before = tables()
    decide(adjudicator, pair, "same")
    assert tables() == before, "joining writes into no table of the register but that of pairs"
    # on each side, and on the person as one
    for number, typed, whose in (
        (kassala.pk, {"phone": "+249 1"}, "record"),
        (gedaref.pk, {"email": "aunt@example.org", "phone": FAMILY_PHONE.phone}, "record"),
    ):
        officer.client.get(f"/en/people/{number}/?why=an+aunt+came")
        seen = Row.objects.get(pk=number).changed
        sent = {"seen": seen, "why": "her aunt came", "whose": whose, **typed}
        assert send(officer.client, f"/en/people/{number}/correct/contact/", **sent).status_code == 302
    birth = {"year": "2010", "born_by": "stated", "why": "she says 2010", "whose": "person"}
    seen = Row.objects.get(pk=gedaref.pk).changed
    done = send(officer.client, f"/en/people/{gedaref.pk}/correct/birth/", seen=seen, **birth)
    assert done.status_code == 302, text_of(done)
    assert kept(gedaref.pk).born == "2010"
    households.house(kassala, gedaref, "child", TODAY, worker, clock.current)

    on(monkeypatch, TOMORROW)
    address = f"/en/people/pairs/{pair.pk}/undo/"
    adjudicator.client.get(f"{address}?why=the+mother+says+no")
    page = text_of(adjudicator.client.get(address))
    assert "Stays where it was written" in page and "aunt@example.org" in page
    field = re.findall(r'name="(place-\d+)"', page)[0]
    version = Pair.objects.get().version
    unplaced = send(adjudicator.client, address, why="Two girls.", seen=version)
    assert unplaced.status_code == 200 and Pair.objects.get().state == Pair.State.MERGED
    parted = send(adjudicator.client, address, why="Two girls.", seen=version, **{field: "there"})
    assert parted.status_code == 302, text_of(parted)

    # as if there had been no merge: each with what was written on it, and the birth where the officer placed it
    phone = FAMILY_PHONE.phone
    assert kept(gedaref.pk) == replace(start[gedaref.pk], contact=Contact("aunt@example.org", phone))
    assert kept(kassala.pk) == replace(start[kassala.pk], contact=Contact(phone="+249 1"), born="2010")
    assert households.household_of(gedaref, TODAY) is not None
    after = tables()
    assert {name for name in after if after[name] != before[name]} == {"Household", "Membership"}, "as written since"
    assert Pair.objects.get().state == Pair.State.UNDONE
    for person in (kassala, gedaref):
        assert acts.SEPARATES in [line.verb for line in registry.history_of(person)]
    again = send(adjudicator.client, address, why="Two girls.", seen=Pair.objects.get().version)
    assert again.headers["Location"].endswith(f"/people/pairs/{pair.pk}/")


def registered_on_pages(officer: Role) -> Row:
    """Register the daughter on the pages of the register; the officer says that she is nobody of those shown."""
    page = answered(
        officer.client,
        names={"whole": "Letebrhan Tesfay Haile", "order": "given first", "why": "the family arrived without papers"},
        contact={"phone": FAMILY_PHONE.phone},
        documents={},
    )
    assert "Known already?" in page and "ለተብርሃን ተስፋይ ሃይለ" in page
    sent = send(officer.client, "/en/people/register/", so_far=so_far(page), enter="1", nobody="yes")
    return Row.objects.get(pk=sent.headers["Location"].split("/")[-2])


def tables() -> dict[str, list[tuple[object, ...]]]:
    """What stands beside the records: households, powers, consents, answers."""
    beside = (Household, Membership, Representation, Consent, Assessment)
    return {table.__name__: list(table._default_manager.order_by("pk").values_list()) for table in beside}


def test_undoing_is_refused_when_it_is_stale_or_leaves_something_unsaid(adjudicator: Role) -> None:
    assert adjudicator.who.account is not None
    me, pair = By(adjudicator.who.account, "Two girls."), pair_of()
    with pytest.raises(Overtaken):
        adjudicating.undo(pair, {}, me, "Gedaref", pair.version, clock.current)
    decide(adjudicator, pair, "same")
    pair = Pair.objects.get()
    with pytest.raises(Overtaken):
        adjudicating.undo(pair, {}, me, "Gedaref", "0.0.0", clock.current)
    as_one = {"joined": f"{pair.one_id} {pair.other_id}"}
    fresh = girl("Letebrhan", "2010")
    registry.correct(pair.one, fresh, by("a third"), pair.one.changed, clock.current, as_one)
    pair = Pair.objects.get()
    with pytest.raises(NotADecision, match="whose it is"):
        adjudicating.undo(pair, {}, me, "Gedaref", pair.version, clock.current)
    assert Pair.objects.get().state == Pair.State.MERGED


# ---- the person ------------------------------------------------------------------------------------------------------


def test_the_person_sees_who_joined_their_records_why_and_how_to_object(adjudicator: Role) -> None:
    pair = pair_of()
    owner = account("letebrhan")
    actions.open_to(pair.one, owner)
    decide(adjudicator, Pair.objects.get(), "same")
    page = text_of(role("letebrhan", owner).client.get("/en/my-record/"))
    assert "Your record was joined with another one" in page
    assert "Gedaref" in page and "Same mother, same scar." in page and pair.other_id[:8] in page
    assert "Object: say so" in page


# ---- a new model, and hits that are joined ---------------------------------------------------------------------------


def test_pairs_that_wait_are_weighed_again_by_a_new_model_and_decided_ones_stay_decided(adjudicator: Role) -> None:
    pair = pair_of()
    third = registry.enter(girl("Letebrhan Tesfai"), by("an officer"), clock.current)
    compare()
    two = [third.pk, pair.one_id]
    decided = Pair.objects.filter(one__in=two, other__in=two)
    before = {"model": "of last year", "probability": 0.2, "reasons": [["given", "slip", 1.0]]}
    Pair.objects.update(**before)
    decided.update(state=Pair.State.APART)
    assert "weighed by an older model" in text_of(adjudicator.client.get("/en/people/pairs/"))
    waits = Pair.objects.filter(state__in=Pair.WAITING).count()
    assert comparing.weigh_again(clock.current) == waits
    assert comparing.weigh_again(clock.current) == 0
    fresh = Pair.objects.get(pk=pair.pk)
    assert (fresh.model, fresh.probability > 0.5, len(fresh.reasons) > 3) == (comparing.card().model, True, True)
    assert decided.values("model", "probability", "reasons", "state").get() == before | {"state": Pair.State.APART}
    assert "weighed by an older model" not in text_of(adjudicator.client.get("/en/people/pairs/"))


def test_a_hit_that_is_joined_says_so_and_leads_to_the_other(adjudicator: Role) -> None:
    pair = pair_of()
    _, (officer,) = office("mission", "mission", Post.Role.OFFICER)
    address = f"/en/people/?q=Letebrhan+Tesfay+Haile&why={WHY}"
    assert "An officer joined it with" not in text_of(officer.client.get(address))
    decide(adjudicator, pair, "same")
    page = officer.client.get(address).text
    assert "An officer joined it with" in page
    assert f"/en/people/{pair.one_id}/" in page and f"/en/people/{pair.other_id}/" in page


def test_records_joined_by_way_of_another_are_one_person_in_a_search(adjudicator: Role) -> None:
    made = actions.register_all([(girl(f"Almaz {n}"), None) for n in "abcd"])
    first, second, third, alone = sorted(row.pk for row in made)
    for one, other in ((first, second), (second, third)):
        Pair.objects.create(one_id=one, other_id=other, state=Pair.State.MERGED, probability=1, reasons=[], weighed=0,
            arose=NOW)  # fmt: skip
    assert searching.joined_of([first, alone]) == {first: tuple(sorted((second, third)))}
