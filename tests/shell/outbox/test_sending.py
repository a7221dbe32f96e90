"""Letters are written with the act, sent at least once, and given up where the operator sees them."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction

from safeconduct.shell.outbox import carriers, sending
from safeconduct.shell.outbox.carriers import Folder, Refusal, Unreachable, number_of
from safeconduct.shell.outbox.letters import Kind, Text, UnsendableLetter
from safeconduct.shell.outbox.models import Letter
from safeconduct.shell.outbox.posting import NotInATransaction, post, post_all, text_of
from safeconduct.shell.outbox.sending import MOST_TRIES, TAKEN_FOR, forget_old, pause, retry, send_due, waiting
from tests.shell.outbox.servers import mail_server, web_server

in_the_world = pytest.mark.django_db(transaction=True)
MOMENT = datetime(2027, 1, 11, 12, tzinfo=UTC)
MAIL = Text(Kind.EMAIL, "worker@example.org", "Máte novou zprávu", "Máte novou zprávu.\nPřihlaste se.", "cs")
SMS = Text(Kind.SMS, "+420123456789", "", "Máte novou zprávu.", "cs")


class Now:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.moment = MOMENT

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, time: timedelta) -> None:
        self.moment += time


class Carrier:
    """Takes letters, or fails as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.taken = list(failures), list[tuple[Text, str]]()

    def carry(self, text: Text, key: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append((text, key))


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Iterator[Carrier]:
    found = Carrier()
    monkeypatch.setattr(sending, "carrier_of", lambda kind: found)
    yield found


def posted(key: str = "news 1", text: Text = MAIL) -> Letter:
    with transaction.atomic():
        post(text, key, MOMENT)
    return Letter.objects.get(key=key)


@in_the_world
def test_a_letter_is_written_with_the_act_or_not_at_all() -> None:
    with pytest.raises(NotInATransaction):
        post(MAIL, "news 1", MOMENT)
    with pytest.raises(OSError, match="the act failed"), transaction.atomic():
        post(MAIL, "news 1", MOMENT)
        raise OSError("the act failed")
    assert not Letter.objects.exists()


@in_the_world
def test_the_same_letter_is_written_once() -> None:
    with transaction.atomic():
        assert post(MAIL, "news 1", MOMENT) is True
        assert post(MAIL, "news 1", MOMENT) is False
        assert post_all([(MAIL, "news 1"), (SMS, "news 2"), (SMS, "news 2")], MOMENT) == 1
    assert Letter.objects.count() == 2


@in_the_world
def test_a_copy_of_the_database_tells_nobody_who_is_written_to() -> None:
    letter = posted()
    stored = repr(Letter.objects.filter(pk=letter.pk).values().get()) + bytes(letter.sealed).decode("latin-1")
    assert "example.org" not in stored
    assert "zprávu" not in stored
    assert text_of(letter) == MAIL


@in_the_world
def test_what_was_sent_is_not_kept(carrier: Carrier, now: Now) -> None:
    letter = posted()
    assert send_due(now) == 1
    assert send_due(now) == 0
    assert carrier.taken == [(MAIL, "news 1")]
    letter.refresh_from_db()
    assert (letter.sent, bytes(letter.sealed), letter.tries) == (MOMENT, b"", 1)
    with transaction.atomic():
        assert post(MAIL, "news 1", MOMENT) is False


@in_the_world
def test_a_letter_is_tried_again_after_growing_pauses(carrier: Carrier, now: Now) -> None:
    letter = posted()
    carrier.failures = [Unreachable("The mail server answered 451.")] * 3
    for tries in range(1, 4):
        assert send_due(now) == 1
        letter.refresh_from_db()
        assert (letter.due, letter.trouble) == (now() + pause(tries), "The mail server answered 451.")
        now.pass_by(pause(tries) - timedelta(seconds=1))
        assert send_due(now) == 0
        now.pass_by(timedelta(seconds=1))
    assert send_due(now) == 1
    assert carrier.taken == [(MAIL, "news 1")]


@in_the_world
def test_a_letter_is_given_up_after_many_tries_and_the_operator_can_have_it_tried_again(
    carrier: Carrier, now: Now
) -> None:
    letter = posted()
    carrier.failures = [Unreachable("away")] * MOST_TRIES
    for _ in range(MOST_TRIES + 2):
        send_due(now)
        now.pass_by(sending.LONGEST_PAUSE)
    letter.refresh_from_db()
    assert letter.given_up
    assert letter.tries == MOST_TRIES
    assert text_of(letter) == MAIL
    assert retry(Letter.objects.all(), now()) == 1
    assert send_due(now) == 1
    assert carrier.taken == [(MAIL, "news 1")]


@in_the_world
def test_what_is_refused_is_given_up_at_once_and_holds_up_nothing(carrier: Carrier, now: Now) -> None:
    posted("news 1")
    posted("news 2")
    carrier.failures = [Refusal("The mail server answered 550.")]
    assert send_due(now) == 2
    assert [letter.key for letter in Letter.objects.filter(given_up__isnull=False)] == ["news 1"]
    assert [key for _, key in carrier.taken] == ["news 2"]


@in_the_world
def test_a_worker_that_died_while_sending_leaves_the_letter_to_the_next(carrier: Carrier, now: Now) -> None:
    class Killed(BaseException):
        """As a process that ends in the midst."""

    posted()
    carrier.failures = [Killed()]  # type: ignore[list-item]
    with pytest.raises(Killed):
        send_due(now)
    assert send_due(now) == 0
    now.pass_by(TAKEN_FOR)
    assert send_due(now) == 1
    assert carrier.taken == [(MAIL, "news 1")]


@in_the_world
def test_two_workers_do_not_take_the_same_letter(carrier: Carrier, now: Now) -> None:
    letter = posted()
    seen_by_the_second = Letter.objects.get(pk=letter.pk)
    assert sending.send(letter, now) is True
    assert sending.send(seen_by_the_second, now) is False
    assert len(carrier.taken) == 1


@in_the_world
def test_a_letter_that_no_secret_opens_is_given_up(carrier: Carrier, now: Now, settings: LazySettings) -> None:
    letter = posted()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert text_of(letter) == MAIL
    settings.SECRET_KEY_FALLBACKS = []
    assert send_due(now) == 1
    letter.refresh_from_db()
    assert letter.given_up
    assert "No secret" in letter.trouble


@in_the_world
def test_a_week_asleep_is_the_same_query_again(carrier: Carrier, now: Now) -> None:
    for number in range(45):
        posted(f"news {number}")
    now.pass_by(timedelta(days=7))
    assert [send_due(now) for _ in range(4)] == [20, 20, 5, 0]
    assert [key for _, key in carrier.taken] == [f"news {number}" for number in range(45)]


@in_the_world
def test_what_is_left_of_old_letters_goes_but_not_what_was_given_up(carrier: Carrier, now: Now) -> None:
    posted("news 1")
    send_due(now)
    posted("news 2")
    carrier.failures = [Refusal("no")]
    send_due(now)
    now.pass_by(sending.KEPT_FOR + timedelta(seconds=1))
    assert forget_old(now) == 1
    assert [letter.key for letter in Letter.objects.all()] == ["news 2"]
    assert not waiting().exists()


def test_a_mail_server_is_given_a_mail_that_no_machine_answers(settings: LazySettings) -> None:
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.SENDS_MAIL = "127.0.0.1", server.port, True
        settings.DEFAULT_FROM_EMAIL = "Office <office@permits.example.org>"
        carriers.carrier_of(Kind.EMAIL).carry(MAIL, "news 1")
        carriers.carrier_of(Kind.EMAIL).carry(MAIL, "news 1")
    first, second = (email.message_from_bytes(mail, policy=email.policy.default) for mail in server.mails)
    assert (first["To"], first["Subject"]) == ("worker@example.org", "Máte novou zprávu")
    assert first.get_content().split() == MAIL.body.split()
    assert (first["Auto-Submitted"], first["Content-Language"]) == ("auto-generated", "cs")
    assert first["Message-ID"] == second["Message-ID"] == f"<{number_of('news 1')}@permits.example.org>"


@pytest.mark.parametrize(("code", "raised"), [(451, Unreachable), (550, Refusal)])
def test_what_a_mail_server_says_decides_and_names_nobody(
    code: int, raised: type[Exception], settings: LazySettings
) -> None:
    with mail_server(recipient_code=code) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.SENDS_MAIL = "127.0.0.1", server.port, True
        with pytest.raises(raised, match=str(code)) as told:
            carriers.carrier_of(Kind.EMAIL).carry(MAIL, "news 1")
    assert "worker" not in str(told.value)


def test_a_mail_server_that_is_away_is_tried_again(settings: LazySettings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.SENDS_MAIL = "127.0.0.1", 1, True
    with pytest.raises(Unreachable):
        carriers.carrier_of(Kind.EMAIL).carry(MAIL, "news 1")


def test_a_gateway_is_given_json_with_its_token_and_a_key(settings: LazySettings, tmp_path: Path) -> None:
    (tmp_path / "sms.token").write_text("a token\n")
    with web_server(200) as server:
        settings.SMS_GATEWAY, settings.DATA = server.address, tmp_path
        carriers.carrier_of(Kind.SMS).carry(SMS, "news 1")
    [(headers, content)] = server.calls
    assert content == {"id": number_of("news 1"), "to": SMS.recipient, "text": SMS.body, "language": "cs"}
    assert headers["authorization"] == "Bearer a token"
    assert headers["idempotency-key"] == f'"{number_of("news 1")}"'


@pytest.mark.parametrize(
    ("status", "raised"),
    [(400, Refusal), (401, Unreachable), (404, Unreachable), (429, Unreachable), (503, Unreachable), (302, Refusal)],
)
def test_what_a_gateway_answers_decides(status: int, raised: type[Exception], settings: LazySettings) -> None:
    with web_server(status) as server:
        settings.SMS_GATEWAY = server.address
        with pytest.raises(raised, match=str(status)):
            carriers.carrier_of(Kind.SMS).carry(SMS, "news 1")
    assert len(server.calls) == 1


def test_another_system_is_called_at_its_own_address() -> None:
    with web_server(204) as server:
        call = Text(Kind.WEBHOOK, server.address, "", '{"event": "news"}')
        carriers.carrier_of(Kind.WEBHOOK).carry(call, "news 1")
    [(_, content)] = server.calls
    assert content == {"event": "news"}


def test_a_folder_holds_letters_where_nothing_is_sent(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA, settings.SENDS_MAIL, settings.SMS_GATEWAY = tmp_path, False, ""
    for _ in range(2):
        carriers.carrier_of(Kind.EMAIL).carry(MAIL, "news worker@example.org")
        carriers.carrier_of(Kind.SMS).carry(SMS, "news 2")
    mail, sms = sorted((tmp_path / "outbox").iterdir(), key=lambda file: file.suffix)
    assert email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)["To"] == MAIL.recipient
    assert json.loads(sms.read_text())["to"] == SMS.recipient
    assert "worker" not in mail.name
    assert mail.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")
    with pytest.raises(Unreachable):
        Folder(tmp_path / "outbox").carry(MAIL, "news 1")


@pytest.mark.parametrize(
    ("kind", "recipient", "subject", "body"),
    [
        (Kind.EMAIL, "nobody", "s", "b"),
        (Kind.EMAIL, "a@b\nBcc: c@d", "s", "b"),
        (Kind.EMAIL, "a@b,c@d", "s", "b"),
        (Kind.EMAIL, "a@example.org", "two\nlines", "b"),
        (Kind.EMAIL, "a@example.org", "s", " "),
        (Kind.SMS, "776655", "", "b"),
        (Kind.SMS, "+420 123 456 789", "", "b"),
        (Kind.WEBHOOK, "http://example.org/", "", "{}"),
        (Kind.WEBHOOK, "file:///etc/passwd", "", "{}"),
        (Kind.WEBHOOK, "https://[", "", "{}"),
    ],
)
def test_a_letter_that_could_never_arrive_is_refused_when_it_is_written(
    kind: Kind, recipient: str, subject: str, body: str
) -> None:
    with pytest.raises(UnsendableLetter) as told:
        Text(kind, recipient, subject, body)
    assert recipient not in str(told.value)
