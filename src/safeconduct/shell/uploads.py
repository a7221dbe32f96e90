"""Refuses what is too large while it still comes in, so that nothing of it is ever kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from safeconduct.shell.problems import Problem

FORM_FIELDS_AND_BOUNDARIES = 100_000
"""Bytes of a request that are not those of its files."""


class TooLarge(RequestDataTooBig):
    """More is being sent at once than the settings allow (UPLOAD_MOST_BYTES)."""


def problem() -> Problem:
    """Say to a program how much can be sent at once."""
    detail = f"At most {most_megabytes()} MB can be sent at once. Nothing was kept. Send less, or in parts."
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, "too-large", "Too much was sent at once")


def most_megabytes() -> int:
    """Return how much can be sent at once, as pages say it."""
    most: int = settings.UPLOAD_MOST_BYTES
    return most // 1_000_000


class Limited(FileUploadHandler):
    """Stands first among the upload handlers and ends the request when its files are too large together.

    What a client announces is checked before a byte is read; what it really sends is counted.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.most: int = settings.UPLOAD_MOST_BYTES
        self.received = 0

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        """Refuse a request that announces too much."""
        if content_length > self.most + FORM_FIELDS_AND_BOUNDARIES:
            raise TooLarge
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and hand on to the next handler."""
        self.received += len(raw_data)
        if self.received > self.most:
            raise TooLarge
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """Leave the file to the next handler."""
        return None
