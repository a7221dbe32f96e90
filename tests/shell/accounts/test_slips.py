"""A slip opens one case, once, until its day, and tells whoever guesses nothing."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.shell import clock
from safeconduct.shell.accounts import slips
from safeconduct.shell.models import Account, Slip
from tests.shell.accounts.conftest import Hands

NUMBER = "7KQ3M-9FT2X"
ADDRESS = "/en/slip/"


@pytest.mark.django_db
def test_a_slip_opens_its_case_once(hands: Hands) -> None:
    issued = slips.issue(NUMBER, hands)
    opened = slips.redeem(NUMBER, issued.code, hands)
    assert opened == slips.Opened(NUMBER, hands() + slips.SESSION_LASTS)
    assert slips.redeem(NUMBER, issued.code, hands) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "change"),
    [(NUMBER.lower(), str.lower), (" 7kq3m 9ft2x ", lambda code: code.replace("-", "")), (NUMBER, lambda c: f" {c} ")],
)
def test_it_is_read_as_people_type(hands: Hands, number: str, change: object) -> None:
    issued = slips.issue(NUMBER, hands)
    assert callable(change)
    assert slips.redeem(number, change(issued.code), hands) is not None


@pytest.mark.django_db
def test_the_code_is_not_in_the_database(hands: Hands) -> None:
    issued = slips.issue(NUMBER, hands)
    kept = str(Slip.objects.values().get())
    assert issued.code not in kept
    assert slips.plain(issued.code) not in kept


@pytest.mark.django_db
def test_it_ends_and_a_new_one_voids_the_old(hands: Hands) -> None:
    old = slips.issue(NUMBER, hands)
    new = slips.issue(NUMBER, hands)
    assert slips.redeem(NUMBER, old.code, hands) is None
    hands.move(slips.GOOD_FOR)
    assert slips.redeem(NUMBER, new.code, hands) is None
    hands.move(timedelta(seconds=-1))
    assert slips.redeem(NUMBER, new.code, hands) is not None


@pytest.mark.django_db
def test_after_some_wrong_tries_even_the_right_code_is_void(hands: Hands) -> None:
    issued = slips.issue(NUMBER, hands)
    assert all(slips.redeem(NUMBER, f"WRONG{number}", hands) is None for number in range(slips.MOST_TRIES))
    assert slips.redeem(NUMBER, issued.code, hands) is None


@pytest.mark.django_db
def test_a_slip_of_another_case_opens_nothing(hands: Hands) -> None:
    issued = slips.issue(NUMBER, hands)
    slips.issue("AAAAA-22222", hands)
    assert slips.redeem("AAAAA-22222", issued.code, hands) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_opens_the_case(hands: Hands) -> None:
    issued = slips.issue(NUMBER, hands)
    together, opened = Barrier(2), []

    def open_it() -> None:
        together.wait()
        opened.append(slips.redeem(NUMBER, issued.code, hands))
        connection.close()

    both = [Thread(target=open_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len([one for one in opened if one]) == 1


@given(st.text(max_size=30))
def test_reading_a_code_twice_changes_nothing_more(typed: str) -> None:
    assert slips.plain(slips.plain(typed)) == slips.plain(typed)


@pytest.mark.django_db
def test_old_slips_are_forgotten(hands: Hands) -> None:
    slips.issue(NUMBER, hands)
    assert slips.forget_old(hands) == 0
    hands.move(slips.GOOD_FOR + timedelta(days=31))
    assert slips.forget_old(hands) == 1


@pytest.mark.django_db
def test_the_page_begins_a_session_for_the_one_case(client: Client) -> None:
    issued = slips.issue(NUMBER, clock.current)
    answer = client.post(ADDRESS, {"number": NUMBER, "code": issued.code})
    assert answer.status_code == 302
    assert client.session["slip"]["reference"] == NUMBER
    assert f"The case {NUMBER} is open on this device." in client.get(ADDRESS).text
    assert client.get("/en/account/").status_code == 302
    assert client.post("/en/slip/leave/").headers["Location"] == ADDRESS
    assert "slip" not in client.session


@pytest.mark.django_db
def test_the_session_of_a_slip_ends_by_itself(client: Client) -> None:
    issued = slips.issue(NUMBER, clock.current)
    client.post(ADDRESS, {"number": NUMBER, "code": issued.code})
    session = client.session
    session["slip"] = session["slip"] | {"until": clock.system().isoformat()}
    session.save()
    assert NUMBER not in client.get(ADDRESS).text


@pytest.mark.django_db
def test_a_slip_never_adds_to_an_account(client: Client) -> None:
    client.force_login(Account.objects.create_user("amina@example.com"))
    issued = slips.issue(NUMBER, clock.current)
    client.post(ADDRESS, {"number": NUMBER, "code": issued.code})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_the_page_says_the_same_of_a_wrong_number_and_a_wrong_code(client: Client) -> None:
    slips.issue(NUMBER, clock.current)
    wrong = [client.post(ADDRESS, {"number": number, "code": "WRONG"}).text for number in (NUMBER, "AAAAA-22222")]
    assert wrong[0].replace(NUMBER, "").count("do not fit together") == wrong[1].count("do not fit together") == 2


@pytest.mark.django_db
def test_only_wrong_tries_are_counted_and_they_end(client: Client) -> None:
    for _ in range(12):
        issued = slips.issue(NUMBER, clock.current)
        assert Client().post(ADDRESS, {"number": NUMBER, "code": issued.code}).status_code == 302
    for number in range(10):
        client.post(ADDRESS, {"number": f"AAAAA-0000{number}", "code": "WRONG"})
    issued = slips.issue(NUMBER, clock.current)
    page = client.post(ADDRESS, {"number": NUMBER, "code": issued.code})
    assert "too many tries" in page.text
    assert "slip" not in client.session
