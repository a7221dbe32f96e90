"""The two secrets of an instance: the root that purposes are derived from, and the key that signs checkpoints.

Each is 32 bytes, written as 64 hexadecimal digits, in the environment or in a file of the data folder that its owner
alone may read. They never stand in a database.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from safeconduct.journal.checkpoint import Key, key_of

LENGTH = 32
ROOT = ("SAFECONDUCT_ROOT_SECRET", "root.secret")
SIGNING = ("SAFECONDUCT_SIGNING_KEY", "signing.key")


def root_secret() -> bytes:
    """Return the secret that the secrets of purposes are derived from."""
    return _read(*ROOT)


def signing_key() -> bytes:
    """Return the private key that checkpoints are signed with."""
    return _read(*SIGNING)


def public_key() -> Key:
    """Return the key that checkpoints are verified with."""
    return key_of(settings.JOURNAL_ORIGIN, signing_key())


def make(folder: Path, draw: Callable[[int], bytes] = os.urandom) -> None:
    """Draw the secrets that are neither in the environment nor in the folder yet."""
    for variable, name in (ROOT, SIGNING):
        file = folder / name
        if not os.environ.get(variable) and not file.exists():
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as text:
                text.write(draw(LENGTH).hex())


def _read(variable: str, name: str) -> bytes:
    file: Path = settings.DATA / name
    try:
        secret = bytes.fromhex(os.environ.get(variable) or _content(str(file), file.stat().st_mtime_ns))
    except FileNotFoundError:
        cure = f"Run: safeconduct migrate (which makes one), or put back {file} or set {variable}."
        raise ImproperlyConfigured(f"This instance lacks a secret that its journal needs. {cure}") from None
    except ValueError:
        secret = b""
    if len(secret) != LENGTH:
        raise ImproperlyConfigured(f"{variable} or {file} does not hold 64 hexadecimal digits. Put back the right one.")
    return secret


@lru_cache(maxsize=8)
def _content(file: str, changed: int) -> str:
    """What stands in a file; each act asks for it twice, and looking at its time costs a fifth of reading it."""
    return Path(file).read_text(encoding="ascii")
