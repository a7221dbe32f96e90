"""What every operation answers when it refuses, in parts, or with a tag."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from safeconduct.shell.api import escaped
from safeconduct.shell.outbox.models import Letter
from tests.shell.api.interface import MOMENT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.shell.api.interface")]
ROOT = "/api/test"
PROBLEM = "application/problem+json"


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    found: dict[str, Any] = json.loads(response.content)
    assert found["status"] == status
    return found


def write(*keys: str, **fields: object) -> None:
    told: dict[str, Any] = {"kind": "e-mail", "written": MOMENT, "due": MOMENT, "sealed": b"", **fields}
    Letter.objects.bulk_create(Letter(key=key, **told) for key in keys)


def test_each_wrong_field_is_pointed_to_and_nothing_sent_is_repeated(client: Client) -> None:
    sent = {"days": 0, "lines": [{"text": "short"}, {"text": "much too long and secret"}]}
    response = client.post(f"{ROOT}/forms?limit=x", json.dumps(sent), "application/json", headers={"x-day": "secret"})
    found = problem(response, 422)
    assert found["type"] == "urn:safeconduct:problem:invalid-request"
    places = {error.get("pointer") or (error["in"], error["parameter"]) for error in found["errors"]}
    assert places == {"#/name", "#/days", "#/lines/1/text", ("query", "limit"), ("header", "x_day")}
    assert all(error["detail"] for error in found["errors"])
    assert "secret" not in response.content.decode()


def test_a_body_of_two_objects_is_pointed_into_from_its_root(client: Client) -> None:
    sent = {"form": {"name": "a", "days": 1}, "line": {"text": "too long"}}
    found = problem(client.post(f"{ROOT}/two", json.dumps(sent), "application/json"), 422)
    assert [error["pointer"] for error in found["errors"]] == ["#/line/text"]


@pytest.mark.parametrize(("content", "status"), [("{", 400), ("[]", 422), ("", 422)])
def test_a_body_that_is_no_object_is_a_problem(client: Client, content: str, status: int) -> None:
    problem(client.post(f"{ROOT}/forms?limit=1", content, "application/json"), status)


def test_a_pointer_escapes_what_has_a_meaning_there() -> None:
    assert [escaped(part) for part in ("a/b", "m~n", 3)] == ["a~1b", "m~0n", "3"]


@override_settings(UPLOAD_MOST_BYTES=1_000_000)
def test_too_much_is_refused_with_the_limit(client: Client) -> None:
    small, large = SimpleUploadedFile("a", b"x" * 1_000_000), SimpleUploadedFile("a", b"x" * 1_000_001)
    assert client.post(f"{ROOT}/files", {"file": small}).json() == {"size": 1_000_000}
    assert "At most 1 MB" in problem(client.post(f"{ROOT}/files", {"file": large}), 413)["detail"]


def everything(client: Client, address: str) -> list[str]:
    found = []
    for _ in range(100):
        response = client.get(address)
        part = response.json()
        found += [row["key"] for row in part["items"]]
        if part["next"] is None:
            assert "Link" not in response.headers
            return found
        assert response.headers["Link"] == f'<{part["next"]}>; rel="next"'
        address = "?".join(urlsplit(part["next"])[2:4])
    raise AssertionError("The list has no end.")


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_the_parts_are_the_whole_in_its_order(client: Client, limit: int, down: bool) -> None:
    step = timedelta(microseconds=1)
    write("a", "b", sent=MOMENT)
    write("c", sent=MOMENT + step, due=MOMENT + step)
    write("d", sent=MOMENT + step, due=MOMENT)
    write("e", "f")
    write("g", due=MOMENT - step)
    write("x", kind="sms")
    wanted = "cdbafeg" if down else "abdcgef"
    assert "".join(everything(client, f"{ROOT}/letters?limit={limit}&down={down}")) == wanted


def test_rows_that_are_added_meanwhile_are_neither_doubled_nor_in_the_way(client: Client) -> None:
    write(*"abcdef", sent=MOMENT)
    first = client.get(f"{ROOT}/letters?limit=3").json()
    write("0", sent=MOMENT, due=MOMENT - timedelta(days=1))
    Letter.objects.filter(key="c").delete()
    assert [row["key"] for row in client.get(first["next"]).json()["items"]] == ["d", "e", "f"]


def test_a_cursor_shows_nothing_and_opens_only_its_own_list(client: Client) -> None:
    write(*"abc", sent=MOMENT)
    address = client.get(f"{ROOT}/letters?limit=1").json()["next"]
    assert "2027" not in address
    found = problem(client.get(address.replace("limit=1", "limit=1&kind=sms")), 400)
    assert found["type"] == "urn:safeconduct:problem:unknown-cursor"
    for cursor in ("x", "%00", "AAAA", "e30"):
        problem(client.get(f"{ROOT}/letters?cursor={cursor}"), 400)
    problem(client.get(f"{ROOT}/letters?cursor={'x' * 3000}"), 422)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x"])
def test_a_limit_has_limits(client: Client, limit: str) -> None:
    [error] = problem(client.get(f"{ROOT}/letters?limit={limit}"), 422)["errors"]
    assert (error["in"], error["parameter"]) == ("query", "limit")


def test_what_the_client_holds_is_not_sent_again(client: Client) -> None:
    write("a")
    first = client.get(f"{ROOT}/letters/a")
    tag = first.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get(f"{ROOT}/letters/a", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(f"{ROOT}/letters/a", headers={"if-none-match": '"x"'}).status_code == 200


def test_nobody_overwrites_what_they_have_not_seen(client: Client) -> None:
    write("a")
    tag = client.get(f"{ROOT}/letters/a").headers["ETag"]
    problem(client.put(f"{ROOT}/letters/a"), 428)
    assert client.put(f"{ROOT}/letters/a", headers={"if-match": tag}).status_code == 200
    stale = client.put(f"{ROOT}/letters/a", headers={"if-match": tag})
    assert problem(stale, 412)["type"] == "urn:safeconduct:problem:stale"
    assert stale.headers["ETag"] == client.get(f"{ROOT}/letters/a").headers["ETag"] != tag
    problem(client.put(f"{ROOT}/letters/a", headers={"if-match": f"W/{tag}"}), 412)
    assert client.put(f"{ROOT}/letters/a", headers={"if-match": "*"}).status_code == 200
    assert Letter.objects.get().tries == 2


@pytest.mark.parametrize("address", ["/api/v1/openapi.json", f"{ROOT}/openapi.json"])
def test_the_description_is_openapi_3_1(client: Client, address: str) -> None:
    described = client.get(address).json()
    assert described["openapi"].startswith("3.1.")
    assert described["info"]["title"]
    assert described["info"]["version"]
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for reference in references(described):
        found: Any = described
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert isinstance(found, dict)
    names = [operation["operationId"] for _, operation in operations(described)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("address", ["/api/v1/openapi.json", f"{ROOT}/openapi.json"])
def test_each_operation_says_its_parameters_and_its_problems(client: Client, address: str) -> None:
    described = client.get(address).json()
    for path, operation in operations(described):
        assert operation["responses"]["default"]["content"][PROBLEM]
        parameters = operation.get("parameters", [])
        in_path = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
        assert in_path == {part.strip("{}") for part in path.split("/") if part.startswith("{")} | named_within(path)
        assert all(parameter["required"] for parameter in parameters if parameter["in"] == "path")
        assert len({(parameter["in"], parameter["name"]) for parameter in parameters}) == len(parameters)


def named_within(path: str) -> set[str]:
    """Names in a part of a path that has more than the name, as in cases.{form}."""
    return {part.partition("{")[2].partition("}")[0] for part in path.split("/") if "{" in part}


def operations(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(path, operation) for path, methods in described["paths"].items() for operation in methods.values()]


def references(found: object) -> list[str]:
    if isinstance(found, dict):
        own = [found["$ref"]] if isinstance(found.get("$ref"), str) else []
        return own + [reference for value in found.values() for reference in references(value)]
    return [reference for value in found for reference in references(value)] if isinstance(found, list) else []


def test_an_operation_that_is_done_once_says_so(client: Client) -> None:
    described = client.get(f"{ROOT}/openapi.json").json()
    parameters = described["paths"][f"{ROOT}/letters"]["post"]["parameters"]
    assert [(one["name"], one["required"]) for one in parameters] == [("Idempotency-Key", True)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=12), st.integers(1, 5))
def test_cursors_lose_no_row_whatever_is_alike(values: list[int], limit: int) -> None:
    from django.db import transaction

    from safeconduct.shell.pagination import Asked, slice_of

    with transaction.atomic():
        for number, value in enumerate(values):
            write(f"p{number}", tries=value, sent=None if value == 0 else MOMENT)
        rows, cursor, found = Letter.objects.filter(key__startswith="p"), "", []
        for _ in islice(iter(int, 1), len(values) + 2):
            part, cursor = slice_of(rows, ("sent", "-tries", "pk"), Asked(cursor=cursor, limit=limit), "test")
            found += [row.key for row in part]
            if not cursor:
                break
        transaction.set_rollback(True)
    assert sorted(found) == sorted(f"p{number}" for number in range(len(values)))
