"""Registered by the civil registrar on two witnesses, held, printed, verified, revoked; “cannot tell” stays that."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from safeconduct.cases.recording import Author
from safeconduct.cases.web import rebuild
from safeconduct.cases.web.models import Case
from safeconduct.identity import acts, sd_jwt, sd_jwt_vc
from safeconduct.identity.acts import NotPossible, Told, state_of
from safeconduct.identity.keys import signer, to_jwk
from safeconduct.identity.refusal import Verdict
from safeconduct.identity.trust_file import read_trust_list
from safeconduct.identity.verifying import Judging, judge, read_status_list
from safeconduct.identity.web import actions, lists, signing
from safeconduct.identity.web.issuing import issue
from safeconduct.identity.web.models import Copy, Credential, StatusList
from tests.cases.web.making import Hand
from tests.identity.web.making import (
    CORRECTION,
    LOSS,
    REGISTRY,
    SERVED,
    START,
    TO_REGISTER,
    WITNESSES,
    filed,
    hand,
    person,
    play,
    registered,
)  # fmt: skip

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HOLDER = signer(ec.derive_private_key(99, ec.SECP256R1()))
FIRST, SECOND = Author("officer 1", "civil registrar", "portal"), Author("officer 2", "civil registrar", "portal")
ARRIVED = date(2027, 2, 3)


@pytest.fixture
def clock() -> Hand:
    """A clock, and a key that signs."""
    return hand()


def extract() -> Credential:
    """The one extract of a birth registration that there is."""
    return Credential.objects.exclude(state=acts.REVOKED).get(kind="birth-registration")


def judging(moment: datetime, fetched: datetime | None, purpose: str = "birth-registration") -> Judging:
    """What a verifier has who fetched the status lists at a moment."""
    trust = read_trust_list(json.dumps(signing.trust_list(moment)).encode())
    taken = (
        [read_status_list(lists.as_jwt(one, fetched), trust, fetched) for one in StatusList.objects.all()]
        if fetched
        else []
    )
    return Judging(trust, purpose, moment, {one.uri: one for one in taken})


def verdict(text: str | bytes, moment: datetime, fetched: datetime | None) -> tuple[Verdict, str]:
    """The answer of a verifier, and the code of its last reason."""
    data = text if isinstance(text, bytes) else text.encode()
    outcome = judge(data, judging(moment, fetched))[1]
    return outcome.verdict, outcome.reasons[-1].code


def test_from_two_witnesses_to_a_card_that_is_revoked(clock: Hand) -> None:
    amal = person()
    pending = play(filed(WITNESSES, amal, clock, child=True), clock, TO_REGISTER[:2])
    provisional = Credential.objects.get()
    assert (provisional.kind, provisional.valid_until) == ("registration-document", date(2027, 7, 12))
    done = play(pending, clock, (*TO_REGISTER[2:], *SERVED))
    provisional.refresh_from_db()
    assert provisional.state == acts.REVOKED  # what it waited for has come
    credential = extract()
    assert credential.authority == REGISTRY
    assert credential.entry in {line.link for line in done.file.lines if line.what == "register with year and town"}
    assert Case.objects.get(pk=credential.case_id).pk.bytes == done.file.id

    whole = issue(credential, "dc+sd-jwt", HOLDER.public, clock)
    assert isinstance(whole, str)
    shown = sd_jwt.present(whole, lambda path: path == ("birthdate",))
    outcome = sd_jwt_vc.verify(shown, _checking(clock))
    assert outcome.valid, outcome.reasons
    assert outcome.disclosed["birthdate"] == "2009"  # two witnesses prove the year, and no 1 January is invented
    assert outcome.disclosed["cnf"] == {"jwk": to_jwk(HOLDER.public)}
    assert outcome.disclosed["issuing_authority"] == REGISTRY
    assert outcome.disclosed["confers_legal_identity"] is True
    assert "name" not in outcome.disclosed

    card = issue(credential, "card", None, clock)
    assert isinstance(card, str)
    assert len(card) <= 1000
    kind, read = judge(card.encode(), judging(clock(), clock()))
    assert (kind, read.verdict) == ("card", Verdict.VALID)
    assert read.disclosed == {
        "id": f"birth-registration {credential.number}", "full name": "Amal Idris", "second full name": "أمل إدريس",
        "date of birth": "2009", "sex": "F",
    }  # fmt: skip
    assert issue(credential, "card", None, clock) == card  # printed twice, it is the same card

    fetched = clock()
    later = clock.to(date(2027, 2, 10))
    actions.propose(credential, Told("The entry was made twice.", "appeal within one month"), FIRST, later)
    credential.refresh_from_db()
    with pytest.raises(actions.NotAlone):
        actions.sign(credential, FIRST, later)
    actions.sign(credential, SECOND, later)
    credential.refresh_from_db()
    for one in (card, shown):
        assert verdict(one, later(), later()) == (Verdict.REFUSED, "revoked")
        # The verifier at the border has a list of a week ago: neither "valid" nor "revoked".
        assert verdict(one, later(), fetched) == (Verdict.CANNOT_TELL, "status-too-old")
        assert verdict(one, later(), None) == (Verdict.CANNOT_TELL, "status-unknown")
    why = actions.why_so(credential)
    assert why is not None
    assert why.told is not None
    assert (why.told.why, why.told.remedy) == ("The entry was made twice.", "appeal within one month")
    with pytest.raises(NotPossible, match="It is revoked"):
        issue(credential, "dc+sd-jwt", HOLDER.public, later)


def _checking(clock: Hand) -> sd_jwt_vc.Checking:
    by = judging(clock(), clock())
    return sd_jwt_vc.Checking(
        by.trust,
        by.purpose,
        by.moment,
        by.lists,
        kinds=frozenset({f"{settings.ISSUER}/credentials/birth-registration"}),
    )


def test_a_mobile_document_of_a_permit_verifies(clock: Hand) -> None:
    who = person()
    play(filed(WITNESSES, who, clock, child=True), clock, TO_REGISTER[:2])
    credential = Credential.objects.get()
    whole = issue(credential, "mso_mdoc", HOLDER.public, clock)
    assert isinstance(whole, bytes)
    outcome = judge(whole, judging(clock(), clock(), "registration"))[1]
    assert outcome.valid, outcome.reasons
    assert outcome.disclosed["org.safeconduct.registration.1"]["confers_legal_identity"] is False


def test_copies_of_a_batch_share_neither_salts_nor_places(clock: Hand) -> None:
    registered(person(), clock)
    batch = [str(issue(extract(), "dc+sd-jwt", HOLDER.public, clock)) for _ in range(5)]
    disclosures = [set(one.split("~")[1:-1]) for one in batch]
    assert len(set[str]().union(*disclosures)) == sum(map(len, disclosures))
    places = list(Copy.objects.values_list("place", flat=True))
    assert len(set(places)) == len(places) == 5
    assert max(places) - min(places) > 5
    payloads = [sd_jwt.split(one).issued.payload for one in batch]
    assert len({(one["nbf"], one["exp"]) for one in payloads}) == 1


def test_a_lost_card_is_suspended_comes_back_or_is_replaced(clock: Hand) -> None:
    """REX 209(9): the new card is good for what the old one had left."""
    who = person()
    play(filed(WITNESSES, who, clock, child=True), clock, TO_REGISTER[:2])
    old = Credential.objects.get()
    card = issue(old, "card", None, clock)
    office = "documentation office"
    lost = play(
        filed(LOSS, who, clock, date(2027, 1, 14)),
        clock,
        ((date(2027, 1, 14), office, "does", "suspend the lost card"),),
    )
    old.refresh_from_db()
    assert (old.state, old.suspended_in_id) == (acts.SUSPENDED, UUID(bytes=lost.file.id))
    assert judge(str(card).encode(), judging(clock(), clock(), "identity"))[1].reasons[-1].code == "suspended"
    play(lost, clock, ((date(2027, 1, 15), "holder", "does", "say that the card was found"),))
    old.refresh_from_db()
    assert old.state == acts.VALID
    again = filed(LOSS, who, clock, date(2027, 1, 18))
    play(again, clock, (
        (date(2027, 1, 18), office, "does", "suspend the lost card"),
        (date(2027, 1, 19), office, "does", "open the file"),
        (date(2027, 1, 20), office, "does", "find that it is the holder"),
        (date(2027, 1, 21), office, "sends", "revoke the lost card and issue a new one"),
        (date(2027, 1, 22), "", "serves", "revoke the lost card and issue a new one"),
    ))  # fmt: skip
    old.refresh_from_db()
    new = Credential.objects.exclude(pk=old.pk).get()
    assert (old.state, new.state, new.replaces_id, new.valid_until) == (
        acts.REVOKED,
        acts.VALID,
        old.pk,
        old.valid_until,
    )
    assert new.authority == REGISTRY


def test_a_contested_entry_stands_still_and_a_correction_takes_its_place(clock: Hand) -> None:
    who = person()
    registered(who, clock)
    old = extract()
    contest = ((date(2027, 2, 12), "civil registrar", "does", "open the file"),
               (date(2027, 2, 12), "civil registrar", "does", "note that the entry is contested"))  # fmt: skip
    contested = play(filed(CORRECTION, who, clock, date(2027, 2, 10), child=False), clock, contest)
    old.refresh_from_db()
    assert old.state == acts.SUSPENDED
    play(contested, clock, (
        (date(2027, 2, 15), "civil registrar", "does", "find the error"),
        (date(2027, 2, 16), "civil registrar", "sends", "show the file and invite to be heard"),
        (date(2027, 2, 17), "", "serves", "show the file and invite to be heard"),
        (date(2027, 2, 18), "applicant", "does", "say what there is to say"),
        (date(2027, 2, 19), "public prosecutor", "answers", "no objection"),
        (date(2027, 2, 22), "civil registrar", "sends", "correct the entry"),
    ))  # fmt: skip
    old.refresh_from_db()
    new = extract()
    assert (old.state, new.replaces_id, new.conferred) == (acts.REVOKED, old.pk, date(2027, 2, 22))


def test_a_suspension_of_another_reason_outlives_the_case(clock: Hand) -> None:
    who = person()
    registered(who, clock)
    actions.suspend(extract(), Told("Two extracts bear one number."), FIRST, clock)
    done = filed(CORRECTION, who, clock, date(2027, 2, 10), child=False)
    play(done, clock, ((date(2027, 2, 12), "applicant", "does", "withdraw"),))
    assert extract().state == acts.SUSPENDED


def test_rows_say_what_the_journal_says(clock: Hand) -> None:
    registered(person(), clock)
    one = extract()
    actions.suspend(one, Told("Contested."), FIRST, clock)
    one.refresh_from_db()
    actions.end_suspension(one, Told("It was right."), FIRST, clock)
    for row in Credential.objects.all():
        history = actions.history_of(row)
        assert state_of(line.verb for line in history) == row.state
        assert row.entries == len(history)
        about = history[0].told
        assert about is not None
        assert about.about["entry"] == bytes(row.entry).hex()
    assert list(rebuild.differences()) == [], "the chain of a credential is no case"


def test_of_two_who_act_at_once_the_second_is_told(clock: Hand) -> None:
    registered(person(), clock)
    seen = extract()
    actions.suspend(seen, Told("Contested."), FIRST, clock, seen=seen.entries)
    with pytest.raises(actions.Stale):
        actions.propose(seen, Told("Made twice."), SECOND, clock, seen=seen.entries)
    with pytest.raises(actions.NoReason):
        actions.suspend(seen, Told(" "), FIRST, clock)
    with pytest.raises(NotPossible):
        actions.suspend(seen, Told("Again."), FIRST, clock)


def test_a_successor_signs_and_what_the_former_signed_still_counts(clock: Hand) -> None:
    registered(person(), clock)
    card = issue(extract(), "card", None, clock)
    first = signing.signer_at(clock())[0].public.id
    signing.begin(clock() + timedelta(days=5))
    later = clock.to(ARRIVED + timedelta(days=6))
    assert signing.signer_at(later())[0].public.id != first
    assert verdict(card, later(), later())[0] == Verdict.VALID
    signing.revoke(first, later())
    assert verdict(card, later(), later()) == (Verdict.REFUSED, "key-unknown")


def test_an_office_whose_name_tells_is_named_by_the_address_of_the_issuer(clock: Hand) -> None:
    registered(person(), clock)
    Credential.objects.update(authority="Office of Asylum and Refuge")
    whole = str(issue(extract(), "dc+sd-jwt", HOLDER.public, clock))
    assert sd_jwt.split(whole).issued.payload["issuing_authority"] == "localhost"


def test_a_case_of_nobody_in_the_register_confers_nothing(clock: Hand) -> None:
    who = person()
    done = filed(WITNESSES, who, clock, START, child=True)
    type(who).objects.filter(pk=who.pk).update(sealed=None)
    play(done, clock, TO_REGISTER[:2])
    assert not Credential.objects.exists()
