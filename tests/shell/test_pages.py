"""The shared pages: languages, errors, headers, problem details."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from safeconduct.shell import errors, sections
from safeconduct.shell.problems import Problem, problem_response

LANGUAGES = ["en", "fr", "ar", "cs"]


@pytest.fixture
def reader() -> Client:
    """Return a reader who sees errors as the public does."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["about/", "about/components/"])
def test_a_page_speaks_the_language_of_its_address(reader: Client, language: str, address: str) -> None:
    page = reader.get(f"/{language}/{address}")
    direction = "rtl" if language == "ar" else "ltr"
    assert page.status_code == HTTPStatus.OK
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert page.headers["Content-Language"] == language


def test_the_language_switch_keeps_the_page_and_what_was_asked(reader: Client) -> None:
    page = reader.get("/fr/about/?q=a%20b")
    assert 'href="/ar/about/?q=a%20b"' in page.text
    assert 'hreflang="fr" href="/fr/about/?q=a%20b" aria-current="true"' in page.text


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("ar,en;q=0.5", "ar"), ("fr-CA", "fr"), ("cs;q=0.9, ti", "cs"), ("ti", "en"), ("", "en")],
)
def test_an_address_without_language_leads_to_that_of_the_browser(reader: Client, wanted: str, given: str) -> None:
    answer = reader.get("/about/", headers={"accept-language": wanted})
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, f"/{given}/about/")


@pytest.mark.parametrize(
    "address", ["/en/about/", "/en/nothing-here/", "/health/live", "/static/shell/safeconduct.css"]
)
def test_every_answer_keeps_to_itself(reader: Client, address: str) -> None:
    answer = reader.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_page_says_so_in_the_readers_language(reader: Client, language: str) -> None:
    page = reader.get(f"/{language}/nothing-here/")
    with translation.override(language):
        sentence = translation.gettext("There is nothing at this address")
    assert page.status_code == HTTPStatus.NOT_FOUND
    assert f"<h1>{sentence}</h1>" in page.text


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, HTTPStatus.BAD_REQUEST),
        (errors.forbidden, HTTPStatus.FORBIDDEN),
        (errors.forgery, HTTPStatus.FORBIDDEN),
        (errors.server_error, HTTPStatus.INTERNAL_SERVER_ERROR),
    ],
)
def test_each_error_has_a_page_and_a_problem(rf: RequestFactory, view: errors.View, status: HTTPStatus) -> None:
    page = view(rf.get("/en/"))
    assert page.status_code == status
    assert "text/html" in page.headers["Content-Type"]
    problem = view(rf.get("/api/procedures"))
    assert problem.status_code == status
    assert problem.headers["Content-Type"] == "application/problem+json"


def test_a_problem_names_kind_status_and_detail() -> None:
    problem = Problem(
        HTTPStatus.CONFLICT,
        "Somebody else wrote first.",
        kind="written-meanwhile",
        title="Written meanwhile",
        extra={"version": 3, "status": 200},
    )
    assert json.loads(problem_response(problem).content) == {
        "type": "urn:safeconduct:problem:written-meanwhile",
        "title": "Written meanwhile",
        "status": 409,
        "detail": "Somebody else wrote first.",
        "version": 3,
    }


def test_only_the_demonstration_carries_the_banner(reader: Client) -> None:
    banner = 'aria-label="Demonstration"'
    assert banner not in reader.get("/en/about/").text
    with override_settings(DEMO=True):
        assert banner in reader.get("/en/about/").text


def test_the_section_that_holds_the_page_is_marked(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_SECTIONS", {})
    sections.register(sections.Section("shell:about", "About", 1))
    assert '<a href="/en/about/" aria-current="true">About</a>' in reader.get("/en/about/components/").text
    assert '<a href="/en/about/">About</a>' in reader.get("/en/nothing-here/").text
    sections.register(sections.Section("shell:components", "Components", 2))
    page = reader.get("/en/about/components/").text
    assert '<a href="/en/about/components/" aria-current="page">Components</a>' in page
    assert '<a href="/en/about/">About</a>' in page
