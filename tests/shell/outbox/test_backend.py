"""E-mails of packages go through the outbox."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django.utils import translation

from safeconduct.shell.clock import system
from safeconduct.shell.outbox.models import Letter
from safeconduct.shell.outbox.posting import text_of
from safeconduct.shell.outbox.sending import send_due
from tests.shell.outbox.servers import mail_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def backend(settings: LazySettings) -> None:
    settings.EMAIL_BACKEND = "safeconduct.shell.outbox.backend.OutboxBackend"


def test_an_email_of_a_package_becomes_a_letter_to_each_recipient() -> None:
    message = EmailMultiAlternatives("Code", "Your code: 1234", to=["a@example.org"], cc=["b@example.org"])
    message.attach_alternative("<p>Your code</p>", "text/html")
    with translation.override("cs"):
        assert message.send() == 1
    texts = [text_of(letter) for letter in Letter.objects.order_by("pk")]
    assert [(text.recipient, text.subject, text.body, text.language) for text in texts] == [
        ("a@example.org", "Code", "Your code: 1234", "cs"),
        ("b@example.org", "Code", "Your code: 1234", "cs"),
    ]


def test_an_email_goes_with_the_transaction_that_wrote_it() -> None:
    with pytest.raises(OSError, match="no"), transaction.atomic():
        send_mail("Code", "1234", None, ["a@example.org"])
        raise OSError("no")
    assert not Letter.objects.exists()


def test_the_worker_hands_it_to_the_server(settings: LazySettings) -> None:
    send_mail("Code", "1234", None, ["a@example.org"])
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.SENDS_MAIL = "127.0.0.1", server.port, True
        assert send_due(system) == 1
    assert b"1234" in server.mails[0]
