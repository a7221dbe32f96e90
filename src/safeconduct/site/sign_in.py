"""Reads DATA/sign-in.toml: which identity providers people may sign in with, and what is believed of each.

The file is the operator's; nothing of it is stored in the database. Its words are described in docs/how-to/sign-in.md.
"""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

NAME = "sign-in.toml"
CURE = "See “Sign in with an identity provider” in the documentation for its words."
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class UnreadableSignIn(ValueError):
    """The file cannot be used; says where and what to do."""


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What both protocols need.

    `trusted_email`: its e-mail addresses are believed, so that they lead to the account of that address.
    `new_accounts`: whoever it sends is given an account; otherwise only accounts that are there already can be used.
    `second_factor`: it asks officials for a second factor itself, and we do not ask for another.
    """

    id: str
    name: str
    trusted_email: bool = False
    new_accounts: bool = False
    second_factor: bool = False


class OpenIdConnect(Provider, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A provider that speaks OpenID Connect; `authorize_at` is the origin of its sign-in page where it is another."""

    server: str
    client: str
    secret_file: str
    authorize_at: str = ""


class Saml(Provider, frozen=True, forbid_unknown_fields=True, rename="kebab", kw_only=True):
    """A provider that speaks SAML 2.0; `email` and `subject` name its attributes where they are not the usual ones."""

    entity: str
    sign_in_at: str
    certificate_file: str
    email: str = ""
    subject: str = ""


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every provider of the file."""

    oidc: tuple[OpenIdConnect, ...] = ()
    saml: tuple[Saml, ...] = ()

    @property
    def providers(self) -> tuple[Provider, ...]:
        """All of them."""
        return (*self.oidc, *self.saml)

    @property
    def vouching(self) -> tuple[str, ...]:
        """Ids of those that answer for a second factor."""
        return tuple(provider.id for provider in self.providers if provider.second_factor)

    @property
    def welcoming(self) -> tuple[str, ...]:
        """Ids of those whose people are given an account."""
        return tuple(provider.id for provider in self.providers if provider.new_accounts)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where a form of ours may lead: the origins of their sign-in pages."""
        places = [*(one.authorize_at or one.server for one in self.oidc), *(one.sign_in_at for one in self.saml)]
        return tuple(sorted({origin(place) for place in places}))


def read(file: Path) -> SignIn:
    """Read the file, or find no provider where there is none."""
    if not file.is_file():
        return SignIn()
    try:
        found = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), SignIn)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UnreadableSignIn(f"{file}: {error}. {CURE}") from None
    for problem in _problems(found, file.parent):
        raise UnreadableSignIn(f"{file}: {problem} {CURE}")
    return found


def _problems(found: SignIn, folder: Path) -> list[str]:
    ids = [provider.id for provider in found.providers]
    problems = [f"the id {one!r} is used twice." for one in sorted({one for one in ids if ids.count(one) > 1})]
    problems += [f"the id {one!r} must be of letters a–z, digits and hyphens." for one in ids if not _is_id(one)]
    addresses = [*(one.server for one in found.oidc), *(one.sign_in_at for one in found.saml)]
    addresses += [one.authorize_at for one in found.oidc if one.authorize_at]
    problems += [f"{address!r} must begin with https://." for address in addresses if not _is_secure(address)]
    files = [*(one.secret_file for one in found.oidc), *(one.certificate_file for one in found.saml)]
    problems += [f"there is no file {folder / name}." for name in files if not (folder / name).is_file()]
    if found.saml and not find_spec("onelogin"):
        problems.append("SAML needs a package that is not installed. Install it: pip install 'safeconduct[saml]'.")
    return problems


def _is_id(text: str) -> bool:
    return text.isascii() and text.replace("-", "").isalnum() and text == text.lower()


def _is_secure(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def origin(address: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def apps(found: SignIn) -> list[str]:
    """List the apps that the providers of the file need."""
    base = "allauth.socialaccount.providers"
    return [*([f"{base}.openid_connect"] if found.oidc else []), *([f"{base}.saml"] if found.saml else [])]


def providers(found: SignIn, folder: Path) -> dict[str, dict[str, Any]]:
    """Say the same in allauth's words."""
    oidc = [_openid_connect(one, folder) for one in found.oidc]
    saml = [_saml(one, folder) for one in found.saml]
    return {"openid_connect": {"APPS": oidc, "OAUTH_PKCE_ENABLED": True}, "saml": {"APPS": saml}}


def _believed(one: Provider) -> dict[str, Any]:
    return {"verified_email": one.trusted_email, "email_authentication": one.trusted_email}


def _openid_connect(one: OpenIdConnect, folder: Path) -> dict[str, Any]:
    return {
        "provider_id": one.id,
        "name": one.name,
        "client_id": one.client,
        "secret": (folder / one.secret_file).read_text(encoding="utf-8").strip(),
        "settings": {"server_url": one.server, **_believed(one)},
    }


def _saml(one: Saml, folder: Path) -> dict[str, Any]:
    certificate = (folder / one.certificate_file).read_text(encoding="ascii")
    body = "".join(line for line in certificate.splitlines() if "-----" not in line)
    named = {key: value for key, value in (("email", one.email), ("uid", one.subject)) if value}
    return {
        "provider_id": one.id,
        "name": one.name,
        "client_id": one.id,
        "settings": {
            "idp": {"entity_id": one.entity, "sso_url": one.sign_in_at, "x509cert": body},
            # Unsigned assertions, and answers to questions that nobody asked, are refused.
            "advanced": {"want_assertion_signed": True, "reject_idp_initiated_sso": True, "want_name_id": True},
            **({"attribute_mapping": named} if named else {}),
            **_believed(one),
        },
    }
