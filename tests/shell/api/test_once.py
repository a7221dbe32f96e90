"""An act that is asked for twice is done once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from safeconduct.shell import clock
from safeconduct.shell.accounts import keys
from safeconduct.shell.idempotency.forms import LENGTH
from safeconduct.shell.idempotency.keeping import (
    KEPT_FOR,
    Request,
    StillRunning,
    alone,
    do_once,
    forget_old,
    hash_of,
)
from safeconduct.shell.idempotency.models import KeptAnswer
from safeconduct.shell.models import Account
from safeconduct.shell.outbox.models import Letter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.shell.api.interface")]
ADDRESS = "/api/test/letters"
PAGE = "{% load shell_once %}<form method=post>{% once %}</form>"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [("django.template.loaders.locmem.Loader", {"once.html": PAGE}),
                        "django.template.loaders.app_directories.Loader"],
            "context_processors": ["django.template.context_processors.request", "safeconduct.shell.context.page"],
        },
    }
]  # fmt: skip


def key_of(email: str) -> str:
    account = Account.objects.create_user(email)
    return keys.issue(account, "test", clock.current() + timedelta(days=1), clock.current)


@pytest.fixture
def bearer() -> str:
    return f"Bearer {key_of('program@example.org')}"


def send(client: Client, bearer: str, key: str | None, /, **content: object) -> HttpResponse:
    headers = {"authorization": bearer} | ({} if key is None else {"idempotency-key": key})
    return client.post(ADDRESS, json.dumps(content), "application/json", headers=headers)


def test_the_same_key_gives_the_same_answer(client: Client, bearer: str) -> None:
    first, second = (send(client, bearer, '"8e03978e-40d5"', key="a") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json() == {"key": "a", "tries": 0}
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Letter.objects.count() == 1


def test_the_same_key_for_another_request_is_refused(client: Client, bearer: str) -> None:
    send(client, bearer, "1", key="a")
    response = send(client, bearer, "1", key="b")
    assert (response.status_code, response.json()["type"]) == (422, "urn:safeconduct:problem:idempotency-key-reused")
    assert Letter.objects.count() == 1


def test_a_key_belongs_to_its_account(client: Client, bearer: str) -> None:
    send(client, bearer, "1", key="a")
    assert send(client, f"Bearer {key_of('other@example.org')}", "1", key="b").json()["key"] == "b"


def test_strangers_never_share_an_answer(client: Client) -> None:
    assert send(client, "", "1", key="a").status_code == 201
    assert send(client, "", "1", key="b").json()["key"] == "b"
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize(
    ("key", "kind"), [(None, "missing"), ("", "missing"), ("x" * 256, "unusable"), ("a\x01b", "unusable")]
)
def test_a_key_is_asked_for_and_looked_at(client: Client, bearer: str, key: str | None, kind: str) -> None:
    response = send(client, bearer, key, key="a")
    assert (response.status_code, response.json()["type"]) == (400, f"urn:safeconduct:problem:idempotency-key-{kind}")
    assert not Letter.objects.exists()


def test_a_refusal_leaves_nothing_behind_and_the_key_free(client: Client, bearer: str) -> None:
    assert send(client, bearer, "1", key="a", refused_after=True).status_code == 409
    assert send(client, bearer, "1", wrong=1).status_code == 422
    assert (Letter.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert send(client, bearer, "1", key="a").status_code == 201


def test_what_is_kept_cannot_be_read_from_the_database(client: Client, bearer: str) -> None:
    send(client, bearer, "1", key="personal")
    assert b"personal" not in bytes(KeptAnswer.objects.get().answer or b"")


def test_answers_are_kept_for_a_day(client: Client, bearer: str) -> None:
    send(client, bearer, "1", key="a")
    later = KeptAnswer.objects.get().made + KEPT_FOR
    assert forget_old(lambda: later) == 0
    assert forget_old(lambda: later + timedelta(seconds=1)) == 1


def test_whoever_comes_second_while_the_first_is_at_work_is_told_to_wait(client: Client, bearer: str) -> None:
    owner = f"account {Account.objects.get().pk}"
    with alone(Request(owner, "1", "")):
        response = send(client, bearer, "1", key="a")
        assert send(client, bearer, "2", key="b").status_code == 201
    assert (response.status_code, response.headers["Retry-After"]) == (409, "1")
    assert send(client, bearer, "1", key="a").status_code == 201


def together(act: Callable[[int], object], times: int = 6) -> list[object]:
    results: list[object] = [None] * times
    barrier = threading.Barrier(times)

    def run(place: int) -> None:
        barrier.wait()
        try:
            results[place] = act(place)
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_many_at_once_do_it_once(bearer: str) -> None:
    results = together(lambda place: send(Client(), bearer, "1", key="a").status_code)
    assert set(results) <= {201, 409}
    assert 201 in results
    assert Letter.objects.count() == 1


def test_double_clicks_all_get_what_came_of_the_first() -> None:
    def act() -> HttpResponseBase:
        number = Letter.objects.count()
        Letter.objects.create(key=f"a{number}", kind="sms", written=clock.system(), due=clock.system(), sealed=b"")
        return HttpResponse(f"number {number}")

    asked = Request("nobody", "form x", "same")
    results = together(lambda place: do_once(asked, act, clock.system).content)  # type: ignore[attr-defined]
    assert results == [b"number 0"] * 6


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a lock of PostgreSQL")
def test_another_process_is_told_to_wait_too() -> None:
    from safeconduct.shell.idempotency import keeping

    asked = Request("account 1", "1", "")
    with alone(asked):

        def elsewhere(place: int) -> str:
            keeping._AT_WORK.discard(("account 1", "1"))  # as a process that knows nothing of ours
            try:
                with alone(asked):
                    return "let in"
            except StillRunning:
                return "told to wait"

        assert together(elsewhere, 1) == ["told to wait"]
    assert connection.vendor == "postgresql"


def test_requests_are_told_apart_by_fields_and_files_and_not_by_their_boundary() -> None:
    def posted(boundary: str, content: bytes = b"x", **fields: str) -> HttpRequest:
        from django.test.client import encode_multipart

        data = {"a": "1", **fields, "file": SimpleUploadedFile("scan.pdf", content)}
        media_type = f"multipart/form-data; boundary={boundary}"
        request: HttpRequest = RequestFactory().post("/", encode_multipart(boundary, data), media_type)
        return request

    same = hash_of(posted("one"))
    assert hash_of(posted("two", csrfmiddlewaretoken="t", once="o")) == same
    request = posted("one")
    assert hash_of(request) == same
    assert request.FILES["file"].read() == b"x"  # type: ignore[union-attr]
    assert len({same, hash_of(posted("one", b"y")), hash_of(posted("one", a="2"))}) == 3


def token(client: Client) -> str:
    page = client.get("/form/").content.decode()
    found = page.partition('name="once" value="')[2].partition('"')[0]
    assert len(found) == LENGTH
    return found


@override_settings(TEMPLATES=TEMPLATES)
def test_a_form_that_is_sent_twice_shows_what_came_of_it_first(client: Client) -> None:
    sent = {"once": token(client), "key": "a"}
    first, second = client.post("/form/", sent), client.post("/form/", sent)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, "/letters/1")
    assert Letter.objects.count() == 1


@override_settings(TEMPLATES=TEMPLATES)
def test_a_form_with_a_mistake_can_be_sent_again(client: Client) -> None:
    once = token(client)
    page = client.post("/form/", {"once": once, "key": ""})
    assert (page.status_code, once in page.content.decode()) == (200, True)
    assert client.post("/form/", {"once": once, "key": "a"}).status_code == 302
    assert client.post("/form/", {"once": token(client), "key": "b"})["Location"] == "/letters/2"


@override_settings(TEMPLATES=TEMPLATES)
def test_a_form_that_was_sent_and_is_sent_with_other_content_says_so(client: Client) -> None:
    once = token(client)
    client.post("/form/", {"once": once, "key": "a"})
    page = client.post("/form/", {"once": once, "key": "b"}, headers={"accept-language": "en"})
    assert page.status_code == 409
    assert 'href="/letters/1"' in page.content.decode()
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"once": ""}, {"once": "short"}])
def test_a_form_without_its_token_is_refused(client: Client, sent: dict[str, str]) -> None:
    assert client.post("/form/", {**sent, "key": "a"}).status_code == 400
    assert not Letter.objects.exists()


def test_each_form_has_a_token_of_its_own() -> None:
    context = Context({"request": RequestFactory().get("/")})
    assert Template(PAGE).render(context) != Template(PAGE).render(context)
