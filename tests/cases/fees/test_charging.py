"""Who pays and how much at most is what the file says; a worker never pays for recruitment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safeconduct.cases.fees.charging import Cap, MayNotBeCharged, check_charge, fee_number, fee_of_number, read_cap
from safeconduct.cases.fees.money import read_amount
from safeconduct.procedures.library import Library
from safeconduct.procedures.model import Charter, Fee, Place, Procedure

LIBRARY = Library.default()
CHARTER: Charter = LIBRARY.charter()
PERMIT = LIBRARY.load("eu/single-permit")
HUNDRED = read_amount("100", "EUR")


def with_fee(kind: str, payer: str, cap: str, procedure: Procedure = PERMIT) -> Procedure:
    fee = Fee("some fee", kind, payer, cap, "SPD 10", Place("procedure.yaml", 31))
    return replace(procedure, fees={"some fee": fee})


@pytest.mark.parametrize(
    ("words", "cap"),
    [
        ("50 EUR", Cap("50 EUR", read_amount("50", "EUR"))),
        ("EUR 1,250.50", Cap("EUR 1,250.50", read_amount("1250.50", "EUR"))),
        ("at most 2 500 CZK", Cap("at most 2 500 CZK", read_amount("2500", "CZK"))),
        ("nothing from the family", Cap("nothing from the family", is_nothing=True)),
        ("zero for the worker", Cap("zero for the worker", is_nothing=True)),
        ("what is proportionate", Cap("what is proportionate")),
        ("50 XXX", Cap("50 XXX")),
        ("", Cap("")),
    ],
)
def test_a_cap_is_an_amount_nothing_or_words(words: str, cap: Cap) -> None:
    assert read_cap(words) == cap


def test_a_fee_is_charged_to_whom_the_file_names() -> None:
    fee = check_charge(PERMIT, CHARTER, "permit fee", "worker", HUNDRED, cap_judged="published scale of 2027")
    assert fee.payer == "worker"
    with pytest.raises(MayNotBeCharged, match="is paid by 'worker'"):
        check_charge(PERMIT, CHARTER, "permit fee", "employer", HUNDRED, cap_judged="scale")


@pytest.mark.parametrize("name", ["eu/single-permit", "cz/employee-card", "eu/blue-card"])
def test_a_worker_can_never_be_charged_a_recruitment_fee(name: str) -> None:
    procedure = LIBRARY.load(name)
    persons = [p.name for p in procedure.parties.values() if p.role == "the person" or p.represents]
    assert len(persons) == 2
    for person in persons:
        with pytest.raises(MayNotBeCharged, match="can never be charged"):
            check_charge(procedure, CHARTER, "recruitment fee", person, HUNDRED, cap_judged="agreed")


@pytest.mark.parametrize("kind", ["recruitment", "related cost"])
def test_a_file_that_lets_the_worker_pay_for_recruitment_is_refused_at_the_charge_too(kind: str) -> None:
    with pytest.raises(MayNotBeCharged, match="such costs fall on employer"):
        check_charge(with_fee(kind, "worker", "50 EUR"), CHARTER, "some fee", "worker", read_amount("1", "EUR"))


def test_every_recruitment_fee_and_related_cost_of_the_library_stays_away_from_the_person() -> None:
    tried = 0
    for entry in LIBRARY.newest():
        procedure = LIBRARY.load(entry.identity)
        for fee in procedure.fees.values():
            if fee.kind != "administrative":
                tried += 1
                with pytest.raises(MayNotBeCharged, match="can never be charged"):
                    check_charge(procedure, CHARTER, fee.name, procedure.person, HUNDRED, cap_judged="x")
    assert tried >= 6


def test_the_cap_is_kept_to_the_cent() -> None:
    capped = with_fee("administrative", "worker", "50 EUR")
    check_charge(capped, CHARTER, "some fee", "worker", read_amount("50.00", "EUR"))
    with pytest.raises(MayNotBeCharged, match=r"never more than 50 EUR \(procedure.yaml:31\); 50.01 EUR is more"):
        check_charge(capped, CHARTER, "some fee", "worker", read_amount("50.01", "EUR"))
    with pytest.raises(MayNotBeCharged, match="charge it in EUR"):
        check_charge(capped, CHARTER, "some fee", "worker", read_amount("50", "CZK"))


def test_a_cap_in_words_needs_somebody_who_judged_it() -> None:
    with pytest.raises(MayNotBeCharged, match="Write why"):
        check_charge(PERMIT, CHARTER, "permit fee", "worker", HUNDRED)
    with pytest.raises(MayNotBeCharged, match="no cap"):
        check_charge(with_fee("administrative", "worker", ""), CHARTER, "some fee", "worker", HUNDRED)


def test_what_costs_nothing_is_not_charged_to_the_person() -> None:
    free = with_fee("administrative", "worker", "nothing from the person")
    with pytest.raises(MayNotBeCharged, match="cannot be charged"):
        check_charge(free, CHARTER, "some fee", "worker", HUNDRED)
    with pytest.raises(MayNotBeCharged, match="no charge"):
        check_charge(free, CHARTER, "some fee", "worker", read_amount("0", "EUR"))


def test_fees_have_the_numbers_of_the_file() -> None:
    assert [fee_number(PERMIT, name) for name in PERMIT.fees] == [1, 2]
    assert [fee_of_number(PERMIT, number) for number in (0, 1, 2, 3)] == [None, "permit fee", "recruitment fee", None]
    with pytest.raises(MayNotBeCharged, match="its fees are: permit fee, recruitment fee"):
        fee_number(PERMIT, "parking")
