"""Keys in a device, against SoftHSM: they sign what everybody verifies, and cannot leave."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from safeconduct.identity import mdoc, sd_jwt_vc
from safeconduct.identity.card import card_values, make_card, read_card
from safeconduct.identity.cwt import verify_token
from safeconduct.identity.device import Device, DeviceTrouble
from safeconduct.identity.keys import KeyInForce, published_keys, signing_key
from safeconduct.identity.refusal import Refused
from tests.identity.making import ISSUER, NOW, YEAR, key_of, salts, trust_of, trusted
from tests.identity.softhsm import MODULE, PIN, TOKEN


@pytest.mark.parametrize(("label", "name"), [("2027", "ES256"), ("384", "ES384"), ("521", "ES512")])
def test_it_signs_what_everybody_verifies(device: Device, label: str, name: str) -> None:
    signer = device.signer(label)
    assert signer.public.algorithm.name == name
    assert signer.public.verify(signer.sign(b"some words"), b"some words")
    assert not signer.public.verify(signer.sign(b"some words"), b"other words")
    assert len(signer.public.id) == 43


def test_a_credential_a_card_and_a_mobile_document_are_signed_by_a_device(device: Device) -> None:
    signer = device.signer("2027", "one")
    text = sd_jwt_vc.issue({"iss": ISSUER, "vct": "urn:x", "name": "Amal"}, [("name",)], signer, salts())
    by = sd_jwt_vc.Checking(trust_of(trusted(signer, "birth")), "birth", NOW)  # type: ignore[arg-type]
    assert sd_jwt_vc.verify(text, by).valid
    token = read_card(make_card({"full name": "Amal"}, ISSUER, signer, NOW, NOW + YEAR))
    verify_token(token, signer.public, NOW)
    assert card_values(token) == {"full name": "Amal"}
    numbers = iter(lambda: bytes(32), None)
    whole = mdoc.issue("x", {"x": {"name": "Amal"}}, key_of(5).public, signer, [b"c"], (NOW, NOW, NOW + YEAR), numbers)
    assert mdoc.verify_issuer(mdoc.read_issuer_signed(whole), lambda chain, now: signer.public, NOW).doc_type == "x"


def test_a_successor_in_the_device_takes_over_and_the_former_still_counts(device: Device) -> None:
    first, second = device.signer("2027"), device.signer("2028")
    turn = NOW + timedelta(days=10)
    keys = [
        KeyInForce(first.public, NOW - YEAR, NOW + YEAR, NOW + 2 * YEAR),
        KeyInForce(second.public, turn, turn + YEAR, turn + 2 * YEAR),
    ]
    assert signing_key(keys, turn - timedelta(days=1)).key == first.public
    assert signing_key(keys, turn).key == second.public
    assert [one["kid"] for one in published_keys(keys, turn)["keys"]] == [first.public.id, second.public.id]


def test_many_threads_may_sign(device: Device) -> None:
    signer = device.signer("2027")
    texts = [str(number).encode() for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        signatures = list(pool.map(signer.sign, texts))
    assert all(signer.public.verify(one, text) for one, text in zip(signatures, texts, strict=True))


@pytest.mark.parametrize(
    ("label", "said"),
    [("open", "could be read out"), ("twice", "Several keys"), ("none", "has no private key with the label none")],
)
def test_a_key_that_can_leave_or_is_not_the_one_is_refused(device: Device, label: str, said: str) -> None:
    with pytest.raises(DeviceTrouble, match=said):
        device.signer(label)


@pytest.mark.parametrize(
    ("module", "token", "pin", "said"),
    [
        (MODULE, "other", PIN, "no token with the label other"),
        ("/nowhere/lib.so", TOKEN, PIN, "cannot be opened by /nowhere/lib.so"),
    ],
)
def test_what_is_wrong_with_a_device_is_said(device: Device, module: str, token: str, pin: str, said: str) -> None:
    with pytest.raises(DeviceTrouble, match=said):
        Device.open(module, token, pin)


def test_a_wrong_pin_is_said_before_the_device_locks_itself(device: Device) -> None:
    """In a process of its own: this one is logged in, and a device asks a process for its PIN once."""
    script = f"from safeconduct.identity.device import Device; Device.open({MODULE!r}, {TOKEN!r}, 'wrong')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "DeviceTrouble: The PIN of the token safeconduct is not right." in done.stderr


def test_nothing_signs_before_its_time(device: Device) -> None:
    key = KeyInForce(device.signer("2027").public, NOW, NOW + YEAR, NOW + YEAR)
    with pytest.raises(Refused, match="No key signs"):
        signing_key([key], NOW - timedelta(seconds=1))
