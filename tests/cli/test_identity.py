"""What somebody shows is verified offline: valid, refused with a reason, or cannot tell, each with its exit code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image
from typer.testing import CliRunner

from safeconduct.cli.identity import app
from safeconduct.identity import mdoc, sd_jwt_vc, status_cwt, status_token
from safeconduct.identity.card import make_card
from safeconduct.identity.health_envelope import HCERT
from safeconduct.identity.keys import signer, to_jwk
from safeconduct.identity.packing import to_base45
from safeconduct.identity.status_list import build
from safeconduct.identity.status_token import StatusList
from tests.cli.running import migrate, run
from tests.identity.certificates import certified
from tests.identity.test_mrz import TD3
from tests.identity.test_vds_nc import sealed

ISSUER = "https://registry.example"
SIGNER = signer(ec.derive_private_key(11, ec.SECP256R1()), "one")
CERTIFICATE = certified(SIGNER.private)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=365)
LIST = f"{ISSUER}/status/1"
CARD = make_card({"id": "A-1", "full name": "Amal Idris"}, ISSUER, SIGNER, NOW, LATER, (LIST, 5))


@dataclass(frozen=True, slots=True)
class Said:
    """What the command said, and its exit code."""

    code: int
    text: str
    facts: dict[str, object]

    @property
    def reasons(self) -> list[str]:
        return [reason["code"] for reason in self.facts["reasons"]]  # type: ignore[attr-defined]


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    """A trust list with one issuer, by key and by certificate."""
    from base64 import b64encode

    entry = {
        "issuer": ISSUER,
        "purposes": ["identity", "status"],
        "start": "2026-01-01T00:00:00Z",
        "end": "2030-01-01T00:00:00Z",
        "keys": [to_jwk(SIGNER.public)],
        "certificates": [b64encode(CERTIFICATE).decode()],
    }
    file = tmp_path / "trust.json"
    file.write_text(json.dumps({"name": "Example", "until": "2027-06-01T00:00:00Z", "entries": [entry]}))
    return file


def status_file(folder: Path, revoked: dict[int, int], issued: datetime = NOW, *, as_jwt: bool = False) -> Path:
    file = folder / "status"
    bits = build(64, revoked)
    if as_jwt:
        listed = StatusList(LIST, bits, issued.timestamp(), LATER.timestamp(), 86400)
        file.write_text(status_token.issue(listed, SIGNER))
    else:
        file.write_bytes(status_cwt.issue_list(bits, LIST, SIGNER, issued, LATER, timedelta(days=1)))
    return file


def verified(folder: Path, shown: str | bytes, trust: Path, *options: str, at: datetime = NOW) -> Said:
    file = folder / "shown"
    file.write_bytes(shown if isinstance(shown, bytes) else shown.encode())
    words = ["verify", str(file), "--trust", str(trust), "--at", at.isoformat(), *options]
    for_people = CliRunner().invoke(app, words)
    for_programs = CliRunner().invoke(app, [*words, "--json"])
    assert for_people.exit_code == for_programs.exit_code
    return Said(for_people.exit_code, for_people.output, json.loads(for_programs.stdout))


@pytest.mark.parametrize("as_jwt", [True, False])
def test_a_card_is_valid_with_a_fresh_status_list(tmp_path: Path, trust: Path, as_jwt: bool) -> None:
    said = verified(tmp_path, CARD + "\n", trust, "--status", str(status_file(tmp_path, {}, as_jwt=as_jwt)))
    assert said.code == 0, said.text
    assert said.text.startswith(f"Valid: card of {ISSUER}.\n  id: A-1\n  full name: Amal Idris\n")
    assert said.reasons == ["issuer-trusted", "status-valid"]


def test_a_revoked_card_is_refused(tmp_path: Path, trust: Path) -> None:
    said = verified(tmp_path, CARD, trust, "--status", str(status_file(tmp_path, {5: 1})))
    assert (said.code, said.reasons) == (1, ["revoked"])
    assert said.facts["disclosed"] == {}


def test_an_old_status_list_says_nothing(tmp_path: Path, trust: Path) -> None:
    old = str(status_file(tmp_path, {}, NOW - timedelta(days=2)))
    assert verified(tmp_path, CARD, trust, "--status", old).reasons == ["status-too-old"]
    assert verified(tmp_path, CARD, trust, "--status", old).code == 3
    said = verified(tmp_path, CARD, trust)
    assert (said.code, said.reasons) == (3, ["status-unknown"])


def test_a_status_list_of_a_stranger_is_left_aside(tmp_path: Path, trust: Path) -> None:
    stranger = signer(ec.derive_private_key(99, ec.SECP256R1()), "one")
    file = tmp_path / "status"
    file.write_bytes(status_cwt.issue_list(build(64, {}), LIST, stranger, NOW, LATER, timedelta(days=1)))
    said = verified(tmp_path, CARD, trust, "--status", str(file))
    assert said.code == 3
    assert "Left aside" in said.text
    assert "signature-wrong" in said.text


def test_an_overdue_trust_list_says_nothing(tmp_path: Path, trust: Path) -> None:
    said = verified(tmp_path, CARD, trust, at=datetime(2027, 7, 1, tzinfo=UTC))
    assert (said.code, said.reasons) == (3, ["trust-list-old"])


def test_an_issuer_for_another_purpose_is_refused(tmp_path: Path, trust: Path) -> None:
    said = verified(tmp_path, CARD, trust, "--purpose", "residence")
    assert (said.code, said.reasons) == (1, ["issuer-not-for-purpose"])


@pytest.mark.parametrize("ending", ["png", "jpg", "pdf"])
def test_a_card_is_read_from_a_picture_or_a_page(tmp_path: Path, trust: Path, ending: str) -> None:
    picture = tmp_path / f"card.{ending}"
    png = tmp_path / "code.png"
    segno.make(CARD, error="m").save(str(png), scale=5)
    Image.open(png).convert("RGB").save(picture)
    said = verified(tmp_path, picture.read_bytes(), trust, "--status", str(status_file(tmp_path, {})))
    assert said.code == 0, said.text


def test_an_sd_jwt_is_judged(tmp_path: Path, trust: Path) -> None:
    claims = {"iss": ISSUER, "vct": "urn:example:card", "exp": int(LATER.timestamp()), "family_name": "Idris"}
    text = sd_jwt_vc.issue(
        claims, [("family_name",)], SIGNER, (sha256(number.to_bytes(4)).hexdigest() for number in count())
    )
    said = verified(tmp_path, text + "\n", trust)
    assert (said.code, said.facts["kind"]) == (0, "sd-jwt"), said.text
    assert verified(tmp_path, text.replace("~", "x~", 1), trust).code == 1


@pytest.mark.parametrize("as_hex", [True, False])
def test_an_mdoc_is_judged(tmp_path: Path, trust: Path, as_hex: bool) -> None:
    salts = (sha256(number.to_bytes(4)).digest() for number in count())
    period = (NOW, NOW, LATER)
    data = mdoc.issue("org.example", {"a": {"b": b"\x01"}}, SIGNER.public, SIGNER, [CERTIFICATE], period, salts)
    said = verified(tmp_path, data.hex() if as_hex else data, trust)
    assert (said.code, said.facts["disclosed"]) == (0, {"a": {"b": "01"}}), said.text
    assert said.reasons == ["issuer-trusted", "status-none", "holder-not-checked"]
    assert verified(tmp_path, data[:-1], trust).code == 1


def test_a_seal_is_judged(tmp_path: Path, trust: Path) -> None:
    assert verified(tmp_path, sealed(), trust).code == 0
    assert verified(tmp_path, sealed().replace("JANE", "JOHN"), trust).reasons == ["signature-wrong"]


def test_a_health_certificate_is_judged(tmp_path: Path, trust: Path) -> None:
    import zlib

    from safeconduct.identity.cwt import issue

    named = signer(SIGNER.private)
    claims: dict[int, object] = {4: int(LATER.timestamp()), HCERT: {1: {"ver": "1.3.0"}}}
    right = issue(claims, named, {4: sha256(CERTIFICATE).digest()[:8]})
    wrong = issue(claims, named)
    assert verified(tmp_path, "HC1:" + to_base45(zlib.compress(right)), trust).code == 0
    said = verified(tmp_path, "HC1:" + to_base45(zlib.compress(wrong)), trust)
    assert (said.code, said.reasons) == (1, ["signer-unknown"])


def test_a_zone_is_never_said_to_be_genuine(tmp_path: Path, trust: Path) -> None:
    said = verified(tmp_path, TD3, trust)
    assert (said.code, said.reasons) == (3, ["not-signed"])
    said = verified(tmp_path, TD3.replace("L898902C3", "L898902C4"), trust)
    assert (said.code, said.reasons) == (1, ["check-digit-wrong"])
    assert "document number" in said.text


@pytest.mark.parametrize("shown", [b"", b"hello", b"\xff\xfe", b"HC1:", b"{", b"a1", b"A" * 2000, b"e.e.e~"])
def test_whatever_is_shown_is_answered(tmp_path: Path, trust: Path, shown: bytes) -> None:
    assert verified(tmp_path, shown, trust).code == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ('{"name": "x", "until": "2027-01-01T00:00:00", "entries": []}', "has no zone"),
        ('{"name": "x", "until": "2027-01-01T00:00:00Z"}', "entries"),
    ],
)
def test_a_trust_list_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    (tmp_path / "shown").write_text(CARD)
    done = CliRunner().invoke(app, ["verify", str(tmp_path / "shown"), "--trust", str(file)])
    assert done.exit_code == 2
    assert words in done.output


def test_files_and_times_that_cannot_be_used(tmp_path: Path, trust: Path) -> None:
    none = CliRunner().invoke(app, ["verify", str(tmp_path / "none"), "--trust", str(trust)])
    bad = CliRunner().invoke(app, ["verify", str(trust), "--trust", str(trust), "--at", "noon"])
    picture = tmp_path / "empty.png"
    Image.new("L", (50, 50)).save(picture)
    empty = CliRunner().invoke(app, ["verify", str(picture), "--trust", str(trust)])
    assert [done.exit_code for done in (none, bad, empty)] == [2, 2, 2]
    assert "No QR code was found" in empty.output


def test_the_command_is_there(tmp_path: Path, trust: Path) -> None:
    (tmp_path / "shown").write_text(TD3)
    done = run(tmp_path, "identity", "verify", str(tmp_path / "shown"), "--trust", str(trust))
    assert done.returncode in {1, 3}, done.stderr


def test_keys_begin_with_the_tables_are_followed_and_revoked_and_published(tmp_path: Path) -> None:
    migrate(tmp_path)
    (first,) = json.loads(run(tmp_path, "identity", "keys", "list", "--json").stdout)["keys"]
    early = run(tmp_path, "identity", "keys", "rotate", "--from", "2020-01-01")
    assert (early.returncode, "is over" in early.stderr) == (1, True)
    second = json.loads(run(tmp_path, "identity", "keys", "rotate", "--json").stdout)["key"]
    assert run(tmp_path, "identity", "keys", "revoke", first["key"]).returncode == 0
    listed = json.loads(run(tmp_path, "identity", "keys", "trust-list").stdout)["entries"][0]
    assert [key["kid"] for key in listed["keys"]] == [second]
    assert {"identity", "status", "birth-registration"} <= set(listed["purposes"])


def test_a_root_begins_apart_certifies_and_is_listed(tmp_path: Path) -> None:
    migrate(tmp_path)
    file, phrase = tmp_path / "root.pem", tmp_path / "phrase"
    phrase.write_text("twelve or more\n")
    kept = ("--key-file", str(file), "--passphrase-file", str(phrase))
    bad = run(tmp_path, "identity", "root", "begin", "--country", "Spain", "--name", "IACA", *kept)
    assert (bad.returncode, "two capital letters" in bad.stderr, file.exists()) == (1, True, False)
    said = ("--country", "ES", "--name", "IACA of Example", "--held-by", "the court", "--held-by", "the notary")
    begun = json.loads(run(tmp_path, "identity", "root", "begin", *said, *kept, "--json").stdout)
    assert b"ENCRYPTED" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    (listed,) = json.loads(run(tmp_path, "identity", "root", "list", "--json").stdout)["roots"]
    assert (listed["root"], listed["copy in parts"]) == (begun["root"], "2 of the court, the notary.")
    second = run(tmp_path, "identity", "keys", "rotate")
    assert "Certify it: safeconduct identity root certify" in second.stdout
    missing = run(tmp_path, "identity", "root", "certify")
    assert (missing.returncode, "--key-file" in missing.stderr) == (1, True)
    certified = json.loads(run(tmp_path, "identity", "root", "certify", *kept, "--json").stdout)
    assert len(certified["certified"]) == 1
