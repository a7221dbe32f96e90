"""The acknowledgement of receipt: proof, kept by a person, that an entry stands in the journal and since when.

It holds hashes and a signed checkpoint and no word of what was filed, by whom, or in which procedure: whoever finds it
learns nothing. As a file it is JSON; as a text it fits a QR code. Both are verified with the public key alone.
"""

from __future__ import annotations

import io
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
import segno

from safeconduct.journal import checkpoint as sealing
from safeconduct.journal.checkpoint import Checkpoint, Key, NotVerified
from safeconduct.journal.tree import root_by_inclusion, verify_inclusion

FORMAT = "acknowledgement of receipt 1"
PREFIX = "AR1:"
HASH, COUNT = 32, 8
SIGNED = sealing.ID_LENGTH + sealing.SIGNATURE_LENGTH
FIXED = HASH + 3 * COUNT + SIGNED + 1
LONGEST_PROOF = 64


class Receipt(NamedTuple):
    """Which entry (its link), where it stands, the proof of that, and the signed note of the tree."""

    link: bytes
    position: int
    proof: tuple[bytes, ...]
    note: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    entry: str
    position: int
    proof: tuple[str, ...]
    checkpoint: str


def verify(receipt: Receipt, key: Key) -> Checkpoint:
    """Return the checkpoint that the entry stands under, or say why the acknowledgement is not good."""
    checkpoint = sealing.verify(receipt.note, key)
    if not verify_inclusion(receipt.link, receipt.position, checkpoint.size, receipt.proof, checkpoint.root):
        message = "The proof does not lead from the entry to the signed root: entry, place or proof was changed."
        raise NotVerified(message)
    return checkpoint


def to_file(receipt: Receipt) -> bytes:
    """Return the acknowledgement as a JSON file."""
    proof = tuple(node.hex() for node in receipt.proof)
    data = msgspec.json.encode(_File(FORMAT, receipt.link.hex(), receipt.position, proof, receipt.note))
    return msgspec.json.format(data, indent=2) + b"\n"


def from_file(data: bytes) -> Receipt:
    """Read an acknowledgement from its JSON file, or from the text of its QR code in a file."""
    if data.lstrip().startswith(PREFIX.encode()):
        return from_text(data.decode("ascii", "replace"))
    try:
        read = msgspec.json.decode(data, type=_File)
        proof = tuple(bytes.fromhex(node) for node in read.proof)
        receipt = Receipt(bytes.fromhex(read.entry), read.position, proof, read.checkpoint)
    except (msgspec.DecodeError, ValueError) as error:
        message = f"This file is no acknowledgement of receipt: {error}"
        raise NotVerified(message) from None
    if read.format != FORMAT or not _well_formed(receipt):
        message = f"This file is no “{FORMAT}”."
        raise NotVerified(message)
    return receipt


def to_text(receipt: Receipt) -> str:
    """Return the acknowledgement as a text of capitals and digits, which QR codes hold densely.

    The root is left out: it follows from entry and proof. Of the signatures the first is kept.
    """
    text, lines = sealing.split_note(receipt.note)
    checkpoint = sealing.parse(text)
    name, signature = sealing.read_signature(lines[0])
    if name != checkpoint.origin or len(signature) != SIGNED:
        message = "The first signature of the note is not that of the journal itself."
        raise NotVerified(message)
    numbers = (receipt.position, checkpoint.size, int(checkpoint.time.timestamp()))
    data = b"".join(
        (
            receipt.link,
            *(number.to_bytes(COUNT, "big") for number in numbers),
            signature,
            bytes((len(receipt.proof),)),
            *receipt.proof,
            checkpoint.origin.encode(),
        )
    )
    return PREFIX + b32encode(data).decode().rstrip("=")


def from_text(text: str) -> Receipt:
    """Read an acknowledgement from the text of its QR code; the root is the one that entry and proof lead to."""
    data = _bytes_of(text.strip())
    numbers = [int.from_bytes(data[at : at + COUNT], "big") for at in range(HASH, HASH + 3 * COUNT, COUNT)]
    signature = data[FIXED - 1 - SIGNED : FIXED - 1]
    end = FIXED + HASH * data[FIXED - 1]
    proof = tuple(data[at : at + HASH] for at in range(FIXED, end, HASH))
    root = root_by_inclusion(data[:HASH], numbers[0], numbers[1], proof)
    try:
        origin, moment = data[end:].decode(), datetime.fromtimestamp(numbers[2], UTC)
    except (ValueError, OverflowError, OSError):
        root = None
    if root is None or len(data) <= end:
        message = "The text of the QR code is not whole, or a letter of it was changed."
        raise NotVerified(message)
    checkpoint = Checkpoint(origin, numbers[1], root, moment)
    note = sealing.note_of(sealing.text_of(checkpoint), origin, signature)
    return Receipt(data[:HASH], numbers[0], proof, note)


def qr_svg(text: str) -> str:
    """Draw the text as a QR code (ISO/IEC 18004, error correction M): an SVG without style attributes."""
    drawing = io.BytesIO()
    segno.make_qr(text, error="m").save(drawing, kind="svg", xmldecl=False, omitsize=True)
    return drawing.getvalue().decode()


def _bytes_of(text: str) -> bytes:
    body = text.removeprefix(PREFIX)
    try:
        data = b32decode(body + "=" * (-len(body) % 8))
    except (NotBase32, ValueError):
        data = b""
    # Unused bits of the last letter must be nothing, so that each acknowledgement has one text.
    one_form = PREFIX + b32encode(data).decode().rstrip("=") == text
    if not one_form or len(data) <= FIXED or data[FIXED - 1] > LONGEST_PROOF:
        message = f"This is no text of an acknowledgement, which begins with {PREFIX}, or it is not whole."
        raise NotVerified(message)
    return data


def _well_formed(receipt: Receipt) -> bool:
    hashes = (receipt.link, *receipt.proof)
    return all(len(part) == HASH for part in hashes) and len(receipt.proof) <= LONGEST_PROOF and receipt.position >= 0
