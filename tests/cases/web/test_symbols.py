"""Fees paid by variable symbol: given when the fee is charged, found in statements, and never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.cases.fees.references import variable_symbol
from safeconduct.cases.web import fees, store
from safeconduct.cases.web.models import Case, Office, Post
from tests.access.world_cases import account, office, person
from tests.access.world_cases import case as a_case
from tests.access.worlds import Role, role
from tests.cases.fees.statements import Part, Row, camt053
from tests.cases.web.walking import on, send, text_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def charged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> tuple[Case, Role, Role]:
    """A case with a fee, an officer of its office, and the person."""
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    on(monkeypatch, date(2027, 1, 16))
    made, (officer,) = office("north", "permit authority", Post.Role.OFFICER)
    its = role("amina", account("amina"))
    case = a_case(made, person("Amina", its.who.account), person("Firm", None))
    form = {"charge": "1", "charge-fee": "permit fee", "charge-amount": "2500", "charge-currency": "CZK"}
    answer = send(officer.client, f"/en/cases/{case.number}/fees/", **form, **{"charge-judged": "the published scale"})
    assert answer.status_code == 302
    return case, officer, its


def matched(officer: Role, *rows: Row) -> str:
    """The page after a statement was read."""
    statement = SimpleUploadedFile("statement.xml", camt053(*rows), "application/xml")
    return text_of(send(officer.client, "/en/office/payments/", statement=statement))


def paid(case: Case) -> bool:
    """Whether the fee is paid, as the journal says."""
    store.SHELF.clear()
    return [a.status for a in fees.of(case, store.file_of(case.pk.bytes))] == ["paid"]


def test_a_symbol_is_shown_and_its_payment_found_as_banks_write_it(charged: tuple[Case, Role, Role]) -> None:
    case, officer, its = charged
    symbol = variable_symbol(case.number, 1)
    for who, page in ((officer, f"/en/cases/{case.number}/fees/"), (its, f"/en/my/{case.number}/")):
        assert symbol in text_of(who.client.get(page))
    assert not paid(case)
    page = matched(officer, Row("2500.00", parts=(Part(end_to_end=f"/VS{symbol}/SS/KS0308"),)))
    assert "1 payment was entered" in page
    assert paid(case)


@pytest.mark.parametrize("wrong", [0, 1])
def test_digits_alone_and_a_wrong_digit_are_offered_and_never_entered(
    charged: tuple[Case, Role, Role], wrong: int
) -> None:
    case, officer, _ = charged
    symbol = variable_symbol(case.number, 1)
    written = symbol if not wrong else f"VS:{symbol[:-1]}{(int(symbol[-1]) + wrong) % 10}"
    page = matched(officer, Row("2400.00", parts=(Part(text=written),)))
    assert "For you to look at" in page
    assert f"/cases/{case.number}/fees/" in page
    assert not paid(case)


def test_an_office_elsewhere_gives_no_symbol(charged: tuple[Case, Role, Role]) -> None:
    case, _, _ = charged
    assert fees.has_symbols(case)
    Office.objects.update(state="DE")
    assert not fees.has_symbols(Case.objects.get(pk=case.pk))
