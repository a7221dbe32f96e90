"""Mobile documents (mdoc, ISO/IEC 18013-5): issue them, read what a holder shows, and verify it.

An issuer signs digests of all elements, and the holder's device shows some elements with their random bytes; the device
itself signs, or authenticates with a key that it shares with the reader, the transcript of the session
(:mod:`safeconduct.identity.session_transcript`). Clauses cited are those of ISO/IEC 18013-5:2021.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cbor2 import CBORTag, dumps
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safeconduct.identity import cose
from safeconduct.identity.cbor import ENCODED_CBOR, read, read_signed, unwrap, wrapped
from safeconduct.identity.cose_key import from_cose_key, to_cose_key
from safeconduct.identity.keys import PublicKey, Signer
from safeconduct.identity.refusal import Refused

LARGEST = 1 << 20
DIGESTS: dict[object, Callable[..., Any]] = {
    "SHA-256": hashlib.sha256,
    "SHA-384": hashlib.sha384,
    "SHA-512": hashlib.sha512,
}
DATE_TIME, FULL_DATE = 0, 1004

KeyOfChain = Callable[[Sequence[bytes], datetime], PublicKey]
"""Finds the key of an issuer by the chain of certificates (DER) that came with a document, or refuses it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was shown, read and not yet verified.

    ``items`` holds for each namespace the original bytes of the elements; ``device`` is the signature or the
    authentication code of the device, ``device_spaces`` the original bytes of what the device itself says.
    """

    doc_type: str
    items: Mapping[str, Sequence[bytes]]
    issuer_auth: cose.Message
    device: cose.Message | None = None
    device_is_mac: bool = False
    device_spaces: bytes = b"\xa0"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified document says: elements by namespace, validity, the device's COSE_Key, its place of status."""

    doc_type: str
    elements: Mapping[str, Mapping[str, Any]]
    valid_from: datetime
    valid_until: datetime
    device: object
    status: object = None

    @property
    def device_key(self) -> PublicKey:
        """The key of the device that the document was issued to."""
        return from_cose_key(self.device)


def read_response(data: bytes) -> list[Document]:
    """Read a DeviceResponse (8.3.2.1.2.2); the bytes under digests and signatures are kept as they came."""
    response = read(data, LARGEST)
    shown = response.get("documents") if isinstance(response, dict) else None
    if not isinstance(shown, list) or not shown:
        raise Refused("mdoc-malformed", "The response of the device holds no document.")
    return [_document(one) for one in shown]


def read_issuer_signed(data: bytes, doc_type: str = "") -> Document:
    """Read IssuerSigned alone, as wallets get it from an issuer; ``doc_type`` defaults to the signed one."""
    signed = read(data, LARGEST)
    message, items = _issuer_signed(signed)
    return Document(doc_type or str(_security_object(message).get("docType", "")), items, message)


def verify_issuer(document: Document, key_of: KeyOfChain, now: datetime) -> Verified:
    """Verify who issued it, that every element shown is one that was issued, and that it is in force (9.1.2, 9.3.1)."""
    auth = document.issuer_auth
    payload = cose.verify(auth, key_of(auth.chain, now))
    security = _map(read_signed(unwrap(read_signed(payload))), "mobile security object")
    if security.get("docType") != document.doc_type:
        raise Refused("doctype-other", "The signed kind of document is not the one that is shown.")
    start, end = _validity(security, now)
    return Verified(
        document.doc_type,
        _elements(document.items, security),
        start,
        end,
        _map(security.get("deviceKeyInfo"), "device key").get("deviceKey"),
        security.get("status"),
    )


def status_named(document: Document) -> object:
    """Where the document says that its status stands, before its signature is verified."""
    return _security_object(document.issuer_auth).get("status")


def verify_device(
    document: Document, verified: Verified, transcript: bytes, reader: ec.EllipticCurvePrivateKey | None = None
) -> None:
    """Verify that the device took part in this session (9.1.3): by signature, or by a code shared with ``reader``."""
    if document.device is None:
        raise Refused("device-missing", "The device did not prove that the document is its own.")
    content = device_authentication(transcript, document.doc_type, document.device_spaces)
    if document.device_is_mac:
        if reader is None:
            raise Refused(
                "reader-key-missing", "The code of the device is checked with the reader's key of the session."
            )
        cose.verify_mac(document.device, mac_key(reader, verified.device_key.material, transcript), content)
    else:
        cose.verify(document.device, verified.device_key, content)


