"""Searching the directory: near, by need, for somebody; kept true by those who answer for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from safeconduct.services.directory import Directory
from safeconduct.services.eligibility import Asker
from safeconduct.services.web import actions, searching
from safeconduct.services.web.models import Service, Site, Town
from safeconduct.services.web.searching import Hit, Wanted
from tests.services.making import demo, named

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
MOMENT = datetime(2026, 11, 26, 9, tzinfo=UTC)
DAKAR = {"latitude": 14.669, "longitude": -17.438}


@pytest.fixture(autouse=True)
def directory() -> None:
    """The invented directory."""
    actions.take(demo())


def names(wanted: Wanted, on: date = TODAY) -> list[str]:
    """The names of what is found, in its order."""
    return [hit.service.name for hit in hits(wanted, on)]


def hits(wanted: Wanted, on: date = TODAY) -> list[Hit]:
    """Everything that is found."""
    return searching.search(wanted, on, limit=100)[0]


def test_the_nearest_comes_first_and_what_is_too_far_does_not_come() -> None:
    found = hits(Wanted(need="work", km=80, **DAKAR))
    assert [(hit.service.name, round(hit.km or 0)) for hit in found] == [
        ("Bourse de l’emploi", 0),
        ("Petite activité", 11),
        ("Petite activité", 19),
        ("Couture", 57),
    ]
    assert len(hits(Wanted(need="work", km=5, **DAKAR))) == 1


def test_a_man_of_24_who_came_back_is_shown_what_takes_him() -> None:
    asker = Asker(24, "male", "returnee", ("SEN",), ("Dakar",))
    found = {hit.service.name: hit.verdict.answer for hit in hits(Wanted(asker=asker, km=20, **DAKAR))}
    assert found["Petite activité"] == found["Nuits d’accueil"] == "yes"
    assert "Foyer des femmes et des enfants" not in found
    shown = {h.service.name: h.verdict for h in hits(Wanted(asker=asker, km=20, everybody=True, **DAKAR))}
    assert [one.about for one in shown["Foyer des femmes et des enfants"].because] == ["sex"]


def test_filters_and_reasons_say_the_same_of_everybody() -> None:
    everything = hits(Wanted(everybody=True))
    askers = [
        Asker(age, sex, status, nationality, area)
        for age, sex, status, nationality, area in product(
            (None, 5, 15, 40), ("", "female", "male"), ("", "returnee", "refugee"), ((), ("SEN",)), ((), ("Gedaref",))
        )
    ]
    for asker in askers:
        kept = {hit.site.pk for hit in hits(Wanted(asker=asker))}
        told = {one.site.pk: searching.judge(searching.rules_of(one.service.row), asker).answer for one in everything}
        assert kept == {number for number, answer in told.items() if answer != "no"}, asker


def test_language_day_cost_and_access_narrow_it() -> None:
    assert names(Wanted(need="legal", language="ti", km=500)) == ["Counselling after exploitation"]
    sunday, monday = date(2026, 11, 1), date(2026, 11, 2)
    assert "Vaccination and mother-and-child clinic" in names(Wanted(need="health", on=sunday))
    assert "Consultation générale" not in names(Wanted(need="health", on=sunday))
    assert "Consultation générale" in names(Wanted(need="health", on=monday))
    assert "Consultation générale" not in names(Wanted(need="health", free=True))
    assert {h.site.access for h in hits(Wanted(access="step-free"))} == {"|step-free|", "|step-free|toilet|"}
    first_monday = [h.open for h in hits(Wanted(words="Bourse", on=monday))]
    second_monday = [h.open for h in hits(Wanted(words="Bourse", on=monday + timedelta(7)))]
    assert (first_monday, second_monday) == ([True], [False])


@pytest.mark.parametrize("words", ["couture", "COUT", "cap couture", "Métiers couture"])
def test_words_find_names_and_organisations(words: str) -> None:
    assert names(Wanted(words=words)) == ["Couture"]


@pytest.mark.parametrize("words", ['"', "' OR 1", "a*b", "NEAR(", "%", "couture AND", ":*", "-"])
def test_whatever_is_typed_breaks_nothing(words: str) -> None:
    hits(Wanted(words=words, need=words, language=words, **DAKAR))


def test_what_nobody_assures_is_hidden_and_comes_back() -> None:
    old = Service.objects.get(number=named("Recherche de proches"))
    assert old.name not in names(Wanted(need="family-tracing"), date(2026, 11, 26))
    actions.assure(old, "keeper@example.org", lambda: MOMENT)
    assert names(Wanted(need="family-tracing"), date(2026, 11, 26)) == [old.name]
    assert (old.row["assured_date"], old.row["assurer_email"]) == ("2026-11-26", "keeper@example.org")
    actions.close(old)
    assert names(Wanted(need="family-tracing"), date(2026, 11, 26)) == []
    assert Service.objects.filter(pk=old.pk).exists()


def test_taking_it_again_changes_nothing_and_a_change_changes_one() -> None:
    again = actions.take(demo())
    assert (again.new, again.changed, again.same) == (0, 0, 22)
    number = named("Couture")
    changed = demo()
    changed.services[number]["name"] = "Couture et broderie"
    done = actions.take(changed)
    assert (done.new, done.changed) == (0, 1)
    assert names(Wanted(words="broderie")) == ["Couture et broderie"]
    assert names(Wanted(need="training", words="couture", km=50)) == ["Couture et broderie"]
    assert actions.directory() == changed


def test_what_a_later_file_leaves_out_stays() -> None:
    before = Service.objects.count()
    actions.take(Directory(demo().organizations, {}, {}))
    assert Service.objects.count() == before


def test_what_searches_read_can_be_made_anew_and_is_the_same() -> None:
    def read() -> list[dict[str, object]]:
        hidden = ("id", "service_id")
        return sorted([{k: v for k, v in row.items() if k not in hidden} for row in Site.objects.values()], key=repr)

    before = read()
    Site.objects.all().delete()
    assert hits(Wanted(**DAKAR)) == []
    actions.rebuild()
    assert read() == before
    assert Town.objects.filter(folded="dakar").get().areas == ["Dakar"]
