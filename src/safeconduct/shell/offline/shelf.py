"""The files that a device keeps, so that the page opens without a network."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

FILES = (
    "shell/safeconduct.css",
    "shell/mark.svg",
    *(
        f"shell/offline/{name}.js"
        for name in ("acts", "forms", "key-file", "key-worker", "page", "server", "store", "vault")
    ),
)


def addresses() -> list[str]:
    """Return the addresses of the files."""
    return [static(name) for name in FILES]


@cache
def digest() -> str:
    """Return a digest of the files, so that a device fetches them again when one changed."""
    found = (finders.find(name) for name in FILES)
    return sha256(b"".join(Path(str(path)).read_bytes() for path in found)).hexdigest()[:16]
