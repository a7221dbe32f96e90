"""Who carries letters: an SMTP server, a gateway for text messages, another system, or a folder.

What a carrier says of a failure is kept for the operator, so it never holds a recipient or a text.
"""

from __future__ import annotations

import json
import os
import smtplib
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from safeconduct.shell.outbox.letters import Kind, Text, is_safe_address

SECONDS = 20
SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PERMANENT = 500
"""From here on a mail server means it for good (RFC 5321, section 4.2.1)."""
LATER = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
OUR_SETTINGS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
"""Answers of a gateway that the operator can mend, so letters wait."""


class Unreachable(Exception):
    """The letter could not be handed over now; later it may be."""


class Refusal(Exception):
    """The letter will never be taken as it is."""


class Carrier(Protocol):
    """Hands a letter over, or raises Unreachable or Refusal. The key is the same each time."""

    def carry(self, text: Text, key: str) -> None:
        """Hand the letter over."""


def carrier_of(kind: Kind) -> Carrier:
    """Return who carries letters of a kind, by the settings; without a server they go into a folder."""
    if kind is Kind.EMAIL:
        return MailServer() if settings.SENDS_MAIL else Folder(settings.DATA / "outbox")
    if kind is Kind.SMS:
        return Gateway(settings.SMS_GATEWAY) if settings.SMS_GATEWAY else Folder(settings.DATA / "outbox")
    return Caller()


def number_of(key: str) -> str:
    """Return the number under which the world knows a letter: nothing of the key can be read from it."""
    return sha256(b"letter " + key.encode()).hexdigest()[:32]


def mail_of(text: Text, key: str) -> EmailMessage:
    """Write an e-mail. A copy that arrives twice has the same Message-ID; no machine answers it (RFC 3834)."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{number_of(key)}@{domain}>", "Auto-Submitted": "auto-generated"}
    if text.language:
        headers["Content-Language"] = text.language
    return EmailMessage(text.subject, text.body, settings.DEFAULT_FROM_EMAIL, [text.recipient], headers=headers)


class MailServer:
    """The SMTP server of Django's settings (SAFECONDUCT_MAIL)."""

    def carry(self, text: Text, key: str) -> None:
        """Send one e-mail."""
        message = mail_of(text, key)
        message.connection = get_connection(SMTP_BACKEND)
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise _by_code(max(code for code, _ in error.recipients.values())) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _by_code(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(f"The mail server cannot be used: {type(error).__name__}.") from None


def _by_code(code: int) -> Refusal | Unreachable:
    said = f"The mail server answered {code}."
    return Refusal(said) if code >= PERMANENT else Unreachable(said)


class Folder:
    """A folder, for machines that send nothing: e-mails as .eml, all else as .json."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def carry(self, text: Text, key: str) -> None:
        """Write the letter for the folder's owner alone; the same letter again overwrites itself."""
        is_mail = text.kind is Kind.EMAIL
        content = mail_of(text, key).message().as_bytes() if is_mail else json.dumps(_message(text, key)).encode()
        name = number_of(key) + (".eml" if is_mail else f".{text.kind}.json")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = self.folder / f".{name}"
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            part.replace(self.folder / name)
        except OSError as error:
            raise Unreachable(f"The folder of letters cannot be written: {os.strerror(error.errno or 0)}.") from None


def _message(text: Text, key: str) -> dict[str, str]:
    return {"id": number_of(key), "to": text.recipient, "text": text.body, "language": text.language}


class Gateway:
    """A gateway for text messages that takes JSON: {"id", "to", "text", "language"} (SAFECONDUCT_SMS)."""

    def __init__(self, address: str) -> None:
        self.address = address

    def carry(self, text: Text, key: str) -> None:
        """Hand one text message over."""
        token = settings.DATA / "sms.token"
        sign_in = {"Authorization": f"Bearer {token.read_text().strip()}"} if token.is_file() else {}
        status = send_json(self.address, json.dumps(_message(text, key)), key, sign_in)
        if status in OUR_SETTINGS:
            raise Unreachable(f"The gateway answered {status}: look at its address and token.")
        judge("The gateway", status)


class Caller:
    """Another system, called at the address that it gave; the text is its JSON."""

    def carry(self, text: Text, key: str) -> None:
        """Call the system."""
        judge("The system", send_json(text.recipient, text.body, key, {}))


def judge(who: str, status: int) -> None:
    """Raise what an answer means; one that leads elsewhere is not followed."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    said = f"{who} answered {status}."
    raise Unreachable(said) if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in LATER else Refusal(said)


def send_json(address: str, content: str, key: str, headers: Mapping[str, str]) -> int:
    """Send JSON to an address and return the status of the answer, which is not read further."""
    if not is_safe_address(address):
        raise Refusal("The address does not begin with https://.")
    parts = urlsplit(address)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=SECONDS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Content-Type": "application/json", "Idempotency-Key": f'"{number_of(key)}"', **headers}
    try:
        connection.request("POST", path, content.encode(), sent)
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise Unreachable(f"The other side cannot be reached: {type(error).__name__}.") from None
    finally:
        connection.close()
