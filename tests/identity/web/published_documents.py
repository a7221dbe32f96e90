"""Documents that others published, with a trust list that names their signers, each judged when it was in force."""

from __future__ import annotations

import json
import lzma
import tarfile
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from safeconduct.identity import mdoc
from safeconduct.identity.refusal import Refused
from safeconduct.identity.vds_nc import read_seal
from tests.identity.annex_d import MOMENT, RESPONSE
from tests.identity.vector_files import vector

SUMMER = datetime(2021, 7, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
STEP = 3
"""Of 581 certificates of the EU every third is judged: what a browser does takes its time."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document, and the certificate that a list names for it."""

    name: str
    text: str
    certificate: bytes


def by_moment() -> dict[datetime, list[Document]]:
    """All of them, by the moment at which they are judged."""
    signer = mdoc.read_response(RESPONSE)[0].issuer_auth.chain[0]
    return {MOMENT: [Document("Annex D", RESPONSE.hex(), signer)], SUMMER: [*of_the_eu(), *of_who()]}


def trust_list(documents: list[Document]) -> str:
    """An entry for each certificate, so that one that cannot be read spoils no chain of another."""
    interval = {"start": (MOMENT - YEAR).isoformat(), "end": (MOMENT + YEAR).isoformat()}
    certificates = dict.fromkeys(one.certificate for one in documents if one.certificate)
    entries = [
        {"issuer": f"issuer {number}", "purposes": ["identity"], **interval, "certificates": [b64encode(one).decode()]}
        for number, one in enumerate(certificates)
    ]
    return json.dumps({"name": "published", "until": (MOMENT + YEAR).isoformat(), "entries": entries})


def of_the_eu() -> list[Document]:
    with lzma.open(vector("dgc-testdata-slim.jsonl.xz"), "rt") as lines:
        records = [json.loads(line) for line in lines]
    found = [(one["path"], one.get("PREFIX"), one["TESTCTX"].get("CERTIFICATE")) for one in records[::STEP]]
    return [Document(path, text, b64decode(der.strip("\ufeff \n"))) for path, text, der in found if text and der]


def of_who() -> list[Document]:
    texts = {}
    for archive in ("who-ddcc-validator-txt.tar.xz", "who-gdhcn-validator-txt.tar.xz"):
        with tarfile.open(vector(archive)) as tar:
            texts |= {
                one.name: tar.extractfile(one).read().decode().strip() for one in tar if one.name.endswith(".txt")
            }  # type: ignore[union-attr]
    return [Document(name, text, certificate_in(text)) for name, text in texts.items() if text[:1] in {"H", "{"}]


def certificate_in(text: str) -> bytes:
    """The certificate that a seal brings along."""
    try:
        return read_seal(text).certificate
    except Refused:
        return b""
