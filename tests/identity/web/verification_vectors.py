"""What is shown to the page and to Python alike: the same texts, by the same lists, at the same moment."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import timedelta

from cbor2 import CBORTag, dumps
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from safeconduct.identity import sd_jwt_vc, status_token
from safeconduct.identity.base64url import encode
from safeconduct.identity.card import make_card
from safeconduct.identity.cose import sign
from safeconduct.identity.jws import sign as sign_jws
from safeconduct.identity.keys import SoftwareSigner, signer, to_jwk
from safeconduct.identity.packing import to_base45
from safeconduct.identity.status_list import build
from tests.identity.making import ISSUER, LIST, NOW, SECONDS, YEAR, certificate, key_of, salts, x5c
from tests.identity.web.verification_documents import documents
from tests.identity.web.verification_documents import entries as entries_of_authorities

ONE, TWO, STRANGER = key_of(7, "one"), key_of(8, "two"), key_of(9, "one")
EDWARDS = signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), "ed")
LARGE = signer(ec.derive_private_key(11, ec.SECP384R1()), "large")
ENDED, OTHER = "https://ended.example.org", "https://other.example.org"
OLD_LIST, BROKEN_LIST, UNKNOWN_LIST = f"{ISSUER}/status/2", f"{ISSUER}/status/3", f"{ISSUER}/status/4"
LEAF = certificate("leaf", TWO, "leaf", TWO, uri=ISSUER)
ROOT = certificate("root", ONE, "root", ONE, ca=True)
CHAINED = certificate("child", STRANGER, "root", ONE, uri=ISSUER)
ELSEWHERE, SUBJECT = certificate('Registrar, "1"', STRANGER, "root", ONE), 'CN=Registrar\\, \\"1\\"'
PURPOSE = "identity"
BORN = {"id": "SD-2027-0007", "full name": "Amal Idris Osman", "date of birth": "2009-01", "sex": "F"}
CLAIMS = {"given_name": "أمل", "birthdate": "2009", "address": {"country": "SD", "city": "Kassala"}, "tags": ["a", "b"]}


def trust_list(until: timedelta = YEAR) -> str:
    """The list by which everything is judged."""
    interval = {"start": (NOW - YEAR).isoformat(), "end": (NOW + YEAR).isoformat()}
    over = {"start": (NOW - YEAR).isoformat(), "end": (NOW - timedelta(days=1)).isoformat()}
    keys = [to_jwk(one.public) for one in (ONE, TWO, EDWARDS, LARGE)]
    certificates = [x5c(one)[0] for one in (LEAF, ROOT)]
    entries = [
        {"issuer": ISSUER, "purposes": [PURPOSE, "status"], **interval, "keys": keys, "certificates": certificates},
        {"issuer": ENDED, "purposes": [PURPOSE], **over, "keys": keys},
        {"issuer": OTHER, "purposes": ["residence"], **interval, "keys": keys},
        {"issuer": SUBJECT, "purposes": [PURPOSE], **interval, "certificates": x5c(ROOT)},
        *entries_of_authorities(),
    ]
    return json.dumps({"name": "test list", "until": (NOW + until).isoformat(), "entries": entries})


def status_lists() -> list[str]:
    """A fresh list (place 1 revoked, 2 suspended, 3 of the issuer's own meaning), and one of two days ago."""
    bits = build(16, {1: 1, 2: 2, 3: 3}, 2)
    made = [(LIST, SECONDS - 60, ONE), (OLD_LIST, SECONDS - 2 * 86_400, ONE), (BROKEN_LIST, SECONDS, STRANGER)]
    listed = [(status_token.StatusList(uri, bits, issued, SECONDS + 9e6), by) for uri, issued, by in made]
    return [status_token.issue(one, by) for one, by in listed]


@dataclass(frozen=True, slots=True)
class Vector:
    """What is shown, under which name, and the reason that decides (the last one)."""

    name: str
    text: str
    code: str


def card(
    by: SoftwareSigner = ONE, issuer: str = ISSUER, place: tuple[str, int] | None = (LIST, 0), **times: int
) -> str:
    issued, expires = (
        NOW + timedelta(days=times.get(name, usual)) for name, usual in (("issued", -1), ("expires", 99))
    )
    return make_card(BORN, issuer, by, issued, expires, place)


def credential(
    by: SoftwareSigner = ONE, place: tuple[str, int] | None = (LIST, 0), x5c: object = None, **more: object
) -> str:
    claims: dict[str, object] = {"iss": ISSUER, "vct": "urn:example:birth", "iat": SECONDS, "exp": SECONDS + 9000}
    if place:
        claims["status"] = {"status_list": {"uri": place[0], "idx": place[1]}}
    concealed = [("given_name",), ("birthdate",), ("address",), ("address", "city"), ("tags", 1)]
    header = {"x5c": x5c} if x5c else None
    return sd_jwt_vc.issue(claims | CLAIMS | more, concealed, by, salts(), header)


def jwt(payload: object, *disclosures: object, by: SoftwareSigner = ONE, header: object = None) -> str:
    token = sign_jws({"typ": "dc+sd-jwt", "kid": "one", **(header or {})}, payload, by)  # type: ignore[arg-type, dict-item]
    return "~".join([token, *(encode(json.dumps(one).encode()) for one in disclosures), ""])


def cwt(claims: object, headers: dict[int, object] | None = None, raw: bytes | None = None) -> str:
    parts = sign(dumps(claims) if raw is None else raw, ONE, {4: b"one"} | (headers or {}))
    return to_base45(zlib.compress(dumps(CBORTag(18, parts))))


def altered(text: str, at: int, letters: str = "AB") -> str:
    return text[:at] + (letters[0] if text[at] != letters[0] else letters[1]) + text[at + 1 :]


def payload(**more: object) -> dict[str, object]:
    return {"iss": ISSUER, "vct": "urn:x", **more}


def vectors() -> list[Vector]:
    """Every way to be valid, refused, or not to be told."""
    found = cards() | codes() | credentials() | tokens() | documents()
    return [Vector(name, text, code) for name, (text, code) in found.items()]


def cards() -> dict[str, tuple[str, str]]:
    """Cards, good and bad."""
    return {
        "card": (card(), "status-valid"),
        "card without status": (card(place=None), "status-none"),
        "card of P-384": (card(LARGE), "status-valid"),
        "card of Ed25519": (card(EDWARDS), "status-valid"),
        "card, a letter altered": (altered(card(), 200), ""),
        "card, a letter lost": (card()[:-1], ""),
        "card, small letter": (card().lower(), "base45-malformed"),
        "card, expired": (card(expires=-1), "expired"),
        "card, not yet": (card(issued=3), "not-yet-valid"),
        "card, unknown issuer": (card(issuer="https://nobody.example.org"), "issuer-unknown"),
        "card, other purpose": (card(issuer=OTHER), "issuer-not-for-purpose"),
        "card, issuer over": (card(issuer=ENDED), "issuer-not-in-force"),
        "card, other key": (card(STRANGER), "signature-wrong"),
        "card, unknown key": (card(key_of(5, "five")), "key-unknown"),
        "card, revoked": (card(place=(LIST, 1)), "revoked"),
        "card, suspended": (card(place=(LIST, 2)), "suspended"),
        "card, status of its issuer": (card(place=(LIST, 3)), "status-of-issuer"),
        "card, beyond the list": (card(place=(LIST, 999)), "status-out-of-range"),
        "card, old list": (card(place=(OLD_LIST, 0)), "status-too-old"),
        "card, revoked on an old list": (card(place=(OLD_LIST, 1)), "status-too-old"),
        "card, list of a stranger": (card(place=(BROKEN_LIST, 0)), "status-unknown"),
        "card, no list": (card(place=(UNKNOWN_LIST, 0)), "status-unknown"),
    }


def codes() -> dict[str, tuple[str, str]]:
    """Codes that no issuer makes."""
    return {
        "no card": ("HELLO WORLD", ""),
        "too long": ("0" * 1001, "text-too-long"),
        "bomb": (to_base45(zlib.compress(bytes(100_000), 9)), "zlib-too-large"),
        "no claim 169": (cwt({1: ISSUER}), "claim-missing"),
        "claims twice": (cwt(None, raw=bytes.fromhex("a2016161016162")), "cbor-duplicate"),
        "claims and more": (cwt(None, raw=dumps({1: ISSUER}) + b"\x00"), "cbor-trailing"),
        "array without end": (cwt(None, raw=bytes.fromhex("9b7fffffffffffffff")), "cbor-malformed"),
        "nested arrays": (cwt(None, raw=b"\x81" * 2000 + b"\x00"), "cbor-malformed"),
        "critical": (cwt({1: ISSUER}, {2: [99]}), "cose-critical"),
        "other algorithm": (cwt({1: ISSUER}, {1: 5}), "algorithm-refused"),
        "time of text": (cwt({1: ISSUER, 4: "never"}), "claim-malformed"),
        "no message": (to_base45(zlib.compress(dumps([1, 2]))), "cose-malformed"),
    }


def credentials() -> dict[str, tuple[str, str]]:
    """Credentials, good and bad."""
    whole = credential()
    parts = whole.split("~")
    return {
        "credential": (whole, "status-valid"),
        "credential, nothing shown": (parts[0] + "~", "status-valid"),
        "credential without status": (credential(place=None), "status-none"),
        "credential of a holder": (credential(cnf={"jwk": to_jwk(TWO.public)}), "holder-not-checked"),
        "credential by certificate": (credential(TWO, x5c=x5c(LEAF)), "status-valid"),
        "credential, chain": (credential(STRANGER, x5c=x5c(CHAINED, ROOT)), "status-valid"),
        "credential, chain to the list": (credential(STRANGER, x5c=x5c(CHAINED)), "status-valid"),
        "credential, chain of another": (credential(STRANGER, x5c=x5c(ELSEWHERE)), "certificate-of-other"),
        "credential, chain of a subject": (credential(STRANGER, x5c=x5c(ELSEWHERE), iss=SUBJECT), "status-valid"),
        "credential, chain without padding": (
            credential(STRANGER, x5c=[x5c(CHAINED)[0].rstrip("=") + "="]),
            "",
        ),
        "credential, no certificate": (credential(TWO, x5c=["!"]), "chain-malformed"),
        "credential of Ed25519": (credential(EDWARDS), "status-valid"),
        "credential, signature altered": (altered(whole, len(parts[0]) - 10), "signature-wrong"),
        "credential, payload altered": (altered(whole, len(parts[0]) - 150), ""),
        "credential, disclosure altered": (altered(whole, len(parts[0]) + 12), "disclosure-unused"),
        "credential, disclosure twice": ("~".join([*parts[:-1], parts[1], ""]), "disclosure-twice"),
        "credential, expired": (credential(exp=SECONDS - 90), "expired"),
        "credential, not yet": (credential(nbf=SECONDS + 90), "not-yet-valid"),
        "credential of the future": (credential(iat=SECONDS + 90), "issued-in-future"),
        "credential, revoked": (credential(place=(LIST, 1)), "revoked"),
        "credential, old list": (credential(place=(OLD_LIST, 0)), "status-too-old"),
        "credential, status malformed": (
            credential(place=None, status={"status_list": {"uri": 1}}),
            "status-malformed",
        ),
        "credential, status unknown": (credential(place=None, status={"other": 1}), "status-unknown"),
    }


def tokens() -> dict[str, tuple[str, str]]:
    """Tokens that no issuer makes."""
    nested: dict[str, object] = {"a": 1}
    for _ in range(40):
        nested = {"a": nested}
    return {
        "type": (jwt(payload(), header={"typ": "jwt"}), "type-wrong"),
        "critical header": (jwt(payload(), header={"crit": ["x"]}), "header-critical"),
        "no algorithm": (jwt(payload(), header={"alg": "none"}), "algorithm-not-allowed"),
        "algorithm of another key": (jwt(payload(), header={"alg": "ES384"}), "algorithm-not-of-key"),
        "several keys": (jwt(payload(), header={"kid": None}), "key-ambiguous"),
        "no kind": (jwt({"iss": ISSUER}), "kind-missing"),
        "issuer is a number": (jwt(payload(iss=5)), "issuer-malformed"),
        "time of words": (jwt(payload(exp="never")), "time-malformed"),
        "digest twice": (jwt(payload(_sd=["x"], a={"_sd": ["x"]})), "digest-twice"),
        "digest misplaced": (jwt(payload(a={"...": "x"})), "digest-misplaced"),
        "digests of text": (jwt(payload(_sd="x")), "digest-misplaced"),
        "digest of another kind": (jwt(payload(_sd_alg="md5")), "digest-not-allowed"),
        "unused": (jwt(payload(), ["c2FsdHNhbHRzYWx0c2FsdA", "a", 1]), "disclosure-unused"),
        "nested claims": (jwt(payload(a=nested)), "too-deep"),
        "names with a meaning": (jwt(payload(**{"__proto__": {"x": 1}, "constructor": 2})), "status-none"),
        "zone": (
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
            "not-signed",
        ),
    }
