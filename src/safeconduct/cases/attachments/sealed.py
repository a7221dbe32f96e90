"""How a file is kept: sealed in parts of 64 KiB, so that none needs to be in memory whole, and any can be read first.

After STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015): each file has a key of its own, and the nonce of a part
is its number with one byte that marks the last. So a part that was changed, dropped, put elsewhere or taken from
another file, and an end that was cut off, do not open. The key of the file is sealed with that of the person, together
with the id under which the file is kept, so that one file does not pass for another; destroying the key of the person
erases it.

    0   8    "SCFILE1" and a zero
    8   16   number of the person's key
    24  109  the file's key and id, sealed as a payload of the journal (:mod:`safeconduct.journal.payload`)
    133 ...  parts: 65,536 bytes, the last 1 to 65,536, and 16 of authentication each

The id is a keyed hash of the content, with a key for this person and case alone: the same file handed in twice in one
case has one id, and ids of two cases or persons cannot be compared.
"""

from __future__ import annotations

import hmac
import io
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safeconduct.journal import payload
from safeconduct.journal.payload import Unreadable

MAGIC = b"SCFILE1\0"
KEY, ID, TAG = 32, 16, 16
START = len(MAGIC) + payload.NUMBER + payload.START + KEY + ID + TAG
PART = 65_536
LABEL = b"safeconduct file 1"
CHANGED = "The stored file was changed, cut off or put in another's place. Put it back from a backup."


class Identity:
    """Finds the id of a content while it comes in; ``again`` tells apart copies where the first one is damaged."""

    def __init__(self, key: bytes, case: bytes) -> None:
        own = HKDF(SHA256(), KEY, LABEL, b"content in case " + case).derive(key)
        self._hash = hmac.new(own, digestmod=sha256)

    def update(self, data: bytes) -> None:
        """Take in what comes next."""
        self._hash.update(data)

    def id(self, again: int = 0) -> str:
        """Return the id: 32 hexadecimal digits."""
        found = self._hash.copy()
        found.update(again.to_bytes(4, "big"))
        return found.digest()[:ID].hex()


class Writer:
    """Seals what it is given, part by part, into a file that is open for writing and reading."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._aead = file, AESGCM(key)
        self._waiting, self._number = bytearray(), 0
        self.size = 0
        file.seek(START)

    def write(self, data: bytes) -> None:
        """Seal what fills whole parts; the last one waits, since it must say that it is the last."""
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > PART:
            self._seal(bytes(self._waiting[:PART]), last=False)
            del self._waiting[:PART]

    def finish(self) -> None:
        """Seal the last part."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, last: bool) -> None:
        self._file.write(self._aead.encrypt(_nonce(self._number, last), plain, LABEL))
        self._number += 1


class Reader(io.RawIOBase):
    """The plain bytes of a sealed file, to be read from any place; wrap it with :func:`plain`."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._aead = file, AESGCM(key)
        body = file.seek(0, io.SEEK_END) - START
        self._parts = max(1, -(-body // (PART + TAG)))
        self.size = max(0, body - self._parts * TAG)
        self._at, self._held = 0, (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        if place < 0:
            raise OSError(22, "A place before the beginning of a file.")
        self._at = place
        return place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to the end of the part in which the place lies."""
        if self._at >= self.size:
            return 0
        number, offset = divmod(self._at, PART)
        found = self._open(number)[offset : offset + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def parts(self) -> Iterator[bytes]:
        """Every part in its order; the last one shows that nothing was cut off."""
        return (self._open(number) for number in range(self._parts))

    def _open(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(START + number * (PART + TAG))
            sealed = self._file.read(PART + TAG)
            try:
                opened = self._aead.decrypt(_nonce(number, number == self._parts - 1), sealed, LABEL)
            except (InvalidTag, ValueError):
                raise Unreadable(CHANGED) from None
            self._held = (number, opened)
        return self._held[1]


def plain(reader: Reader) -> BinaryIO:
    """Return a reader as a file."""
    return io.BufferedReader(reader, PART)


def head(key: bytes, number: str, file_key: bytes, id_: str, nonce: bytes) -> bytes:
    """Return the first bytes of a sealed file."""
    sealed = payload.seal(key, number, file_key + bytes.fromhex(id_), nonce)
    return MAGIC + bytes.fromhex(number) + sealed


def number_of(first: bytes) -> str:
    """Return the number of the person's key that a file is sealed with."""
    if len(first) < START or not first.startswith(MAGIC):
        raise Unreadable(CHANGED)
    return first[len(MAGIC) : len(MAGIC) + payload.NUMBER].hex()


def file_key(first: bytes, key: bytes, id_: str) -> bytes:
    """Open the key of a file, and see that it is the one that is kept under this id."""
    number = number_of(first)
    opened = payload.open_sealed(key, number, first[len(MAGIC) + payload.NUMBER : START])
    if not hmac.compare_digest(opened[KEY:], bytes.fromhex(id_)):
        raise Unreadable(CHANGED)
    return opened[:KEY]


def commitment(file: BinaryIO) -> str:
    """Return what an entry holds of a stored file: the SHA-256 of its bytes, 64 hexadecimal digits."""
    file.seek(0)
    found = sha256()
    while block := file.read(PART):
        found.update(block)
    return found.hexdigest()


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
