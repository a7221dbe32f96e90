"""What is too large is refused while it comes in, and nothing of it is kept."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from safeconduct.shell.uploads import TooLarge

MOST = 1_000_000
EDITOR = "/en/editor/"


@pytest.fixture(autouse=True)
def limit(settings: LazySettings) -> None:
    settings.UPLOAD_MOST_BYTES = MOST


class Watched(BytesIO):
    """Content that notes how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        part = super().read(size)
        self.taken += len(part)
        return part


def request_with(*sizes: int, announced: int | None = None) -> tuple[HttpRequest, Watched]:
    files = [SimpleUploadedFile(f"{place}.pdf", b"x" * size) for place, size in enumerate(sizes)]
    content = Watched(encode_multipart(BOUNDARY, {"file": files}))
    length = len(content.getvalue()) if announced is None else announced
    told = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": str(length), "wsgi.input": content}
    return RequestFactory().generic("POST", EDITOR, **told), content  # type: ignore[arg-type]


def test_files_up_to_the_limit_are_taken_and_stay_in_memory() -> None:
    request, _ = request_with(MOST // 2, MOST // 2)
    files = request.FILES.getlist("file")
    assert [file.size for file in files] == [MOST // 2, MOST // 2]
    assert not any(hasattr(file, "temporary_file_path") for file in files)


@pytest.mark.parametrize("sizes", [(MOST + 1,), (MOST // 2, MOST // 2 + 1)])
def test_files_that_are_too_large_together_are_refused(sizes: tuple[int, ...]) -> None:
    with pytest.raises(TooLarge):
        request_with(*sizes)[0].FILES.getlist("file")


def test_what_announces_too_much_is_refused_before_a_byte_is_read() -> None:
    request, content = request_with(10, announced=100_000_000)
    with pytest.raises(TooLarge):
        request.FILES.getlist("file")
    assert content.taken == 0


def test_what_announces_little_and_sends_much_is_stopped_on_the_way() -> None:
    request, content = request_with(5 * MOST, announced=MOST)
    try:
        size = sum(file.size or 0 for file in request.FILES.getlist("file"))
    except TooLarge:
        size = 0
    assert size <= MOST
    assert content.taken <= 2 * MOST


@pytest.mark.parametrize("language", ["en", "fr", "ar", "cs"])
def test_the_page_says_the_limit(client: Client, language: str) -> None:
    client.raise_request_exception = False
    page = client.post(f"/{language}/editor/", {"file": SimpleUploadedFile("a.pdf", b"x" * (MOST + 1))})
    assert page.status_code == 413
    assert "1 " in page.content.decode().partition('class="lead"')[2]
    assert page.headers["Content-Security-Policy"]


def test_nothing_of_it_lies_on_the_disk(tmp_path: Path, settings: LazySettings, client: Client) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client.post(EDITOR, {"file": SimpleUploadedFile("a.pdf", b"x" * (MOST + 1))})
    assert list(tmp_path.iterdir()) == []


def test_the_interface_says_the_limit_too(client: Client) -> None:
    answer = client.post("/api/v1/check", b"x" * 3_000_000, content_type="application/yaml")
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert "MB can be sent at once" in answer.json()["detail"]
