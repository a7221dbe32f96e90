"""A chain of certificates, from the one that signed to an anchor of the trust list (RFC 5280, section 6, in short).

Document signers of wallets, passports and health certificates bear none of the fields that web servers have, so that
the profile of the web does not fit; what is checked is said here. A chain that was found good is remembered by the
hash of its first certificate and the anchors, as long as all its certificates are valid.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from safeconduct.identity.keys import PublicKey, from_certificate
from safeconduct.identity.refusal import Refused

LONGEST_CHAIN, MOST_REMEMBERED = 5, 4096
# What the library says of extensions that nobody should have written, and of keys that it does not know.
UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that was found good: its first certificate, the key in it, and when all are valid."""

    leaf: x509.Certificate
    key: PublicKey
    start: datetime
    end: datetime
    leaf_is_anchor: bool


@dataclass(slots=True)
class ChainMemory:
    """Chains that were found good; forgetting one costs its signatures once more, nothing else."""

    known: dict[tuple[str, tuple[bytes, ...]], Chain] = field(default_factory=dict)

    def keep(self, name: tuple[str, tuple[bytes, ...]], chain: Chain) -> None:
        if len(self.known) >= MOST_REMEMBERED:
            self.known.clear()
        self.known[name] = chain


def verify_chain(x5c: object, anchors: tuple[bytes, ...], moment: datetime, memory: ChainMemory) -> Chain:
    """Verify the header `x5c` (RFC 7515, section 4.1.6) against anchors (DER)."""
    if not isinstance(x5c, list) or not 0 < len(x5c) <= LONGEST_CHAIN or not all(type(one) is str for one in x5c):
        raise Refused("chain-malformed", "The chain of certificates (x5c) is not a list of one to five texts.")
    # The certificate itself is the name: a hash of it would be slower and no shorter for Python to compare.
    name = (x5c[0], anchors)
    chain = memory.known.get(name)
    if chain is None:
        chain = _verify([_read(text) for text in x5c], anchors)
        memory.keep(name, chain)
    if not chain.start <= moment < chain.end:
        raise Refused("certificate-not-valid", f"A certificate of the chain is not valid on {moment:%Y-%m-%d}.")
    return chain


def _read(text: str) -> bytes:
    try:
        # Python takes more padding than there is room for.
        if len(text) % 4 == 0:
            return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        pass
    raise Refused("chain-malformed", "A certificate of the chain is not base64.")


def _verify(shown: Sequence[bytes], anchors: tuple[bytes, ...]) -> Chain:
    leaf = _load(shown[0])
    key = from_certificate(leaf)
    if shown[0] in anchors:
        return Chain(leaf, key, leaf.not_valid_before_utc, leaf.not_valid_after_utc, leaf_is_anchor=True)
    _check_use(leaf, "digital_signature")
    roots = [_load(anchor) for anchor in anchors]
    path = [leaf]
    for one in shown[1:]:
        if one in anchors:
            break
        _check_issued(path[-1], _load(one), len(path) - 1)
        path.append(_load(one))
    root = next((root for root in roots if _is_issued(path[-1], root, len(path) - 1)), None)
    if root is None:
        raise Refused("chain-untrusted", "The chain of certificates leads to none of the trusted ones.")
    path.append(root)
    start = max(one.not_valid_before_utc for one in path)
    end = min(one.not_valid_after_utc for one in path)
    return Chain(leaf, key, start, end, leaf_is_anchor=False)


def _load(data: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(data)
    except (ValueError, x509.InvalidVersion):
        raise Refused("chain-malformed", "A certificate of the chain cannot be read.") from None


def _is_issued(child: x509.Certificate, parent: x509.Certificate, below: int) -> bool:
    try:
        _check_issued(child, parent, below)
    except Refused:
        return False
    return True


def _check_issued(child: x509.Certificate, parent: x509.Certificate, below: int) -> None:
    """``below`` counts the authorities between the parent and the certificate that signed."""
    try:
        child.verify_directly_issued_by(parent)
        basic = parent.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (InvalidSignature, x509.ExtensionNotFound, *UNREADABLE) as problem:
        raise Refused("chain-broken", "A certificate of the chain was not issued by the next one.") from problem
    if not basic.ca or (basic.path_length is not None and below > basic.path_length):
        raise Refused("chain-broken", "A certificate of the chain issued another without being allowed to.")
    _check_use(parent, "key_cert_sign")


def _check_use(certificate: x509.Certificate, use: str) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    except UNREADABLE as problem:
        raise Refused("chain-malformed", "An extension of a certificate cannot be read.") from problem
    if not getattr(usage, use):
        raise Refused("certificate-not-for-use", "A certificate of the chain is not meant for this use.")


def names_of(certificate: x509.Certificate) -> set[str]:
    """The issuers that a certificate may speak for: addresses in it, and its hosts as https addresses."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, *UNREADABLE):
        return {certificate.subject.rfc4514_string()}
    addresses = set(names.get_values_for_type(x509.UniformResourceIdentifier))
    hosts = {f"https://{host}" for host in names.get_values_for_type(x509.DNSName)}
    return addresses | hosts | {certificate.subject.rfc4514_string()}


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of a certificate in DER, as people compare it."""
    return sha256(certificate).hexdigest()
