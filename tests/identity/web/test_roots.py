"""An instance under a root: documents that strict readers take, successors, revocations, where all is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client

from safeconduct.identity import mdoc
from safeconduct.identity.device import Device
from safeconduct.identity.keys import Escrow
from safeconduct.identity.refusal import Refused
from safeconduct.identity.trust_file import read_trust_list
from safeconduct.identity.verifying import Judging, judge
from safeconduct.identity.web import actions, issuing, roots, signing
from safeconduct.identity.web.actions import Conferral
from safeconduct.shell import clock
from tests.identity.making import key_of
from tests.identity.openid.wallet import HOLDER
from tests.identity.web.making import REGISTRY, person
from tests.identity.web.test_openid4vci import BY

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
ROOT, SECOND = key_of(91), key_of(92)
CALLED = ("ES", "IACA of Example")


@pytest.fixture(autouse=True)
def key() -> None:
    signing.begin_first(clock.current() - timedelta(days=1))


def document() -> bytes:
    on = clock.day_of(clock.current())
    until = date(on.year + 5, on.month, 1)
    conferral = Conferral("residence-permit", person(), REGISTRY, "permit", BY, on, until)
    made = issuing.issue(actions.confer(conferral, clock.current), "mso_mdoc", HOLDER.public, clock.current)
    assert isinstance(made, bytes)
    return made


def verdict(made: bytes, client: Client) -> tuple[str, set[str]]:
    trust = read_trust_list(client.get("/trust-list.json").content)
    _, outcome = judge(made, Judging(trust, "residence", clock.current()))
    return outcome.verdict.value, {one.code for one in outcome.reasons}


def test_documents_lead_to_the_root_and_do_not_outlive_their_signer(client: Client) -> None:
    escrow = Escrow(("the court", "the ministry", "the notary"), 2, "In three safes.")
    root = roots.begin(ROOT, CALLED, clock.current(), escrow=escrow)
    assert roots.escrow_of(root) == escrow
    chain = mdoc.read_issuer_signed(document()).issuer_auth.chain
    published = client.get(f"/iaca/{root.pk}.cer")
    assert published.headers["Content-Type"] == "application/pkix-cert"
    authority, (signer,) = x509.load_der_x509_certificate(published.content), map(x509.load_der_x509_certificate, chain)
    signer.verify_directly_issued_by(authority)
    point = signer.extensions.get_extension_for_class(x509.CRLDistributionPoints).value[0].full_name[0].value
    listed = client.get(point.removeprefix(settings.ISSUER))
    assert x509.load_der_x509_crl(listed.content).is_signature_valid(ROOT.public.material)  # type: ignore[arg-type]
    made = document()
    assert verdict(made, client)[0] == "cannot tell", "its status is not at hand"
    key = signing.signer_at(clock.current())[0].public
    verified = mdoc.verify_issuer(mdoc.read_issuer_signed(made), lambda *_: key, clock.current())
    assert verified.valid_until <= signer.not_valid_after_utc


def test_a_successor_is_certified_and_one_that_is_revoked_leaves_its_documents_behind(client: Client) -> None:
    root = roots.begin(ROOT, CALLED, clock.current())
    made = document()
    assert "certificate-revoked" not in verdict(made, client)[1]
    (first,) = signing.every()
    successor = signing.begin(clock.current())
    assert [one.pk for one in roots.uncertified(clock.current())] == [successor.pk]
    signing.revoke(first.key.id, clock.current())
    assert [one.pk for one in roots.certify(ROOT, clock.current())] == [successor.pk]
    assert roots.certify(ROOT, clock.current()) == []
    assert verdict(made, client) == ("refused", {"certificate-revoked"})
    (signer,) = mdoc.read_issuer_signed(made).issuer_auth.chain
    listed = x509.load_der_x509_crl(client.get(f"/iaca/{root.pk}.crl").content)
    serial = x509.load_der_x509_certificate(signer).serial_number
    assert listed.get_revoked_certificate_by_serial_number(serial) is not None
    assert listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 3


def test_a_root_has_a_key_of_its_own_and_only_the_newest_certifies(client: Client) -> None:
    before = roots.begin(ROOT, CALLED, clock.current() - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        roots.begin(ROOT, CALLED, clock.current())
    assert refusal.value.reason.code == "key-used"
    after = roots.begin(SECOND, CALLED, clock.current())
    with pytest.raises(Refused) as refusal:
        roots.certify(ROOT, clock.current())
    assert refusal.value.reason.code == "root-other"
    anchors = read_trust_list(client.get("/trust-list.json").content).entries[0].anchors
    assert {bytes(before.certificate), bytes(after.certificate)} <= set(anchors)
    assert x509.load_der_x509_certificate(anchors[0]).fingerprint(SHA256())


def test_a_root_may_be_in_a_device(device: Device, client: Client) -> None:
    root = roots.begin(device.signer("2028"), CALLED, clock.current(), label="2028")
    chain = mdoc.read_issuer_signed(document()).issuer_auth.chain
    x509.load_der_x509_certificate(chain[0]).verify_directly_issued_by(
        x509.load_der_x509_certificate(bytes(root.certificate))
    )


def test_who_asks_wallets_is_certified_for_that() -> None:
    roots.begin(ROOT, CALLED, clock.current())
    _, (access,) = signing.signer_at(clock.current(), roots.ACCESS)
    use = x509.load_der_x509_certificate(access).extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [one.dotted_string for one in use] == ["1.0.18013.5.1.6"]
