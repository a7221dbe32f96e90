"""SD-JWT (RFC 9901): a signed token whose holder chooses which claims to show.

A place in the claims is a path: ``("address", "country")``, ``("nationalities", 0)``. What is concealed is replaced by
a digest; its disclosure (salt, name, value) is handed to the holder beside the token. A value inside a concealed one
may be concealed itself (section 4.2.6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha384, sha512
from typing import Any, NamedTuple

from safeconduct.identity.base64url import decode, decode_all, encode, encode_digests
from safeconduct.identity.jws import (
    Jws,
    check_type,
    json_bytes,
    json_object,
    json_value,
    json_values,
    parse,
    seconds_of,
    sign,
)
from safeconduct.identity.jws import verify as verify_signature
from safeconduct.identity.keys import PublicKey, Signer, from_jwk
from safeconduct.identity.refusal import Refused

Path = tuple[str | int, ...]
DIGESTS, ELEMENT, ALGORITHM = "_sd", "...", "_sd_alg"
KEPT = frozenset({DIGESTS, ELEMENT})
HASHES: dict[str, Callable[[bytes], Any]] = {"sha-256": sha256, "sha-384": sha384, "sha-512": sha512}
DEEPEST, MOST_DISCLOSURES, NAMED, UNNAMED = 32, 1000, 3, 2
SHORTEST_SALT = 22  # 128 bits in base64url (section 9.3)


class SdJwt(NamedTuple):
    """A parsed, unverified SD-JWT: the issuer's token, disclosures, the holder's proof (or nothing), what it binds."""

    issued: Jws
    disclosures: Sequence[str]
    binding: str
    bound: str


@dataclass(frozen=True, slots=True)
class Binding:
    """What the holder's proof (KB-JWT) must name: who asked, for which request, and when at most how long ago."""

    audience: str
    nonce: str
    now: float
    longest: float = 300
    leeway: float = 60


def issue(
    claims: Mapping[str, Any],
    concealed: Sequence[Path],
    signer: Signer,
    salts: Iterator[str],
    header: Mapping[str, Any] | None = None,
    decoys: Mapping[Path, int] | None = None,
) -> str:
    """Issue with what is concealed named by path.

    ``salts`` gives 128 bits of chance in base64url each, one for each concealed place and each decoy. ``decoys`` says
    how many digests of nothing stand beside the others in which object, so that their number tells nothing.
    """
    concealing = _Concealing(frozenset(concealed), salts, dict(decoys or {}), [], set())
    payload = concealing.members(claims, ())
    unknown = concealing.chosen - concealing.done
    if unknown:
        raise ValueError(f"There is no claim at {sorted(map(str, unknown))[0]} to be concealed.")
    token = sign(header or {}, payload | {ALGORITHM: "sha-256"}, signer)
    return "~".join([token, *concealing.disclosures, ""])


