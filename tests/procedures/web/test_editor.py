"""The editor without a browser: what comes back for a text."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from safeconduct.procedures.library import Library
from safeconduct.procedures.web.checking import MOST_BYTES

PUBLISHED = Library.default().entry("eu/single-permit").path.read_text(encoding="utf-8")


def without_the_appeal(text: str) -> str:
    begin, end = text.index("  appeal:\n"), text.index("  appeal about the change:\n")
    return text[:begin] + text[end:]


def checked(client: Client, text: str, language: str = "en", **headers: str) -> tuple[int, str]:
    fields = {"text": text, "name": "eu/single-permit"}
    response = client.post(f"/{language}/editor/check/", fields, headers=headers)
    return response.status_code, unescape(response.content.decode())


def test_it_opens_with_a_published_procedure_and_its_proof(client: Client) -> None:
    page = unescape(client.get("/en/editor/", {"from": "cz/employee-card"}).content.decode())
    assert "procedure: cz/employee-card" in page
    assert "is violated" in page


def test_an_unknown_procedure_is_said_and_another_one_shown(client: Client) -> None:
    page = unescape(client.get("/en/editor/", {"from": "eu/nothing<b>"}).content.decode())
    assert "There is no procedure “eu/nothing<b>”" in strip_tags(page.replace("<b>", "&lt;b&gt;")) or "nothing" in page
    assert "procedure: eu/single-permit" in page


def test_without_the_appeal_the_counterexample_is_told(client: Client) -> None:
    status, page = checked(client, without_the_appeal(PUBLISHED))
    assert status == 200
    assert "Promise 3, Reasons and remedy, is violated" in page
    assert "Nobody can appeal against: " in strip_tags(page)
    assert "11 January 2027" in page
    assert "<mark>" in page
    assert "− " in page


def test_the_counterexample_is_told_in_the_language_of_the_page(client: Client) -> None:
    _, page = checked(client, without_the_appeal(PUBLISHED), "fr")
    assert "La promesse 3, Motifs et recours, est violée" in page
    assert "Personne ne peut former un recours contre : " in strip_tags(page)


def test_a_wrong_word_is_shown_with_line_cause_and_cure(client: Client) -> None:
    status, page = checked(client, PUBLISHED.replace("lasts at most: 10 days", "lasts at mots: 10 days", 1))
    assert status == 200
    line = next(n for n, text in enumerate(PUBLISHED.split("\n"), 1) if "lasts at most: 10 days" in text)
    assert f'data-line="{line}"' in page
    assert "lasts at mots" in page
    assert "lasts at most" in strip_tags(page)


def test_the_form_works_without_htmx(client: Client) -> None:
    response = client.post("/en/editor/", {"text": without_the_appeal(PUBLISHED), "name": "eu/single-permit"})
    page = unescape(response.content.decode())
    assert page.count("<h1>") == 1
    assert "is violated" in page
    assert without_the_appeal(PUBLISHED) in page


def test_what_is_typed_is_shown_as_text(client: Client) -> None:
    raw = client.post("/en/editor/", {"text": "</textarea><script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in raw


def test_a_text_that_is_too_large_is_refused_with_a_reason(client: Client) -> None:
    status, page = checked(client, "#" * (MOST_BYTES + 1))
    assert status == 413
    assert "larger than 256 kB" in page


def test_a_request_from_another_site_is_refused(client: Client) -> None:
    status, page = checked(client, PUBLISHED, **{"Sec-Fetch-Site": "cross-site"})
    assert status == 403
    assert "only be sent from its own page" in page


def test_nothing_is_stored(client: Client) -> None:
    response = client.post("/en/editor/check/", {"text": PUBLISHED})
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("text", ["", "\x00", "a: &x [*x]", "- " * 5000, "ا: ب", "procedure: eu/single-permit"])
def test_rubbish_is_answered_with_mistakes(client: Client, text: str) -> None:
    status, page = checked(client, text)
    assert status == 200
    assert 'class="errors"' in page


def test_lines_of_windows_are_lines(client: Client) -> None:
    status, page = checked(client, PUBLISHED.replace("\n", "\r\n"))
    assert status == 200
    assert "Nothing differs from the published version." in page
