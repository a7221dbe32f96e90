"""What the public pages say, without a browser."""

from __future__ import annotations

import json
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import override

from safeconduct.procedures.library import Library

IDS = sorted({entry.id for entry in Library.default().procedures()})
LANGUAGES = ("en", "fr", "ar", "cs")
PROOF_SENTENCE = "This proves the file, not the legality of the act."


def text_of(client: Client, address: str) -> str:
    """The words of a page, as a reader gets them."""
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(unescape(strip_tags(response.content.decode())).split())


class Outline(HTMLParser):
    """The headings, ids and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.fragments: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("h1", "h2", "h3"):
            self.levels.append(int(tag[1]))
        if values.get("id"):
            self.ids.append(str(values["id"]))
        href = values.get("href") or ""
        if tag == "a" and href.startswith("#"):
            self.fragments.append(href[1:])


def addresses(language: str, name: str) -> list[str]:
    home = f"/{language}/procedures/{name}/"
    return [home, f"{home}proof/", f"{home}proof/summary/", f"{home}clocks/"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_lists_every_procedure_with_its_answer(client: Client, language: str) -> None:
    page = client.get(f"/{language}/").content.decode()
    for name in IDS:
        assert f"/{language}/procedures/{name}@" in page
    with override(language):
        assert page.count('class="tag') >= len(IDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", IDS)
def test_pages_are_well_made_in_every_language(client: Client, language: str, name: str) -> None:
    for address in addresses(language, name):
        response = client.get(address)
        assert response.status_code == 200, address
        page = Outline(response.content.decode())
        assert page.levels[0] == 1
        assert page.levels.count(1) == 1
        assert len(page.ids) == len(set(page.ids)), f"{address}: an id stands twice"
        assert set(page.fragments) <= set(page.ids), f"{address}: a link leads nowhere"
        assert "{" not in strip_tags(response.content.decode()).replace("{}", "")


def test_the_direction_is_that_of_the_language(client: Client) -> None:
    assert '<html lang="ar" dir="rtl">' in client.get("/ar/procedures/eu/single-permit/").content.decode()
    assert '<html lang="fr" dir="ltr">' in client.get("/fr/procedures/eu/single-permit/").content.decode()


def test_a_procedure_without_czech_words_says_so(client: Client) -> None:
    page = client.get("/cs/procedures/eu/single-permit/").content.decode()
    assert "Jeho vlastní slova jsou anglicky." in page
    assert '<h1 lang="en">' in page
    assert '<bdi lang="en">the permit authority</bdi>' in page
    assert "Jeho vlastní slova" not in client.get("/cs/procedures/cz/employee-card/").content.decode()


def test_the_single_permit_gives_two_numbers_and_the_hole(client: Client) -> None:
    page = text_of(client, "/en/procedures/eu/single-permit/")
    assert "If everyone keeps the law" in page
    assert "days at most" in page
    assert "The law sets no end" in page
    assert "it leaves that to each state" in page
    assert "counted from the day of service, not from the date on the letter" in page


def test_what_to_bring_has_a_way_out_for_who_cannot(client: Client) -> None:
    page = text_of(client, "/en/procedures/eu/single-permit/")
    assert "a written statement of your consulate" in page


def test_the_law_that_was_read_and_assumed_is_told_apart(client: Client) -> None:
    page = text_of(client, "/en/procedures/eu/single-permit/")
    assert "Articles assumed, not read" in page
    assert "left to each state" in page


def test_the_czech_hole_is_told_as_a_dated_story(client: Client) -> None:
    page = text_of(client, "/en/procedures/cz/employee-card/proof/?from=2027-01-11")
    assert "Promise 3, Reasons and remedy, is violated" in page
    assert "Monday 11 January 2027" in page
    assert "not lodged, without: service, remedy" in page
    assert PROOF_SENTENCE in page


def test_the_story_begins_on_the_day_that_is_asked_for(client: Client) -> None:
    assert "Wednesday 3 March 2027" in text_of(client, "/en/procedures/cz/employee-card/proof/?from=2027-03-03")
    assert "mercredi 3 mars 2027" in text_of(client, "/fr/procedures/cz/employee-card/proof/?from=2027-03-03")


@pytest.mark.parametrize("wrong", ["soon", "2027-13-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_answered_with_a_form_to_mend(client: Client, wrong: str) -> None:
    page = text_of(client, f"/en/procedures/cz/employee-card/proof/?from={wrong}")
    assert "Write the date as year-month-day" in page
    assert "Monday 11 January 2027" in page


def test_the_proof_names_both_hashes_and_every_promise(client: Client) -> None:
    library = Library.default()
    procedure = library.load("cz/employee-card")
    page = text_of(client, "/en/procedures/cz/employee-card/proof/")
    assert procedure.hash in page
    assert library.charter().hash in page
    for number in range(1, 13):
        assert f"Promise {number}" in page


def test_a_version_has_its_own_address(client: Client) -> None:
    assert client.get("/en/procedures/eu/single-permit@2026-05-22/").status_code == 200
    assert client.get("/en/procedures/eu/single-permit@1999-01-01/").status_code == 404
    assert client.get("/en/procedures/eu/no-such-thing/").status_code == 404


def test_downloads_are_what_was_published(client: Client) -> None:
    text = client.get("/en/procedures/eu/single-permit/procedure.yaml")
    assert text.content.decode() == Library.default().entry("eu/single-permit").path.read_text(encoding="utf-8")
    assert "attachment" in text["Content-Disposition"]
    report = json.loads(client.get("/en/procedures/eu/single-permit/report.json").content)
    assert report["hash"] == Library.default().load("eu/single-permit").hash
    assert len(report["promises"]) == 12


@pytest.mark.parametrize(("language", "word"), [("en", "student"), ("fr", "famille"), ("ar", "العمل")])
def test_the_search_finds_by_words_of_the_language(client: Client, language: str, word: str) -> None:
    found = client.get(f"/{language}/", {"q": word}).content.decode()
    everything = client.get(f"/{language}/").content.decode()
    assert 0 < found.count('<li class="card') < everything.count('<li class="card')


def test_a_topic_narrows_the_list(client: Client) -> None:
    page = client.get("/en/", {"topic": "return"}).content.decode()
    assert "common/assisted-voluntary-return" in page
    assert "eu/blue-card" not in page


@pytest.mark.parametrize("query", [{"q": "xyzzy"}, {"topic": "nothing"}, {"q": "<script>alert(1)</script>"}])
def test_an_empty_result_says_what_to_do(client: Client, query: dict[str, str]) -> None:
    page = client.get("/en/", query).content.decode()
    assert "Show all procedures" in page
    assert "<script>alert" not in page


def test_a_comparison_tells_what_became_worse(client: Client) -> None:
    query = {"old": "eu/single-permit@2026-05-22", "new": "cz/employee-card@2026-11-24"}
    response = client.get("/en/compare/", query)
    page = " ".join(unescape(strip_tags(response.content.decode())).split())
    assert "60 days" in page
    assert "worse for the person" in page
    assert "needs a second signature" in page


def test_a_comparison_without_two_names_is_a_form(client: Client) -> None:
    page = client.get("/en/compare/", {"old": "eu/nothing@2020-01-01"}).content.decode()
    assert "<h1>Compare two procedures</h1>" in page


def test_pages_set_no_cookie_and_bear_the_policy(client: Client) -> None:
    for address in ("/en/", "/en/procedures/eu/single-permit/", "/en/editor/"):
        response = client.get(address)
        assert not response.cookies
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert "style=" not in response.content.decode()


def test_every_kind_of_case_has_its_words(client: Client) -> None:
    assert "الطلبات المقدَّمة في 22 مايو 2026 أو بعده" in text_of(client, "/ar/procedures/eu/single-permit/")
    for name in IDS:
        applies = Library.default().load(name).applies_to
        english = f"{applies.cases} {applies.event} on or after"
        assert english not in text_of(client, f"/fr/procedures/{name}/").lower()
        assert english in text_of(client, f"/en/procedures/{name}/").lower()
