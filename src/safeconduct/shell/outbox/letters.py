"""What a letter is, and what it may not be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

LONGEST_TEXT = 20_000
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[^@\s<>,;\x00-\x1f]+@[^@\s<>,;\x00-\x1f]+")
_TELEPHONE = re.compile(r"\+[1-9][0-9]{6,14}")


class Kind(StrEnum):
    """How a letter travels."""

    EMAIL = "e-mail"
    SMS = "sms"
    WEBHOOK = "webhook"


class UnsendableLetter(ValueError):
    """A letter that could never arrive; says what is wrong, without the letter's content."""


@dataclass(frozen=True, slots=True)
class Text:
    """Recipient, subject and text of a letter.

    The recipient of an e-mail is an address, of an SMS a number as ITU-T E.164 writes it (+420…), of a webhook an
    https address; the text of a webhook is JSON.
    """

    kind: Kind
    recipient: str
    subject: str
    body: str
    language: str = ""

    def __post_init__(self) -> None:
        for trouble in _troubles(self):
            raise UnsendableLetter(trouble)


def _troubles(text: Text) -> list[str]:
    found = [] if _is_recipient(text.kind, text.recipient) else [f"The recipient is no {_RECIPIENTS[text.kind]}."]
    if any(ord(character) < ord(" ") for character in text.subject):
        found.append("A subject is one line.")
    if not text.body.strip() or len(text.body) > LONGEST_TEXT:
        found.append(f"The text of a letter has 1 to {LONGEST_TEXT} characters.")
    return found


_RECIPIENTS = {
    Kind.EMAIL: "e-mail address",
    Kind.SMS: "telephone number in the form +420123456789",
    Kind.WEBHOOK: "address that begins with https://",
}


def _is_recipient(kind: Kind, recipient: str) -> bool:
    if kind is Kind.EMAIL:
        return bool(_ADDRESS.fullmatch(recipient))
    if kind is Kind.SMS:
        return bool(_TELEPHONE.fullmatch(recipient))
    return is_safe_address(recipient)


def is_safe_address(address: str) -> bool:
    """Tell whether what is sent to an address cannot be read on the way."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
