"""A checkpoint: how many entries there were, their root and when, signed; formats of C2SP tlog-checkpoint.

A checkpoint is a signed note (https://c2sp.org/signed-note) with an Ed25519 signature (RFC 8032). The time stands in
one extension line, ``time 2027-01-13T09:00:00Z``: without it nobody could tell from a checkpoint since when its
entries exist.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY_LENGTH, SIGNATURE_LENGTH, ID_LENGTH, ROOT_LENGTH = 32, 64, 4, 32
DASH = "— "
LARGEST_NOTE = 100_000


class NotVerified(ValueError):
    """What was shown is not what the key's holder signed, or cannot be read; says why."""


class Key(NamedTuple):
    """A public key with its name, as in ``example.org/journal+1a2b3c4d+AQ…``."""

    name: str
    public: bytes

    @property
    def number(self) -> bytes:
        """The four bytes that name the key beside its name; an aid to find it, no proof."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_LENGTH]

    def __str__(self) -> str:
        return f"{self.name}+{self.number.hex()}+{b64encode(ED25519 + self.public).decode()}"


class Checkpoint(NamedTuple):
    """What is signed: whose tree (origin), its size, its root, and since when it exists at the latest."""

    origin: str
    size: int
    root: bytes
    time: datetime


def read_key(text: str) -> Key:
    """Read a public key in the form of signed notes."""
    name, _, rest = text.strip().partition("+")
    number, _, encoded = rest.partition("+")
    data = _base64(encoded)
    key = Key(name, data[1:])
    if not _is_name(name) or len(data) != 1 + KEY_LENGTH or data[:1] != ED25519 or number != key.number.hex():
        message = "This is no Ed25519 key of the form NAME+NUMBER+KEY, or a letter of it was changed."
        raise NotVerified(message)
    return key


def key_of(name: str, private: bytes) -> Key:
    """Return the public key that goes with the 32 bytes of a private one."""
    if not _is_name(name):
        message = "The name of a key is not empty and holds neither spaces nor +."
        raise ValueError(message)
    return Key(name, Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def sign(checkpoint: Checkpoint, private: bytes) -> str:
    """Return the signed note of a checkpoint; its origin is the name of the key."""
    return sign_note(text_of(checkpoint), key_of(checkpoint.origin, private), private)


def sign_note(text: str, key: Key, private: bytes) -> str:
    """Sign any text that ends with a line break, as a note."""
    return note_of(text, key.name, key.number + Ed25519PrivateKey.from_private_bytes(private).sign(text.encode()))


def note_of(text: str, name: str, signature: bytes) -> str:
    """Put a text and a signature (with its key's number before it) into the form of a note."""
    return f"{text}\n{DASH}{name} {b64encode(signature).decode()}\n"


def verify(note: str, key: Key) -> Checkpoint:
    """Return the checkpoint of a note that this key signed for its own tree."""
    checkpoint = parse(verify_note(note, key))
    if checkpoint.origin != key.name:
        message = f"The checkpoint is of {checkpoint.origin}, and the key of {key.name}."
        raise NotVerified(message)
    return checkpoint


def verify_note(note: str, key: Key) -> str:
    """Return the text of a note that this key signed; signatures of other keys are passed over."""
    text, lines = split_note(note)
    for line in lines:
        name, signature = read_signature(line)
        if name == key.name and signature[:ID_LENGTH] == key.number:
            _check_signature(text, signature[ID_LENGTH:], key)
            return text
    message = f"The note bears no signature of {key.name} with this key."
    raise NotVerified(message)


def split_note(note: str) -> tuple[str, list[str]]:
    """Part a note into its text, with the last line break, and the lines of its signatures."""
    text, found, signatures = note.rpartition("\n\n")
    printable = len(note) <= LARGEST_NOTE and all(letter >= " " or letter == "\n" for letter in note)
    if not (found and text and printable and signatures.endswith("\n")):
        message = "This is no signed note: text, an empty line, and lines of signatures are expected."
        raise NotVerified(message)
    return text + "\n", signatures[:-1].split("\n")


def read_signature(line: str) -> tuple[str, bytes]:
    """Read a line of a signature: the name of the key, and the bytes (number of the key, then signature)."""
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    signature = _base64(encoded)
    if not line.startswith(DASH) or not _is_name(name) or len(signature) <= ID_LENGTH:
        message = "A line of signatures does not read “— NAME SIGNATURE”."
        raise NotVerified(message)
    return name, signature


def text_of(checkpoint: Checkpoint) -> str:
    """Return what is signed."""
    time = checkpoint.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\ntime {time}\n"


def parse(text: str) -> Checkpoint:
    """Read the text of a checkpoint, without asking who signed it."""
    try:
        origin, size, root, time = text.split("\n")[:4]
        moment = datetime.strptime(time, "time %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        checkpoint = Checkpoint(origin, int(size), _base64(root), moment)
    except ValueError:
        message = "The text of the checkpoint does not have its four lines: origin, size, root, time."
        raise NotVerified(message) from None
    if text_of(checkpoint) != text or len(checkpoint.root) != ROOT_LENGTH or checkpoint.size < 0 or not origin:
        message = "The text of the checkpoint is not in its one form."
        raise NotVerified(message)
    return checkpoint


def _check_signature(text: str, signature: bytes, key: Key) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        message = f"The signature of {key.name} does not fit the text: one of them was changed."
        raise NotVerified(message) from None


def _base64(text: str) -> bytes:
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (NotBase64, ValueError):
        data = b""
    # The last letter may hide unused bits: only the one usual spelling is taken.
    return data if b64encode(data).decode() == text else b""


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)
