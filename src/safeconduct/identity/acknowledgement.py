"""Judge an acknowledgement of receipt by a trust list, as any other document: whose journal it is, and what it proves.

A trust list names a journal by the origin of its checkpoints, for the purpose ``journal``, with its Ed25519 key as JWK;
``kid`` is the number of the key in hexadecimal, as it stands in signed notes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from safeconduct.identity.base64url import encode
from safeconduct.identity.refusal import Outcome, Reason, Refused, Verdict
from safeconduct.identity.trust import TrustList, decide
from safeconduct.journal import checkpoint as sealing
from safeconduct.journal import receipt as proving
from safeconduct.journal.checkpoint import ID_LENGTH, Checkpoint, Key, NotVerified
from safeconduct.journal.receipt import Receipt
from safeconduct.journal.tree import verify_inclusion

PURPOSE = "journal"
CLOCKS_DIFFER = timedelta(minutes=1)
SIGNED = ID_LENGTH + sealing.SIGNATURE_LENGTH


def entry_of(key: Key) -> dict[str, object]:
    """What a trust list says of a journal, beside from when to when."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encode(key.public), "kid": key.number.hex()}
    return {"issuer": key.name, "purposes": [PURPOSE], "keys": [jwk]}


def is_receipt(text: str) -> bool:
    """Whether a text is the code of an acknowledgement, or its file."""
    start = text.lstrip()
    return start.startswith(proving.PREFIX) or (start.startswith("{") and proving.FORMAT in start)


def judge(text: str, trust: TrustList, moment: datetime) -> Outcome:
    """Say whether the journal that it names signed a tree in which the entry stands."""
    receipt, signed, checkpoint, signature = _read(text)
    header = {"kid": signature[:ID_LENGTH].hex()}
    decision = decide(trust, checkpoint.origin, PURPOSE, header, moment)
    if not decision.key.verify(signature[ID_LENGTH:], signed.encode()):
        raise Refused("signature-wrong", "The signature does not fit: something was changed, or another key signed.")
    if not verify_inclusion(receipt.link, receipt.position, checkpoint.size, receipt.proof, checkpoint.root):
        raise Refused("proof-wrong", "The proof does not lead from the entry to the signed root.")
    if moment < checkpoint.time - CLOCKS_DIFFER:
        raise Refused("issued-in-future", "It says that it was signed in the future.")
    since = f"{checkpoint.time:%Y-%m-%dT%H:%M:%SZ}"
    stands = Reason("receipt-stands", f"The entry stands in the journal, since {since} at the latest.")
    shown = {
        "journal": checkpoint.origin,
        "entry": receipt.link.hex(),
        "place": receipt.position,
        "entries": checkpoint.size,
        "since": since,
    }
    return Outcome(Verdict.VALID, (decision.reason, stands), shown, checkpoint.origin)


def _read(text: str) -> tuple[Receipt, str, Checkpoint, bytes]:
    """The acknowledgement, the text that was signed, what that says, and the first signature of the journal itself."""
    try:
        receipt = proving.from_file(text.encode())
        signed, lines = sealing.split_note(receipt.note)
        checkpoint = sealing.parse(signed)
        named = [signature for name, signature in map(sealing.read_signature, lines) if name == checkpoint.origin]
    except NotVerified as problem:
        raise Refused("receipt-malformed", str(problem)) from None
    if not named or len(named[0]) != SIGNED:
        raise Refused("receipt-malformed", f"The checkpoint bears no signature of {checkpoint.origin}.")
    return receipt, signed, checkpoint, named[0]
