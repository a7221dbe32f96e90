"""What the top bar shows, and where somebody starts, depends on who they are."""

from __future__ import annotations

import pytest
from django.test import Client

from safeconduct.shell import sections
from safeconduct.shell.models import Account
from safeconduct.shell.principals import NOBODY, Principal
from safeconduct.shell.sections import Home, Section


@pytest.fixture(autouse=True)
def of_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without the sections of rooms."""
    monkeypatch.setattr(sections, "_SECTIONS", {})
    monkeypatch.setattr(sections, "_HOMES", {})


def signed_in(who: Principal) -> bool:
    """Hold for accounts."""
    return who.account is not None


def test_sections_stand_in_their_order_and_for_whom_they_are() -> None:
    sections.register(Section("shell:account", "Account", 2, signed_in), Section("shell:about", "About", 1))
    assert [one.name for one in sections.sections_for(NOBODY)] == ["About"]
    assert [one.name for one in sections.sections_for(Principal(Account()))] == ["About", "Account"]


def test_a_room_that_starts_twice_shows_its_section_once() -> None:
    for _ in range(2):
        sections.register(Section("shell:about", "About", 1))
    assert len(sections.sections_for(NOBODY)) == 1


def test_somebody_starts_at_the_first_page_that_is_for_them() -> None:
    assert (sections.home_of(Principal(Account())), sections.home_of(NOBODY)) == ("shell:account", "shell:slip")
    sections.register_home(Home("shell:components", 2, signed_in), Home("shell:about", 1, lambda who: False))
    assert sections.home_of(Principal(Account())) == "shell:components"


@pytest.mark.django_db
def test_the_page_shows_the_sections_of_who_reads_it(client: Client) -> None:
    sections.register(Section("shell:account", "Work", 1, signed_in))
    assert ">Work</a>" not in client.get("/en/about/").text
    client.force_login(Account.objects.create_user("amina@example.com", name="Amina K."))
    page = client.get("/en/about/").text
    assert ">Work</a>" in page
    assert "Amina K." in page
    assert "Sign out" in page
