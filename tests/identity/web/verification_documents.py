"""Documents beyond cards and SD-JWT that page and Python judge alike: mdoc, seals, HC1, receipts, chains."""

from __future__ import annotations

import json
import zlib
from base64 import b32decode, b32encode, b64encode
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import count

from cbor2 import CBORTag, dumps, loads
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image

from safeconduct.identity import mdoc
from safeconduct.identity.base64url import encode
from safeconduct.identity.cose import sign
from safeconduct.identity.keys import SoftwareSigner
from safeconduct.identity.packing import to_base45
from safeconduct.identity.vds_nc import canonical
from safeconduct.journal import checkpoint, receipt
from safeconduct.journal.checkpoint import Checkpoint
from safeconduct.journal.tree import inclusion_proof, nodes_of, whole_root
from tests.identity.making import ISSUER, LIST, NOW, YEAR, certificate, key_of

Found = dict[str, tuple[str, str]]
ROOT_KEY, LEAF_KEY, OTHER_KEY, FAR_KEY = (key_of(number, name) for number, name in enumerate("rlof", 21))
ROOT = certificate("root", ROOT_KEY, "root", ROOT_KEY, ca=True)
LEAF = certificate("signer", LEAF_KEY, "root", ROOT_KEY, uri=ISSUER)
NAMED = certificate("named", OTHER_KEY, "named", OTHER_KEY, uri=ISSUER)
MIDDLE = certificate("middle", OTHER_KEY, "root", ROOT_KEY, ca=True, length=0)
FAR = certificate("far", FAR_KEY, "middle", OTHER_KEY, uri=ISSUER)
REVOKED = certificate("revoked", LEAF_KEY, "root", ROOT_KEY, uri=ISSUER)
STRANGE = certificate("strange", FAR_KEY, "strange", FAR_KEY, ca=True)
OF_STRANGE = certificate("signer", LEAF_KEY, "strange", FAR_KEY, uri=ISSUER)
JOURNAL, JOURNAL_KEY = "registrar.example.org/journal", bytes(range(32))
ANCHORS = (ROOT, NAMED)
DOC_TYPE, SPACE = "org.iso.18013.5.1.mDL", "org.iso.18013.5.1"
ELEMENTS = {
    SPACE: {
        "family_name": "Osman",
        "birth_date": CBORTag(1004, "2009-01-31"),
        "portrait": b"\xff\xd8\xff",
        "age_over_18": False,
    }
}


def entries() -> list[dict[str, object]]:
    """What a trust list says of authorities, and of a journal."""
    interval = {"start": (NOW - YEAR).isoformat(), "end": (NOW + YEAR).isoformat()}
    key = checkpoint.key_of(JOURNAL, JOURNAL_KEY)
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encode(key.public), "kid": key.number.hex()}
    brainpool = _of("brainpool", ec.derive_private_key(34, ec.BrainpoolP256R1()), hashes.SHA256(), None)
    anchors = (*ANCHORS, brainpool, *(one for one, _ in authorities().values()))
    certificates = [b64encode(one).decode() for one in anchors]
    return [
        {"issuer": "https://ministry.example.org", "purposes": ["identity"], **interval}
        | {"certificates": certificates, "revoked": [sha256(REVOKED).hexdigest()]},
        {"issuer": JOURNAL, "purposes": ["journal"], **interval, "keys": [jwk]},
    ]


def documents() -> Found:
    """All of them."""
    return mdocs() | seals() | health() | receipts() | chains()


def pictured() -> str:
    """A mobile document with a portrait that a browser can show."""
    drawn = BytesIO()
    Image.new("RGB", (20, 30), "#777").save(drawn, "JPEG")
    return issued(place=None, elements={SPACE: ELEMENTS[SPACE] | {"portrait": drawn.getvalue()}}).hex()


def receipt_text() -> str:
    """An acknowledgement as the code of its page says it."""
    return receipt.to_text(acknowledged())


def one_of_each() -> list[str]:
    """One good document of each kind."""
    return [shown(issued()).hex(), sealed(), health_code(), receipt_text()]


def altered(data: bytes, at: int, by: int = 1) -> bytes:
    at %= len(data)
    return data[:at] + bytes((data[at] ^ by,)) + data[at + 1 :]


# ---- mdoc ------------------------------------------------------------------------------------------------------------


