"""Keys that sign credentials: begun, followed by a successor, revoked; wrapped in the database of keys, or in a device.

A private key never leaves this file but as a :class:`~safeconduct.identity.keys.Signer`. A successor begins to sign on
its day, and signatures of its forerunner count as long as the longest credential is valid.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from safeconduct.identity import acknowledgement
from safeconduct.identity.chain import fingerprint
from safeconduct.identity.keys import (
    ES256,
    KeyInForce,
    Signer,
    from_jwk,
    published_keys,
    signer,
    signing_key,
    to_jwk,
)
from safeconduct.identity.kinds import kinds
from safeconduct.identity.own_certificate import certificate_of
from safeconduct.identity.refusal import Refused
from safeconduct.identity.web import devices, roots
from safeconduct.identity.web.models import SigningKey
from safeconduct.journal import payload
from safeconduct.journal.web import keys as secrets_of
from safeconduct.journal.web.secret_files import public_key

Draw = Callable[[int], bytes]
PURPOSE = "credentials"
SIGNS_FOR, COUNTS_FOR = timedelta(days=366), timedelta(days=366 * 11)
"""A key signs for a year; what it signed counts for as long as the longest kind is valid, and a year more."""
ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# Instead of a wrapped key: by which label it is found in the device (RFC 7512).
IN_DEVICE = b"pkcs11:object="
LISTED_FOR = timedelta(days=30)


def begin(start: datetime, draw: Draw = os.urandom) -> SigningKey:
    """Draw a key that signs from a moment on; from then it takes over from the one before."""
    number = int.from_bytes(draw(payload.KEY)) % (ORDER_P256 - 1) + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    its = signer(private)
    wrapped = payload.wrap(_secret(), its.public.id, number.to_bytes(payload.KEY), draw(payload.NONCE))
    return _begun(its, wrapped, start, draw)


def _begun(its: Signer, kept: bytes, start: datetime, draw: Draw) -> SigningKey:
    until = start + COUNTS_FOR
    return SigningKey.objects.create(
        id=its.public.id,
        public=to_jwk(its.public),
        certificate=certificate_of(its, settings.ISSUER, start, until, draw),
        wrapped=kept,
        start=start,
        signs_until=start + SIGNS_FOR,
        counts_until=until,
    )


def begin_in_device(label: str, start: datetime, draw: Draw = os.urandom) -> SigningKey:
    """Let a key that was made in the device sign from a moment on; here stands only by which label it is found.

    Raises:
        DeviceTrouble: the device, or the key in it, cannot be used.
        Refused: it is no key of P-256, or it signs here already.

    """
    its = devices.opened().signer(label)
    if its.public.algorithm is not ES256:
        raise Refused("key-unusable", "Credentials are signed with keys of P-256.")
    if SigningKey.objects.filter(pk=its.public.id).exists():
        raise Refused("key-used", f"The key {label} signs here already, as {its.public.id}.")
    return _begun(its, IN_DEVICE + label.encode(), start, draw)


def begin_first(moment: datetime, draw: Draw = os.urandom) -> SigningKey | None:
    """Draw the first key of an instance that has none; return it if there was none."""
    return None if SigningKey.objects.exists() else begin(moment, draw)


def revoke(key_id: str, moment: datetime) -> None:
    """Say that a key was lost or stolen: nothing that it signed counts any more, and all its copies are issued anew.

    Raises:
        Refused: there is no such key, or it was revoked before.

    """
    if not SigningKey.objects.filter(pk=key_id, revoked=None).update(revoked=moment):
        raise Refused("key-unknown", f"No key {key_id} is in force here. Look at: safeconduct identity keys list")


def every() -> list[KeyInForce]:
    """Every key, the oldest first."""
    return [_in_force(row) for row in SigningKey.objects.order_by("start", "id")]


def signer_at(moment: datetime, use: str = "") -> tuple[Signer, tuple[bytes, ...]]:
    """The signer in force at a moment, and its chain of certificates (DER).

    ``use`` says what it signs, ``roots.DOCUMENTS`` or ``roots.ACCESS``: then the certificate is that of the root, if a
    root certified the key, and else the key's own. Readers have the root itself, so that it is not sent.

    Raises:
        Refused: no key signs then.
        DeviceTrouble: the key is in a device, which cannot be used.

    """
    key_id = signing_key(every(), moment).key.id
    row = SigningKey.objects.get(pk=key_id)
    certified = roots.certificate_for(key_id, use, moment) if use else None
    kept, chain = bytes(row.wrapped), (certified or bytes(row.certificate),)
    if kept.startswith(IN_DEVICE):
        return devices.opened().signer(kept.removeprefix(IN_DEVICE).decode(), key_id), chain
    number = payload.unwrap(_secret(), key_id, kept)
    return signer(ec.derive_private_key(int.from_bytes(number), ec.SECP256R1())), chain


def published(moment: datetime) -> dict[str, list[dict[str, str]]]:
    """The JWK set that verifiers fetch."""
    return published_keys(every(), moment)


def trust_list(moment: datetime, until: datetime | None = None) -> dict[str, object]:
    """A trust list that ``identity verify`` reads: this issuer, for its kinds and their status, and its journal."""
    known = list(SigningKey.objects.order_by("start", "id"))
    counting = [row for row in known if _in_force(row).counts(moment)]
    if not counting:
        raise Refused("no-key-in-force", "No key of this instance counts now.")
    entry: dict[str, object] = {
        "issuer": settings.ISSUER,
        "purposes": sorted({"identity", "status", *(kind.purpose for kind in kinds().kinds.values())}),
        "start": min(row.start for row in counting).isoformat(),
        "end": max(row.counts_until for row in counting).isoformat(),
        "keys": [row.public for row in counting],
        "certificates": [b64encode(one).decode() for one in _certificates(counting, moment)],
    }
    if revoked := roots.documents_of(row for row in known if row.revoked is not None and row.revoked <= moment):
        entry["revoked"] = sorted(fingerprint(one) for one in revoked)
    journal = {"start": entry["start"], "end": entry["end"], **acknowledgement.entry_of(public_key())}
    return {"name": settings.ISSUER, "until": (until or moment + LISTED_FOR).isoformat(), "entries": [entry, journal]}


def _certificates(counting: list[SigningKey], moment: datetime) -> list[bytes]:
    """Each key's own and what the root gave it, which readers without chains look for, and the roots themselves."""
    return [
        *(bytes(row.certificate) for row in counting),
        *roots.documents_of(counting),
        *roots.anchors(moment),
    ]


def _in_force(row: SigningKey) -> KeyInForce:
    return KeyInForce(from_jwk(row.public), row.start, row.signs_until, row.counts_until, row.revoked)


def _secret() -> bytes:
    return secrets_of.secret(PURPOSE)
