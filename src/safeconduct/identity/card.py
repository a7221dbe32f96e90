"""The QR code of a printed card: a signed CWT in the style of Claim 169, of at most 1,000 characters.

It is verified offline with the issuer's key and a cached status list. What it may say is a closed list,
``library/identity/card.yaml``: nothing that shows a finder why its bearer is on the move.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Literal

import msgspec

from safeconduct.identity.cwt import EXP, IAT, ISS, STATUS, Token, issue, read_token
from safeconduct.identity.keys import Signer
from safeconduct.identity.packing import from_base45, inflate, to_base45
from safeconduct.identity.refusal import Refused
from safeconduct.shell.content import read_content, text_of

CLAIM = 169
LONGEST_TEXT = 1000
LARGEST = 4096
SEXES = {"M": 1, "F": 2, "X": 3}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class NotACard(ValueError):
    """What should be printed does not belong on a card, or does not fit; says what to do."""


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of a card: its key in the claim, and why a finder may read it."""

    key: int
    kind: Literal["text", "date", "sex"]
    longest: int
    purpose: str


class Fields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file ``library/identity/card.yaml``."""

    sources: tuple[str, ...]
    status: str
    fields: dict[str, Field]
    never: tuple[str, ...]


@cache
def card_fields() -> Fields:
    """Return the list of the library."""
    path = "identity/card.yaml"
    return read_content(text_of(path), path, Fields)


def make_card(
    values: Mapping[str, str],
    issuer: str,
    signer: Signer,
    issued: datetime,
    expires: datetime,
    status: tuple[str, int] | None = None,
) -> str:
    """Return the text of the QR code. ``status`` is the address of a status list and the card's place in it."""
    for words in (issuer, *(status or ())[:1], *values.values()):
        _refuse_telling(str(words))
    claims: dict[int, object] = {ISS: issuer, EXP: int(expires.timestamp()), IAT: int(issued.timestamp())}
    if status:
        claims[STATUS] = {"status_list": {"idx": status[1], "uri": status[0]}}
    claims[CLAIM] = dict(_entry(name, value) for name, value in values.items() if value)
    text = to_base45(zlib.compress(issue(claims, signer), 9))
    if len(text) > LONGEST_TEXT:
        raise NotACard(f"The code would have {len(text)} characters, of {LONGEST_TEXT} at most. Leave a field out.")
    return text


def read_card(text: str) -> Token:
    """Read the text of a QR code, without asking who signed it."""
    if len(text) > LONGEST_TEXT:
        raise Refused("text-too-long", f"A card has at most {LONGEST_TEXT} characters; this text has {len(text)}.")
    return read_token(inflate(from_base45(text), LARGEST), LARGEST)


def card_values(token: Token) -> dict[str, str]:
    """What a card says, by the names of its fields; fields that are not in the list are left out."""
    found = token.claims.get(CLAIM)
    if not isinstance(found, dict):
        raise Refused("claim-missing", "The token is no card: it holds no claim 169.")
    return {name: _value(field, found[field.key]) for name, field in card_fields().fields.items() if field.key in found}


def _entry(name: str, value: str) -> tuple[int, object]:
    field = card_fields().fields.get(name)
    if field is None:
        known = ", ".join(card_fields().fields)
        raise NotACard(f"{name!r} does not belong on a card, which a finder can read. These do: {known}.")
    if len(value) > field.longest:
        raise NotACard(f"{name} has {len(value)} signs, and at most {field.longest} fit.")
    if field.kind == "sex":
        if value not in SEXES:
            raise NotACard(f"{name} is M, F or X, not {value!r}.")
        return field.key, SEXES[value]
    if field.kind == "date" and not DATE.fullmatch(value):
        raise NotACard(f"{name} is 1990-04-17, 1990-04 or 1990, not {value!r}.")
    return field.key, value.replace("-", "") if field.kind == "date" else value


def _value(field: Field, value: object) -> str:
    if field.kind == "sex":
        return next((name for name, number in SEXES.items() if number == value), "")
    text = value if isinstance(value, str) else ""
    if field.kind == "date" and text.isdigit():
        return "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
    return text


def telling(text: str) -> str:
    """The word in a text that tells a finder why its bearer is on the move; empty where there is none."""
    return next((word for word in card_fields().never if word in text.casefold()), "")


def _refuse_telling(text: str) -> None:
    found = telling(text)
    if found:
        raise NotACard(f"{text!r} holds {found!r}: a finder would learn why its bearer is on the move.")