@dataclass(slots=True)
class _Concealing:
    chosen: frozenset[Path]
    salts: Iterator[str]
    decoys: dict[Path, int]
    disclosures: list[str]
    done: set[Path]

    def members(self, claims: Mapping[str, Any], path: Path) -> dict[str, Any]:
        if DIGESTS in claims or ELEMENT in claims or (not path and ALGORITHM in claims):
            raise ValueError("The names _sd, _sd_alg and ... are kept for what is concealed.")
        shown: dict[str, Any] = {}
        digests = [_digest(self.salt(), sha256) for _ in range(self.decoys.get(path, 0))]
        for name, value in claims.items():
            inner = self.value(value, (*path, name))
            if (*path, name) in self.chosen:
                digests.append(self.conceal((*path, name), name, inner))
            else:
                shown[name] = inner
        # Sorted, so that their order does not tell which claim is which (section 4.2.4.1).
        return shown | ({DIGESTS: sorted(digests)} if digests else {})

    def value(self, value: Any, path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
        if isinstance(value, Mapping):
            return self.members(value, path)
        if isinstance(value, list | tuple):
            return [self.element(item, (*path, place)) for place, item in enumerate(value)]
        return value

    def element(self, value: Any, path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
        inner = self.value(value, path)
        return {ELEMENT: self.conceal(path, inner)} if path in self.chosen else inner

    def conceal(self, path: Path, *what: object) -> str:
        disclosure = encode(json_bytes([self.salt(), *what]))
        self.disclosures.append(disclosure)
        self.done.add(path)
        return _digest(disclosure, sha256)

    def salt(self) -> str:
        salt = next(self.salts)
        if len(salt) < SHORTEST_SALT:
            raise ValueError("A salt has 128 bits, that is 22 letters, or more.")
        return salt


def split(text: str) -> SdJwt:
    """Parse the compact form: token, disclosures, and the holder's token or nothing, joined by ``~``."""
    token, *disclosures = text.split("~")
    if not disclosures:
        raise Refused("not-sd-jwt", "An SD-JWT has a ~ after its token and after each disclosure.")
    if len(disclosures) > MOST_DISCLOSURES:
        raise Refused("too-many-disclosures", "The credential has more than a thousand disclosures.")
    binding = disclosures.pop()
    return SdJwt(parse(token), disclosures, binding, text[: len(text) - len(binding)])


def split_json(document: Mapping[str, Any]) -> list[SdJwt]:
    """Parse the JSON forms of section 8, flattened or general: the same credential once for each signature."""
    signatures = document.get("signatures", [document])
    if not isinstance(signatures, list) or not 0 < len(signatures) < DEEPEST:
        raise Refused("not-sd-jwt", "The JSON form of an SD-JWT has one signature or a list of them.")
    try:
        more = signatures[0]["header"]
        disclosures, binding = more["disclosures"], more.get("kb_jwt", "")
        tokens = [f"{one['protected']}.{document['payload']}.{one['signature']}" for one in signatures]
        texts = ["~".join([token, *disclosures, binding]) for token in tokens]
    except (KeyError, TypeError, AttributeError) as problem:
        raise Refused("not-sd-jwt", "The JSON form of an SD-JWT lacks a part.") from problem
    # The holder's proof is for the first signature (section 8.1).
    parsed = [split(text) for text in texts]
    return [one._replace(bound=parsed[0].bound) for one in parsed]


def verify(text: str | SdJwt, key: PublicKey, binding: Binding | None = None) -> dict[str, Any]:
    """Verify signature, disclosures and, where it is asked for, the holder's proof; return the claims as disclosed."""
    shown = split(text) if isinstance(text, str) else text
    verify_signature(shown.issued, key)
    claims = disclose(shown.issued.payload, shown.disclosures)
    if binding is not None:
        verify_binding(shown, binding)
    return claims


def disclose(payload: Mapping[str, Any], disclosures: Sequence[str]) -> dict[str, Any]:
    """Put disclosed values in the place of their digests (section 7.1, step 3) and drop what stays concealed."""
    name = payload.get(ALGORITHM, "sha-256")
    if not isinstance(name, str) or name not in HASHES:
        raise Refused("digest-not-allowed", "The digests of the disclosures are of a kind that is not taken.")
    revealing = _Revealing(_read_disclosures(disclosures, HASHES[name]), [])
    claims = revealing.members(payload, 0)
    claims.pop(ALGORITHM, None)
    if len(set(revealing.seen)) != len(revealing.seen):
        raise Refused("digest-twice", "A digest stands in the token twice.")
    if revealing.found:
        raise Refused("disclosure-unused", "A disclosure belongs to nothing that the issuer signed.")
    return claims


def _read_disclosures(disclosures: Sequence[str], hashing: Callable[[bytes], Any]) -> dict[str, list[Any]]:
    """What the disclosures say, by their digests."""
    contents = json_values(decode_all(disclosures), "disclosure") if disclosures else []
    digests = encode_digests([hashing(disclosure.encode()).digest() for disclosure in disclosures])
    found = dict(zip(digests, contents, strict=True))
    if len(found) != len(disclosures):
        raise Refused("disclosure-twice", "A disclosure is given twice.")
    return found


def _digest(disclosure: str, hashing: Callable[[bytes], Any]) -> str:
    return encode(hashing(disclosure.encode()).digest())


@dataclass(slots=True)
class _Revealing:
    found: dict[str, Any]
    seen: list[str]

    def members(self, signed: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if depth > DEEPEST:
            raise Refused("too-deep", "The claims are nested too deeply.")
        if ELEMENT in signed:
            raise Refused("digest-misplaced", "The name ... stands outside of a list.")
        claims = dict(signed)
        if DIGESTS in claims:
            self.reveal(claims, claims.pop(DIGESTS))
        for name, value in claims.items():
            kind = type(value)
            if kind is dict or kind is list:
                claims[name] = self.inner(value, depth + 1)
        return claims

    def reveal(self, claims: dict[str, Any], digests: object) -> None:
        """Put in the values as they were signed; what they conceal themselves is revealed with the other members."""
        if type(digests) is not list:
            raise Refused("digest-misplaced", "The digests of an object are not a list.")
        for disclosure in self.take(digests):
            if len(disclosure) != NAMED or type(name := disclosure[1]) is not str or name in KEPT:
                raise Refused("disclosure-malformed", "A disclosure of a claim is not salt, name and value.")
            if name in claims:
                raise Refused("claim-twice", f"The claim {name} is given twice.")
            claims[name] = disclosure[2]

    def inner(self, value: Any, depth: int) -> Any:  # noqa: ANN401 - whatever JSON holds
        if isinstance(value, dict):
            return self.members(value, depth)
        return self.elements(value, depth) if isinstance(value, list) else value

    def elements(self, signed: list[Any], depth: int) -> list[Any]:
        if depth > DEEPEST:
            raise Refused("too-deep", "The claims are nested too deeply.")
        shown = []
        for element in signed:
            if not (isinstance(element, dict) and ELEMENT in element):
                shown.append(self.inner(element, depth + 1))
                continue
            if len(element) != 1:
                raise Refused("digest-misplaced", "A concealed element of a list holds more than its digest.")
            for disclosure in self.take([element[ELEMENT]]):
                if len(disclosure) != UNNAMED:
                    raise Refused("disclosure-malformed", "A disclosure of an element is not salt and value.")
                shown.append(self.inner(disclosure[1], depth + 1))
        return shown

    def take(self, digests: list[Any]) -> list[list[Any]]:
        """The disclosures of digests; those that the holder keeps, and decoys, are left out."""
        if not {str}.issuperset(map(type, digests)):
            raise Refused("digest-misplaced", "A digest is not a text.")
        self.seen += digests
        found = self.found
        shown = [found.pop(digest) for digest in digests if digest in found]
        for one in shown:
            if type(one) is not list or not one or type(one[0]) is not str:
                raise Refused("disclosure-malformed", "A disclosure is not a list that begins with a salt.")
        return shown


def verify_binding(shown: SdJwt, binding: Binding) -> None:
    """Verify the holder's proof (section 7.3, step 5) with the key that the issuer bound the credential to."""
    if not shown.binding:
        raise Refused("binding-missing", "The holder did not prove to hold the key of the credential.")
    proof = parse(shown.binding)
    check_type(proof, "kb+jwt")
    confirmation = shown.issued.payload.get("cnf")
    if not isinstance(confirmation, dict) or "jwk" not in confirmation:
        raise Refused("binding-key-missing", "The credential is bound to no key that a holder could prove.")
    try:
        verify_signature(proof, from_jwk(confirmation["jwk"]))
    except Refused as problem:
        raise Refused("binding-signature-wrong", f"The holder's proof: {problem}") from problem
    name = shown.issued.payload.get(ALGORITHM, "sha-256")
    _check_binding(proof.payload, _digest(shown.bound, HASHES[name]), binding)


def _check_binding(proof: Mapping[str, Any], digest: str, binding: Binding) -> None:
    if proof.get("sd_hash") != digest:
        raise Refused("binding-of-other", "The holder's proof is for another credential or other disclosures.")
    if proof.get("aud") != binding.audience:
        raise Refused("binding-audience", "The holder's proof is for somebody else.")
    if proof.get("nonce") != binding.nonce:
        raise Refused("binding-nonce", "The holder's proof answers another request.")
    made = seconds_of(proof, "iat")
    if made is None or made > binding.now + binding.leeway:
        raise Refused("binding-in-future", "The holder's proof says no time, or one in the future.")
    if made < binding.now - binding.longest - binding.leeway:
        raise Refused("binding-too-old", "The holder's proof is too old.")


def present(text: str, chosen: Callable[[Path], bool]) -> str:
    """Keep the disclosures that the holder chooses by path, and those that they stand in."""
    whole = split(text)
    paths = disclosed_paths(whole)
    kept: set[str] = set()
    for path in paths.values():
        if chosen(path):
            kept |= {one for one, outer in paths.items() if path[: len(outer)] == outer}
    return "~".join([text.split("~", 1)[0], *(one for one in whole.disclosures if one in kept), ""])


def disclosed_paths(whole: SdJwt) -> dict[str, Path]:
    """Where each disclosure of a credential belongs, elements of lists numbered as the issuer signed them."""
    disclose(whole.issued.payload, whole.disclosures)
    hashing = HASHES[whole.issued.payload.get(ALGORITHM, "sha-256")]
    texts = {_digest(disclosure, hashing): disclosure for disclosure in whole.disclosures}
    return {texts[digest]: path for digest, path in _places(whole.issued.payload, (), texts)}


def _places(value: object, path: Path, texts: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    for digest, at, inner in _parts(value, path, texts):
        if digest:
            yield digest, at
        yield from _places(inner, at, texts)


def _parts(value: object, path: Path, texts: Mapping[str, str]) -> Iterator[tuple[str, Path, object]]:
    if isinstance(value, dict):
        for digest in value.get(DIGESTS, ()):
            if digest in texts:
                _, name, inner = json_value(decode(texts[digest]), "disclosure")
                yield digest, (*path, name), inner
        yield from (("", (*path, name), inner) for name, inner in value.items() if name != DIGESTS)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            digest = inner.get(ELEMENT) if isinstance(inner, dict) else None
            if digest is None:
                yield "", (*path, place), inner
            elif digest in texts:
                yield digest, (*path, place), json_value(decode(texts[digest]), "disclosure")[1]


def bind(presentation: str, audience: str, nonce: str, now: int, holder: Signer) -> str:
    """Add the holder's proof to a presentation (section 4.3)."""
    payload = split(presentation).issued.payload
    hashing = HASHES[payload.get(ALGORITHM, "sha-256")]
    proof = {"iat": now, "aud": audience, "nonce": nonce, "sd_hash": _digest(presentation, hashing)}
    return presentation + sign({"typ": "kb+jwt"}, proof, holder)


def read_json(data: bytes) -> list[SdJwt]:
    """Read a file with an SD-JWT in its JSON form."""
    return split_json(json_object(data, "file"))
