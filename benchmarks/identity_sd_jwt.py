"""SD-JWT VC beside the bare verifications of P-256 in it and beside sd-jwt; a status list of a million places."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from math import log2

from cryptography.hazmat.primitives.asymmetric import ec
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from benchmarks.identity_cose import bare_verification, repeated, share
from benchmarks.measuring import Result, in_turn, within
from safeconduct.identity import sd_jwt, sd_jwt_vc
from safeconduct.identity.base64url import encode
from safeconduct.identity.keys import signer, to_jwk
from safeconduct.identity.sd_jwt import Binding
from safeconduct.identity.status_list import build, compress
from safeconduct.identity.trust import Trusted, TrustList

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ISSUER, VERIFIER, NONCE = "https://registry.example", "https://verifier.example", "n-0S6_WzA2Mj"
NAMES = ("given_name", "family_name", "birthdate", "sex", "place_of_birth", "registered_on", "number", "authority")
SHARE, AGAINST_OTHER = 0.65, 2
PLACES, REVOKED, SECONDS, ABOVE_ENTROPY = 1_000_000, 0.01, 1.0, 1.5
REGISTRAR, HOLDER = signer(ec.derive_private_key(11, ec.SECP256R1())), signer(ec.derive_private_key(12, ec.SECP256R1()))


def identity_sd_jwt() -> Iterator[Result]:
    """With key binding there are two signatures, and the reference is twice the bare verification."""
    bare, plain, bound = bare_verification(), credential(), presentation()
    ours, reference = in_turn(partial(repeated, verifying(plain)), partial(repeated, bare))
    yield share("SD-JWT VC, eight disclosures / P-256", ours, reference, SHARE)
    ours, reference = in_turn(partial(repeated, verifying(bound, binding())), partial(repeated, bare))
    yield share("SD-JWT VC with key binding / 2 × P-256", ours, 2 * reference, SHARE)
    for name, text, asked in (("", plain, None), (" with key binding", bound, binding())):
        ours, reference = in_turn(partial(repeated, verifying(text, asked)), partial(repeated, other(text), 40))
        ratio = reference / ours
        aim = f"at least {AGAINST_OTHER} times as quick"
        yield Result(f"SD-JWT VC{name} / sd-jwt", ours, reference, ratio, aim, ratio >= AGAINST_OTHER)
    yield from status_list()


def credential() -> str:
    """A credential with eight disclosures, bound to the holder's key."""
    claims = {"iss": ISSUER, "vct": "urn:example:birth", "iat": int(NOW.timestamp()), "cnf": {"jwk": holder_key()}}
    claims |= {"exp": int((NOW + timedelta(days=365)).timestamp())} | {name: f"some {name}" for name in NAMES}
    salts = (encode(number.to_bytes(16)) for number in count())
    return sd_jwt_vc.issue(claims, [(name,) for name in NAMES], REGISTRAR, salts)


def holder_key() -> dict[str, str]:
    """The public key of the holder."""
    return to_jwk(HOLDER.public)


def presentation() -> str:
    """The same, with the proof of its holder."""
    return sd_jwt.bind(credential(), VERIFIER, NONCE, int(NOW.timestamp()), HOLDER)


def binding() -> Binding:
    """What that proof must name."""
    return Binding(VERIFIER, NONCE, NOW.timestamp())


def verifying(text: str, asked: Binding | None = None) -> Callable[[], object]:
    """Verify as at a desk: trust list, purpose, times, kind, all disclosures, and the holder's proof if asked for."""
    year = timedelta(days=365)
    entry = Trusted(ISSUER, frozenset({"identity"}), NOW - year, NOW + year, (REGISTRAR.public,))
    by = sd_jwt_vc.Checking(TrustList("example", NOW + year, (entry,)), "identity", NOW, binding=asked)
    assert len(sd_jwt_vc.verify(text, by).disclosed) == len(NAMES) + 5
    return lambda: sd_jwt_vc.verify(text, by)


def other(text: str) -> Callable[[], object]:
    """The same by sd-jwt, which looks at signatures and disclosures alone, not at times, kind or trust."""
    key = JWK(**to_jwk(REGISTRAR.public))
    asked = () if text.endswith("~") else (VERIFIER, NONCE)
    return lambda: SDJWTVerifier(text, lambda issuer, header: key, *asked).get_verified_payload()


def status_list() -> Iterator[Result]:
    """One in a hundred is revoked; no code can say which in fewer bits than the entropy of their places."""
    chance = random.Random(7)
    revoked = dict.fromkeys(chance.sample(range(PLACES), int(PLACES * REVOKED)), 1)
    yield within("status list of a million, built and compressed", SECONDS, lambda: timed(revoked))
    size = len(compress(build(PLACES, revoked)))
    entropy = PLACES * -(REVOKED * log2(REVOKED) + (1 - REVOKED) * log2(1 - REVOKED)) / 8
    aim = f"at most {ABOVE_ENTROPY:g} of the entropy"
    yield Result("… bytes / entropy", size, entropy, size / entropy, aim, size / entropy <= ABOVE_ENTROPY)


def timed(revoked: dict[int, int]) -> float:
    """Seconds to build and compress."""
    return repeated(lambda: compress(build(PLACES, revoked)), 1) / 400
