"""The file of identity providers: read, or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.shell.security import policy
from safeconduct.site import sign_in

GOOD = """
[[oidc]]
id = "ministry"
name = "Ministry of the Interior"
server = "https://login.example.org/realms/office"
client = "safeconduct"
secret-file = "ministry.secret"
trusted-email = true
second-factor = true

[[saml]]
id = "eidas"
name = "European identity"
entity = "https://node.example.org/metadata"
sign-in-at = "https://node.example.org/sso"
certificate-file = "node.pem"
new-accounts = true
subject = "PersonIdentifier"
"""
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n"


def write(folder: Path, text: str) -> Path:
    """Write the file and what it names."""
    (folder / "ministry.secret").write_text("a secret\n", encoding="utf-8")
    (folder / "node.pem").write_text(PEM, encoding="ascii")
    file = folder / "sign-in.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_there_is_no_provider(tmp_path: Path) -> None:
    found = sign_in.read(tmp_path / "sign-in.toml")
    assert found == sign_in.SignIn()
    assert sign_in.apps(found) == []
    assert found.origins == ()


def test_a_file_is_said_in_the_words_of_the_library(tmp_path: Path) -> None:
    found = sign_in.read(write(tmp_path, GOOD))
    said = sign_in.providers(found, tmp_path)
    oidc, saml = said["openid_connect"]["APPS"][0], said["saml"]["APPS"][0]
    assert (oidc["provider_id"], oidc["client_id"], oidc["secret"]) == ("ministry", "safeconduct", "a secret")
    assert oidc["settings"]["email_authentication"] is True
    assert saml["settings"]["idp"]["x509cert"] == "MIIBAAAA"
    assert saml["settings"]["advanced"]["want_assertion_signed"] is True
    assert saml["settings"]["attribute_mapping"] == {"uid": "PersonIdentifier"}
    assert (found.vouching, found.welcoming) == (("ministry",), ("eidas",))
    assert sign_in.apps(found)[1].endswith(".saml")


def test_forms_may_lead_to_the_providers_alone(tmp_path: Path) -> None:
    origins = sign_in.read(write(tmp_path, GOOD)).origins
    assert origins == ("https://login.example.org", "https://node.example.org")
    assert "form-action 'self' https://login.example.org https://node.example.org;" in policy(origins)


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ('id = "eidas"', 'id = "ministry"', "used twice"),
        ('id = "ministry"', 'id = "The Ministry"', "letters a–z"),
        ("https://login.example.org", "http://login.example.org", "must begin with https://"),
        ("ministry.secret", "lost.secret", "there is no file"),
        ("node.pem", "lost.pem", "there is no file"),
        ('client = "safeconduct"', "", "client"),
        ('client = "safeconduct"', "client = 7", "Expected `str`, got `int` - at `$.oidc[0].client`"),
        ("trusted-email", "trusted-mail", "trusted-mail"),
        ("[[oidc]]", "[[oidc]", "line 2"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    file = write(tmp_path, GOOD.replace(wrong, right))
    with pytest.raises(sign_in.UnreadableSignIn) as refusal:
        sign_in.read(file)
    assert said in str(refusal.value)
    assert str(file) in str(refusal.value)


def test_a_provider_on_this_machine_may_speak_without_encryption(tmp_path: Path) -> None:
    text = GOOD.replace("https://login.example.org", "http://127.0.0.1:9000")
    assert "http://127.0.0.1:9000" in sign_in.read(write(tmp_path, text)).origins
