"""Takes e-mails of packages (codes to sign in, notices about an account) into the outbox: no page waits for them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import translation

from safeconduct.shell import clock
from safeconduct.shell.outbox.letters import Kind, Text
from safeconduct.shell.outbox.posting import post_all


class OutboxBackend(BaseEmailBackend):
    """Writes each e-mail as a letter to each of its recipients; what is written in a transaction goes with it.

    Only the plain text is kept: what we send says little and is read anywhere.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the letters and return how many e-mails there were."""
        letters = [
            (Text(Kind.EMAIL, recipient, str(message.subject), str(message.body), language), secrets.token_hex(16))
            for language in [translation.get_language() or ""]
            for message in email_messages
            for recipient in message.recipients()
        ]
        with transaction.atomic():
            post_all(letters, clock.current())
        return len(email_messages)
