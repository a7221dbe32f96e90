"""Keys that sign credentials: begun, followed by a successor, revoked; kept wrapped in the database of keys.

A private key never leaves this file but as a :class:`~safeconduct.identity.keys.Signer`. A successor begins to sign on
its day, and signatures of its forerunner count as long as the longest credential is valid.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from safeconduct.identity.keys import KeyInForce, SoftwareSigner, from_jwk, published_keys, signer, signing_key, to_jwk
from safeconduct.identity.kinds import kinds
from safeconduct.identity.refusal import Refused
from safeconduct.identity.web.models import SigningKey
from safeconduct.journal import payload
from safeconduct.journal.web import keys as secrets_of

Draw = Callable[[int], bytes]
PURPOSE = "credentials"
SIGNS_FOR, COUNTS_FOR = timedelta(days=366), timedelta(days=366 * 11)
"""A key signs for a year; what it signed counts for as long as the longest kind is valid, and a year more."""
ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
CERTIFICATE_SERIAL = 16
LISTED_FOR = timedelta(days=30)


def begin(start: datetime, draw: Draw = os.urandom) -> SigningKey:
    """Draw a key that signs from a moment on; from then it takes over from the one before."""
    number = int.from_bytes(draw(payload.KEY)) % (ORDER_P256 - 1) + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    its = signer(private)
    until = start + COUNTS_FOR
    wrapped = payload.wrap(_secret(), its.public.id, number.to_bytes(payload.KEY), draw(payload.NONCE))
    return SigningKey.objects.create(
        id=its.public.id,
        public=to_jwk(its.public),
        certificate=_certificate(private, start, until, draw),
        wrapped=wrapped,
        start=start,
        signs_until=start + SIGNS_FOR,
        counts_until=until,
    )


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


def signer_at(moment: datetime) -> tuple[SoftwareSigner, tuple[bytes, ...]]:
    """The signer in force at a moment, and its chain of certificates (DER).

    Raises:
        Refused: no key signs then.

    """
    key_id = signing_key(every(), moment).key.id
    row = SigningKey.objects.get(pk=key_id)
    number = payload.unwrap(_secret(), key_id, bytes(row.wrapped))
    return signer(ec.derive_private_key(int.from_bytes(number), ec.SECP256R1())), (bytes(row.certificate),)


def published(moment: datetime) -> dict[str, list[dict[str, str]]]:
    """The JWK set that verifiers fetch."""
    return published_keys(every(), moment)


def trust_list(moment: datetime, until: datetime | None = None) -> dict[str, object]:
    """A trust list with this issuer alone, for its kinds and their status, as ``identity verify`` reads it."""
    counting = [row for row in SigningKey.objects.order_by("start", "id") if _in_force(row).counts(moment)]
    if not counting:
        raise Refused("no-key-in-force", "No key of this instance counts now.")
    entry = {
        "issuer": settings.ISSUER,
        "purposes": sorted({"identity", "status", *(kind.purpose for kind in kinds().kinds.values())}),
        "start": min(row.start for row in counting).isoformat(),
        "end": max(row.counts_until for row in counting).isoformat(),
        "keys": [row.public for row in counting],
        "certificates": [b64encode(bytes(row.certificate)).decode() for row in counting],
    }
    return {"name": settings.ISSUER, "until": (until or moment + LISTED_FOR).isoformat(), "entries": [entry]}


def _in_force(row: SigningKey) -> KeyInForce:
    return KeyInForce(from_jwk(row.public), row.start, row.signs_until, row.counts_until, row.revoked)


def _secret() -> bytes:
    return secrets_of.secret(PURPOSE)


def _certificate(private: ec.EllipticCurvePrivateKey, start: datetime, end: datetime, draw: Draw) -> bytes:
    """A certificate of the key by itself, which trust lists name: no authority certifies an instance."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, settings.ISSUER[:64])])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(int.from_bytes(draw(CERTIFICATE_SERIAL)) >> 1 or 1)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(settings.ISSUER)]), critical=False)
        .add_extension(usage, critical=True)
    )
    made = built.sign(private, hashes.SHA256(), ecdsa_deterministic=True)
    return made.public_bytes(serialization.Encoding.DER)