def issued(
    chain: tuple[bytes, ...] = (LEAF,),
    by: SoftwareSigner = LEAF_KEY,
    place: int | None = 0,
    start: timedelta = -YEAR,
    end: timedelta = YEAR,
    uri: str = LIST,
    elements: Mapping[str, Mapping[str, object]] = ELEMENTS,
) -> bytes:
    salts = (number.to_bytes(32) for number in count())
    status = None if place is None else {"status_list": {"idx": place, "uri": uri}}
    period = (NOW - YEAR, NOW + start, NOW + end)
    return mdoc.issue(DOC_TYPE, elements, OTHER_KEY.public, by, chain, period, salts, status)


def shown(document: bytes, doc_type: str = DOC_TYPE) -> bytes:
    names = list(ELEMENTS[SPACE])
    return mdoc.present(document, doc_type, {SPACE: names}, dumps([None, None, "session"]), OTHER_KEY)


def mdocs() -> Found:
    """Mobile documents, good and bad."""
    whole = issued()
    item = whole.index(b"family_name")
    return {
        "mdoc": (shown(whole).hex(), "holder-not-checked"),
        "mdoc as issued": (whole.hex(), "holder-not-checked"),
        "mdoc in base64url": (encode(whole), "holder-not-checked"),
        "mdoc in large letters": (whole.hex().upper(), "holder-not-checked"),
        "mdoc without status": (issued(place=None).hex(), "holder-not-checked"),
        "mdoc by the certificate itself": (issued((NAMED,), OTHER_KEY).hex(), "holder-not-checked"),
        "mdoc, longer chain": (issued((FAR, MIDDLE), FAR_KEY).hex(), "holder-not-checked"),
        "mdoc, code of the device": (_by_code(whole).hex(), "holder-not-checked"),
        "mdoc without lengths": (without_lengths(whole).hex(), "holder-not-checked"),
        "mdoc, chain cut": (issued((FAR,), FAR_KEY).hex(), "chain-untrusted"),
        "mdoc, stranger": (issued((OF_STRANGE, STRANGE)).hex(), "chain-untrusted"),
        "mdoc, other key": (issued(by=FAR_KEY).hex(), "signature-wrong"),
        "mdoc, no chain": (issued(()).hex(), "chain-malformed"),
        "mdoc, revoked": (shown(issued(place=1)).hex(), "revoked"),
        "mdoc, beyond the list": (issued(place=999).hex(), "status-out-of-range"),
        "mdoc, old list": (shown(issued(uri=f"{ISSUER}/status/2")).hex(), "status-too-old"),
        "mdoc, no list": (shown(issued(uri=f"{ISSUER}/status/4")).hex(), "status-unknown"),
        "mdoc, expired": (issued(end=-timedelta(days=1)).hex(), "expired"),
        "mdoc, not yet": (issued(start=timedelta(days=1)).hex(), "not-yet-valid"),
        "mdoc, other kind": (shown(whole, "other").hex(), "doctype-other"),
        "mdoc, element altered": (altered(whole, item + 26).hex(), "digest-wrong"),
        "mdoc, element twice": (_item_twice(whole).hex(), "element-twice"),
        "mdoc, letter lost": (whole.hex()[:-1], "not-hexadecimal"),
        "mdoc, end lost": (whole.hex()[:-2], "cbor-malformed"),
        "mdoc, more follows": (whole.hex() + "00", "cbor-trailing"),
        "mdoc, no document": (dumps({"documents": [], "deviceSigned": 1}).hex(), "mdoc-malformed"),
        "mdoc, no map": (dumps({"issuerAuth": [b"", {}, b"", b""], "nameSpaces": 1}).hex(), "mdoc-malformed"),
        "mdoc, no message": (dumps({"issuerAuth": 1, "nameSpaces": {}}).hex(), "cose-malformed"),
        "mdoc, no security object": (dumps({"issuerAuth": [b"", {}, None, b""]}).hex(), "cbor-malformed"),
        "bomb of arrays": ((b"\xa1\x00" + b"\x9a\xff\xff\xff\xff").hex(), "cbor-malformed"),
        "bomb of maps": ((b"\xa1\x00" + b"\xbb\x7f\xff\xff\xff\xff\xff\xff\xff").hex(), "cbor-malformed"),
        "bomb of bytes": ((b"\xa1\x00" + b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff").hex(), "cbor-malformed"),
        "nested maps": ((b"\xa1\x00" * 5000 + b"\x00").hex(), "cbor-malformed"),
        "nested tags": ((b"\xa1\x00" + b"\xd8\x18" * 5000 + b"\x00").hex(), "cbor-malformed"),
        "nested without lengths": ((b"\xa1\x00" + b"\x9f" * 5000).hex(), "cbor-malformed"),
        "many small items": ((b"\xa1\x00" + b"\x9a\x00\x07\xff\xff" + bytes(0x7FFFF)).hex(), "cose-malformed"),
        "huge": ("a1" + "00" * (1 << 20), "cbor-too-large"),
    }


def _by_code(whole: bytes) -> bytes:
    names = list(ELEMENTS[SPACE])
    return mdoc.present(whole, DOC_TYPE, {SPACE: names}, dumps([None, None, "session"]), bytes(32))


def without_lengths(whole: bytes) -> bytes:
    """The same with a map and a list that do not say their lengths (RFC 8949, 3.2.2)."""
    read = loads(whole)
    items = b"".join(dumps(item) for item in read["nameSpaces"][SPACE])
    spaces = b"\xbf" + dumps(SPACE) + b"\x9f" + items + b"\xff\xff"
    return b"\xa2" + dumps("nameSpaces") + spaces + dumps("issuerAuth") + dumps(read["issuerAuth"])


def _item_twice(whole: bytes) -> bytes:
    read = loads(whole)
    read["nameSpaces"][SPACE].append(read["nameSpaces"][SPACE][0])
    return dumps(read)


# ---- seals -----------------------------------------------------------------------------------------------------------


DATA = {
    "hdr": {"t": "icao.test", "v": 1, "is": "UTO"},
    "msg": {"pid": {"n": "DŒ JANE"}, "é": [1, None, True], "n": 2**70},
}


def sealed(data: object = DATA, chain: bytes = LEAF, by: SoftwareSigner = LEAF_KEY, **more: object) -> str:
    signature = {"alg": "ES256", "cer": b64encode(chain).decode(), "sigvl": encode(by.sign(canonical(data)))}
    return json.dumps({"data": data, "sig": signature | more}, ensure_ascii=False)


def seals() -> Found:
    """Seals, good and bad."""
    deep: object = 1
    for _ in range(40):
        deep = [deep]
    head = '{"data":{"hdr":{},"msg":{"a":%s}},"sig":{}}'
    return {
        "seal": (sealed(), "issuer-trusted"),
        "seal, small names": (sealed().replace("é", "\\u00e9"), "issuer-trusted"),
        "seal, order of names": (
            sealed({"msg": {"\U0001f600": 1, "\ufb33": 2, "\r": -3}, "hdr": {}}),
            "issuer-trusted",
        ),
        "seal by the certificate itself": (sealed(chain=NAMED, by=OTHER_KEY), "issuer-trusted"),
        "seal, name with a meaning": (sealed({"hdr": {}, "msg": {"__proto__": {"a": 1}}}), "issuer-trusted"),
        "seal, stranger": (sealed(chain=OF_STRANGE), "chain-untrusted"),
        "seal, other key": (sealed(by=FAR_KEY), "signature-wrong"),
        "seal, letter altered": (sealed().replace("JANE", "JANA"), "signature-wrong"),
        "seal, no certificate": (sealed(cer=""), "certificate-malformed"),
        "seal, other algorithm": (sealed(alg="ES384"), "algorithm-refused"),
        "seal, name twice": ('{"data":{},"data":{}}', "json-duplicate"),
        "seal, broken number": (head % "1.5", "json-malformed"),
        "seal, power of ten": (head % "1e5", "json-malformed"),
        "seal, no number": (head % "NaN", "json-malformed"),
        "seal, half a letter": (head % '"\\ud800"', "json-malformed"),
        "seal, nested": (head % json.dumps(deep), "json-too-deep"),
        "seal, nested without end": ('{"a":' + "[" * 10_000, "json-malformed"),
        "seal, too long": ("{" + " " * 20_000, "text-too-long"),
        "seal, no base64": (sealed(sigvl="A"), "not-base64url"),
        "seal of nothing": ("{}", "json-malformed"),
    }


# ---- health certificates ---------------------------------------------------------------------------------------------


def health_code(
    claims: object = None, by: SoftwareSigner = OTHER_KEY, kid: bytes | None = None, prefix: str = "HC1:"
) -> str:
    name = sha256(NAMED).digest()[:8] if kid is None else kid
    content = {-260: {1: {"nam": {"fn": "Osman"}, "dob": "2009-01-31"}}, 4: int((NOW + YEAR).timestamp())}
    parts = sign(dumps(content if claims is None else claims), by, {4: name})
    return prefix + to_base45(zlib.compress(dumps(CBORTag(18, parts)), 9))


def health() -> Found:
    """Health certificates, good and bad."""
    whole = health_code()
    return {
        "health": (whole, "issuer-trusted"),
        "health, expired": (health_code({4: int(NOW.timestamp()) - 500}), "expired"),
        "health, unknown key": (health_code(kid=b"12345678"), "signer-unknown"),
        "health, no name of a key": (health_code(kid=b""), "signer-unknown"),
        "health, other key": (health_code(by=FAR_KEY), "signer-unknown"),
        "health, no certificate in it": (health_code({1: "x"}), "claim-missing"),
        "health, letter altered": (whole[:99] + ("A" if whole[99] != "A" else "B") + whole[100:], ""),
        "health, too long": ("HC1:" + "B" * 20_000, "text-too-long"),
        "health, bomb": ("HC1:" + to_base45(zlib.compress(bytes(1_000_000), 9)), "zlib-too-large"),
        "health, nothing": ("HC1:", "zlib-malformed"),
    }


# ---- acknowledgements of receipt -------------------------------------------------------------------------------------


def acknowledged(
    place: int = 5, size: int = 8, private: bytes = JOURNAL_KEY, origin: str = JOURNAL, later: timedelta = timedelta()
) -> receipt.Receipt:
    leaves = [sha256(bytes((number,))).digest() for number in range(size)]
    proof = inclusion_proof(nodes_of(leaves), place, size)
    note = checkpoint.sign(Checkpoint(origin, size, whole_root(leaves), NOW + later), private)
    return receipt.Receipt(leaves[place], place, proof, note)


def receipts() -> Found:
    """Acknowledgements as code and as file, good and bad."""
    good = acknowledged()
    text, file = receipt.to_text(good), receipt.to_file(good).decode()
    data = b32decode(text.removeprefix("AR1:") + "=" * (-len(text.removeprefix("AR1:")) % 8))
    forged = lambda at: "AR1:" + b32encode(altered(data, at)).decode().rstrip("=")  # noqa: E731
    return {
        "receipt": (text, "receipt-stands"),
        "receipt as a file": (file, "receipt-stands"),
        "receipt of the only entry": (receipt.to_text(acknowledged(0, 1)), "receipt-stands"),
        "receipt of the last": (receipt.to_text(acknowledged(15, 16)), "receipt-stands"),
        "receipt, entry altered": (forged(3), "signature-wrong"),
        "receipt, proof altered": (forged(-60), "signature-wrong"),
        "receipt, place altered": (forged(39), "signature-wrong"),
        "receipt, time altered": (forged(55), "signature-wrong"),
        "receipt, key altered": (forged(57), "key-unknown"),
        "receipt, signature altered": (forged(70), "signature-wrong"),
        "receipt, length of the proof": (forged(124), "receipt-malformed"),
        "receipt, name altered": (forged(-1), "issuer-unknown"),
        "receipt, place beyond": (forged(32), "receipt-malformed"),
        "receipt, letter lost": (text[:-3], ""),
        "receipt, small letters": ("AR1:" + text[4:].lower(), "receipt-malformed"),
        "receipt, of another key": (receipt.to_text(acknowledged(private=bytes(32))), "key-unknown"),
        "receipt, of another journal": (receipt.to_text(acknowledged(origin="else.example.org")), "issuer-unknown"),
        "receipt of the future": (receipt.to_text(acknowledged(later=timedelta(days=1))), "issued-in-future"),
        "receipt, other proof": (file.replace(good.proof[0].hex(), "00" * 32), "proof-wrong"),
        "receipt, other place": (file.replace('"position": 5', '"position": 4'), "proof-wrong"),
        "receipt, other size": (file.replace("\\n8\\n", "\\n9\\n"), "signature-wrong"),
        "receipt, more in the file": (file.replace('"position"', '"more": 1, "position"'), "receipt-malformed"),
        "receipt, no number": (file.replace('"position": 5', '"position": "5"'), "receipt-malformed"),
        "receipt, no signature": (file.replace("— ", "- "), "receipt-malformed"),
    }


# ---- chains of every kind of key -------------------------------------------------------------------------------------


@cache
def authorities() -> dict[str, tuple[bytes, bytes]]:
    """Authorities with keys of each kind, and a certificate of the signer by each."""
    large = rsa.generate_private_key(65537, 2048)
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    made = {
        "P-384": (ec.derive_private_key(31, ec.SECP384R1()), hashes.SHA384(), None),
        "P-521": (ec.derive_private_key(32, ec.SECP521R1()), hashes.SHA512(), None),
        "P-256 with SHA-384": (ec.derive_private_key(33, ec.SECP256R1()), hashes.SHA384(), None),
        "Ed25519": (Ed25519PrivateKey.from_private_bytes(bytes(32)), None, None),
        "RSA": (large, hashes.SHA256(), None),
        "RSA-PSS": (large, hashes.SHA384(), pss),
    }
    return {name: (_of(name, *by), _of(name, *by, LEAF_KEY.public.material)) for name, by in made.items()}


def of_another_curve() -> str:
    """A seal whose authority signs with a curve that browsers do not know."""
    name, private = "brainpool", ec.derive_private_key(34, ec.BrainpoolP256R1())
    return sealed(chain=_of(name, private, hashes.SHA256(), None, LEAF_KEY.public.material))


def _of(name: str, private: object, digest: object, scheme: object, key: object = None) -> bytes:
    """The certificate of an authority, or by it."""
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    subject = issuer if key is None else x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"signer of {name}")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key or private.public_key())  # type: ignore[attr-defined]
        .serial_number(7)
        .not_valid_before(NOW - YEAR)
        .not_valid_after(NOW + YEAR)
        .add_extension(x509.BasicConstraints(ca=key is None, path_length=None), critical=True)
    )
    padded = {"rsa_padding": scheme} if scheme else {}
    return builder.sign(private, digest, **padded).public_bytes(Encoding.DER)  # type: ignore[arg-type]


