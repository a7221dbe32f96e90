"""An instance whose keys are in a device: credentials and status lists are signed there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.x509 import load_der_x509_certificate
from django.conf import settings
from django.test import Client

from safeconduct.identity import jws, status_token
from safeconduct.identity.device import Device, DeviceTrouble
from safeconduct.identity.refusal import Refused
from safeconduct.identity.trust_file import read_trust_list
from safeconduct.identity.web import devices, lists, signing
from safeconduct.identity.web.models import SigningKey, StatusList
from safeconduct.shell import clock

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def plugged_in(device: Device, monkeypatch: pytest.MonkeyPatch) -> Device:
    monkeypatch.setattr(devices, "opened", lambda: device)
    return device


def test_a_key_in_the_device_takes_over_and_signs(plugged_in: Device, client: Client) -> None:
    now = clock.current()
    former = signing.begin(now - timedelta(days=1))
    made = signing.begin_in_device("2027", now)
    signer, (chain,) = signing.signer_at(now)
    assert (signer.public.id, former.pk != made.pk) == (made.pk, True)
    assert b"2027" in bytes(SigningKey.objects.get(pk=made.pk).wrapped)
    certificate = load_der_x509_certificate(chain)
    certificate.verify_directly_issued_by(certificate)
    listed = StatusList.objects.create(id="cd" * 16, size=1 << 10, opened=now)
    token = jws.parse(lists.as_jwt(listed, now).decode())
    assert status_token.read(token, signer.public, lists.uri_of(listed)).bits[0] == 0
    trusted = read_trust_list(client.get("/trust-list.json").content)
    assert {key.id for key in trusted.entries[0].keys} == {former.pk, made.pk}


def test_a_key_is_put_to_use_once_and_only_of_the_right_kind(plugged_in: Device) -> None:
    signing.begin_in_device("2027", clock.current())
    for label, code in (("2027", "key-used"), ("384", "key-unusable")):
        with pytest.raises(Refused) as refusal:
            signing.begin_in_device(label, clock.current())
        assert refusal.value.reason.code == code
    with pytest.raises(DeviceTrouble, match="could be read out"):
        signing.begin_in_device("open", clock.current())


def test_without_a_device_or_its_pin_what_to_do_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    devices.opened.cache_clear()
    with pytest.raises(DeviceTrouble, match="Set SAFECONDUCT_PKCS11"):
        devices.opened()
    monkeypatch.setattr(settings, "PKCS11", "/nowhere/lib.so")
    with pytest.raises(DeviceTrouble, match=r"Write it into .*pkcs11\.pin"):
        devices.opened()
