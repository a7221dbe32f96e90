"""The Czech employee card from filing to appeal, in a browser, with the clock moved from day to day."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from safeconduct.cases.web import silence, store
from safeconduct.cases.web.models import Case, Office, Post
from safeconduct.journal.web import sealing
from safeconduct.people.person import Contact, Name
from safeconduct.people.person import Person as Record
from safeconduct.people.web import actions as register
from safeconduct.shell import clock
from safeconduct.shell.accounts.demo_session import MARK
from safeconduct.shell.models import Account

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(databases=["default", "keys"], transaction=True)]
BACKEND = "safeconduct.shell.accounts.backend.AccountBackend"


class Days:
    """The clock of the walk."""

    def __init__(self) -> None:
        self.now = datetime(2027, 1, 11, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def to(self, day: date) -> None:
        """Go on to the morning of a day; the worker then does what is due."""
        self.now = datetime.combine(day, time(8), UTC)
        while silence.write_due(self):
            continue
        sealing.seal(self)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[Days]:
    """A clock that stands where the walk is."""
    store.SHELF.clear()
    settings.DEMO = True  # type: ignore[attr-defined]
    made = Days()
    monkeypatch.setattr(clock, "system", made)
    yield made


class Walk:
    """Somebody at a browser: signs in as one of those who take part, goes to pages, fills in forms."""

    def __init__(self, page: Page, server: LiveServer) -> None:
        self.page, self.server = page, server

    def sign_in(self, account: Account) -> None:
        """Begin a session as this account."""
        client = Client()
        client.force_login(account, backend=BACKEND)
        session = client.session
        session[MARK] = True
        session.save()
        self.page.context.clear_cookies()
        self.page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.server.url}]
        )

    def go(self, address: str) -> None:
        """Open a page."""
        answer = self.page.goto(f"{self.server.url}/en/{address}")
        assert answer is not None
        assert answer.ok, f"{address}: {answer.status}"

    def act(self, number: str, name: str, **fields: str) -> None:
        """Choose what is offered under this name, fill in its form, enter it."""
        self.go(f"cases/{number}/")
        self.page.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true })")
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.fill(**fields)
        self.page.locator("form.flow button.btn").first.click()
        assert self.page.locator(".errors").count() == 0, self.page.locator(".errors").inner_text()

    def fill(self, **fields: str) -> None:
        """Fill in boxes by their names; a day as 17.4.2027."""
        for name, value in fields.items():
            if name == "on":
                for box, part in zip(("on_0", "on_1", "on_2"), value.split("."), strict=True):
                    self.page.fill(f"[name={box}]", part)
            elif name == "grounds":
                self.page.check(f"[name=grounds][value='{value}']")
            elif name == "source":
                self.page.select_option("[name=source]", value)
            else:
                self.page.fill(f"[name={name}]", value)

    def text(self) -> str:
        """Everything that stands on the page."""
        return self.page.locator("main").inner_text()


def people() -> dict[str, Account]:
    """The offices with their officials, an employer, a worker, a lawyer."""
    ministry = Office.objects.create(
        name="Ministry of the Interior", parties=["permit authority"], procedures=["cz/employee-card"], state="CZ"
    )
    others = {
        "police": Office.objects.create(name="Police", parties=["police"]),
        "labour": Office.objects.create(name="Labour Office", parties=["labour office"]),
        "commission": Office.objects.create(name="Commission", parties=["commission"]),
    }
    accounts = {
        n: Account.objects.create_user(f"{n}@example.org", name=n.title()) for n in ("officer", "second", *others)
    }
    for name in ("officer", "second"):
        Post.objects.create(account=accounts[name], office=ministry, role="officer", since=date(2020, 1, 1))
    for name, office in others.items():
        Post.objects.create(account=accounts[name], office=office, role="officer", since=date(2020, 1, 1))
    for name, kind in (("employer", "organisation"), ("worker", "person"), ("lawyer", "person")):
        accounts[name] = Account.objects.create_user(f"{name}@example.org", name=name.title())
        record = Record(kind, (Name(name.title()),), contact=Contact(f"{name}@example.org"))  # type: ignore[arg-type]
        register.register(record, accounts[name])
    return accounts


def filed(walk: Walk, accounts: dict[str, Account], complaints: list[str]) -> str:
    """The employer files vacancy and contract; the number of the case."""
    walk.sign_in(accounts["employer"])
    walk.go("apply/cz/employee-card@2026-11-24/begin/")
    walk.page.check("[name=party][value=employer]")
    walk.page.locator("button.btn").first.click()
    walk.fill(name="Brno Steel s.r.o.", email="employer@example.org")
    save(walk)
    walk.fill(name="Nguyen Van Anh", nationality="VNM", email="worker@example.org")
    save(walk)
    walk.page.check("[name=said][value=no]")
    save(walk)
    walk.fill(said="Welding steel frames")
    while "check" not in walk.page.url and walk.page.locator("h1").inner_text() != "Check your answers, then send them":
        later = walk.page.locator("[name=said][value=later]")
        if later.count():
            later.check()
        save(walk)
    walk.page.get_by_role("button", name="Send it").click()
    assert "Acknowledgement 1" in walk.text()
    return Case.objects.get().number


def save(walk: Walk) -> None:
    """Save the answer and go on."""
    walk.page.get_by_role("button", name="Save and go on").click()


def test_the_journey(page: Page, live_server: LiveServer, days: Days, complaints: list[str], tmp_path: Path) -> None:
    accounts = people()
    walk = Walk(page, live_server)
    number = filed(walk, accounts, complaints)
    link_worker(number, accounts)

    days.to(date(2027, 1, 12))
    walk.sign_in(accounts["officer"])
    walk.act(number, "Wait for the applicant", on="12.1.2027")
    days.to(date(2027, 1, 13))
    walk.act(number, "Appear in person", on="13.1.2027", source="counter")
    days.to(date(2027, 1, 18))
    walk.act(number, "Ask in writing for what is missing", on="18.1.2027")
    walk.act(number, "Send: ask in writing for what is missing", on="18.1.2027")
    days.to(date(2027, 1, 20))
    walk.act(number, "It was served: ask in writing for what is missing", on="20.1.2027", proof="RR 123", source="post")

    days.to(date(2027, 2, 3))
    walk.sign_in(accounts["worker"])
    walk.go(f"my/{number}/")
    assert "It is your turn" in walk.text()
    walk.page.get_by_role("link", name="Bring the papers").first.click()
    walk.page.locator("form.flow button.btn").first.click()
    walk.go(f"my/{number}/")
    assert "Tuesday 30 March 2027" in walk.text()
    walk.page.locator("summary", has_text="How this date is counted").click()
    for line in ("13 January 2027", "14 March 2027", "28 March 2027", "30 March 2027", "The clock stood still"):
        assert line in walk.text(), line

    walk.sign_in(accounts["officer"])
    days.to(date(2027, 2, 5))
    walk.act(number, "Confirm that the file is complete", on="5.2.2027")
    days.to(date(2027, 2, 22))
    walk.sign_in(accounts["police"])
    walk.go(f"cases/{number}/")
    answer_first(walk, "no danger")
    days.to(date(2027, 3, 1))
    walk.sign_in(accounts["labour"])
    walk.go(f"cases/{number}/")
    answer_first(walk, "somebody")

    refused_on_the_lawyer(walk, accounts, days, number)
    sealing.seal(days)
    tampering_is_found(walk, number, tmp_path)
    # The one page that says no on purpose: nobody signs their own proposal.
    assert [said for said in complaints if "409" in said] == [complaints.pop()]


def refused_on_the_lawyer(walk: Walk, accounts: dict[str, Account], days: Days, number: str) -> None:
    """A refusal is served on the lawyer who holds a power of attorney, and the time to appeal starts there."""
    give_power(walk, accounts, number)
    days.to(date(2027, 3, 25))
    refuse(walk, accounts, number)
    walk.act(number, "Send: refuse the employee card", on="25.3.2027")
    served = store.file_of(Case.objects.get().pk.bytes).lines[-1].words.service
    assert served is not None
    assert (served.to_party, served.why, served.channel) == ("representative", "power of attorney", "post with proof")

    days.to(date(2027, 3, 29))
    walk.act(number, "It was served: refuse the employee card", on="29.3.2027", proof="RR 456", source="post")
    case = store.file_of(Case.objects.get().pk.bytes).case
    assert case.stage == "time for appeal against refuse"
    walk.sign_in(accounts["lawyer"])
    walk.go("my/")
    assert number in walk.text()
    walk.go(f"my/{number}/")
    walk.page.get_by_role("link", name="File: appeal").first.click()
    walk.page.locator("form.flow button.btn").first.click()
    assert Case.objects.get().stage == "appeal against refuse"


def link_worker(number: str, accounts: dict[str, Account]) -> None:
    """The worker's account belongs to the person whom the employer named."""
    from safeconduct.cases.web.models import Participant
    from safeconduct.people.web.models import Person

    its = Participant.objects.get(case__number=number, party="worker")
    Person.objects.filter(account=accounts["worker"]).update(account=None)
    Person.objects.filter(pk=its.person).update(account=accounts["worker"])


