"""An entry: one act as bytes that are the same on every machine, and the hash that links it.

The bytes are a head of 61 bytes at fixed places and a body in canonical JSON; ``docs/reference/journal.md`` gives them
one by one. There is one hash: the leaf hash of RFC 9162, section 2.1.1, is an entry's leaf in the tree and its link in
the chain of its case, since the bytes begin with the link of the entry before.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import msgspec

FORMAT = 1
NO_LINK = bytes(32)
"""What stands for the previous link in the first entry of a case."""
CASE_LENGTH = 16
PREVIOUS, CASE, NUMBER, WRITTEN = slice(0, 32), slice(33, 49), slice(49, 53), slice(53, 61)
HEAD_LENGTH = 61
LARGEST_NUMBER = 2**32 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LEAF = b"\x00"
_HASH = re.compile("[0-9a-f]{64}")
_ENCODER = msgspec.json.Encoder(order="sorted")


class NotAnEntry(ValueError):
    """Bytes that are no entry of this format, or an act that cannot become one; says why."""


class Act(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody did: everything of an entry that its writer does not add.

    Nothing here may name or describe a person in words: ``who`` is a key number of one purpose, and what was said or
    handed in stands encrypted elsewhere, bound by ``commitment`` (64 hexadecimal digits, or empty if there is none).
    """

    who: str
    role: str
    purpose: str
    verb: str
    legal_time: str
    """When the act counts in law: a date (2027-01-13), or a time with its offset (2027-01-13T09:30:00+01:00)."""
    clock: str
    """Whose clock the time of writing is read from."""
    procedure: str
    version: str
    """Hash of the text of the procedure that the case runs under."""
    commitment: str = ""
    source: str = ""
    """How the act came: portal, post, e-mail, another system."""
    typed_by: str = ""
    """Who entered it, where that is not the one who acted."""
    what: str = ""
    """What the verb is about: a step, an answer, a remedy, as the published procedure names it."""
    member: str = ""
    """Which of a group it concerns, as in ``child 1``."""
    follows: str = ""
    """What becomes of the others where it concerns a member, as the procedure names it."""


_DECODER = msgspec.json.Decoder(Act)


class Entry(NamedTuple):
    """An act in its place: after which link, in which case, as which of its entries, written when (UTC)."""

    previous: bytes
    case: bytes
    number: int
    written: datetime
    act: Act


def encode(entry: Entry) -> bytes:
    """Return the canonical bytes of an entry."""
    _check(entry)
    return b"".join(
        (
            entry.previous,
            bytes((FORMAT,)),
            entry.case,
            entry.number.to_bytes(4, "big"),
            microseconds(entry.written).to_bytes(8, "big"),
            _ENCODER.encode(entry.act),
        )
    )


def decode(data: bytes) -> Entry:
    """Read an entry back; only canonical bytes are taken, so that one entry has one form and one hash."""
    entry = _parsed(data)
    if encode(entry) != data:
        message = "The body of the entry is not in canonical form."
        raise NotAnEntry(message)
    return entry


def decode_kept(data: bytes, link: bytes) -> Entry:
    """Read an entry back that is kept with its link.

    Bytes that hash to it are those that were encoded then, so they need not be encoded again: half of the time.
    """
    return _parsed(data) if link_of(data) == link else decode(data)


def _parsed(data: bytes) -> Entry:
    if len(data) <= HEAD_LENGTH or data[32] != FORMAT:
        message = f"These bytes are no entry of format {FORMAT}: they are too short, or byte 32 differs."
        raise NotAnEntry(message)
    try:
        act = _DECODER.decode(data[HEAD_LENGTH:])
        written = EPOCH + MICROSECOND * int.from_bytes(data[WRITTEN], "big")
    except (msgspec.DecodeError, UnicodeDecodeError, OverflowError) as error:
        message = f"The entry cannot be read: {error}"
        raise NotAnEntry(message) from None
    return Entry(data[PREVIOUS], data[CASE], int.from_bytes(data[NUMBER], "big"), written, act)


def link_of(data: bytes) -> bytes:
    """Return the leaf hash of an entry's bytes (RFC 9162, section 2.1.1), which is its link."""
    return sha256(LEAF + data).digest()


def microseconds(moment: datetime) -> int:
    """Count the microseconds from the beginning of 1970 (UTC)."""
    return (moment - EPOCH) // MICROSECOND


def _check(entry: Entry) -> None:
    fault = _fault_of(entry)
    if fault:
        raise NotAnEntry(fault)
    check_act(entry.act)


def _fault_of(entry: Entry) -> str:
    if len(entry.previous) != len(NO_LINK):
        return "The previous link is not 32 bytes long."
    if len(entry.case) != CASE_LENGTH:
        return "The case is not 16 bytes long."
    if not 0 < entry.number <= LARGEST_NUMBER:
        return "The number of the entry is not between 1 and 2³² − 1."
    if (entry.previous == NO_LINK) != (entry.number == 1):
        return "An entry without a previous link is the first of its case, and no other is."
    if entry.written.tzinfo is None or entry.written < EPOCH:
        return "The time of writing has no time zone, or lies before 1970."
    return ""


def check_act(act: Act) -> None:
    """Refuse an act that leaves out what every entry must say."""
    for name in ("who", "role", "purpose", "verb", "clock", "procedure", "version"):
        if not getattr(act, name):
            message = f"An entry must say its {name}, and this one leaves it empty."
            raise NotAnEntry(message)
    if not _is_legal_time(act.legal_time):
        message = f"{act.legal_time!r} is no time in law: write a date, or a time with its offset."
        raise NotAnEntry(message)
    if act.commitment and not _is_hash(act.commitment):
        message = "A commitment is 64 hexadecimal digits in lower case, or empty."
        raise NotAnEntry(message)


def _is_legal_time(text: str) -> bool:
    try:
        if len(text) == len("2027-01-13"):
            return date.fromisoformat(text).isoformat() == text
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_hash(text: str) -> bool:
    return _HASH.fullmatch(text) is not None
