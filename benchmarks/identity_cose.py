"""Mobile documents and printed cards, beside the bare verifications of P-256 that they hold, and beside pymdoccbor."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate
from pymdoccbor.mdoc.verifier import MdocCbor

from benchmarks.measuring import Result, in_turn, seconds
from safeconduct.identity import mdoc
from safeconduct.identity.card import card_values, make_card, read_card
from safeconduct.identity.cwt import verify_token
from safeconduct.identity.keys import PublicKey, from_certificate, signer
from tests.identity.annex_d import MOMENT, RESPONSE

TIMES = 400
NOW = datetime(2026, 11, 24, tzinfo=UTC)
MDOC_SHARE, CARD_SHARE, AGAINST_OTHER = 0.5, 0.6, 10


def identity_cose() -> Iterator[Result]:
    """Shares of the bare verification are bare time by ours; the other library is compared per document."""
    bare = bare_verification()
    # Annex D holds one signature of an issuer; its device proves itself by a code, which is not timed on either side.
    ours, reference = in_turn(partial(repeated, annex_d()), partial(repeated, bare))
    yield share("mdoc, Annex D, six elements / P-256", ours, reference, MDOC_SHARE)
    ours, reference = in_turn(partial(repeated, card()), partial(repeated, bare))
    yield share("printed card / P-256", ours, reference, CARD_SHARE)
    ours, reference = in_turn(partial(repeated, annex_d()), partial(repeated, other_library, TIMES // 20))
    ratio = reference / ours
    aim = f"at least {AGAINST_OTHER} times as quick"
    yield Result("mdoc, Annex D / pymdoccbor", ours, reference, ratio, aim, ratio >= AGAINST_OTHER)


def share(name: str, ours: float, reference: float, aim: float) -> Result:
    """What part of our time the bare verification is."""
    ratio = reference / ours
    return Result(name, ours, reference, ratio, f"at least {aim:g} of the bare rate", ratio >= aim)


def repeated(act: Callable[[], object], times: int = TIMES) -> float:
    """Seconds for TIMES acts, whichever number of them was done."""

    def all_of_them() -> None:
        for _ in range(times):
            act()

    return seconds(all_of_them) * TIMES / times


def bare_verification() -> Callable[[], object]:
    """One verification of P-256 over 1 kB, by cryptography alone."""
    private = ec.derive_private_key(11, ec.SECP256R1())
    data = bytes(1000)
    signature, public, scheme = private.sign(data, ec.ECDSA(SHA256())), private.public_key(), ec.ECDSA(SHA256())
    return lambda: public.verify(signature, data, scheme)


def annex_d() -> Callable[[], object]:
    """Read and verify the response of Annex D; the chain was verified before, as at a desk."""
    chain = mdoc.read_response(RESPONSE)[0].issuer_auth.chain
    known = {chain: from_certificate(load_der_x509_certificate(chain[0]))}

    def key_of(shown: tuple[bytes, ...], moment: datetime) -> PublicKey:
        return known[shown]

    return lambda: mdoc.verify_issuer(mdoc.read_response(RESPONSE)[0], key_of, MOMENT)  # type: ignore[arg-type]


def card() -> Callable[[], object]:
    """Read and verify the text of a card."""
    ours = signer(ec.derive_private_key(11, ec.SECP256R1()), "one")
    values = {"id": "SD-2026-004711", "full name": "Amal Idris Osman", "date of birth": "2009", "sex": "F"}
    status = ("https://registry.example/status/1", 4711)
    text = make_card(values, "https://registry.example", ours, NOW, NOW + timedelta(days=730), status)
    return lambda: card_values(_verified(text, ours.public))


def _verified(text: str, key: PublicKey):  # noqa: ANN202 - the token of the card
    token = read_card(text)
    verify_token(token, key, NOW)
    return token


def other_library() -> None:
    """The same document by pymdoccbor, whose check of chains is off unless asked for."""
    logging.disable(logging.WARNING)
    with redirect_stdout(StringIO()):
        document = MdocCbor()
        document.loads(RESPONSE)
        assert document.verify()
    logging.disable(logging.NOTSET)