def answer_first(walk: Walk, words: str) -> None:
    """Give the answer that has these words."""
    walk.page.get_by_role("link").filter(has_text="Answer:").filter(has_text=words).first.click()
    walk.page.locator("form.flow button.btn").first.click()
    assert walk.page.locator(".errors").count() == 0


def give_power(walk: Walk, accounts: dict[str, Account], number: str) -> None:
    """The worker lets a lawyer act."""
    walk.sign_in(accounts["worker"])
    walk.go(f"my/{number}/representative/")
    walk.fill(email="lawyer@example.org")
    walk.page.locator("form.flow button.btn").first.click()
    assert walk.page.locator(".errors").count() == 0


def refuse(walk: Walk, accounts: dict[str, Account], number: str) -> None:
    """One official proposes with ground and reasons, cannot sign it, and another does."""
    walk.sign_in(accounts["officer"])
    walk.act(
        number,
        "Refuse the employee card",
        on="25.3.2027",
        grounds="local candidate",
        reasons="Somebody here was found.",
    )
    walk.page.get_by_role("button", name="Sign it").click()
    assert "A second official must sign" in walk.text()
    assert Case.objects.get().stage == "examined"
    walk.sign_in(accounts["second"])
    walk.go(f"cases/{number}/")
    assert "Somebody here was found." in walk.text()
    walk.page.get_by_role("button", name="Sign it").click()
    assert Case.objects.get().stage == "service of refuse"
    walk.sign_in(accounts["officer"])


def tampering_is_found(walk: Walk, number: str, folder: Path) -> None:
    """The acknowledgement verifies offline with the public key alone, and a forged one does not."""
    with walk.page.expect_download() as waited:
        walk.page.evaluate(f"location.href = '/en/my/{number}/receipts/1.json'")
    kept = folder / "acknowledgement.json"
    waited.value.save_as(kept)
    key = str(sealing.public_key())
    run = "from safeconduct.cli.main import app; app()"
    command = [sys.executable, "-c", run, "receipt", "verify", str(kept), "--key", key]
    good = subprocess.run(command, capture_output=True, text=True, check=False)
    assert good.returncode == 0, good.stderr
    text = kept.read_text(encoding="utf-8")
    entry = text.partition('"entry": "')[2][:8]
    kept.write_text(text.replace(entry, "00000000", 1), encoding="utf-8")
    forged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert forged.returncode == 1
