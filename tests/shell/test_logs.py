"""Log lines are JSON and hold nothing personal."""

from __future__ import annotations

import json
import logging
import sys

from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import resolve

from safeconduct.shell.logs import JsonLines


def line_of(record: logging.LogRecord) -> dict[str, object]:
    """Write the record and read it back."""
    line: dict[str, object] = json.loads(JsonLines().format(record))
    return line


def record_of(message: str, *values: object) -> logging.LogRecord:
    """Return a record as a logger makes it."""
    return logging.LogRecord("safeconduct", logging.WARNING, __file__, 1, message, values, None)


def request_for(path: str) -> HttpRequest:
    """Return a request that found its view."""
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path)
    return request


def test_values_in_a_message_are_left_out() -> None:
    line = line_of(record_of("served %s", "Amina K."))
    assert line["message"] == "served %s"
    assert "Amina" not in json.dumps(line)


def test_a_request_is_named_by_its_route() -> None:
    record = record_of("Not found: %s", "/en/about/?name=Amina")
    record.request = request_for("/en/about/?name=Amina")
    record.status_code = 404
    line = line_of(record)
    assert (line["route"], line["method"], line["status"]) == ("en/about/", "GET", 404)
    assert "Amina" not in json.dumps(line)


def test_an_exception_is_named_by_kind_and_place() -> None:
    record = record_of("failed")
    try:
        raise ValueError("Amina K. was born on …")
    except ValueError:
        record.exc_info = sys.exc_info()
    line = line_of(record)
    assert line["exception"] == "ValueError"
    assert "test_an_exception_is_named_by_kind_and_place" in str(line["where"])
    assert "Amina" not in json.dumps(line)