def chains() -> Found:
    """Seals and mobile documents whose signers were certified in every way."""
    start, end = NOW - 2 * YEAR, NOW - YEAR
    over = certificate("signer", LEAF_KEY, "root", ROOT_KEY, start=start, end=end)
    no_signer = certificate("signer", LEAF_KEY, "root", ROOT_KEY, ca=True)
    by_signer = certificate("under", FAR_KEY, "signer", LEAF_KEY)
    middle = certificate("middle", OTHER_KEY, "root", ROOT_KEY, ca=True)
    low = certificate("low", FAR_KEY, "middle", OTHER_KEY, ca=True)
    lowest = certificate("lowest", LEAF_KEY, "low", FAR_KEY)
    short = certificate("low", FAR_KEY, "middle", OTHER_KEY, ca=True, length=0)
    answers: Found = {
        f"chain of {name}": (sealed(chain=leaf), "issuer-trusted") for name, (_, leaf) in authorities().items()
    }
    return answers | {
        "chain, over": (sealed(chain=over), "certificate-not-valid"),
        "chain, not for signing": (sealed(chain=no_signer), "certificate-not-for-use"),
        "chain by no authority": (issued((by_signer, LEAF), FAR_KEY).hex(), "chain-broken"),
        "chain of four": (issued((lowest, low, middle, ROOT)).hex(), "holder-not-checked"),
        "chain longer than allowed": (issued((lowest, low, MIDDLE)).hex(), "chain-broken"),
        "chain as long as allowed": (issued((lowest, short, middle)).hex(), "holder-not-checked"),
        "chain out of order": (issued((lowest, middle, low)).hex(), "chain-broken"),
        "chain of six": (issued((lowest, low, middle, ROOT, ROOT, ROOT)).hex(), "chain-malformed"),
        "chain, revoked": (sealed(chain=REVOKED), "certificate-revoked"),
        "chain, torn": (issued((LEAF[:-1],)).hex(), "chain-malformed"),
    }


# ---- every place counts ----------------------------------------------------------------------------------------------


def with_each_place_altered(step: int) -> list[tuple[str, bool]]:
    """Good documents with one place altered each, and whether that place lies in a certificate."""
    code, letters = receipt.to_text(acknowledged()), health_code()
    return [
        *_bytes_altered(issued(), step),
        *((text, False) for text in _letters_altered(sealed().split('"cer"')[0], step, sealed())),
        *((text, False) for text in _letters_altered(letters, step, letters)),
        *((text, False) for text in _letters_altered(code, step, code)),
    ]


def _bytes_altered(whole: bytes, step: int) -> list[tuple[str, bool]]:
    start = whole.index(LEAF)
    within = range(start, start + len(LEAF))
    return [(altered(whole, at, 1 << at % 8).hex(), at in within) for at in range(0, len(whole), step)]


def _letters_altered(of: str, step: int, whole: str) -> list[str]:
    return [whole[:at] + ("A" if whole[at] != "A" else "B") + whole[at + 1 :] for at in range(0, len(of), step)]
