"""Published vectors: those beside the project's folder, where they are, and a few small ones written here.

Counts of the sets that were skipped are printed at the end of a run (``conftest.py``).
"""

from __future__ import annotations

import functools
import tarfile
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "vectors"
MISSING = "published vectors are not beside the project's folder (vectors/{})"

# Keys of the examples of RFC 9901, draft-ietf-oauth-sd-jwt-vc and OpenID4VP (settings.yml of their repositories).
EXAMPLE_ISSUER = {
    "kty": "EC",
    "crv": "P-256",
    "d": "Ur2bNKuBPOrAaxsRnbSH6hIhmNTxSGXshDSUD1a1y7g",
    "x": "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ",
    "y": "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8",
}
EXAMPLE_HOLDER = {
    "kty": "EC",
    "crv": "P-256",
    "d": "5K5SCos8zf9zRemGGUl6yfok-_NiiryNZsvANWMhF-I",
    "x": "TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc",
    "y": "ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ",
}


@functools.cache
def read(archive: str) -> dict[str, str]:
    """The text files of an archive by path; nothing where it is absent."""
    file = FOLDER / archive
    if not file.exists():
        return {}
    with tarfile.open(file) as tar:
        members = [member for member in tar if member.isfile()]
        return {one.name.removeprefix("./"): tar.extractfile(one).read().decode() for one in members}  # type: ignore[union-attr]


def needed(archive: str) -> dict[str, str]:
    """The same, or skip the test with what is missing."""
    files = read(archive)
    if not files:
        pytest.skip(MISSING.format(archive))
    return files