def device_authentication(transcript: bytes, doc_type: str, device_spaces: bytes) -> bytes:
    """The bytes that a device signs (9.1.3.4): DeviceAuthentication, inside tag 24."""
    head = dumps("DeviceAuthentication"), transcript, dumps(doc_type), wrapped(device_spaces)
    return wrapped(b"\x84" + b"".join(head))


def mac_key(own: ec.EllipticCurvePrivateKey, other: object, transcript: bytes) -> bytes:
    """The key EMacKey that device and reader share in one session (9.1.3.5)."""
    if not isinstance(other, ec.EllipticCurvePublicKey) or other.curve.name != own.curve.name:
        raise Refused("key-unusable", "Device and reader use different curves.")
    salt = hashlib.sha256(wrapped(transcript)).digest()
    return HKDF(hashes.SHA256(), 32, salt, b"EMacKey").derive(own.exchange(ec.ECDH(), other))


def issue(  # noqa: PLR0913, PLR0917 - what a document consists of
    doc_type: str,
    elements: Mapping[str, Mapping[str, object]],
    device_key: PublicKey,
    signer: Signer,
    chain: Sequence[bytes],
    period: tuple[datetime, datetime, datetime],
    salts: Iterator[bytes],
    status: object = None,
) -> bytes:
    """Return IssuerSigned. ``period``: signed, valid from, valid until; ``salts`` gives 32 unforeseeable bytes each."""
    items, digests = _items(elements, salts)
    signed, start, end = (CBORTag(DATE_TIME, f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}") for moment in period)
    security: dict[str, object] = {
        "version": "1.0",
        "digestAlgorithm": "SHA-256",
        "valueDigests": digests,
        "deviceKeyInfo": {"deviceKey": to_cose_key(device_key)},
        "docType": doc_type,
        "validityInfo": {"signed": signed, "validFrom": start, "validUntil": end},
    }
    if status is not None:
        security["status"] = status
    certificates: object = chain[0] if len(chain) == 1 else list(chain)
    auth = cose.sign(wrapped(dumps(security)), signer, unprotected={cose.X5CHAIN: certificates})
    return dumps(
        {
            "nameSpaces": {space: [CBORTag(ENCODED_CBOR, item) for item in ones] for space, ones in items.items()},
            "issuerAuth": auth,
        }
    )


def present(
    issuer_signed: bytes,
    doc_type: str,
    chosen: Mapping[str, Sequence[str]],
    transcript: bytes,
    device: Signer | bytes,
) -> bytes:
    """Return a DeviceResponse with the chosen elements, signed by the device or with its shared key (bytes)."""
    _, items = _issuer_signed(signed := read(issuer_signed, LARGEST))
    shown = {
        space: [
            CBORTag(ENCODED_CBOR, item) for item in items.get(space, ()) if read(item)["elementIdentifier"] in names
        ]
        for space, names in chosen.items()
    }
    content = device_authentication(transcript, doc_type, b"\xa0")
    proof: dict[str, object]
    if isinstance(device, bytes):
        proof = {"deviceMac": cose.mac(content, device, detached=True)}
    else:
        proof = {"deviceSignature": cose.sign(content, device, detached=True)}
    document = {
        "docType": doc_type,
        "issuerSigned": {"nameSpaces": shown, "issuerAuth": signed["issuerAuth"]},
        "deviceSigned": {"nameSpaces": CBORTag(ENCODED_CBOR, b"\xa0"), "deviceAuth": proof},
    }
    return dumps({"version": "1.0", "documents": [document], "status": 0})


def _items(
    elements: Mapping[str, Mapping[str, object]], salts: Iterator[bytes]
) -> tuple[dict[str, list[bytes]], dict[str, dict[int, bytes]]]:
    """The bytes of all elements (IssuerSignedItem, 8.3.2.1.2.2), and their digests."""
    items: dict[str, list[bytes]] = {}
    digests: dict[str, dict[int, bytes]] = {}
    for space, values in elements.items():
        items[space] = [
            dumps({"digestID": number, "random": next(salts), "elementIdentifier": name, "elementValue": value})
            for number, (name, value) in enumerate(values.items())
        ]
        digests[space] = {number: hashlib.sha256(wrapped(item)).digest() for number, item in enumerate(items[space])}
    return items, digests


def _document(value: object) -> Document:
    shown = _map(value, "document")
    message, items = _issuer_signed(shown.get("issuerSigned"))
    device, is_mac, spaces = _device_signed(shown.get("deviceSigned"))
    doc_type = shown.get("docType")
    if not isinstance(doc_type, str):
        raise Refused("mdoc-malformed", "The document does not say of which kind it is.")
    return Document(doc_type, items, message, device, is_mac, spaces)


def _issuer_signed(value: object) -> tuple[cose.Message, dict[str, list[bytes]]]:
    signed = _map(value, "issuerSigned")
    spaces = _map(signed.get("nameSpaces", {}), "nameSpaces")
    if not all(isinstance(ones, list) for ones in spaces.values()):
        raise Refused("mdoc-malformed", "The elements of a namespace are no list.")
    return cose.message_of(signed.get("issuerAuth")), {
        str(space): [unwrap(item) for item in ones] for space, ones in spaces.items()
    }


def _device_signed(value: object) -> tuple[cose.Message | None, bool, bytes]:
    if value is None:
        return None, False, b"\xa0"
    signed = _map(value, "deviceSigned")
    auth = _map(signed.get("deviceAuth"), "deviceAuth")
    if len(auth) != 1 or not auth.keys() & {"deviceMac", "deviceSignature"}:
        raise Refused("mdoc-malformed", "The device proves itself either by signature or by code.")
    is_mac = "deviceMac" in auth
    message = cose.message_of(next(iter(auth.values())), cose.MAC0 if is_mac else cose.SIGN1)
    return message, is_mac, unwrap(signed.get("nameSpaces"))


def _security_object(message: cose.Message) -> dict[Any, Any]:
    return _map(read(unwrap(read(message.payload or b"", LARGEST)), LARGEST), "mobile security object")


def _elements(items: Mapping[str, Sequence[bytes]], security: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The elements whose digests were signed (9.1.2.4); one that has none, or another, is refused."""
    digest = DIGESTS.get(security.get("digestAlgorithm"))
    if digest is None:
        raise Refused("algorithm-refused", "The digests are of a kind that is not taken.")
    signed = _map(security.get("valueDigests"), "digests")
    return {
        space: _of_space(space, ones, _map(signed.get(space, {}), "digests"), digest) for space, ones in items.items()
    }


def _of_space(
    space: str, items: Sequence[bytes], signed: Mapping[Any, Any], digest: Callable[..., Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in items:
        element = _map(read_signed(item), "element")
        name = element.get("elementIdentifier")
        if signed.get(element.get("digestID")) != digest(wrapped(item)).digest():
            raise Refused("digest-wrong", f"The element {name} of {space} is not the one that was issued.")
        if not isinstance(name, str) or name in found:
            raise Refused("element-twice", f"An element of {space} has no name, or came twice.")
        found[name] = element.get("elementValue")
    return found


def _validity(security: Mapping[str, Any], now: datetime) -> tuple[datetime, datetime]:
    info = _map(security.get("validityInfo"), "validity")
    start, end = info.get("validFrom"), info.get("validUntil")
    if not isinstance(start, datetime) or not isinstance(end, datetime) or start.tzinfo is None or end.tzinfo is None:
        raise Refused("mdoc-malformed", "The document does not say from when to when it is valid.")
    if now < start:
        raise Refused("not-yet-valid", f"The document is valid from {start:%Y-%m-%d}.")
    if now >= end:
        raise Refused("expired", f"The document was valid until {end:%Y-%m-%d}.")
    return start, end


def _map(value: object, name: str) -> dict[Any, Any]:
    if isinstance(value, dict):
        return value
    raise Refused("mdoc-malformed", f"The {name} of the document is no map.")
