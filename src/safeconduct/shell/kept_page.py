"""Pages that open without a network: a service worker keeps each, and the files that it needs, on the device."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

ALWAYS = ("shell/safeconduct.css", "shell/mark.svg")


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page: the name of what a device keeps of it, its address below the language, and the files of its own."""

    name: str
    path: str
    files: tuple[str, ...]

    def worker(self, request: HttpRequest) -> HttpResponse:
        """Give its service worker, which changes whenever a file changes that it keeps."""
        files = ALWAYS + self.files
        told = {
            "name": self.name,
            "path": self.path,
            "files": [static(file) for file in files],
            "digest": _digest(files),
        }
        response = render(request, "shell/worker.js", told, content_type="text/javascript")
        response.headers["Service-Worker-Allowed"] = "/"
        response.headers["Cache-Control"] = "no-cache"
        return response


@cache
def _digest(files: tuple[str, ...]) -> str:
    found = (finders.find(name) for name in files)
    return sha256(b"".join(Path(str(path)).read_bytes() for path in found)).hexdigest()[:16]
